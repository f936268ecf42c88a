/**
 * Footprints as objects: `inst.footype = TrapezoidBeam(inner_width=0.5, outer_width=1)`.
 * Their fields are fit parameters like any other. Calling one, as a script may,
 * takes the grazing angle in degrees and the sample's length in mm.
 */
import { gaussOffsetFootprint, squareOffsetFootprint, trapezoidFootprint } from "../../kernels/footprint.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { Builtin } from "../../python/values/builtin.ts";
import type { PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { floatField, modelClass } from "./param-base.ts";
import { reflBases } from "./refl-base.ts";
import { floatAttribute, row } from "./script-values.ts";

/** A shape of beam: from the values of its fields to the fraction on the sample. */
type Shape = (sine: Float64Array, length: number, first: number, second: number, out: Float64Array) => void;

let count = 0;

/** A script's models share them. */
const made = new WeakMap<PyClass, PyClass[]>();

/** `__call__` of a beam made here. A class derived in a script that has its own is called as Python. */
export class BeamCall extends Builtin {
  /** Tells one from another where what was made from them is kept. */
  readonly serial = ++count;
  readonly fields: readonly [string, string];
  private readonly shape: Shape;

  constructor(fields: readonly [string, string], shape: Shape) {
    super("__call__", ([self, theta, length]) => {
      const degrees = row(theta ?? null, "the angle");
      const out = allocate(degrees.length);
      const sine = degrees.map((angle) => Math.sin((angle * Math.PI) / 180));
      this.fraction(self as PyObject, sine, numberFrom(length, "the sample's length"), out);
      return NdArray.fromFloats(out);
    });
    this.fields = fields;
    this.shape = shape;
  }

  /** @param sine  float[M]  sin θ */
  fraction(beam: PyObject, sine: Float64Array, length: number, out: Float64Array): void {
    const [first, second] = this.fields;
    this.shape(sine, length, floatAttribute(beam, first), floatAttribute(beam, second), out);
  }
}

/** Footprint, to derive from, and the three beams; all widths in mm. */
export function footprintClasses(base: PyClass): PyClass[] {
  const root = reflBases(base).ModelParamBase;
  const known = made.get(root);
  if (known) return known;
  const classes = makeFootprintClasses(root);
  made.set(root, classes);
  return classes;
}

function makeFootprintClasses(base: PyClass): PyClass[] {
  const footprint = modelClass(
    base,
    "Footprint",
    [],
    [
      new Builtin("__call__", () => {
        throw pyError("NotImplementedError", "a footprint must define __call__(self, theta, samplelen)");
      }),
    ],
  );
  const beam = (name: string, first: [string, number], second: [string, number], shape: Shape) =>
    modelClass(
      footprint,
      name,
      [floatField(...first), floatField(...second)],
      [new BeamCall([first[0], second[0]], shape)],
    );
  return [
    footprint,
    beam("GaussianBeamOffset", ["sigma", 0.5], ["offset", 0], gaussOffsetFootprint),
    beam("SquareBeamOffset", ["width", 0.1], ["offset", 0], squareOffsetFootprint),
    beam("TrapezoidBeam", ["inner_width", 0.2], ["outer_width", 0.3], trapezoidFootprint),
  ];
}
