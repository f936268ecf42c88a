/**
 * solve_ivp and odeint: y' = f(t, y) by Runge-Kutta pairs with scipy's choice of the step, so that RK45 and RK23 give scipy's numbers.
 * What scipy leaves to LSODA, Radau, BDF or DOP853 goes by RK45 with a hundredth of the tolerance: the same curve within the tolerance
 * asked for, but many small steps where a problem is stiff.
 *
 *   J. R. Dormand and P. J. Prince, J. Comp. Appl. Math. 6 (1980) 19; L. F. Shampine, Math. Comp. 46 (1986) 135
 *   P. Bogacki and L. F. Shampine, Appl. Math. Lett. 2 (1989) 321
 *   E. Hairer, S. P. Nørsett and G. Wanner, Solving Ordinary Differential Equations I (1993), II.4
 */
import { spend } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { Builtin } from "../../values/builtin.ts";
import { pyError } from "../../values/error.ts";
import { call, truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { extraArguments, floats, fromFloats, Result } from "../callback.ts";

export function equationsTable(): [string, Value][] {
  return [
    define(
      "solve_ivp(fun, t_span, y0, method=, t_eval=, dense_output=, events=, vectorized=, args=, rtol=, atol=, max_step=, first_step=, jac=, min_step=)",
      solveIvp,
    ),
    define(
      "odeint(func, y0, t, args=, Dfun=, col_deriv=, full_output=, ml=, mu=, rtol=, atol=, tcrit=, h0=, hmax=, hmin=, ixpr=, mxstep=, mxhnil=, mxordn=, mxords=, printmessg=, tfirst=)",
      odeint,
    ),
  ];
}

interface Pair {
  readonly stages: readonly (readonly number[])[];
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
  readonly error: readonly number[];
  /** Powers of the share of a step, from 1 on, for each stage: the curve inside the step. */
  readonly dense: readonly (readonly number[])[];
  readonly errorOrder: number;
}

const RK45: Pair = {
  nodes: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1],
  stages: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  ],
  weights: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  error: [-71 / 57600, 0, 71 / 16695, -71 / 1920, 17253 / 339200, -22 / 525, 1 / 40],
  dense: [
    [1, -8048581381 / 2820520608, 8663915743 / 2820520608, -12715105075 / 11282082432],
    [0, 0, 0, 0],
    [0, 131558114200 / 32700410799, -68118460800 / 10900136933, 87487479700 / 32700410799],
    [0, -1754552775 / 470086768, 14199869525 / 1410260304, -10690763975 / 1880347072],
    [0, 127303824393 / 49829197408, -318862633887 / 49829197408, 701980252875 / 199316789632],
    [0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844],
    [0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423],
  ],
  errorOrder: 4,
};
const RK23: Pair = {
  nodes: [0, 1 / 2, 3 / 4],
  stages: [[], [1 / 2], [0, 3 / 4]],
  weights: [2 / 9, 1 / 3, 4 / 9],
  error: [5 / 72, -1 / 12, -1 / 9, 1 / 8],
  dense: [
    [1, -4 / 3, 5 / 9],
    [0, 1, -2 / 3],
    [0, 4 / 3, -8 / 9],
    [0, -1, 1],
  ],
  errorOrder: 2,
};

type Slope = (t: number, y: Float64Array) => Float64Array;

interface Tolerance {
  readonly rtol: number;
  readonly atol: Float64Array;
  readonly longest: number;
  readonly first?: number | undefined;
}

/** One step that was taken: the state at its ends, and the curve between. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly y: Float64Array;
  readonly inside: (t: number) => Float64Array;
}

function* steps(
  f: Slope,
  from: number,
  to: number,
  start: Float64Array,
  pair: Pair,
  tolerance: Tolerance,
): Generator<Step> {
  const direction = Math.sign(to - from) || 1;
  let [t, y] = [from, start];
  let slope = f(t, y);
  let size = tolerance.first ?? firstStep(f, t, to, y, slope, direction, pair, tolerance);
  while (direction * (to - t) > 0) {
    const least = 10 * spacing(t);
    size = Math.min(Math.max(size, least), tolerance.longest);
    let rejected = false;
    for (;;) {
      spend(2 * y.length + 8);
      if (size < least) throw pyError("RuntimeError", "Required step size is less than spacing between numbers.");
      let next = t + size * direction;
      if (direction * (next - to) > 0) next = to;
      const h = next - t;
      size = Math.abs(h);
      const k = [slope];
      for (let s = 1; s < pair.nodes.length; s++) k.push(f(t + pair.nodes[s]! * h, moved(y, k, pair.stages[s]!, h)));
      const there = moved(y, k, pair.weights, h);
      const last = f(t + h, there);
      k.push(last);
      let square = 0;
      for (let i = 0; i < y.length; i++) {
        let sum = 0;
        for (const [s, each] of k.entries()) sum += each[i]! * pair.error[s]!;
        const scale = tolerance.atol[i]! + Math.max(Math.abs(y[i]!), Math.abs(there[i]!)) * tolerance.rtol;
        square += ((sum * h) / scale) ** 2;
      }
      const error = Math.sqrt(square / Math.max(1, y.length));
      const power = -1 / (pair.errorOrder + 1);
      if (error < 1) {
        const grow = error === 0 ? 10 : Math.min(10, 0.9 * error ** power);
        size *= rejected ? Math.min(1, grow) : grow;
        const [t0, y0] = [t, y];
        yield { from: t0, to: next, y: there, inside: (at) => between(y0, k, pair, h, (at - t0) / h) };
        [t, y, slope] = [next, there, last];
        break;
      }
      if (Number.isNaN(error)) throw pyError("RuntimeError", "the slope of a differential equation is not a number");
      size *= Math.max(0.2, 0.9 * error ** power);
      rejected = true;
    }
  }
}

function moved(y: Float64Array, k: readonly Float64Array[], weights: readonly number[], h: number): Float64Array {
  return y.map((value, i) => {
    let sum = 0;
    for (const [s, weight] of weights.entries()) sum += k[s]![i]! * weight;
    return value + sum * h;
  });
}

function between(y: Float64Array, k: readonly Float64Array[], pair: Pair, h: number, share: number): Float64Array {
  return y.map((value, i) => {
    let sum = 0;
    for (let power = 0, x = share; power < pair.dense[0]!.length; power++, x *= share)
      for (const [s, each] of k.entries()) sum += each[i]! * pair.dense[s]![power]! * x;
    return value + h * sum;
  });
}

function spacing(t: number): number {
  return Math.max(Math.abs(t) * Number.EPSILON, Number.MIN_VALUE);
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / Math.max(1, values.length));
}

function firstStep(
  f: Slope,
  t: number,
  to: number,
  y: Float64Array,
  slope: Float64Array,
  direction: number,
  pair: Pair,
  tolerance: Tolerance,
): number {
  const length = Math.abs(to - t);
  const scale = y.map((value, i) => tolerance.atol[i]! + Math.abs(value) * tolerance.rtol);
  const d0 = rootMeanSquare(y.map((value, i) => value / scale[i]!));
  const d1 = rootMeanSquare(slope.map((value, i) => value / scale[i]!));
  const guess = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, length);
  const there = f(
    t + guess * direction,
    y.map((value, i) => value + guess * direction * slope[i]!),
  );
  const d2 = rootMeanSquare(there.map((value, i) => (value - slope[i]!) / scale[i]!)) / guess;
  const next =
    d1 <= 1e-15 && d2 <= 1e-15
      ? Math.max(1e-6, guess * 1e-3)
      : (0.01 / Math.max(d1, d2)) ** (1 / (pair.errorOrder + 1));
  return Math.min(100 * guess, next, length, tolerance.longest);
}

const METHODS: Readonly<Record<string, { pair: Pair; share: number }>> = {
  RK45: { pair: RK45, share: 1 },
  RK23: { pair: RK23, share: 1 },
  DOP853: { pair: RK45, share: 0.01 },
  LSODA: { pair: RK45, share: 0.01 },
  Radau: { pair: RK45, share: 0.01 },
  BDF: { pair: RK45, share: 0.01 },
};

function solveIvp(
  f: Value,
  span: Value,
  y0: Value,
  method?: Value,
  asked?: Value,
  dense?: Value,
  events?: Value,
  _vectorized?: Value,
  args?: Value,
  rtol?: Value,
  atol?: Value,
  longest?: Value,
  first?: Value,
): Value {
  if (isGiven(events))
    throw pyError(
      "NotImplementedError",
      "solve_ivp looks for no events here: look for them in sol.y, or with dense_output=True",
    );
  const name = isGiven(method) ? String(method) : "RK45";
  if (!Object.hasOwn(METHODS, name))
    throw pyError("ValueError", `\`method\` must be one of ${Object.keys(METHODS).join(", ")}.`);
  const { pair, share } = METHODS[name]!;
  const [from, to] = asSequence(span, "t_span").map((t) => asReal(t, "t_span")) as [number, number];
  const start = floats(y0);
  const more = extraArguments(args);
  let calls = 0;
  const slope: Slope = (t, y) => {
    calls++;
    spend(8);
    return floats(call(f, [t, fromFloats(y), ...more]));
  };
  const tolerance = {
    rtol: Math.max(isGiven(rtol) ? asReal(rtol, "rtol") : 1e-3, 100 * Number.EPSILON) * share,
    atol: spread(isGiven(atol) ? floats(atol) : Float64Array.of(1e-6), start.length).map((a) => a * share),
    longest: isGiven(longest) ? asReal(longest, "max_step") : Infinity,
    first: isGiven(first) ? asReal(first, "first_step") : undefined,
  };
  const times = isGiven(asked) ? floats(asked) : undefined;
  if (times?.some((t) => t < Math.min(from, to) || t > Math.max(from, to)))
    throw pyError("ValueError", "Values in `t_eval` are not within `t_span`.");
  const t: number[] = times ? [] : [from];
  const rows: Float64Array[] = times ? [] : [start];
  const taken: Step[] = [];
  let next = 0;
  for (const step of steps(slope, from, to, start, pair, tolerance)) {
    taken.push(step);
    if (!times) {
      t.push(step.to);
      rows.push(step.y);
    }
    for (; times && next < times.length && Math.abs(times[next]! - from) <= Math.abs(step.to - from); next++) {
      t.push(times[next]!);
      rows.push(step.inside(times[next]!));
    }
  }
  return Result.from({
    message: "The solver successfully reached the end of the integration interval.",
    success: true,
    status: 0n,
    t: fromFloats(Float64Array.from(t)),
    y: columns(rows, start.length),
    sol: isGiven(dense) && truth(dense) ? curveThrough(taken, from, start.length) : null,
    t_events: null,
    y_events: null,
    nfev: BigInt(calls),
    njev: 0n,
    nlu: 0n,
  });
}

function spread(values: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => values[values.length === 1 ? 0 : k]!);
}

/** A column for each time. */
function columns(rows: readonly Float64Array[], n: number): NdArray {
  const buffer = new Float64Array(n * rows.length);
  for (const [j, row] of rows.entries()) for (let i = 0; i < n; i++) buffer[i * rows.length + j] = row[i]!;
  return new NdArray("float64", [n, rows.length], buffer);
}

function curveThrough(taken: readonly Step[], from: number, n: number): Builtin {
  const at = (t: number): Float64Array => {
    spend(8 + taken.length / 8);
    const step = taken.find(({ to }) => Math.abs(t - from) <= Math.abs(to - from)) ?? taken.at(-1)!;
    return step.inside(t);
  };
  return new Builtin("OdeSolution", ([t]) => {
    const times = floats(t!);
    return t instanceof NdArray && t.ndim > 0 ? columns([...times].map(at), n) : fromFloats(at(times[0]!));
  });
}

function odeint(
  f: Value,
  y0: Value,
  t: Value,
  args?: Value,
  _slopes?: Value,
  _turned?: Value,
  full?: Value,
  _ml?: Value,
  _mu?: Value,
  rtol?: Value,
  atol?: Value,
  ...rest: (Value | undefined)[]
): Value {
  const start = floats(y0);
  const times = floats(t);
  const timeFirst = rest.at(-1);
  const more = extraArguments(args);
  const slope: Slope = (at, y) => {
    spend(8);
    const state = fromFloats(y);
    return floats(call(f, isGiven(timeFirst) && truth(timeFirst) ? [at, state, ...more] : [state, at, ...more]));
  };
  const tolerance = {
    rtol: (isGiven(rtol) ? asReal(rtol, "rtol") : 1.49012e-8) / 100,
    atol: spread(isGiven(atol) ? floats(atol) : Float64Array.of(1.49012e-8), start.length).map((a) => a / 100),
    longest: Infinity,
  };
  const buffer = new Float64Array(times.length * start.length);
  buffer.set(start);
  let y = start;
  for (let k = 1; k < times.length; k++) {
    for (const step of steps(slope, times[k - 1]!, times[k]!, y, RK45, tolerance)) y = step.y;
    buffer.set(y, k * start.length);
  }
  const result = new NdArray("float64", [times.length, start.length], buffer);
  return isGiven(full) && truth(full)
    ? new PyTuple([result, Result.from({ message: "Integration successful." })])
    : result;
}
