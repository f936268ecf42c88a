# data 0.01 0.3 50
# data 0.01 0.2 40
# row film.setD 130
# An amplitude whose imaginary part stays, and an intensity that is complex by its type alone.
import models.spec_nx as model
from models.utils import fp

inst = model.Instrument(probe="x-ray", wavelength=1.54, coords="q", I0=1.0)
fp.set_wavelength(inst.wavelength)
film = model.Layer(f=fp.Ni, dens=0.0914, d=120.0, sigma=4.0)
substrate = model.Layer(f=fp.Si, dens=0.04994, sigma=2.5)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(), Substrate=substrate)


def Sim(data):
    amplitude = sample.SimSpecularField(data[0].x, inst)
    intensity = sample.SimSpecular(data[1].x, inst)
    return [amplitude, intensity + 0j]
