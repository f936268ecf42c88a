"""What GenX draws as the mass density of each element: mass-density.json.

    python make.py

Each case is a script that leaves `found`, a dictionary; the test runs the same. Every fifth point is kept.
"""

import json
import pathlib

import numpy as np

SPEC_NX = """
from numpy import *
import models.spec_nx as model
from models.utils import fp, fw, bc, bw, bl, fp_old
fp.set_wavelength(1.54)
inst = model.Instrument(probe='x-ray', wavelength=1.54)
neutrons = model.Instrument(probe='neutron pol', wavelength=4.5)
silicon = model.Layer(d=0, sigma=3.1, dens=8/5.431**3, f=fp.Si, b=bc.Si)
sapphire = model.Layer(sigma=2.2, dens=0.0235, f=2*fp.Al + 3*fp.O, b=2*bc.Al + bc.O*3)
nickel = model.Layer(d=83.0, sigma=5.5, dens=0.0913, f=fp.Ni, b=bc.Ni)
alloy = model.Layer(d=27.0, sigma=4.0, dens=0.085, f=0.8*fp.Ni + fp.Fe*0.2, b=0.8*bc.Ni + 0.2*bc.Fe)
iron = model.Layer(d=31.0, sigma=2.0, dens=7.874, f=fw.Fe, b=bw.Fe)
isotope = model.Layer(d=44.0, sigma=2.0, dens=0.08, b=bc.i62Ni)
plain = model.Layer(d=18.0, sigma=1.0, dens=0.05, f=13.0 - 0.2j)
air = model.Layer(dens=0.0)
stack = lambda *layers, **more: model.Stack(Layers=list(layers), **more)
"""

SPEC_INHOM = SPEC_NX.replace("spec_nx", "spec_inhom")

CASES = [
    (SPEC_NX, "sample = model.Sample(Stacks=[stack(nickel)], Ambient=air, Substrate=silicon)"),
    (SPEC_NX, "sample = model.Sample(Stacks=[], Ambient=air, Substrate=silicon)"),
    (SPEC_NX, "sample = model.Sample(Stacks=[stack(alloy, nickel, Repetitions=4)], Ambient=air, Substrate=sapphire)"),
    (SPEC_NX, "sample = -model.Sample(Stacks=[stack(alloy), stack(iron, plain)], Ambient=air, Substrate=sapphire)"),
    (SPEC_NX, "sample = model.Sample(Stacks=[stack(nickel, nickel)], Ambient=model.Layer(dens=0.01, f=fp.Ni), Substrate=model.Layer(dens=0.0913, f=fp.Ni, sigma=4))"),
    (SPEC_NX, "sample = model.Sample(Stacks=[stack(plain)], Ambient=air, Substrate=model.Layer(dens=0.05, f=14.2-0.3j))"),
    (SPEC_NX, "inst = neutrons\nsample = model.Sample(Stacks=[stack(isotope, nickel)], Ambient=air, Substrate=silicon)"),
    (SPEC_NX, "sample = model.Sample(Stacks=[stack(nickel, iron, Repetitions=20)], Ambient=air, Substrate=silicon, crop_sld=3)"),
    (SPEC_NX, "nickel.setDens(0.07)\nnickel.setF(fp_old.Co)\niron.setFimag(-3.0)\nsample = model.Sample(Stacks=[stack(nickel, iron)], Ambient=air, Substrate=silicon)"),
    (SPEC_INHOM, "sample = model.Sample(Stacks=[stack(nickel, iron, Repetitions=6, dens_gradient=0.2, d_gradient=0.3, sigma_gtype=2, sigma_gradient=2.0)], Ambient=air, Substrate=silicon)"),
]


def five(values):
    return [float(f"{value:.9g}") for value in np.asarray(values, dtype=float)[::5]]


cases = []
for preamble, lines in CASES:
    script = preamble + lines + "\nfound = sample.SimSLD(None, None, inst)['Mass Density']\n"
    namespace = {}
    exec(script.replace("models.", "genx.models.").replace("genx.genx.", "genx."), namespace)
    found = namespace["found"]
    unit = found.pop("SLD unit")
    cases.append({"script": script, "unit": unit, "points": len(found["z"]), "curves": {key: five(found[key]) for key in found}})
target = pathlib.Path(__file__).parent / "mass-density.json"
target.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n", encoding="utf-8")
