/**
 * What sets one of GenX's models of specular reflectivity apart from the next: the
 * choices that its instrument has, what its layers are made of, and how its samples
 * become slabs. All else (measurement.ts, reflection.ts, spin-flip.ts, sld.ts, …) is
 * the same for all of them.
 */
import type { PyObject } from "../../python/values/class.ts";
import type { InstrumentOptions } from "./instrument.ts";
import type { Probes } from "./probes.ts";
import type { Density } from "./slabs.ts";
import type { Zeeman } from "./zeeman.ts";

export interface SpecularModel {
  readonly options: InstrumentOptions;
  readonly probes: Probes;
  readonly slabs: Slabs;
  /** Å, where z = 0 of a profile is above the lowest slab's upper face; 0 when not given. */
  readonly origin?: (sample: PyObject) => number;
  /** Where a sample is a distribution of samples, of which curves are the mean: its members, or undefined for one alone. */
  readonly members?: (sample: PyObject) => readonly Member[] | undefined;
  /** Whether its layers have a number density and values of tables, so that profiles of the mass density can be drawn. */
  readonly weighs?: boolean;
  /** What the field at the sample does to neutrons whose spin may flip. */
  readonly zeeman?: (instrument: PyObject) => Zeeman | undefined;
}

/** @returns float[N][5]  SLAB records, substrate first, ambient last; valid until the next call */
export type Slabs = (sample: PyObject, density: Density, wavelength: number) => Float64Array;

export interface Member {
  /** All shares add up to 1. */
  readonly share: number;
  /** The same model, which makes this member's slabs of the sample. */
  readonly model: SpecularModel;
}
