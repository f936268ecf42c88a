# data 0.01 0.25 35
# row cp.setLambda 62.0
# row cp.setRatio 0.45
# row cp.setDrift 0.002
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, bc
cp = UserVars()
cp.new_var('Lambda', 60.)
cp.new_var('ratio', 0.5)
cp.new_var('drift', 0.0)
inst = model.Instrument(probe='neutron', wavelength=4.41, coords='q', I0=1.0, res=0.002, restype='fast conv', footype='no corr')
N = 12
def bilayers(n):
    """Yields the layers of n bilayers."""
    for k in range(n):
        yield model.Layer(b=bc.Ni, dens=0.0914, d=30., sigma=4.)
        yield model.Layer(b=bc.Ti, dens=0.0566, d=30., sigma=4.)
layers = list(bilayers(N))
def pairs(seq):
    it = iter(seq)
    while True:
        try:
            a = next(it)
            b = next(it)
        except StopIteration:
            return
        yield a, b
sample = model.Sample(Stacks=[model.Stack(Layers=layers)], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(b=bc.Si, dens=0.05, sigma=3.))
def Sim(data):
    L, g, drift = cp.getLambda(), cp.getRatio(), cp.getDrift()
    for k, (a, b) in enumerate(pairs(layers)):
        total = L*(1 + drift*k)
        a.setD(g*total)
        b.setD((1 - g)*total)
    return [sample.SimSpecular(d.x, inst) for d in data]
