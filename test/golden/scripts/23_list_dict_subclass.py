# data 0.02 0.35 30
# row stacks.setThickness 35.0
from numpy import *
import models.spec_nx as model
class LayerList(list):
    """A list of layers that are set together."""
    def setThickness(self, value):
        for layer in self:
            layer.setD(value)
    def total(self):
        return sum([l.d for l in self])
class Settings(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)
    def __setattr__(self, name, value):
        self[name] = value
stacks = LayerList([model.Layer(d=30., f=28.-1j, dens=0.09, sigma=2.), model.Layer(d=30., f=20.-1j, dens=0.07, sigma=2.)])
stacks.append(model.Layer(d=30., f=24.-1j, dens=0.06, sigma=2.))
conf = Settings(scale=0.9)
conf.bkg = 2e-7
assert len(stacks) == 3 and stacks.total() == 90 and isinstance(stacks, list) and 'bkg' in conf and conf['scale'] == 0.9
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
sample = model.Sample(Stacks=[model.Stack(Layers=list(stacks))], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    return [conf.scale*sample.SimSpecular(d.x, inst) + conf.bkg for d in data]
