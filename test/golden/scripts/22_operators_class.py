# data 0.02 0.35 30
# row thick.value 48.0
from numpy import *
import models.spec_nx as model
class Quantity:
    __slots__ = ('value', 'unit')
    def __init__(self, value, unit='A'):
        self.value, self.unit = value, unit
    def __mul__(self, other): return Quantity(self.value*other, self.unit)
    __rmul__ = __mul__
    def __add__(self, other):
        return Quantity(self.value + (other.value if isinstance(other, Quantity) else other), self.unit)
    def __float__(self): return float(self.value)
    def __eq__(self, other): return isinstance(other, Quantity) and (self.value, self.unit) == (other.value, other.unit)
    def __hash__(self): return hash((self.value, self.unit))
    def __lt__(self, other): return self.value < other.value
    def __getitem__(self, i): return (self.value, self.unit)[i]
    def __len__(self): return 2
    def __call__(self, v): self.value = v
    def __enter__(self): return self
    def __exit__(self, *exc): return False
thick = Quantity(50.)
assert len({Quantity(1), Quantity(1), Quantity(2)}) == 2 and sorted([Quantity(3), Quantity(1)])[0][0] == 1
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
film = model.Layer(d=50., f=28.-1j, dens=0.09, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    with 2*thick + 5 as total:
        film.d = float(total)
    return [sample.SimSpecular(d.x, inst) for d in data]
