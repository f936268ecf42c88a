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
from models.lib.sm_hayter_mook import sm_layers
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
sm_layers(9.4e-6, -1.9e-6, 12, 0.98)
sm_layers(7e-6, 2.1e-6, 7, 0.995)
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

XMCD = """
from numpy import *
from models.lib.xmcd_moment import *
e = linspace(695.0, 735.0, 33)
def edge(moments=None, **more):
    spectrum = Spectrum2p(hs=1.1, soc=13.2, **more)
    spectrum.add_component(el3=706.8, gamma=0.4, sigma=0.6, w000=3.2, w110=0.3, w101=0.05, w011=1.9, w211=-0.1, w202=0.2)
    return spectrum
def moved():
    spectrum = edge()
    line = spectrum.add_component(el3=708.0, gamma=0.9, sigma=0.3, w011=0.4)
    line.setW101(0.2)
    line.setEl3(709.1)
    line.w000 = 0.7
    spectrum.setHs(0.6)
    spectrum.setW011(1.7)
    spectrum.setSoc(12.9)
    return spectrum, line
def stepped(element="fe", **more):
    spectrum = edge()
    spectrum.add_background(element, **more)
    return spectrum
rare = ((1, 1, 2), (3, 1, 2), (3, 0, 3), (2, 1, 3), (4, 1, 3), (4, 0, 4), (3, 1, 4), (4, 1, 5))
everything = lambda a: [create_h_table(j2, [(0, 0, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1), (2, 1, 1), (2, 0, 2), *rare], a) for j2 in (3, 1)]
goering = ModelGoering(w000=1.1, w110=0.2, w101=0.3, w011=0.5, w211=0.1, w202=-0.2, gamma=0.5, sigma=0.2, soc=13.0, hs=1.0, e_L3=706.0)
"""

XMCD_EXPRESSIONS = """
voigt(e, 706.0, 0.5, 1.2)
voigt(706.0, 705.0, 1.0, 1.0)
voigt(e[:, newaxis], array([706.0, 719.0]), 0.02, 0.4)
calc_h((1, 0, 1), 3, -1, 1)
everything(0)
everything(1)
everything(2)
[calc_de(0.7, 1.5, 1.0, 0.5), calc_de(0.7, 0.5, 1.0, -0.5)]
step_func(e, 707.0, 1.5)
bkg_func(e, 707.0, 720.0, 1.5, 1.0, 0.01, 4.0, 0.001, 2.0, -0.002)
edge().fres(e)
edge().fm1(e)
edge().fm2(e)
edge().calc_spectra(e, 1)
edge(norm_denom=(3.2, 0.3, 0.05, 1.9, 0.1, 0.2)).fm1(e)
moved()[0].fres(e)
moved()[0].fm1(e)
[moved()[1].w, moved()[1].getW000(), moved()[1].w101, moved()[0].getW011()]
goering.fm1(e)
goering.xmcd(e)
(goering.set_w011(0.9), goering.set_hs(0.4), goering.calc_fm1(e))[2]
kk_int(linspace(600.0, 900.0, 200), exp(-(linspace(600.0, 900.0, 200)-710)**2/200), 26)[1]
kk_int(linspace(600.0, 900.0, 200), exp(-(linspace(600.0, 900.0, 200)-710)**2/200), 26, 650.0, 800.0)
stepped().fres(e)
stepped("co", el3=778.9, sigma=0.8).bkg.calc_f(e + 75.0)
stepped("ni", el3=853.1, de=0.5, kk_emax=9000.0, pre_edge=60.0).bkg.calc_abs(e + 150.0)
"""


def flat(value):
    if isinstance(value, (tuple, list)):
        return [number for each in value if each is not None for number in flat(each)]
    array = np.ravel(np.asarray(value))
    if np.iscomplexobj(array):
        array = np.column_stack([array.real, array.imag]).ravel()
    return [float(f"{number:.15g}") for number in array.astype(float)]


def group(preamble, expressions):
    namespace = {}
    exec(preamble.replace("from models.", "from genx.models."), namespace)
    cases = [[line, flat(eval(line, namespace))] for line in expressions.strip().splitlines()]
    rows = ",\n".join(json.dumps(case) for case in cases)
    return '{"preamble": ' + json.dumps(preamble) + ', "cases": [\n' + rows + "\n]}"


# What xmcd_moment calls has another name in numpy 2.
np.trapz = np.trapezoid
target = pathlib.Path(__file__).parent / "library.json"
target.write_text("[" + ",\n".join([group(PREAMBLE, EXPRESSIONS), group(XMCD, XMCD_EXPRESSIONS)]) + "]\n", encoding="utf-8")
