/** What a file must have before a sweep runs, and what is said where it has not: what was tried, and no more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import { tryStarts, withoutEffect } from "../../runtime/study/try-starts.ts";
import { defaultStarts } from "../../runtime/sweep/plan-sweep.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3, 4], y: [2, 4, 6, 8], error: [1, 1, 1, 1] }];
const script = (body: string, setter = "self.d = d") => `class Film:
    d = 1.0
    def setD(self, d):
        ${setter}
film = Film()
spare = 1.0
def Sim(data):
    x = data[0].x
    ${body}
`;
const ROWS = [["film.setD", 9]] as const;
const project = (body: string, setter?: string, rows: readonly (readonly [string, number])[] = ROWS) =>
  projectOf(script(body, setter), DATA, rows);

function refusal(of: ReturnType<typeof project>): [code: string, message: string] {
  try {
    tryStarts(of, compileFit(of), defaultStarts());
  } catch (error) {
    assert.ok(error instanceof GxError);
    return [error.code, error.message];
  }
  return ["", ""];
}

test("where the file's own values raise, give NaN, or cannot even be set, the other starts go on", () => {
  const raises = "if film.d > 8: raise ValueError('too thick')\n    return [x * film.d]";
  for (const of of [
    project(raises),
    project("return [x * film.d if film.d < 8 else x * float('nan')]"),
    project("return [x * film.d]", "if d > 8: raise ValueError('too thick')\n        self.d = d"),
  ]) {
    assert.deepEqual(refusal(of), ["", ""]);
    const fit = compileFit(of);
    const { objective } = fit;
    assert.equal(objective.evaluate(Float64Array.of(2)), 0);
    assert.equal(fit.simulateAt(Float64Array.of(2)).fom, 0);
    assert.match(
      fit.warnings.join("\n"),
      /At the file's own values the script raises|own values is NaN: the simulation is NaN at every/,
    );
    assert.doesNotMatch(fit.warnings.join("\n"), /remembers/);
  }
});

test("where no start works it is said where it was tried, with what the script raised or what the simulation is", () => {
  const [code, message] = refusal(project("raise ValueError('never')"));
  assert.equal(code, "GX_SCRIPT_FAILED");
  assert.match(
    message,
    /ValueError: never[\s\S]*\nSo it is at the file's own values, at 6 other starts, and at 50 more points within the bounds: nowhere else was tried\.$/,
  );
  for (const [body, what] of [
    ["return [0 * x]", "0 at every point"],
    ["return [x * float('nan')]", "NaN at every point"],
    ["return [-x]", "nowhere above 0"],
  ] as const) {
    const [code, message] = refusal(project(body));
    assert.equal(code, "GX_FOM");
    assert.match(
      message,
      /^fit\.gx: there is no figure of merit log at the file's own values, at 6 other starts, and at 50/,
    );
    assert.ok(message.endsWith(`. The simulation is ${what}.`), message);
    assert.ok(!message.includes("whatever"));
  }
});

test("not more points than parameters is refused with both numbers, and said by a simulation", () => {
  const four = [0, 1, 2, 3].map((k): [string, number] => (k === 0 ? ["film.setD", 2] : ["spare", k]));
  const equal = project("return [x * film.d]", undefined, four);
  const zero = "4 parameters are fitted to 4 points of data: N − p is 0, by which most figures of merit are divided.";
  assert.deepEqual(refusal(equal), ["GX_TOO_FEW_POINTS", `fit.gx: ${zero}`]);
  assert.deepEqual(compileFit(equal).simulate().notes, [zero]);
  const fewer = project("return [x * film.d]", undefined, [...four, ["spare", 4]]);
  assert.match(
    refusal(fewer)[1],
    /^fit\.gx: 5 parameters are fitted to 4 points of data: N − p is -1, which turns the sign/,
  );
  assert.deepEqual(refusal(project("return [x * film.d]", undefined, four.slice(1))), ["", ""]);
});

test("so is a fit of which not more points count than parameters, at every start", () => {
  const two: [string, number][] = [
    ["film.setD", 2],
    ["spare", 1],
  ];
  const lost = project("return [x * abs(film.d) * where(x > 2, 1, -1)]", undefined, two);
  lost.script = `from numpy import where\n${lost.script}`;
  const [code, message] = refusal(lost);
  assert.equal(code, "GX_TOO_FEW_POINTS");
  assert.match(
    message,
    /^fit\.gx: 2 parameters are fitted to 4 points of data, of which 2 count\. No more count at the file's own values and at 6 other starts\.$/,
  );
  lost.script = lost.script.replace("x > 2", "x > 1");
  assert.deepEqual(refusal(lost), ["", ""]);
});

test("a parameter without effect is named with its row, one that acts is not", () => {
  const of = project("return [x * film.d]", undefined, [
    ["film.setD", 2],
    ["spare", 1],
  ]);
  assert.deepEqual(withoutEffect(of, compileFit(of), 1e-4), [
    "`spare` (row 2 of the parameter table) has no effect: the figure of merit is the same at -0.08, at 2.24 and at the file's value, and no fit can determine it.",
  ]);
  assert.deepEqual(withoutEffect(of, compileFit(of), 10), []);
});

test("a defect of ours at a start is no refusal: it is thrown as it is", () => {
  const of = project("return [x * film.d]");
  const fit = compileFit(of);
  const evaluate = () => {
    throw new TypeError("a defect");
  };
  const broken = { ...fit, objective: { ...fit.objective, evaluate } };
  assert.throws(() => tryStarts(of, broken, defaultStarts()), TypeError);
});
