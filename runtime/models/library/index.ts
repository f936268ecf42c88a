/**
 * `models.lib.…`, the library below GenX's models, as far as a script has a use for
 * it. What only GenX's own models need is refused (refused.ts).
 */
import type { PyClass } from "../../python/values/class.ts";
import type { PyValue, Value } from "../../python/values/value.ts";
import { altStrEnum } from "../base/options.ts";
import { physicalConstantsModule } from "../base/physical-constants.ts";
import { baseModule } from "./base.ts";
import { borrowedFromNumpy, instrumentFunctions, instrumentModule } from "./instrument.ts";
import { neutronReflModule } from "./neutron-refl.ts";
import { parattModule } from "./paratt.ts";
import { reflBaseModule, reflFunctionClass } from "./refl-base.ts";
import { footprintModule, resolutionModule } from "./shapes.ts";
import { smHayterMookModule } from "./sm-hayter-mook.ts";
import { xmcdMomentModule } from "./xmcd-moment.ts";

/** The names of this library that every model of reflectivity has. */
export function sharedNames(): [string, Value][] {
  return [
    ...borrowedFromNumpy(),
    ...instrumentFunctions(),
    ["AltStrEnum", altStrEnum()],
    ["ReflFunction", reflFunctionClass()],
  ];
}

export function libraryModules(modelParamBase: PyClass): [string, () => PyValue][] {
  return [
    ["models.lib.base", () => baseModule(modelParamBase)],
    ["models.lib.footprint", () => footprintModule(modelParamBase)],
    // GenX has a compiled twin of each of these.
    ...["instrument", "instrument_numba"].map((name) => library(name, instrumentModule)),
    ...["neutron_refl", "neutron_numba"].map((name) => library(name, neutronReflModule)),
    ...["paratt", "paratt_numba"].map((name) => library(name, parattModule)),
    ["models.lib.physical_constants", physicalConstantsModule],
    ...["refl_base", "refl"].map((name): [string, () => PyValue] => [
      `models.lib.${name}`,
      () => reflBaseModule(`models.lib.${name}`, modelParamBase),
    ]),
    ["models.lib.resolution", () => resolutionModule(modelParamBase)],
    ["models.lib.sm_hayter_mook", smHayterMookModule],
    ["models.lib.xmcd_moment", () => xmcdMomentModule(modelParamBase)],
  ];
}

function library(name: string, make: () => PyValue): [string, () => PyValue] {
  return [`models.lib.${name}`, make];
}
