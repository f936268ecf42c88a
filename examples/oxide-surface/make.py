"""Crystal truncation rods of strontium titanate with a relaxed surface, as a synchrotron gives them."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make_several

SCRIPT = """\
import models.sxrd2 as model
from models.utils import UserVars
from models.symmetries import *

# BEGIN Instruments
inst = model.Instrument(inten=1.0, wavel=0.8, alpha=0.6, geom='alpha_in fixed')
# END Instruments

# BEGIN UnitCells
uc = model.UnitCell(a=3.905, b=3.905, c=3.905, alpha=90, beta=90, gamma=90)
# END UnitCells

# BEGIN Slabs
bulk = model.Slab(c=1.0, slab_oc=1.0)
bulk.add_atom(id='Sr', el='sr2p', x=0.0, y=0.0, z=0.0, u=0.008, oc=1.0, m=1.0)
bulk.add_atom(id='Ti', el='ti4p', x=0.5, y=0.5, z=0.5, u=0.006, oc=1.0, m=1.0)
bulk.add_atom(id='O1', el='o2m', x=0.5, y=0.5, z=0.0, u=0.01, oc=1.0, m=1.0)
bulk.add_atom(id='O2', el='o2m', x=0.5, y=0.0, z=0.5, u=0.01, oc=1.0, m=1.0)
bulk.add_atom(id='O3', el='o2m', x=0.0, y=0.5, z=0.5, u=0.01, oc=1.0, m=1.0)

inner = model.Slab(c=1.0, slab_oc=1.0)
inner.add_atom(id='Sr', el='sr2p', x=0.0, y=0.0, z=0.0, u=0.008, oc=1.0, m=1)
inner.add_atom(id='Ti', el='ti4p', x=0.5, y=0.5, z=0.5, u=0.006, oc=1.0, m=1)
inner.add_atom(id='O1', el='o2m', x=0.5, y=0.5, z=0.0, u=0.01, oc=1.0, m=1)
inner.add_atom(id='O2', el='o2m', x=0.0, y=0.5, z=0.5, u=0.01, oc=1.0, m=2)

outer = model.Slab(c=1.0, slab_oc=1.0)
outer.add_atom(id='Sr', el='sr2p', x=0.0, y=0.0, z=0.0, u=0.012, oc=1.0, m=1)
outer.add_atom(id='Ti', el='ti4p', x=0.5, y=0.5, z=0.5, u=0.01, oc=1.0, m=1)
outer.add_atom(id='O1', el='o2m', x=0.5, y=0.5, z=0.0, u=0.015, oc=1.0, m=1)
outer.add_atom(id='O2', el='o2m', x=0.0, y=0.5, z=0.5, u=0.015, oc=1.0, m=2)
# END Slabs

# BEGIN Domains
terrace = model.Domain(bulk, [inner, outer], uc, occ=1.0, surface_sym=p4mm, bulk_sym=[])
# END Domains

# BEGIN Samples
sample = model.Sample([terrace], cohf=0.0)
# END Samples

# BEGIN Parameters
cp = UserVars()
# END Parameters

oxygen = outer.find_atoms('el == "o2m"')

def Sim(data):
    I = []
    # BEGIN DataSet 0
    d = data[0]
    I.append(sample.calc_i(inst, d.h, d.k, d.x))
    # END DataSet 0
    # BEGIN DataSet 1
    d = data[1]
    I.append(sample.calc_i(inst, d.h, d.k, d.x))
    # END DataSet 1
    # BEGIN DataSet 2
    d = data[2]
    I.append(sample.calc_i(inst, d.h, d.k, d.x))
    # END DataSet 2
    return I
"""

ROWS = [
    # parameter          truth    guess   min     max
    ("inst.set_inten", 2.4, 1.0, 0.3, 10.0),
    ("outer.set_oc", 0.72, 1.0, 0.2, 1.2),
    ("outer.setSrdz", -0.031, 0.0, -0.08, 0.08),
    ("outer.setTidz", 0.024, 0.0, -0.08, 0.08),
    ("oxygen.setdz", 0.012, 0.0, -0.08, 0.08),
    ("inner.setTidz", -0.008, 0.0, -0.08, 0.08),
]


def rod(h, k):
    """l from 0.1 to 3.9, without the points next to the bulk's Bragg points, which saturate the detector."""
    l = np.arange(0.1, 3.95, 0.05)
    l = l[np.abs(l - np.round(l)) > 0.06]
    return f"({h}, {k})", l, {"h": np.full(len(l), float(h)), "k": np.full(len(l), float(k))}


def noise(rng, curve):
    """5 % at every point: how well equivalent rods agree."""
    error = 0.05 * curve
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20262):
    make_several(
        folder_of(__file__),
        sets=[rod(1, 0), rod(1, 1), rod(2, 1)],
        script=SCRIPT,
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 100},
        seed=seed,
    )


if __name__ == "__main__":
    main()
