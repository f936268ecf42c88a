/** Depth profiles are only drawn: what goes wrong with one costs no curve. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [1, 1, 1], error: [1, 1, 1] }];
const fitThat = (lines: string) =>
  compileFit(
    projectOf(
      `from numpy import *
SLD = []
def Sim(data):
    print('called')
    if _sim:
        ${lines}
    return [d.x for d in data]
`,
      DATA,
      [],
    ),
    { steps: 3e6 },
  );
const drawing = (lines: string) => fitThat(lines).simulate();

test("curves are there whatever becomes of the drawing, and a note says what did", () => {
  for (const [lines, why] of [
    ["raise ValueError('nothing to draw')", /with `_sim` set the script fails: .*nothing to draw/],
    ["SLD[:] = [{'z': arange(0, 1e10)}]", /array of 10000000000 numbers/],
    ["while True: pass", /with `_sim` set the script fails: .*step/],
    ["return None", /with `_sim` set the script fails: .*list of curves/],
  ] as const) {
    const { fom, datasets, sld, notes } = drawing(lines);
    assert.deepEqual([[...datasets[0]!.ySim], sld, notes.length], [[1, 2, 3], [], 1], lines);
    assert.ok(fom > 0);
    assert.match(notes[0]!, why);
  }
});

test("a profile of a million points keeps those that a plot can show, its least and its greatest among them", () => {
  const { sld, notes } = drawing(
    "z = arange(1e6)\n        re = 2 + sin(z / 100)\n        re[123456] = 9\n        re[654321] = -9\n        SLD[:] = [{'z': z, 'Re': re, 'SLD unit': 'u'}]",
  );
  const { z, Re } = sld[0]!.curves as Record<"z" | "Re", Float64Array>;
  assert.ok(z.length <= 100_000 && z.length === Re.length && sld[0]!.unit === "u");
  assert.deepEqual([z[0], z.at(-1)], [0, 999_999]);
  assert.deepEqual([z[Re.indexOf(9)], z[Re.indexOf(-9)]], [123_456, 654_321]);
  assert.match(
    notes.join(),
    /^The depth profile of `set 0` has 1000000 points, .* are kept, the extremes among them\.$/,
  );
});

test("where no drawing is wanted none is made", () => {
  const { fom, sld, notes } = fitThat("raise ValueError('nothing to draw')").simulate(undefined, false);
  assert.deepEqual([sld, notes], [[], []]);
  assert.ok(fom > 0);
});

test("a profile that a plot can show is as the script made it, and says nothing", () => {
  const { sld, notes } = drawing("SLD[:] = [{'z': arange(9), 'Re': ones(9)}]");
  assert.deepEqual([sld[0]!.curves["z"]!.length, notes], [9, []]);
});

test("a script that prints is heard once, and before it fails too", () => {
  const heard: string[] = [];
  const run = (last: string) => {
    const script = `def Sim(data):\n    print('called')\n    ${last}\n`;
    return compileFit(projectOf(script, DATA, []), { print: (line) => heard.push(line) }).simulate();
  };
  run("return [d.x for d in data]");
  assert.deepEqual(heard.splice(0), ["called"]);
  assert.throws(() => run("raise ValueError('no')"), { code: "GX_SCRIPT_FAILED" });
  assert.deepEqual(heard, ["called"]);
});
