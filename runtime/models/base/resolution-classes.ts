/**
 * Resolutions as objects: `inst.restype = TrapezoidResolution(0.05, 0.1)`. Widths
 * are in the unit of x, one number or one for each data point, and are fit
 * parameters like any other. Each lays its own grid of points around x; calling
 * one, as a script may, gives (grid, weights) as GenX does.
 */
import { gaussianGrid, kAlphaGrid, trapezoidGrid } from "../../kernels/resolution.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { Builtin } from "../../python/values/builtin.ts";
import type { DataclassField, PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyTuple } from "../../python/values/sequence.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { field, floatField, modelClass } from "./param-base.ts";
import { reflBases } from "./refl-base.ts";
import { attribute, row } from "./script-values.ts";

/** Lays a grid: widths are float[M] or float[1], one an entry of `fields`. */
type Layout = (
  x: Float64Array,
  widths: readonly Float64Array[],
  points: number,
  range: number,
  grid: Float64Array,
  weight: Float64Array,
) => void;

let count = 0;

/** A script's models share them. */
const made = new WeakMap<PyClass, PyClass[]>();

/** `__call__` of a resolution made here. A class derived in a script that has its own is called as Python. */
export class ResolutionCall extends Builtin {
  /** Tells one from another where what was made from them is kept. */
  readonly serial = ++count;
  readonly fields: readonly string[];
  /** Rows of the grid for each of the instrument's `respoints`. */
  readonly rowsPerPoint: number;
  readonly lay: Layout;

  constructor(fields: readonly string[], rowsPerPoint: number, lay: Layout) {
    super("__call__", ([self, x, points, range]) => {
      const positions = row(x ?? null, "x");
      const count = resolutionPoints(points === undefined ? 15 : numberFrom(points, "respoints"));
      const rows = rowsPerPoint * count;
      const grid = allocate(rows * positions.length);
      const weight = allocate(rows * positions.length);
      const widths = resolutionWidths(self as PyObject, fields, positions.length);
      lay(positions, widths, count, range === undefined ? 2 : numberFrom(range, "resintrange"), grid, weight);
      return new PyTuple([NdArray.fromFloats(grid), new NdArray("float64", [rows, positions.length], weight)]);
    });
    this.fields = fields;
    this.rowsPerPoint = rowsPerPoint;
    this.lay = lay;
  }
}

/** The number of points to smear over: there is no integral over fewer than two. */
export function resolutionPoints(points: number): number {
  const whole = Math.trunc(points);
  if (whole >= 2) return whole;
  throw pyError("ValueError", `respoints is ${points}: smearing needs at least 2 points, better 5 or more`);
}

/** Each field as float[M] or float[1]. */
export function resolutionWidths(object: PyObject, fields: readonly string[], M: number): Float64Array[] {
  return fields.map((name) => {
    const width = row(attribute(object, name), name);
    if (width.length === 1 || width.length === M) return width;
    throw pyError("ValueError", `${name} has ${width.length} values for ${M} data points`);
  });
}

/** Resolution, to derive from, and the three shapes. */
export function resolutionClasses(base: PyClass): PyClass[] {
  const root = reflBases(base).ModelParamBase;
  const known = made.get(root);
  if (known) return known;
  const classes = makeResolutionClasses(root);
  made.set(root, classes);
  return classes;
}

function makeResolutionClasses(base: PyClass): PyClass[] {
  const resolution = modelClass(
    base,
    "Resolution",
    [],
    [
      new Builtin("__call__", () => {
        throw pyError("NotImplementedError", "a resolution must define __call__(self, x, respoints, resintrange)");
      }),
    ],
  );
  const shape = (name: string, fields: readonly DataclassField[], rowsPerPoint: number, lay: Layout) =>
    modelClass(resolution, name, fields, [
      new ResolutionCall(
        fields.map((each) => each.name),
        rowsPerPoint,
        lay,
      ),
    ]);
  // A width may be an array, so it is not converted.
  const width = (name: string, initial: number) => field(name, null, () => initial);
  return [
    resolution,
    shape("GaussianResolution", [width("sigma", 0.005)], 1, (x, [sigma], points, range, grid, weight) =>
      gaussianGrid(x, sigma!, points, range, grid, weight),
    ),
    shape(
      "TrapezoidResolution",
      [width("inner_width", 0.02), width("outer_width", 0)],
      1,
      (x, [inner, outer], points, _range, grid, weight) => trapezoidGrid(x, inner!, outer!, points, grid, weight),
    ),
    shape(
      "XrayKalpha",
      [
        field("sigma_2theta", "float"),
        floatField("energy_alpha1", 8047.78),
        floatField("energy_alpha2", 8027.83),
        floatField("ratio12", 2),
      ],
      2,
      (x, [sigma, alpha1, alpha2, ratio], points, range, grid, weight) =>
        kAlphaGrid(x, sigma!, alpha2![0]! / alpha1![0]!, ratio![0]!, points, range, grid, weight),
    ),
  ];
}
