/**
 * The door of this room: the modules of GenX that a script may import. Adding a
 * model is a file and a line here.
 *
 * Each call makes them anew, and each module is made when it is first imported:
 * a script may change them, and no other script must see it.
 */

import type { PyClass } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import type { Module } from "../python/values/module.ts";
import type { PyValue } from "../python/values/value.ts";
import { interdiffModule } from "./interdiff.ts";
import { libraryModules, sharedNames } from "./library/index.ts";
import { magReflModule } from "./mag-refl.ts";
import { modelParamBase } from "./param-base.ts";
import { reflBases } from "./refl-base.ts";
import { softNxModule } from "./soft-nx.ts";
import { specAdaptiveModule } from "./spec-adaptive.ts";
import { specInhomModule } from "./spec-inhom.ts";
import { specNxModule } from "./spec-nx.ts";
import { sxrdModule } from "./sxrd.ts";
import { sxrd2Module } from "./sxrd2.ts";
import { symmetriesModule, symmetryClasses } from "./symmetries.ts";
import { utilsModule } from "./utils.ts";

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
    ...[...plannedModels].map(([name, message]): [string, () => PyValue] => [name, () => refuse(message)]),
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

function refuse(message: string): never {
  throw pyError("ImportError", message);
}

/** Models of GenX that do not run here, and why: an import is refused with this to say. */
export const plannedModels: ReadonlyMap<string, string> = new Map([
  [
    "models.interdiff_ba",
    "models.interdiff_ba leaves the physics to BornAgain, a program of its own that does not run here: `import models.interdiff as model` has the same layers and instrument, and computes diffuse scattering itself, in the distorted-wave Born approximation",
  ],
  [
    "models.sxrd_mult",
    "models.sxrd_mult does not run in GenX 3.8 either, which asks numpy for np.int: models.sxrd takes a list of slabs, in which one may come many times",
  ],
  [
    "models.lib.grating",
    "models.lib.grating, the diffraction of gratings, is used by no model of GenX and is not here: for specular data alone a layer of models.spec_nx with the mean density of lines and gaps may do",
  ],
  [
    "models.lib.island_lattice",
    "models.lib.island_lattice, the diffraction of a lattice of islands, is used by no model of GenX and is not here: models.interdiff simulates the diffuse scattering of rough layers, without a lattice",
  ],
]);
