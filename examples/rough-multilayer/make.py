"""X-ray measurements of a molybdenum-silicon multilayer, on and beside the specular rod."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make_several

SCRIPT = """\
from numpy import *
import models.interdiff as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
inst = model.Instrument(wavelength=1.5406, coords='2θ', I0=1e8, I0_offspec=1.0, Ibkg=2.0, restype='no conv', res=0.01, detres=0.04, dettype='gauss', respoints=5, resintrange=2, footype='square beam', beamw=0.05, samplelen=25.0, taylor_n=4,)
fp.set_wavelength(inst.wavelength)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(dens=0.0, sigma=0.0)
mo = model.Layer(d=28.0, dens=0.0642, sigma=5.0, sigmai=2.0, f=fp.Mo)
si = model.Layer(d=41.0, dens=0.0499, sigma=4.0, sigmai=1.5, f=fp.Si)
Sub = model.Layer(dens=8/5.4310**3, sigma=2.5, sigmai=0.5, f=fp.Si)
ml = model.Stack(Layers=[mo, si], Repetitions=8)
sample = model.Sample(Stacks=[ml], Ambient=Amb, Substrate=Sub, eta_z=150.0, eta_x=150.0, h=0.5)
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
    # BEGIN Dataset 1 DO NOT CHANGE
    d = data[1]
    I.append(sample.SimOffSpecular(2.62, d.x, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 1
    # BEGIN Dataset 2 DO NOT CHANGE
    d = data[2]
    I.append(sample.SimOffSpecular(d.x, d.x/2 - 0.12, inst))
    if _sim: SLD.append(sample.SimSLD(None, None, inst))
    # END Dataset 2
    return I
"""

ROWS = [
    # parameter           truth   guess   min     max
    ("mo.setD", 27.2, 28.0, 24.0, 32.0),
    ("mo.setSigma", 6.1, 5.0, 2.0, 10.0),
    ("mo.setSigmai", 3.2, 2.0, 0.5, 6.0),
    ("sample.setEta_x", 260.0, 150.0, 40.0, 800.0),
    ("sample.setEta_z", 310.0, 150.0, 40.0, 1200.0),
    ("sample.setH", 0.68, 0.5, 0.25, 1.0),
]


def noise(rng, curve):
    """4 % on every point."""
    error = 0.04 * curve
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20269):
    make_several(
        folder_of(__file__),
        [
            ("on the specular rod", np.linspace(0.4, 6.0, 120), {}),
            ("rocking curve at the Bragg peak", np.linspace(0.1, 2.5, 60), {}),
            ("offset scan", np.linspace(0.8, 6.0, 80), {}),
        ],
        script=SCRIPT,
        rows=ROWS,
        noise=noise,
        figure_of_merit="chi2bars",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 80},
        seed=seed,
    )


if __name__ == "__main__":
    main()
