"""What make.py computes: for each model samples by name, and cases. Invented for this project."""

import numpy as np

q = np.linspace(0.006, 0.36, 40)
qf = np.linspace(0.012, 0.22, 40)
tth = np.linspace(0.15, 5.1, 40)
energy = np.linspace(6500.0, 9000.0, 30)
angle = 1.2 + 0.6 * (qf > 0.06) + 0.8 * (qf > 0.14)
wide = dict(respoints=7, resintrange=2.5)
beam = dict(footype="square beam", beamw=0.3, samplelen=20.0)

X = dict(probe="x-ray", coords="q", wavelength=1.3, Ibkg=2e-7)
N = dict(probe="neutron", coords="q", wavelength=4.4, Ibkg=1e-7)
P = dict(N, probe="neutron pol")
S = dict(N, probe="neutron pol spin flip")
F = dict(N, probe="neutron tof", incangle=2.5)
G = dict(F, probe="neutron pol tof")

HEADS = dict(d=9.5, sigma=3.5, sld_n=1.8 - 0.003j, sld_x=12.5 - 0.02j)
TAILS = dict(d=88.0, sigma=4.0, sld_n=-0.35 + 0j, sld_x=8.1 - 0.01j)
WET = dict(sld_n=6.36 + 0j, sld_x=9.4 - 0.02j, sigma=2.0)
SILICON = dict(sld_n=2.07 + 0j, sld_x=20.1 - 0.45j, sigma=2.8)
IRON = dict(d=120.0, sigma=5.0, sld_n=8.02 - 0.001j, sld_x=59.4 - 7.5j, sld_m=4.97)

soft_nx = dict(
    samples={
        "bilayer": dict(stacks=[([HEADS, TAILS, HEADS], 1)], ambient=WET, substrate=SILICON),
        "bare": dict(stacks=[], ambient=dict(), substrate=SILICON),
        "multilayer": dict(stacks=[([dict(HEADS, sld_m=1.1), dict(TAILS, d=31.0)], 12)], ambient=dict(), substrate=SILICON),
        "iron": dict(stacks=[([IRON, dict(HEADS, sld_m=-0.7)], 1)], ambient=dict(), substrate=SILICON),
        "turned iron": dict(stacks=[([dict(IRON, magn_ang=40.0), HEADS, dict(IRON, d=60.0, magn_ang=-70.0)], 1)], ambient=dict(), substrate=SILICON),
        "turned in water": dict(stacks=[([dict(IRON, magn_ang=40.0)], 2)], ambient=WET, substrate=SILICON),
        "sharp": dict(stacks=[([dict(HEADS, sigma=0.0)], 1)], ambient=dict(), substrate=dict(SILICON, sigma=0.0)),
        "inverted": dict(stacks=[([HEADS, TAILS], 1)], ambient=WET, substrate=SILICON, inverted=True),
    },
    cases=[
        ("bilayer", q, X), ("bare", q, X), ("multilayer", q, X), ("sharp", q, X), ("inverted", q, X),
        ("bilayer", tth, dict(X, coords="tth", tthoff=0.02, **beam)), ("bilayer", q, dict(X, restype=5, res=0.02, I0=2.0, **wide)),
        ("multilayer", tth, dict(X, coords=1, restype={"class": "GaussianResolution", "sigma": 0.02}, footype=1, beamw=0.05)),
        ("bilayer", q, N), ("bare", q, N), ("inverted", q, N), ("multilayer", q, dict(N, restype=4, res=0.004, **wide)),
        ("iron", q, P), ("iron", q, dict(P, pol="dd")), ("multilayer", q, dict(P, pol="--", restype="fast conv", res=0.01)),
        ("iron", q, S), ("iron", q, dict(S, pol="ass")), ("turned in water", q, S),
        *[("turned iron", q, dict(S, pol=pol)) for pol in ("uu", "dd", "ud", "du", "ass")],
        ("turned iron", q, dict(S, pol="ud", restype=5, res=0.03, **wide, **beam)),
        ("bilayer", qf, F), ("multilayer", qf, dict(F, incangle=angle)), ("bilayer", qf, dict(F, restype=4, res=0.003, **wide)),
        ("inverted", qf, dict(F, tthoff=0.04, incangle=3.0)),
        ("bilayer", energy, dict(X, coords="tth"), "SimEnergySpecular", 1.8), ("multilayer", energy, dict(X, tthoff=0.05), "SimEnergySpecular", 0.11),
    ],
)

NI = dict(d=30.0, dens=0.0913, sigma=2.5, f=25.04 - 0.53j, b=10.3 + 0j, xs_ai=4.49)
TI = dict(d=24.0, dens=0.0568, sigma=3.0, f=22.2 - 1.85j, b=-3.438 + 0j, xs_ai=6.09)
SI = dict(dens=0.0499, sigma=2.0, f=14.25 - 0.33j, b=4.1491 + 0j)
AIR = dict(dens=0.0)
COBALT = dict(NI, b=2.49 + 0j, magn=1.72)
inhom = dict(sigma_inhom=4.0, steps_inhom=9)


def stack(layers=(TI, NI), repetitions=8.0, **fields):
    return ([dict(layer) for layer in layers], dict(fields, Repetitions=repetitions))


def graded(name, **fields):
    return {name: dict(stacks=[stack(**fields)], ambient=AIR, substrate=SI)}


spec_inhom = dict(
    samples={
        **{
            f"sigma {kind}": dict(
                stacks=[stack((TI, dict(NI, sigma_gradient=0.3)), sigma_gtype=kind, sigma_gradient=1.5), stack((dict(NI, d=60.0),), 1.0)],
                ambient=AIR, substrate=SI,
            )
            for kind in ("relative linear", "relative sqrt", "absolute linear", "absolute sqrt")
        },
        **graded("thickness", d_gradient=0.15),
        "thickness of a layer": dict(stacks=[stack((dict(TI, d_gradient=0.1), NI), 6.0, d_gradient=0.05)], ambient=AIR, substrate=SI),
        **graded("density", dens_gradient=0.2),
        **graded("a fraction of a period", repetitions=5.7, dens_gradient=0.1, d_gradient=-0.1),
        "all": dict(stacks=[stack(sigma_gtype=3, sigma_gradient=2.0, d_gradient=0.02, dens_gradient=-0.05), stack((TI,), 2.0)], ambient=AIR, substrate=SI, fields=inhom),
        "turned over": dict(stacks=[stack(sigma_gradient=0.5, d_gradient=0.1)], ambient=AIR, substrate=SI, inverted=True),
        **graded("Schelten", repetitions=2.0, beta_sm=1.3),
        **graded("Schelten, graded", repetitions=1.8, beta_sm=0.75, sm_scale=1.02, d_gradient=0.05, sigma_gtype=2, sigma_gradient=3.0),
        **graded("Hayter", repetitions=40.0, beta_sm=-0.98),
        **graded("Hayter upside down", repetitions=-25.0, beta_sm=-0.95, sm_scale=0.99, d_gradient=0.02),
        **graded("Hayter with a third layer", layers=(TI, dict(SI, d=4.0), NI), repetitions=15.0, beta_sm=-0.9),
        "magnetic": dict(stacks=[stack((TI, COBALT), 10.0, d_gradient=0.05, dens_gradient=0.1)], ambient=AIR, substrate=SI),
        "turned": dict(stacks=[stack((TI, dict(COBALT, magn_ang=50.0)), 4.0, d_gradient=0.05, dens_gradient=0.1)], ambient=AIR, substrate=SI),
        "turned, distributed": dict(stacks=[stack((TI, dict(COBALT, magn_ang=50.0)), 4.0)], ambient=AIR, substrate=SI, fields=inhom),
        "magnetic, distributed": dict(stacks=[stack((TI, COBALT), 4.0)], ambient=AIR, substrate=SI, fields=inhom),
        **{
            f"distributed, {kind}": dict(stacks=[stack(repetitions=3.0)], ambient=AIR, substrate=SI, fields=dict(inhom, type_inhom=kind))
            for kind in ("gauss", "semi-gauss", "empiric PLD")
        },
        "distributed, broad PLD": dict(
            stacks=[stack(repetitions=2.0)], ambient=AIR, substrate=SI,
            fields=dict(sigma_inhom=1.0, lscale_inhom=0.6, flatwidth_inhom=8.0, steps_inhom=14, type_inhom=2),
        ),
        "cropped": dict(stacks=[stack(repetitions=30.0, d_gradient=0.1)], ambient=AIR, substrate=SI, fields=dict(crop_sld=6)),
        "long": dict(stacks=[stack(repetitions=150.0, d_gradient=0.1)], ambient=AIR, substrate=SI),
    },
    cases=[
        *[(f"sigma {kind}", q, X) for kind in ("relative linear", "relative sqrt", "absolute linear", "absolute sqrt")],
        *[(name, q, X) for name in ("thickness", "thickness of a layer", "density", "a fraction of a period", "all", "turned over", "cropped", "long")],
        *[(name, qf, N) for name in ("Schelten", "Schelten, graded", "Hayter", "Hayter upside down", "Hayter with a third layer", "all", "turned over", "density")],
        ("Hayter", q, X),
        *[("magnetic", q, dict(P, pol=pol)) for pol in ("uu", "dd", "ass")],
        *[("magnetic, distributed", q, dict(P, pol=pol)) for pol in ("uu", "ass")],
        *[("turned", q, dict(S, pol=pol)) for pol in ("uu", "dd", "ud", "ass")],
        *[("turned, distributed", q, dict(S, pol=pol, **beam)) for pol in ("uu", "ud")],
        ("turned, distributed", q, dict(S, pol="ud", restype=5, res=0.03, **wide), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04),
        ("turned", q, dict(S, pol="dd", I0=2.0), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04),
        *[(f"distributed, {kind}", q, dict(X, I0=3.0)) for kind in ("gauss", "semi-gauss", "empiric PLD")],
        *[(f"distributed, {kind}", tth, dict(X, coords="tth", tthoff=0.02, restype=4, res=0.02, footype=1, beamw=0.05, **wide)) for kind in ("gauss", "semi-gauss", "empiric PLD")],
        ("distributed, broad PLD", q, dict(X, restype="fast conv", res=0.012)),
        ("distributed, gauss", q, dict(X, restype={"class": "GaussianResolution", "sigma": 0.004}, footype={"class": "TrapezoidBeam"}, **wide)),
        ("distributed, gauss", q, dict(X, restype=2, res=0.01)),
        ("distributed, gauss", qf, F), ("magnetic, distributed", qf, dict(G, pol="dd")), ("Schelten", qf, dict(F, restype=5, res=0.03, **wide)),
    ],
)

A = dict(d=64.0, dens=0.0913, sigma=6.0, f=25.04 - 0.53j, b=10.3 + 0j, xs_ai=4.49, magn=0.58)
B = dict(d=37.0, dens=0.0568, sigma=8.0, f=22.2 - 1.85j, b=-3.438 + 0j, xs_ai=6.09)
C = dict(d=20.0, dens=0.012, sigma=5.0, f=73.0 - 7.2j, b=9.6 - 0.01j, magn=1.1, magn_ang=100.0)
GAP = dict(d=50.0, dens=0.0, sigma=3.0)
WATER = dict(dens=0.0333, b=19.145 + 0j, f=10.05 - 0.03j, sigma=2.0)
coarse = dict(minimal_steps=1.0)


def adaptive(layers, ambient=AIR, fields=coarse, repetitions=2, **more):
    return dict(stacks=[([dict(layer) for layer in layers], dict(Repetitions=repetitions))], ambient=ambient, substrate=dict(SI, sigma=4.0), fields=dict(fields), **more)


CANTED = dict(A, magn_ang=35.0)
SHAPES = ("gauss", "linear", "exp-1", "exp-2")
spec_adaptive = dict(
    samples={
        **{f"all {kind}": adaptive([dict(B, rough_type=kind), dict(A, rough_type=kind)]) for kind in SHAPES},
        **{f"cropped {kind}": adaptive([dict(B, rough_type=kind), dict(A, rough_type=kind, sigma=20.0)], fields=dict(coarse, crop_sigma=True)) for kind in SHAPES},
        "mixed": adaptive([dict(B, rough_type="exp-1"), dict(A, rough_type="linear"), dict(C, rough_type=3)]),
        "one layer, cropped": adaptive([dict(A, sigma=15.0)], fields=dict(coarse, crop_sigma=True), repetitions=1),
        "smooth": adaptive([B, CANTED], fields=dict(minimal_steps=2.0, smoothen=True, max_diff_n=0.05, max_diff_x=0.1)),
        "sharp": adaptive([dict(B, sigma=0.0), dict(A, sigma=0.0)], fields=dict(minimal_steps=0.5)),
        "bare": adaptive([]),
        "in water": adaptive([B, A], ambient=WATER),
        "canted": adaptive([B, CANTED, dict(A, d=15.0, magn_ang=200.0)]),
        "void": adaptive([dict(B, magn_void=True, sigma_mag=12.0), dict(CANTED, sigma_mag=3.0, d=45.0)], repetitions=1),
        "reversed": adaptive([B, dict(A, magn=-0.7)]),
        "elements": dict(
            stacks=[([B, CANTED], dict(Repetitions=1)), ([GAP, dict(C, rough_type="exp-2", sigma_mag=9.0)], dict(Element=2)), ([dict(GAP, d=10.0), dict(C, d=8.0)], dict(Element=1, Repetitions=3))],
            ambient=WATER, substrate=dict(SI, sigma=4.0), fields=coarse,
        ),
        "elements, cropped": dict(
            stacks=[([B, CANTED], dict(Repetitions=1)), ([GAP, C], dict(Element=1))],
            ambient=AIR, substrate=dict(SI, sigma=4.0), fields=dict(coarse, crop_sigma=True),
        ),
    },
    cases=[
        *[(f"{how} {kind}", q, probe) for how in ("all", "cropped") for kind in SHAPES for probe in (X, N)],
        *[(f"all {kind}", q, dict(S, pol="uu")) for kind in SHAPES],
        *[(name, q, X) for name in ("mixed", "one layer, cropped", "smooth", "sharp", "bare", "in water", "elements", "elements, cropped")],
        *[(name, q, N) for name in ("mixed", "smooth", "sharp", "bare", "in water", "elements")],
        *[(name, q, dict(P, pol=pol)) for name in ("reversed", "canted", "elements") for pol in ("uu", "dd", "ass")],
        *[(name, q, dict(S, pol=pol)) for name in ("canted", "void", "elements", "reversed", "in water") for pol in ("uu", "dd", "ud")],
        ("canted", q, dict(S, pol="ass")), ("canted", q, dict(S, pol="du")),
        *[(name, q, dict(S, pol=pol, zeeman=zeeman, mag_field=0.9)) for name in ("canted", "in water") for zeeman in ("field only", "SF q (+)", 3) for pol in ("uu", "dd", "ud", "du")],
        ("void", q, dict(S, pol="ass", zeeman=2, mag_field=0.4)), ("bare", q, dict(S, zeeman=1, mag_field=2.0)), ("canted", q, dict(S, pol="ud", zeeman=1)),
        ("canted", tth, dict(S, coords="tth", pol="ud", zeeman=2, mag_field=1.0, restype=5, res=0.02, tthoff=0.01, I0=2.0, **wide, **beam)),
        ("canted", q, dict(S, pol="ud"), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04),
        *[("canted", q, dict(S, pol=pol, zeeman=2, mag_field=1.0, restype=4, res=0.003, **wide), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04) for pol in ("uu", "ud", "du")],
        ("canted", q, dict(N, zeeman=1, mag_field=1.0)),
        ("mixed", qf, F), ("reversed", qf, dict(G, pol="dd")), ("in water", qf, dict(F, incangle=angle)),
        ("mixed", tth, dict(X, coords="tth", tthoff=0.02, footype=1, beamw=0.05, restype={"class": "GaussianResolution", "sigma": 0.02})),
    ],
)
