/** What must hold of crystal truncation rods, surfaces, symmetry and domains, whoever computes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose, assertNear } from "../helpers/close.ts";
import { numbersOf, runScript } from "../helpers/model-script.ts";

const SURFACE = `
import numpy as np
import models.sxrd as model
from models.symmetries import *
inst = model.Instrument(wavel=0.77, alpha=0.35)
cell = model.UnitCell(3.905, 3.905, 3.96)
bulk = model.Slab()
bulk.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.0, 0.006)
bulk.add_atom('Ti', 'ti4p', 0.5, 0.5, 0.5, 0.005)
film = model.Slab(c=1.04, slab_oc=0.9)
film.add_atom('La', 'la3p', 0.07, 0.01, 0.02, 0.007, 0.9)
film.add_atom('O', 'o2m', 0.31, 0.22, 0.49, 0.009)
l = np.linspace(0.07, 4.13, 29)
one = np.ones(l.shape)
def magnitude(sample, h, k):
    return abs(sample.calc_f(h*one, k*one, l))
`;

/** Rows by name that a script leaves. */
function rows<const Names extends readonly string[]>(names: Names, script: string): { [K in keyof Names]: number[] } {
  const program = runScript(script);
  return names.map((name) => numbersOf(program.get(name))) as unknown as { [K in keyof Names]: number[] };
}

const GROUPS = "p1 p2 pm pg cm p2mm p2mg p2gg c2mm p4 p4mm p4gm p3 p3m1 p31m p6 p6mm".split(" ");

test("rods that an operation of the group turns into each other are equal, in all 17 plane groups", () => {
  for (const group of GROUPS) {
    const cell = /^p[36]/.test(group) ? "model.UnitCell(3.9, 3.9, 4.1, 90, 90, 120)" : "cell";
    const [first, ...others] = runScriptRows(`${SURFACE}
bare = model.Slab()
sample = model.Sample(inst, bare, [film], ${cell}, ${group})
out = [magnitude(sample, 2, 4)]
for op in ${group}:
    out.append(magnitude(sample, 2*op.P[0, 0] + 4*op.P[1, 0], 2*op.P[0, 1] + 4*op.P[1, 1]))
`);
    for (const other of others) assertClose(other, first!, 1e-11, group);
  }
});

test("a surface with a symmetry is the one with all its atoms written out", () => {
  for (const group of GROUPS) {
    const [short, long] = rows(
      ["short", "long"],
      `${SURFACE}
short = magnitude(model.Sample(inst, bulk, [film, film], cell, ${group}), 2, 1)
written = model.Slab(c=1.04, slab_oc=0.9)
for n, op in enumerate(${group}):
    for i in range(len(film.id)):
        x, y = op.trans_x(film.x[i], film.y[i]), op.trans_y(film.x[i], film.y[i])
        written.add_atom(film.id[i] + str(n), film.el[i], x, y, film.z[i], film.u[i], film.oc[i]/len(${group}))
long = magnitude(model.Sample(inst, bulk, [written, written], cell), 2, 1)
`,
    );
    assertClose(short, long, 1e-11, group);
  }
});

test("a bulk of one atom without absorption has rods of the shape 1/(2 sin πl)²", () => {
  const [rod, shape] = rows(
    ["rod", "shape"],
    `${SURFACE}
from models.utils import f
bulk = model.Slab()
bulk.add_atom('Si', 'si', 0.0, 0.0, 0.0)
# At grazing exit of a beam that meets no matter, the wave loses nothing on its way.
inst.set_alpha(90)
sample = model.Sample(inst, bulk, [], cell)
s = cell.abs_hkl(one, 0*one, l)/2
f.set_wavelength(0.77)
rod = magnitude(sample, 1, 0)**2
shape = abs(f.si(s))**2/(2*np.sin(np.pi*l))**2
`,
  );
  assertClose(rod, shape, 1e-5);
});

test("N equal layers scatter as sin²(Nπl)/sin²(πl), and N slabs in a list as one slab with their atoms", () => {
  const [many, expected, written] = rows(
    ["many", "expected", "written"],
    `${SURFACE}
bare = model.Slab()
film.set_c(1.0)
many = magnitude(model.Sample(inst, bare, [film]*7, cell), 2, 1)**2
expected = magnitude(model.Sample(inst, bare, [film], cell), 2, 1)**2*(np.sin(7*np.pi*l)/np.sin(np.pi*l))**2
tall = model.Slab(slab_oc=0.9)
for n in range(7):
    for i in range(2):
        tall.add_atom(film.id[i] + str(n), film.el[i], film.x[i], film.y[i], film.z[i] + n, film.u[i], film.oc[i])
written = magnitude(model.Sample(inst, bare, [tall], cell), 2, 1)**2
`,
  );
  assertClose(many, expected, 1e-10);
  assertClose(written, many, 1e-10);
});

test("one more layer of the bulk on top shifts the phase and nothing else", () => {
  const [above, below] = rows(
    ["above", "below"],
    `${SURFACE}
layer = bulk.copy()
above = model.Sample(inst, bulk, [layer], cell).calc_f(one, 2*one, l)
below = model.Sample(inst, bulk, [], cell).calc_f(one, 2*one, l)*np.exp(2j*np.pi*l)
`,
  );
  // The layer on top is not weakened, which is some 1e-4 of it.
  assertClose(above.map(Math.abs), below.map(Math.abs), 1e-3);
});

test("another cell of the same lattice gives the same rods", () => {
  const [square, oblique, tilted] = rows(
    ["square", "oblique", "tilted"],
    `${SURFACE}
def crystal(cell, turn):
    below, above = model.Slab(), model.Slab(c=1.0)
    for here, there in [(bulk, below), (film, above)]:
        for i in range(2):
            x, y, z = turn(here.x[i], here.y[i], here.z[i])
            there.add_atom(here.id[i], here.el[i], x, y, z, here.u[i])
    return model.Sample(inst, below, [above, above], cell)
square = magnitude(crystal(cell, lambda x, y, z: (x, y, z)), 2, 1)
# b' = a + b: x' = x - y, y' = y, k' = h + k
other = model.UnitCell(3.905, 3.905*np.sqrt(2), 3.96, 90, 90, 45)
oblique = magnitude(crystal(other, lambda x, y, z: (x - y, y, z)), 2, 3)
# c' = c + a: x' = x - z, l' = l + h
edge = np.sqrt(3.905**2 + 3.96**2)
other = model.UnitCell(3.905, 3.905, edge, 90, np.degrees(np.arctan2(3.96, 3.905)), 90)
tilted = abs(crystal(other, lambda x, y, z: (x - z, y, z)).calc_fs(2*one, one, l + 2))
square = np.append(square, abs(crystal(cell, lambda x, y, z: (x, y, z)).calc_fs(2*one, one, l)))
`,
  );
  assertClose([...oblique, ...tilted], square, 1e-9);
});

test("numbers for h and k stand for all points", () => {
  const [one, two] = rows(
    ["a", "b"],
    `${SURFACE}
import models.sxrd2 as second
inst2 = second.Instrument(1.0, 0.77, 0.35)
below, above = second.Slab(), second.Slab()
below.add_atom('Sr', 'sr2p')
above.add_atom('La', 'la3p', z=0.1)
sample = second.Sample([second.Domain(below, [above], second.UnitCell(3.9, 3.9, 3.9))])
a = sample.calc_i(inst2, 1, 0, l)
b = sample.calc_i(inst2, one, 0*one, l)
`,
  );
  assert.deepEqual(one, two);
});

const DOMAINS = `
import numpy as np
import models.sxrd2 as model
inst = model.Instrument(wavel=0.77, alpha=0.35)
cell = model.UnitCell(3.9, 3.9, 4.1)
def domain(x, occ, z=0.1):
    bulk, top = model.Slab(), model.Slab()
    top.add_atom('La', 'la3p', x, 0.0, z, 0.01)
    return model.Domain(bulk, [top], cell, occ=occ)
l = np.linspace(0.07, 4.13, 29)
`;

test("incoherent domains add their intensities by their shares, coherent ones their amplitudes", () => {
  const [incoherent, shares, coherent, amplitudes, apart, single] = rows(
    ["incoherent", "shares", "coherent", "amplitudes", "apart", "single"],
    `${DOMAINS}
a, b = domain(0.0, 0.7), domain(0.2, 0.3, 0.4)
sample = model.Sample([a, b], cohf=0.0)
incoherent = sample.calc_i(inst, 1, 0, l)
shares = 0.7*abs(a.calc_f(inst, 1, 0, l))**2 + 0.3*abs(b.calc_f(inst, 1, 0, l))**2
sample.set_cohf(1.0)
coherent = sample.calc_i(inst, 1, 0, l)
amplitudes = abs(np.sqrt(0.7)*a.calc_f(inst, 1, 0, l) + np.sqrt(0.3)*b.calc_f(inst, 1, 0, l))**2
# Half a cell apart, two equal domains cancel where h is odd and the sample is coherent.
pair = model.Sample([domain(0.0, 0.5), domain(0.5, 0.5)], cohf=1.0)
apart = np.append(pair.calc_f(inst, 1, 0, l), model.Sample([domain(0.0, 0.5)]*2).calc_i(inst, 1, 0, l))
single = np.append(0*l, model.Sample([domain(0.0, 1.0)], cohf=0.4).calc_i(inst, 1, 0, l))
`,
  );
  assertClose(incoherent, shares, 1e-12);
  assertClose(coherent, amplitudes, 1e-12);
  const largest = Math.max(...single);
  for (const [i, value] of apart.entries()) {
    assert.ok(Math.abs(value - single[i]!) <= 1e-12 * largest, `${i}: ${value}`);
  }
});

test("a domain of no share adds nothing", () => {
  const [with_, without] = rows(
    ["a", "b"],
    `${DOMAINS}
first = domain(0.0, 0.7)
a = model.Sample([first, domain(0.2, 0.0)], cohf=0.5).calc_i(inst, 1, 0, l)
b = model.Sample([first], cohf=0.5).calc_i(inst, 1, 0, l)
`,
  );
  assertClose(with_, without, 1e-13);
});

test("the composition of a site leaves its occupancy as it is", () => {
  const [sum, left] = rows(
    ["total", "left"],
    `${SURFACE}
film.add_atom('Sr', 'sr2p', 0.07, 0.01, 0.02, 0.007)
mixed = film['La'] ^ film['Sr']
total, left = [], []
for comp, oc in [(1.0, 1.0), (0.3, 1.0), (0.3, 0.6), (0.0, 0.6), (1.2, 0.6)]:
    mixed.setcomp(comp)
    mixed.setoc(oc)
    total.append(film.getLaoc() + film.getSroc() - oc)
    left.append(film.getLaoc() - comp*oc)
`,
  );
  for (const each of [...sum, ...left]) assert.ok(Math.abs(each) < 1e-15);
});

test("a site of one element in two parts scatters as before, whatever its composition", () => {
  const [whole, parted] = rows(
    ["whole", "parted"],
    `${SURFACE}
film.setLaoc(1.0)
sample = model.Sample(inst, bulk, [film], cell)
whole = magnitude(sample, 1, 0)
film.add_atom('La2', 'la3p', 0.07, 0.01, 0.02, 0.007)
mixed = film['La']
mixed ^= film['La2']
mixed.setcomp(0.37)
parted = magnitude(sample, 1, 0)
`,
  );
  assertClose(parted, whole, 1e-12);
});

test("Bragg points, still atoms and l = 0 give finite numbers, and the height of the peak is the absorption's", () => {
  const [peaks, heights] = rows(
    ["peaks", "heights"],
    `${SURFACE}
from models.utils import f
f.set_wavelength(0.77)
still = model.Slab()
still.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.0)
sample = model.Sample(inst, still, [film], cell)
L = np.array([0.0, 1.0, 2.0, 3.0])
peaks = abs(sample.calc_fb(0, 0, L))
factor = f.sr2p(cell.abs_hkl(0*L, 0*L, L)/2)
alpha = 2.8179403227e-5*0.77*3.96/np.sin(np.radians(0.35))/cell.vol()*factor.imag
heights = abs(factor)/(np.exp(-alpha) - 1.0)
whole = abs(sample.calc_f(0, 0, L))
peaks = np.append(peaks, whole[1:])
heights = np.append(heights, whole[1:])
`,
  );
  assert.ok(peaks.every((each) => Number.isFinite(each) && each > 0));
  assertClose(peaks, heights, 1e-10);
});

test("a beam that gets nowhere into the bulk sees the surface alone", () => {
  const [both, surface] = rows(
    ["both", "surface"],
    `${SURFACE}
inst.set_alpha(0.0)
sample = model.Sample(inst, bulk, [film], cell)
both = magnitude(sample, 1, 0)
surface = abs(sample.calc_fs(one, 0*one, l))
`,
  );
  assert.deepEqual(both, surface);
});

test("the absorption is that of the atoms that are there", () => {
  const [plain, empty, twice, two] = rows(
    ["plain", "empty", "twice", "two"],
    `${SURFACE}
def peak(bulk):
    return abs(model.Sample(inst, bulk, [], cell).calc_f(0, 0, np.array([1.0, 1.00001, 1.3])))
plain = peak(bulk)
bulk.add_atom('Pb', 'pb', 0.5, 0.0, 0.2, 0.01, 0.0)
empty = peak(bulk)
halves, site = model.Slab(), model.Slab()
for n in ['a', 'b']:
    halves.add_atom(n, 'pb', 0.0, 0.0, 0.0, 0.01)
site.add_atom('a', 'pb', 0.0, 0.0, 0.0, 0.01, 1.0, 2)
twice, two = peak(halves), peak(site)
`,
  );
  assertClose(empty, plain, 1e-13);
  assertClose(twice, two, 1e-13);
});

test("the density of an atom adds up to its electrons, in a cell of any shape", () => {
  for (const [module, angles] of [
    ["sxrd", "90, 90, 90"],
    ["sxrd2", "90, 90, 120"],
    ["sxrd2", "75, 84, 100"],
    ["sxrd", "75, 84, 100"],
  ]) {
    const [sum, volume] = rows(
      ["total", "volume"],
      `
import numpy as np
import models.${module} as model
from models.utils import f
slab, bulk = model.Slab(), model.Slab()
slab.add_atom('Si', 'si', 0.5, 0.5, 0.5, 0.1)
cell = model.UnitCell(14.0, 15.0, 16.0, ${angles})
inst = model.Instrument(wavel=0.8, alpha=1.0)
n = 30
step = (np.arange(n) + 0.5)/n
x = np.repeat(step, n*n)
y = np.tile(np.repeat(step, n), n)
z = np.tile(step, n*n)
${
  module === "sxrd"
    ? "rho = model.Sample(inst, bulk, [slab], cell).calc_rhos(x, y, z, 1.2)"
    : "rho = model.Domain(bulk, [slab], cell).calc_rhos(inst, x, y, z, 1.2)"
}
f.set_wavelength(0.8)
total = np.sum(rho.real)*cell.vol()/n**3/f.si(0.0).real
volume = abs(np.sum(np.array(cell.cart_coords(1.0, 0.0, 0.0))*np.cross(cell.cart_coords(0.0, 1.0, 0.0), cell.cart_coords(0.0, 0.0, 1.0)))) / cell.vol()
`,
    );
    assertNear(sum[0]!, 1, 1e-3, `electrons, ${module} ${angles}`);
    assertNear(volume[0]!, 1, 1e-12, "volume");
  }
});

test("what a fit varies, forth and back, gives the same bits", () => {
  const out = runScriptRows(`${SURFACE}
sample = model.Sample(inst, bulk, [film], cell)
out = []
for dz, a in [(0.0, 3.905), (0.02, 3.905), (0.02, 3.95), (0.0, 3.905)]:
    film.setLadz(dz)
    cell.set_a(a)
    inst.set_wavel(0.77 if dz == 0.0 else 0.9)
    out.append(magnitude(sample, 1, 0))
`);
  assert.deepEqual(out[0], out[3]);
  assert.notDeepEqual(out[0], out[1]);
  assert.notDeepEqual(out[1], out[2]);
});

function runScriptRows(script: string): number[][] {
  const program = runScript(`${script}\ncount = len(out)\nrows = [np.array(each) for each in out]`);
  const count = numbersOf(program.get("count"))[0]!;
  const all = numbersOf(program.get("rows"));
  const n = all.length / count;
  return Array.from({ length: count }, (_, i) => all.slice(i * n, (i + 1) * n));
}
