"""Curves and profiles of GenX's models that are spec_nx with other samples, from GenX 3 (genx3): run it in this folder.

Usage: python make.py [MODEL…]      soft_nx, spec_inhom, spec_adaptive; all without

Writes MODEL.json for each: samples by name, and cases (a sample, an instrument's settings, x, perhaps the name of another
simulation than SimSpecular and what it takes before the instrument) with y and, for some, the SLD profile. A complex number
is {"re", "im"}, an object {"class", …fields}, an array a list.

With spin flip GenX keeps its last result and finds it again by layers and Q alone, so it is made to forget before each case.
"""

import importlib
import json
import platform
import sys
from importlib.metadata import version

import numpy as np

import cases

# Of an SLD profile only one point in so many is kept.
STRIDE = 29


def plain(value):
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


def build(model, spec):
    stacks = [
        model.Stack(Layers=[model.Layer(**layer) for layer in layers], **(more if isinstance(more, dict) else {"Repetitions": more}))
        for layers, more in spec["stacks"]
    ]
    sample = model.Sample(
        Stacks=stacks,
        Ambient=model.Layer(**spec["ambient"]),
        Substrate=model.Layer(**spec["substrate"]),
        **spec.get("fields", {}),
    )
    return -sample if spec.get("inverted") else sample


def instrument(model, settings):
    """Through the constructor what it takes, by assignment what it does not."""
    later = {k: v for k, v in settings.items() if isinstance(v, (np.ndarray, dict))}
    inst = model.Instrument(**{k: v for k, v in settings.items() if k not in later})
    for name, value in later.items():
        if isinstance(value, dict):
            value = dict(value)
            value = getattr(model, value.pop("class"))(**value)
        setattr(inst, name, value)
    return inst


def compute(name):
    family = getattr(cases, name)
    model = importlib.import_module(f"genx.models.{name}")
    from genx.models import spec_nx

    results = []
    drawn = set()
    for sample_name, x, settings, *simulation in family["cases"]:
        sample, inst = build(model, family["samples"][sample_name]), instrument(model, settings)
        method, *more = simulation or ["SimSpecular"]
        if hasattr(model, "Buffer"):
            model.Buffer.TwoThetaQz = None
        spec_nx.Buffer.TwoThetaQz = None
        case = dict(sample=sample_name, settings=plain(settings), x=plain(x), y=plain(getattr(sample, method)(x, *more, inst)))
        if simulation:
            case.update(method=method, more=plain(more))
        key = (sample_name, settings.get("probe"))
        if key not in drawn and not simulation:
            drawn.add(key)
            sld = sample.SimSLD(None, None, inst)
            curves = {k: plain(v[::STRIDE]) for k, v in sld.items() if isinstance(v, np.ndarray)}
            case["sld"] = dict(unit=sld["SLD unit"], n=len(sld["z"]), stride=STRIDE, curves=curves)
        results.append(case)
    versions = dict(genx3=version("genx3"), numpy=np.__version__, python=platform.python_version())
    with open(f"{name}.json", "w") as file:
        json.dump(dict(versions=versions, samples=plain(family["samples"]), cases=results), file)
        file.write("\n")


for name in sys.argv[1:] or ["soft_nx", "spec_inhom", "spec_adaptive"]:
    compute(name)
