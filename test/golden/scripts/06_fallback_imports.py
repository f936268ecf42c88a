# data 0.02 0.35 30
# row film.setD 101.0
# row film.setFreal 30.0
try:
    from mylab.tools import magic
except ImportError:
    magic = None
try:
    import models.spec_nx as model
except ImportError:
    import genx.models.spec_nx as model
try:
    fw
except NameError:
    HAVE_FW = False
else:
    HAVE_FW = True
try:
    from numpy import trapz
except ImportError:
    from numpy import trapezoid as trapz
import numpy as np, math, copy
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=100., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def area(y, x):
    return trapz(y, x)
def Sim(data):
    I = []
    for d in data:
        y = sample.SimSpecular(d.x, inst)
        norm = area(y, d.x)
        I.append(y*(1 if magic is None else magic) + 0*norm + (1e-9 if HAVE_FW else 1e-8))
    return I
