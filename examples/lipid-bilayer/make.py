"""A lipid bilayer on silicon in three waters, measured with neutrons."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make_several

SCRIPT = """\
from numpy import *
import models.soft_nx as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(probe='neutron', wavelength=5.0, coords='q', I0=1.0, res=0.03, restype='full conv and varying res. (dx/x)', respoints=5, resintrange=2, footype='no corr', Ibkg=3e-06, tthoff=0.0,)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(sld_n=6.36)
outer = model.Layer(d=9.0, sigma=3.5)
tails = model.Layer(d=28.0, sigma=4.0, sld_n=-0.35)
inner = model.Layer(d=9.0, sigma=3.5)
gap = model.Layer(d=6.0, sigma=3.0)
ox = model.Layer(d=14.0, sigma=3.0, sld_n=3.47)
Sub = model.Layer(sld_n=2.07, sigma=3.0)
film = model.Stack(Layers=[ox, gap, inner, tails, outer], Repetitions=1)
sample = model.Sample(Stacks=[film], Ambient=Amb, Substrate=Sub)
# END Sample

# BEGIN Parameters DO NOT CHANGE
cp = UserVars()
cp.new_var('wet', 0.3)
cp.new_var('heads', 9.0)
# END Parameters

# Heavy water, water that silicon does not see, and water.
waters = [6.36, 2.07, -0.56]

SLD = []
def Sim(data):
    I = []
    SLD[:] = []
    for d, water in zip(data, waters):
        Amb.setSld_n(water)
        gap.setSld_n(water)
        for heads in [inner, outer]:
            heads.setD(cp.heads)
            heads.setSld_n((1 - cp.wet)*1.86 + cp.wet*water)
        I.append(sample.SimSpecular(d.x, inst))
        if _sim: SLD.append(sample.SimSLD(None, None, inst))
    return I
"""

ROWS = [
    # parameter      truth   guess   min    max
    ("tails.setD", 31.5, 28.0, 20.0, 40.0),
    ("cp.setHeads", 8.2, 9.0, 5.0, 14.0),
    ("cp.setWet", 0.42, 0.3, 0.1, 0.8),
    ("gap.setD", 4.5, 6.0, 1.0, 12.0),
    ("ox.setD", 17.0, 14.0, 8.0, 30.0),
]


def noise(rng, curve):
    """2 % of monitor, and a background that was subtracted to within 2e-7."""
    error = np.sqrt((0.02 * curve) ** 2 + 2e-7**2)
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20264):
    q = np.geomspace(0.01, 0.25, 60)
    make_several(
        folder_of(__file__),
        sets=[(name, q, {}) for name in ("D2O", "silicon-matched water", "H2O")],
        script=SCRIPT,
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 60},
        seed=seed,
    )


if __name__ == "__main__":
    main()
