/** scipy.stats' distributions: densities, shares, quantiles and moments, called with shapes, loc and scale, or frozen with them first. */
import { erfc } from "../../../math/erf.ts";
import { incompleteBeta, incompleteGamma, logBeta, logGamma } from "../../../math/gamma-function.ts";
import { NumpyScalar } from "../../numpy/scalar.ts";
import { asReal, isGiven } from "../../numpy/signature.ts";
import { Builtin } from "../../values/builtin.ts";
import { pyError } from "../../values/error.ts";
import { PyTuple } from "../../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../../values/value.ts";
import { overReals } from "../real-functions.ts";
import { inverseOf } from "../special/inverse.ts";
import { normalQuantile } from "../special/special-functions.ts";

/** In its standard form, loc 0 and scale 1; z lies inside the support. */
interface Family {
  readonly shapes: readonly string[];
  readonly support: (...s: number[]) => readonly [number, number];
  readonly logpdf: (z: number, ...s: number[]) => number;
  readonly cdf: (z: number, ...s: number[]) => number;
  readonly sf?: (z: number, ...s: number[]) => number;
  readonly ppf?: (p: number, ...s: number[]) => number;
  readonly mean: (...s: number[]) => number;
  readonly variance: (...s: number[]) => number;
  /** On whole numbers: logpdf is a probability's. */
  readonly discrete?: true;
}

const LINE = (): readonly [number, number] => [-Infinity, Infinity];
const HALF = (): readonly [number, number] => [0, Infinity];
const phi = (z: number): number => erfc(-z / Math.SQRT2) / 2;
const LOG_ROOT_2PI = Math.log(2 * Math.PI) / 2;

const FAMILIES: Readonly<Record<string, Family>> = {
  norm: {
    shapes: [],
    support: LINE,
    logpdf: (z) => -0.5 * z * z - LOG_ROOT_2PI,
    cdf: phi,
    sf: (z) => phi(-z),
    ppf: normalQuantile,
    mean: () => 0,
    variance: () => 1,
  },
  uniform: {
    shapes: [],
    support: () => [0, 1],
    logpdf: () => 0,
    cdf: (z) => z,
    ppf: (p) => p,
    mean: () => 0.5,
    variance: () => 1 / 12,
  },
  expon: {
    shapes: [],
    support: HALF,
    logpdf: (z) => -z,
    cdf: (z) => -Math.expm1(-z),
    sf: (z) => Math.exp(-z),
    ppf: (p) => -Math.log1p(-p),
    mean: () => 1,
    variance: () => 1,
  },
  lognorm: {
    shapes: ["s"],
    support: HALF,
    logpdf: (z, s) => (z === 0 ? -Infinity : -0.5 * (Math.log(z) / s) ** 2 - LOG_ROOT_2PI - Math.log(s * z)),
    cdf: (z, s) => (z === 0 ? 0 : phi(Math.log(z) / s)),
    sf: (z, s) => (z === 0 ? 1 : phi(-Math.log(z) / s)),
    ppf: (p, s) => Math.exp(s * normalQuantile(p)),
    mean: (s) => Math.exp((s * s) / 2),
    variance: (s) => Math.exp(s * s) * Math.expm1(s * s),
  },
  halfnorm: {
    shapes: [],
    support: HALF,
    logpdf: (z) => -0.5 * z * z + Math.log(2 / Math.PI) / 2,
    cdf: (z) => 1 - erfc(z / Math.SQRT2),
    sf: (z) => erfc(z / Math.SQRT2),
    ppf: (p) => normalQuantile((1 + p) / 2),
    mean: () => Math.sqrt(2 / Math.PI),
    variance: () => 1 - 2 / Math.PI,
  },
  truncnorm: {
    shapes: ["a", "b"],
    support: (a, b) => [a, b],
    logpdf: (z, a, b) => -0.5 * z * z - LOG_ROOT_2PI - Math.log(share(a, b)),
    cdf: (z, a, b) => share(a, z) / share(a, b),
    sf: (z, a, b) => share(z, b) / share(a, b),
    ppf: (p, a, b) => (a > 0 ? -normalQuantile(phi(-a) - p * share(a, b)) : normalQuantile(phi(a) + p * share(a, b))),
    mean: (a, b) => (density(a) - density(b)) / share(a, b),
    variance: (a, b) => {
      const mass = share(a, b);
      const mean = (density(a) - density(b)) / mass;
      const edge = (x: number): number => (Number.isFinite(x) ? x * density(x) : 0);
      return 1 + (edge(a) - edge(b)) / mass - mean * mean;
    },
  },
  cauchy: {
    shapes: [],
    support: LINE,
    logpdf: (z) => -Math.log(Math.PI) - Math.log1p(z * z),
    cdf: (z) => Math.atan2(1, -z) / Math.PI,
    sf: (z) => Math.atan2(1, z) / Math.PI,
    ppf: (p) => Math.tan(Math.PI * (p - 0.5)),
    mean: () => Number.NaN,
    variance: () => Number.NaN,
  },
  laplace: {
    shapes: [],
    support: LINE,
    logpdf: (z) => -Math.abs(z) - Math.LN2,
    cdf: (z) => (z < 0 ? Math.exp(z) / 2 : 1 - Math.exp(-z) / 2),
    sf: (z) => (z > 0 ? Math.exp(-z) / 2 : 1 - Math.exp(z) / 2),
    ppf: (p) => (p < 0.5 ? Math.log(2 * p) : -Math.log(2 * (1 - p))),
    mean: () => 0,
    variance: () => 2,
  },
  logistic: {
    shapes: [],
    support: LINE,
    logpdf: (z) => -Math.abs(z) - 2 * Math.log1p(Math.exp(-Math.abs(z))),
    cdf: (z) => 1 / (1 + Math.exp(-z)),
    sf: (z) => 1 / (1 + Math.exp(z)),
    ppf: (p) => Math.log(p / (1 - p)),
    mean: () => 0,
    variance: () => Math.PI ** 2 / 3,
  },
  rayleigh: {
    shapes: [],
    support: HALF,
    logpdf: (z) => Math.log(z) - (z * z) / 2,
    cdf: (z) => -Math.expm1((-z * z) / 2),
    sf: (z) => Math.exp((-z * z) / 2),
    ppf: (p) => Math.sqrt(-2 * Math.log1p(-p)),
    mean: () => Math.sqrt(Math.PI / 2),
    variance: () => 2 - Math.PI / 2,
  },
  weibull_min: {
    shapes: ["c"],
    support: HALF,
    logpdf: (z, c) => Math.log(c) + (c - 1) * Math.log(z) - z ** c,
    cdf: (z, c) => -Math.expm1(-(z ** c)),
    sf: (z, c) => Math.exp(-(z ** c)),
    ppf: (p, c) => (-Math.log1p(-p)) ** (1 / c),
    mean: (c) => Math.exp(logGamma(1 + 1 / c)),
    variance: (c) => Math.exp(logGamma(1 + 2 / c)) - Math.exp(2 * logGamma(1 + 1 / c)),
  },
  gamma: {
    shapes: ["a"],
    support: HALF,
    logpdf: (z, a) => (a === 1 ? 0 : (a - 1) * Math.log(z)) - z - logGamma(a),
    cdf: (z, a) => incompleteGamma(a, z).lower,
    sf: (z, a) => incompleteGamma(a, z).upper,
    mean: (a) => a,
    variance: (a) => a,
  },
  chi2: {
    shapes: ["df"],
    support: HALF,
    logpdf: (z, n) => (n === 2 ? 0 : (n / 2 - 1) * Math.log(z)) - z / 2 - logGamma(n / 2) - (n / 2) * Math.LN2,
    cdf: (z, n) => incompleteGamma(n / 2, z / 2).lower,
    sf: (z, n) => incompleteGamma(n / 2, z / 2).upper,
    mean: (n) => n,
    variance: (n) => 2 * n,
  },
  beta: {
    shapes: ["a", "b"],
    support: () => [0, 1],
    logpdf: (z, a, b) =>
      (a === 1 ? 0 : (a - 1) * Math.log(z)) + (b === 1 ? 0 : (b - 1) * Math.log1p(-z)) - logBeta(a, b),
    cdf: (z, a, b) => incompleteBeta(a, b, z).lower,
    sf: (z, a, b) => incompleteBeta(a, b, z).upper,
    mean: (a, b) => a / (a + b),
    variance: (a, b) => (a * b) / ((a + b) ** 2 * (a + b + 1)),
  },
  t: {
    shapes: ["df"],
    support: LINE,
    logpdf: (z, n) => -logBeta(n / 2, 0.5) - Math.log(n) / 2 - ((n + 1) / 2) * Math.log1p((z * z) / n),
    cdf: (z, n) => (z < 0 ? tail(z, n) : 1 - tail(z, n)),
    sf: (z, n) => (z > 0 ? tail(z, n) : 1 - tail(z, n)),
    ppf: (p, n) => {
      const side = (q: number): number => -inverseOf((z) => -tail(z, n), -q, 0, Infinity);
      return p === 0.5 ? 0 : p < 0.5 ? side(p) : -side(1 - p);
    },
    mean: (n) => (n > 1 ? 0 : Infinity),
    variance: (n) => (n > 2 ? n / (n - 2) : n > 1 ? Infinity : Number.NaN),
  },
  f: {
    shapes: ["dfn", "dfd"],
    support: HALF,
    logpdf: (z, n, m) =>
      (m / 2) * Math.log(m) +
      (n / 2) * Math.log(n) +
      (n === 2 ? 0 : (n / 2 - 1) * Math.log(z)) -
      ((n + m) / 2) * Math.log(m + n * z) -
      logBeta(n / 2, m / 2),
    cdf: (z, n, m) => incompleteBeta(n / 2, m / 2, (n * z) / (m + n * z)).lower,
    sf: (z, n, m) => incompleteBeta(m / 2, n / 2, m / (m + n * z)).lower,
    mean: (_, m) => (m > 2 ? m / (m - 2) : Infinity),
    variance: (n, m) => (m > 4 ? (2 * m * m * (n + m - 2)) / (n * (m - 2) ** 2 * (m - 4)) : Infinity),
  },
  poisson: {
    shapes: ["mu"],
    support: HALF,
    logpdf: (k, mu) => (mu === 0 ? (k === 0 ? 0 : -Infinity) : k * Math.log(mu) - logGamma(k + 1) - mu),
    cdf: (k, mu) => incompleteGamma(Math.floor(k) + 1, mu).upper,
    sf: (k, mu) => incompleteGamma(Math.floor(k) + 1, mu).lower,
    mean: (mu) => mu,
    variance: (mu) => mu,
    discrete: true,
  },
  binom: {
    shapes: ["n", "p"],
    support: (n) => [0, n],
    logpdf: (k, n, p) =>
      -Math.log1p(n) -
      logBeta(n - k + 1, k + 1) +
      (k === 0 ? 0 : k * Math.log(p)) +
      (k === n ? 0 : (n - k) * Math.log1p(-p)),
    cdf: (k, n, p) => (Math.floor(k) >= n ? 1 : incompleteBeta(n - Math.floor(k), Math.floor(k) + 1, 1 - p).lower),
    sf: (k, n, p) => (Math.floor(k) >= n ? 0 : incompleteBeta(Math.floor(k) + 1, n - Math.floor(k), p).lower),
    mean: (n, p) => n * p,
    variance: (n, p) => n * p * (1 - p),
    discrete: true,
  },
};

function density(x: number): number {
  return Number.isFinite(x) ? Math.exp(-0.5 * x * x - LOG_ROOT_2PI) : 0;
}

/** Of the normal distribution between a and b, from the side where it is small. */
function share(a: number, b: number): number {
  return a > 0 ? phi(-a) - phi(-b) : phi(b) - phi(a);
}

/** Of Student's distribution below −|z|. */
function tail(z: number, n: number): number {
  return incompleteBeta(n / 2, 0.5, n / (n + z * z)).lower / 2;
}

export function distributionsTable(): [string, Value][] {
  return Object.entries(FAMILIES).map(([name, family]) => [name, new Distribution(name, family)]);
}

/** A share below z, of all of it, and outside the support. */
function shareBelow(family: Family, z: number, s: number[]): number {
  const [low, high] = family.support(...s);
  if (Number.isNaN(z)) return z;
  if (z < low) return 0;
  if (z >= high) return 1;
  return z === -Infinity ? 0 : family.cdf(z, ...s);
}

function shareAbove(family: Family, z: number, s: number[]): number {
  const [low, high] = family.support(...s);
  if (Number.isNaN(z)) return z;
  if (z < low) return 1;
  if (z >= high) return 0;
  return z === -Infinity ? 1 : family.sf ? family.sf(z, ...s) : 1 - family.cdf(z, ...s);
}

function logDensity(family: Family, z: number, s: number[]): number {
  const [low, high] = family.support(...s);
  if (Number.isNaN(z)) return z;
  if (z < low || z > high || (family.discrete && !Number.isInteger(z))) return -Infinity;
  return family.logpdf(z, ...s);
}

function quantile(family: Family, p: number, s: number[]): number {
  const [low, high] = family.support(...s);
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (family.discrete) {
    if (p === 0) return low - 1;
    if (p === 1) return high;
    const guess = Math.floor(inverseOf((k) => shareBelow(family, k, s), p, low, high));
    let k = Math.max(low, Number.isFinite(guess) ? guess - 2 : low);
    while (shareBelow(family, k, s) < p) k++;
    return k;
  }
  if (p === 0) return low;
  if (p === 1) return high;
  return family.ppf ? family.ppf(p, ...s) : inverseOf((z) => family.cdf(z, ...s), p, low, high);
}

type Method = (family: Family, x: number, s: number[], loc: number, scale: number) => number;

/** Of x, the shapes, loc and scale. */
const METHODS: Readonly<Record<string, Method>> = {
  pdf: (family, x, s, loc, scale) => Math.exp(logDensity(family, (x - loc) / scale, s)) / scale,
  logpdf: (family, x, s, loc, scale) => logDensity(family, (x - loc) / scale, s) - Math.log(scale),
  cdf: (family, x, s, loc, scale) => shareBelow(family, (x - loc) / scale, s),
  logcdf: (family, x, s, loc, scale) => Math.log(shareBelow(family, (x - loc) / scale, s)),
  sf: (family, x, s, loc, scale) => shareAbove(family, (x - loc) / scale, s),
  logsf: (family, x, s, loc, scale) => Math.log(shareAbove(family, (x - loc) / scale, s)),
  ppf: (family, p, s, loc, scale) => quantile(family, p, s) * scale + loc,
  isf: (family, p, s, loc, scale) => upperQuantile(family, p, s) * scale + loc,
};

/** From the share above, which keeps the digits of a small one. */
function upperQuantile(family: Family, p: number, s: number[]): number {
  const [low, high] = family.support(...s);
  if (family.discrete || p > 0.01 || !family.sf || p <= 0) return quantile(family, 1 - p, s);
  return inverseOf((z) => -family.sf!(z, ...s), -p, low, high);
}

const MOMENTS: Readonly<Record<string, (family: Family, s: number[], loc: number, scale: number) => number>> = {
  mean: (family, s, loc, scale) => family.mean(...s) * scale + loc,
  var: (family, s, _loc, scale) => family.variance(...s) * scale * scale,
  std: (family, s, _loc, scale) => Math.sqrt(family.variance(...s)) * scale,
  median: (family, s, loc, scale) => quantile(family, 0.5, s) * scale + loc,
};

/** Steps of one value: series, continued fractions, bisection. */
const COST = 64;

class Distribution extends PyValue {
  override readonly typeName: string;
  private readonly family: Family;
  /** Shapes, loc and scale, once it is frozen. */
  private readonly given: readonly Value[] | undefined;
  constructor(name: string, family: Family, given?: readonly Value[]) {
    super();
    this.typeName = name;
    this.family = family;
    this.given = given;
  }
  override get callable(): boolean {
    return this.given === undefined;
  }
  override call(args: Value[], keywords: Keywords): Value {
    if (this.given) throw pyError("TypeError", `a frozen ${this.typeName} is not callable: call its pdf, cdf or ppf`);
    return new Distribution(this.typeName, this.family, this.parameters(args, keywords));
  }
  /** Shapes, loc and scale by place or by name. */
  private parameters(args: readonly Value[], keywords: Keywords): Value[] {
    if (this.given) return [...this.given];
    const { shapes } = this.family;
    const names = [...shapes, "loc", "scale"];
    for (const name of keywords.keys())
      if (
        !names.includes(name) &&
        !["x", "q", "k", "size", "random_state", "confidence", "alpha", "moments"].includes(name)
      )
        throw pyError("TypeError", `${this.typeName} got an unexpected keyword argument '${name}'`);
    return names.map((name, k) => {
      const value = args[k] ?? keywords.get(name);
      if (isGiven(value)) return value;
      if (k < shapes.length) throw pyError("TypeError", `${this.typeName} missing required shape parameter '${name}'`);
      return name === "loc" ? 0 : 1;
    });
  }
  private each(name: string, method: Method, x: Value, parameters: readonly Value[]): Value {
    const count = this.family.shapes.length;
    const given = this.family.discrete ? [...parameters.slice(0, count + 1), 1] : parameters;
    return overReals(
      `${this.typeName}.${name}`,
      [x, ...given],
      (at, ...rest) => {
        const [loc, scale] = [rest[count]!, rest[count + 1]!];
        return scale > 0 ? method(this.family, at, rest.slice(0, count), loc, scale) : Number.NaN;
      },
      COST,
    );
  }
  override getAttribute(name: string): Value | undefined {
    const { discrete } = this.family;
    const own = discrete ? { pmf: "pdf", logpmf: "logpdf", pdf: "", logpdf: "" }[name] : undefined;
    const key = own ?? name;
    if (Object.hasOwn(METHODS, key)) {
      return new Builtin(name, ([x, ...args], keywords) => {
        const at = x ?? keywords.get("x") ?? keywords.get("q") ?? keywords.get("k");
        if (at === undefined)
          throw pyError("TypeError", `${this.typeName}.${name} needs the places at which to evaluate it`);
        return this.each(name, METHODS[key]!, at, this.parameters(args, keywords));
      });
    }
    if (Object.hasOwn(MOMENTS, name)) {
      return new Builtin(name, (args, keywords) => {
        const parameters = this.parameters(args, keywords);
        return this.each(name, (family, _, s, loc, scale) => MOMENTS[name]!(family, s, loc, scale), 0, parameters);
      });
    }
    if (name === "interval") {
      return new Builtin(name, ([confidence, ...args], keywords) => {
        const inside = asReal(confidence ?? keywords.get("confidence") ?? keywords.get("alpha")!, "confidence");
        const parameters = this.parameters(args, keywords);
        const at = (p: number): Value => this.each("ppf", METHODS["ppf"]!, p, parameters);
        return new PyTuple([at((1 - inside) / 2), at((1 + inside) / 2)]);
      });
    }
    if (name === "support") {
      return new Builtin(name, (args, keywords) => {
        const numbers = this.parameters(args, keywords).map((value) => asReal(value, "shape"));
        const count = this.family.shapes.length;
        const [loc, scale] = [numbers[count]!, numbers[count + 1]!];
        const ends = this.family.support(...numbers.slice(0, count));
        return new PyTuple(ends.map((end) => new NumpyScalar("float64", end * scale + loc)));
      });
    }
    if (name === "rvs") {
      return new Builtin(name, () => {
        throw pyError(
          "NotImplementedError",
          `${this.typeName}.rvs is not here: ${this.typeName}.ppf(np.random.rand(n), …) draws, too`,
        );
      });
    }
    if (name === "dist") return new Distribution(this.typeName, this.family);
    if (name === "args" && this.given) return new PyTuple(this.given);
    return undefined;
  }
}
