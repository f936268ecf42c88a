/**
 * Slab: the atoms of one layer of unit cells, for models.sxrd and models.sxrd2.
 *
 *     top = Slab(c=1.02)                                       its height, in cells
 *     top.add_atom("O1", "o2m", 0.5, 0.5, 0.0, u=0.01, oc=1.0, m=2)
 *     top.setO1dz(0.02), top.set_oc(0.7)                       what a fit varies
 *     top["O1"], top.find_atoms('el == "o2m" and z > 0.3')     groups of atoms
 *
 * Positions x, y, z and displacements dx, dy, dz are in parts of the cell, z and
 * dz of this slab's height; u in Å² is the mean square displacement, oc the
 * occupancy, m how many equal sites the symmetry makes of this one.
 */
import { allocate, spend } from "../../python/budget.ts";
import { compileTextExpression } from "../../python/compile/text-expression.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { define } from "../../python/numpy/signature.ts";
import {
  call,
  getAttribute,
  getItem,
  itemsOf,
  repr,
  setItem,
  str,
  toFloat,
  truth,
  typeName,
} from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass, PyObject } from "../../python/values/class.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute } from "../base/script-values.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { TextArray } from "./text-array.ts";

/** What each atom has a setter and a getter for: setO1dz, getO1dz. */
const SETTABLE = ["dx", "dy", "dz", "u", "oc", "m"] as const;
/** What add_atom takes after id and element. */
const GIVEN = ["x", "y", "z", "u", "oc", "m"] as const;
const SHIFTS = ["dx", "dy", "dz"] as const;
/** What the text given to find_atoms may speak of. */
const SPOKEN = ["x", "y", "z", "u", "oc", "m", "el", "id"] as const;

export function slabClass(AtomGroup: PyClass): PyClass {
  const group = (slab: PyObject, ids: readonly string[]): PyObject => {
    const made = call(AtomGroup, []) as PyObject;
    for (const id of ids) call(getAttribute(made, "add_atom"), [slab, id]);
    return made;
  };
  const members: [string, Value][] = [
    ["par_names", new PyList([...SETTABLE])],
    define("__init__(self, name=, c=, slab_oc=)", (self, name, c, slab_oc) => {
      const { attributes } = self as PyObject;
      attributes.set("c", toFloat(c ?? 1));
      attributes.set("slab_oc", toFloat(slab_oc ?? 1));
      attributes.set("name", str(name ?? ""));
      for (const column of [...GIVEN, ...SHIFTS]) attributes.set(column, NdArray.fromFloats(allocate(0)));
      for (const column of ["id", "el"]) attributes.set(column, new TextArray([]));
      return null;
    }),
    define("copy(self)", (self) => copied(self as PyObject)),
    define("add_atom(self, id=, element=, x=, y=, z=, u=, oc=, m=, el=)", (self, id, element, ...rest) => {
      const name = str(id ?? "");
      addAtom(self as PyObject, name, str(element ?? rest[GIVEN.length] ?? "Al"), rest.slice(0, GIVEN.length));
      return group(self as PyObject, [name]);
    }),
    define("del_atom(self, id)", (self, id) => deleteAtom(self as PyObject, str(id!))),
    define("find_atoms(self, expression)", (self, expression) => {
      const chosen = choose(self as PyObject, expression!);
      const ids = idsOf(self as PyObject).filter((_, i) => chosen[i]);
      return group(self as PyObject, ids);
    }),
    define("all_atoms(self)", (self) => group(self as PyObject, idsOf(self as PyObject))),
    define("get_atom_parameters(self, id)", (self, id) => parametersOf(self as PyObject, str(id!))),
    define("get_ids(self)", (self) => attribute(self!, "id")),
    define("get_len(self)", (self) => BigInt(idsOf(self as PyObject).length)),
    define("get_name(self)", (self) => attribute(self!, "name")),
    define("set_c(self, c)", (self, c) => put(self, "c", toFloat(c!))),
    define("get_c(self)", (self) => attribute(self!, "c")),
    define("set_oc(self, oc)", (self, oc) => put(self, "slab_oc", oc!)),
    define("get_oc(self)", (self) => attribute(self!, "slab_oc")),
    define("__getitem__(self, id)", (self, id) => group(self as PyObject, [str(id!)])),
    define("__contains__(self, id)", (self, id) => hasAtoms(self as PyObject, id!)),
    define("__str__(self)", (self) => described(self as PyObject)),
  ];
  return new PyClass("Slab", [], new Map(members));
}

export function idsOf(slab: PyObject): readonly string[] {
  return texts(slab, "id");
}

export function elementsOf(slab: PyObject): readonly string[] {
  return texts(slab, "el");
}

/** One of a slab's columns; a script may have put a list there. */
export function column(slab: PyObject, name: string): NdArray {
  const value = attribute(slab, name);
  return value instanceof NdArray && value.dtype === "float64" ? value : asArray(value, "float64");
}

function texts(slab: PyObject, name: "id" | "el"): readonly string[] {
  const value = attribute(slab, name);
  return value instanceof TextArray ? value.texts : itemsOf(value).map(str);
}

function put(self: Value | undefined, name: string, value: Value): null {
  (self as PyObject).attributes.set(name, value);
  return null;
}

/** @param values  in the order of GIVEN; what is missing is 1 for oc and m, 0 for the others */
function addAtom(slab: PyObject, id: string, element: string, values: readonly (Value | undefined)[]): void {
  const ids = idsOf(slab);
  spend(ids.length);
  if (ids.includes(id)) throw pyError("ValueError", `The id ${id} is already defined in the slab`);
  GIVEN.forEach((name, i) => {
    append(slab, name, numberFrom(values[i] ?? (name === "oc" || name === "m" ? 1 : 0), `${name} of atom ${id}`));
  });
  for (const name of SHIFTS) append(slab, name, 0);
  slab.attributes.set("el", new TextArray([...elementsOf(slab), element]));
  slab.attributes.set("id", new TextArray([...ids, id]));
  for (const name of SETTABLE) addAccessors(slab, id, name, ids.length);
}

function append(slab: PyObject, name: string, value: number): void {
  const old = cast(column(slab, name)).buffer;
  const longer = allocate(old.length + 1);
  longer.set(old);
  longer[old.length] = value;
  slab.attributes.set(name, NdArray.fromFloats(longer));
}

/** setO1dz and getO1dz. @param first  the atom's place, until one before it is deleted */
function addAccessors(slab: PyObject, id: string, name: string, first: number): void {
  const { attributes } = slab;
  const place = () => (idsOf(slab)[first] === id ? first : placeOf(slab, id));
  const setter = new Builtin(`set${id}${name}`, ([value]) => {
    const numbers = attributes.get(name);
    if (numbers instanceof NdArray && numbers.dtype === "float64" && numbers.contiguous) {
      numbers.buffer[numbers.offset + place()] = numberFrom(value, `${id}'s ${name}`);
    } else setItem(attribute(slab, name), BigInt(place()), value!);
    return null;
  });
  const getter = new Builtin(`get${id}${name}`, () => getItem(attribute(slab, name), BigInt(place())));
  attributes.set(setter.name, setter);
  attributes.set(getter.name, getter);
}

function deleteAtom(slab: PyObject, id: string): null {
  const place = placeOf(slab, id);
  const others = <T>(all: readonly T[]) => all.filter((_, i) => i !== place);
  for (const name of [...GIVEN, ...SHIFTS]) {
    const rest = cast(column(slab, name)).buffer.filter((_, i) => i !== place);
    slab.attributes.set(name, NdArray.fromFloats(rest));
  }
  const [ids, elements] = [others(idsOf(slab)), others(elementsOf(slab))];
  slab.attributes.set("id", new TextArray(ids));
  slab.attributes.set("el", new TextArray(elements));
  for (const name of SETTABLE) for (const verb of ["set", "get"]) slab.attributes.delete(`${verb}${id}${name}`);
  return null;
}

function placeOf(slab: PyObject, id: string): number {
  const place = idsOf(slab).indexOf(id);
  if (place >= 0) return place;
  throw pyError("ValueError", `there is no atom ${repr(id)} in the slab; it has ${idsOf(slab).join(", ") || "none"}`);
}

/** A slab of its own, whose setters are its own too. */
function copied(slab: PyObject): PyObject {
  const sizes = new Map(["c", "slab_oc"].map((name) => [name, attribute(slab, name)]));
  const copy = call(slab.cls, [], sizes) as PyObject;
  const columns = GIVEN.map((name) => cast(column(slab, name)).buffer);
  idsOf(slab).forEach((id, i) => {
    addAtom(
      copy,
      id,
      elementsOf(slab)[i]!,
      columns.map((numbers) => numbers[i]!),
    );
  });
  for (const name of SHIFTS) copy.attributes.set(name, cast(column(slab, name)));
  return copy;
}

function parametersOf(slab: PyObject, id: string): Value {
  const place = BigInt(placeOf(slab, id));
  return PyDict.of(["el", ...GIVEN].map((name) => [name, getItem(attribute(slab, name), place)]));
}

/** True for each atom that a text such as `el == "o2m"`, or a row of true and false, picks out. */
function choose(slab: PyObject, expression: Value): boolean[] {
  const ids = idsOf(slab);
  if (typeof expression !== "string") {
    const items = itemsOf(expression);
    if (items.length === ids.length) return items.map(truth);
    throw pyError("ValueError", `find_atoms got ${items.length} answers for the ${ids.length} atoms of the slab`);
  }
  const says = compileTextExpression(expression, SPOKEN);
  return ids.map((_, i) => {
    spend(SPOKEN.length);
    return truth(says(SPOKEN.map((name) => getItem(attribute(slab, name), BigInt(i)))));
  });
}

/** `"O1" in slab`, `group in slab`. */
function hasAtoms(slab: PyObject, id: Value): boolean {
  if (typeof id === "string") return idsOf(slab).includes(id);
  if (!(id instanceof PyObject) || id.cls.name !== "AtomGroup") {
    throw pyError("TypeError", `a slab has ids and groups of atoms in it, not '${typeName(id)}'`);
  }
  const slabs = itemsOf(attribute(id, "slabs"));
  return itemsOf(attribute(id, "ids")).every((each, i) => slabs[i] === slab && idsOf(slab).includes(str(each)));
}

function described(slab: PyObject): string {
  const columns = GIVEN.map((name) => cast(column(slab, name)).buffer);
  const atoms = idsOf(slab).map((id, i) => {
    const [x, y, z, u, oc, m] = columns.map((numbers) => repr(numbers[i]!));
    return `\n  atom ${i + 1}: ${id}= ${elementsOf(slab)[i]} at (${x}, ${y}, ${z}) u=${u}, oc=${oc}, m=${m}`;
  });
  return `Slab(c=${repr(attribute(slab, "c"))}, slab_oc=${repr(attribute(slab, "slab_oc"))})${atoms.join("")}`;
}
