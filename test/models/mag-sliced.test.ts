/** Sliced samples of mag_refl against GenX, curves of every probe and polarisation and the profiles, and the laws of slicing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import type { NdArray } from "../../runtime/python/numpy/array.ts";
import { getAttribute } from "../../runtime/python/operators.ts";
import type { PyObject } from "../../runtime/python/values/class.ts";
import type { Module } from "../../runtime/python/values/module.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { array, floats, type Plain, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain | { fd: string }>;
interface Sample {
  stacks: [Fields[], number][];
  ambient: Fields;
  substrate: Fields;
  fields: Fields;
}
type Curve = number[] | { re: number[]; im: number[] };
interface Case {
  sample: Sample;
  settings: Record<string, Plain>;
  x: number[];
  y?: number[];
  /** Where GenX loses digits and y has them all. */
  y_genx?: number[];
  method?: string;
  more?: Plain[];
  sld?: { unit: string; n: number; curves: Record<string, Curve> };
}

const golden = JSON.parse(readFileSync(join(GOLDEN, "mag-slicing/curves.json"), "utf8")) as {
  stride: number;
  cases: Case[];
};
const model = specNx("mag_refl");
const tables = (modelModules().get("models.utils")!() as Module).members.get("fd")!;

golden.cases.forEach(({ sample, settings, x, y, y_genx, method = "SimSpecular", more = [], sld }, number) => {
  const name = `case ${number}: ${settings["probe"]}, ${settings["xpol"] ?? settings["npol"]}`;
  if (y) {
    test(`${name}, ${method} is GenX's`, () => {
      const built = build(sample);
      const instrument = model.instrument(settings);
      // A second time with everything kept from the first.
      for (const what of ["curve", "curve again"]) {
        const curve = model.method(built, method, array(x), ...more.map(model.convert), instrument);
        assertClose(floats(curve), y, y_genx ? 1e-10 : 2e-7, what);
        if (y_genx) assertClose(floats(curve), y_genx, 3e-3, `${what}, and that of GenX`);
      }
    });
  }
  if (sld) {
    test(`${name}, the profile of a ${sample.fields["slicing"] ? "sliced" : "smooth"} sample is GenX's`, () => {
      const curves = profile(build(sample), settings);
      assert.equal(curves.get("SLD unit"), sld.unit);
      assert.deepEqual([...curves.keys()].filter((key) => key !== "SLD unit").sort(), Object.keys(sld.curves).sort());
      for (const [key, curve] of Object.entries(sld.curves)) {
        for (const part of ["re", "im"] as const) {
          const drawn = partOf(curves.get(key)!, part);
          assert.equal(drawn.length, sld.n, key);
          const expected = Array.isArray(curve) ? (part === "re" ? curve : curve.map(() => 0)) : curve[part];
          assertClose(
            drawn.filter((_, i) => i % golden.stride === 0),
            expected,
            1e-13,
            `${key}, ${part}`,
          );
        }
      }
    });
  }
});

function build({ stacks, ambient, substrate, fields }: Sample): PyObject {
  const layer = (spec: Fields) => model.make("Layer", converted(spec));
  return model.make("Sample", {
    Stacks: new PyList(
      stacks.map(([layers, times]) =>
        model.make("Stack", { Layers: new PyList(layers.map(layer)), Repetitions: BigInt(times) }),
      ),
    ),
    Ambient: layer(ambient),
    Substrate: layer(substrate),
    ...converted(fields),
  });
}

function converted(fields: Fields): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "object" && "fd" in value ? getAttribute(tables, value.fd) : model.convert(value),
    ]),
  );
}

function profile(sample: PyObject, settings: Record<string, Plain>): Map<string, Value> {
  return model.dictionary(model.method(sample, "SimSLD", null, null, model.instrument(settings)));
}

function partOf(curve: Value, part: "re" | "im"): Float64Array {
  const { buffer, dtype, size } = curve as NdArray;
  if (dtype !== "complex128") return part === "re" ? buffer : new Float64Array(size);
  return Float64Array.from({ length: size }, (_, i) => buffer[2 * i + (part === "re" ? 0 : 1)]!);
}
