# data 0.02 0.35 30
# row L3.setD 27.0
# row sigmas[2] 4.5
from numpy import *
import models.spec_nx as model
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
sigmas = [3.0, 3.5, 4.0, 2.0]
for i in range(4):
    exec("L%d = model.Layer(d=%f, f=%r, dens=0.07, sigma=%g)" % (i, 20 + 2*i, 20. + 4*i - 1j, sigmas[i]))
stack_layers = [eval('L%d' % i) for i in range(4)]
names = ['L%d' % i for i in range(4)]
assert all([n in globals() for n in names])
sample = model.Sample(Stacks=[model.Stack(Layers=stack_layers)], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    for layer, s in zip(stack_layers, sigmas):
        layer.sigma = s
    return [sample.SimSpecular(d.x, inst) for d in data]
