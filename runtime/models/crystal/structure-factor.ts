/**
 * F(h, k, l) of a surface on its bulk, in electrons, as models.sxrd and
 * models.sxrd2 have it:
 *
 *     F   = F_surface + F_bulk
 *     F_s = Σ_j o_j f_j(1/2d) exp(−2π² u_j/d²) · 1/M Σ_m exp(2πi (h x_jm + k y_jm + l z_j))
 *     F_b = F_s of one cell · [h and k are whole] / ( exp(2πi l) exp(−α) − 1 )
 *     α   = r_e λ (c/sin α_in)/V · Σ_j o_j Im f_j                below 0, for Im f is
 *
 * F_b adds up the cells below the surface, n = −1, −2, …, each weakened by the
 * way that the beam has come through it. kernels/rods.ts says how the sums go.
 */

import { addElement, OPERATION, rodWeights, slabWaves, stackBelow } from "../../kernels/rods.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { getAttribute } from "../../python/operators.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { CacheKey } from "../base/cache-key.ts";
import { ELECTRON_RADIUS } from "../base/physical-constants.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import { type Atoms, bulkAtoms, operationsOf, stackedAtoms } from "./atoms.ts";
import { rowsOf } from "./hkl-rows.ts";
import { formFactor, type Grid, type Scan, type Scans } from "./scans.ts";
import { cellVolume, metricOf } from "./unit-cell.ts";

const DEGREE = Math.PI / 180;
/** How far from a whole number h or k may be on a rod of the bulk. */
const WHOLE = 1e-12;

/** Which part of the crystal scatters. */
export type Part = "surface" | "bulk";

/**
 * @param crystal  has bulk_slab, slabs, unit_cell, surface_sym, bulk_sym
 * @returns complex[n]
 */
export function structureFactor(
  crystal: PyObject,
  instrument: PyObject,
  hkl: readonly (Value | undefined)[],
  scans: Scans,
  parts: readonly Part[] = ["surface", "bulk"],
): Float64Array {
  const [h, k, l] = rowsOf(["h", "k", "l"] as const, hkl);
  const cell = attribute(crystal, "unit_cell") as PyObject;
  const scan = scans.find(metricOf(cell), h, k, l);
  const sum = allocate(2 * l.length);
  for (const part of parts) {
    if (part === "surface") addSurface(crystal, instrument, scan, sum);
    else addBulk(crystal, instrument, cell, scan, sum);
  }
  return sum;
}

function addSurface(crystal: PyObject, instrument: PyObject, scan: Scan, sum: Float64Array): void {
  const slabs = attribute(crystal, "slabs");
  const atoms = stackedAtoms(slabs instanceof PyList ? slabs.items : []);
  const elements = elementsIn(atoms, instrument, scan);
  const waves = wavesOf(crystal, "surface", atoms, scan.grid);
  addAtoms(atoms, elements, operationsOf(attribute(crystal, "surface_sym")), waves, scan, sum);
}

function addBulk(crystal: PyObject, instrument: PyObject, cell: PyObject, scan: Scan, sum: Float64Array): void {
  const atoms = bulkAtoms(attribute(crystal, "bulk_slab") as PyObject);
  const elements = elementsIn(atoms, instrument, scan);
  const waves = wavesOf(crystal, "bulk", atoms, scan.grid);
  const bulk = borrowed("bulk", sum.length).fill(0);
  addAtoms(atoms, elements, operationsOf(attribute(crystal, "bulk_sym")), waves, scan, bulk);
  const alpha = absorption(atoms, elements, instrument, cell, scan);
  for (const { h, k, from, to } of scan.rods) {
    if (!(isWhole(h) && isWhole(k))) continue;
    stackBelow(scan.grid.l, alpha, from, to, bulk);
    for (let i = 2 * from; i < 2 * to; i++) sum[i] = sum[i]! + bulk[i]!;
  }
}

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) < WHOLE;

/** The atoms of one element, and its form factor at each point. */
interface ElementAtoms {
  readonly places: readonly number[];
  /** complex[n] | electrons */
  readonly form: Float64Array;
}

/** Asked for before anything is summed up: a form factor may be a function of the script, which may do as it likes. */
function elementsIn(atoms: Atoms, instrument: PyObject, scan: Scan): ElementAtoms[] {
  const library = attribute(instrument, "flib");
  const elements: ElementAtoms[] = [];
  for (const [element, places] of atoms.elements) {
    elements.push({ places, form: formFactor(scan, element, getAttribute(library, element)) });
  }
  return elements;
}

function addAtoms(
  atoms: Atoms,
  elements: readonly ElementAtoms[],
  operations: Float64Array,
  waves: Float64Array,
  scan: Scan,
  sum: Float64Array,
): void {
  const n = scan.grid.l.length;
  const count = atoms.z.length;
  spendMany((count * (scan.rods.length * operations.length + n)) / 16);
  const share = OPERATION.size / operations.length;
  const occupancy = borrowed("occupancy", count);
  for (let j = 0; j < count; j++) occupancy[j] = atoms.occupancy[j]! * share;
  const weights = borrowed("weights", 2 * count);
  const row = borrowed("row", 2 * n);
  for (const { h, k, a, from, to } of scan.rods) {
    rodWeights(h, k, a, occupancy, atoms.x, atoms.y, atoms.u, operations, weights);
    for (const { places, form } of elements) addElement(places, form, weights, waves, n, from, to, row, sum);
  }
}

/** α at each point, float[≥ n]. */
function absorption(
  atoms: Atoms,
  elements: readonly ElementAtoms[],
  instrument: PyObject,
  cell: PyObject,
  scan: Scan,
): Float64Array {
  const n = scan.grid.l.length;
  const angle = row(attribute(instrument, "alpha"), "the instrument's alpha");
  if (angle.length !== 1 && angle.length !== n) {
    throw pyError("ValueError", `the instrument's alpha has ${angle.length} values for ${n} points`);
  }
  const perSine =
    (ELECTRON_RADIUS * floatAttribute(instrument, "wavel") * floatAttribute(cell, "c")) / cellVolume(cell);
  const alpha = borrowed("alpha", n).fill(0);
  for (const { places, form } of elements) {
    let count = 0;
    for (const j of places) count += atoms.occupancy[j]!;
    for (let i = 0; i < n; i++) alpha[i] = alpha[i]! + count * form[2 * i + 1]!;
  }
  for (let i = 0; i < n; i++) {
    alpha[i] = (alpha[i]! * perSine) / Math.sin(angle[angle.length === 1 ? 0 : i]! * DEGREE);
  }
  return alpha;
}

/** Reused by every call: a sum of one session is over before its next begins. */
const scratch = perSession(
  (): Record<"bulk" | "alpha" | "row" | "weights" | "occupancy", Float64Array> => ({
    bulk: new Float64Array(0),
    alpha: new Float64Array(0),
    row: new Float64Array(0),
    weights: new Float64Array(0),
    occupancy: new Float64Array(0),
  }),
);

/** At least so many numbers, whatever they are. */
function borrowed(name: keyof ReturnType<typeof scratch>, length: number): Float64Array {
  const buffers = scratch();
  if (buffers[name].length < length) buffers[name] = allocate(length);
  return buffers[name];
}

interface Waves {
  grid: Grid | undefined;
  readonly key: CacheKey;
  values: Float64Array;
}

/** Rods with the same l share what their atoms do along them: data sets of one evaluation come one after the other. */
const remembered = new WeakMap<PyObject, Record<Part, Waves>>();
const asked = new CacheKey();

/** complex[J][n], valid until the next call for this crystal and part */
function wavesOf(crystal: PyObject, part: Part, atoms: Atoms, grid: Grid): Float64Array {
  let parts = remembered.get(crystal);
  if (!parts) remembered.set(crystal, (parts = { surface: noWaves(), bulk: noWaves() }));
  const waves = parts[part];
  asked.start(atoms.slabs.length).putRow(atoms.z).putRow(atoms.u);
  for (const { from, heights } of atoms.slabs) asked.put(from).putRow(heights);
  if (waves.key.take(asked) && waves.grid === grid) return waves.values;
  waves.grid = undefined;
  const { l, q } = grid;
  const n = l.length;
  const count = atoms.z.length;
  const repeats = atoms.slabs.reduce((sum, { heights }) => sum + heights.length, 0);
  spendMany((n * (count + repeats)) / 2);
  if (waves.values.length !== 2 * n * count) waves.values = allocate(2 * n * count);
  const sums = borrowed("row", 2 * n);
  for (const { from, to, heights } of atoms.slabs) {
    slabWaves(l, q, heights, atoms.z, atoms.u, from, to, sums, waves.values);
  }
  waves.grid = grid;
  return waves.values;
}

function noWaves(): Waves {
  return { grid: undefined, key: new CacheKey(), values: new Float64Array(0) };
}
