/**
 * `models.lib.instrument`: footprints, resolutions and changes of coordinates as
 * functions of arrays, for a script that writes a Sim of its own. The models do the
 * same with the same kernels.
 *
 *     q = TwoThetatoQ(1.54, d.x)
 *     R = ConvoluteFast(d.x, my_curve*SquareIntensity(d.x/2, 20.0, 0.1), 0.01, range=2)
 *     Q, weight = ResolutionVector(d.x, 0.002, 9)          9 points each, ± 3 σ
 *     R = ConvoluteResolutionVector(Q, my_function(Q), weight)
 */
import { convolve, convolveVarying, gaussianKernel, varyingWeights } from "../../kernels/convolve.ts";
import { gaussianGrid, integrate, normaliseWeights } from "../../kernels/resolution.ts";
import { erf } from "../../math/erf.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { halfEven } from "../../python/builtins/numbers.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { numpyModules } from "../../python/numpy/modules.ts";
import { asInteger, define } from "../../python/numpy/signature.ts";
import { scipyModules } from "../../python/scipy/scipy-modules.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import { PyTuple } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { elementwise } from "./elementwise.ts";

const RADIAN = Math.PI / 180;
/** σ to go out, where a function is not told. */
const REACH = 3;

export function instrumentModule(): Module {
  return new Module("models.lib.instrument", new Map([...borrowedFromNumpy(), ...instrumentFunctions()]));
}

/** The functions by their names, as every model of reflectivity exports them too. */
export function instrumentFunctions(): [string, Value][] {
  return [
    define("GaussIntensity(alpha, s1, s2, sigma_x)", (...given) => elementwise(given as Value[], gaussIntensity)),
    define("SquareIntensity(alpha, slen, beamwidth)", (...given) => elementwise(given as Value[], squareIntensity)),
    define("QtoTheta(wavelength, Q)", (...given) =>
      elementwise(given as Value[], (wavelength, q) => Math.asin((wavelength / 4 / Math.PI) * q) / RADIAN),
    ),
    define("TwoThetatoQ(wavelength, TwoTheta)", (...given) =>
      elementwise(
        given as Value[],
        (wavelength, angle) => ((4 * Math.PI) / wavelength) * Math.sin((RADIAN / 2) * angle),
      ),
    ),
    define("ResolutionVector(Q, dQ, points, range=)", resolutionVector),
    define("ConvoluteResolutionVector(Qret, I, weight)", convoluteResolutionVector),
    define("ConvoluteFast(Q, I, dQ, range=)", convoluteFast),
    define("ConvoluteFastVar(Q, I, dQ, range=)", convoluteFastVar),
    define("ConvoluteFastGate(X, I, DeltaX)", convoluteFastGate),
    define("get_pol_matrix(p1, p2, F1, F2)", polarisationMatrix),
    ["rad", RADIAN],
    ["sqrt2", Math.SQRT2],
  ];
}

/** What `from models.spec_nx import *` brings along in GenX, and scripts may rely on. */
export function borrowedFromNumpy(): [string, Value][] {
  const numpy = (numpyModules().get("numpy")!() as Module).members;
  const special = (scipyModules().get("scipy.special")!() as Module).members;
  return [
    ...BORROWED.map((name): [string, Value] => [name, numpy.get(name)!]),
    ["trapz", numpy.get("trapezoid")!],
    ["erf", special.get("erf")!],
  ];
}

const BORROWED = (
  "abs allclose append arange arccos arcsin arctan arctan2 array c_ complex128 conj convolve cos cumsum dot exp " +
  "float64 imag isscalar linspace logical_not maximum minimum ndarray newaxis not_equal ones ones_like pi r_ real " +
  "sin sqrt sum tan transpose where zeros zeros_like"
).split(" ");

/** The share of a Gaussian beam that falls between s1 on one side and s2 on the other, lengths along the sample. */
function gaussIntensity(angle: number, s1: number, s2: number, sigma: number): number {
  const scale = Math.sin(angle * RADIAN) / Math.SQRT2 / sigma;
  return (erf(s2 * scale) + erf(s1 * scale)) / 2;
}

function squareIntensity(angle: number, length: number, width: number): number {
  const share = (length / width) * Math.sin(angle * RADIAN);
  return share <= 1 ? share : 1;
}

function resolutionVector(
  Q: Value | undefined,
  dQ: Value | undefined,
  points: Value | undefined,
  range?: Value | undefined,
): Value {
  const q = row(Q!, "Q");
  const sigma = row(dQ!, "dQ");
  if (sigma.length !== 1) sameLength(sigma, q, "dQ");
  const count = asInteger(points!, "points");
  if (count < 2) throw pyError("ValueError", `points is ${count}: a resolution needs at least 2 points`);
  const [grid, weight] = [allocate(count * q.length), allocate(count * q.length)];
  gaussianGrid(q, sigma, count, numberFrom(range ?? REACH, "range"), grid, weight);
  return new PyTuple([NdArray.fromFloats(grid), new NdArray("float64", [count, q.length], weight)]);
}

function convoluteResolutionVector(Qret: Value | undefined, I: Value | undefined, weight: Value | undefined): Value {
  const weights = asArray(weight!, "float64");
  if (weights.shape.length !== 2) {
    throw pyError("TypeError", "weight must be an array of two dimensions, as ResolutionVector returns it");
  }
  const [rows, M] = weights.shape as [number, number];
  const flat = (value: Value, what: string) => {
    const array = cast(asArray(value, "float64"));
    if (array.size === rows * M) return array.buffer;
    throw pyError("ValueError", `${what} has ${array.size} values, the weights ${rows * M}`);
  };
  const coefficients = cast(weights).buffer;
  normaliseWeights(flat(Qret!, "Qret"), coefficients, rows);
  const out = allocate(M);
  integrate(flat(I!, "I"), coefficients, out);
  return NdArray.fromFloats(out);
}

function convoluteFast(
  Q: Value | undefined,
  I: Value | undefined,
  dQ: Value | undefined,
  range?: Value | undefined,
): Value {
  const q = row(Q!, "Q");
  const values = row(I!, "I");
  sameLength(values, q, "I");
  if (q.length < 2) throw pyError("IndexError", "the step of Q needs two points");
  const kernel = gaussianKernel(q[1]! - q[0]!, numberFrom(dQ, "dQ"), numberFrom(range ?? REACH, "range"));
  if (kernel.length === 0) throw pyError("ValueError", "the resolution is no positive number of steps of Q");
  spendMany((kernel.length * q.length) / 4);
  const out = allocate(q.length);
  convolve(values, kernel, out);
  return NdArray.fromFloats(out);
}

function convoluteFastVar(Q: Value | undefined, I: Value | undefined, dQ: Value | undefined): Value {
  const q = row(Q!, "Q");
  const values = row(I!, "I");
  sameLength(values, q, "I");
  const given = row(dQ!, "dQ");
  if (given.length !== 1) sameLength(given, q, "dQ");
  spendMany((q.length * q.length) / 4);
  const out = allocate(q.length);
  convolveVarying(values, varyingWeights(q, given.length === 1 ? q.map(() => given[0]!) : given), out);
  return NdArray.fromFloats(out);
}

/** The mean over a gate as wide as DeltaX; beyond the ends there is nothing. */
function convoluteFastGate(X: Value | undefined, I: Value | undefined, DeltaX: Value | undefined): Value {
  const x = row(X!, "X");
  const values = row(I!, "I");
  if (x.length < 2) throw pyError("IndexError", "the step of X needs two points");
  const steps = Math.max(1, halfEven(numberFrom(DeltaX, "DeltaX") / (x[1]! - x[0]!)));
  const out = allocate(Math.max(values.length, steps));
  spendMany((out.length * Math.min(values.length, steps)) / 4);
  const shift = (Math.min(values.length, steps) - 1) >> 1;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = Math.max(0, i + shift - steps + 1); k <= Math.min(values.length - 1, i + shift); k++)
      sum += values[k]!;
    out[i] = sum / steps;
  }
  return NdArray.fromFloats(out);
}

/** How channels mix in polarisers and flippers that are not perfect (pol-specular.ts), uu ud du dd in rows and columns. */
function polarisationMatrix(...efficiencies: (Value | undefined)[]): Value {
  const [p1, p2, F1, F2] = efficiencies.map((value) => numberFrom(value, "an efficiency")) as [
    number,
    number,
    number,
    number,
  ];
  const spins = (p: number, F: number) => [
    [1 - p, p],
    [F * (1 - p) + (1 - F) * p, F * p + (1 - F) * (1 - p)],
  ];
  const [first, second] = [spins(p1, F1), spins(p2, F2)];
  const matrix = allocate(16);
  for (let k = 0; k < 16; k++) {
    const [i, j, a, b] = [k >> 3, (k >> 2) & 1, (k >> 1) & 1, k & 1];
    matrix[k] = first[i]![a]! * second[j]![b]!;
  }
  return new NdArray("float64", [4, 4], matrix);
}

function sameLength(values: Float64Array, x: Float64Array, what: string): void {
  if (values.length !== x.length)
    throw pyError("ValueError", `${what} has ${values.length} values for ${x.length} points`);
}
