"""Resonant X-rays from a thin film of iron and cobalt: the reflectivity, and how much more of one circular polarisation it is."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make_several

# 707 eV, the L3 edge of iron, as an invented sample has it.
SCRIPT = """\
from numpy import *
import models.mag_refl as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(probe='x-ray anis.', wavelength=17.54, coords='q', I0=1.0, Ibkg=2e-7, xpol='tot', restype='no conv', footype='no corr',)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(dens=0.0)
cap = model.Layer(d=22.0, dens=0.0603, sigma=4.0, f=11.2-0.45j)
fe = model.Layer(d=80.0, dens=0.0849, sigma=3.0, f=16.5-1.2j, fr=4.0-9.0j, fm1=0.62-1.35j, resdens=0.7, magn=2.0, dd_u=4.0, dmag_u=-1.0, sigma_mu=2.0)
Sub = model.Layer(dens=0.0535, sigma=3.0, f=19.0-0.65j)
film = model.Stack(Layers=[fe, cap], Repetitions=1)
sample = model.Sample(Stacks=[film], Ambient=Amb, Substrate=Sub)
# END Sample

# BEGIN Parameters DO NOT CHANGE
cp = UserVars()
# END Parameters

SLD = []
def Sim(data):
    I = []
    SLD[:] = []
    # BEGIN Dataset 0 DO NOT CHANGE
    d = data[0]
    inst.setXpol('tot')
    I.append(sample.SimSpecular(d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 0
    # BEGIN Dataset 1 DO NOT CHANGE
    d = data[1]
    inst.setXpol('ass')
    I.append(sample.SimSpecular(d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 1
    return I
"""

ROWS = [
    # parameter        truth  guess  min   max
    ("fe.setD", 86.0, 80.0, 60.0, 110.0),
    ("fe.setSigma", 4.2, 3.0, 0.0, 9.0),
    ("fe.setMagn", 2.35, 2.0, 0.5, 3.5),
    ("fe.setDd_u", 7.5, 4.0, 0.0, 20.0),
    ("cap.setD", 26.0, 22.0, 10.0, 40.0),
    ("inst.setI0", 0.96, 1.0, 0.8, 1.2),
]


def noise(rng, curve):
    """4 % on every point of the reflectivity; 0.02 on every point of the asymmetry, which is the one that changes its sign."""
    error = 0.04 * curve if np.all(curve > 0) else np.full_like(curve, 0.02)
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20268):
    x = np.linspace(0.02, 0.28, 50)
    make_several(
        folder_of(__file__),
        [("reflectivity", x, {}), ("asymmetry", x, {})],
        script=SCRIPT,
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 80},
        seed=seed,
    )


if __name__ == "__main__":
    main()
