# data 0.02 0.35 30
# row film.setD 95.0
from numpy import *
import models.spec_nx as model
calls = 0
class Log:
    lines = []
    count = 0
    @classmethod
    def add(cls, text):
        cls.count += 1
        cls.lines.append(text)
    @staticmethod
    def format(value, width=8):
        return ('%%%d.3f' % width) % value
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=90., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    global calls
    calls += 1
    I = []
    for i, d in enumerate(data):
        I.append(sample.SimSpecular(d.x, inst))
        Log.add(f"{i:02d} {Log.format(film.getD())} {d.name:<12s}|{len(d.x):>4}")
    if len(Log.lines) > 10:
        del Log.lines[:]
    return I
