# data 0.3 4.0 20
# data 0.2 2.0 20
# row cu.setI0 0.8
# row Fe.setDens 0.08
from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp, fw, f, bc, create_fp, create_fw
cu = model.Instrument(probe='x-ray', wavelength=1.54, coords='tth', restype='no conv', footype='no corr', res=0.001)
mo = model.Instrument(probe='x-ray', wavelength=0.71, coords='tth', restype='no conv', footype='no corr', res=0.001)
cu_fp = create_fp(cu.wavelength); mo_fp = create_fp(mo.wavelength)
Fe = model.Layer(d=120., f=cu_fp.Fe, dens=0.0849, sigma=4.)
Oxide = model.Layer(d=15., f=cu_fp.Fe*2 + cu_fp.O*3, dens=0.02, sigma=3.)
Si = model.Layer(f=cu_fp.Si, dens=0.05, sigma=2.)
sample = model.Sample(Stacks=[model.Stack(Layers=[Fe, Oxide])], Ambient=model.Layer(dens=0.0), Substrate=Si)
def Sim(data):
    I = []
    for d, inst, table in zip(data, [cu, mo], [cu_fp, mo_fp]):
        Fe.setF(table.Fe)
        Oxide.setF(2*table.Fe + 3*table.O)
        Si.setF(table.Si)
        I.append(sample.SimSpecular(d.x, inst))
    return I
