/**
 * AtomGroup: atoms, of one slab or several, that a fit moves together.
 *
 *     group.setdz(0.01), group.setu(0.02)      all atoms; get… is their mean
 *     a + b                                    the atoms of both
 *     mixed = a ^ b, mixed.setcomp(0.7)        two elements on one site
 *
 * Coupled by ^ (or |), the sites are occupied by oc, of which comp belongs to
 * the atoms on the left and 1 − comp to those on the right:
 *
 *     oc_left = comp · oc,   oc_right = (1 − comp) · oc        comp = oc = 1 at first
 *
 * After ^ both sides also move as one, by the setters of `mixed`, and the right
 * side loses its own; after | each keeps its own.
 */
import { spend } from "../../python/budget.ts";
import { define } from "../../python/numpy/signature.ts";
import { binary, call, contains, getAttribute, itemsOf, repr, str, toFloat, typeName } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute } from "../base/script-values.ts";
import { numberFrom } from "../materials/number-arguments.ts";

const MOVES = ["dx", "dy", "dz", "u"] as const;
const PARAMETERS = [...MOVES, "oc"] as const;

export function atomGroupClass(): PyClass {
  const members: [string, Value][] = [
    ["par_names", new PyList([...PARAMETERS])],
    define("__init__(self, slab=, id=)", (self, slab, id) => {
      const { attributes } = self as PyObject;
      attributes.set("ids", new PyList([]));
      attributes.set("slabs", new PyList([]));
      attributes.set("comp", 1);
      attributes.set("oc", 1);
      if (slab !== undefined && slab !== null && id !== undefined && id !== null) addAtom(self as PyObject, slab, id);
      return null;
    }),
    define("add_atom(self, slab, id)", (self, slab, id) => addAtom(self as PyObject, slab!, id!)),
    define("update_setget_funcs(self)", (self) => updateAccessors(self as PyObject)),
    define("comp_coupl(self, other, self_copy=, exclusive=)", (self, other, copy = false, exclusive = true) =>
      coupled(self as PyObject, other!, copy === true, exclusive === true),
    ),
    define("__xor__(self, other)", (self, other) => coupled(self as PyObject, other!, true, true)),
    define("__ixor__(self, other)", (self, other) => coupled(self as PyObject, other!, false, true)),
    define("__or__(self, other)", (self, other) => coupled(self as PyObject, other!, true, false)),
    define("__ior__(self, other)", (self, other) => coupled(self as PyObject, other!, false, false)),
    define("__add__(self, other)", (self, other) => joined(self as PyObject, other!)),
  ];
  return new PyClass("AtomGroup", [], new Map(members));
}

function addAtom(group: PyObject, slab: Value, id: Value): null {
  if (!contains(slab, id)) throw pyError("ValueError", `The id ${str(id)} is not a member of the slab`);
  (attribute(group, "ids") as PyList).items.push(id);
  (attribute(group, "slabs") as PyList).items.push(slab);
  return updateAccessors(group);
}

/** setdz and its kin call those of each atom as they are now. */
function updateAccessors(group: PyObject): null {
  const slabs = itemsOf(attribute(group, "slabs"));
  const ids = itemsOf(attribute(group, "ids")).map(str);
  for (const name of PARAMETERS) {
    const setters = ids.map((id, i) => getAttribute(slabs[i]!, `set${id}${name}`));
    const getters = ids.map((id, i) => getAttribute(slabs[i]!, `get${id}${name}`));
    setMethod(group, `set${name}`, ([value]) => {
      spend(setters.length);
      for (const setter of setters) call(setter, [value!]);
      return null;
    });
    setMethod(group, `get${name}`, () => {
      spend(getters.length);
      let sum = 0;
      for (const getter of getters) sum += numberFrom(call(getter, []), name);
      return sum / getters.length;
    });
  }
  return null;
}

function setMethod(group: PyObject, name: string, body: (args: Value[]) => Value): void {
  group.attributes.set(name, new Builtin(name, body));
}

/** A copy has the atoms, and no coupling. */
function copyOf(group: PyObject): PyObject {
  const copy = call(group.cls, []) as PyObject;
  for (const name of ["ids", "slabs"]) copy.attributes.set(name, new PyList(itemsOf(attribute(group, name))));
  updateAccessors(copy);
  return copy;
}

function joined(left: PyObject, right: Value): PyObject {
  isGroup(left, right, "+");
  const sum = call(left.cls, []) as PyObject;
  for (const name of ["ids", "slabs"]) {
    sum.attributes.set(name, new PyList([left, right].flatMap((each) => itemsOf(attribute(each, name)))));
  }
  updateAccessors(sum);
  // An occupancy goes to both sides, each of which may be coupled to others.
  setMethod(sum, "setoc", ([value]) => {
    left.attributes.set("oc", toFloat(value!));
    for (const each of [left, right]) call(getAttribute(each, "setoc"), [attribute(left, "oc")]);
    return null;
  });
  setMethod(sum, "getoc", () => attribute(left, "oc"));
  return sum;
}

function coupled(group: PyObject, other: Value, copy: boolean, exclusive: boolean): PyObject {
  isGroup(group, other, exclusive ? "^" : "|");
  if (other.attributes.has("_setoc_") || group.attributes.has("_setoc")) {
    const side = other.attributes.has("_setoc_") ? "right" : "left";
    throw pyError("AttributeError", `the group on the ${side} is already coupled to another one, and one is allowed`);
  }
  const left = copy ? copyOf(group) : group;
  const setLeft = getAttribute(left, "setoc");
  const setRight = getAttribute(other, "setoc");
  left.attributes.set("_setoc", setLeft);
  other.attributes.set("_setoc_", setRight);
  const share = (): null => {
    const [comp, oc] = [attribute(left, "comp"), attribute(left, "oc")];
    call(setLeft, [binary("*", comp, oc)]);
    call(setRight, [binary("*", binary("-", 1, comp), oc)]);
    return null;
  };
  for (const name of ["comp", "oc"]) {
    setMethod(left, `set${name}`, ([value]) => {
      left.attributes.set(name, toFloat(value!));
      return share();
    });
    setMethod(left, `get${name}`, () => attribute(left, name));
  }
  if (exclusive) moveTogether(left, other);
  left.attributes.set("comp", 1);
  share();
  return left;
}

/** The left side's setters move both; the right side's own are gone. */
function moveTogether(left: PyObject, right: PyObject): void {
  for (const name of MOVES) {
    const setters = [left, right].map((each) => getAttribute(each, `set${name}`));
    const getters = [left, right].map((each) => getAttribute(each, `get${name}`));
    setMethod(left, `set${name}`, ([value]) => {
      for (const setter of setters) call(setter, [value!]);
      return null;
    });
    setMethod(left, `get${name}`, () => binary("/", binary("+", call(getters[0]!, []), call(getters[1]!, [])), 2));
  }
  for (const name of PARAMETERS) right.attributes.delete(`set${name}`);
}

function isGroup(left: PyObject, right: Value, operator: string): asserts right is PyObject {
  if (right instanceof PyObject && right.cls === left.cls) return;
  throw pyError("TypeError", `${operator} takes a group of atoms on its right, not ${repr(typeName(right))}`);
}
