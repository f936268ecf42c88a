# data 0.02 0.35 30
# row model_pars.set_thickness_nm 14.5
# row model_pars.set_density 8.4
from dataclasses import dataclass, field, replace, asdict
from typing import List, Optional
from numpy import *
from genx.models.spec_nx import Sample, Stack, Layer, Instrument, Specular
from genx.models.spec_nx import Probe, Coords, ResType, FootType
from genx.models.lib.physical_constants import r_e

@dataclass
class Pars:
    thickness_nm: float = 14.0
    density: float = 8.9          # g/cm3
    roughness: Optional[float] = None
    offsets: List[float] = field(default_factory=lambda: [0.0, 1.5, -0.5])
    molar: float = field(default=58.69, repr=False)

    def set_thickness_nm(self, value): self.thickness_nm = value
    def get_thickness_nm(self): return self.thickness_nm
    def set_density(self, value): self.density = value
    @property
    def number_density(self):
        return self.density*6.02214076e23/self.molar*1e-24
    @property
    def sigma(self):
        return 3.0 if self.roughness is None else self.roughness
    def __post_init__(self):
        if not self.thickness_nm > 0:
            raise ValueError(f"thickness {self.thickness_nm!r} is not positive")

model_pars = Pars()
again = replace(model_pars, thickness_nm=2.0)
assert asdict(again)['thickness_nm'] == 2.0 and again.offsets is model_pars.offsets
inst = Instrument(probe=Probe.xray, coords=Coords.q, wavelength=1.54, I0=1e0, restype=ResType.fast_conv, res=0.0015, respoints=7, footype=FootType.none)

def Sim(data):
    film = Layer(d=10*model_pars.thickness_nm + sum(model_pars.offsets), f=27.2-0.5j, dens=model_pars.number_density, sigma=model_pars.sigma)
    sample = Sample(Stacks=[Stack(Layers=[film])], Ambient=Layer(dens=0.0), Substrate=Layer(f=14.2-0.33j, dens=0.05, sigma=2.0))
    return [Specular(d.x, sample, inst) for d in data]
