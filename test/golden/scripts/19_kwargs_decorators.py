# data 0.02 0.35 30
# row film.setD 66.0
# row options['bkg'] 3e-7
from numpy import *
import models.spec_nx as model
options = {'scale': 1.1, 'bkg': 1e-7}
def background(level_name):
    def wrap(function):
        def inner(*args, **kwargs):
            return function(*args, **kwargs) + options[level_name]
        inner.__name__ = function.__name__
        return inner
    return wrap
def scaled(function):
    def inner(x, *rest, scale=1.0, **kwargs):
        return scale*function(x, *rest, **kwargs)
    return inner
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=70., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
@background('bkg')
@scaled
def curve(x, which=0, *, wrap=False):
    return sample.SimSpecular(x, inst)
def Sim(data):
    return [curve(d.x, i, scale=options['scale'], wrap=bool(i)) for i, d in enumerate(data)]
