/**
 * The door of this room: the modules of GenX that a script may import. Adding a
 * model is a file and a line here.
 *
 * Each call makes them anew, and each module is made when it is first imported:
 * a script may change them, and no other script must see it.
 */

import { LIBRARY } from "../python/modules/index.ts";
import { Builtin } from "../python/values/builtin.ts";
import type { PyClass } from "../python/values/class.ts";
import { Module } from "../python/values/module.ts";
import type { PyValue, Value } from "../python/values/value.ts";
import { modelParamBase } from "./base/param-base.ts";
import { reflBases } from "./base/refl-base.ts";
import { interdiffModule } from "./interdiff.ts";
import { libraryModules, sharedNames } from "./library/index.ts";
import { footprintModule, resolutionModule } from "./library/shapes.ts";
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
    ...withTools({
      sxrd: () => sxrdModule(symmetry),
      sxrd2: () => sxrd2Module(symmetry),
      symmetries: () => symmetriesModule(symmetry),
      utils: utilsModule,
    }),
  ]);
}

/** Members that a star does not bring, as in GenX, where they are another module's. */
const NOT_IN_STARS: Readonly<Record<string, string>> = {
  interdiff: "Footprint Resolution ReflFunction OffSpecular",
  mag_refl: "np footprint_module resolution_module",
  soft_nx: "Footprint Resolution ReflFunction T_to_SL",
  spec_adaptive: "Footprint Resolution ReflFunction",
  spec_inhom: "Footprint Resolution ReflFunction AA_to_eV",
  spec_nx: "Footprint Resolution ReflFunction T_to_SL",
};

/** Modules and functions that GenX's models import for themselves, and a star brings along. */
function ownImports(base: PyClass): [string, Value][] {
  const of = (module: string) => (LIBRARY.get(module)!() as Module).members;
  const [numpy, dataclasses] = [LIBRARY.get("numpy")!() as Module, of("dataclasses")];
  return [
    ["np", numpy],
    ["float32", numpy.members.get("float32")!],
    ["complex64", numpy.members.get("complex64")!],
    ...["dataclass", "field", "fields"].map((name): [string, Value] => [name, dataclasses.get(name)!]),
    ["List", of("typing").get("List")!],
    ["footprint_module", footprintModule(base)],
    ["resolution_module", resolutionModule(base)],
    IPRINT,
  ];
}

/** GenX writes it into a window of its own. */
const IPRINT: [string, Value] = ["iprint", new Builtin("iprint", () => null)];

/** The others, with what GenX's import for themselves: numpy and iprint. */
function withTools(makers: Readonly<Record<string, () => Module>>): [string, () => PyValue][] {
  return Object.entries(makers).map(([name, make]) => [
    `models.${name}`,
    () => {
      const module = make();
      if (name !== "utils") module.members.set("np", LIBRARY.get("numpy")!());
      if (name !== "symmetries") module.members.set(...IPRINT);
      return module;
    },
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
      const { members } = module;
      for (const [each, value] of [...sharedNames(), ...ownImports(base)]) {
        if (!members.has(each)) members.set(each, value);
      }
      const hidden = new Set(NOT_IN_STARS[name]!.split(" "));
      return new Module(
        module.name,
        members,
        module.publicNames().filter((each) => !hidden.has(each)),
      );
    },
  ]);
}
