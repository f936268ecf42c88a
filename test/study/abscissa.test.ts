/** The label below a chart, from the words of a script. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { abscissa } from "../../runtime/study/abscissa.ts";

test("the axis of x has the name of the instruments' coordinates, where they agree", () => {
  assert.equal(abscissa("inst = model.Instrument(coords='q', res=0.01)"), "q (Å⁻¹)");
  assert.equal(abscissa("inst = Instrument(coords=Coords.tth)"), "2θ (°)");
  assert.equal(abscissa("a = Instrument(coords='q')\nb = Instrument(coords='2θ')"), "x");
  assert.equal(abscissa("a = Instrument(coords='quick')"), "x");
  assert.equal(abscissa("i = Instrument(coords='tth')\nI = sample.SimOffSpecular(2.6, d.x, i)"), "angle (°)");
});
