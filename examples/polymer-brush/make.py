"""A neutron measurement of a polymer brush on silicon, swollen in heavy water."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make

SCRIPT = """\
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(probe='neutron', wavelength=5.0, coords='q', I0=1.0, res=0.03, restype='full conv and varying res. (dx/x)', respoints=5, resintrange=2, footype='no corr', Ibkg=2e-06, tthoff=0.0,)
# END Instrument

# Styrene against heavy water: number densities in formula units per cubic Angstroem
styrene = (bc.C*8 + bc.H*8, 0.00607)
water = (bc.i2H*2 + bc.O, 0.0332)

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(b=water[0], dens=water[1])
ox = model.Layer(b=bc.Si + bc.O*2, dens=0.0221, d=14.0, sigma=3.0)
Sub = model.Layer(b=bc.Si, dens=8/5.4310**3, sigma=3.0)
# END Sample

# The brush is cut into slices of equal thickness; its volume fraction falls
# as a parabola from the wall to the tip.
slices = [model.Layer(dens=1.0, sigma=0.0) for i in range(24)]
brush = model.Stack(Layers=slices, Repetitions=1)
wall = model.Stack(Layers=[ox], Repetitions=1)
sample = model.Sample(Stacks=[wall, brush], Ambient=Amb, Substrate=Sub)

# BEGIN Parameters DO NOT CHANGE
cp = UserVars()
cp.new_var('height', 300.0)
cp.new_var('phi', 0.5)
# END Parameters

def volume_fraction(u):
    return cp.phi*(1.0 - u**2)

def fill():
    n = len(slices)
    phi = volume_fraction((arange(n) + 0.5)/n)
    for k, layer in enumerate(slices):
        layer.d = cp.height/n
        layer.b = phi[k]*styrene[0]*styrene[1] + (1.0 - phi[k])*water[0]*water[1]

SLD = []
def Sim(data):
    I = []
    SLD[:] = []
    fill()
    # BEGIN Dataset 0 DO NOT CHANGE
    d = data[0]
    I.append(sample.SimSpecular(d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 0
    return I
"""

ROWS = [
    # parameter        truth    guess    min     max
    ("cp.setHeight", 268.0, 300.0, 150.0, 450.0),
    ("cp.setPhi", 0.62, 0.5, 0.2, 1.0),
    ("ox.setD", 17.5, 14.0, 5.0, 40.0),
    ("inst.setI0", 0.98, 1.0, 0.7, 1.3),
]


def noise(rng, curve):
    """Counting noise: 2e6 neutrons in the direct beam, a little more time spent at each larger q, and 1 % of monitor."""
    counts = curve * 2e6 * np.linspace(1.0, 30.0, len(curve)) ** 2
    error = np.sqrt(curve**2 / counts + (0.01 * curve) ** 2)
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20262):
    make(
        folder_of(__file__),
        name="brush in D2O",
        script=SCRIPT,
        x=np.geomspace(0.008, 0.2, 110),
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 80},
        seed=seed,
    )


if __name__ == "__main__":
    main()
