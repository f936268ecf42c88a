/** SLD_calculations of `models.interdiff`: the profile as sld.ts draws that of X-rays, each interface as wide as its `sigma`. */
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { PyDict } from "../../python/values/dict.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";
import { nxProbes, wavelengthOf } from "../specular/probes.ts";
import { depths, drawProfile } from "../specular/profile.ts";
import { isObject } from "../specular/simulations.ts";
import { slabsOf } from "../specular/slabs.ts";
import { chosen } from "../specular/sld.ts";

export function diffuseProfile(z: Value, item: Value, sample: Value, instrument: Value): Value {
  isObject("SimSLD", "sample", sample);
  isObject("SimSLD", "instrument", instrument);
  const { drawn, unit } = nxProbes.xray;
  const slabs = slabsOf(sample, drawn, wavelengthOf(instrument));
  const depth = z === null ? depths(slabs) : row(z, "z");
  const [re, im] = [allocate(depth.length), allocate(depth.length)];
  drawProfile(slabs, depth, Math.fround, re, im);
  const curves = PyDict.of([
    ["Re", NdArray.fromFloats(re)],
    ["Im", NdArray.fromFloats(im)],
    ["z", z instanceof NdArray ? z : NdArray.fromFloats(depth)],
    ["SLD unit", unit],
  ]);
  return chosen(curves, item);
}
