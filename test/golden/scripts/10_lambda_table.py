# data 0.02 0.3 30
# data 0.02 0.4 30
# data 0.05 0.3 30
# row amp[0] 0.02
# row film.setD 77.0
from numpy import *
import models.spec_nx as model
amp = [0.01, 2.0]
BACKGROUNDS = {'flat': lambda q, a, b: a*1e-6 + 0*q,
               'porod': lambda q, a, b: a*1e-6*(0.01/q)**b,
               'gauss': lambda q, a, b: a*1e-6*exp(-(q/b)**2)}
CORRECTIONS = [lambda y, q: y, lambda y, q: y*(1 + 0.01*q), lambda y, q, n=2: y*(1 + (0.1*q)**n)]
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=80., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    I = []
    for kind, d in zip(sorted(BACKGROUNDS), data):
        y = sample.SimSpecular(d.x, inst)
        for correct in CORRECTIONS:
            y = correct(y, d.x)
        I.append(y + BACKGROUNDS[kind](d.x, *amp))
    return I
