# data 0.01 0.3 25
# row hydro.setN 6
# row hydro.setDecay 0.2
import numpy as np
import models.spec_nx as model
from models.utils import UserVars
hydro = UserVars()
hydro.new_var('n', 8)
hydro.new_var('decay', 0.3)
inst = model.Instrument(probe='neutron', wavelength=5., coords='q', res=0.002, restype='full conv and varying res.', respoints=9, footype='no corr')
sub = model.Layer(b=4.15, dens=0.05, sigma=3.)
def make(n, decay):
    fractions = [np.exp(-decay*i) for i in range(n)]
    even, odd = fractions[::2], fractions[1::2]
    interleaved = [x for pair in zip(even, odd) for x in pair] + (even[-1:] if n % 2 else [])
    return [model.Layer(d=8., b=6.6*c + 19.*(1 - c), dens=0.03, sigma=2. if i else 0.) for i, c in enumerate(interleaved)]
def Sim(data):
    stack = model.Stack(Layers=make(int(round(hydro.n)), hydro.decay), Repetitions=2)
    sample = model.Sample(Stacks=[stack], Ambient=model.Layer(b=19.1, dens=0.0334), Substrate=sub)
    return [sample.SimSpecular(d.x, inst) for d in data]
