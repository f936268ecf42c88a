"""Curves and profiles of mag_refl from GenX 3 (genx3): run it in this folder, it writes curves.json.

Random samples and instruments of every probe and polarisation, sliced; and profiles without slices. Left out is what GenX has
a defect in (docs/genx-differences.md): moments that are not along the polarisation where spins do not flip, and on both sides
of it where they do.

Of "x-ray anis." GenX has six digits at most and three of a weak channel: y is what exact.py makes of GenX's slices, and y_genx GenX's.

GenX keeps its last result and does not notice that a sample is cut otherwise, so it is made to forget before each case.
"""

import json
from importlib.metadata import version

import numpy as np
from genx.models import mag_refl as model
from genx.models.utils import fd

import exact

# Of a profile only one point in so many is kept.
STRIDE = 11

XRAY = ["tot", "circ+", "circ-", "ass", "sigma", "pi", "sigma-sigma", "sigma-pi", "pi-pi", "pi-sigma"]
PROBES = {
    "x-ray": ["tot"],
    "x-ray simpl. anis.": XRAY[:4],
    "x-ray anis.": XRAY,
    "neutron pol": ["uu", "dd", "ass"],
    "neutron pol tof": ["uu", "dd", "ass"],
    "neutron pol spin flip": ["uu", "dd", "ud", "ass"],
}


def layer(rng, probe, magnetic):
    spec = dict(
        d=rng.uniform(8, 70),
        dens=rng.uniform(0.03, 0.1),
        sigma=rng.choice([0.0, rng.uniform(1, 6)]),
        f=complex(rng.uniform(5, 30), -rng.uniform(0.1, 5)),
        b=complex(rng.uniform(-3, 10), 0),
        xs_ai=rng.choice([0.0, rng.uniform(0, 50)]),
    )
    if not magnetic:
        return spec
    flips = probe == "neutron pol spin flip"
    straight = probe.startswith("neutron") and not flips
    spec.update(
        fr=complex(rng.uniform(-3, 3), -rng.uniform(0, 3)),
        fm1=complex(*rng.uniform(-0.6, 0.6, 2)),
        fm2=complex(*rng.uniform(-0.1, 0.1, 2)),
        resdens=rng.uniform(0.5, 1),
        resmag=rng.uniform(0.5, 1),
        magn=rng.uniform(0.5, 3) * (1 if straight or flips else rng.choice([1, -1])),
        magn_ang=0.0 if straight else rng.choice([0.0, rng.uniform(5, 170), 90.0]),
        magn_theta=0.0 if straight else rng.choice([0.0, rng.uniform(-80, 80)]),
        dd_u=rng.choice([0.0, rng.uniform(1, 5)]),
        dmag_u=rng.uniform(-0.9, 0.9),
        sigma_mu=rng.uniform(0, 3),
        dd_l=rng.choice([0.0, rng.uniform(1, 5)]),
        dmag_l=rng.uniform(-0.9, 0.9),
        sigma_ml=rng.uniform(0, 3),
    )
    return spec


def case(rng, probe, pol, sliced=True):
    count = int(rng.integers(0, 4)) if rng.random() < 0.3 else int(rng.integers(1, 4))
    layers = [layer(rng, probe, rng.random() < 0.75) for _ in range(count)]
    substrate = layer(rng, probe, False)
    # No angle of incidence in what is not vacuum: GenX counts it in another medium for each probe.
    ambient = dict(dens=0.0)
    fields = dict(
        slicing=sliced,
        slice_depth=float(rng.choice([0.5, 1.0, 2.0, 3.3])),
        compress=bool(rng.random() < 0.7),
        sld_mult=float(rng.choice([4.0, 3.0])),
        sld_buffer=float(rng.choice([20.0, 30.0])),
        dsld_max=rng.uniform(0.01, 0.2),
        dsld_offdiag_max=rng.uniform(0.005, 0.2),
        dmag_max=rng.uniform(0.002, 0.05),
        dsld_n_max=rng.uniform(0.005, 0.05),
        dabs_n_max=rng.uniform(0.005, 0.5),
    )
    coords = "q" if probe.endswith("tof") or rng.random() < 0.6 else "tth"
    wavelength = float(np.round(rng.uniform(8, 18) if probe.startswith("x-ray") else rng.uniform(2, 8), 2))
    polarisation = dict(xpol=pol) if probe.startswith("x-ray") else dict(npol=pol)
    settings = dict(probe=probe, wavelength=wavelength, coords=coords, Ibkg=1e-8, **polarisation)
    if probe.endswith("tof"):
        settings["incangle"] = float(rng.uniform(0.3, 2))
    top = min(0.5, 4 * np.pi / wavelength * 0.6)
    x = np.sort(rng.uniform(0.008, top, 12))
    if coords == "tth":
        x = 2 * np.degrees(np.arcsin(x * wavelength / 4 / np.pi))
    repetitions = int(rng.choice([1, 1, 1, 2, 4]))
    return dict(sample=dict(stacks=[[layers, repetitions]], ambient=ambient, substrate=substrate, fields=fields), settings=settings, x=x)


def forget():
    model.XBuffer.parameters = None
    model.NBuffer.parameters = None
    model.XBuffer.g_0 = None
    model.NBuffer.TwoThetaQz = None


def value(spec):
    return getattr(fd, spec["fd"]) if isinstance(spec, dict) else spec


def build(sample):
    stacks = [model.Stack(Layers=[make(each) for each in layers], Repetitions=n) for layers, n in sample["stacks"]]
    return model.Sample(Stacks=stacks, Ambient=make(sample["ambient"]), Substrate=make(sample["substrate"]), **sample["fields"])


def make(spec):
    return model.Layer(**{name: value(each) for name, each in spec.items()})


def profile(sample, instrument):
    drawn = sample.SimSLD(None, None, instrument)
    curves = {}
    for name, curve in drawn.items():
        if name == "SLD unit":
            continue
        curve = np.asarray(curve)
        if np.iscomplexobj(curve) and not curve.imag.any():
            curve = curve.real
        curves[name] = plain(curve[::STRIDE])
    return dict(unit=drawn["SLD unit"], n=len(drawn["z"]), curves=curves)


def exactly(sample, instrument, x):
    energy = model.AA_to_eV / instrument.wavelength
    d, _, _, _, _, chi, *_ = model.compose_sld(sample, instrument, np.array([0.5]), energy)
    slices = exact.tensors(chi)
    y = []
    for each in x:
        q = instrument.coords == "q"
        sine = exact.mp.mpf(each) * instrument.wavelength / 4 / exact.mp.pi if q else exact.mp.sin(exact.mp.radians(exact.mp.mpf(each) / 2))
        w = exact.reflected(slices, d, instrument.wavelength, sine)
        # As GenX, which adds no background to an asymmetry.
        y.append(float(exact.channel(w, str(instrument.xpol)) + (0 if instrument.xpol == "ass" else instrument.Ibkg)))
    return y


def plain(value):
    if isinstance(value, np.ndarray):
        if np.iscomplexobj(value):
            return dict(re=plain(value.real), im=plain(value.imag))
        return [plain(x) for x in value.tolist()]
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    if isinstance(value, (np.bool_, np.floating)):
        return value.item()
    if isinstance(value, complex):
        return dict(re=value.real, im=value.imag)
    return value


def scans():
    """Energies of X-rays across an edge, with factors that are functions of the energy and numbers."""
    fields = dict(slicing=True, slice_depth=1.5, compress=True, dsld_max=0.03, dsld_offdiag_max=0.02)
    film = dict(d=70.0, dens=0.0849, sigma=3.0, f=dict(fd="Fe"), fm1=0.4 - 0.3j, fm2=0.05 + 0.02j, magn=2.1)
    sample = dict(stacks=[[[film], 1]], ambient=dict(dens=0.0), substrate=dict(dens=0.05, sigma=2.0, f=dict(fd="Si")), fields=fields)
    constant = dict(sample, stacks=[[[dict(film, f=23.0 - 1.5j, magn_ang=30.0)], 1]], substrate=dict(dens=0.05, sigma=2.0, f=14 - 0.1j))
    loose = dict(sample, fields=dict(fields, compress=False, slice_depth=3.0))
    energies = np.linspace(6900.0, 7300.0, 15)
    for name in (sample, constant, loose):
        for pol in ("circ+", "sigma-pi", "ass"):
            settings = dict(probe="x-ray anis.", wavelength=1.7, coords="tth", xpol=pol)
            yield dict(sample=name, settings=settings, x=energies, method="SimEnergySpecular", more=[3.0])


def main():
    rng = np.random.default_rng(20261121)
    cases = []
    for probe, pols in PROBES.items():
        for pol in pols:
            for _ in range(2 if len(pols) > 1 else 4):
                cases.append(case(rng, probe, pol))
        cases.append(case(rng, probe, pols[0], sliced=False))
        cases[-1]["drawn"] = True
        cases.append(case(rng, probe, pols[-1]))
        cases[-1]["drawn"] = True
    cases.extend(scans())
    out = []
    for each in cases:
        forget()
        sample = build(each["sample"])
        instrument = model.Instrument(**each["settings"])
        result = plain(each)
        drawn = result.pop("drawn", False)
        if each["sample"]["fields"]["slicing"]:
            result["y"] = plain(getattr(sample, each.get("method", "SimSpecular"))(each["x"], *each.get("more", []), instrument))
        if each["settings"]["probe"] == "x-ray anis." and "y" in result and "method" not in each:
            result["y_genx"], result["y"] = result["y"], exactly(sample, instrument, each["x"])
        if drawn:
            result["sld"] = profile(sample, instrument)
        out.append(result)
    with open("curves.json", "w") as file:
        json.dump(dict(genx3=version("genx3"), stride=STRIDE, cases=out), file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
