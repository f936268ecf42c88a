# data 0.02 0.4 30
# data 0.01 0.2 25
# row sub.setSigma 3.5
# row film.setD 142.0
# row inst_n.setI0 0.9
# row inst_x.setRes 0.002
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp, fw, bc, bw
inst_x = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', I0=1.0, res=0.001, restype='fast conv', respoints=5, resintrange=2, beamw=0.05, footype='gauss beam', samplelen=10.0)
inst_n = model.Instrument(probe='neutron', wavelength=4.5, coords='q', I0=1.0, res=0.002, restype='full conv and varying res.', respoints=7, resintrange=2.5, footype='no corr', Ibkg=1e-7)
fp.set_wavelength(inst_x.wavelength)
Amb = model.Layer(b=0, dens=0.0)
film = model.Layer(b=bc.Ni, f=fp.Ni, dens=0.0914, d=140.0, sigma=4.0)
sub = model.Layer(b=bc.Si, f=fp.Si, dens=0.04996, sigma=3.0)
sample = model.Sample(Stacks=[model.Stack(Layers=[film], Repetitions=1)], Ambient=Amb, Substrate=sub)
def Sim(data):
    I = []
    for i, (d, inst) in enumerate(zip(data, (inst_x, inst_n))):
        I.append(sample.SimSpecular(d.x, inst))
    return I
