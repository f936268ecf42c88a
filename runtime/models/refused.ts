/**
 * Modules of GenX that are not here, why, and what to do instead. A script that uses one
 * ends with that.
 */
import type { ImportRefusal } from "../python/values/importer.ts";

/** Not modules of GenX's models but of its program: windows, optimisers, files. */
const PROGRAM = /^genx\.(?!models(\.|$))/;

/** @param name  as the script has it, with or without `genx.` */
export function refusedImport(name: string): ImportRefusal | undefined {
  const found = REFUSED.get(name.replace(/^genx\./, ""));
  if (found) return found;
  if (!PROGRAM.test(name)) return undefined;
  return {
    reason: `${name} is a part of GenX's program, and only its models are here`,
    advice: "Leave the import out, with what the script does with it: a script simulates, this program fits.",
  };
}

/** Names of all that is refused by name, for tests. */
export function refusedModules(): string[] {
  return [...REFUSED.keys()];
}

const REFUSED: ReadonlyMap<string, ImportRefusal> = new Map([
  [
    "models.interdiff_ba",
    {
      reason: "models.interdiff_ba leaves the physics to BornAgain, a program of its own that does not run here",
      advice:
        "`import models.interdiff as model` has the same layers and instrument, and computes diffuse scattering itself, in the distorted-wave Born approximation.",
    },
  ],
  [
    "models.sxrd_mult",
    {
      reason: "models.sxrd_mult does not run in GenX 3.8 either, which asks numpy for np.int",
      advice: "models.sxrd takes a list of slabs, in which one may come many times: import that instead.",
    },
  ],
  ...all("grating", (name) => ({
    reason: `${name}, the diffraction of gratings, is used by no model of GenX and is not here`,
    advice: "For specular data alone a layer of models.spec_nx with the mean density of lines and gaps may do.",
  })),
  ...all("island_lattice", (name) => ({
    reason: `${name}, the diffraction of a lattice of islands, is used by no model of GenX and is not here`,
    advice: "models.interdiff simulates the diffuse scattering of rough layers, without a lattice.",
  })),
  ...all("stratified_base", (name) => ({
    reason: `${name} is used by no model of GenX and is not here`,
    advice: "models.spec_nx has layers, stacks and samples, and models.lib.refl_base what they derive from.",
  })),
  ...all("materials parameters", (name) => ({
    reason: `${name} is used by no model of GenX`,
    advice:
      "Take materials from the tables of models.utils, fp.Si or bc.Si, and parameters from UserVars() or a class that derives from ModelParamBase.",
  })),
  ...all("testing", (name) => ({
    reason: `${name} holds GenX's own tests`,
    advice: "Leave the import out, with the tests: a fit has no use for them.",
  })),
  ...all("scatteringlengths", (name) => ({
    reason: `${name} reads files, which a script cannot`,
    advice:
      "The same tables are in models.utils: fp, fw, f, bc, bw, bl, and create_fp(wavelength) for another wavelength.",
  })),
  ...all("ables", (name) => ({
    reason: `${name} is not here`,
    advice: "models.lib.paratt.ReflQ takes the same arguments, and the roughness that models.lib.ables leaves out.",
  })),
  ...all("xrmr edm_slicing int_lay_xmean isotropic_matrix", (name) => ({
    reason: `${name} is a part of GenX's models.mag_refl and not here`,
    advice: "models.mag_refl does what it is for: sample.SimSpecular and sample.SimSLD.",
  })),
  ...all("offspec elfield", (name) => ({
    reason: `${name} is a part of GenX's models.interdiff and not here`,
    advice: "models.interdiff does what it is for: sample.SimOffSpecular.",
  })),
  ...all("surface_scattering", (name) => ({
    reason: `${name} is a part of GenX's models.sxrd and not here`,
    advice: "models.sxrd and models.sxrd2 do what it is for: sample.calc_f.",
  })),
  ...all("math_utils numba_integration", (name) => ({
    reason: `${name} is a part of how GenX computes and not here`,
    advice: "numpy's dot, linalg.inv and roots do the same for matrices and polynomials.",
  })),
  ...all("paratt_cuda neutron_cuda", (name) => ({
    reason: `${name} computes on a graphics card, which is not used here`,
    advice: "models.lib.paratt and models.lib.neutron_refl have the same functions.",
  })),
]);

function all(names: string, refusal: (name: string) => ImportRefusal): [string, ImportRefusal][] {
  return names.split(" ").map((name) => [`models.lib.${name}`, refusal(`models.lib.${name}`)]);
}
