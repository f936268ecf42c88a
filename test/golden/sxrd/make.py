"""Surface diffraction by genx.models.sxrd and sxrd2, from GenX 3 (genx3): run it in this folder, with genx3 installed.

Writes cases.json: scripts by name, which run in GenX and here as they are, and what each leaves in `out`, a list of rows.
A complex row is {"re", "im"}. Nothing that GenX gets wrong is in it: docs/genx-differences.md.
"""

import json
import platform
from importlib.metadata import version

import numpy as np

PEROVSKITE = """
import numpy as np
import genx.models.sxrd as model
from genx.models.symmetries import *
inst = model.Instrument(wavel=0.77, alpha=0.35)
cell = model.UnitCell(3.905, 3.905, 3.96, 90, 90, 90)
bulk = model.Slab()
bulk.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.0, 0.006, 1.0)
bulk.add_atom('Ti', 'ti4p', 0.5, 0.5, 0.5, 0.005, 1.0)
bulk.add_atom('O1', 'o2m', 0.5, 0.5, 0.0, 0.008, 1.0)
bulk.add_atom('O2', 'o2m', 0.5, 0.0, 0.5, 0.008, 1.0)
bulk.add_atom('O3', 'o2m', 0.0, 0.5, 0.5, 0.008, 1.0)
film = model.Slab(c=1.04, slab_oc=0.9)
film.add_atom('La', 'la3p', 0.0, 0.01, 0.02, 0.007, 0.9, 1)
film.add_atom('Al', 'al3p', 0.5, 0.48, 0.51, 0.006, 1.0, 1)
film.add_atom('O1', 'o2m', 0.5, 0.5, 0.01, 0.012, 0.8, 1)
film.add_atom('O2', 'o2m', 0.5, 0.0, 0.49, 0.009, 1.0, 2)
top = film.copy()
top.set_c(0.97)
l = np.linspace(0.07, 4.13, 59)
one = np.ones(l.shape)
"""

HEXAGONAL = """
import numpy as np
import genx.models.sxrd2 as model
from genx.models.symmetries import *
inst = model.Instrument(inten=1.7, wavel=0.71, alpha=0.5)
cell = model.UnitCell(a=2.77, b=2.77, c=6.78, alpha=90, beta=90, gamma=120)
bulk = model.Slab(c=1.0, slab_oc=1.0)
bulk.add_atom(id='P1', el='pt', x=0.0, y=0.0, z=0.0, u=0.004, oc=1.0, m=1.0)
bulk.add_atom(id='P2', el='Pt', x=2/3., y=1/3., z=1/3., u=0.004, oc=1.0, m=1.0)
bulk.add_atom(id='P3', el='pt', x=1/3., y=2/3., z=2/3., u=0.004, oc=1.0, m=1.0)
top = model.Slab(c=0.34)
top.add_atom(id='P1', el='pt', x=0.03, y=0.01, z=0.02, u=0.006, oc=0.8)
ada = model.Slab(name='ada', c=0.31, slab_oc=0.5)
ada.add_atom(id='O', el='o', x=0.64, y=0.31, z=0.1, u=0.02)
ada.add_atom(id='C', el='c', x=0.64, y=0.31, z=0.27, u=0.03)
l = np.linspace(0.11, 5.3, 41)
one = np.ones(l.shape)
"""

CASES = {
    "rods of a film, whole and broken indices": PEROVSKITE + """
sample = model.Sample(inst, bulk, [film] + [top, film]*2, cell)
out = [sample.calc_f(h*one, k*one, l) for h, k in [(0, 0), (1, 0), (-2, 1), (0.5, 0), (1.5, 2.5), (3, 3)]]
sample.set_surface_sym([SymTrans([[1, 0], [0, 1]]), SymTrans([[0, -1], [1, 0]], [0.5, 0.25])])
sample.set_bulk_sym([SymTrans(), SymTrans([[-1, 0], [0, -1]])])
inst.set_inten(3.5)
out += [f(1*one, 2*one, l) for f in [sample.calc_f, sample.turbo_calc_f, sample.calc_fs, sample.calc_fb]]
out += [sample.calc_f(0*one, 1*one, -l)]
""",
    "scans along h and along a line": PEROVSKITE + """
sample = model.Sample(inst, bulk, [film, top], cell)
h = np.linspace(-1.2, 2.2, 35)
out = [sample.calc_f(h, 1 + 0*h, 0.3 + 0*h), sample.calc_f(h, 2*h, 0.2 + h), sample.calc_f(np.round(h), np.round(2*h), 0.2 + h)]
""",
    "a triclinic cell": PEROVSKITE + """
cell = model.UnitCell(4.1, 5.2, 6.3, 82, 97, 111)
sample = model.Sample(inst, bulk, [film, top, film], cell)
sample.set_surface_sym([SymTrans(), SymTrans([[-1, 0], [0, -1]])])
out = [sample.calc_f(h*one, k*one, l) for h, k in [(0, 0), (1, 0), (-2, 1), (2, 3)]]
out += [cell.abs_hkl(2*one, -1*one, l), np.array([cell.vol()])]
""",
    "shifts, widths and occupancies by their setters": PEROVSKITE + """
sample = model.Sample(inst, bulk, [film, top], cell)
film.setLadz(0.013); film.setLadx(-0.02); film.setO2dy(0.03); film.setAlu(0.05); film.setO1oc(0.3); film.setO2m(4)
top.set_oc(0.35); top.set_c(1.11)
bulk.setTiu(0.03); bulk.setTidz(0.01)
out = [sample.calc_f(h*one, k*one, l) for h, k in [(0, 0), (1, 0), (2, 1)]]
out += [film.dz, film.oc, np.array([film.getLadz(), film.getO2m(), top.get_oc(), top.get_c(), top.slab_oc])]
deep = film.copy()
film.setLadz(0.5)
out += [deep.dz, deep.dx, deep.oc]
""",
    "groups of atoms": PEROVSKITE + """
oxygen = film.find_atoms('el == "o2m"') + top.find_atoms('el == "o2m" and z > 0.3')
upper = top.find_atoms('np.abs(z - 0.5) < 0.1')
some = film.find_atoms([True, False, False, True])
every = top.all_atoms()
oxygen.setu(0.02); oxygen.setoc(0.7); upper.setdz(0.03); some.setdx(0.01); every.setdy(-0.02)
film['La'].setdz(0.004)
out = [film.u, film.oc, film.dx, film.dz, top.u, top.oc, top.dy, top.dz]
out += [np.array([oxygen.getu(), upper.getdz(), every.getu(), some.getdx(), len(upper.ids), len(oxygen.ids)])]
sample = model.Sample(inst, bulk, [film, top], cell)
out += [sample.calc_f(1*one, 0*one, l)]
""",
    "two elements on a site": PEROVSKITE + """
film.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.02, 0.007, 0.0, 1)
top.add_atom('Sr', 'sr2p', 0.0, 0.0, 0.02, 0.007, 0.4, 1)
mixed = film['La'] ^ film['Sr']
mixed.setcomp(0.7)
out = [film.oc.copy()]
mixed.setoc(0.9); mixed.setdz(0.01); mixed.setu(0.03)
out += [film.oc.copy(), film.dz.copy(), film.u.copy(), np.array([mixed.getoc(), mixed.getcomp(), mixed.getdz()])]
free = top['La'] | top['Sr']
free.setcomp(0.2); free.setdz(0.05)
out += [top.oc.copy(), top.dz.copy()]
both = mixed + free
both.setoc(0.6)
out += [film.oc.copy(), top.oc.copy()]
sample = model.Sample(inst, bulk, [film, top], cell)
out += [sample.calc_f(1*one, 0*one, l)]
""",
    "wavelength, angle and tables": PEROVSKITE + """
from genx.models.utils import f, rho
sample = model.Sample(inst, bulk, [film], cell)
inst.set_energy(16.2)
out = [sample.calc_f(1*one, 0*one, l), np.array([inst.wavel, inst.geom])]
inst.set_wavel(1.3); inst.set_alpha(2.0); inst.set_geometry('alpha_in eq alpha_out')
out += [sample.calc_f(0*one, 0*one, np.round(l)), np.array([inst.wavel, inst.geom, inst.get_alpha(), inst.get_inten()])]
own = model.Instrument(0.9, 0.2, 'alpha_out fixed', f, rho)
sample = model.Sample(own, bulk, [film], cell, [SymTrans()], [])
out += [sample.calc_f(1*one, 1*one, l)]
inst.set_wavel(0.9); inst.set_alpha(0.2)
""",
    "the density of the surface": PEROVSKITE + """
sample = model.Sample(inst, bulk, [film, film, top], cell)
sample.set_surface_sym([SymTrans(), SymTrans([[-1, 0], [0, -1]])])
z = np.linspace(-0.2, 3.4, 37)
out = [sample.calc_rhos(0*z + 0.1, 0*z + 0.4, z), sample.calc_rhos(0.3*z, 0*z + 0.4, z, 2.5)]
""",
    "one scale for all curves": PEROVSKITE + """
class Set:
    def __init__(self, y, use):
        self.y, self.use = y, use
data = [Set(l**2, True), Set(3*l, True), Set(100*l, False)]
told = []
curves = [1 + l, 2 + l**2, l]
out = model.scale_sim(data, curves, told.append) + model.scale_sqrt_sim(data, curves) + [np.array(told)]
""",
    "atoms come and go": PEROVSKITE + """
film.del_atom('O2')
film.add_atom('F', 'f1m', 0.5, 0.0, 0.5)
film.setFoc(0.6)
sample = model.Sample(inst, bulk, [film], cell)
out = [sample.calc_f(1*one, 0*one, l), film.x, film.oc, np.array(['O2' in film, 'F' in film])]
""",
    "two domains of a hexagonal surface": HEXAGONAL + """
dom1 = model.Domain(bulk, [top, ada], cell, occ=0.6, surface_sym=p3, bulk_sym=p3)
dom2 = model.Domain(bulk, [top], cell, surface_sym=p3m1, occ=0.4)
dom3 = model.Domain(bulk, [ada, top, ada], cell)
dom3.set_occ(0.1)
sample = model.Sample([dom1, dom2, dom3], cohf=0.3)
out = []
for coherent in [0.0, 0.25, 1.0]:
    sample.set_cohf(coherent)
    out += [sample.calc_i(inst, h*one, k*one, l) for h, k in [(1, 0), (0, 1), (0.5, 0)]] + [sample.calc_f(inst, 0*one, 0*one, l)]
out += [dom1.calc_f(inst, one, one, l), dom1.calc_fs(inst, one, one, l), dom1.calc_fb(inst, one, one, l)]
sample.set_domains([dom2])
out += [sample.calc_f(inst, 2*one, one, l)]
""",
    "all plane groups": HEXAGONAL + """
out = []
for group in [p1, p2, pm, pg, cm, p2mm, p2mg, p2gg, c2mm, p4, p4mm, p4gm, p3, p3m1, p31m, p6, p6mm]:
    domain = model.Domain(bulk, [top, ada], cell, surface_sym=group, bulk_sym=p3)
    out += [domain.calc_f(inst, 1*one, 0*one, l), domain.calc_f(inst, -2*one, 1*one, l)]
""",
    "a surface in parts of the window's script": HEXAGONAL + """
atoms = top.add_atom(id='Q', el='pd', x=0.4, y=0.2, z=0.5, u=0.01)
atoms.setdx(0.01)
values = ada.get_atom_parameters('C')
out = [np.array([values['x'], values['z'], values['u'], ada.get_len(), top.get_len()])]
out += [top.dx, cell.abs_hkl(1*one, 1*one, l)]
domain = model.Domain(bulk, [top, ada, top], cell)
domain.set_surface_sym(p6mm)
domain.set_bulk_sym([])
out += [domain.calc_f(inst, 1*one, 0*one, l)]
""",
}


def plain(row):
    row = np.asarray(row)
    if np.iscomplexobj(row):
        return dict(re=row.real.tolist(), im=row.imag.tolist())
    return row.astype(float).tolist()


def run(script):
    names = {}
    exec(script, names)
    return [plain(row) for row in names["out"]]


cases = [dict(name=name, script=script.strip(), out=run(script)) for name, script in CASES.items()]
versions = dict(genx=version("genx3"), numpy=np.__version__, python=platform.python_version())
with open("cases.json", "w") as file:
    file.write('{\n"versions": %s,\n"cases": [\n' % json.dumps(versions))
    file.write(",\n".join(json.dumps(case) for case in cases))
    file.write("\n]\n}\n")
