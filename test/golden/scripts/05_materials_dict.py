# data 0.3 5.0 30
# row layers['film'].setD 88.0
# row layers['cap'].setSigma 6.0
# row scale[0] 0.95
from numpy import *
import models.spec_nx as model
MATERIALS = {
    'film': dict(f=60.2-5.1j, dens=0.0577, d=90.0, sigma=3.0),
    'cap':  dict(f=20.1-0.9j, dens=0.0453, d=22.0, sigma=5.0),
    'buffer': {'f': 23.8-2.1j, 'dens': 0.0833, 'd': 41.0, 'sigma': 2.5},
}
order = ['buffer', 'film', 'cap']
layers = {name: model.Layer(**MATERIALS[name]) for name in order}
scale = [1.0]
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='2θ', res=0.01, restype='fast conv', respoints=5, resintrange=2, footype='square beam', beamw=0.1, samplelen=15.)
sample = model.Sample(Stacks=[model.Stack(Layers=[layers[n] for n in order])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.2-0.3j, dens=0.05, sigma=2.))
assert sorted(layers.keys()) == sorted(order) and 'film' in layers and layers.get('none') is None
def Sim(data):
    total = sum([layers[n].d for n in layers])
    I = []
    for d in data:
        I.append(scale[0]*sample.SimSpecular(d.x, inst)*(1 + 0*total))
    return I
