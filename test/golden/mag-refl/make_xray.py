"""Curves of mag_refl's two anisotropic X-ray probes for samples and instruments drawn at random: run it in this folder.

Needs genx3 and mpmath. Writes xray.json: samples by name, and cases (a sample, an instrument's settings, x, and more
arguments of a method) with y. A complex number is {"re", "im"}.

All of it is GenX 3's, but for one function: the waves of "x-ray anis." are those of ../kernels/make_anisotropic.py, at 60
digits. GenX's own lose up to 7 of the 16, and `off` of a case says by how much its curve is off at worst.

What GenX has wrong is left out and has tests of its own: an ambient that is not vacuum, moments within 0.001 degrees of y,
and no layers at all, for which "x-ray simpl. anis." raises.
"""

import json
import platform
import random
import sys
from importlib.metadata import version

import numpy as np
from genx.models import mag_refl as model

sys.path.insert(0, "../kernels")
from make_anisotropic import exact  # noqa: E402

draw = random.Random(20261123)
u = draw.uniform
KEYS = ["sigma", "sigma_l", "sigma_u", "dd_l", "dd_u", "dmag_l", "dmag_u"]


def exact_waves(g, wavelength, chi0, A, B, C, M, d, *interfaces):
    """As calc_refl_int_lay: W[a, b, point], ambient first."""
    W = np.empty((2, 2, len(g)), dtype=complex)
    for i in range(len(g)):
        here = lambda values: values[..., i] if np.ndim(B) == 2 else values
        columns = dict(A=here(A), B=here(B), C=here(C), m=here(M), d=d, **dict(zip(KEYS, interfaces)))
        layers = [{key: column[j] for key, column in columns.items()} for j in range(len(d) - 1, 0, -1)]
        (R,) = exact(wavelength if np.isscalar(wavelength) else wavelength[i], [np.degrees(np.arcsin(g[i]))], layers)
        W[:, :, i] = [[complex(R[a, b]) for b in range(2)] for a in range(2)]
    return W


def short(value):
    """Few digits, so that the file is small."""
    return complex(short(value.real), short(value.imag)) if isinstance(value, complex) else float(f"{value:.4g}")


def layer(thickness=True):
    fields = dict(dens=u(0.04, 0.1), sigma=draw.choice([0.0, u(0.5, 6)]), f=complex(u(8, 30), -u(0.8, 4)))
    if thickness:
        fields["d"] = u(12, 90)
    if draw.random() < 0.7:
        fields.update(
            fr=complex(u(-5, 5), -u(0, 3)), fm1=complex(u(-1, 1), u(-0.3, 0.3)), resdens=u(0.5, 1), resmag=u(0.5, 1),
            magn=u(-2.5, 2.5), magn_ang=draw.choice([0.0, 90.0, 180.0, u(-180, 180)]), magn_theta=draw.choice([0.0, 90.0, u(-90, 90)]),
        )
        if fields["magn_ang"] == 90 and fields["magn_theta"] == 0:
            fields["magn_ang"] = 89.0
        if draw.random() < 0.5:
            fields["fm2"] = complex(u(-0.2, 0.2), u(-0.1, 0.1))
        if draw.random() < 0.5:
            fields.update(dd_u=u(0, 6), dmag_u=u(-1.2, 1.2), sigma_mu=draw.choice([0.0, u(0, 4)]))
        if draw.random() < 0.5 and thickness:
            fields.update(dd_l=u(0, 6), dmag_l=u(-1.2, 1.2), sigma_ml=draw.choice([0.0, u(0, 4)]))
    return {key: short(value) for key, value in fields.items()}


def sample(fewest):
    stacks = [([layer() for _ in range(draw.randint(1, 2))], draw.choice([1, 1, 2])) for _ in range(draw.randint(fewest, 2))]
    return dict(stacks=stacks, ambient=dict(dens=0.0), substrate=layer(False))


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


POLARISATIONS = {
    "x-ray simpl. anis.": ["circ+", "circ-", "tot", "ass"],
    "x-ray anis.": ["circ+", "circ-", "tot", "ass", "σ", "pi", "σ-σ", "sigma-pi", "π-π", "pi-sigma"],
}
GENX_WAVES = model.xrmr.calc_refl_int_lay
samples, cases = {}, []
for probe, count in [("x-ray simpl. anis.", 24), ("x-ray anis.", 40)]:
    for n in range(count):
        name = f"{probe} {n}"
        samples[name] = sample(1 if "simpl" in probe else 0)
        settings = dict(
            probe=probe, xpol=POLARISATIONS[probe][n % len(POLARISATIONS[probe])], coords=["q", "2θ", "tth"][n // 2 % 3],
            wavelength=short(draw.choice([u(12, 25), u(1, 3)])), I0=draw.choice([1.0, 2.3]), Ibkg=draw.choice([0.0, 1e-6]),
        )
        scan = n % 8 == 7
        smeared = not scan and n % 5 == 4
        if n % 3 == 1 and not scan:
            settings.update(footype=["gauss beam", "square beam"][n % 2], beamw=short(u(0.01, 0.3)), samplelen=short(u(5, 30)))
        points = 6 if smeared else 14
        largest = 4 * np.pi / settings["wavelength"] * 0.7
        soft = settings["wavelength"] > 10
        if settings["coords"] == "q":
            x = np.linspace(0.1, 0.9, points) * largest if soft else np.linspace(0.02, 0.35, points)
        else:
            x = np.linspace(4, 100, points) if soft else np.linspace(0.3, 6, points)
        method, more = "SimSpecular", []
        if scan:
            energy = model.AA_to_eV / settings["wavelength"]
            more = [float(x[len(x) // 3])]
            x = np.linspace(0.9, 1.1, points) * energy
            method = "SimEnergySpecular"
        if smeared:
            settings.update(restype=["fast conv", "fast conv + varying res.", "full conv and varying res."][n // 5 % 3])
            settings.update(res=short((x[1] - x[0]) * 0.3), respoints=3, resintrange=2)
        curves = {}
        for which, waves in [("genx", GENX_WAVES), ("exact", exact_waves)]:
            model.xrmr.calc_refl_int_lay = waves
            curves[which] = getattr(build(samples[name]), method)(x.copy(), *more, model.Instrument(**settings))
        y = curves["exact"]
        off = float((np.abs(curves["genx"] - y) / np.maximum(np.abs(y), 1e-9 * np.abs(y).max() + 1e-99)).max())
        cases.append(dict(sample=name, settings=plain(settings), method=method, more=more, x=plain(x), y=plain(y), off=off))
        print(name, settings["xpol"], method, settings.get("restype", ""), off, flush=True)

versions = dict(genx3=version("genx3"), mpmath=version("mpmath"), numpy=np.__version__, python=platform.python_version())
with open("xray.json", "w") as file:
    json.dump(dict(versions=versions, samples=plain(samples), cases=cases), file, ensure_ascii=False)
    file.write("\n")
