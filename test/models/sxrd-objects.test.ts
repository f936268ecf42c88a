/** Slabs, groups of atoms, instruments and samples of surface diffraction as a script meets them; what is refused, and how. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { numbersOf, runScript } from "../helpers/model-script.ts";

const START = `
import numpy as np
import models.sxrd as model
import models.sxrd2 as second
from models.symmetries import *
slab = model.Slab(c='1.5')
slab.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.0, 0.01)
slab.add_atom('Ti', el='ti4p', x=0.5, y=0.5, z=0.5)
slab.add_atom('O', 'o2m', 0.5, 0.5, 0.0, u=0.02, oc=0.8, m=2)
cell = model.UnitCell(3.9, 3.9, 3.9)
inst = model.Instrument(0.8, 0.6)
`;
const value = (expression: string, more = "") => runScript(`${START}${more}\nout = ${expression}`).get("out");
const raises = (statement: string, message: RegExp) =>
  assert.throws(
    () => runScript(START + statement),
    (error) => error instanceof GxError && message.test(error.message),
    statement,
  );

test("ids and elements are rows of texts that compare, count and can be searched", () => {
  assert.equal(
    value("list(slab.id) == ['Sr', 'Ti', 'O'] and slab.el.tolist()[1] == 'ti4p' and slab.get_ids()[-1] == 'O'"),
    true,
  );
  assert.deepEqual(numbersOf(value("slab.el == 'o2m'")), [0, 0, 1]);
  assert.deepEqual(numbersOf(value("slab.el != 'o2m'")), [1, 1, 0]);
  assert.equal(
    value("('Sr' in slab.id, 'Sr' in slab, 'Ba' in slab, slab.all_atoms() in slab) == (True, True, False, True)"),
    true,
  );
  assert.equal(value("len(slab.id[1:]) == 2 and slab.id.size == 3 and slab.id.shape == (3,)"), true);
});

test("atoms are found by a text, by a row of answers and by what numpy makes of the columns", () => {
  const ids = (expression: string) => value(`",".join(slab.find_atoms(${expression}).ids)`);
  assert.equal(ids("'z > 0.2 or id == \"O\"'"), "Ti,O");
  assert.equal(ids("'m == 2 and oc < 0.9 and u > 0.01 and x == y'"), "O");
  assert.equal(ids("'np.sqrt(x**2 + y**2) > 0.1 and el.startswith(\"t\")'"), "Ti");
  assert.equal(ids("slab.el == 'sr2p'"), "Sr");
  assert.equal(ids("[False, True, True]"), "Ti,O");
  assert.equal(ids("'False'"), "");
});

test("a slab describes itself, and its copy is another slab", () => {
  assert.match(
    String(value("str(slab)")),
    /^Slab\(c=1\.5, slab_oc=1\.0\)\n {2}atom 1: Sr= sr2p at \(0\.0, 0\.0, 0\.0\) u=0\.01/,
  );
  const more = "slab.setTidz(0.1)\nother = slab.copy()\nother.setTidz(0.2)\nother.set_oc(0.5)";
  assert.deepEqual(
    numbersOf(value("[slab.getTidz(), other.getTidz(), slab.get_oc(), other.get_oc(), other.c]", more)),
    [0.1, 0.2, 1, 0.5, 1.5],
  );
});

test("setters find their atom after another one is gone, and groups do too", () => {
  const more = "group = slab['O']\nslab.del_atom('Sr')\nslab.setTidz(0.1)\ngroup.setdz(0.2)";
  assert.deepEqual(numbersOf(value("slab.dz", more)), [0.1, 0.2]);
  assert.equal(value("hasattr(slab, 'setSrdz')", more), false);
  raises("slab.del_atom('Sr')\nslab.setSrdz(0.1)", /'Slab' object has no attribute 'setSrdz'/);
});

test("an instrument speaks of wavelength and energy, and a wavelength reaches its tables", () => {
  const more = "a = inst.flib.sr2p(np.array([0.2]))[0]\ninst.set_energy(20.0)\nb = inst.flib.sr2p(np.array([0.2]))[0]";
  assert.deepEqual(
    numbersOf(
      value("[round(inst.get_wavel()*inst.get_energy(), 9), inst.get_energy(), inst.get_alpha(), inst.geom]", more),
    ),
    [12.39842, 20, 0.6, 0],
  );
  assert.equal(value("bool(a != b)", more), true);
  assert.equal(
    value("second.Instrument(2.0, 1.1, 0.3).get_wavel() == 1.1 and second.Instrument().wavel == 1.54"),
    true,
  );
});

test("form factors of the script's own are asked each time", () => {
  const more = `
class Table:
    scale = 1.0
    def set_wavelength(self, wavelength):
        pass
    def __getattr__(self, name):
        return lambda s: self.scale*(10.0 - 1j)
table = Table()
mine = model.Instrument(0.8, 0.6, flib=table)
sample = model.Sample(mine, model.Slab(), [slab], cell)
a = abs(sample.calc_fs(1, 0, np.array([0.3, 0.6])))
table.scale = 3.0
b = abs(sample.calc_fs(1, 0, np.array([0.3, 0.6])))
`;
  const ratio = numbersOf(value("b/a", more));
  for (const each of ratio) assert.ok(Math.abs(each - 3) < 1e-12);
});

test("what a fit varies may be of a sample: its slabs, its cell, its symmetry", () => {
  const more = `
sample = model.Sample(inst, slab, [], cell)
before = abs(sample.calc_f(1, 0, 0.3))
sample.set_slabs([slab])
sample.set_unit_cell(model.UnitCell(3.9, 3.9, 4.2))
sample.set_surface_sym(p4)
sample.set_bulk_sym(p2)
sample.set_bulk_slab(slab.copy())
after = abs(sample.calc_f(1, 0, 0.3))
`;
  assert.equal(value("bool(before != after)", more), true);
});

test("mistakes are answered by name", () => {
  for (const [statement, message] of [
    ["slab.add_atom('Sr', 'sr', 0, 0, 0)", /The id Sr is already defined in the slab/],
    ["slab.add_atom('B', 'ba', 'left', 0, 0)", /x of atom B must be a number/],
    ["slab.del_atom('Ba')", /there is no atom 'Ba' in the slab; it has Sr, Ti, O/],
    ["slab['Ba']", /The id Ba is not a member of the slab/],
    ["slab.find_atoms('z >')", /SyntaxError: .* in 'z >'/],
    ["slab.find_atoms('height > 1')", /name 'height' is not defined/],
    ["slab.find_atoms([True])", /find_atoms got 1 answers for the 3 atoms of the slab/],
    ["3.0 in slab", /a slab has ids and groups of atoms in it, not 'float'/],
    ["model.Slab().all_atoms().setdz(0.1)", /'AtomGroup' object has no attribute 'setdz'/],
    ["slab['Sr'] + slab", /\+ takes a group of atoms on its right, not 'Slab'/],
    ["a = slab['Sr']\na ^= slab['Ti']\na ^ slab['O']", /the group on the left is already coupled/],
    ["inst.set_geometry('flat')", /'flat' is no geometry: it is one of "alpha_in fixed"/],
    ["model.Sample(inst, [slab], [slab], cell)", /the bulk has to be a Slab, not 'list'/],
    ["model.Sample(inst, slab, slab, cell)", /the surface has to be a list of Slabs, not 'Slab'/],
    ["model.Sample(inst, slab, [cell], cell)", /each item of the surface has to be a Slab, not 'UnitCell'/],
    ["model.Sample(inst, slab, [slab], 3.9)", /the unit cell has to be a UnitCell, not 'float'/],
    [
      "model.Sample(inst, slab, [slab], cell, p4[0])",
      /a symmetry has to be a list of SymTrans, such as p4mm, not 'SymTrans'/,
    ],
    [
      "model.Sample(inst, slab, [slab], cell, [[1, 0]])",
      /each operation of a symmetry has to be a SymTrans, not 'list'/,
    ],
    ["model.Sample(inst, slab, [slab], cell).calc_f(np.ones(3), 0, np.ones(4))", /l has 4 points where there are 3/],
    ["slab.add_atom('Q', 'qq', 0, 0, 0)\nmodel.Sample(inst, slab, [], cell).calc_f(0, 0, 0.3)", /qq/],
    ["model.Sample(inst, slab, [slab], cell).export_xyz('a')", /prepares a file of atom positions/],
    ["second.Sample([slab])", /a sample takes a list of Domains, not 'Slab'/],
    ["second.Sample().calc_i(inst, 0, 0, 0.3)", /the sample has no domain/],
  ] as const) {
    raises(statement, message);
  }
});

test("a text of find_atoms sees nothing of the script and costs its length", () => {
  raises("secret = 1\nslab.find_atoms('secret == 1')", /name 'secret' is not defined/);
  raises("slab.find_atoms('().__class__.__mro__[1].__subclasses__()')", /has no attribute/);
  raises("while True:\n    slab.find_atoms('z > 0')", /more steps than one evaluation may/);
});

test("what would take the machine's time or memory ends by the budget", () => {
  const sample = (slabs: string) => `sample = model.Sample(inst, slab, ${slabs}, cell)\n`;
  const spent =
    /more steps than one evaluation may|more than a script may make|more memory than it may|than fit into memory/;
  raises(`${sample("[slab]*(10**7)")}sample.calc_f(1, 0, np.linspace(0.1, 3.9, 100))`, spent);
  raises(`${sample("[slab]*(6*10**7)")}sample.calc_f(1, 0, 0.3)`, spent);
  raises(`${sample("[slab]")}x = np.linspace(0.1, 3.9, 10**7)\nsample.calc_f(x, x, x)`, spent);
  raises(`${sample("[slab]*(10**6)")}sample.calc_rhos(0.1, 0.2, 0.3)`, spent);
  raises(`${sample("[slab]")}while True:\n    sample.calc_f(1, 0, 0.3)`, spent);
});
