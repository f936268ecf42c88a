"""Specular and off-specular curves of models.interdiff at random settings, from GenX 3 (genx3): run it in this folder.

Usage: python make.py [SEED COUNT FILE]      as committed: 1 72 cases.json; others are for looking further

Each case is a sample, the instrument's settings, what the simulation takes before the instrument, and y. Cases that
GenX cannot compute (qx = 0 divides by zero in it) are drawn again. A complex number is {"re", "im"}, an object {"class",
…fields}, an array a list. Samples are invented for this project.
"""

import json
import platform
import sys
from importlib.metadata import version

import numpy as np
from genx.models import interdiff as model

IRON = dict(dens=0.0849, f=24.8 - 3.2j)
PLATINUM = dict(dens=0.0662, f=73.7 - 7.0j)
SILICON = dict(dens=0.05, f=14.25 - 0.33j)
CARBON = dict(dens=0.11, f=6.0 - 0.01j)
OXIDE = dict(dens=0.0535, f=20.3 - 0.2j)
WATER = dict(dens=0.0334, f=10.05 - 0.03j)
MATERIALS = [IRON, PLATINUM, SILICON, CARBON, OXIDE]


def draw_layer(rng, thickness=(8.0, 120.0)):
    sigma = float(rng.uniform(0.5, 9.0))
    sigmai = float(rng.choice([0.0, rng.uniform(0.0, 1.2) * sigma]))
    return dict(MATERIALS[rng.integers(len(MATERIALS))], d=float(rng.uniform(*thickness)), sigma=sigma, sigmai=sigmai)


def draw_sample(rng):
    kind = rng.integers(6)
    stacks = []
    if kind == 1:
        stacks = [([draw_layer(rng)], 1)]
    elif kind in (2, 3):
        stacks = [([draw_layer(rng, (8.0, 40.0)), draw_layer(rng, (8.0, 40.0))], int(rng.integers(2, 9)))]
    elif kind == 4:
        stacks = [([draw_layer(rng) for _ in range(3)], 1), ([draw_layer(rng, (8.0, 40.0))], 3)]
    elif kind == 5:
        stacks = [([draw_layer(rng) for _ in range(2)], 2)]
    return dict(
        stacks=stacks,
        ambient=dict(WATER) if rng.random() < 0.1 else dict(dens=0.0),
        substrate=dict(MATERIALS[rng.integers(len(MATERIALS))], sigma=float(rng.uniform(0.5, 6.0)), sigmai=float(rng.uniform(0.0, 2.0))),
        inverted=bool(kind == 5 and rng.random() < 0.5),
        fields=dict(
            eta_x=float(np.exp(rng.uniform(np.log(20.0), np.log(3000.0)))),
            eta_z=float(np.exp(rng.uniform(np.log(5.0), np.log(5000.0)))),
            h=float(rng.choice([rng.uniform(0.2, 1.0), 0.5, 1.0], p=[0.8, 0.1, 0.1])),
        ),
    )


def draw_beam(rng):
    footype = rng.integers(5)
    if footype < 3:
        return dict(footype=int(footype), beamw=float(rng.uniform(0.02, 0.2)), samplelen=float(rng.uniform(5.0, 30.0)))
    if footype == 3:
        return dict(footype={"class": "TrapezoidBeam", "inner_width": 0.08, "outer_width": 0.15})
    return dict(footype={"class": "GaussianBeamOffset", "sigma": 0.06, "offset": 0.02})


def draw_settings(rng):
    return dict(
        wavelength=float(rng.choice([1.5406, 0.7093, 1.3])),
        I0=float(rng.uniform(0.5, 1e6)),
        Ibkg=float(rng.choice([0.0, 1e-9, 1e-7])),
        res=float(rng.uniform(0.005, 0.04)),
        respoints=int(rng.integers(3, 9)),
        resintrange=float(rng.uniform(1.5, 3.0)),
        **draw_beam(rng),
    )


def off_specular(rng):
    settings = dict(
        draw_settings(rng),
        detres=float(rng.uniform(0.01, 0.2)),
        dettype=str(rng.choice(["slit", "gauss"])),
        taylor_n=int(rng.choice([1, 2, 2, 3, 4, 5, -1, -2, -4])),
        I0_offspec=float(rng.choice([1.0, rng.uniform(0.2, 3.0)])),
        restype=int(rng.integers(4)),
    )
    tth = float(rng.uniform(0.8, 4.0))
    kind = rng.integers(5)
    if kind == 0:
        x = np.linspace(0.8, rng.uniform(2.5, 5.5), 24)
        return settings, [x, x / 2 - float(rng.uniform(-0.25, 0.25))]
    if kind == 1:
        return settings, [tth, np.linspace(0.05, 0.95, 24) * tth]
    if kind == 2:
        # The specular beam's foot must not reach below the surface, for the same reason.
        settings.update(detres=settings["detres"] / 3)
        return settings, [tth + 0.8, np.linspace(-0.05, 1.07, 24) * (tth + 0.8)]
    if kind == 3:
        # GenX smears only scans in which θ moves.
        settings.update(restype=0, Ibkg=np.linspace(1e-8, 3e-8, 24), res=np.linspace(0.01, 0.02, 24), I0=np.linspace(1.0, 1.5, 24))
        return settings, [np.linspace(0.9, 4.1, 24), np.full(24, 0.433)]
    theta = np.linspace(0.2, 1.9, 24)
    return settings, [2 * theta + 0.15 + 0.1 * theta**2, theta]


def specular(rng):
    settings = dict(draw_settings(rng), restype=int(rng.integers(4)))
    # The resolution must not reach below 0: there GenX has negative footprints.
    if rng.random() < 0.3:
        settings["restype"] = {"class": "GaussianResolution", "sigma": 0.004}
    if rng.random() < 0.4:
        return dict(settings, coords="q", res=settings["res"] / 10), [np.linspace(0.015, 0.4, 24)]
    return settings, [np.linspace(0.2, 5.5, 24)]


def plain(value):
    if isinstance(value, np.ndarray):
        return [float(x) for x in value]
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    if isinstance(value, complex):
        return dict(re=value.real, im=value.imag)
    return value


def build(spec):
    stacks = [model.Stack(Layers=[model.Layer(**layer) for layer in layers], Repetitions=times) for layers, times in spec["stacks"]]
    sample = model.Sample(
        Stacks=stacks, Ambient=model.Layer(**spec["ambient"]), Substrate=model.Layer(**spec["substrate"]), **spec["fields"]
    )
    return -sample if spec["inverted"] else sample


def instrument(settings):
    later = {k: v for k, v in settings.items() if isinstance(v, (np.ndarray, dict))}
    inst = model.Instrument(**{k: v for k, v in settings.items() if k not in later})
    for name, value in later.items():
        if isinstance(value, dict):
            value = dict(value)
            value = getattr(model, value.pop("class"))(**value)
        setattr(inst, name, value)
    return inst


def compute(seed, count, file):
    cases = []
    number = 0
    while len(cases) < count:
        rng = np.random.default_rng([seed, number])
        number += 1
        spec = draw_sample(rng)
        method, draw = ("SimSpecular", specular) if len(cases) % 5 == 0 else ("SimOffSpecular", off_specular)
        settings, args = draw(rng)
        sample, inst = build(spec), instrument(settings)
        try:
            y = getattr(sample, method)(*args, inst)
        except (SystemError, ValueError) as error:
            print("drawn again:", repr(error)[:80], file=sys.stderr)
            continue
        if not np.isfinite(y).all():
            print("drawn again: not finite", file=sys.stderr)
            continue
        case = dict(number=number - 1, sample=spec, method=method, settings=settings, args=args, y=y)
        if method == "SimSpecular":
            sld = sample.SimSLD(None, None, inst)
            case["sld"] = dict(unit=sld["SLD unit"], n=len(sld["z"]), stride=41, **{k: sld[k][::41] for k in ("z", "Re", "Im")})
        cases.append(plain(case))
    versions = dict(genx3=version("genx3"), numpy=np.__version__, scipy=version("scipy"), python=platform.python_version())
    with open(file, "w") as out:
        json.dump(dict(versions=versions, cases=cases), out)
        out.write("\n")


if __name__ == "__main__":
    seed, count, file = sys.argv[1:] or (1, 72, "cases.json")
    compute(int(seed), int(count), file)
