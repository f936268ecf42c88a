"""An X-ray measurement of platinum that has diffused into a nickel film from above."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make

SCRIPT = """\
from numpy import *
import models.spec_adaptive as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='2θ', I0=1e6, restype='no conv', footype='no corr', Ibkg=1.0, tthoff=0.0,)
fp.set_wavelength(inst.wavelength)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(dens=0.0)
ni = model.Layer(d=80.0, dens=0.0913, sigma=4.0, f=fp.Ni)
Sub = model.Layer(dens=8/5.4310**3, sigma=3.0, f=fp.Si)
film = model.Stack(Layers=[ni], Repetitions=1)
# Platinum is an element of its own: nothing up to the depth where it begins, then more and more of it up to the surface.
gap = model.Layer(d=70.0, dens=0.0, sigma=8.0, rough_type='exp-2')
pt = model.Layer(d=10.0, dens=0.03, sigma=4.0, f=fp.Pt)
platinum = model.Stack(Layers=[gap, pt], Repetitions=1, Element=1)
# Limits that every step exceeds: slabs of the smallest size, so that a fit sees no jumps.
sample = model.Sample(Stacks=[film, platinum], Ambient=Amb, Substrate=Sub, minimal_steps=2.0, max_diff_x=1e-09, max_diff_n=1e-09)
# END Sample

# BEGIN Parameters DO NOT CHANGE
cp = UserVars()
cp.new_var('film', 80.0)
cp.new_var('cap', 10.0)
# END Parameters

SLD = []
def Sim(data):
    I = []
    SLD[:] = []
    ni.setD(cp.film)
    gap.setD(cp.film - cp.cap)
    pt.setD(cp.cap)
    # BEGIN Dataset 0 DO NOT CHANGE
    d = data[0]
    I.append(sample.SimSpecular(d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 0
    return I
"""

ROWS = [
    # parameter     truth   guess   min    max
    ("cp.setFilm", 87.0, 80.0, 70.0, 100.0),
    ("cp.setCap", 12.5, 10.0, 5.0, 25.0),
    ("gap.setSigma", 13.0, 8.0, 3.0, 25.0),
    ("pt.setDens", 0.022, 0.03, 0.005, 0.06),
    ("ni.setSigma", 5.0, 4.0, 2.0, 9.0),
]


def noise(rng, curve):
    """3 % on every point."""
    error = 0.03 * curve
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20267):
    make(
        folder_of(__file__),
        name="Pt on Ni",
        script=SCRIPT,
        x=np.linspace(0.4, 7.0, 100),
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 60},
        seed=seed,
    )


if __name__ == "__main__":
    main()
