# data 0.02 0.35 30
# row film.setD 54.0
from numpy import *
import models.spec_nx as model
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=50., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    I = []
    for d in data:
        y = sample.SimSpecular(d.x, inst)
        good = where(d.error > 0)[0]
        weights = zeros_like(y)
        weights[good] = 1/d.error[good]**2
        scale = (weights*y*d.y).sum()/(weights*y*y).sum()
        y2 = where(d.x < 0.1, y, y*1.0)
        stacked = vstack([y, y2]).mean(axis=0)
        I.append(scale*stacked if isfinite(scale) else stacked)
    return I
