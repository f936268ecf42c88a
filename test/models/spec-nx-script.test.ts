/** What scripts do with the models' classes beyond making them: derive, copy, define beams and resolutions of their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import type { NdArray } from "../../runtime/python/numpy/array.ts";
import { repr } from "../../runtime/python/operators.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";

function run(script: string): (name: string) => Value {
  const program = compileScript(script, { fileName: "test.gx", modules: modelModules(), globals: new Map() });
  program.run();
  return (name) => {
    const value = program.get(name);
    assert.ok(value !== undefined, `the script leaves a ${name}`);
    return value;
  };
}

const SAMPLE = `
from numpy import linspace, sin, pi, minimum, ones, exp, array
from genx.models.spec_nx import Sample, Stack, Layer, Instrument, Specular, Probe, Coords, ResType, FootType
import models.spec_nx as model
film = Layer(d=120, dens=0.08, f=25-0.6j, b=7, sigma=3)
sample = Sample(Stacks=[Stack(Layers=[film])], Ambient=Layer(dens=0.0), Substrate=Layer(dens=0.05, f=14-0.1j, b=4))
x = linspace(0.1, 4, 60)
inst = Instrument(probe=Probe.xray, coords=Coords.tth, wavelength=1.54, restype=ResType.none, footype=FootType.none)
`;
const sameCurve = (script: string) => {
  const get = run(SAMPLE + script);
  assertClose((get("one") as NdArray).buffer, (get("other") as NdArray).buffer, 1e-12);
};

test("a dataclass of the script has setters, ignores unknown keywords and converts", () => {
  const get = run(`
from dataclasses import dataclass, field
from models.lib.base import ModelParamBase
@dataclass
class Line(ModelParamBase):
    height: float = 1.0
    n_points: int = 3
    f: complex = 0j
    parts: list = field(default_factory=list)
    def area(self):
        return self.height*self.n_points
@dataclass
class Wide(Line):
    width: float = 2.0
a = Wide(height="4", n_points=2.9, colour="red")
a.setHeight(5)
a.setN_points(4)
a.setWidth(7.0)
a.setFimag(2)
b = Wide()
b.parts.append(1)
result = [a.area(), a.width, a.f, a.getHeight(), len(a.parts), repr(Line(1))]
`);
  assert.equal(repr(get("result")), "[20, 7.0, 2j, 5, 0, 'Line(height=1.0, n_points=3, f=0j, parts=[])']");
});

test("annotations are enough without the decorator", () => {
  const get = run(`
from models.lib.base import ModelParamBase
class Line(ModelParamBase):
    height: float = 1.0
line = Line(height=2)
line.setHeight(3.5)
result = line.height
`);
  assert.equal(get("result"), 3.5);
});

test("a class derived from Layer, with a constructor of its own, simulates as a Layer does", () => {
  sameCurve(`
class Film(Layer):
    def __init__(self, cells):
        super().__init__(dens=0.08, f=25-0.6j, b=7, sigma=3)
        self.setCells(cells)
    def setCells(self, n):
        self.d = 4.0*n
one = sample.SimSpecular(x, inst)
derived = Film(10)
derived.setCells(30)
sample.Stacks[0].Layers = [derived]
other = sample.SimSpecular(x, inst)
`);
});

test("copies of a layer stand for themselves", () => {
  sameCurve(`
from copy import copy, deepcopy
second = film.copy()
second.d = 60.0
third = deepcopy(film)
third.sigma, third.d = 0.0, 60.0
sample.Stacks[0].Layers = [third, second]
other = sample.SimSpecular(x, inst)
sample.Stacks = [Stack(Layers=[film])]
one = sample.SimSpecular(x, deepcopy(inst))
`);
});

test("a footprint and a resolution of the script's own are used", () => {
  sameCurve(`
class Beam(model.Footprint):
    width: float = 0.1
    def __call__(self, theta, samplen):
        return minimum(1.0, samplen*sin(theta*pi/180)/self.width)
class Smear(model.Resolution):
    sigma: float = 0.02
    def __call__(self, x, respoints=15, resintrange=2.0):
        z = linspace(-resintrange, resintrange, respoints)[:, None]
        grid = x + self.sigma*z
        return grid.flatten(), exp(-z**2/2)*ones((1, len(x)))
inst.footype = 'square beam'
inst.beamw = 0.07
inst.restype = ResType.full_conv_abs
inst.res = 0.03
one = sample.SimSpecular(x, inst)
inst.footype = Beam(width=0.07)
inst.restype = Smear(sigma=0.02)
inst.restype.setSigma(0.03)
other = sample.SimSpecular(x, inst)
`);
});

test("resolution and footprint objects can be called", () => {
  const get = run(`${SAMPLE}
grid, weight = model.GaussianResolution(sigma=0.1)(array([1.0, 2.0]), 3, 1.0)
beam = model.TrapezoidBeam(inner_width=0.1, outer_width=0.1)(array([0.1, 5.0]), 10.0)
result = [list(grid), weight.shape, beam[1], abs(beam[0] - 100*sin(0.1*pi/180)) < 1e-15]
`);
  assert.match(repr(get("result")), /0\.9.*2\.1.*\(3, 2\).*1\.0.*True/);
});

test("a background for each point is as good as a number", () => {
  sameCurve(`
one = sample.SimSpecular(x, inst) + 1e-3*x
inst.Ibkg = 1e-3*x
other = sample.SimSpecular(x, inst)
`);
});

test("a sample without end is ended by the budget", () => {
  assert.throws(
    () => run(`${SAMPLE}\nsample.Stacks[0].Repetitions = 20000000\nsample.SimSpecular(x, inst)\n`),
    /more steps than one evaluation may|is larger than a script may make/,
  );
});
