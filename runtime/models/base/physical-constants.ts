/**
 * The constants of the models, with the digits that GenX computes with, and the
 * Python module `models.lib.physical_constants` that scripts import them from.
 * docs/physics.md says where each is used.
 */
import { Module } from "../../python/values/module.ts";

/** Å, and Å². */
export const FEMTOMETRE = 1e-5;
export const BARN = 1e-8;
/** Å, the classical electron radius. */
export const ELECTRON_RADIUS = 2.8179403227e-5;
/** 1/mol */
export const AVOGADRO = 6.02214076e23;
/** eV Å, h·c. The scattering tables themselves use 12398.42. */
export const HC = 12398.41984;
/** Å⁻² per A/m: a magnetisation as a neutron scattering length density. */
export const SLD_PER_MAGNETISATION = 2.853e-6;
/** A m², the Bohr magneton. */
export const BOHR_MAGNETON = 9.2740101e-24;
/** Å per Bohr magneton: the magnetic scattering length. */
export const LENGTH_PER_MAGNETON = BOHR_MAGNETON * SLD_PER_MAGNETISATION * 1e24;
/** Å⁻² per tesla: a magnetic field as a scattering length density. */
export const SLD_PER_TESLA = 2.31605e-6;

const EMU_PER_CC = 1e-3;

export function physicalConstantsModule(): Module {
  return new Module(
    "models.lib.physical_constants",
    new Map([
      ["r_e", ELECTRON_RADIUS],
      ["N_a", AVOGADRO],
      ["AA_to_eV", HC],
      ["M_to_SLD", SLD_PER_MAGNETISATION],
      ["ApM_to_emucc", EMU_PER_CC],
      ["Memu_to_SLD", SLD_PER_MAGNETISATION * EMU_PER_CC],
      ["muB", BOHR_MAGNETON],
      ["muB_to_SL", LENGTH_PER_MAGNETON],
      ["T_to_SL", SLD_PER_TESLA],
      ["AAm2_to_emucc", 1e-6 / (SLD_PER_MAGNETISATION * EMU_PER_CC)],
      ["MASS_DENSITY_CONVERSION", 1e-24 * AVOGADRO],
    ]),
  );
}
