/**
 * Thick, strongly absorbing and zero-roughness samples, gaps, dense and absorbing ambients, roughnesses beyond the
 * layers, Bragg points and vague atoms: against fifty and more digits (test/golden/extremes).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { numbersOf, runScript } from "../helpers/model-script.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

interface Curve {
  model: string;
  sample: string;
  settings: Record<string, Plain>;
  x: number[];
  y: (number | { re: number; im: number })[];
  method: string;
  more: number[];
}
/** An atom: element, x, y, z, u, occupancy, multiplicity. */
type Atom = (string | number)[];
interface Rods {
  cell: number[];
  wavel: number;
  alpha: number;
  elements: Record<string, number[]>;
  bulk: Atom[];
  slabs: [number, number, Atom[]][];
  hkl: [number, number, number][];
  F: number[];
}
const { samples, curves, rods } = JSON.parse(readFileSync(join(GOLDEN, "extremes/extremes.json"), "utf8")) as {
  samples: Record<string, Record<string, SampleSpec>>;
  curves: Curve[];
  rods: Rods[];
};

const T = 3e-11;
/** A phase of 10⁷ Å is a phase of millions: that many digits a double has not. */
const THICK: Readonly<Record<string, number>> = { millimetre: 2e-10 };

for (const [model, group] of Map.groupBy(curves, ({ model }) => model)) {
  for (const [sample, cases] of Map.groupBy(group, ({ sample }) => sample)) {
    test(`${model}: ${sample}`, () => {
      for (const each of cases) compare(each);
    });
  }
}

function compare({ model: name, sample, settings, x, y, method, more }: Curve): void {
  const model = specNx(name);
  const object = model.sample(samples[name]![sample]!);
  const curve = floats(model.method(object, method, array(x), ...more, model.instrument(settings)));
  const what = `${method} ${JSON.stringify(settings)}`;
  const t = THICK[sample] ?? T;
  const [first] = y;
  if (typeof first === "object") {
    assert.equal(curve.length, 2 * y.length, what);
    (y as { re: number; im: number }[]).forEach(({ re, im }, i) => {
      const off = Math.hypot(curve[2 * i]! - re, curve[2 * i + 1]! - im);
      assert.ok(off <= t * Math.hypot(re, im), `${what}, point ${i}: ${off} from ${re} + ${im}i`);
    });
    return;
  }
  // An asymmetry is a small difference where both channels are reflected totally.
  if (settings["pol"] === "ass") assertSmall(curve, y as number[], 1e-12, what);
  else assertClose(curve, y as number[], t, what);
}

function assertSmall(actual: Float64Array, expected: number[], t: number, what: string): void {
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= t + T * Math.abs(value), `${what}[${i}]: ${actual[i]}, not ${value}`);
  });
}

for (const name of ["sxrd", "sxrd2"]) {
  rods.forEach((each, n) => {
    test(`${name}: crystal ${n}, at Bragg points, with sites that are empty and atoms that are everywhere`, () => {
      const F = numbersOf(runScript(script(name, each)).get("F"));
      // A sum that nearly cancels is as exact as its parts are large.
      const largest = Math.max(...each.F);
      each.F.forEach((expected, i) => {
        const off = Math.abs(F[i]! - expected);
        assert.ok(off <= 1e-12 * expected + 1e-15 * largest, `${each.hkl[i]}: ${F[i]}, not ${expected}`);
      });
    });
  });
}

/** The form factors are the script's own: f·exp(−b s²) − i f″. */
function script(module: string, { cell, wavel, alpha, elements, bulk, slabs, hkl }: Rods): string {
  const atoms = (slab: string, list: Atom[]) =>
    list.map(
      ([element, ...numbers], k) =>
        `${slab}.add_atom("${element}${k}", "${element}", ${numbers.map(literal).join(", ")})`,
    );
  const column = (k: number) => `np.array([${hkl.map((each) => literal(each[k]!)).join(", ")}])`;
  const own = slabs.flatMap(([c, occupancy, list], k) => [
    `slab${k} = model.Slab(c=${literal(c)}, slab_oc=${literal(occupancy)})`,
    ...atoms(`slab${k}`, list),
  ]);
  const list = `[${slabs.map((_, k) => `slab${k}`).join(", ")}]`;
  const sample =
    module === "sxrd"
      ? [`F = abs(model.Sample(inst, bulk, ${list}, cell).calc_f(h, k, l))`]
      : [`domain = model.Domain(bulk, ${list}, cell)`, "F = np.sqrt(model.Sample([domain]).calc_i(inst, h, k, l))"];
  return [
    "import numpy as np",
    `import models.${module} as model`,
    "class Table:",
    "    def set_wavelength(self, wavelength):",
    "        pass",
    "    def __getattr__(self, name):",
    `        f, b, f2 = ${JSON.stringify(elements)}[name]`,
    "        return lambda s: f*np.exp(-b*s**2) - 1j*f2",
    `inst = model.Instrument(wavel=${literal(wavel)}, alpha=${literal(alpha)}, flib=Table())`,
    `cell = model.UnitCell(${cell.map(literal).join(", ")})`,
    "bulk = model.Slab()",
    ...atoms("bulk", bulk),
    ...own,
    `h, k, l = ${column(0)}, ${column(1)}, ${column(2)}`,
    ...sample,
  ].join("\n");
}

/** A float of Python's. */
function literal(value: number | string): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
