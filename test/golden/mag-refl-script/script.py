import numpy as np
from numpy import linspace, array, ones
import genx.models.mag_refl as model
from genx.models.mag_refl import Layer, Stack, Sample, Instrument, XRayPol, NeutronPol, ProbeTheory, Coords, ResType, FootType
from genx.models.utils import fd, fp, bc, UserVars
from genx.models.lib.refl_base import ReflFunction

lorentz = ReflFunction(lambda E: 2.1/(E - 7112.0 - 4.0j), (7000.0,), {}, id='f(E)')
iron = Layer(d=61.5, dens=0.0849, sigma=3.2, f=fd.Fe, fr=0.0, fm1=lorentz*0.3 + lorentz, fm2=0.2*lorentz, resmag=0.9,
             b=bc.Fe, xs_ai=2.56, magn=2.1, magn_ang=35.0, magn_theta=10.0)
cap = Layer(d=18.0, dens=0.0602, sigma=2.5, f=fd.Al*2 - 0.1j + fd.O*3, b=5.8, unknown=3)
sub = Layer(dens=0.0499, sigma=2.0, f=fd.Si, b=bc.Si)
sample = Sample(Stacks=[Stack(Layers=[iron, cap], Repetitions=2), Stack([Layer(d=10, dens=0.05, f=12-0.3j, b=3, magn=-1.2)])], Ambient=Layer(dens=0), Substrate=sub)
inst = Instrument(probe=ProbeTheory.xray_iso, wavelength=1.7, coords=Coords.tth, restype=ResType.none)
tth = linspace(0.3, 5, 25)
q = linspace(0.015, 0.2, 25)
E = linspace(7080.0, 7150.0, 21)
out = []
out.append(sample.SimSpecular(tth, inst))
out.append(sample.SimEnergySpecular(E, 2.5, inst))
inst.setCoords('q')
out.append(sample.SimEnergySpecular(E, 0.11, inst))
out.append(sample.SimEnergySpecular(E, 0.1 + 0.0005*(E - 7080), inst))
iron.setDd_u(6.0); iron.setDmag_u(-0.5); iron.setSigma_mu(1.0)
for probe in ('x-ray simpl. anis.', 2):
    inst.setProbe(probe)
    for pol in ('circ+', XRayPol.circ_minus, 0, 'ass'):
        inst.setXpol(pol)
        out.append(sample.SimEnergySpecular(E, 0.11, inst))
        inst.setWavelength(12398.41984/7111.0)
        out.append(model.Specular(q, sample, inst))
for pol in ('sigma', 'π', 'σ-π', 'pi-sigma', XRayPol.sigma_sigma, 'pi-pi'):
    inst.setXpol(pol)
    out.append(sample.SimEnergySpecular(E, 0.11, inst))
W = sample.SimSpecularElectricField(q, inst)
for k in (0, 1):
    out.append(abs(W[k, k])**2)
W = sample.SimEnergySpecularField(E, 0.11, inst)
out.append(abs(W[1, 1]))
out.append((W[0, 1]/W[0, 0]).real*1.0)
iron.setMagn_theta(0.0)
inst.setProbe('neutron pol spin flip')
inst.setWavelength(4.4)
for pol in ('uu', '--', 'ud', 4):
    # GenX takes its last result for that of other points.
    if hasattr(model, 'NBuffer'):
        model.NBuffer.parameters = None
    inst.setNpol(pol)
    out.append(sample.SimSpecular(q, inst))
inst.setProbe(ProbeTheory.npol)
inst.setRestype('fast conv')
inst.setRes(0.004)
inst.setFootype(FootType.gauss)
iron.setDmag_l(0.3); iron.setDd_l(4.0); iron.setSigma_ml(0.7); iron.setB(9.1); iron.setMagn(iron.getMagn()*-0.7)
for pol in (NeutronPol('++'), 'dd', 'ass'):
    inst.setNpol(pol)
    out.append(sample.SimSpecular(q, inst))
p = sample.resolveLayerParameters()
out.append(array(p.d) + array(p.magn) + array(p.dd_u))
iron2 = iron.copy(); iron2.d = 40.0
sample.Stacks[0].Layers.append(iron2)
out.append(sample.SimSpecular(q, inst))
