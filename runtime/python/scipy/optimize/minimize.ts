/** scipy.optimize.minimize and the older functions for one method each: how they take their arguments and what they give back. */
import { spendItems } from "../../budget.ts";
import { unwrap } from "../../numpy/convert.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { PyDict } from "../../values/dict.ts";
import { pyError } from "../../values/error.ts";
import { call, itemsOf, truth } from "../../values/object-protocol.ts";
import { PySlice, PyTuple } from "../../values/sequence.ts";
import { PyValue, type Value } from "../../values/value.ts";
import {
  extraArguments,
  float64,
  floats,
  fromFloats,
  fromRows,
  Result,
  scalarOfVector,
  vectorOfVector,
} from "../callback.ts";
import { nelderMead, type Objective, type Outcome, powell, quasiNewton } from "./downhill.ts";

export function minimizeTable(): [string, Value][] {
  return [
    define(
      "minimize(fun, x0, args=, method=, jac=, hess=, hessp=, bounds=, constraints=, tol=, callback=, options=)",
      minimize,
    ),
    define("Bounds(lb=, ub=, keep_feasible=)", (lower, upper) => new Bounds(lower ?? -Infinity, upper ?? Infinity)),
    define("OptimizeResult(fields=)", (fields) => {
      const result = new Result();
      if (fields instanceof PyDict) result.update(fields);
      return result;
    }),
    define("approx_fprime(xk, f, epsilon=)", (xk: Value, f: Value, epsilon) => {
      const x = floats(xk);
      const at = scalarOfVector(f);
      const fx = at(x);
      const steps = isGiven(epsilon) ? floats(epsilon) : Float64Array.of(Math.sqrt(Number.EPSILON));
      return fromFloats(
        x.map((value, k) => {
          const moved = Float64Array.from(x);
          moved[k] = value + steps[k % steps.length]!;
          return (at(moved) - fx) / (moved[k]! - value);
        }),
      );
    }),
    old(
      "fmin(func, x0, args=, xtol=, ftol=, maxiter=, maxfun=, full_output=, disp=, retall=, callback=)",
      "nelder-mead",
      (given) => ({
        xatol: given("xtol"),
        fatol: given("ftol"),
        maxiter: given("maxiter"),
        maxfev: given("maxfun"),
      }),
    ),
    old(
      "fmin_powell(func, x0, args=, xtol=, ftol=, maxiter=, maxfun=, full_output=, disp=, retall=, callback=)",
      "powell",
      (given) => ({
        xtol: given("xtol"),
        ftol: given("ftol"),
        maxiter: given("maxiter"),
        maxfev: given("maxfun"),
      }),
    ),
    old(
      "fmin_bfgs(func, x0, fprime=, args=, gtol=, norm=, epsilon=, maxiter=, full_output=, disp=)",
      "bfgs",
      (given) => ({
        gtol: given("gtol"),
        maxiter: given("maxiter"),
      }),
    ),
    old("fmin_cg(func, x0, fprime=, args=, gtol=, norm=, epsilon=, maxiter=, full_output=, disp=)", "cg", (given) => ({
      gtol: given("gtol"),
      maxiter: given("maxiter"),
    })),
    old(
      "fmin_l_bfgs_b(func, x0, fprime=, args=, approx_grad=, bounds=, m=, factr=, pgtol=, epsilon=, iprint=, maxfun=, maxiter=, disp=)",
      "l-bfgs-b",
      (given) => ({
        gtol: given("pgtol"),
        maxiter: given("maxiter"),
      }),
    ),
    old("fmin_tnc(func, x0, fprime=, args=, approx_grad=, bounds=)", "tnc", () => ({})),
    old(
      "fmin_slsqp(func, x0, bounds=, fprime=, args=, iter=, acc=, full_output=, iprint=, disp=)",
      "slsqp",
      (given) => ({
        maxiter: given("iter"),
      }),
    ),
    define("brute(func, ranges, args=, Ns=, full_output=, finish=, disp=, workers=)", brute),
  ];
}

/** Lower and upper limits, one for each variable or one for all. */
export class Bounds extends PyValue {
  override readonly typeName = "Bounds";
  readonly lower: Value;
  readonly upper: Value;
  constructor(lower: Value, upper: Value) {
    super();
    this.lower = lower;
    this.upper = upper;
  }
  override getAttribute(name: string): Value | undefined {
    return name === "lb" ? this.lower : name === "ub" ? this.upper : undefined;
  }
}

/** @param value  Bounds, or a (low, high) for each variable, None for no limit */
export function limitsFrom(value: Value | undefined, n: number): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(n).fill(-Infinity);
  const upper = new Float64Array(n).fill(Infinity);
  if (value instanceof Bounds) {
    for (const [side, given] of [[lower, floats(value.lower)] as const, [upper, floats(value.upper)] as const])
      for (let k = 0; k < n; k++) side[k] = given[given.length === 1 ? 0 : k]!;
  } else if (isGiven(value)) {
    const pairs = itemsOf(value);
    if (pairs.length !== n)
      throw pyError("ValueError", "The number of bounds is not compatible with the length of `x0`.");
    for (const [k, pair] of pairs.entries()) {
      const [low, high] = asSequence(pair, "bounds");
      if (isGiven(low)) lower[k] = asReal(low, "bounds");
      if (isGiven(high)) upper[k] = asReal(high, "bounds");
    }
  }
  if (lower.some((low, k) => low > upper[k]!))
    throw pyError("ValueError", "An upper bound is less than the corresponding lower bound.");
  return { lower, upper };
}

/** Methods that use slopes: all of them are the one of quasiNewton here, which ends within their tolerance. */
const BY_SLOPES = new Set(["bfgs", "l-bfgs-b", "cg", "newton-cg", "tnc", "slsqp", "trust-constr"]);
const METHODS = "Nelder-Mead, Powell, BFGS, L-BFGS-B, CG, Newton-CG, TNC, SLSQP and trust-constr";

type Options = Readonly<Record<string, Value | undefined>>;

function minimize(
  f: Value,
  x0: Value,
  args?: Value,
  method?: Value,
  jac?: Value,
  _hess?: Value,
  _hessp?: Value,
  bounds?: Value,
  constraints?: Value,
  tol?: Value,
  callback?: Value,
  options?: Value,
): Value {
  if (isGiven(constraints) && truth(constraints))
    throw pyError(
      "NotImplementedError",
      "minimize takes no constraints here: bounds are, and a penalty that is added to the function",
    );
  const given: Record<string, Value | undefined> = {};
  if (options instanceof PyDict) for (const { key, value } of options.counted().values()) given[String(key)] = value;
  const name = isGiven(method) ? String(method).toLowerCase() : isGiven(bounds) ? "l-bfgs-b" : "bfgs";
  const found = search(name, f, floats(x0), args, jac, bounds, given, tol);
  if (isGiven(callback)) call(callback, [fromFloats(found.x)]);
  return resultOf(name, found);
}

function search(
  name: string,
  f: Value,
  start: Float64Array,
  args: Value | undefined,
  jac: Value | undefined,
  bounds: Value | undefined,
  options: Options,
  tol?: Value,
): Outcome {
  const n = start.length;
  const objective: Objective = { ...functionAndSlopes(f, args, jac), ...limitsFrom(bounds, n) };
  const real = (option: string, otherwise: number): number => {
    const value = options[option] ?? tol;
    return isGiven(value) ? asReal(value, option) : otherwise;
  };
  const whole = (option: string): number | undefined => {
    const value = options[option];
    return isGiven(value) ? asInteger(value, option) : undefined;
  };
  const [turns, calls] = [whole("maxiter"), whole("maxfev") ?? whole("maxfun")];
  // With one limit given, the other does not hold.
  const limits = (each: number): { iterations: number; calls: number } => ({
    iterations: turns ?? (calls === undefined ? each * n : Infinity),
    calls: calls ?? (turns === undefined ? each * n : Infinity),
  });
  if (name === "nelder-mead") {
    const initial = options["initial_simplex"];
    return nelderMead(objective, start, {
      ...limits(200),
      xatol: real("xatol", 1e-4),
      fatol: real("fatol", 1e-4),
      adaptive: isGiven(options["adaptive"]) && truth(options["adaptive"]),
      initial: isGiven(initial) ? itemsOf(initial).map(floats) : undefined,
    });
  }
  if (name === "powell") {
    const direc = options["direc"];
    return powell(objective, start, {
      ...limits(1000),
      xtol: real("xtol", 1e-4),
      ftol: real("ftol", 1e-4),
      directions: isGiven(direc) ? itemsOf(direc).map(floats) : undefined,
    });
  }
  if (BY_SLOPES.has(name)) {
    return quasiNewton(objective, start, {
      iterations: turns ?? Math.max(200 * n, 1000),
      calls: calls ?? Infinity,
      gtol: real("gtol", 1e-5),
    });
  }
  throw pyError("ValueError", `Unknown solver ${name}: there are ${METHODS}`);
}

/** `jac=True`: the function gives (value, slopes). */
function functionAndSlopes(f: Value, args?: Value, jac?: Value): Pick<Objective, "f" | "gradient"> {
  if (jac === true) {
    const both = (x: Float64Array): readonly Value[] =>
      asSequence(call(f, [fromFloats(x), ...extraArguments(args)]), "what the function returns");
    return { f: (x) => asReal(both(x)[0]!, "what the function returns"), gradient: (x) => floats(both(x)[1]!) };
  }
  const ours = jac instanceof PyValue && jac.callable;
  return { f: scalarOfVector(f, args), gradient: ours ? vectorOfVector(jac, args) : undefined };
}

function resultOf(name: string, found: Outcome): Result {
  const n = found.x.length;
  const result = Result.from({
    message: found.message,
    success: found.success,
    status: BigInt(found.status),
    fun: float64(found.fun),
    x: fromFloats(found.x),
    nit: BigInt(found.iterations),
    nfev: BigInt(found.calls),
  });
  if (found.gradient) {
    result.set("jac", fromFloats(found.gradient));
    result.set("njev", BigInt(found.iterations + 1));
  }
  if (found.inverseHessian && name !== "cg") result.set("hess_inv", fromRows(found.inverseHessian, n));
  if (found.directions) result.set("direc", fromRows(found.directions, n));
  if (found.simplex) {
    const corners = fromRows(Float64Array.from(found.simplex.corners.flatMap((row) => [...row])), n);
    result.set("final_simplex", new PyTuple([corners, fromFloats(Float64Array.from(found.simplex.values))]));
  }
  return result;
}

/** A function of one method, from before minimize: it gives x alone, or a tuple. */
function old(
  signature: string,
  method: string,
  optionsOf: (given: (name: string) => Value | undefined) => Options,
): [string, Value] {
  const names = signature
    .slice(signature.indexOf("(") + 1, -1)
    .split(",")
    .map((text) => text.trim().replace("=", ""));
  return define(signature, (...values: (Value | undefined)[]) => {
    const given = (name: string): Value | undefined => values[names.indexOf(name)];
    const approximate = isGiven(given("approx_grad")) && truth(given("approx_grad")!);
    const wantsBoth = (method === "l-bfgs-b" || method === "tnc") && !approximate;
    const slope = given("fprime") ?? (wantsBoth ? true : undefined);
    const found = search(
      method,
      values[0]!,
      floats(values[1]!),
      given("args"),
      slope,
      given("bounds"),
      optionsOf(given),
    );
    return oldResult(method, found, isGiven(given("full_output")) && truth(given("full_output")!));
  });
}

function oldResult(method: string, found: Outcome, full: boolean): Value {
  const x = method === "powell" && found.x.length === 1 ? unwrap(fromFloats(found.x)) : fromFloats(found.x);
  const [turns, calls, flag] = [found.iterations, found.calls, found.status].map(BigInt) as [bigint, bigint, bigint];
  if (method === "l-bfgs-b") {
    const facts = Result.from({
      grad: fromFloats(found.gradient!),
      task: found.message,
      funcalls: calls,
      nit: turns,
      warnflag: flag,
    });
    return new PyTuple([x, float64(found.fun), facts]);
  }
  if (method === "tnc") return new PyTuple([x, calls, found.success ? 1n : 3n]);
  if (!full) return x;
  const n = found.x.length;
  if (method === "nelder-mead") return new PyTuple([x, float64(found.fun), turns, calls, flag]);
  if (method === "powell")
    return new PyTuple([x, float64(found.fun), fromRows(found.directions!, n), turns, calls, flag]);
  if (method === "bfgs")
    return new PyTuple([
      x,
      found.fun,
      fromFloats(found.gradient!),
      fromRows(found.inverseHessian!, n),
      calls,
      turns,
      flag,
    ]);
  if (method === "slsqp") return new PyTuple([x, float64(found.fun), turns, flag, found.message]);
  return new PyTuple([x, float64(found.fun), calls, turns, flag]);
}

/** The best place of a grid, then downhill from it unless finish is None. */
function brute(f: Value, ranges: Value, args?: Value, count?: Value, full?: Value, finish?: Value): Value {
  const points = isGiven(count) ? asInteger(count, "Ns") : 20;
  const axes = asSequence(ranges, "ranges").map((range) => axisOf(range, points));
  const at = scalarOfVector(f, args);
  const total = axes.reduce((product, axis) => product * axis.length, 1);
  let best = new Float64Array(axes.length);
  let least = Infinity;
  for (let k = 0; k < total; k++) {
    let rest = k;
    const x = new Float64Array(axes.length);
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const values = axes[axis]!;
      x[axis] = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
    }
    const value = at(x);
    if (value < least) [best, least] = [x, value];
  }
  if (finish !== null) {
    const unlimited = {
      lower: new Float64Array(best.length).fill(-Infinity),
      upper: new Float64Array(best.length).fill(Infinity),
    };
    const limits = { iterations: 200 * best.length, calls: 200 * best.length };
    const found = nelderMead({ f: at, ...unlimited }, best, { ...limits, xatol: 1e-4, fatol: 1e-4, adaptive: false });
    [best, least] = [Float64Array.from(found.x), found.fun];
  }
  const x = best.length === 1 && finish === null ? best[0]! : fromFloats(best);
  return isGiven(full) && truth(full) ? new PyTuple([x, least]) : x;
}

/** (low, high) in so many points, or slice(low, high, step). */
function axisOf(range: Value, points: number): number[] {
  if (range instanceof PySlice) {
    const [low, high] = [asReal(range.start, "ranges"), asReal(range.stop, "ranges")];
    const step = isGiven(range.step) ? asReal(range.step, "ranges") : 1;
    return Array.from({ length: itemCount((high - low) / step) }, (_, k) => low + k * step);
  }
  const [low, high] = asSequence(range, "ranges").map((x) => asReal(x, "ranges"));
  return Array.from({ length: itemCount(points) }, (_, k) => low! + (k * (high! - low!)) / Math.max(1, points - 1));
}

function itemCount(length: number): number {
  const count = Math.max(0, Math.ceil(length));
  spendItems(count);
  return count;
}
