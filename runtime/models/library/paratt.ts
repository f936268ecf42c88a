/**
 * `models.lib.paratt`: Parratt's recursion for refractive indices, thicknesses and
 * roughnesses that a script works out itself, substrate first, ambient last.
 *
 *     R = ReflQ(q, 1.54, n, d, sigma)                     Q in Å⁻¹, λ in Å, complex n, d and σ in Å
 *     R = Refl(theta, 1.54, n, d, sigma)                  the angle of incidence in degrees
 *     R = Refl_nvary2(theta, wavelengths, n, d, sigma)    n[layer, point]: energy scans, time of flight
 *     r = ReflQ(q, 1.54, n, d, sigma, return_int=False)   the reflected amplitude
 *
 * d of the first and last and σ of the last are not used; σ is that of the upper face.
 */
import { LAYER } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { define } from "../../python/numpy/signature.ts";
import { broadcastTo } from "../../python/numpy/strided-loop.ts";
import { truth } from "../../python/operators.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { complexRow, pointsOf, rowOf } from "./arrays.ts";

const KERNELS = load();
const RADIAN = Math.PI / 180;

export function parattModule(): Module {
  return new Module(
    "models.lib.paratt",
    new Map<string, Value>([
      define("ReflQ(Q, lamda, n, d, sigma, return_int=)", (Q, lamda, n, d, sigma, squared) =>
        oneWavelength(row(Q!, "Q"), numberFrom(lamda, "lamda"), n!, d!, sigma!, squared),
      ),
      define("Refl(theta, lamda, n, d, sigma, return_int=)", (theta, lamda, n, d, sigma, squared) => {
        const wavelength = numberFrom(lamda, "lamda");
        const q = row(theta!, "theta").map((angle) => ((4 * Math.PI) / wavelength) * Math.sin(angle * RADIAN));
        return oneWavelength(q, wavelength, n!, d!, sigma!, squared);
      }),
      define("Refl_nvary2(theta, lamda, n, d, sigma, return_int=)", manyWavelengths),
      ...["reflq_kin", "reflq_pseudo_kin", "reflq_sra"].map((name) =>
        define(`${name}(q, lamda, n, d, sigma, correct_q=, return_int=)`, () => {
          throw pyError(
            "NotImplementedError",
            `${name} is an approximation that is not computed here: ReflQ takes the same arguments and is exact`,
          );
        }),
      ),
    ]),
  );
}

/** What leaves n, in layers of a stack, at its wavelength. */
interface Stack {
  /** float[N][4]  LAYER records; the potentials are filled in for each wavelength */
  readonly layers: Float64Array;
  readonly ambient: { re: number; im: number };
}

function stackOf(count: number, d: Value, sigma: Value): Stack {
  if (count < 2) throw pyError("ValueError", "n needs two values at least: the substrate's and the ambient's");
  const [thickness, roughness] = [rowOf(d, count, "d"), rowOf(sigma, count, "sigma")];
  const layers = allocate(count * LAYER.size);
  for (let j = 0; j < count; j++) {
    layers[j * LAYER.size + LAYER.thickness] = thickness[j]!;
    layers[j * LAYER.size + LAYER.roughness] = roughness[j]!;
  }
  return { layers, ambient: { re: 1, im: 0 } };
}

/** V = (4π/λ)² (n − n_ambient)(n + n_ambient). @param n  complex[N], `step` numbers apart */
function setPotentials(
  { layers, ambient }: Stack,
  n: Float64Array,
  from: number,
  step: number,
  wavelength: number,
): void {
  const last = layers.length / LAYER.size - 1;
  const topRe = n[from + last * step]!;
  const topIm = n[from + last * step + 1]!;
  const scale = ((4 * Math.PI) / wavelength) ** 2;
  for (let j = 0; j <= last; j++) {
    const re = n[from + j * step]!;
    const im = n[from + j * step + 1]!;
    layers[j * LAYER.size + LAYER.potentialRe] = scale * ((re - topRe) * (re + topRe) - (im - topIm) * (im + topIm));
    layers[j * LAYER.size + LAYER.potentialIm] = scale * ((re - topRe) * (im + topIm) + (im - topIm) * (re + topRe));
  }
  ambient.re = topRe * topRe - topIm * topIm;
  ambient.im = 2 * topRe * topIm;
}

function oneWavelength(
  q: Float64Array,
  wavelength: number,
  n: Value,
  d: Value,
  sigma: Value,
  squared: Value | undefined,
): Value {
  const index = complexRow(n, "n");
  const stack = stackOf(index.length / 2, d, sigma);
  setPotentials(stack, index, 0, 2, wavelength);
  spendMany((stack.layers.length * q.length) / 32);
  const intensity = truth(squared ?? true);
  const out = allocate(intensity ? q.length : 2 * q.length);
  const kernel = intensity ? KERNELS.parratt : KERNELS.amplitude;
  kernel(q, stack.layers, stack.ambient.re, stack.ambient.im, out);
  return new NdArray(intensity ? "float64" : "complex128", [q.length], out);
}

function manyWavelengths(
  theta: Value | undefined,
  lamda: Value | undefined,
  n: Value | undefined,
  d: Value | undefined,
  sigma: Value | undefined,
  squared?: Value | undefined,
): Value {
  const given = asArray(n!, "complex128");
  if (given.shape.length !== 2) throw pyError("TypeError", "n must have two dimensions, [layer, point]");
  const [count, own] = given.shape as [number, number];
  const points = Math.max(own, row(theta!, "theta").length, row(lamda!, "lamda").length);
  const index = cast(broadcastTo(given, [count, points])).buffer;
  const [angles, wavelengths] = [pointsOf(theta!, points, "theta"), pointsOf(lamda!, points, "lamda")];
  const stack = stackOf(count, d!, sigma!);
  spendMany((stack.layers.length * points) / 16);
  const intensity = truth(squared ?? true);
  const out = allocate(intensity ? points : 2 * points);
  const [q, wave] = [new Float64Array(1), new Float64Array(2)];
  for (let i = 0; i < points; i++) {
    setPotentials(stack, index, 2 * i, 2 * points, wavelengths[i]!);
    q[0] = ((4 * Math.PI) / wavelengths[i]!) * Math.sin(angles[i]! * RADIAN);
    KERNELS.amplitude(q, stack.layers, stack.ambient.re, stack.ambient.im, wave);
    if (intensity) out[i] = wave[0]! ** 2 + wave[1]! ** 2;
    else out.set(wave, 2 * i);
  }
  return new NdArray(intensity ? "float64" : "complex128", [points], out);
}
