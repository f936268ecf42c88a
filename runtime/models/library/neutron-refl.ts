/**
 * `models.lib.neutron_refl`: reflection with spin flip of potentials that a script works
 * out itself, substrate first, ambient last.
 *
 *     Ruu, Rdd, Rud, Rdu = Refl(q, Vp, Vm, d, angle, sigma)
 *
 * Vp and Vm are what spin up and down along each layer's moment see, in Å⁻² as
 * k² = Q²/4 − V has it (4π times a scattering length density); the angle is that from
 * the polarisation to the moment, in radians. Those of the ambient must be 0.
 */

import { load } from "../../kernels/load.ts";
import { AMPLITUDES } from "../../kernels/spin-flip.ts";
import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { define } from "../../python/numpy/signature.ts";
import { truth } from "../../python/operators.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import { PyTuple } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { row } from "../base/script-values.ts";
import { complexRow, rowOf } from "./arrays.ts";

const KERNELS = load();

export function neutronReflModule(): Module {
  return new Module(
    "models.lib.neutron_refl",
    new Map<string, Value>([define("Refl(Q, Vp, Vm, d, M_ang, sigma=, return_int=)", refl)]),
  );
}

function refl(...given: (Value | undefined)[]): Value {
  const [Q, Vp, Vm, d, angle, sigma, squared] = given;
  const q = row(Q!, "Q");
  const up = complexRow(Vp!, "Vp");
  const down = complexRow(Vm!, "Vm");
  const count = up.length / 2;
  if (count < 2 || down.length !== up.length) {
    throw pyError("ValueError", "Vp and Vm need as many values as there are layers, two at least");
  }
  const layers = allocate(count * SPIN_LAYER.size);
  const [thickness, angles] = [rowOf(d!, count, "d"), rowOf(angle!, count, "M_ang")];
  const roughness = rowOf(sigma ?? NdArray.fromFloats(allocate(count)), count, "sigma");
  for (let j = 0, at = 0; j < count; j++, at += SPIN_LAYER.size) {
    layers[at + SPIN_LAYER.upRe] = -4 * up[2 * j]!;
    layers[at + SPIN_LAYER.upIm] = -4 * up[2 * j + 1]!;
    layers[at + SPIN_LAYER.downRe] = -4 * down[2 * j]!;
    layers[at + SPIN_LAYER.downIm] = -4 * down[2 * j + 1]!;
    layers[at + SPIN_LAYER.thickness] = thickness[j]!;
    layers[at + SPIN_LAYER.roughness] = roughness[j]!;
    layers[at + SPIN_LAYER.angle] = angles[j]!;
  }
  const ambient = layers.subarray(layers.length - SPIN_LAYER.size);
  if (
    [ambient[SPIN_LAYER.upRe], ambient[SPIN_LAYER.upIm], ambient[SPIN_LAYER.downRe], ambient[SPIN_LAYER.downIm]].some(
      (V) => V !== 0,
    )
  ) {
    throw pyError("ValueError", "Vp and Vm of the ambient must be 0: take the ambient's from those of all layers");
  }
  if (angles[count - 1] !== 0) throw pyError("ValueError", "the angle of the ambient must be 0");
  chargeReflection(count, q.length, 2);
  const amplitudes = allocate(q.length * AMPLITUDES.size);
  KERNELS.spinFlip(q, layers, amplitudes);
  const intensity = truth(squared ?? true);
  const channel = (re: number) => {
    const out = allocate(intensity ? q.length : 2 * q.length);
    for (let i = 0, at = re; i < q.length; i++, at += AMPLITUDES.size) {
      if (intensity) out[i] = amplitudes[at]! ** 2 + amplitudes[at + 1]! ** 2;
      else out.set(amplitudes.subarray(at, at + 2), 2 * i);
    }
    return new NdArray(intensity ? "float64" : "complex128", [q.length], out);
  };
  const { uuRe, ddRe, udRe } = AMPLITUDES;
  return new PyTuple([channel(uuRe), channel(ddRe), channel(udRe), channel(udRe)]);
}
