/** scipy.special: each function by its name, made of what runtime/math has. */
import { besselI, besselJ, besselK, besselY } from "../../../math/bessel.ts";
import { erfc } from "../../../math/erf.ts";
import {
  digamma,
  gamma,
  hurwitzZeta,
  incompleteBeta,
  incompleteGamma,
  logBeta,
  logGamma,
  polygamma,
  zeta,
} from "../../../math/gamma-function.ts";
import {
  ellipticE,
  ellipticK,
  ellipticKOfRest,
  expIntegralE,
  expIntegralE1,
  expIntegralEi,
  inverseErf,
  inverseErfc,
  sineCosineIntegrals,
} from "../../../math/integral-functions.ts";
import { asArray, cast, unwrap, zeros } from "../../numpy/convert.ts";
import { asInteger, define, isGiven } from "../../numpy/signature.ts";
import { truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { fromFloats } from "../callback.ts";
import { gaussHermite, gaussLaguerre, gaussLegendre, type Points } from "../gauss-points.ts";
import { elementwise, overReals } from "../real-functions.ts";
import { errorFunctionTable, faddeevaReal } from "./error-functions.ts";
import { inverseOf } from "./inverse.ts";
import { lambertW } from "./lambert.ts";

export function specialTable(): [string, Value][] {
  return [
    ...errorFunctionTable(),
    ...gammaFamily(),
    ...besselFamily(),
    ...integralFamily(),
    ...elementaryFamily(),
    ...polynomialFamily(),
    define("lambertw(z, k=, tol=)", (z: Value, branch) => {
      const result = cast(asArray(z, "complex128"));
      const k = isGiven(branch) ? asInteger(branch, "k") : 0;
      for (let i = 0; i < result.buffer.length; i += 2)
        lambertW(result.buffer[i]!, result.buffer[i + 1]!, k, result.buffer, i);
      return unwrap(result);
    }),
  ];
}

function renamed(names: readonly string[], list: string, f: (...x: number[]) => number, cost = 8): [string, Value][] {
  return names.map((name) => elementwise(`${name}(${list})`, f, cost));
}

function gammaFamily(): [string, Value][] {
  const lower = (a: number, x: number): number => incompleteGamma(a, x).lower;
  const upper = (a: number, x: number): number => incompleteGamma(a, x).upper;
  return [
    elementwise("gamma(z)", (x) => (x === 0 ? 1 / x : x === -Infinity ? Number.NaN : gamma(x))),
    elementwise("gammaln(x)", (x) => (x <= 0 && Number.isInteger(x) ? Infinity : logGamma(x))),
    elementwise("loggamma(z)", (x) => (x === 0 ? Infinity : x < 0 ? Number.NaN : logGamma(x))),
    elementwise("gammasgn(x)", (x) =>
      x > 0 ? 1 : x <= 0 && Number.isInteger(x) ? (x === 0 ? 1 : Number.NaN) : Math.floor(x) % 2 === 0 ? 1 : -1,
    ),
    elementwise("rgamma(z)", (x) => (x <= 0 && Number.isInteger(x) ? 0 : 1 / gamma(x))),
    ...renamed(["psi", "digamma"], "z", digamma),
    elementwise("polygamma(n, x)", polygamma, 64),
    elementwise("beta(a, b)", (a, b) =>
      a > 0 && b > 0 && a + b < 170 ? (gamma(a) / gamma(a + b)) * gamma(b) : Math.exp(logBeta(a, b)),
    ),
    elementwise("betaln(a, b)", logBeta),
    elementwise("poch(z, m)", (z, m) =>
      z > 0 && z + m > 0 && z + m < 170 ? gamma(z + m) / gamma(z) : Math.exp(logGamma(z + m) - logGamma(z)),
    ),
    elementwise("gammainc(a, x)", lower, 64),
    elementwise("gammaincc(a, x)", upper, 64),
    elementwise("gammaincinv(a, y)", (a, y) => inverseOf((x) => lower(a, x), y, 0, Infinity), 2048),
    elementwise("gammainccinv(a, y)", (a, y) => inverseOf((x) => -upper(a, x), -y, 0, Infinity), 2048),
    elementwise("betainc(a, b, x)", (a, b, x) => incompleteBeta(a, b, x).lower, 64),
    elementwise("betaincc(a, b, x)", (a, b, x) => incompleteBeta(a, b, x).upper, 64),
    elementwise("betaincinv(a, b, y)", (a, b, y) => inverseOf((x) => incompleteBeta(a, b, x).lower, y, 0, 1), 2048),
    define("zeta(x, q=)", (x: Value, q) =>
      isGiven(q) ? overReals("zeta", [x, q], hurwitzZeta, 32) : overReals("zeta", [x], zeta, 32),
    ),
    elementwise("zetac(x)", (x) => zeta(x) - 1, 32),
    define("factorial(n, exact=, extend=)", (n: Value, exact) =>
      isGiven(exact) && truth(exact)
        ? exactFactorial(asInteger(n, "n"))
        : overReals("factorial", [n], (x) => (x < 0 ? 0 : gamma(x + 1))),
    ),
    define("factorial2(n, exact=)", (n: Value, exact) => {
      const double = (x: number): number => (x < -1 ? 0 : x <= 0 ? 1 : x * double(x - 2));
      return isGiven(exact) && truth(exact)
        ? BigInt(double(Math.min(asInteger(n, "n"), 30)))
        : overReals("factorial2", [n], (x) => double(Math.min(x, 400)), 64);
    }),
    define("comb(N, k, exact=, repetition=)", (n: Value, k: Value, exact) => {
      if (isGiven(exact) && truth(exact)) return exactChoices(BigInt(asInteger(n, "N")), BigInt(asInteger(k, "k")));
      return overReals("comb", [n, k], (a, b) => (b > a || b < 0 || a < 0 ? 0 : binomial(a, b)), 32);
    }),
    define("perm(N, k, exact=)", (n: Value, k: Value) =>
      overReals("perm", [n, k], (a, b) => (b > a || b < 0 ? 0 : falling(a, b)), 32),
    ),
    elementwise("binom(n, k)", binomial, 32),
  ];
}

function binomial(n: number, k: number): number {
  if (Number.isInteger(k) && Math.abs(k) < 1e-8 + Math.abs(n) && n > 0 && k >= 0) {
    const few = Number.isInteger(n) && k > n / 2 ? n - k : k;
    if (few < 20) {
      let [top, bottom] = [1, 1];
      for (let i = 1; i <= few; i++) {
        top *= n - few + i;
        bottom *= i;
      }
      return top / bottom;
    }
  }
  if (n > 0 && n < 160 && k > -1 && k < n + 1) return gamma(n + 1) / gamma(k + 1) / gamma(n - k + 1);
  return Math.exp(-Math.log1p(n) - logBeta(1 + n - k, 1 + k));
}

function falling(n: number, k: number): number {
  let product = 1;
  for (let i = 0; i < Math.min(k, 400); i++) product *= n - i;
  return product;
}

function exactFactorial(n: number): bigint {
  let product = 1n;
  for (let i = 2n; i <= BigInt(Math.min(n, 3000)); i++) product *= i;
  return product;
}

function exactChoices(n: bigint, k: bigint): bigint {
  if (k < 0n || k > n) return 0n;
  const few = 2n * k > n ? n - k : k;
  let result = 1n;
  for (let i = 1n; i <= few && i < 3000n; i++) result = (result * (n - few + i)) / i;
  return result;
}

/** Steps of one Bessel function: its loops grow with the argument. */
const BESSEL = 48;

function besselFamily(): [string, Value][] {
  const half = (f: (v: number, x: number) => number) => (n: number, x: number) =>
    Math.sqrt(Math.PI / (2 * x)) * f(n + 0.5, x);
  const spherical = (name: string, f: (v: number, x: number) => number, first: number): [string, Value] =>
    define(`${name}(n, z, derivative=)`, (n: Value, z: Value, derivative) => {
      const at = (k: number, x: number): number =>
        x === 0
          ? k === 0
            ? first
            : name.endsWith("n") && "ji".includes(name.at(-2)!)
              ? 0
              : first === 1
                ? 0
                : -Infinity
          : half(f)(k, x);
      const sign = name === "spherical_in" ? 1 : -1;
      const slope = (k: number, x: number): number => {
        if (k === 0) return (name === "spherical_kn" ? -1 : sign) * at(1, x);
        return (name === "spherical_kn" ? -1 : 1) * at(k - 1, x) - ((k + 1) / x) * at(k, x);
      };
      return overReals(name, [n, z], isGiven(derivative) && truth(derivative) ? slope : at, BESSEL);
    });
  return [
    elementwise("j0(x)", (x) => besselJ(0, x), BESSEL),
    elementwise("j1(x)", (x) => besselJ(1, x), BESSEL),
    ...renamed(["jv", "jn"], "v, z", besselJ, BESSEL),
    elementwise("y0(x)", (x) => besselY(0, x), BESSEL),
    elementwise("y1(x)", (x) => besselY(1, x), BESSEL),
    ...renamed(["yv", "yn"], "v, z", besselY, BESSEL),
    elementwise("i0(x)", (x) => besselI(0, x), BESSEL),
    elementwise("i1(x)", (x) => besselI(1, x), BESSEL),
    elementwise("i0e(x)", (x) => besselI(0, x, true), BESSEL),
    elementwise("i1e(x)", (x) => besselI(1, x, true), BESSEL),
    elementwise("iv(v, z)", (v, x) => besselI(v, x), BESSEL),
    elementwise("ive(v, z)", (v, x) => besselI(v, x, true), BESSEL),
    elementwise("k0(x)", (x) => besselK(0, x), BESSEL),
    elementwise("k1(x)", (x) => besselK(1, x), BESSEL),
    elementwise("k0e(x)", (x) => besselK(0, x, true), BESSEL),
    elementwise("k1e(x)", (x) => besselK(1, x, true), BESSEL),
    ...renamed(["kv", "kn"], "v, z", (v, x) => besselK(v, x), BESSEL),
    elementwise("kve(v, z)", (v, x) => besselK(v, x, true), BESSEL),
    elementwise("jvp(v, z)", (v, x) => (besselJ(v - 1, x) - besselJ(v + 1, x)) / 2, 2 * BESSEL),
    spherical("spherical_jn", besselJ, 1),
    spherical("spherical_yn", besselY, -Infinity),
    define("spherical_in(n, z)", (n: Value, z: Value) =>
      overReals(
        "spherical_in",
        [n, z],
        (k, x) => (x === 0 ? (k === 0 ? 1 : 0) : half((v, y) => besselI(v, y))(k, x)),
        BESSEL,
      ),
    ),
    define("spherical_kn(n, z)", (n: Value, z: Value) =>
      overReals(
        "spherical_kn",
        [n, z],
        (k, x) => (Math.PI / 2) * Math.sqrt(2 / (Math.PI * x)) * besselK(k + 0.5, x),
        BESSEL,
      ),
    ),
  ];
}

function integralFamily(): [string, Value][] {
  return [
    elementwise("exp1(z)", expIntegralE1, 16),
    elementwise("expi(x)", expIntegralEi, 16),
    elementwise("expn(n, x)", expIntegralE, 16),
    define(
      "sici(x)",
      (x: Value) =>
        new PyTuple([
          overReals("sici", [x], (y) => sineCosineIntegrals(y).si, 16),
          overReals("sici", [x], (y) => sineCosineIntegrals(y).ci, 16),
        ]),
    ),
    elementwise("ellipk(m)", ellipticK),
    elementwise("ellipkm1(p)", ellipticKOfRest),
    elementwise("ellipe(m)", ellipticE),
    elementwise("erfinv(y)", inverseErf, 16),
    elementwise("erfcinv(y)", inverseErfc, 16),
    elementwise("ndtr(x)", (x) => erfc(-x / Math.SQRT2) / 2),
    elementwise("log_ndtr(x)", (x) =>
      x > -1 ? Math.log1p(-erfc(x / Math.SQRT2) / 2) : Math.log(faddeevaReal(-x / Math.SQRT2) / 2) - (x * x) / 2,
    ),
    elementwise("ndtri(y)", normalQuantile, 16),
  ];
}

export function normalQuantile(p: number): number {
  return p <= 0.5
    ? -Math.SQRT2 * inverseErfc(2 * p)
    : p > 0.5
      ? Math.SQRT2 * (p < 0.75 ? inverseErf(2 * p - 1) : inverseErfc(2 * (1 - p)))
      : Number.NaN;
}

function elementaryFamily(): [string, Value][] {
  const RADIANS = Math.PI / 180;
  return [
    elementwise("expit(x)", (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))),
    elementwise("logit(x)", (x) => (x > 0.3 && x < 0.65 ? 2 * Math.atanh(2 * x - 1) : Math.log(x / (1 - x)))),
    elementwise("log_expit(x)", (x) => (x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x)))),
    elementwise("xlogy(x, y)", (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y))),
    elementwise("xlog1py(x, y)", (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y))),
    elementwise("entr(x)", (x) => (x > 0 ? -x * Math.log(x) : x === 0 ? 0 : -Infinity)),
    elementwise("rel_entr(x, y)", (x, y) => (x > 0 && y > 0 ? x * Math.log(x / y) : x === 0 && y >= 0 ? 0 : Infinity)),
    elementwise("expm1(x)", Math.expm1),
    elementwise("log1p(x)", Math.log1p),
    elementwise("cosm1(x)", (x) => -2 * Math.sin(x / 2) ** 2),
    elementwise("exp2(x)", (x) => 2 ** x),
    elementwise("exp10(x)", (x) => 10 ** x),
    elementwise("exprel(x)", (x) => (x === 0 ? 1 : Math.expm1(x) / x)),
    elementwise("cbrt(x)", Math.cbrt),
    elementwise("sinc(x)", (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))),
    elementwise("cosdg(x)", (x) => Math.cos((x % 360) * RADIANS)),
    elementwise("sindg(x)", (x) => Math.sin((x % 360) * RADIANS)),
    elementwise("tandg(x)", (x) => Math.tan((x % 180) * RADIANS)),
    elementwise("radian(d, m, s)", (d, m, s) => (d + m / 60 + s / 3600) * RADIANS),
    elementwise("huber(delta, r)", (d, r) =>
      d < 0 ? Infinity : Math.abs(r) <= d ? (r * r) / 2 : d * (Math.abs(r) - d / 2),
    ),
    define("logsumexp(a, axis=, b=, keepdims=)", (a: Value) => {
      const values = cast(asArray(a, "float64")).buffer;
      const most = values.reduce((x, y) => Math.max(x, y), -Infinity);
      const shift = Number.isFinite(most) ? most : 0;
      const total = zeros("float64", []);
      total.buffer[0] = Math.log(values.reduce((sum, x) => sum + Math.exp(x - shift), 0)) + shift;
      return unwrap(total);
    }),
  ];
}

function polynomialFamily(): [string, Value][] {
  const points = (names: readonly string[], make: (n: number) => Points): [string, Value][] =>
    names.map((name) =>
      define(`${name}(n, mu=)`, (n: Value, mu) => {
        const { nodes, weights } = make(asInteger(n, "n"));
        const both = [fromFloats(nodes), fromFloats(weights)];
        return new PyTuple(isGiven(mu) && truth(mu) ? [...both, weights.reduce((sum, w) => sum + w, 0)] : both);
      }),
    );
  const recurrence =
    (first: (x: number) => number, next: (k: number, x: number, p: number, before: number) => number) =>
    (n: number, x: number): number => {
      if (!Number.isInteger(n) || n < 0) return Number.NaN;
      let [before, p] = [1, first(x)];
      if (n === 0) return 1;
      for (let k = 1; k < Math.min(n, 10_000); k++) [before, p] = [p, next(k, x, p, before)];
      return p;
    };
  return [
    ...points(["roots_legendre", "p_roots"], gaussLegendre),
    ...points(["roots_hermite", "h_roots"], gaussHermite),
    ...points(["roots_laguerre", "l_roots"], gaussLaguerre),
    elementwise(
      "eval_legendre(n, x)",
      recurrence(
        (x) => x,
        (k, x, p, b) => ((2 * k + 1) * x * p - k * b) / (k + 1),
      ),
      64,
    ),
    elementwise(
      "eval_chebyt(n, x)",
      recurrence(
        (x) => x,
        (_, x, p, b) => 2 * x * p - b,
      ),
      64,
    ),
    elementwise(
      "eval_chebyu(n, x)",
      recurrence(
        (x) => 2 * x,
        (_, x, p, b) => 2 * x * p - b,
      ),
      64,
    ),
    elementwise(
      "eval_hermite(n, x)",
      recurrence(
        (x) => 2 * x,
        (k, x, p, b) => 2 * x * p - 2 * k * b,
      ),
      64,
    ),
    elementwise(
      "eval_hermitenorm(n, x)",
      recurrence(
        (x) => x,
        (k, x, p, b) => x * p - k * b,
      ),
      64,
    ),
    elementwise(
      "eval_laguerre(n, x)",
      recurrence(
        (x) => 1 - x,
        (k, x, p, b) => ((2 * k + 1 - x) * p - k * b) / (k + 1),
      ),
      64,
    ),
  ];
}
