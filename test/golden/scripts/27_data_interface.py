# data 0.2 5 60
# data 0.01 0.2 40
# data 0.02 0.3 30
# row cp.setD 100
# row cp.setScale 1.2
# Extra columns, copies, items, names and commands of data; the second set is compared after it was scaled.
import models.spec_nx as model
from models.utils import UserVars, fp, bc
from numpy import *

xray = model.Instrument(probe="x-ray", wavelength=1.54, coords="tth", I0=1.0)
neutron = model.Instrument(probe="neutron", wavelength=4.75, coords="q", I0=1.0)
fp.set_wavelength(xray.wavelength)
film = model.Layer(f=fp.Ni, b=bc.Ni, dens=0.0914, d=120.0, sigma=4.0)
substrate = model.Layer(f=fp.Si, b=bc.Si, dens=0.04994, sigma=2.5)
sample = model.Sample(Stacks=[model.Stack(Layers=[film])], Ambient=model.Layer(), Substrate=substrate)
cp = UserVars()
cp.new_var("d", 120.0)
cp.new_var("scale", 1.0)

data[1].set_extra_data("Qz", data[1].x*1.01)
data[2].set_extra_data("tilt", full(len(data[2].x), 0.001))


def Sim(data):
    film.setD(cp.d)
    first, second = data.items[0], data[1]
    second.y = second.y_raw*cp.scale
    second.error = second.error_raw*cp.scale
    assert second.get_extra_data_names() == ["Qz"] and data.get_len() == 3
    assert data.get_name(0) == "set 0" and first.copy().name == first.name
    data[2].x_command = "x*1.02"
    data[2].run_command()
    return [
        sample.SimSpecular(first.x, xray),
        sample.SimSpecular(second.extra_data["Qz"], neutron),
        sample.SimSpecular(data[2].x + data[2].tilt, neutron),
    ]
