/** leastsq, least_squares and curve_fit of scipy.optimize, and systems of equations: fsolve and root. */
import { Matrix, pseudoInverse, SVD, solve } from "ml-matrix";
import { spend, spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray } from "../../numpy/convert.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { BoundMethod } from "../../values/builtin.ts";
import { PyDict } from "../../values/dict.ts";
import { pyError } from "../../values/error.ts";
import { PyFunction } from "../../values/function.ts";
import { call, truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import { PyValue, type Value } from "../../values/value.ts";
import { extraArguments, float64, floats, fromFloats, fromRows, Result, vectorOfVector } from "../callback.ts";
import { Bounds } from "./minimize.ts";
import { differences, type Fitted, type LeastSquaresOptions, levenbergMarquardt } from "./minpack.ts";

export function fitsTable(): [string, Value][] {
  return [
    define(
      "leastsq(func, x0, args=, Dfun=, full_output=, col_deriv=, ftol=, xtol=, gtol=, maxfev=, epsfcn=, factor=, diag=)",
      leastsq,
    ),
    define(
      "least_squares(fun, x0, jac=, bounds=, method=, ftol=, xtol=, gtol=, x_scale=, loss=, f_scale=, diff_step=, tr_solver=, tr_options=, jac_sparsity=, max_nfev=, verbose=, args=, kwargs=)",
      leastSquares,
    ),
    define(
      "curve_fit(f, xdata, ydata, p0=, sigma=, absolute_sigma=, check_finite=, bounds=, method=, jac=, full_output=, nan_policy=, ftol=, xtol=, gtol=, maxfev=, epsfcn=, factor=, max_nfev=, loss=, f_scale=, x_scale=, diff_step=)",
      curveFit,
    ),
    define(
      "fsolve(func, x0, args=, fprime=, full_output=, col_deriv=, xtol=, maxfev=, band=, epsfcn=, factor=, diag=)",
      fsolve,
    ),
    define("root(fun, x0, args=, method=, jac=, tol=, callback=, options=)", root),
    define("nnls(A, b, maxiter=)", nonNegative),
  ];
}

const ONE_AND_A_HALF_E_8 = 1.49012e-8;

const MESSAGES = [
  "Improper input parameters.",
  "Both actual and predicted relative reductions in the sum of squares are at most ftol",
  "The relative error between two consecutive iterates is at most xtol",
  "Both actual and predicted relative reductions in the sum of squares are at most ftol, and the relative error between two consecutive iterates is at most xtol",
  "The cosine of the angle between func(x) and any column of the Jacobian is at most gtol in absolute value",
  "Number of calls to function has reached maxfev.",
  "ftol is too small, no further reduction in the sum of squares is possible.",
  "xtol is too small, no further improvement in the approximate solution is possible.",
  "gtol is too small, func(x) is orthogonal to the columns of the Jacobian to machine precision.",
];

function real(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asReal(value, "tolerance") : otherwise;
}

/** MINPACK's defaults, for n parameters. */
function options(
  n: number,
  hasSlopes: boolean,
  given: Readonly<Record<string, Value | undefined>>,
): LeastSquaresOptions {
  const most = isGiven(given["maxfev"]) ? asInteger(given["maxfev"], "maxfev") : 0;
  return {
    ftol: real(given["ftol"], ONE_AND_A_HALF_E_8),
    xtol: real(given["xtol"], ONE_AND_A_HALF_E_8),
    gtol: real(given["gtol"], 0),
    most: most > 0 ? most : (hasSlopes ? 100 : 200) * (n + 1),
    factor: real(given["factor"], 100),
    accuracy: real(given["epsfcn"], 0),
    scale: isGiven(given["diag"]) ? floats(given["diag"]) : undefined,
  };
}

/** Slopes from the script as columns. @param turned  they come with a row for each parameter */
function columnsOf(f: Value, args: Value | undefined, turned: boolean): (x: Float64Array) => Float64Array {
  const more = extraArguments(args);
  return (x) => {
    spend(8);
    const matrix = asArray(call(f, [fromFloats(x), ...more]), "float64");
    if (matrix.ndim !== 2) return floats(matrix);
    return turned ? floats(matrix) : transposed(floats(matrix), matrix.shape[0]!, matrix.shape[1]!);
  };
}

function transposed(rows: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) result[j * m + i] = rows[i * n + j]!;
  return result;
}

/** (JᵀJ)⁻¹, row-major; undefined where J has not full rank. */
function inverseSquare(jacobian: Float64Array, m: number, n: number): Float64Array | undefined {
  spendMany(m * n * n + n ** 3);
  const columns = Array.from({ length: n }, (_, j) => [...jacobian.subarray(j * m, (j + 1) * m)]);
  if (columns.flat().some((value) => !Number.isFinite(value))) return undefined;
  const scales = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)));
  if (scales.some((scale) => scale === 0)) return undefined;
  const matrix = new Matrix(columns.map((column, j) => column.map((value) => value / scales[j]!))).transpose();
  const { rightSingularVectors: v, diagonal } = new SVD(matrix, { autoTranspose: true });
  if (diagonal.some((s) => !(s > Number.EPSILON * Math.max(m, n) * diagonal[0]!))) return undefined;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (v.get(i, k) * v.get(j, k)) / diagonal[k]! ** 2;
      result[i * n + j] = sum / (scales[i]! * scales[j]!);
    }
  }
  return result;
}

function leastsq(
  f: Value,
  x0: Value,
  args?: Value,
  slope?: Value,
  full?: Value,
  turned?: Value,
  ftol?: Value,
  xtol?: Value,
  gtol?: Value,
  maxfev?: Value,
  epsfcn?: Value,
  factor?: Value,
  diag?: Value,
): Value {
  const start = floats(x0);
  const slopes = isGiven(slope) ? columnsOf(slope, args, isGiven(turned) && truth(turned)) : undefined;
  const found = levenbergMarquardt(
    vectorOfVector(f, args),
    start,
    options(start.length, slopes !== undefined, { ftol, xtol, gtol, maxfev, epsfcn, factor, diag }),
    slopes,
  );
  const x = fromFloats(found.x);
  if (!(isGiven(full) && truth(full))) return new PyTuple([x, BigInt(found.info)]);
  const covariance = inverseSquare(found.jacobian, found.residuals.length, start.length);
  const facts = Result.from({ nfev: BigInt(found.calls), fvec: fromFloats(found.residuals) });
  const cov = covariance ? fromRows(covariance, start.length) : null;
  return new PyTuple([x, cov, facts, MESSAGES[found.info]!, BigInt(found.info)]);
}

interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** (lower, upper), each a number for all parameters or one for each. */
function boxOf(bounds: Value | undefined, n: number): Box | undefined {
  if (!isGiven(bounds)) return undefined;
  const [low, high] = bounds instanceof Bounds ? [bounds.lower, bounds.upper] : asSequence(bounds, "bounds");
  const side = (value: Value): Float64Array => {
    const given = floats(value);
    if (given.length !== 1 && given.length !== n)
      throw pyError("ValueError", "Inconsistent shapes between bounds and `x0`.");
    return Float64Array.from({ length: n }, (_, k) => given[given.length === 1 ? 0 : k]!);
  };
  const box = { lower: side(low!), upper: side(high!) };
  if (box.lower.some((bound, k) => bound >= box.upper[k]!))
    throw pyError("ValueError", "Each lower bound must be strictly less than each upper bound.");
  return box.lower.every((x) => x === -Infinity) && box.upper.every((x) => x === Infinity) ? undefined : box;
}

/** ρ(z) for z = (residual / scale)², and its slope, which is the weight of a residual in the next step. */
const LOSSES: Readonly<Record<string, (z: number) => readonly [number, number]>> = {
  soft_l1: (z) => [2 * (Math.sqrt(1 + z) - 1), (1 + z) ** -0.5],
  huber: (z) => (z <= 1 ? [z, 1] : [2 * Math.sqrt(z) - 1, z ** -0.5]),
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z)],
  arctan: (z) => [Math.atan(z), 1 / (1 + z * z)],
};

interface Problem {
  readonly f: (x: Float64Array) => Float64Array;
  readonly slopes: (x: Float64Array, residuals: Float64Array) => Float64Array;
  readonly loss: ((z: number) => readonly [number, number]) | undefined;
  readonly lossScale: number;
  readonly box: Box | undefined;
  readonly most: number;
}

/** Half the sum of the (robust) squares. */
function costOf({ loss, lossScale }: Problem, residuals: Float64Array): number {
  if (!loss) return residuals.reduce((sum, r) => sum + r * r, 0) / 2;
  return residuals.reduce((sum, r) => sum + lossScale ** 2 * loss((r / lossScale) ** 2)[0], 0) / 2;
}

/**
 * Damped steps on the parameters that no bound holds, cut off at the bounds (H. B. Nielsen's rule for the damping, IMM-REP-1999-05).
 * It goes on until the cost stands still, and so ends inside the tolerance of "trf" and "dogbox".
 */
function withinBounds(problem: Problem, start: Float64Array): Fitted & { cost: number } {
  const n = start.length;
  let x = Float64Array.from(start);
  let residuals = problem.f(x);
  const m = residuals.length;
  let cost = costOf(problem, residuals);
  if (!Number.isFinite(cost)) throw pyError("ValueError", "Residuals are not finite in the initial point.");
  let [damping, growth] = [1e-3, 2];
  let calls = 1;
  let jacobian = problem.slopes(x, residuals);
  let info = 0;
  for (let turn = 0; turn < 1000 && info === 0; turn++) {
    spendMany(m * n * n + n ** 3);
    const { gradient, square } = normalEquations(problem, jacobian, residuals, n);
    const free = gradient
      .map((_, k) => k)
      .filter(
        (k) =>
          !(
            problem.box &&
            ((x[k]! <= problem.box.lower[k]! && gradient[k]! > 0) ||
              (x[k]! >= problem.box.upper[k]! && gradient[k]! < 0))
          ),
      );
    if (free.every((k) => Math.abs(gradient[k]!) <= 1e-14)) info = 1;
    for (let tries = 0; info === 0; tries++) {
      const part = square.selection(free, free);
      for (let i = 0; i < free.length; i++) part.set(i, i, part.get(i, i) * (1 + damping) || damping);
      const step = solve(part, Matrix.columnVector(free.map((k) => -gradient[k]!)), true).to1DArray();
      const next = Float64Array.from(x);
      free.forEach((k, i) => {
        const moved = x[k]! + step[i]!;
        next[k] = problem.box ? Math.min(Math.max(moved, problem.box.lower[k]!), problem.box.upper[k]!) : moved;
      });
      const there = problem.f(next);
      calls++;
      const newCost = costOf(problem, there);
      const change = Math.max(0, ...next.map((value, k) => Math.abs(value - x[k]!) / (Math.abs(x[k]!) + 1e-300)));
      if (newCost < cost) {
        const fall = (cost - newCost) / cost;
        [x, residuals, cost] = [next, there, newCost];
        damping = Math.max(damping / 5, 1e-15);
        growth = 2;
        jacobian = problem.slopes(x, residuals);
        if (fall < 1e-14 && change < 1e-9) info = 2;
        break;
      }
      damping *= growth;
      growth *= 2;
      if (change < 1e-13 || tries > 60 || damping > 1e20) info = 3;
      if (calls >= problem.most) info = 5;
    }
    if (calls >= problem.most && info === 0) info = 5;
  }
  return { x, residuals, jacobian, calls, info, cost };
}

/** Jᵀr and JᵀJ, with the weights of a robust loss. */
function normalEquations({ loss, lossScale }: Problem, jacobian: Float64Array, residuals: Float64Array, n: number) {
  const m = residuals.length;
  const weight = residuals.map((r) => (loss ? loss((r / lossScale) ** 2)[1] : 1));
  const gradient = Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += jacobian[j * m + i]! * weight[i]! * residuals[i]!;
    return sum;
  });
  const square = Matrix.zeros(n, n);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += jacobian[j * m + i]! * jacobian[k * m + i]! * weight[i]!;
      square.set(j, k, sum);
      square.set(k, j, sum);
    }
  }
  return { gradient, square };
}

/** One-sided differences that stay inside the box. */
function boxedDifferences(f: (x: Float64Array) => Float64Array, box: Box | undefined) {
  return (x: Float64Array, residuals: Float64Array): Float64Array => {
    const [m, n] = [residuals.length, x.length];
    const jacobian = new Float64Array(m * n);
    for (let j = 0; j < n; j++) {
      const moved = Float64Array.from(x);
      const size = Math.sqrt(Number.EPSILON) * (Math.abs(x[j]!) || 1);
      moved[j]! += x[j]! < 0 ? -size : size;
      if (box && (moved[j]! > box.upper[j]! || moved[j]! < box.lower[j]!)) moved[j] = 2 * x[j]! - moved[j]!;
      const step = moved[j]! - x[j]!;
      const there = f(moved);
      for (let i = 0; i < m; i++) jacobian[j * m + i] = (there[i]! - residuals[i]!) / step;
    }
    return jacobian;
  };
}

interface Asked {
  readonly f: (x: Float64Array) => Float64Array;
  readonly start: Float64Array;
  readonly slopes: ((x: Float64Array) => Float64Array) | undefined;
  readonly box: Box | undefined;
  readonly loss: Value | undefined;
  readonly lossScale: Value | undefined;
  readonly most: Value | undefined;
}

function fitted(asked: Asked): Fitted & { cost: number; gradient: Float64Array } {
  const { f, box, start } = asked;
  const name = isGiven(asked.loss) ? String(asked.loss) : "linear";
  const loss = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
  if (!loss && name !== "linear")
    throw pyError("ValueError", `\`loss\` must be one of linear, ${Object.keys(LOSSES).join(", ")}`);
  if (box?.lower.some((low, k) => start[k]! < low || start[k]! > box.upper[k]!))
    throw pyError("ValueError", "`x0` is infeasible.");
  const { slopes } = asked;
  const problem: Problem = {
    f,
    slopes: slopes ?? boxedDifferences(f, box),
    loss,
    lossScale: real(asked.lossScale, 1),
    box,
    most: isGiven(asked.most) ? asInteger(asked.most, "max_nfev") : 100 * Math.max(1, start.length) * 10,
  };
  const found = withinBounds(problem, start);
  const { gradient } = normalEquations(problem, found.jacobian, found.residuals, start.length);
  return { ...found, gradient: Float64Array.from(gradient) };
}

function leastSquares(
  f: Value,
  x0: Value,
  jac?: Value,
  bounds?: Value,
  method?: Value,
  ftol?: Value,
  xtol?: Value,
  gtol?: Value,
  _scale?: Value,
  loss?: Value,
  lossScale?: Value,
  _step?: Value,
  _solver?: Value,
  _solverOptions?: Value,
  _sparsity?: Value,
  most?: Value,
  _verbose?: Value,
  args?: Value,
  keywords?: Value,
): Value {
  const start = floats(x0);
  const n = start.length;
  const more = extraArguments(args);
  const named = new Map<string, Value>();
  if (keywords instanceof PyDict)
    for (const { key, value } of keywords.counted().values()) named.set(String(key), value);
  const at = (x: Float64Array): Float64Array => {
    spend(8);
    return floats(call(f, [fromFloats(x), ...more], named));
  };
  const slopes = jac instanceof PyValue && jac.callable ? columnsOf(jac, args, false) : undefined;
  const box = boxOf(bounds, n);
  let found: Fitted & { cost: number; gradient: Float64Array };
  if (method === "lm") {
    if (box) throw pyError("ValueError", "Method 'lm' doesn't support bounds.");
    const plain = levenbergMarquardt(
      at,
      start,
      options(n, !!slopes, { ftol: ftol ?? 1e-8, xtol: xtol ?? 1e-8, gtol: gtol ?? 1e-8, maxfev: most }),
      slopes,
    );
    const m = plain.residuals.length;
    const gradient = Float64Array.from({ length: n }, (_, j) =>
      plain.residuals.reduce((sum, r, i) => sum + r * plain.jacobian[j * m + i]!, 0),
    );
    found = { ...plain, gradient, cost: plain.residuals.reduce((sum, r) => sum + r * r, 0) / 2 };
  } else found = fitted({ f: at, start, slopes, box, loss, lossScale, most });
  const m = found.residuals.length;
  const atBound = box
    ? found.x.map((value, k) => (value <= box.lower[k]! ? -1 : value >= box.upper[k]! ? 1 : 0))
    : new Float64Array(n);
  const success = found.info !== 5;
  return Result.from({
    message: success
      ? "`ftol` termination condition is satisfied."
      : "The maximum number of function evaluations is exceeded.",
    success,
    status: success ? 2n : 0n,
    fun: fromFloats(found.residuals),
    x: fromFloats(found.x),
    cost: float64(found.cost),
    jac: fromRows(transposed(found.jacobian, n, m), n),
    grad: fromFloats(found.gradient),
    optimality: float64(Math.max(0, ...found.gradient.map(Math.abs))),
    active_mask: asArray(fromFloats(Float64Array.from(atBound)), "int64"),
    nfev: BigInt(found.calls),
    njev: BigInt(found.calls),
  });
}

function curveFit(...given: (Value | undefined)[]): Value {
  const [
    f,
    xdata,
    ydata,
    p0,
    sigma,
    absolute,
    ,
    bounds,
    method,
    jac,
    full,
    ,
    ftol,
    xtol,
    gtol,
    maxfev,
    epsfcn,
    factor,
    most,
    loss,
    lossScale,
  ] = given as [Value, Value, Value, ...(Value | undefined)[]];
  const n = isGiven(p0) ? floats(p0).length : parameterCount(f);
  const box = boxOf(bounds, n);
  const start = isGiven(p0) ? floats(p0) : Float64Array.from({ length: n }, (_, k) => middleOf(box, k));
  const x = xdata instanceof NdArray || !isSequence(xdata) ? xdata : asArray(xdata, "float64");
  const y = floats(ydata);
  const weight = weigher(sigma, y.length);
  const at = (p: Float64Array): Float64Array => {
    spend(8);
    const value = floats(call(f, [x, ...p]));
    if (value.length !== y.length && value.length !== 1)
      throw pyError(
        "ValueError",
        `operands could not be broadcast together with shapes (${value.length},) (${y.length},)`,
      );
    return weight(y.map((height, k) => value[value.length === 1 ? 0 : k]! - height));
  };
  const slopes =
    jac instanceof PyValue && jac.callable
      ? (p: Float64Array): Float64Array => {
          const columns = transposed(floats(call(jac, [x, ...p])), y.length, n);
          return Float64Array.from(
            Array.from({ length: n }, (_, j) => [...weight(columns.slice(j * y.length, (j + 1) * y.length))]).flat(),
          );
        }
      : undefined;
  const byMinpack = method === "lm" || (!isGiven(method) && !box);
  if (byMinpack && box)
    throw pyError("ValueError", "Method 'lm' only works for unconstrained problems. Use 'trf' instead.");
  let found: Fitted;
  if (byMinpack) {
    found = levenbergMarquardt(at, start, options(n, !!slopes, { ftol, xtol, gtol, maxfev, epsfcn, factor }), slopes);
    if (found.info < 1 || found.info > 4)
      throw pyError("RuntimeError", `Optimal parameters not found: ${MESSAGES[found.info]}`);
  } else {
    found = fitted({ f: at, start, slopes, box, loss, lossScale, most: most ?? maxfev });
    if (found.info === 5)
      throw pyError(
        "RuntimeError",
        "Optimal parameters not found: The maximum number of function evaluations is exceeded.",
      );
  }
  const popt = fromFloats(found.x);
  const pcov = fromRows(scaledCovariance(found, n, isGiven(absolute) && truth(absolute)), n);
  if (!(isGiven(full) && truth(full))) return new PyTuple([popt, pcov]);
  const facts = Result.from({ nfev: BigInt(found.calls), fvec: fromFloats(found.residuals) });
  return new PyTuple([popt, pcov, facts, MESSAGES[found.info] ?? "", BigInt(found.info)]);
}

/** Infinite where the data do not say. */
function scaledCovariance(found: Fitted, n: number, absolute: boolean): Float64Array {
  const m = found.residuals.length;
  const covariance = inverseSquare(found.jacobian, m, n);
  if (!covariance || (!absolute && m <= n)) return new Float64Array(n * n).fill(Infinity);
  if (absolute) return covariance;
  const variance = found.residuals.reduce((sum, r) => sum + r * r, 0) / (m - n);
  return covariance.map((value) => value * variance);
}

function isSequence(value: Value): boolean {
  return value instanceof PyValue && value.length() !== undefined;
}

/** Those of f after x: `p0` was left out. */
function parameterCount(f: Value): number {
  const bound = f instanceof BoundMethod;
  const target = bound ? f.target : f;
  const count =
    target instanceof PyFunction && target.code.rest === undefined
      ? target.code.positional.length - (bound ? 2 : 1)
      : 0;
  if (count < 1) throw pyError("ValueError", "Unable to determine number of fit parameters. Pass p0.");
  return count;
}

/** Where a parameter starts without p0: in the middle of its bounds, or a step inside the one there is. */
function middleOf(box: Box | undefined, k: number): number {
  if (!box) return 1;
  const [low, high] = [box.lower[k]!, box.upper[k]!];
  if (Number.isFinite(low) && Number.isFinite(high)) return (low + high) / 2;
  return Number.isFinite(low) ? low + 1 : Number.isFinite(high) ? high - 1 : 1;
}

/** Divides by σ, or solves with the Cholesky factor of a covariance matrix. */
function weigher(sigma: Value | undefined, m: number): (r: Float64Array) => Float64Array {
  if (!isGiven(sigma)) return (r) => r;
  const array = asArray(sigma, "float64");
  const values = floats(array);
  if (array.ndim < 2) {
    if (values.length !== m && values.length !== 1) throw pyError("ValueError", "`sigma` has incorrect shape.");
    return (r) => r.map((value, k) => value / values[values.length === 1 ? 0 : k]!);
  }
  if (values.length !== m * m) throw pyError("ValueError", "`sigma` has incorrect shape.");
  spendMany(m ** 3 / 8);
  const factor = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = values[i * m + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * m + k]! * factor[j * m + k]!;
      factor[i * m + j] = i === j ? Math.sqrt(sum) : sum / factor[j * m + j]!;
    }
    if (!(factor[i * m + i]! > 0)) throw pyError("ValueError", "`sigma` must be positive definite.");
  }
  return (r) => {
    spendMany((m * m) / 8);
    const x = Float64Array.from(r);
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < i; k++) x[i]! -= factor[i * m + k]! * x[k]!;
      x[i]! /= factor[i * m + i]!;
    }
    return x;
  };
}

/** Powell's dogleg: from the steepest descent to Newton's step, as far as it may go (in: Numerical Methods for Nonlinear Algebraic Equations, 1970). */
function equations(
  f: (x: Float64Array) => Float64Array,
  start: Float64Array,
  xtol: number,
  most: number,
  slopes?: (x: Float64Array) => Float64Array,
) {
  const n = start.length;
  let x = Float64Array.from(start);
  let values = f(x);
  if (values.length !== n)
    throw pyError(
      "TypeError",
      `fsolve: there is a mismatch between the input and output shape of the 'func' argument. Shape should be (${n},) but it is (${values.length},).`,
    );
  let calls = 1;
  let size = Math.hypot(...values);
  let radius = 100 * Math.hypot(...x) || 100;
  let slow = 0;
  let converged = size === 0;
  while (!converged && calls < most && slow < 10) {
    spendMany(8 * n ** 3 + 64);
    const jacobian = slopes ? slopes(x) : differences(f, x, values, 0, 1e-4 * Math.hypot(...x));
    calls += slopes ? 0 : n;
    const gradient = Float64Array.from({ length: n }, (_, j) =>
      values.reduce((sum, v, i) => sum + jacobian[j * n + i]! * v, 0),
    );
    const matrix = new Matrix(
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => jacobian[j * n + i]!)),
    );
    const direct = newtonStep(matrix, values);
    const before = size;
    for (let tries = 0; ; tries++) {
      const step = dogleg(matrix, gradient, direct, radius);
      const next = x.map((value, k) => value + step[k]!);
      const there = f(next);
      calls++;
      const newSize = Math.hypot(...there);
      const length = Math.hypot(...step);
      if (newSize < size) {
        [x, values, size] = [next, there, newSize];
        radius = Math.max(radius, 2 * length);
        if (length <= xtol * Math.hypot(...x) || size === 0) converged = true;
        break;
      }
      if (length <= xtol * Math.hypot(...x) && tries === 0) {
        converged = true;
        break;
      }
      radius = length / 4;
      if (tries > 40 || calls >= most) break;
    }
    slow = size < 0.999 * before ? 0 : slow + 1;
  }
  return { x, values, calls, converged };
}

function newtonStep(matrix: Matrix, values: Float64Array): Float64Array | undefined {
  const finite = matrix.to1DArray().every(Number.isFinite) && values.every(Number.isFinite);
  if (!finite) return undefined;
  try {
    const step = solve(matrix, Matrix.columnVector([...values].map((v) => -v))).to1DArray();
    if (step.every(Number.isFinite)) return Float64Array.from(step);
  } catch {
    // Singular: the least step that does what can be done.
  }
  return Float64Array.from(
    pseudoInverse(matrix)
      .mmul(Matrix.columnVector([...values].map((v) => -v)))
      .to1DArray(),
  );
}

function dogleg(
  matrix: Matrix,
  gradient: Float64Array,
  direct: Float64Array | undefined,
  radius: number,
): Float64Array {
  if (direct && Math.hypot(...direct) <= radius) return direct;
  const moved = matrix.mmul(Matrix.columnVector([...gradient])).to1DArray();
  const square = gradient.reduce((sum, g) => sum + g * g, 0);
  const bend = moved.reduce((sum, v) => sum + v * v, 0);
  const cauchy = gradient.map((g) => (-g * square) / bend || 0);
  const size = Math.hypot(...cauchy);
  if (size >= radius || !direct) return cauchy.map((c) => c * Math.min(1, radius / size || 0));
  // cauchy + t · (direct − cauchy) as long as the radius.
  const way = direct.map((d, k) => d - cauchy[k]!);
  const a = way.reduce((sum, w) => sum + w * w, 0);
  const b = way.reduce((sum, w, k) => sum + w * cauchy[k]!, 0);
  const t = (-b + Math.sqrt(b * b + a * (radius * radius - size * size))) / a;
  return cauchy.map((c, k) => c + t * way[k]!);
}

const NO_ROOT =
  "The iteration is not making good progress, as measured by the improvement from the last ten iterations.";

function fsolve(
  f: Value,
  x0: Value,
  args?: Value,
  slope?: Value,
  full?: Value,
  turned?: Value,
  xtol?: Value,
  maxfev?: Value,
): Value {
  const start = floats(x0);
  const slopes = isGiven(slope) ? columnsOf(slope, args, isGiven(turned) && truth(turned)) : undefined;
  const most =
    isGiven(maxfev) && asInteger(maxfev, "maxfev") > 0 ? asInteger(maxfev, "maxfev") : 200 * (start.length + 1) * 4;
  const found = equations(vectorOfVector(f, args), start, real(xtol, ONE_AND_A_HALF_E_8), most, slopes);
  const x = fromFloats(found.x);
  if (!(isGiven(full) && truth(full))) return x;
  const facts = Result.from({ nfev: BigInt(found.calls), fvec: fromFloats(found.values) });
  return new PyTuple([x, facts, found.converged ? 1n : 4n, found.converged ? "The solution converged." : NO_ROOT]);
}

function root(f: Value, x0: Value, args?: Value, method?: Value, jac?: Value, tol?: Value): Value {
  const start = floats(x0);
  const slopes = jac instanceof PyValue && jac.callable ? columnsOf(jac, args, false) : undefined;
  const at = vectorOfVector(f, args);
  const name = isGiven(method) ? String(method) : "hybr";
  if (name === "lm") {
    const found = levenbergMarquardt(at, start, options(start.length, !!slopes, { ftol: tol, xtol: tol }), slopes);
    return rootResult(found.x, found.residuals, found.calls, found.info >= 1 && found.info <= 4);
  }
  if (name !== "hybr") throw pyError("ValueError", `Unknown solver ${name}: there are hybr and lm`);
  const found = equations(at, start, real(tol, ONE_AND_A_HALF_E_8), 800 * (start.length + 1), slopes);
  return rootResult(found.x, found.values, found.calls, found.converged);
}

function rootResult(x: Float64Array, values: Float64Array, calls: number, success: boolean): Result {
  return Result.from({
    message: success ? "The solution converged." : NO_ROOT,
    success,
    status: success ? 1n : 4n,
    fun: fromFloats(values),
    x: fromFloats(x),
    nfev: BigInt(calls),
  });
}

/** Least squares without negative parameters (C. L. Lawson and R. J. Hanson, Solving Least Squares Problems (1974), ch. 23). */
function nonNegative(a: Value, b: Value): Value {
  const matrix = asArray(a, "float64");
  const [m, n] = [matrix.shape[0]!, matrix.shape[1] ?? 1];
  const rows = floats(matrix);
  const right = floats(b);
  if (right.length !== m) throw pyError("ValueError", "Incompatible dimensions.");
  const full = new Matrix(Array.from({ length: m }, (_, i) => [...rows.subarray(i * n, (i + 1) * n)]));
  const x = new Float64Array(n);
  const active = new Set<number>();
  const residualOf = (): number[] =>
    [...right].map((value, i) => value - x.reduce((sum, xj, j) => sum + rows[i * n + j]! * xj, 0));
  for (let turn = 0; turn < 30 * n; turn++) {
    spendMany(m * n * n + 64);
    const residual = residualOf();
    const gradient = Array.from(x, (_, j) => residual.reduce((sum, r, i) => sum + r * rows[i * n + j]!, 0));
    const candidates = gradient
      .map((_, j) => j)
      .filter((j) => !active.has(j) && gradient[j]! > 1e-14 * Math.max(1, ...gradient.map(Math.abs)));
    if (candidates.length === 0) break;
    active.add(candidates.reduce((best, j) => (gradient[j]! > gradient[best]! ? j : best)));
    for (;;) {
      const columns = [...active].sort((i, j) => i - j);
      const found = solve(full.subMatrixColumn(columns), Matrix.columnVector([...right]), true).to1DArray();
      if (found.every((value) => value > 0)) {
        x.fill(0);
        for (const [i, j] of columns.entries()) x[j] = found[i]!;
        break;
      }
      let share = 1;
      columns.forEach((j, i) => {
        if (found[i]! <= 0) share = Math.min(share, x[j]! / (x[j]! - found[i]!));
      });
      for (const [i, j] of columns.entries()) x[j]! += share * (found[i]! - x[j]!);
      for (const j of columns) {
        if (x[j]! > 1e-15) continue;
        x[j] = 0;
        active.delete(j);
      }
      if (active.size === 0) break;
    }
  }
  return new PyTuple([fromFloats(x), Math.hypot(...residualOf())]);
}
