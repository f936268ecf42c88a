/**
 * The instrument of `models.interdiff`: that of spec_nx without probes and offsets, and with a detector that
 * has a width of its own. Its named choices are classes (Coords, ResType, …).
 */
import type { PyClass } from "../../python/values/class.ts";
import { Options } from "../base/options.ts";
import { field, floatField, modelClass, wholeField } from "../base/param-base.ts";
import { COORDINATES, FOOTPRINTS } from "../specular/instrument.ts";
import type { DiffuseOptions } from "./off-specular.ts";

/** Texts in GenX's order: a position in the list is accepted, too. */
export function diffuseOptions(): DiffuseOptions {
  return {
    mirrored: true,
    Coords: new Options("Coords", COORDINATES, [["tth", "tth"]]),
    ResType: new Options("ResType", [
      ["none", "no conv"],
      ["fast_conv", "fast conv"],
      ["fast_conv_var", "fast conv + varying res."],
      ["full_conv_abs", "full conv and varying res."],
    ]),
    DetResType: new Options("DetResType", [
      ["slit", "slit"],
      ["gauss", "gauss"],
    ]),
    FootType: new Options("FootType", FOOTPRINTS),
  };
}

/** Wavelength in Å, res and detres in the unit of the data, beam and sample in mm. */
export function diffuseInstrumentClass(base: PyClass, options: DiffuseOptions): PyClass {
  return modelClass(base, "Instrument", [
    floatField("wavelength", 1.54),
    field("coords", options.Coords, () => "2θ"),
    floatField("I0", 1),
    floatField("I0_offspec", 1),
    floatField("Ibkg", 0),
    field("restype", options.ResType, () => "no conv"),
    floatField("res", 0.001),
    floatField("detres", 0.01),
    field("dettype", options.DetResType, () => "gauss"),
    wholeField("respoints", 5n),
    floatField("resintrange", 2),
    field("footype", options.FootType, () => "no corr"),
    floatField("beamw", 0.01),
    floatField("samplelen", 10),
    wholeField("taylor_n", 2n),
  ]);
}
