"""Curves and profiles of genx.models.spec_nx, from GenX 3 (genx3): run it in this folder, with genx3 installed.

Writes cases.json: samples by name, and cases (a sample, an instrument's settings, x, perhaps the name of another
simulation than SimSpecular and what it takes after x) with y and, for some, the SLD profile. A complex number is
{"re", "im"}, and so is an array of them; an object {"class", …fields}, an array a list. Non-finite numbers are texts.

With spin flip GenX keeps its last result and finds it again by layers and Q alone, so it is made to forget before each case.
"""

import json
import platform
from importlib.metadata import version

import numpy as np
from genx.models import spec_nx as model


def plain(value):
    if isinstance(value, np.ndarray) and np.iscomplexobj(value):
        return dict(re=plain(value.real), im=plain(value.imag))
    if isinstance(value, np.ndarray):
        return [plain(x) for x in value.tolist()]
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    if isinstance(value, complex):
        return dict(re=value.real, im=value.imag)
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value


AIR = dict(f=0j, dens=0.0)
CAP = dict(d=22.0, dens=0.0553, sigma=4.1, f=69.25 - 4.9j, b=6.91, xs_ai=20.6)
FILM = dict(d=138.0, dens=0.08467, sigma=3.2, f=25.13 - 0.59j, b=7.718, xs_ai=3.78)
SEED = dict(d=41.5, dens=0.08338, sigma=2.7, f=23.6 - 2.42j, b=3.635, xs_ai=3.05)
WAFER = dict(dens=0.0265, sigma=1.9, f=30.35 - 0.39j, b=4.1491 + 2 * 5.803, xs_ai=0.17)
WATER = dict(dens=0.0333, b=2 * 6.671 + 5.803, sigma=6.0, f=10.05 - 0.03j)
BORON = dict(d=85.0, dens=0.1309, b=5.30 - 0.213j, xs_ai=767.0, sigma=3.0, f=5 - 0.01j)
MAGNET = dict(d=155.0, dens=0.0909, sigma=5.0, f=26.0 - 3.5j, b=2.49, xs_ai=82.0, magn=1.65)
DEAD = dict(MAGNET, d=12.0, dens=0.088, sigma=4.0, magn=-0.4, magn_ang=30.0)

SAMPLES = {
    "film": dict(stacks=[([SEED, FILM], 1), ([CAP], 1)], ambient=AIR, substrate=WAFER),
    "bare": dict(stacks=[], ambient=AIR, substrate=WAFER),
    "multilayer": dict(
        stacks=[([], 3), ([dict(FILM, d=21.0), dict(SEED, d=33.0)], 25), ([CAP], 1), ([BORON], 0)],
        ambient=dict(f=1e-20j, dens=0.0), substrate=WAFER,
    ),
    "cell": dict(stacks=[([dict(SEED, d=14.0), dict(CAP, b=1.2, d=210.0, sigma=9.0)], 1)], ambient=WATER, substrate=WAFER),
    "inverted": dict(
        stacks=[([dict(SEED, d=14.0), dict(CAP, b=1.2, d=210.0, sigma=9.0)], 2)], ambient=WATER, substrate=WAFER, inverted=True
    ),
    "magnet": dict(stacks=[([DEAD, MAGNET], 1), ([CAP], 1)], ambient=AIR, substrate=WAFER),
    "wet magnet": dict(stacks=[([dict(MAGNET, d=20.0), SEED], 6)], ambient=WATER, substrate=dict(WAFER, magn=0.1), crop_sld=4),
    "magnet from below": dict(stacks=[([DEAD, MAGNET], 1)], ambient=AIR, substrate=WAFER, inverted=True),
    "absorber": dict(stacks=[([BORON], 1)], ambient=AIR, substrate=WAFER),
    "sharp": dict(stacks=[([dict(SEED, sigma=0.0), dict(FILM, sigma=0.0)], 1)], ambient=AIR, substrate=dict(WAFER, sigma=0.0)),
    "rough": dict(stacks=[([dict(SEED, sigma=25.0), dict(FILM, sigma=60.0)], 1)], ambient=AIR, substrate=WAFER),
    "cropped": dict(stacks=[([FILM, SEED], 12)], ambient=AIR, substrate=WAFER, crop_sld=4),
    "spiked": dict(stacks=[([FILM, SEED], 12)], ambient=AIR, substrate=WAFER, crop_sld=-3),
}
# Spin flip: moments at angles of their own, samples picked at random with a fixed seed.
TURNED = dict(MAGNET, magn_ang=37.0)
SPACER = dict(SEED, d=19.0, magn_ang=80.0)
MORE = dict(MAGNET, d=64.0, dens=0.0834, magn=2.1, magn_ang=-115.0, sigma=7.0, b=6.0)
SAMPLES.update({
    "turned": dict(stacks=[([DEAD, TURNED], 1), ([CAP], 1)], ambient=AIR, substrate=WAFER),
    "antiparallel": dict(stacks=[([TURNED, dict(TURNED, magn_ang=217.0)], 2)], ambient=AIR, substrate=WAFER),
    "coupled": dict(stacks=[([dict(MORE, d=22.0), SPACER, dict(MORE, d=22.0, magn_ang=70.0), SPACER], 8)], ambient=AIR, substrate=WAFER, crop_sld=5),
    "turned in water": dict(stacks=[([DEAD, TURNED, MORE], 1)], ambient=WATER, substrate=dict(WAFER, magn=0.1, magn_ang=-20.0)),
    "turned from below": dict(stacks=[([DEAD, TURNED, MORE], 1)], ambient=AIR, substrate=WAFER, inverted=True),
    "magnetic ambient": dict(stacks=[([MAGNET, SEED], 2)], ambient=dict(WATER, magn=0.2), substrate=WAFER),
    "bare magnet": dict(stacks=[], ambient=AIR, substrate=dict(TURNED, d=0.0)),
})
rng = np.random.default_rng(20261121)


def random_layer():
    layer = dict(d=rng.uniform(0, 180), dens=rng.uniform(0.02, 0.1), b=rng.uniform(-3, 10), sigma=rng.choice([0.0, rng.uniform(0, 14)]))
    if rng.random() < 0.7:
        layer.update(magn=rng.uniform(-2.5, 2.5), magn_ang=rng.uniform(-200, 200))
    if rng.random() < 0.5:
        layer.update(xs_ai=rng.uniform(0, 500), b=layer["b"] - 1j * rng.uniform(0, 0.3))
    return {key: complex(value) if isinstance(value, complex) else float(value) for key, value in layer.items()}


for n in range(24):
    stacks = [([random_layer() for _ in range(rng.integers(1, 5))], int(rng.integers(1, 4))) for _ in range(rng.integers(1, 3))]
    ambient = dict(b=float(rng.uniform(-2, 5)), dens=0.03) if n % 6 == 5 else dict(dens=0.0)
    SAMPLES[f"random {n}"] = dict(stacks=stacks, ambient=ambient, substrate=random_layer())


def build(spec):
    sample = model.Sample(
        Stacks=[model.Stack(Layers=[model.Layer(**l) for l in layers], Repetitions=n) for layers, n in spec["stacks"]],
        Ambient=model.Layer(**spec["ambient"]),
        Substrate=model.Layer(**spec["substrate"]),
        crop_sld=spec.get("crop_sld", 0),
    )
    return -sample if spec.get("inverted") else sample


def instrument(settings):
    """Through the constructor what it takes, by assignment what it does not."""
    later = {k: v for k, v in settings.items() if isinstance(v, (np.ndarray, dict))}
    inst = model.Instrument(**{k: v for k, v in settings.items() if k not in later})
    for name, value in later.items():
        if isinstance(value, dict):
            value = dict(value)
            value = getattr(model, value.pop("class"))(**value)
        setattr(inst, name, value)
    return inst


q = np.linspace(0.006, 0.42, 48)
tth = np.linspace(0.1, 5.9, 48)
Q = dict(coords="q", wavelength=1.5406, Ibkg=2e-7, respoints=5, resintrange=2.0)
T = dict(Q, coords="tth")
N = dict(probe="neutron", coords="q", wavelength=4.4, Ibkg=1e-7)
P = dict(N, probe="neutron pol")
F = dict(N, probe="neutron tof", incangle=2.5)
qf = np.linspace(0.01, 0.25, 48)
G = dict(F, probe="neutron pol tof")
angle = 1.2 + 0.6 * (qf > 0.06) + 0.8 * (qf > 0.14)
wide = dict(respoints=7, resintrange=2.5)
S = dict(N, probe="neutron pol spin flip")
beam = dict(footype="square beam", beamw=0.3, samplelen=20.0)
energy = np.linspace(6500.0, 9000.0, 48)

CASES = [
    ("film", q, Q), ("film", tth, T), ("film", tth, dict(T, I0=2.5, coords=1)), ("bare", q, Q), ("multilayer", q, Q),
    ("sharp", q, Q), ("rough", q, Q), ("film", np.linspace(-0.01, 0.1, 48), Q),
    ("film", tth, dict(T, tthoff=0.021)), ("film", q, dict(Q, tthoff=-0.03)),
    ("film", tth, dict(T, restype="fast conv", res=0.09)), ("film", q, dict(Q, restype=1, res=0.013, resintrange=3)),
    ("film", tth, dict(T, restype="fast conv", res=0.31, resintrange=2.5)),
    ("film", q, dict(Q, restype="fast conv + varying res.", res=0.01)),
    ("film", q, dict(Q, restype=2, res=0.002 + 0.03 * q)),
    ("film", tth, dict(T, restype="fast conv + varying res. (dx/x)", res=0.05)),
    ("film", q, dict(Q, restype=3, res=0.05 + 0.0 * q)),
    ("film", q, dict(Q, restype="full conv and varying res.", res=0.004)),
    ("film", q, dict(Q, restype=4, res=0.001 + 0.02 * q, respoints=9, resintrange=3)),
    ("film", tth, dict(T, restype="full conv and varying res.", res=0.03, respoints=6, tthoff=0.01)),
    ("film", q, dict(Q, restype="full conv and varying res. (dx/x)", res=0.03)),
    ("film", tth, dict(T, restype=5, res=0.02, respoints=8, footype="gauss beam", beamw=0.06)),
    ("film", q, dict(Q, restype=5, res=0.02 + 0.01 * q, respoints=7)),
    ("film", tth, dict(T, footype="gauss beam", beamw=0.05)), ("film", q, dict(Q, footype=1, beamw=0.05, samplelen=20.0)),
    ("film", tth, dict(T, footype="square beam", beamw=0.11, samplelen=8.0)), ("film", q, dict(Q, footype=2, beamw=0.2)),
    ("film", tth, dict(T, restype="fast conv", res=0.05, footype="gauss beam", beamw=0.04, I0=3.0)),
    ("film", q, dict(Q, restype="fast conv + varying res.", res=0.01, footype=2, beamw=0.2)),
    ("film", tth, dict(T, footype={"class": "GaussianBeamOffset", "sigma": 0.06, "offset": 0.021})),
    ("film", tth, dict(T, footype={"class": "SquareBeamOffset", "width": 0.12, "offset": 0.02})),
    ("film", tth, dict(T, footype={"class": "TrapezoidBeam", "inner_width": 0.07, "outer_width": 0.16})),
    ("film", tth, dict(T, footype={"class": "TrapezoidBeam", "inner_width": 0.0, "outer_width": 0.16})),
    ("film", tth, dict(T, footype={"class": "TrapezoidBeam", "inner_width": 0.2, "outer_width": 0.1})),
    ("film", tth, dict(T, restype={"class": "GaussianResolution", "sigma": 0.014}, respoints=11, resintrange=2.5)),
    ("film", tth, dict(T, restype={"class": "TrapezoidResolution", "inner_width": 0.05, "outer_width": 0.1}, respoints=15)),
    ("film", tth, dict(T, restype={"class": "TrapezoidResolution"}, respoints=7)),
    ("film", tth, dict(T, restype={"class": "XrayKalpha", "sigma_2theta": 0.011}, respoints=15, footype=1, beamw=0.04)),
    ("film", q, N), ("cell", q, dict(N, wavelength=5.2)), ("inverted", q, N), ("absorber", q, N), ("bare", q, N),
    ("cell", tth, dict(N, coords="2θ", restype=4, res=0.05, respoints=9, footype=1, beamw=0.2, samplelen=50.0)),
    ("multilayer", q, dict(N, restype=5, res=0.02, respoints=9)), ("inverted", q, dict(Q, wavelength=0.7)),
    ("cropped", q[:4], Q), ("spiked", q[:4], Q), ("spiked", q[:4], N),
    ("magnet", q, P), ("magnet", q, dict(P, pol="dd")), ("magnet", q, dict(P, pol="ass")), ("film", q, dict(P, pol="--")),
    ("wet magnet", q, dict(P, pol=0)), ("wet magnet", q, dict(P, pol=4)), ("magnet from below", q, dict(P, pol="++")),
    ("magnet", tth, dict(P, pol="dd", coords="tth", tthoff=0.02, footype=1, beamw=0.2, samplelen=30.0)),
    ("magnet", q, dict(P, pol="ass", footype="square beam", beamw=0.3, samplelen=20.0, restype=5, res=0.03, I0=2.0, **wide)),
    ("magnet", q, dict(P, pol="ass", restype="fast conv", res=0.012)),
    ("film", qf, F), ("cell", qf, F), ("absorber", qf, F), ("inverted", qf, dict(F, incangle=3)), ("bare", qf, dict(F, tthoff=0.05)),
    ("film", tth, dict(F, coords="tth", tthoff=0.02)), ("multilayer", qf, dict(F, restype=1, res=0.012)),
    ("cell", qf, dict(F, restype=4, res=0.003, **wide)),
    ("cell", qf, dict(F, incangle=2.5 + 0 * qf, restype=4, res=0.003, footype="gauss beam", beamw=0.2, samplelen=40.0, **wide)),
    ("film", qf, dict(F, restype={"class": "GaussianResolution", "sigma": 0.004}, footype=2, beamw=0.2, **wide)),
    ("film", qf, dict(F, incangle=angle)), ("absorber", qf, dict(F, incangle=angle, tthoff=-0.03, footype=2, beamw=0.2)),
    ("film", qf, dict(F, incangle=angle, restype="full conv and varying res.", res=0.002 + 0.02 * qf, **wide)),
    ("film", qf, dict(F, incangle=angle, restype=5, res=0.03, tthoff=0.04, footype="gauss beam", beamw=0.2, **wide)),
    ("film", qf, dict(F, incangle=angle, restype=4, res=0.003, footype={"class": "TrapezoidBeam"}, **wide)),
    ("film", qf, dict(F, incangle=angle, restype=2, res=0.01)),
    ("magnet", qf, G), ("magnet", qf, dict(G, pol="dd")), ("magnet", qf, dict(G, pol="ass")), ("wet magnet", qf, dict(G, pol="dd")),
    ("magnet", qf, dict(G, incangle=angle, footype=2, beamw=0.2)), ("magnet", qf, dict(G, tthoff=0.04, pol="dd")),
    ("magnet", qf, dict(G, pol="ass", restype="fast conv", res=0.01, footype=1, beamw=0.2, samplelen=30.0, I0=2.0)),
    ("magnet", qf, dict(G, pol="ass", restype=5, res=0.03, **wide)),
    ("film", q, dict(Q, I0=3.0, footype=1), "SimSpecularField"), ("film", tth, dict(T, tthoff=0.02), "SimSpecularField"),
    ("bare", q, dict(Q, tthoff=0.02), "SimSpecularField"), ("multilayer", q, Q, "SimSpecularField"),
    ("cell", q, N, "SimSpecularField"), ("absorber", tth, dict(N, coords="tth"), "SimSpecularField"),
    ("film", q, dict(Q, restype=4, res=0.003, **wide), "SimSpecularField"),
    ("film", tth, dict(T, restype={"class": "XrayKalpha", "sigma_2theta": 0.011}), "SimSpecularField"),
    ("magnet", q, P, "SimSpecularField"), ("magnet", q, dict(P, pol="dd"), "SimSpecularField"),
    ("magnet", q, dict(P, pol="ass"), "SimSpecularField"), ("absorber", qf, F, "SimSpecularField"),
    ("film", qf, dict(F, incangle=angle, restype=5, res=0.03, **wide), "SimSpecularField"),
    ("wet magnet", qf, G, "SimSpecularField"), ("magnet", qf, dict(G, pol="ass"), "SimSpecularField"),
    ("film", tth, dict(F, coords="tth"), "SimSpecularField"),
    ("film", energy, T, "SimEnergySpecular", 1.8), ("film", energy, dict(T, tthoff=0.1, I0=3.0), "SimEnergySpecular", 1.8),
    ("film", energy, Q, "SimEnergySpecular", 0.11), ("multilayer", energy, dict(Q, tthoff=0.1), "SimEnergySpecular", 0.11),
    ("sharp", energy, Q, "SimEnergySpecular", q), ("inverted", energy, dict(T, restype="no conv"), "SimEnergySpecular", tth),
]
CASES += [(name, q, dict(S, pol=pol)) for name in ("turned", "coupled", "turned from below") for pol in ("uu", "dd", "ud", "du", "ass")]
CASES += [(name, q, dict(S, pol=pol)) for name in ("antiparallel", "turned in water", "bare magnet") for pol in (0, 1, 2)]
CASES += [(name, q, dict(S, pol=pol)) for name in ("magnet", "magnetic ambient", "film") for pol in ("++", "ass")]
CASES += [(f"random {n}", q, dict(S, pol=pol, wavelength=3.0 + 0.2 * n)) for n in range(24) for pol in ("uu", "dd", "ud")]
CASES += [
    ("turned", tth, dict(S, pol="-+", coords="tth", tthoff=0.02, footype=1, beamw=0.2, samplelen=30.0)),
    ("turned", q, dict(S, pol="ud", restype=5, res=0.03, I0=2.0, **wide, **beam)), ("coupled", q, dict(S, pol="ud", restype="fast conv", res=0.012)),
    ("turned", q, dict(S, pol="ass", restype=2, res=0.01, **beam)), ("turned", tth, dict(S, coords="tth", restype={"class": "GaussianResolution", "sigma": 0.03}, **wide)),
    ("turned", q, dict(S, pol="uu"), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04), ("turned", q, dict(S, pol="ud"), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04),
    ("turned", q, dict(S, pol="du", I0=3.0, **beam), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04),
    ("coupled", q, dict(S, pol="dd", restype=4, res=0.004, **wide), "SimPolSpecular", 0.5, 0.1, 0.2, 0.9),
]
WITH_PROFILE = {"turned", "antiparallel", "coupled", "turned from below", "magnetic ambient", "bare magnet", "random 3", "film", "magnet", "wet magnet", "magnet from below", "cell", "inverted", "absorber", "sharp", "cropped", "spiked"}

cases = []
drawn = set()
for name, x, settings, *simulation in CASES:
    sample, inst = build(SAMPLES[name]), instrument(settings)
    method, *more = simulation or ["SimSpecular"]
    model.Buffer.TwoThetaQz = None
    case = dict(sample=name, settings=plain(settings), x=plain(x), y=plain(getattr(sample, method)(x, *more, inst)))
    if simulation:
        case.update(method=method, more=plain(more))
    key = (name, settings.get("probe"))
    if name in WITH_PROFILE and key not in drawn and not simulation:
        drawn.add(key)
        sld = sample.SimSLD(None, None, inst)
        stride = 7
        curves = {k: plain(v[::stride]) for k, v in sld.items() if isinstance(v, np.ndarray)}
        case["sld"] = dict(unit=sld["SLD unit"], n=len(sld["z"]), stride=stride, curves=curves)
    cases.append(case)

with open("cases.json", "w") as file:
    versions = dict(genx3=version("genx3"), numpy=np.__version__, python=platform.python_version())
    json.dump(dict(versions=versions, samples=plain(SAMPLES), cases=cases), file)
    file.write("\n")
