/** What the data and the model tell a search: thicknesses by what moves a layer, whatever it is called, and by the fringes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { fringesOf } from "../../runtime/fit/fringes.ts";
import { projectOf } from "../helpers/project.ts";

const SCRIPT = (coords: string) => `
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='${coords}', res=0.002, restype='no conv', footype='no corr', Ibkg=1e-9)
fp.set_wavelength(1.54)
oben = model.Layer(d=90.0, dens=0.0914, sigma=3.0, f=fp.Ni)
unten = model.Layer(d=250.0, dens=0.0566, sigma=3.0, f=fp.Ti)
Sub = model.Layer(dens=0.0499, sigma=2.0, f=fp.Si)
sample = model.Sample(Stacks=[model.Stack(Layers=[unten, oben])], Ambient=model.Layer(), Substrate=Sub)
cp = UserVars()
cp.new_var('half', 125.0)
class Holder:
    thing = unten
def Sim(data):
    unten.setD(2*cp.half)
    return [sample.SimSpecular(d.x, inst) for d in data]
`;
const ROWS: [string, number, number, number][] = [
  ["oben.setD", 90, 20, 300],
  ["oben.setSigma", 3, 0.5, 10],
  ["cp.setHalf", 125, 50, 200],
  ["inst.setI0", 1, 0.5, 2],
];

function fitOf(coords: string, x: number[]) {
  const set = { x, y: x.map(() => 1), error: x.map(() => 0.1) };
  const project = (y: ArrayLike<number>) => {
    const made = projectOf(
      SCRIPT(coords),
      [{ ...set, y: Array.from(y) }],
      ROWS.map(([name, value]) => [name, value]),
    );
    const parameters = made.parameters.map((row, i) => ({ ...row, min: ROWS[i]![2], max: ROWS[i]![3] }));
    return { ...made, parameters };
  };
  const curve = compileFit(project(set.y)).simulate().datasets[0]!.ySim;
  return compileFit(project(curve));
}

const Q = Array.from({ length: 200 }, (_, k) => 0.01 + 0.0014 * k);
const TWO_THETA = Q.map((q) => (360 / Math.PI) * Math.asin((q * 1.54) / (4 * Math.PI)));

for (const [coords, x] of [
  ["q", Q],
  ["tth", TWO_THETA],
] as const) {
  test(`x as ${coords}: what moves a layer's thickness is one, through a variable of the script too, and the fringes tell its value`, () => {
    const { hints, start } = fitOf(coords, x).objective;
    const thicknesses = hints!.thicknesses!;
    assert.deepEqual(
      thicknesses.map(({ parameter }) => ROWS[parameter]![0]),
      ["oben.setD", "cp.setHalf"],
    );
    for (const { parameter, values, resolution } of thicknesses) {
      const nearest = Math.min(...values.map((value) => Math.abs(value - start[parameter]!)));
      assert.ok(
        nearest < 0.5 * resolution,
        `${ROWS[parameter]![0]}: ${nearest} from a value, resolution ${resolution}`,
      );
      assert.ok(values.every((value) => value > ROWS[parameter]![2] && value < ROWS[parameter]![3]));
    }
    // Half the thickness is told twice as sharply.
    assert.ok(Math.abs(thicknesses[0]!.resolution / thicknesses[1]!.resolution - 2) < 1e-6);
  });
}

test("hints change nothing of what the objective gives afterwards", () => {
  const [asked, not] = [fitOf("q", Q).objective, fitOf("q", Q).objective];
  const x = Float64Array.of(101, 4, 117, 1.1);
  assert.ok(asked.hints);
  assert.equal(asked.evaluate(x), not.evaluate(x));
});

test("reach is the part of its own data set that lies below each residual, in whatever order the points are", () => {
  const set = { x: [4, 1, 3, 2], y: [1, 1, 1, 1], error: [1, 1, 1, 1] };
  const script = "a = 1.0\ndef Sim(data):\n    return [d.x*a for d in data]\n";
  const { objective } = compileFit(projectOf(script, [set, { ...set, x: [5, 6, 7, 8] }], [["a", 1]]));
  assert.deepEqual([...objective.hints!.reach!], [0.75, 0, 0.5, 0.25, 0, 0.25, 0.5, 0.75]);
  assert.deepEqual(objective.hints!.thicknesses, []);
});

test("a script that raises at the file's values leaves a search without hints", () => {
  const set = { x: [1, 2, 3], y: [1, 1, 1], error: [1, 1, 1] };
  const script = "a = 1.0\ndef Sim(data):\n    if a == 1.0: raise ValueError('no')\n    return [d.x*a for d in data]\n";
  assert.deepEqual(compileFit(projectOf(script, [set], [["a", 1]])).objective.hints, {});
});

test("the strongest peak of one film's fringes is its thickness, to a third of what the range can tell", () => {
  for (const thickness of [120, 340, 800]) {
    const q = Array.from({ length: 400 }, (_, k) => 0.02 + 0.0005 * k);
    const inside = (value: number) => Math.sqrt(Math.max(0, value ** 2 - 0.024 ** 2));
    const r = q.map((value) => value ** -4 * (1.2 + Math.cos(thickness * inside(value))));
    const { thicknesses, resolution } = fringesOf(q, r)!;
    assert.ok(Math.abs(thicknesses[0]! - thickness) < resolution / 3, `${thicknesses[0]} for ${thickness}`);
  }
});

test("too few points behind the critical edge, or all at one place, tell nothing", () => {
  assert.equal(fringesOf([0.01, 0.02, 0.1], [1, 1, 0.1]), undefined);
  assert.equal(fringesOf(new Array(30).fill(0.1), new Array(30).fill(0.1)), undefined);
  assert.equal(fringesOf(new Array(30).fill(Number.NaN), new Array(30).fill(0.1)), undefined);
});
