/**
 * OffSpecular(2θ or qz, θ or qx, sample, instrument) of `models.interdiff`: the specular beam as far as the
 * detector sees it, and what rough interfaces scatter diffusely,
 *
 *     R(α) · share(δ) + smeared(I0 · D(α, β) · footprint(α)) · I0_offspec · width + Ibkg
 *
 * R, with I0, footprint and resolution but without background, is the specular curve at 2θ = 2α;
 * share and width are the detector's (detector.ts). D is computed in kernels/dwba.ts; it is 0 where one
 * of the beams is below the surface. Data in q have widths in q, which stand for
 * those in 2θ of the same width.
 */

import { load } from "../../kernels/load.ts";
import { allocate } from "../../python/budget.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { Illumination } from "../base/illumination.ts";
import type { Options } from "../base/options.ts";
import { shallowCopy } from "../base/param-base.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import type { MeasurementOptions } from "../specular/measurement.ts";
import { wavelengthOf } from "../specular/probes.ts";
import { isObject } from "../specular/simulations.ts";
import { seriesWeights } from "./correlation.ts";
import { type Detector, diffuseShare, specularShare } from "./detector.ts";
import { type Scan, scanOf } from "./scan.ts";
import { smear } from "./smear.ts";
import { plus, specularPart } from "./specular.ts";
import { stackOf } from "./stack.ts";

export interface DiffuseOptions extends MeasurementOptions {
  readonly DetResType: Options;
}

const DEGREE = Math.PI / 180;
const KERNELS = load();
/** Terms of the series: each makes every curve slower, and none counts after so many. */
const MOST_TERMS = 1000;

const footprint = perSession(() => new Illumination());

export function offSpecular(
  first: Value,
  second: Value,
  sample: Value,
  instrument: Value,
  options: DiffuseOptions,
): Value {
  isObject("OffSpecular", "sample", sample);
  isObject("OffSpecular", "instrument", instrument);
  const k = (2 * Math.PI) / wavelengthOf(instrument);
  const coords = options.Coords.nameOf(attribute(instrument, "coords"));
  if (coords === undefined) {
    throw pyError("ValueError", `The choice of coordinates, inst.coords, is wrong: ${options.Coords.choices()}`);
  }
  const detector = options.DetResType.nameOf(attribute(instrument, "dettype")) as Detector | undefined;
  if (detector === undefined) {
    throw pyError("ValueError", `The choice of detector, inst.dettype, is wrong: ${options.DetResType.choices()}`);
  }
  const scan = scanOf(first, second, coords === "tth", k);
  const M = scan.qx.length;
  const perQ = coords === "tth" ? undefined : (i: number) => 1 / (k * DEGREE * Math.cos(middle(scan, i)));
  const [res, detres] = [widths(instrument, "res", M, perQ), widths(instrument, "detres", M, perQ)];

  const curve = diffuseCurve(scan, k, sample, instrument, options);
  let smeared = curve;
  if (options.ResType.nameOf(attribute(instrument, "restype")) !== "none") {
    smeared = allocate(M);
    smear(curve, scan, detector, res(0), detres(0), floatAttribute(instrument, "resintrange"), smeared);
  }
  const reflected = specularCurve(scan, k, sample, instrument, options, coords === "tth");
  const strength = floatAttribute(instrument, "I0_offspec");
  for (let i = 0; i < M; i++) {
    const delta = (scan.beta[i]! - scan.alpha[i]!) / 2 / DEGREE;
    const share = scan.alpha[i]! > 0 ? specularShare(detector, delta, res(i), detres(i)) : 0;
    const peak = share === 0 ? 0 : reflected[i]! * share;
    smeared[i] = peak + smeared[i]! * strength * diffuseShare(detector, res(i), detres(i));
  }
  return plus(smeared, attribute(instrument, "Ibkg"));
}

/** I0 · D · footprint. */
function diffuseCurve(
  scan: Scan,
  k: number,
  sample: PyObject,
  instrument: PyObject,
  options: DiffuseOptions,
): Float64Array {
  const M = scan.qx.length;
  const order = Math.trunc(floatAttribute(instrument, "taylor_n"));
  const terms = Math.abs(order);
  if (!(terms >= 1 && terms <= MOST_TERMS)) {
    throw pyError(
      "ValueError",
      `taylor_n is the number of terms, from 1 to ${MOST_TERMS} (or the same below 0), not ${order}`,
    );
  }
  const stack = stackOf(sample, wavelengthOf(instrument), Math.abs(floatAttribute(sample, "eta_z")));
  chargeReflection(stack.like.length, M * (terms + 8), 16);
  const weights = allocate(M * terms);
  // A fit that looks below 0 finds there what is above.
  seriesWeights(
    scan.qx,
    Math.abs(floatAttribute(sample, "eta_x")),
    floatAttribute(sample, "h"),
    terms,
    order < 0,
    weights,
  );
  const curve = allocate(M);
  KERNELS.diffuse(k, scan.alpha, scan.beta, stack, terms, weights, curve);

  const illumination = footprint();
  illumination.update(instrument, options.FootType, true, () => scan.alpha.map(sineAbove));
  illumination.cut(curve);
  const intensity = row(attribute(instrument, "I0"), "I0");
  if (intensity.length !== 1 && intensity.length !== M) {
    throw pyError("ValueError", `I0 has ${intensity.length} values for ${M} points`);
  }
  for (let i = 0; i < M; i++) curve[i]! *= intensity[intensity.length === 1 ? 0 : i]!;
  return curve;
}

/** Footprints are for angles above 0; below there is nothing to cut. */
function sineAbove(angle: number): number {
  return angle > 0 ? Math.sin(angle) : 1;
}

/** @returns float[M]  the specular curve at 2θ = 2α, without background */
function specularCurve(
  { alpha }: Scan,
  k: number,
  sample: PyObject,
  instrument: PyObject,
  options: DiffuseOptions,
  angles: boolean,
): Float64Array {
  const still = alpha.every((angle) => angle === alpha[0]);
  const seen = still ? withoutConvolution(instrument, options) : instrument;
  const x = alpha.map((angle) => (angles ? (2 * angle) / DEGREE : 2 * k * Math.sin(angle)));
  return specularPart(x, sample, seen, options);
}

/** Where θ stands still there is nothing to convolve over: the specular curve is one number. */
function withoutConvolution(instrument: PyObject, { ResType }: DiffuseOptions): PyObject {
  if (ResType.nameOf(attribute(instrument, "restype")) !== "fast_conv") return instrument;
  const copy = shallowCopy(instrument);
  copy.attributes.set("restype", "no conv");
  return copy;
}

/** θ of the specular beam that has this 2θ. */
function middle({ alpha, beta }: Scan, i: number): number {
  return (alpha[i]! + beta[i]!) / 2;
}

/** A width of the instrument at each point, in degrees of 2θ. */
function widths(instrument: PyObject, name: string, M: number, degrees?: (i: number) => number): (i: number) => number {
  const width = row(attribute(instrument, name), name);
  if (width.length !== 1 && width.length !== M) {
    throw pyError("ValueError", `${name} has ${width.length} values for ${M} points`);
  }
  return (i) => width[width.length === 1 ? 0 : i]! * (degrees ? degrees(i) : 1);
}
