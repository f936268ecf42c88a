# data 0.01 0.2 20
# data 0.01 0.2 20
# data 0.03 0.2 20
# row film.setMagn 1.2
# row film.setD 75.0
from numpy import *
from genx.models.spec_nx import Sample, Stack, Layer, Instrument, Specular, SLD_calculations
from genx.models.spec_nx import Polarization
inst = Instrument(probe='neutron pol', wavelength=4.4, coords='q', res=0.001, restype='no conv', footype='no corr')
film = Layer(d=70., b=9.45, dens=0.085, magn=1.0, sigma=3.)
sample = Sample(Stacks=[Stack(Layers=[film])], Ambient=Layer(dens=0.0), Substrate=Layer(b=4.15, dens=0.05, sigma=3.))
def one(d, pol):
    inst.setPol(pol)
    return Specular(d.x, sample, inst)
def Sim(data):
    return [one(d, pol) for d, pol in zip(data, ['uu', 'dd', Polarization.asymmetry])]
