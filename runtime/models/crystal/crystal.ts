/**
 * A surface on a bulk, as Sample of models.sxrd and Domain of models.sxrd2 have
 * it: a slab for the bulk, slabs for the surface from below, the unit cell, and
 * the symmetry operations of both.
 */
import { define } from "../../python/numpy/signature.ts";
import { isInstance, itemsOf, typeName } from "../../python/operators.ts";
import type { PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { coreOf } from "../../python/values/object.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import type { SymmetryClasses } from "../symmetries.ts";
import { atomGroupClass } from "./atom-group.ts";
import { slabClass } from "./slab.ts";
import { unitCellClass } from "./unit-cell.ts";

export interface CrystalClasses extends SymmetryClasses {
  readonly UnitCell: PyClass;
  readonly Slab: PyClass;
  readonly AtomGroup: PyClass;
}

export function crystalClasses(symmetry: SymmetryClasses): CrystalClasses {
  const AtomGroup = atomGroupClass();
  return { ...symmetry, AtomGroup, UnitCell: unitCellClass(), Slab: slabClass(AtomGroup) };
}

/** The names of what a crystal is made of, in the order of the constructor's arguments. */
export const CRYSTAL_PARTS = ["bulk_slab", "slabs", "unit_cell", "surface_sym=", "bulk_sym="];

/** @param parts  the values of CRYSTAL_PARTS */
export function buildCrystal(self: PyObject, parts: readonly (Value | undefined)[], classes: CrystalClasses): void {
  const [bulk, slabs, cell, surface, below] = parts;
  setBulkSlab(self, bulk!, classes);
  setSlabs(self, slabs!, classes);
  setUnitCell(self, cell!, classes);
  setSymmetry(self, "surface_sym", surface, classes);
  setSymmetry(self, "bulk_sym", below, classes);
}

export function crystalSetters(classes: CrystalClasses): [string, Value][] {
  return [
    define("set_bulk_slab(self, bulk_slab)", (self, slab) => setBulkSlab(self as PyObject, slab!, classes)),
    define("set_slabs(self, slabs)", (self, slabs) => setSlabs(self as PyObject, slabs!, classes)),
    define("set_unit_cell(self, unit_cell)", (self, cell) => setUnitCell(self as PyObject, cell!, classes)),
    ...["surface_sym", "bulk_sym"].map((name) =>
      define(`set_${name}(self, sym_list)`, (self, list) => setSymmetry(self as PyObject, name, list, classes)),
    ),
  ];
}

function setBulkSlab(self: PyObject, slab: Value, { Slab }: CrystalClasses): null {
  if (!isInstance(slab, Slab)) throw notA("the bulk", "a Slab", slab);
  return set(self, "bulk_slab", slab);
}

function setSlabs(self: PyObject, slabs: Value, { Slab }: CrystalClasses): null {
  if (!(coreOf(slabs) instanceof PyList)) throw notA("the surface", "a list of Slabs", slabs);
  const stranger = itemsOf(slabs).find((slab) => !isInstance(slab, Slab));
  if (stranger !== undefined) throw notA("each item of the surface", "a Slab", stranger);
  return set(self, "slabs", slabs);
}

function setUnitCell(self: PyObject, cell: Value, { UnitCell }: CrystalClasses): null {
  if (!isInstance(cell, UnitCell)) throw notA("the unit cell", "a UnitCell", cell);
  return set(self, "unit_cell", cell);
}

/** None and an empty list mean no symmetry but the lattice's. */
function setSymmetry(self: PyObject, name: string, list: Value | undefined, { SymTrans }: CrystalClasses): null {
  const given = list ?? new PyList([]);
  if (!(coreOf(given) instanceof PyList)) throw notA("a symmetry", "a list of SymTrans, such as p4mm", given);
  const operations = itemsOf(given);
  const stranger = operations.find((operation) => !isInstance(operation, SymTrans));
  if (stranger !== undefined) throw notA("each operation of a symmetry", "a SymTrans", stranger);
  return set(self, name, operations.length > 0 ? given : new PyList([SymTrans.call([], new Map())]));
}

function set(self: PyObject, name: string, value: Value): null {
  self.attributes.set(name, value);
  return null;
}

function notA(what: string, wanted: string, value: Value): Error {
  return pyError("TypeError", `${what} has to be ${wanted}, not '${typeName(value)}'`);
}
