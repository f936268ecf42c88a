# data 0.02 0.3 20
# data 0.02 0.3 20
# row film.setD 71.0
# row spacer.setD 22.0
# Written for old Pythons, tidied up.
from numpy import *
import models.spec_nx as model, time
from datetime import datetime
t0 = time.time(); started = datetime.now()
inst=model.Instrument(probe='x-ray',wavelength=1.54,coords='q',restype='no conv',footype='no corr',res=0.001)
film=model.Layer(d=70.,f=28.-1j,dens=0.09,sigma=2.); spacer=model.Layer(d=20.,f=14.-1j,dens=0.05,sigma=2.)
stack=model.Stack(Layers=[film,spacer],Repetitions=3)
sample=model.Sample(Stacks=[stack],Ambient=model.Layer(dens=0.0),Substrate=model.Layer(f=14.-.3j,dens=0.05,sigma=3.))
Layers = filter(lambda l: l.d > 25, stack.Layers)
Layers = list(Layers); n=len(Layers)
SLD = []
def Sim(data):
    time.sleep(0.0)
    I = []; SLD[:] = []
    for index in range(len(data)):
        if index%2==0: y=sample.SimSpecular(data[index].x, inst)
        else: y=10**(log10(sample.SimSpecular(data[index].x, inst)))
        I.append(y)
        if _sim: SLD.append(sample.SimSLD(None, None, inst))
    return I
