"""An X-ray measurement of a titanium oxide film on silicon, as a laboratory diffractometer gives it."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
import numpy as np
from genx_project import folder_of, make

SCRIPT = """\
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp, fw, bc, bw

# BEGIN Instrument DO NOT CHANGE
from models.utils import create_fp, create_fw
inst = model.Instrument(probe='x-ray', wavelength=1.5406, coords='tth', I0=1.0, res=0.01, restype='no conv', respoints=5, resintrange=2, beamw=0.05, footype='gauss beam', samplelen=20.0, incangle=0.0, pol='uu', Ibkg=4e-07, tthoff=0.0,)
inst_fp = create_fp(inst.wavelength); inst_fw = create_fw(inst.wavelength)
fp.set_wavelength(inst.wavelength); fw.set_wavelength(inst.wavelength)
# END Instrument

# BEGIN Sample DO NOT CHANGE
Amb = model.Layer(d=0.0, f=0j, dens=0.0, sigma=0.0)
film = model.Layer(d=200.0, f=fp.Ti + fp.O*2, dens=0.029, sigma=5.0)
Sub = model.Layer(d=0.0, f=fp.Si, dens=8/5.4310**3, sigma=3.0)

top = model.Stack(Layers=[film], Repetitions=1)

sample = model.Sample(Stacks=[top], Ambient=Amb, Substrate=Sub)
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
    # parameter        truth    guess    min     max
    ("film.setD", 184.0, 200.0, 120.0, 260.0),
    ("film.setDens", 0.0272, 0.029, 0.02, 0.035),
    ("film.setSigma", 4.2, 6.0, 0.0, 12.0),
    ("Sub.setSigma", 2.6, 4.0, 0.0, 8.0),
    ("inst.setI0", 1.07, 1.0, 0.6, 1.6),
]


def noise(rng, curve):
    """Every point is off by 4 % (beam and monitor), which its error bar says."""
    error = 0.04 * curve
    return curve + error * rng.standard_normal(len(curve)), error


def main(seed=20260):
    make(
        folder_of(__file__),
        name="TiO2 on Si, Cu K-alpha",
        script=SCRIPT,
        x=np.linspace(0.3, 5.0, 236),
        rows=ROWS,
        noise=noise,
        figure_of_merit="log",
        settings={"km": 0.7, "kr": 0.7, "use_pop_mult": False, "pop_size": 40, "use_max_generations": True, "max_generations": 100},
        seed=seed,
    )


if __name__ == "__main__":
    main()
