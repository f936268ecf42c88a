# data 0.008 0.25 30
# row probe.setD 64.0
# row probe.setHydration 0.3
import numpy as np
from models.lib.base import ModelParamBase
from dataclasses import dataclass
from models.spec_nx import Sample, Stack, Layer, Instrument

class Material:
    registry = {}
    def __init__(self, name, b, density):
        self.name, self.b, self.density = name, b, density
        type(self).registry[name] = self
    def sld(self): return self.b*self.density
    def __repr__(self): return "%s(%s, %.3f)" % (type(self).__name__, self.name, self.sld())

class Solvent(Material):
    def __init__(self, name, b, density, deuteration=0.0):
        super().__init__(name, b, density)
        self.deuteration = deuteration
    def sld(self):
        return super().sld() + 2*10.41*self.density*self.deuteration

@dataclass
class Brush(ModelParamBase):
    d: float = 60.0
    hydration: float = 0.2
    chains: int = 3

water = Solvent('water', -1.675, 0.0334, deuteration=1.0)
lipid = Material('lipid', 12.0, 0.012)
probe = Brush(d=60)
inst = Instrument(probe='neutron', wavelength=5., coords='q', res=0.002, restype='fast conv', footype='no corr')
layer = Layer(d=60., b=1.0, dens=1.0, sigma=3.)
sample = Sample(Stacks=[Stack(Layers=[layer])], Ambient=Layer(b=water.sld(), dens=1.0), Substrate=Layer(b=4.15, dens=0.05, sigma=3.))
assert sorted(Material.registry) == ['lipid', 'water'] and isinstance(water, Material) and repr(lipid) == 'Material(lipid, 0.144)'

def Sim(data):
    h = probe.hydration
    layer.d = probe.d
    layer.b = h*water.sld() + (1 - h)*lipid.sld()*probe.chains
    return [sample.SimSpecular(d.x, inst) for d in data]
