# data 0.02 0.35 30
# row film.setD 82.0
from enum import Enum, IntEnum
from collections import namedtuple, OrderedDict, defaultdict
from itertools import chain, cycle, islice
import numpy as np
import models.spec_nx as model
class Kind(Enum):
    METAL = 'metal'
    OXIDE = 'oxide'
class Level(IntEnum):
    LOW = 1
    HIGH = 2
Slab = namedtuple('Slab', 'kind d dens')
slabs = [Slab(Kind.METAL, 30., 0.08), Slab(Kind.OXIDE, 12., 0.05), Slab(kind=Kind.METAL, d=25., dens=0.075)]
F = {Kind.METAL: 28 - 1j, Kind.OXIDE: 20 - 0.7j}
by_kind = defaultdict(list)
for slab in slabs:
    by_kind[slab.kind].append(slab.d)
assert sum(by_kind[Kind.METAL]) == 55. and Kind('oxide') is Kind.OXIDE and Level.HIGH > Level.LOW and slabs[0]._asdict()['d'] == 30
film = model.Layer(d=80., f=25-1j, dens=0.09, sigma=2.)
rough = list(islice(cycle([2., 3.]), len(slabs)))
layers = [model.Layer(d=s.d, f=F[s.kind], dens=s.dens, sigma=r) for s, r in zip(slabs, rough)]
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
sample = model.Sample(Stacks=[model.Stack(Layers=list(chain(layers, [film])))], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    return [sample.SimSpecular(d.x, inst) for d in data]
