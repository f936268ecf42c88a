/**
 * SLD_calculations(z, item, sample, instrument): the scattering length density
 * through the sample, each interface an error function of its roughness:
 *
 *     ρ(z) = s_ambient + Σⱼ (sⱼ − sⱼ₊₁) · ½ (1 − erf((z − zⱼ)/√2 σⱼ))
 *
 * z is 0 at the substrate's surface and grows upwards. For drawing only: `crop_sld`
 * leaves out the middle of a sample of many layers, and GenX has s and its steps in
 * float32. So have we: the roundings of dense layers add up to more than 1e-7 of a
 * light one, and profiles are to be the same.
 *
 * Samples seen with polarised neutrons have two profiles, "Re non-mag" and "mag",
 * of which spin up sees the sum; with spin flip, where any moment is turned, also
 * "mag_x" and "mag_y", along and across the polarisation.
 *
 * The mass densities of the elements are a dictionary of their own inside (mass-density.ts).
 */
import { SLAB } from "../../kernels/layers.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { asIndex, repr, typeName } from "../../python/operators.ts";
import { type PyClass, PyObject } from "../../python/values/class.ts";
import { Complex } from "../../python/values/complex.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";
import { massDensity } from "./mass-density.ts";
import { probeOf, wavelengthOf } from "./probes.ts";
import { depths, drawProfile, drawSpins } from "./profile.ts";
import type { Density } from "./slabs.ts";
import type { SpecularModel } from "./specular-model.ts";

export function sldProfile(
  z: Value,
  item: Value,
  sample: Value,
  instrument: Value,
  model: SpecularModel,
  layerClass: PyClass,
): Value {
  if (!(sample instanceof PyObject) || !(instrument instanceof PyObject)) {
    const odd = sample instanceof PyObject ? instrument : sample;
    throw pyError("TypeError", `SimSLD needs (z, item, instrument), not '${typeName(odd)}'`);
  }
  const probe = probeOf(instrument, model);
  const wavelength = wavelengthOf(instrument);
  const draw = (density: Density) =>
    cropped(model.slabs(sample, density, wavelength), sample, density, wavelength, layerClass);
  const { drawnMagnetic } = probe;
  const slabs = draw(probe.drawn);
  const origin = model.origin?.(sample) ?? 0;
  const depth = z === null ? depths(slabs) : row(z, "z").map((value) => value + origin);
  const [re, im] = [allocate(depth.length), allocate(depth.length)];
  const [nameRe, nameIm] = drawnMagnetic ? ["Re non-mag", "Im non-mag"] : ["Re", "Im"];
  const curves = PyDict.of([
    [nameRe!, NdArray.fromFloats(re)],
    [nameIm!, NdArray.fromFloats(im)],
  ]);
  if (drawnMagnetic) {
    const magnetic = allocate(depth.length);
    drawSpins(slabs.slice(), draw(drawnMagnetic), depth, re, im, magnetic);
    curves.set("mag", NdArray.fromFloats(magnetic));
  } else {
    drawProfile(slabs, depth, probe.drawnExactly ? exact : Math.fround, re, im);
  }
  const { flip } = probe;
  if (flip && isTurned(draw(flip.moment))) {
    const [along, across] = [allocate(depth.length), allocate(depth.length)];
    drawProfile(draw(flip.drawnVector), depth, exact, along, across);
    curves.set("mag_x", NdArray.fromFloats(along));
    curves.set("mag_y", NdArray.fromFloats(across));
  }
  curves.set("z", z instanceof NdArray ? z : NdArray.fromFloats(depth.map((value) => value - origin)));
  curves.set("SLD unit", probe.unit);
  const isWhole = item === null || item === "all";
  if (isWhole && model.weighs) curves.set("Mass Density", massDensity(z, item, sample, model.slabs));
  return chosen(curves, item);
}

/** All curves, or the one that is asked for. */
export function chosen(curves: PyDict, item: Value): Value {
  if (item === null || item === "all") return curves;
  const found = curves.get(item);
  if (found !== undefined) return found;
  const names = [...curves.entries.values()].map(({ key }) => key).join(", ");
  throw pyError("ValueError", `there is no ${repr(item)} in an SLD profile: it has ${names}`);
}

/** Whether a layer's `magn_ang` is not 0. */
function isTurned(moments: Float64Array): boolean {
  for (let at = 0; at < moments.length; at += SLAB.size) if (moments[at + SLAB.densityIm] !== 0) return true;
  return false;
}

/** GenX has the magnetic part in float64, and so all steps of a magnetic sample. */
const exact = (x: number) => x;

/**
 * The first and last |crop_sld| slabs with one between: as thick as what it
 * stands for, or, where crop_sld is negative, a spike of 5 Å.
 */
function cropped(
  slabs: Float64Array,
  sample: PyObject,
  density: Density,
  wavelength: number,
  layerClass: PyClass,
): Float64Array {
  const crop = asIndex(sample.attributes.get("crop_sld") ?? 0n);
  if (crop === undefined) throw pyError("TypeError", "crop_sld of a sample must be an int");
  const kept = Math.abs(crop) * SLAB.size;
  if (crop === 0 || slabs.length <= 2 * kept) return slabs;
  const top = slabs.length - kept;
  const result = new Float64Array(2 * kept + SLAB.size);
  result.set(slabs.subarray(0, kept));
  result.set(slabs.subarray(top), kept + SLAB.size);
  const filler = layerClass.call([], crop > 0 ? PLAIN : SPIKE);
  density(filler, wavelength, result, kept);
  let thickness = 0;
  for (let at = kept; at < top; at += SLAB.size) thickness += slabs[at + SLAB.thickness]!;
  result[kept + SLAB.thickness] = crop > 0 ? thickness : 5;
  return result;
}

const PLAIN = new Map<string, Value>();
const SPIKE = new Map<string, Value>([
  ["dens", 0.1],
  ["b", new Complex(12, 0)],
  ["f", new Complex(100, 0)],
  // The same of soft_nx: 0.1 Å⁻³ times 12 fm, and times 100 r_e, in 1e-6 Å⁻².
  ["sld_n", new Complex(12, 0)],
  ["sld_x", new Complex(282, 0)],
]);
