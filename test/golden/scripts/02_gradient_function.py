# data 0.02 0.35 30
# row pars.set_width 30.0
# row pars.set_centre 55.0
# row bulk.setSigma 2.0
# A composition profile cut into slabs, with a class that keeps what is fitted.
import numpy as np
from scipy.special import erf
from models.spec_nx import Layer, Stack, Sample, Instrument
from models.utils import fp

class Gradient(object):
    """Position and width of the interface, in Angstrom."""
    n_slices = 24
    thickness = 120.
    def __init__(self, centre=60., width=20.):
        self.centre, self.width = centre, width
    def set_centre(self, value):
        self.centre = value
    def get_centre(self): return self.centre
    def set_width(self, value):
        self.width = max(value, 1e-3)
    def get_width(self): return self.width
    def profile(self, z):
        return 0.5*(1 + erf((z - self.centre)/(np.sqrt(2)*self.width)))

pars = Gradient()
inst = Instrument(probe='x-ray', wavelength=1.5406, coords='q', I0=1.0, res=0.001, restype='no conv', footype='no corr')
f_top, f_bottom = 26 - 3.2j, 14.1 - 0.33j
slices = [Layer(d=pars.thickness/pars.n_slices, sigma=0.0, f=f_top, dens=0.08) for _ in range(pars.n_slices)]
bulk = Layer(f=f_bottom, dens=0.05, sigma=2.)
sample = Sample(Stacks=[Stack(Layers=slices)], Ambient=Layer(dens=0.0), Substrate=bulk)

def Sim(data):
    step = pars.thickness / pars.n_slices
    z = (np.arange(pars.n_slices) + 0.5)*step
    share = pars.profile(z)
    for layer, c in zip(slices, share):
        layer.f = complex(c*f_top + (1 - c)*f_bottom)
        layer.dens = 0.05 + 0.03*c
    return [sample.SimSpecular(d.x, inst) for d in data]
