"""What GenX's library gives for expressions that a script could write: library.json.

    python make.py

The same preamble and the same expressions run in the test. Numbers, arrays and tuples of them are written
flat, complex ones as Re and Im in turn.
"""

import json
import pathlib

import numpy as np

PREAMBLE = """
from numpy import *
from models.lib.instrument import *
from models.lib.footprint import *
from models.lib.resolution import *
from models.lib import paratt, neutron_refl, physical_constants as pc
x = linspace(0.05, 4.0, 40)
q = linspace(0.004, 0.31, 37)
curve = exp(-x) * (1 + 0.3*sin(9*x))
rising = 0.01 + 0.02*x
n_film = array([1-7.6e-6+1.7e-7j, 1-2.2e-5+1.1e-6j, 1-4.1e-6+2e-8j, 1.0+0j])
n_water = array([1-7.6e-6+1.7e-7j, 1-2.2e-5+1.1e-6j, 1-3.6e-6+7e-9j])
d3 = array([0.0, 83.0, 0.0])
d4 = array([0.0, 83.0, 41.5, 0.0])
s3 = array([2.5, 4.0, 0.0])
s4 = array([2.5, 4.0, 6.5, 0.0])
lam = linspace(2.0, 9.0, 37)
n_lam = 1 - outer(array([2.07e-6-1e-10j, 9.4e-6-1e-9j, 8.0e-6, 0]), lam**2/2/pi)
V = 4*pi*array([2.07e-6, 8.02e-6-1e-8j, 4.2e-6, 0])
M = 4*pi*array([0, 4.97e-6, 1.1e-6, 0])
turned = array([0.0, 0.7, -0.4, 0.0])
"""

EXPRESSIONS = """
GaussIntensity(x, 10.0, 10.0, 0.3)
GaussIntensity(x, 4.0, 12.0, 0.3)
SquareIntensity(x, 20.0, 0.4)
QtoTheta(1.54, q)
TwoThetatoQ(4.41, x)
ResolutionVector(x, 0.03, 7)
ResolutionVector(x, rising, 9, range=2)
ResolutionVector(x, 0.03, 5, 1.5)
ConvoluteResolutionVector(repeat(x, 1)[newaxis, :]*linspace(0.98, 1.02, 5)[:, newaxis], exp(-x*linspace(0.98, 1.02, 5)[:, newaxis]), ones((5, 40)))
ConvoluteResolutionVector(ResolutionVector(x, rising, 9)[0], cos(ResolutionVector(x, rising, 9)[0]), ResolutionVector(x, rising, 9)[1])
ConvoluteFast(x, curve, 0.15)
ConvoluteFast(x, curve, 0.21, range=2)
ConvoluteFastVar(x, curve, 0.15)
ConvoluteFastVar(x, curve, rising, range=2)
ConvoluteFastGate(x, curve, 0.5)
ConvoluteFastGate(x, curve, 0.41)
ConvoluteFastGate(x, curve, 0.01)
get_pol_matrix(0.02, 0.05, 0.1, 0.03)
GaussianBeamOffset(sigma=0.2, offset=0.05)(x, 12.0)
SquareBeamOffset(0.3, 0.04)(x, 12.0)
TrapezoidBeam(0.1, 0.4)(x, 12.0)
TrapezoidResolution(0.02, 0.06)(x, 7, 2.0)
XrayKalpha(0.02)(x, 5, 2.0)
[rad, sqrt2]
paratt.ReflQ(q, 1.54, n_film, d4, s4)
paratt.ReflQ(q, 1.54, n_water, d3, s3)
paratt.ReflQ(q, 1.54, n_film[[0, 3]], d4[[0, 3]], s4[[0, 3]])
paratt.ReflQ(q, 1.54, n_film, d4, s4, return_int=False)
paratt.Refl(x, 1.54, n_film, d4, s4)
paratt.Refl(x, 1.54, n_film, d4, s4, False)
paratt.Refl_nvary2(0.9*ones(37), lam, n_lam, d4, s4)
paratt.Refl_nvary2(linspace(0.5, 1.5, 37), lam, n_lam, d4, s4, return_int=False)
neutron_refl.Refl(q, V+M, V-M, d4, turned, s4)[0:3]
neutron_refl.Refl(q, V+M, V-M, d4, turned)[0:3]
neutron_refl.Refl(q, V+M, V-M, d4, 0*turned, s4)[0:3]
[pc.r_e, pc.N_a, pc.AA_to_eV, pc.M_to_SLD, pc.ApM_to_emucc, pc.Memu_to_SLD, pc.muB*1e24, pc.muB_to_SL, pc.T_to_SL, pc.AAm2_to_emucc, pc.MASS_DENSITY_CONVERSION]
"""


def flat(value):
    if isinstance(value, (tuple, list)):
        return [number for each in value for number in flat(each)]
    array = np.ravel(np.asarray(value))
    if np.iscomplexobj(array):
        array = np.column_stack([array.real, array.imag]).ravel()
    return [float(f"{number:.15g}") for number in array.astype(float)]


namespace = {}
exec(PREAMBLE.replace("from models.", "from genx.models."), namespace)
cases = [[line, flat(eval(line, namespace))] for line in EXPRESSIONS.strip().splitlines()]
text = json.dumps({"preamble": PREAMBLE, "cases": None})
rows = ",\n".join(json.dumps(case) for case in cases)
target = pathlib.Path(__file__).parent / "library.json"
target.write_text(text.replace("null", f"[\n{rows}\n]") + "\n", encoding="utf-8")
