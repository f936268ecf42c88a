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
