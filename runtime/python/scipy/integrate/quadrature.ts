/**
 * Integrals of a function of the script: adaptive Gauss-Kronrod quadrature as QUADPACK's QAGS and QAGI choose and judge it, Gauss
 * points, Romberg's table, and integrals inside integrals. Where the first interval is good enough, value and error estimate are
 * scipy's; behind a singularity the value is, within the tolerance asked for (we bisect on where QUADPACK extrapolates).
 *
 *   R. Piessens et al., QUADPACK (1983)
 */
import { spend } from "../../budget.ts";
import { asArray } from "../../numpy/convert.ts";
import { sum } from "../../numpy/reductions.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { compute } from "../../numpy/ufuncs.ts";
import { pyError } from "../../values/error.ts";
import { call, truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import { PyValue, type Value } from "../../values/value.ts";
import { extraArguments, fromFloats, Result, realFunction } from "../callback.ts";
import { gaussLegendre } from "../gauss-points.ts";

export function quadratureTable(): [string, Value][] {
  return [
    define(
      "quad(func, a, b, args=, full_output=, epsabs=, epsrel=, limit=, points=, weight=, wvar=, wopts=, maxp1=, limlst=, complex_func=)",
      quad,
    ),
    define(
      "dblquad(func, a, b, gfun, hfun, args=, epsabs=, epsrel=)",
      (f: Value, a: Value, b: Value, low: Value, high: Value, args, epsabs, epsrel) => {
        const more = extraArguments(args);
        const tolerance = toleranceOf(epsabs, epsrel);
        return nested(
          [
            { low: () => real(a), high: () => real(b) },
            { low: (x) => limit(low, x), high: (x) => limit(high, x) },
          ],
          ([x, y]) => asReal(call(f, [y!, x!, ...more]), "what the function returns"),
          tolerance,
        );
      },
    ),
    define(
      "tplquad(func, a, b, gfun, hfun, qfun, rfun, args=, epsabs=, epsrel=)",
      (f: Value, a: Value, b: Value, g: Value, h: Value, q: Value, r: Value, args, epsabs, epsrel) => {
        const more = extraArguments(args);
        return nested(
          [
            { low: () => real(a), high: () => real(b) },
            { low: (x) => limit(g, x), high: (x) => limit(h, x) },
            { low: (x, y) => limit(q, x, y), high: (x, y) => limit(r, x, y) },
          ],
          ([x, y, z]) => asReal(call(f, [z!, y!, x!, ...more]), "what the function returns"),
          toleranceOf(epsabs, epsrel),
        );
      },
    ),
    define("nquad(func, ranges, args=, opts=, full_output=)", (f: Value, ranges: Value, args) => {
      const more = extraArguments(args);
      // The first range is the innermost; a range may be a function of what lies outside it.
      const outermost = [...asSequence(ranges, "ranges")].reverse();
      const sides = outermost.map((range) => {
        const pair = (outside: number[]): readonly Value[] =>
          asSequence(
            range instanceof PyValue && range.callable ? call(range, [...outside.toReversed(), ...more]) : range,
            "ranges",
          );
        return {
          low: (...outside: number[]) => real(pair(outside)[0]!),
          high: (...outside: number[]) => real(pair(outside)[1]!),
        };
      });
      return nested(
        sides,
        (x) => asReal(call(f, [...x.toReversed(), ...more]), "what the function returns"),
        toleranceOf(),
      );
    }),
    define("fixed_quad(func, a, b, args=, n=)", (f: Value, a: Value, b: Value, args, n) => {
      const { nodes, weights } = gaussLegendre(isGiven(n) ? asInteger(n, "n") : 5);
      const [low, high] = [real(a), real(b)];
      const y = call(f, [fromFloats(nodes.map((x) => ((high - low) * (x + 1)) / 2 + low)), ...extraArguments(args)]);
      const products = asArray(compute("multiply", fromFloats(weights), y));
      const total = sum({ array: products, axes: [products.ndim - 1], keepdims: false });
      return new PyTuple([compute("multiply", total, (high - low) / 2), null]);
    }),
    define(
      "romberg(function, a, b, args=, tol=, rtol=, show=, divmax=, vec_func=)",
      (f: Value, a: Value, b: Value, args, tol, rtol, _show, most) =>
        romberg(
          realFunction(f, args),
          real(a),
          real(b),
          isGiven(tol) ? real(tol) : 1.48e-8,
          isGiven(rtol) ? real(rtol) : 1.48e-8,
          isGiven(most) ? asInteger(most, "divmax") : 10,
        ),
    ),
    define(
      "quadrature(func, a, b, args=, tol=, rtol=, maxiter=, vec_func=, miniter=)",
      (f: Value, a: Value, b: Value, args) => {
        const { value, error } = integral(realFunction(f, args), real(a), real(b), {
          epsabs: 1e-10,
          epsrel: 1e-10,
          limit: 200,
        });
        return new PyTuple([value, error]);
      },
    ),
  ];
}

function real(value: Value): number {
  return asReal(value, "limit of integration");
}
function limit(value: Value, ...outside: number[]): number {
  return real(value instanceof PyValue && value.callable ? call(value, outside) : value);
}

export interface Tolerance {
  readonly epsabs: number;
  readonly epsrel: number;
  readonly limit: number;
}

function toleranceOf(epsabs?: Value, epsrel?: Value, most?: Value): Tolerance {
  return {
    epsabs: isGiven(epsabs) ? real(epsabs) : 1.49e-8,
    epsrel: isGiven(epsrel) ? real(epsrel) : 1.49e-8,
    limit: isGiven(most) ? asInteger(most, "limit") : 50,
  };
}

function quad(
  f: Value,
  a: Value,
  b: Value,
  args?: Value,
  full?: Value,
  epsabs?: Value,
  epsrel?: Value,
  most?: Value,
  points?: Value,
  weight?: Value,
  wvar?: Value,
  _wopts?: Value,
  _maxp1?: Value,
  _limlst?: Value,
  complex?: Value,
): Value {
  const tolerance = toleranceOf(epsabs, epsrel, most);
  const [low, high] = [real(a), real(b)];
  if (isGiven(complex) && truth(complex))
    throw pyError("NotImplementedError", "quad takes real functions only here: integrate real and imag apart");
  const plain = realFunction(f, args);
  const weighted = isGiven(weight) ? withWeight(plain, String(weight), wvar) : plain;
  const breaks = isGiven(points) ? asSequence(points, "points").map((x) => asReal(x, "points")) : [];
  const found = integral(weighted, low, high, tolerance, breaks);
  if (!(isGiven(full) && truth(full))) return new PyTuple([found.value, found.error]);
  return new PyTuple([
    found.value,
    found.error,
    Result.from({ neval: BigInt(found.calls), last: BigInt(found.parts) }),
  ]);
}

function withWeight(f: (x: number) => number, name: string, wvar: Value | undefined): (x: number) => number {
  const w = isGiven(wvar) && !(wvar instanceof PyTuple) ? asReal(wvar, "wvar") : 1;
  if (name === "cos") return (x) => f(x) * Math.cos(w * x);
  if (name === "sin") return (x) => f(x) * Math.sin(w * x);
  throw pyError(
    "NotImplementedError",
    `quad: weight ${name} is not here: 'cos' and 'sin' are; else multiply the function by it`,
  );
}

/** Abscissae and weights of 21 (10) and 15 (7) points on −1 … 1, from the outside to the middle; 0 where Gauss has no point. */
const KRONROD_21: Rule = {
  x: [
    0.9956571630258081, 0.9739065285171717, 0.9301574913557082, 0.8650633666889845, 0.7808177265864169,
    0.6794095682990244, 0.5627571346686047, 0.4333953941292472, 0.2943928627014602, 0.14887433898163122, 0,
  ],
  kronrod: [
    0.011694638867371874, 0.032558162307964725, 0.054755896574351995, 0.07503967481091996, 0.0931254545836976,
    0.10938715880229764, 0.12349197626206584, 0.13470921731147334, 0.14277593857706009, 0.14773910490133849,
    0.1494455540029169,
  ],
  gauss: [
    0, 0.06667134430868814, 0, 0.1494513491505806, 0, 0.21908636251598204, 0, 0.26926671930999635, 0,
    0.29552422471475287, 0,
  ],
};
const KRONROD_15: Rule = {
  x: [
    0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
    0.4058451513773972, 0.20778495500789848, 0,
  ],
  kronrod: [
    0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
    0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
  ],
  gauss: [0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694],
};

interface Rule {
  readonly x: readonly number[];
  readonly kronrod: readonly number[];
  readonly gauss: readonly number[];
}

interface Part {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly error: number;
}

const TINY = 2 ** -1022;

/** One interval by both rules, and QUADPACK's estimate of the error from their difference. */
function onePart(f: (x: number) => number, low: number, high: number, rule: Rule): Part {
  const half = (high - low) / 2;
  const middle = (low + high) / 2;
  const last = rule.x.length - 1;
  const centre = f(middle);
  let [kronrod, gauss, size] = [
    rule.kronrod[last]! * centre,
    rule.gauss[last]! * centre,
    rule.kronrod[last]! * Math.abs(centre),
  ];
  const values: number[] = [];
  for (let k = 0; k < last; k++) {
    const [left, right] = [f(middle - half * rule.x[k]!), f(middle + half * rule.x[k]!)];
    values.push(left, right);
    kronrod += rule.kronrod[k]! * (left + right);
    gauss += rule.gauss[k]! * (left + right);
    size += rule.kronrod[k]! * (Math.abs(left) + Math.abs(right));
  }
  const mean = kronrod / 2;
  let spread = rule.kronrod[last]! * Math.abs(centre - mean);
  for (let k = 0; k < last; k++)
    spread += rule.kronrod[k]! * (Math.abs(values[2 * k]! - mean) + Math.abs(values[2 * k + 1]! - mean));
  spread *= Math.abs(half);
  size *= Math.abs(half);
  let error = Math.abs((kronrod - gauss) * half);
  if (spread !== 0 && error !== 0) error = spread * Math.min(1, ((200 * error) / spread) ** 1.5);
  if (size > TINY / (50 * Number.EPSILON)) error = Math.max(50 * Number.EPSILON * size, error);
  return { low, high, value: kronrod * half, error };
}

export interface Integral {
  readonly value: number;
  readonly error: number;
  readonly calls: number;
  readonly parts: number;
}

/** Between any limits, ±∞ among them. @param breaks  places inside where the function is not smooth */
export function integral(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: Tolerance,
  breaks: readonly number[] = [],
): Integral {
  if (low === high) return { value: 0, error: 0, calls: 0, parts: 0 };
  if (low > high) {
    const turned = integral(f, high, low, tolerance, breaks);
    return { ...turned, value: -turned.value };
  }
  let calls = 0;
  const counted = (x: number): number => {
    calls++;
    return f(x);
  };
  const infinite = low === -Infinity || high === Infinity;
  const both = low === -Infinity && high === Infinity;
  // x = edge ± (1 − t)/t, 0 < t ≤ 1; both sides at once where both are infinite.
  const edge = both ? 0 : low === -Infinity ? high : low;
  const away = low === -Infinity && !both ? -1 : 1;
  const folded = (t: number): number => {
    const x = (1 - t) / t;
    const y = both ? counted(x) + counted(-x) : counted(edge + away * x);
    return y / t / t;
  };
  const g = infinite ? folded : counted;
  const rule = infinite ? KRONROD_15 : KRONROD_21;
  const inside = infinite ? [] : breaks.filter((x) => x > low && x < high).sort((a, b) => a - b);
  const edges = infinite ? [0, 1] : [low, ...inside, high];
  const parts = edges.slice(1).map((end, k) => onePart(g, edges[k]!, end, rule));
  const most = Math.max(tolerance.limit, parts.length) * BISECT_ON;
  for (;;) {
    let [value, error] = [0, 0];
    let worst = 0;
    for (const [k, part] of parts.entries()) {
      value += part.value;
      error += part.error;
      if (part.error > parts[worst]!.error) worst = k;
    }
    const { low: from, high: to } = parts[worst]!;
    const middle = (from + to) / 2;
    const enough = error <= Math.max(tolerance.epsabs, tolerance.epsrel * Math.abs(value));
    if (enough || !Number.isFinite(error) || parts.length >= most || !(from < middle && middle < to))
      return { value, error, calls, parts: parts.length };
    spend(parts.length >> 3);
    parts[worst] = onePart(g, from, middle, rule);
    parts.push(onePart(g, middle, to, rule));
  }
}

/** QUADPACK extrapolates where a singularity makes bisecting slow; this many times its limit does as well. */
const BISECT_ON = 8;

interface Sides {
  readonly low: (...outside: number[]) => number;
  readonly high: (...outside: number[]) => number;
}

/** @param sides  the outermost first */
function nested(sides: readonly Sides[], f: (x: readonly number[]) => number, tolerance: Tolerance): Value {
  let worst = 0;
  const inner = (outside: readonly number[]): number => {
    const side = sides[outside.length];
    if (!side) return f(outside);
    const { value, error } = integral(
      (x) => inner([...outside, x]),
      side.low(...outside),
      side.high(...outside),
      tolerance,
    );
    worst = Math.max(worst, error);
    return value;
  };
  const value = inner([]);
  return new PyTuple([value, worst]);
}

function romberg(f: (x: number) => number, a: number, b: number, tol: number, rtol: number, most: number): number {
  let ordinates = f(a) + f(b);
  let row = [((b - a) * ordinates) / 2];
  for (let k = 1, n = 1; k <= most; k++, n *= 2) {
    spend(n >> 3);
    const width = (b - a) / n;
    for (let i = 0; i < n; i++) ordinates += 2 * f(a + width * (i + 0.5));
    const next = [((b - a) * ordinates) / (4 * n)];
    for (let j = 0; j < k; j++) next.push((4 ** (j + 1) * next[j]! - row[j]!) / (4 ** (j + 1) - 1));
    const error = Math.abs(next[k]! - row[k - 1]!);
    row = next;
    if (error < tol || error < rtol * Math.abs(next[k]!)) break;
  }
  return row.at(-1)!;
}
