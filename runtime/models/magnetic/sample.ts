/**
 * The sample of mag_refl as a script builds it. A layer has what X-rays, resonant or
 * not, and neutrons see, its moment, and an interface layer at either face where the moment may be another:
 *
 *     iron = Layer(d=60, dens=0.085, sigma=4, f=fp.Fe, fm1=0.2-0.6j, b=bc.Fe,
 *                  magn=2.2, magn_ang=30, dd_u=8, dmag_u=-0.5, sigma_mu=3)
 */
import type { Builtin } from "../../python/values/builtin.ts";
import type { DataclassField, PyClass } from "../../python/values/class.ts";
import { complexField, factorField, flagField, floatField, modelClass } from "../base/param-base.ts";
import { sampleClass, stackClass } from "../base/sample.ts";

/** @returns Layer, Stack, Sample */
export function sampleClasses(base: PyClass, simulations: ReadonlyMap<string, Builtin>): readonly PyClass[] {
  const Layer = modelClass(base, "Layer", LAYER_FIELDS);
  return [Layer, stackClass(base), sampleClass(base, Layer, simulations, SLICING_FIELDS)];
}

/**
 * d, dd_, sigma in Å, dens in formula units/Å³, factors in electrons, resdens, resmag and dmag_ relative,
 * b in fm, xs_ai in barn, magn in μB, angles in degrees.
 */
const LAYER_FIELDS: readonly DataclassField[] = [
  floatField("d", 0),
  floatField("dens", 1),
  floatField("sigma", 0),
  factorField("f", 0, 1e-20),
  factorField("fr", 0, 0),
  factorField("fm1", 0, 0),
  factorField("fm2", 0, 0),
  floatField("resdens", 1),
  floatField("resmag", 1),
  floatField("dd_l", 0),
  floatField("dd_u", 0),
  floatField("dmag_l", 0),
  floatField("dmag_u", 0),
  floatField("sigma_ml", 0),
  floatField("sigma_mu", 0),
  complexField("b", 0, 0),
  floatField("xs_ai", 0),
  floatField("magn", 0),
  floatField("magn_ang", 0),
  floatField("magn_theta", 0),
];

const SLICING_FIELDS: readonly DataclassField[] = [
  flagField("slicing", false),
  floatField("slice_depth", 1),
  floatField("sld_mult", 4),
  floatField("sld_buffer", 20),
  floatField("sld_delta", 5),
  flagField("compress", true),
  floatField("dsld_max", 0.1),
  floatField("dsld_offdiag_max", 0.1),
  floatField("dmag_max", 0.01),
  floatField("dsld_n_max", 0.01),
  floatField("dabs_n_max", 0.01),
];
