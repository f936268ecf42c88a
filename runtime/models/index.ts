/**
 * The door of this room: the modules of GenX that a script may import. Adding a
 * model is a file and a line here.
 *
 * Each call makes them anew, and each module is made when it is first imported:
 * a script may change them, and no other script must see it.
 */

import type { PyClass } from "../python/values/class.ts";
import type { Module } from "../python/values/module.ts";
import type { PyValue } from "../python/values/value.ts";
import { modelParamBase } from "./base/param-base.ts";
import { reflBases } from "./base/refl-base.ts";
import { interdiffModule } from "./interdiff.ts";
import { libraryModules, sharedNames } from "./library/index.ts";
import { magReflModule } from "./mag-refl.ts";
import { softNxModule } from "./soft-nx.ts";
import { specAdaptiveModule } from "./spec-adaptive.ts";
import { specInhomModule } from "./spec-inhom.ts";
import { specNxModule } from "./spec-nx.ts";
import { sxrdModule } from "./sxrd.ts";
import { sxrd2Module } from "./sxrd2.ts";
import { symmetriesModule, symmetryClasses } from "./symmetries.ts";
import { utilsModule } from "./utils.ts";

export { differencesMet } from "./base/genx-warnings.ts";
export { refusedImport } from "./refused.ts";

export function modelModules(): Map<string, () => PyValue> {
  const { ModelParamBase, ReflBase: base } = reflBases(modelParamBase());
  const symmetry = symmetryClasses();
  return new Map<string, () => PyValue>([
    ...libraryModules(ModelParamBase),
    ...reflectivityModels(base, {
      interdiff: interdiffModule,
      mag_refl: magReflModule,
      soft_nx: softNxModule,
      spec_adaptive: specAdaptiveModule,
      spec_inhom: specInhomModule,
      spec_nx: specNxModule,
    }),
    ["models.sxrd", () => sxrdModule(symmetry)],
    ["models.sxrd2", () => sxrd2Module(symmetry)],
    ["models.symmetries", () => symmetriesModule(symmetry)],
    ["models.utils", utilsModule],
  ]);
}

/** Each with what all of GenX's have by importing it themselves: `from models.spec_nx import *` brings it along. */
function reflectivityModels(
  base: PyClass,
  makers: Readonly<Record<string, (base: PyClass) => Module>>,
): [string, () => PyValue][] {
  return Object.entries(makers).map(([name, make]) => [
    `models.${name}`,
    () => {
      const module = make(base);
      for (const [each, value] of sharedNames()) if (!module.members.has(each)) module.members.set(each, value);
      return module;
    },
  ]);
}
