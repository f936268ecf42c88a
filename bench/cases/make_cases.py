"""Makes the .gx files of this folder with GenX itself: models and noise of our
own, seeded, saved as GenX's window would save them.

    pip install genx3==3.8.13 && python make_cases.py

xray.gx      three layers on silicon, 200 points, six parameters, FOM log
periodic.gx  50 times Ni/Si, 1000 points, four parameters, FOM log
"""

from pathlib import Path

import genx
import numpy as np
from genx.core.config import config
from genx.diffev import DiffEv
from genx.model_control import ModelController

SIM = """\
cp = UserVars()

def Sim(data):
    I = []
    d = data[0]
    I.append(sample.SimSpecular(d.x, inst))
    return I
"""

XRAY = """\
import models.spec_nx as model
from models.utils import UserVars, fp

inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', I0=1.0, Ibkg=1e-7, restype='no conv', footype='no corr')
fp.set_wavelength(inst.wavelength)

Amb = model.Layer(dens=0.0)
oxide = model.Layer(d=25.0, dens=0.0332, sigma=5.0, f=fp.Cr*2 + fp.O*3)
gold = model.Layer(d=110.0, dens=0.059, sigma=4.0, f=fp.Au)
glue = model.Layer(d=32.0, dens=0.0833, sigma=3.0, f=fp.Cr)
Sub = model.Layer(dens=0.04994, sigma=3.5, f=fp.Si)
film = model.Stack(Layers=[glue, gold, oxide], Repetitions=1)
sample = model.Sample(Stacks=[film], Ambient=Amb, Substrate=Sub)
"""
XRAY_FIT = [
    ("oxide.setD", 25.0, 18.0, 10.0, 40.0),
    ("gold.setD", 110.0, 125.0, 80.0, 150.0),
    ("glue.setD", 32.0, 38.0, 15.0, 50.0),
    ("gold.setSigma", 4.0, 7.0, 0.5, 12.0),
    ("glue.setDens", 0.0833, 0.075, 0.06, 0.1),
    ("inst.setI0", 1.0, 1.3, 0.3, 3.0),
]

PERIODIC = """\
import models.spec_nx as model
from models.utils import UserVars, fp

inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', I0=1.0, Ibkg=1e-8, restype='no conv', footype='no corr')
fp.set_wavelength(inst.wavelength)

Amb = model.Layer(dens=0.0)
nickel = model.Layer(d=21.0, dens=0.0914, sigma=2.5, f=fp.Ni)
silicon = model.Layer(d=33.0, dens=0.0498, sigma=2.5, f=fp.Si)
Sub = model.Layer(dens=0.04994, sigma=2.0, f=fp.Si)
mirror = model.Stack(Layers=[nickel, silicon], Repetitions=50)
sample = model.Sample(Stacks=[mirror], Ambient=Amb, Substrate=Sub)
"""
PERIODIC_FIT = [
    ("nickel.setD", 21.0, 20.0, 15.0, 27.0),
    ("silicon.setD", 33.0, 34.0, 27.0, 39.0),
    ("nickel.setSigma", 2.5, 4.0, 0.5, 8.0),
    ("inst.setI0", 1.0, 1.3, 0.3, 3.0),
]


def make(name, script, fit, x):
    """fit: (parameter, truth, start, min, max); the data are the truth with 3 % of noise."""
    controller = ModelController(DiffEv())
    model = controller.model
    data = model.data[0]
    data.name = name
    data.x_raw = data.x = x
    data.y_raw = data.y = np.ones_like(x)
    data.error_raw = data.error = np.ones_like(x)
    model.set_script(script + SIM)
    model.parameters.data = [[p, truth, True, low, high, "-"] for p, truth, _, low, high in fit]
    model.simulate()
    rng = np.random.default_rng(1)
    data.y_raw = data.y = data.y_sim * np.exp(0.03 * rng.standard_normal(len(x)))
    data.error_raw = data.error = 0.03 * data.y
    model.parameters.data = [[p, start, True, low, high, "-"] for p, _, start, low, high in fit]
    model.solver_parameters.figure_of_merit = "log"
    model.set_fom_from_config()
    model.simulate()
    solver = controller.optimizer.opt
    solver.km = solver.kr = 0.7
    solver.use_pop_mult, solver.pop_size = False, 60
    solver.use_max_generations, solver.max_generations = True, 200
    solver.use_start_guess = solver.use_boundaries = True
    controller.optimizer.set_create_trial("best_1_bin")
    controller.save_file(f"{name}.gx")


config.load_default(str(Path(genx.__file__).parent / "profiles" / "default.profile"))
make("xray", XRAY, XRAY_FIT, np.linspace(0.01, 0.5, 200))
make("periodic", PERIODIC, PERIODIC_FIT, np.linspace(0.005, 0.6, 1000))
