# data 0.02 0.35 30
# row coef[1] -0.004
# row coef[0] 0.07
from numpy import *
import models.spec_nx as model
coef = [0.08, -0.002, 0.0]
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
N = 16
lay = [model.Layer(d=6., f=25.-2j, dens=0.08, sigma=0.5) for i in range(N)]
sample = model.Sample(Stacks=[model.Stack(Layers=lay, Repetitions=1)], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
x0 = arange(N)
fit = polyfit(x0, 0.05 + 0.001*x0**2, 2)
def Sim(data):
    dens = polyval(coef[::-1], x0) + 0.01*polyval(fit, x0)
    dens[dens < 0.01] = 0.01
    mask = (x0 % 4 == 0) & (dens > 0.02)
    dens[mask] *= 1.02
    dens[[1, 3]] += array([1e-3, -1e-3])
    for i in range(N):
        lay[i].setDens(float(dens[i]))
    return [sample.SimSpecular(d.x, inst) for d in data]
