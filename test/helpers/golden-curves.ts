/** A curve of a model of specular reflectivity as GenX has it, and perhaps its profile: how ours is compared with them. */
import assert from "node:assert/strict";
import { assertClose } from "./close.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "./spec-nx.ts";

export interface GoldenCurve {
  sample: string;
  settings: Record<string, Plain>;
  x: number[];
  y: number[] | ComplexRow;
  method?: string;
  more?: Plain[];
  sld?: { unit: string; n: number; stride: number; curves: Record<string, number[]> };
}
interface ComplexRow {
  re: number[];
  im: number[];
}

/** As the reference numbers have it: GenX itself is not nearer. */
const TOLERANCE: Readonly<Record<string, number>> = { spec_adaptive: 1e-8 };
/** What else is in a profile; mass densities are tested in mass-density.test.ts. */
const NO_CURVES = new Set(["SLD unit", "Mass Density"]);

/** @param name  of the model */
export function compareWithGolden(
  name: string,
  samples: Readonly<Record<string, SampleSpec>>,
  { sample: sampleName, settings, x, y, method = "SimSpecular", more = [], sld }: GoldenCurve,
): void {
  const model = specNx(name);
  const sample = model.sample(samples[sampleName]!);
  const instrument = model.instrument(settings);
  // An asymmetry is a small difference where both channels are reflected totally.
  const t = (TOLERANCE[name] ?? 1e-9) * (settings["pol"] === "ass" ? 10 : 1);
  // A second time with everything kept from the first.
  for (const what of ["curve", "curve again"]) {
    const curve = floats(model.method(sample, method, array(x), ...more.map(model.convert), instrument));
    if (Array.isArray(y)) assertClose(curve, y, t, what);
    else assertComplexClose(curve, y, t);
  }
  if (!sld) return;
  const curves = model.dictionary(model.method(sample, "SimSLD", null, null, instrument));
  assert.equal(curves.get("SLD unit"), sld.unit);
  assert.deepEqual([...curves.keys()].filter((key) => !NO_CURVES.has(key)).sort(), Object.keys(sld.curves).sort());
  for (const [key, curve] of Object.entries(sld.curves)) {
    const full = floats(curves.get(key)!);
    assert.equal(full.length, sld.n, key);
    const drawn = full.filter((_, i) => i % sld.stride === 0);
    // The moment is what is left of two sums, which of hundreds of slabs do not come to 0 where there is none.
    const largest = Math.max(...curve.map(Math.abs));
    const kept = drawn.map((value, i) => (Math.abs(value - curve[i]!) < 1e-14 * largest ? curve[i]! : value));
    // Of spec_nx ours are GenX's roundings to float32 themselves, but where GenX has sum and difference of two profiles.
    const near = name === "spec_nx" && !("mag" in sld.curves) ? 1e-12 : 3e-7;
    assertClose(name === "spec_adaptive" ? kept : drawn, curve, near, key);
  }
}

/** Within t of the modulus at every point. @param actual  float[M][2] */
function assertComplexClose(actual: Float64Array, { re, im }: ComplexRow, t: number): void {
  assert.equal(actual.length, 2 * re.length, "length");
  for (let i = 0; i < re.length; i++) {
    const off = Math.hypot(actual[2 * i]! - re[i]!, actual[2 * i + 1]! - im[i]!);
    assert.ok(off <= t * Math.hypot(re[i]!, im[i]!), `amplitude ${i} is ${off} away from ${re[i]} + ${im[i]}i`);
  }
}

/** For the name of a test. */
export function describeCurve({ sample, settings, method = "SimSpecular" }: GoldenCurve): string {
  const shown = Object.entries(settings)
    .filter(([key]) => !["Ibkg", "respoints", "resintrange"].includes(key))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? "[…]" : JSON.stringify(value)}`);
  return `${sample}, ${method} with ${shown.join(", ")}`;
}
