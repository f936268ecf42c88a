/**
 * The unit cell of models.sxrd and models.sxrd2, to which all positions and
 * (h, k, l) refer: edges in Å, angles given in degrees and kept in radians.
 *
 *     V    = a b c √D,     D = 1 − cos²α − cos²β − cos²γ + 2 cos α cos β cos γ
 *     1/d² = ( (h sin α/a)² + (k sin β/b)² + (l sin γ/c)²
 *              + 2kl/bc (cos β cos γ − cos α) + 2lh/ca (cos γ cos α − cos β)
 *              + 2hk/ab (cos α cos β − cos γ) ) / D
 *
 * Cartesian axes: x along a, z along c*.
 */

import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { define } from "../../python/numpy/signature.ts";
import { binary } from "../../python/operators.ts";
import type { Builtin } from "../../python/values/builtin.ts";
import { PyClass, type PyObject } from "../../python/values/class.ts";
import { PyTuple } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { rowsOf } from "./hkl-rows.ts";

const DEGREE = Math.PI / 180;
const EDGES = ["a", "b", "c"] as const;
const ANGLES = ["alpha", "beta", "gamma"] as const;

/** 1/d² = hh h² + kk k² + ll l² + kl k l + lh l h + hk h k, Å⁻² */
export interface Metric {
  readonly hh: number;
  readonly kk: number;
  readonly ll: number;
  readonly kl: number;
  readonly lh: number;
  readonly hk: number;
}

export function unitCellClass(): PyClass {
  const setters = [...EDGES, ...ANGLES].map((name) => {
    const unit = (ANGLES as readonly string[]).includes(name) ? DEGREE : 1;
    return define(`set_${name}(self, ${name})`, (self, value) => {
      const kept = unit === 1 ? value! : numberFrom(value, `the angle ${name}`) * unit;
      (self as PyObject).attributes.set(name, kept);
      return null;
    });
  });
  return new PyClass(
    "UnitCell",
    [],
    new Map<string, Builtin>([
      define("__init__(self, a=, b=, c=, alpha=, beta=, gamma=)", (self, ...given) => {
        const { attributes } = self as PyObject;
        for (const [i, name] of EDGES.entries()) attributes.set(name, given[i] ?? 5);
        for (const [i, name] of ANGLES.entries()) {
          attributes.set(name, numberFrom(given[3 + i] ?? 90, `the angle ${name}`) * DEGREE);
        }
        return null;
      }),
      ...setters,
      define("vol(self)", (self) => cellVolume(self as PyObject)),
      define("abs_hkl(self, h, k, l)", (self, h, k, l) => inverseSpacing(self as PyObject, h!, k!, l!)),
      define(
        "cart_coords(self, uc_x, uc_y, uc_z)",
        (self, ...xyz) => new PyTuple(cartesian(self as PyObject, xyz as Value[])),
      ),
      ...[0, 1, 2].map((axis) =>
        define(
          `cart_coord_${"xyz"[axis]}(self, uc_x, uc_y, uc_z)`,
          (self, ...xyz) => cartesian(self as PyObject, xyz as Value[])[axis]!,
        ),
      ),
      define("dist(self, x1, y1, z1, x2, y2, z2)", (self, x1, y1, z1, x2, y2, z2) =>
        distance(self as PyObject, [x1!, y1!, z1!], [x2!, y2!, z2!]),
      ),
    ]),
  );
}

/** Å³ */
export function cellVolume(cell: PyObject): number {
  const [a, b, c] = EDGES.map((name) => floatAttribute(cell, name)) as [number, number, number];
  return a * b * c * Math.sqrt(determinant(cosines(cell)));
}

export function metricOf(cell: PyObject): Metric {
  const [a, b, c] = EDGES.map((name) => floatAttribute(cell, name)) as [number, number, number];
  const cosine = cosines(cell);
  const [ca, cb, cg] = cosine;
  const D = determinant(cosine);
  return {
    hh: (1 - ca * ca) / (a * a * D),
    kk: (1 - cb * cb) / (b * b * D),
    ll: (1 - cg * cg) / (c * c * D),
    kl: (2 * (cb * cg - ca)) / (b * c * D),
    lh: (2 * (cg * ca - cb)) / (c * a * D),
    hk: (2 * (ca * cb - cg)) / (a * b * D),
  };
}

/** Å between two points in parts of the cell; numbers or arrays. */
export function distance(cell: PyObject, from: readonly Value[], to: readonly Value[]): Value {
  const along = cartesian(
    cell,
    from.map((each, i) => binary("-", each, to[i]!)),
  );
  const squares = along.map((each) => binary("*", each, each));
  return binary("**", binary("+", binary("+", squares[0]!, squares[1]!), squares[2]!), 0.5);
}

/** Å, in the orthogonal axes of this file's head; numbers or arrays. */
export function cartesian(cell: PyObject, [x, y, z]: readonly Value[]): [Value, Value, Value] {
  const [a, b, c] = EDGES.map((name) => attribute(cell, name)) as [Value, Value, Value];
  const cosine = cosines(cell);
  const [ca, cb, cg] = cosine;
  const sg = Math.sqrt(1 - cg * cg);
  const alongA = binary("*", x!, a);
  const alongB = binary("*", y!, b);
  const alongC = binary("*", z!, c);
  const times = (value: Value, factor: number): Value => binary("*", value, factor);
  return [
    binary("+", binary("+", alongA, times(alongB, cg)), times(alongC, cb)),
    binary("+", times(alongB, sg), times(alongC, (ca - cb * cg) / sg)),
    times(alongC, Math.sqrt(determinant(cosine)) / sg),
  ];
}

function inverseSpacing(cell: PyObject, h: Value, k: Value, l: Value): Value {
  const [H, K, L] = rowsOf(["h", "k", "l"] as const, [h, k, l]);
  const metric = metricOf(cell);
  const out = allocate(L.length);
  for (let i = 0; i < L.length; i++) out[i] = Math.sqrt(squareOf(metric, H[i]!, K[i]!, L[i]!));
  return NdArray.fromFloats(out);
}

/** 1/d², Å⁻² */
export function squareOf({ hh, kk, ll, kl, lh, hk }: Metric, h: number, k: number, l: number): number {
  return hh * h * h + kk * k * k + hk * h * k + (kl * k + lh * h) * l + ll * l * l;
}

/** Of a right angle exactly 0, so that rods of most crystals share what depends on l alone. */
function cosines(cell: PyObject): [number, number, number] {
  return ANGLES.map((name) => {
    const angle = floatAttribute(cell, name);
    return angle === Math.PI / 2 ? 0 : Math.cos(angle);
  }) as [number, number, number];
}

function determinant([a, b, c]: readonly [number, number, number]): number {
  return 1 - a * a - b * b - c * c + 2 * a * b * c;
}
