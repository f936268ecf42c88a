# data 0.02 0.35 30
# row top.setD 33.0
# row k.setK1 0.4
# numpy's names shadow Python's: max and min in both meanings.
from numpy import *
import models.spec_nx as model
from models.utils import UserVars
k = UserVars()
k.new_var('k1', 0.5)
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
top = model.Layer(d=30., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[top])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    I = []
    for d in data:
        y = sample.SimSpecular(d.x, inst)
        largest, least = max(y), min(y)
        mean_of = sum(y)/len(y)
        bars = abs(y - mean_of)
        total = sum([y, y])
        ok = all(y > 0) and any(bars > 0)
        I.append(y + k.getK1()*1e-6*largest + (least if ok else 0)*1e-3 + round(mean_of, 3)*1e-6 + total*0)
    return I
