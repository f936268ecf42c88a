# data 0.02 0.35 30
# row knob.set 1.3
from numpy import *
from functools import partial, reduce, lru_cache
import models.spec_nx as model
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
def make_knob(start):
    state = {'value': start}
    history = []
    def setter(value):
        nonlocal start
        start = value
        state['value'] = value
        history.append(value)
    def getter(): return state['value']
    class Knob: pass
    knob = Knob()
    knob.set, knob.get = setter, getter
    return knob
knob = make_knob(1.0)
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
scaled = partial(lambda a, b, c=1: a*b*c, 2.0, c=0.5)
film = model.Layer(d=40., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    film.d = scaled(40.0)*knob.get() + reduce(lambda a, b: a + b, [fib(i) for i in range(8)])*0.1
    return [sample.SimSpecular(d.x, inst) for d in data]
