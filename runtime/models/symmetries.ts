/**
 * `models.symmetries`: the 17 plane groups, for the surface and the bulk of a
 * crystal (models.sxrd, models.sxrd2).
 *
 *     from models.symmetries import *
 *     sample.set_surface_sym(p4mm)
 *     SymTrans([[0, -1], [1, 0]], [0.5, 0.5])     x' = P x + t, in parts of the cell
 *
 * A group is a list (Sym) of its operations, those of lattice centring included,
 * written below as the coordinates of the general position:
 *
 *   International Tables for Crystallography, vol. A, part 6: plane groups
 */
import { LIST } from "../python/builtins/containers.ts";
import type { NdArray } from "../python/numpy/array.ts";
import { asArray, cast } from "../python/numpy/convert.ts";
import { define } from "../python/numpy/signature.ts";
import { binary, getItem } from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import { PyClass, type PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { Module } from "../python/values/module.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { attribute } from "./base/script-values.ts";

const P2 = "x,y  -x,-y";
const P2MM = `${P2}  -x,y  x,-y`;
const P4 = `${P2}  -y,x  y,-x`;
const P3 = "x,y  -y,x-y  -x+y,-x";
const P6 = `${P3}  -x,-y  y,-x+y  x-y,x`;

const GROUPS: Readonly<Record<string, string>> = {
  p1: "x,y",
  p2: P2,
  pm: "x,y  -x,y",
  pg: "x,y  -x,y+1/2",
  cm: "x,y  -x,y  x+1/2,y+1/2  -x+1/2,y+1/2",
  p2mm: P2MM,
  p2mg: `${P2}  -x+1/2,y  x+1/2,-y`,
  p2gg: `${P2}  -x+1/2,y+1/2  x+1/2,-y+1/2`,
  c2mm: `${P2MM}  x+1/2,y+1/2  -x+1/2,-y+1/2  -x+1/2,y+1/2  x+1/2,-y+1/2`,
  p4: P4,
  p4mm: `${P4}  -x,y  x,-y  y,x  -y,-x`,
  p4gm: `${P4}  -x+1/2,y+1/2  x+1/2,-y+1/2  y+1/2,x+1/2  -y+1/2,-x+1/2`,
  p3: P3,
  p3m1: `${P3}  -y,-x  -x+y,y  x,x-y`,
  p31m: `${P3}  y,x  x-y,-y  -x,-x+y`,
  p6: P6,
  p6mm: `${P6}  -y,-x  -x+y,y  x,x-y  y,x  x-y,-y  -x,-x+y`,
};

/** SymTrans and Sym: the models of surface diffraction and this module share one of each. */
export interface SymmetryClasses {
  readonly SymTrans: PyClass;
  readonly Sym: PyClass;
}

export function symmetryClasses(): SymmetryClasses {
  const SymTrans = new PyClass(
    "SymTrans",
    [],
    new Map([
      define("__init__(self, P=, t=)", (self, P, t) => {
        const { attributes } = self as PyObject;
        attributes.set("P", given(P, [2, 2]) ?? identity());
        attributes.set("t", given(t, [2]) ?? asArray(new PyList([0, 0])));
        return null;
      }),
      define("trans_x(self, x, y)", (self, x, y) => transformed(self as PyObject, 0n, x!, y!)),
      define("trans_y(self, x, y)", (self, x, y) => transformed(self as PyObject, 1n, x!, y!)),
      define("apply_symmetry(self, x, y)", (self, x, y) => {
        const rows = [0n, 1n].map((axis) => transformed(self as PyObject, axis, x!, y!));
        return asArray(new PyList(rows));
      }),
    ]),
  );
  const Sym = new PyClass(
    "Sym",
    [LIST],
    new Map([
      [
        "__init__",
        new Builtin("__init__", ([self, ...operations]) => {
          (self as PyObject).core = new PyList(operations);
          return null;
        }),
      ],
    ]),
  );
  return { SymTrans, Sym };
}

export function symmetriesModule({ SymTrans, Sym }: SymmetryClasses): Module {
  const groups = Object.entries(GROUPS).map(([name, positions]): [string, Value] => [
    name,
    Sym.call(
      positions.split("  ").map((position) => operation(SymTrans, position)),
      new Map(),
    ),
  ]);
  return new Module("models.symmetries", new Map<string, Value>([["SymTrans", SymTrans], ["Sym", Sym], ...groups]));
}

/** `-x+1/2,y` → SymTrans([[-1, 0], [0, 1]], [1/2, 0]) */
function operation(SymTrans: PyClass, position: string): Value {
  const rows = position.split(",").map((text) => {
    const signOf = (letter: string) => (text.includes(`-${letter}`) ? -1 : text.includes(letter) ? 1 : 0);
    return { P: [signOf("x"), signOf("y")], t: text.includes("+1/2") ? 0.5 : 0 };
  });
  const P = new PyList(rows.map((each) => new PyList(each.P)));
  return SymTrans.call([P, new PyList(rows.map(({ t }) => t))], new Map());
}

function identity(): NdArray {
  return asArray(new PyList([new PyList([1, 0]), new PyList([0, 1])]));
}

/** A copy, as floats. */
function given(value: Value | undefined, shape: readonly number[]): NdArray | undefined {
  if (value === undefined || value === null) return undefined;
  const array = cast(asArray(value, "float64"));
  if (array.shape.join() === shape.join()) return array;
  throw pyError(
    "ValueError",
    `SymTrans takes a 2×2 matrix P and two numbers t: [[1, 0], [0, 1]], [0, 0]; this has the shape (${array.shape})`,
  );
}

function transformed(self: PyObject, axis: bigint, x: Value, y: Value): Value {
  const row = getItem(attribute(self, "P"), axis);
  const turned = binary("+", binary("*", getItem(row, 0n), x), binary("*", getItem(row, 1n), y));
  return binary("+", turned, getItem(attribute(self, "t"), axis));
}
