# data 0.008 0.25 30
# row prof.setH 0.7
# row prof.setZ0 45.0
import numpy as np
import models.spec_nx as model
from models.utils import UserVars
prof = UserVars()
for name, value in (('h', 0.6), ('z0', 40.0), ('tail', 15.0)):
    prof.new_var(name, value)
inst = model.Instrument(probe='neutron', wavelength=5.0, coords='q', res=0.003, restype='fast conv', footype='no corr')
n = 30
edges = np.linspace(0, 150, n + 1)
mid = 0.5*(edges[1:] + edges[:-1])
slabs = [model.Layer(d=w, b=5.0, dens=0.03, sigma=0.) for w in np.diff(edges)]
sample = model.Sample(Stacks=[model.Stack(Layers=slabs[::-1])], Ambient=model.Layer(b=1.9e1, dens=0.0334), Substrate=model.Layer(b=4.15, dens=0.05, sigma=4.))
def phi(z):
    knots = [0, prof.getZ0(), prof.getZ0() + prof.getTail(), 150]
    heights = [prof.getH(), prof.getH()*0.9, 0.1, 0]
    p = np.interp(z, knots, heights)
    kernel = np.exp(-np.linspace(-2, 2, 9)**2)
    return np.convolve(p, kernel/kernel.sum(), mode='same')
def Sim(data):
    share = np.clip(phi(mid), 0, 1)
    for slab, c in zip(slabs, share):
        slab.setB(c*3.1 + (1 - c)*19.1)
        slab.setDens(0.0334 - 0.005*c)
    return [sample.SimSpecular(d.x, inst) for d in data]
