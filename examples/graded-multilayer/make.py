"""An X-ray measurement of a nickel-titanium multilayer that gets rougher and thicker as it grows."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make

# `complex(...)`: GenX 3.8.13 loses the absorption of a value straight from a table in spec_inhom.
SCRIPT = """\
from numpy import *
import models.spec_inhom as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='2θ', I0=1e6, res=0.02, restype='full conv and varying res.', respoints=5, resintrange=2, footype='square beam', beamw=0.1, samplelen=20.0, Ibkg=1.0, tthoff=0.0,)
fp.set_wavelength(inst.wavelength)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(dens=0.0)
ni = model.Layer(d=35.0, dens=0.0913, sigma=4.0, f=complex(fp.Ni))
ti = model.Layer(d=25.5, dens=0.0568, sigma=4.0, f=complex(fp.Ti))
Sub = model.Layer(dens=8/5.4310**3, sigma=3.0, f=complex(fp.Si))
ml = model.Stack(Layers=[ti, ni], Repetitions=10, sigma_gtype='absolute linear', sigma_gradient=1.0, d_gradient=0.0)
sample = model.Sample(Stacks=[ml], Ambient=Amb, Substrate=Sub)
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
    I.append(sample.SimSpecular(d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 0
    return I
"""

ROWS = [
    # parameter                truth   guess   min    max
    ("ni.setD", 36.2, 35.0, 33.0, 40.0),
    ("ti.setD", 24.7, 25.5, 22.0, 28.0),
    ("ni.setSigma", 4.6, 4.0, 2.0, 9.0),
    ("ml.setSigma_gradient", 3.5, 1.0, 0.0, 8.0),
    ("ml.setD_gradient", 0.015, 0.0, -0.04, 0.04),
    ("inst.setI0", 1.05e6, 1e6, 8e5, 1.25e6),
]


def noise(rng, curve):
    """4 % on every point."""
    error = 0.04 * curve
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20265):
    make(
        folder_of(__file__),
        name="Ni/Ti multilayer",
        script=SCRIPT,
        x=np.linspace(0.4, 5.6, 120),
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 80},
        seed=seed,
    )


if __name__ == "__main__":
    main()
