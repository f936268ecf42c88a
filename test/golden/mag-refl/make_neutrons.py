"""Curves of mag_refl in GenX 3 (genx3) for samples and instruments drawn at random: run it in this folder.

Writes neutrons.json: samples by name, and cases (a sample, an instrument's settings, x) with y. A complex number is
{"re", "im"}, an array a list. Probes: "neutron pol", "neutron pol tof", "neutron pol spin flip", and "x-ray".

What GenX has wrong is left out and has tests of its own: scattering lengths below 0, thickness of interface layers with
"x-ray", moments out of the plane or an ambient that is not vacuum with spin flip, negative Q. With spin flip GenX keeps its
last result, and takes it for that of other points, so it is made to forget before each case.
"""

import json
import platform
import random
from importlib.metadata import version

import numpy as np
from genx.models import mag_refl as model

draw = random.Random(20)
u = draw.uniform


def maybe(chance, value, otherwise=0.0):
    return value if draw.random() < chance else otherwise


def short(value):
    """Few digits, so that the file is small."""
    return complex(short(value.real), short(value.imag)) if isinstance(value, complex) else float(f"{value:.4g}")


def layer(probe, thickness=True):
    fields = dict(dens=u(0.02, 0.1), sigma=maybe(0.7, u(0.5, 8)))
    if thickness:
        fields["d"] = u(5, 90)
    if probe == "x-ray":
        fields.update(f=complex(u(5, 40), -u(0.01, 4)), fr=complex(u(-5, 5), -u(0, 3)), resdens=u(0.3, 1), magn=u(0, 2))
        return {key: short(value) for key, value in fields.items()}
    fields.update(b=complex(u(1, 12), maybe(0.4, -u(0, 0.05))), xs_ai=maybe(0.6, u(0, 30)))
    if draw.random() < 0.7:
        fields.update(magn=u(-2.5, 2.5), magn_ang=u(-180, 180))
        if probe != "neutron pol spin flip":
            fields["magn_theta"] = maybe(0.4, u(-80, 80))
        if draw.random() < 0.6:
            fields.update(dd_u=u(0, 6), dmag_u=u(-1.2, 1.2), sigma_mu=maybe(0.6, u(0, 4)))
        if draw.random() < 0.6:
            fields.update(dd_l=u(0, 6), dmag_l=u(-1.2, 1.2), sigma_ml=maybe(0.6, u(0, 4)))
    return {key: short(value) for key, value in fields.items()}


def sample(probe):
    stacks = [([layer(probe) for _ in range(draw.randint(1, 3))], draw.choice([1, 1, 2, 5])) for _ in range(draw.randint(1, 2))]
    ambient = {}
    if probe != "neutron pol spin flip" and draw.random() < 0.3:
        ambient = dict(dens=short(u(0.01, 0.05)), b=complex(short(u(1, 6))), f=complex(short(u(3, 10)), -0.01))
    return dict(stacks=stacks, ambient=ambient, substrate=layer(probe, False))


def settings(probe, n):
    coords = "q" if probe == "neutron pol tof" else ["q", "2θ", "tth", 0, 1][n % 5]
    inst = dict(probe=probe, coords=coords, wavelength=short(u(1.2, 5)), I0=draw.choice([1.0, 2.3]), Ibkg=draw.choice([0.0, 1e-6]))
    if probe != "x-ray":
        flips = ["uu", "dd", "ud", "+-", "ass", "--"]
        inst["npol"] = dict(zip(range(6), flips if "flip" in probe else ["uu", "dd", "ass", "++", "--", "ass"]))[n % 6]
    if probe == "neutron pol tof":
        inst.update(npol=["uu", "dd"][n % 2], incangle=short(u(0.3, 2)))
    elif n % 3:
        inst.update(footype=["gauss beam", "square beam"][n % 2], beamw=short(u(0.01, 0.3)), samplelen=short(u(5, 30)))
    return inst


def smeared(inst, x, n):
    inst["restype"] = ["no conv", "fast conv", "fast conv + varying res.", "full conv and varying res."][n % 4]
    res = short((x[1] - x[0]) * u(0.2, 0.4))
    inst["res"] = res if n % 8 != 7 else np.array([short(res * (1 + 0.02 * i)) for i in range(len(x))])
    inst.update(respoints=draw.choice([5, 8, 11]), resintrange=2)


def build(spec):
    stacks = [model.Stack(Layers=[model.Layer(**fields) for fields in layers], Repetitions=times) for layers, times in spec["stacks"]]
    return model.Sample(Stacks=stacks, Ambient=model.Layer(**spec["ambient"]), Substrate=model.Layer(**spec["substrate"]))


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return dict(re=value.real, im=value.imag) if isinstance(value, complex) else value


samples, cases = {}, []
for probe, count in [("neutron pol", 18), ("neutron pol tof", 8), ("neutron pol spin flip", 24), ("x-ray", 8)]:
    for n in range(count):
        name = f"{probe} {n}"
        samples[name] = sample(probe)
        inst = settings(probe, n)
        x = np.linspace(0.014, short(u(0.15, 0.3)), 30) if inst["coords"] in ("q", 0) else np.linspace(0.5, 6, 30)
        smeared(inst, x, n)
        later = {key: value for key, value in inst.items() if isinstance(value, np.ndarray)}
        instrument = model.Instrument(**{key: value for key, value in inst.items() if key not in later})
        for key, value in later.items():
            setattr(instrument, key, value)
        model.NBuffer.parameters = None
        y = build(samples[name]).SimSpecular(x.copy(), instrument)
        cases.append(dict(sample=name, settings=plain(inst), x=plain(x), y=plain(y)))

versions = dict(genx3=version("genx3"), numpy=np.__version__, python=platform.python_version())
with open("neutrons.json", "w") as file:
    json.dump(dict(versions=versions, samples=plain(samples), cases=cases), file)
    file.write("\n")
