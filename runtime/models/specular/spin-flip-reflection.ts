/**
 * Polarised neutrons whose spin may flip: what a sample reflects from either spin
 * into either, and the channel of it that is asked for. In the sample each layer
 * has two densities, s ± m along its moment at `magn_ang`, and
 *
 *     V± = −(4π/λ)² δ± (2 + δ±)        δ± = λ²/2π · length · (s ± m) − the ambient's
 *
 * as in GenX, which has δ² with this sign here; of 1 − n² = δ(2 − δ) it is one part in 10⁵.
 *
 * In a field (zeeman.ts) it is the field and the moment together that have a direction and a size.
 *
 * One run of the kernel gives all channels, and scripts ask for one after the other: the amplitudes of the last few
 * stacks are kept, each found again only if all that it was made from is the same number for number.
 */

import { SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { AMPLITUDES } from "../../kernels/spin-flip.ts";
import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocate, allocateShared } from "../../python/budget.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { sameRow } from "../base/cache-key.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { attribute } from "../base/script-values.ts";
import type { InstrumentOptions } from "./instrument.ts";
import { type Flip, wavelengthOf } from "./probes.ts";
import type { Slabs, SpecularModel } from "./specular-model.ts";
import type { Zeeman } from "./zeeman.ts";

const KERNELS = load();
const RADIAN = Math.PI / 180;

/** Where a member of Polarization has its amplitude. */
const CHANNELS: Readonly<Record<string, number>> = {
  up_up: AMPLITUDES.uuRe,
  down_down: AMPLITUDES.ddRe,
  up_down: AMPLITUDES.udRe,
  down_up: AMPLITUDES.udRe,
};

/**
 * @param out   float[M]  receives R of the channel, or the asymmetry (uu − dd)/(uu + dd + 2 ud)
 * @param name  the channel: a member of Polarization
 */
export function flipReflectivity(
  flip: Flip,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  q: Float64Array,
  out: Float64Array,
  name: string = polarisation(instrument, model.options),
): void {
  spinChannel(amplitudesOf(flip, sample, instrument, model, q), name, out);
}

/**
 * @param amplitudes  float[M][6]  AMPLITUDES records
 * @param name        a member of Polarization
 * @param out         float[M]     receives R of the channel, or the asymmetry
 */
export function spinChannel(amplitudes: Float64Array, name: string, out: Float64Array): void {
  if (name !== "asymmetry") {
    squares(amplitudes, CHANNELS[name]!, out);
    return;
  }
  for (let i = 0, at = 0; i < out.length; i++, at += AMPLITUDES.size) {
    const uu = square(amplitudes, at + AMPLITUDES.uuRe);
    const dd = square(amplitudes, at + AMPLITUDES.ddRe);
    out[i] = (uu - dd) / (uu + dd + 2 * square(amplitudes, at + AMPLITUDES.udRe));
  }
}

/** @param out  float[M][2]  receives Re and Im of the reflected amplitude of the instrument's channel */
export function flipField(
  flip: Flip,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  q: Float64Array,
  out: Float64Array,
): void {
  const name = polarisation(instrument, model.options);
  spinField(amplitudesOf(flip, sample, instrument, model, q), name, "pol", out);
}

/**
 * @param amplitudes  float[M][6]  AMPLITUDES records
 * @param name        a member of Polarization
 * @param option      what the script calls the instrument's choice
 * @param out         float[M][2]  receives Re and Im of the amplitude of the channel
 */
export function spinField(amplitudes: Float64Array, name: string, option: string, out: Float64Array): void {
  if (name === "asymmetry") {
    throw pyError(
      "ValueError",
      `the asymmetry, inst.${option} "ass", has no amplitude where spins flip: ask for uu, dd or ud`,
    );
  }
  for (let i = 0, at = CHANNELS[name]!; i < out.length; i += 2, at += AMPLITUDES.size) {
    out[i] = amplitudes[at]!;
    out[i + 1] = amplitudes[at + 1]!;
  }
}

/** The three different reflectivities at once. @param uu dd ud  float[M] */
export function flipChannels(
  flip: Flip,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  q: Float64Array,
  [uu, dd, ud]: readonly [Float64Array, Float64Array, Float64Array],
): void {
  const amplitudes = amplitudesOf(flip, sample, instrument, model, q);
  squares(amplitudes, AMPLITUDES.uuRe, uu);
  squares(amplitudes, AMPLITUDES.ddRe, dd);
  squares(amplitudes, AMPLITUDES.udRe, ud);
}

/** The instrument's `pol`, by the name of its member. */
export function polarisation(instrument: PyObject, options: InstrumentOptions): string {
  const name = options.Polarization.nameOf(attribute(instrument, "pol"));
  if (name !== undefined) return name;
  throw pyError("ValueError", `The choice of polarisation, inst.pol, is wrong: ${options.Polarization.choices()}`);
}

function squares(amplitudes: Float64Array, channel: number, out: Float64Array): void {
  for (let i = 0, at = channel; i < out.length; i++, at += AMPLITUDES.size) out[i] = square(amplitudes, at);
}

function square(amplitudes: Float64Array, at: number): number {
  return amplitudes[at]! ** 2 + amplitudes[at + 1]! ** 2;
}

interface Kept {
  readonly kernel: SpinKernel;
  readonly layers: Float64Array;
  readonly q: Float64Array;
  readonly amplitudes: Float64Array;
}
/** Samples that are looked at in turn, the latest first: a script's few, or the members of a distribution. */
const REMEMBERED = 24;
const recent = perSession((): Kept[] => []);
const scratch = perSession(() => ({ layers: new Float64Array(0) }));

/** @returns float[M][6]  AMPLITUDES records, to be read only */
function amplitudesOf(
  flip: Flip,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  q: Float64Array,
): Float64Array {
  const layers = makeLayers(flip, sample, wavelengthOf(instrument), model.slabs, model.zeeman?.(instrument));
  return spinAmplitudes(layers, q);
}

/** spinFlip or spinGraded. */
export type SpinKernel = (q: Float64Array, layers: Float64Array, out: Float64Array) => void;

/**
 * What a kernel gives, kept for the channels that are asked for next.
 * @param layers  the kernel's records, those of spinFlip where no other is given
 * @returns       float[M][6]  AMPLITUDES records, to be read only
 */
export function spinAmplitudes(
  layers: Float64Array,
  q: Float64Array,
  kernel: SpinKernel = KERNELS.spinFlip,
): Float64Array {
  const remembered = recent();
  const found = remembered.findIndex(
    (kept) => kept.kernel === kernel && sameRow(kept.layers, layers) && sameRow(kept.q, q),
  );
  if (found === 0) return remembered[0]!.amplitudes;
  if (found > 0) {
    const [kept] = remembered.splice(found, 1);
    remembered.unshift(kept!);
    return kept!.amplitudes;
  }
  chargeReflection(layers.length / SPIN_LAYER.size, q.length, 2);
  // The arrays of the one that has to go, where they fit.
  const oldest = remembered.length === REMEMBERED ? remembered.pop() : undefined;
  const fits = oldest?.q.length === q.length ? oldest : undefined;
  const amplitudes = fits?.amplitudes ?? allocate(q.length * AMPLITUDES.size);
  kernel(q, layers, amplitudes);
  const keptQ = fits?.q ?? allocate(q.length);
  keptQ.set(q);
  remembered.unshift({ kernel, layers: layers.slice(), q: keptQ, amplitudes });
  return amplitudes;
}

/** @returns float[N][7]  the sample's SPIN_LAYER records, valid until the next call */
function makeLayers(
  flip: Flip,
  sample: PyObject,
  wavelength: number,
  slabsOf: Slabs,
  zeeman: Zeeman | undefined,
): Float64Array {
  const perDensity = (flip.length * wavelength * wavelength) / (2 * Math.PI);
  // δ goes where V of spin up will be, that of the moment where V of spin down will be.
  const slabs = slabsOf(sample, flip.nuclear, wavelength);
  const size = (slabs.length / SLAB.size) * SPIN_LAYER.size;
  const room = scratch();
  if (room.layers.length !== size) room.layers = allocateShared(size);
  const { layers } = room;
  for (let from = 0, to = 0; to < size; from += SLAB.size, to += SPIN_LAYER.size) {
    layers[to + SPIN_LAYER.upRe] = slabs[from + SLAB.densityRe]! * perDensity;
    layers[to + SPIN_LAYER.upIm] =
      (slabs[from + SLAB.densityIm]! - slabs[from + SLAB.absorption]! / wavelength) * perDensity;
    layers[to + SPIN_LAYER.thickness] = slabs[from + SLAB.thickness]!;
    layers[to + SPIN_LAYER.roughness] = slabs[from + SLAB.roughness]!;
  }
  const moments = slabsOf(sample, flip.moment, wavelength);
  if (zeeman) {
    setMomentsInField(layers, moments, zeeman.density / flip.length, perDensity);
    // As GenX has it, which squares a density there and no δ; it is one part in 10⁶ of V.
    setPotentials(layers, (4 * Math.PI) / wavelength, (2 * Math.PI) / (wavelength * wavelength));
    return layers;
  }
  const ambientMoment = moments[moments.length - SLAB.size + SLAB.densityRe]!;
  if (ambientMoment !== 0) refuseTurned(moments);
  for (let from = 0, to = 0; to < size; from += SLAB.size, to += SPIN_LAYER.size) {
    layers[to + SPIN_LAYER.downRe] = (moments[from + SLAB.densityRe]! - ambientMoment) * perDensity;
    layers[to + SPIN_LAYER.angle] = ambientMoment === 0 ? moments[from + SLAB.densityIm]! * RADIAN : 0;
  }
  setPotentials(layers, (4 * Math.PI) / wavelength, 1);
  return layers;
}

/**
 * Each layer's moment with the field added, less what the ambient has: its size where V of
 * spin down will be, and its angle.
 * @param field  in units of the moments, along the polarisation
 */
function setMomentsInField(layers: Float64Array, moments: Float64Array, field: number, perDensity: number): void {
  const top = moments.length - SLAB.size;
  const ambientAngle = moments[top + SLAB.densityIm]! * RADIAN;
  const across = moments[top + SLAB.densityRe]! * Math.sin(ambientAngle);
  if (across !== 0) throw pyError("ValueError", "in a field the moment of the ambient must be parallel to it");
  const ambient = Math.abs(moments[top + SLAB.densityRe]! * Math.cos(ambientAngle) + field);
  for (let from = 0, to = 0; from <= top; from += SLAB.size, to += SPIN_LAYER.size) {
    const moment = moments[from + SLAB.densityRe]!;
    const angle = moments[from + SLAB.densityIm]! * RADIAN;
    const along = moment * Math.cos(angle) + field;
    const aside = moment * Math.sin(angle);
    layers[to + SPIN_LAYER.downRe] = (Math.hypot(along, aside) - ambient) * perDensity;
    layers[to + SPIN_LAYER.angle] = Math.atan2(aside, along);
  }
}

/**
 * In a magnetised ambient either spin has a Q of its own, so what it sees of a
 * layer differs by the ambient's moment only where all are parallel.
 */
function refuseTurned(moments: Float64Array): void {
  for (let at = 0; at < moments.length; at += SLAB.size) {
    if (moments[at + SLAB.densityRe] === 0 || moments[at + SLAB.densityIm] === 0) continue;
    throw pyError(
      "ValueError",
      `with spin flip and a magnetic ambient every moment must be parallel to the polarisation: magn_ang is ${moments[at + SLAB.densityIm]} in one layer`,
    );
  }
}

/**
 * From δ and the moment's to V± = −wave² δ± (2 + bend·δ±).
 * @param wave  Å⁻¹  4π/λ
 */
function setPotentials(layers: Float64Array, wave: number, bend: number): void {
  const top = layers.length - SPIN_LAYER.size;
  const ambientRe = layers[top + SPIN_LAYER.upRe]!;
  const ambientIm = layers[top + SPIN_LAYER.upIm]!;
  for (let at = 0; at < layers.length; at += SPIN_LAYER.size) {
    const re = layers[at + SPIN_LAYER.upRe]! - ambientRe;
    const im = layers[at + SPIN_LAYER.upIm]! - ambientIm;
    const moment = layers[at + SPIN_LAYER.downRe]!;
    setPotential(layers, at + SPIN_LAYER.upRe, re + moment, im, wave, bend);
    setPotential(layers, at + SPIN_LAYER.downRe, re - moment, im, wave, bend);
  }
}

function setPotential(layers: Float64Array, at: number, re: number, im: number, wave: number, bend: number): void {
  layers[at] = -wave * wave * (re * (2 + bend * re) - bend * im * im);
  layers[at + 1] = -wave * wave * (2 * im * (1 + bend * re));
}
