# data 0.01 0.2 20
# data 0.01 0.2 20
# row film.setD 58.0
# row n_sample.Substrate.setSigma 5.0
from numpy import *
from copy import deepcopy, copy
import models.spec_nx as model
inst = model.Instrument(probe='neutron', wavelength=4.4, coords='q', res=0.001, restype='fast conv', footype='no corr')
other = deepcopy(inst)
other.setWavelength(6.0)
other.I0 = 0.5
film = model.Layer(d=60., b=9.0, dens=0.08, sigma=4.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film, copy(film)], Repetitions=3)], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(b=4.15, dens=0.05, sigma=3.))
n_sample = deepcopy(sample)
settings = {'a': [1, 2, {'b': (3, [4])}], 'x': arange(3)}
twin = deepcopy(settings)
twin['a'][2]['b'][1].append(5)
twin['x'][0] = 7
assert settings['a'][2]['b'][1] == [4] and settings['x'][0] == 0
def Sim(data):
    return [sample.SimSpecular(data[0].x, inst), n_sample.SimSpecular(data[1].x, other)]
