"""What make.py computes: by model samples by name, then curves, then rods. Invented for this project."""


def i(re, im):
    return dict(re=re, im=im)


AIR = dict(dens=0.0)
GADOLINIUM = dict(d=1e5, dens=0.0303, b=i(6.5, -13.82), f=i(55.0, -12.0), xs_ai=5000.0, sigma=0.0)
BORON = dict(d=3e4, dens=0.13, b=i(5.3, -0.213), f=i(5.0, -0.01), xs_ai=767.0, sigma=4.0)
IRON = dict(d=250.0, dens=0.085, b=9.45, f=i(24.8, -3.2), magn=2.2, magn_ang=35.0, sigma=0.0)
COBALT = dict(d=60.0, dens=0.0909, b=2.49, f=i(25.0, -3.6), magn=1.7, magn_ang=-110.0, sigma=0.0)
DUST = dict(COBALT, d=0.0, sigma=3.0)
SILICON = dict(dens=0.05, b=4.15, f=i(14.2, -0.33), sigma=0.0)
GAP = dict(d=300.0, dens=0.0, sigma=0.0)
MIRROR = dict(d=1e7, dens=0.0913, b=10.3, f=i(25.0, -0.5), xs_ai=4.5, sigma=0.0)
WET = dict(dens=0.0333, b=19.1, f=i(10.0, -0.03))
ROUGH = dict(IRON, d=30.0, sigma=45.0)
TAR = dict(dens=0.06, b=i(3.0, -2.0), f=i(30.0, -9.0))


def of(layers, repetitions=1, ambient=AIR, substrate=SILICON, **fields):
    return dict(stacks=[[layers, repetitions]], ambient=ambient, substrate=substrate, fields=fields)


NX = {
    "bare": dict(of([]), stacks=[]),
    "sharp": of([COBALT, IRON]),
    "absorber": of([COBALT, GADOLINIUM, IRON]),
    "absorbers": of([BORON, dict(IRON, d=2e4, b=i(9.45, -5.0), f=i(24.8, -25.0)), GADOLINIUM, dict(COBALT, xs_ai=9000.0)], 2),
    "millimetre": of([IRON, MIRROR, COBALT]),
    "rough": of([ROUGH, dict(COBALT, sigma=30.0)]),
    "nothing": of([DUST, IRON, DUST, dict(IRON, d=0.0, sigma=2.0)], 3),
    "gap": of([IRON, GAP, IRON, GAP, IRON]),
    "dense ambient": of([SILICON | dict(d=400.0), dict(IRON, magn_ang=0.0)], ambient=WET),
    "absorbing ambient": of([SILICON | dict(d=2e4, sigma=3.0), dict(COBALT, magn_ang=0.0)], 3, ambient=TAR),
    "turned in tar": of([dict(IRON, d=300.0, sigma=3.0), COBALT], 2, ambient=TAR),
    "many": of([dict(IRON, d=21.0, sigma=3.0), dict(BORON, d=17.0)], 30),
}
SOFT = {
    "absorber": of(
        [dict(d=120.0, sld_n=8.0, sld_x=i(59.0, -7.0), sld_m=5.0, magn_ang=60.0), dict(d=1e5, sld_n=i(3.0, -9.0), sld_x=i(80.0, -60.0), sld_m=-1.0)],
        2, ambient={}, substrate=dict(sld_n=2.07, sld_x=i(20.1, -0.45)),
    ),
    "sharp": of([dict(d=0.0, sld_n=-0.5, sld_x=8.0), dict(d=500.0, sld_n=6.4, sld_x=9.4, sld_m=2.0, magn_ang=-30.0)], ambient={}, substrate=dict(sld_n=2.07, sld_x=20.0)),
}
GRADED = dict(Repetitions=6, sigma_gtype="absolute linear", sigma_gradient=4.0, d_gradient=0.2, dens_gradient=0.1)
INHOM = {
    "graded absorbers": of([dict(IRON, d=40.0, sigma=0.0), dict(BORON, d=9e3, xs_ai=9000.0)], GRADED, sigma_inhom=6.0, steps_inhom=3, type_inhom="gauss"),
    "sharp": of([dict(COBALT, d_gradient=0.05), IRON], dict(Repetitions=3, sigma_gtype="relative sqrt"), sigma_inhom=3.0, steps_inhom=4, type_inhom="semi-gauss"),
}
COARSE = dict(minimal_steps=4.0, max_diff_n=0.021, max_diff_x=0.093)
ADAPTIVE = {
    "rough": of([dict(ROUGH, d=80.0), dict(COBALT, sigma=60.0)], substrate=dict(SILICON, sigma=20.0), **COARSE),
    "absorber": of([dict(IRON, sigma=7.0), dict(GADOLINIUM, sigma=9.0, d=2e4), dict(COBALT, sigma=5.0)], substrate=dict(SILICON, sigma=4.0), **dict(COARSE, minimal_steps=200.0)),
}
SAMPLES = dict(spec_nx=NX, soft_nx=SOFT, spec_inhom=INHOM, spec_adaptive=ADAPTIVE)

q = [1e-6, 0.0031, 0.0124, 0.0207, 0.033, 0.071, 0.19, 0.48]
qf = [0.004, 0.011, 0.019, 0.035, 0.08, 0.21]
tth = [0.01, 0.19, 0.44, 1.3, 5.7]
edges = [7111.9, 7112.0, 7112.1, 7242.0, 7243.5, 8332.7, 8333.3]
X = dict(probe="x-ray", coords="q", wavelength=1.54)
N = dict(probe="neutron", coords="q", wavelength=4.4)
P = dict(probe="neutron pol", coords="q", wavelength=4.4)
S = dict(probe="neutron pol spin flip", coords="q", wavelength=4.4)
F = dict(probe="neutron tof", coords="q", incangle=0.7)
G = dict(probe="neutron pol tof", coords="q", incangle=0.7)

CURVES = [("spec_nx", name, q, settings) for name in NX for settings in (X, N)]
CURVES += [("spec_nx", name, q, dict(P, pol=pol)) for name in ("absorber", "absorbers", "rough", "gap", "dense ambient") for pol in ("uu", "dd", "ass")]
CURVES += [("spec_nx", name, q, dict(S, pol=pol)) for name in NX if "ambient" not in name and name != "millimetre" for pol in ("uu", "dd", "ud", "ass")]
CURVES += [("spec_nx", "dense ambient", q, dict(S, pol=pol)) for pol in ("uu", "dd")]
CURVES += [("spec_nx", "absorbing ambient", q, dict(S, pol=pol)) for pol in ("uu", "dd")]
CURVES += [("spec_nx", name, q, dict(S, pol=pol), "SimPolSpecular", 0.03, 0.02, 0.01, 0.04) for name in ("absorbers", "rough", "bare") for pol in ("uu", "ud")]
CURVES += [("spec_nx", name, qf, F) for name in ("absorber", "absorbers", "millimetre", "rough", "gap", "dense ambient", "many")]
CURVES += [("spec_nx", name, qf, dict(G, pol=pol)) for name in ("absorbers", "rough", "gap") for pol in ("uu", "dd", "ass")]
CURVES += [("spec_nx", name, tth, dict(X, coords="tth")) for name in ("absorbers", "rough", "gap")]
CURVES += [("spec_nx", name, edges, dict(X, coords="tth"), "SimEnergySpecular", angle) for name in ("sharp", "absorbers", "gap") for angle in (0.62, 2.9)]
CURVES += [("spec_nx", name, q, settings, "SimSpecularField") for name in ("absorbers", "gap", "absorbing ambient") for settings in (X, N)]
CURVES += [("spec_nx", "absorbers", q, dict(S, pol="ud"), "SimSpecularField")]
CURVES += [("soft_nx", name, q, settings) for name in SOFT for settings in (X, N, dict(P, pol="uu"), dict(P, pol="dd"), *(dict(S, pol=pol) for pol in ("uu", "dd", "ud", "ass")))]
CURVES += [("soft_nx", name, qf, settings) for name in SOFT for settings in (F, dict(G, pol="dd"))]
CURVES += [("soft_nx", "absorber", edges, dict(X, coords="tth"), "SimEnergySpecular", 1.1)]
CURVES += [("spec_inhom", name, q, settings) for name in INHOM for settings in (X, N, dict(P, pol="dd"), dict(S, pol="ud"), dict(S, pol="uu"))]
CURVES += [("spec_inhom", name, qf, settings) for name in INHOM for settings in (F, dict(G, pol="uu"))]
CURVES += [("spec_adaptive", name, q, settings) for name in ADAPTIVE for settings in (X, N, *(dict(S, pol=pol) for pol in ("uu", "dd", "ud")))]
CURVES += [("spec_adaptive", "rough", qf, settings) for settings in (F,)]
CURVES += [("spec_adaptive", name, q[1:], dict(S, pol=pol, zeeman=zeeman, mag_field=1.3)) for name in ADAPTIVE for zeeman, pol in (("field only", "uu"), ("SF q (+)", "ud"), ("SF q (-)", "ud"))]

STRONTIUM, TITANIUM, OXYGEN = ("Sr", 0.0, 0.0, 0.0), ("Ti", 0.5, 0.5, 0.5), ("O", 0.5, 0.5, 0.0)
BULK = [[*STRONTIUM, 0.006, 1.0, 1], [*TITANIUM, 0.005, 1.0, 1], [*OXYGEN, 0.008, 0.95, 3]]
ELEMENTS = dict(Sr=[37.0, 4.0, 2.9], Ti=[21.0, 3.1, 1.8], O=[9.0, 2.2, 0.03])
FILM = [["Ti", 0.0, 0.02, 0.01, 0.012, 0.7, 1], ["O", 0.5, 0.48, 0.52, 0.01, 1.0, 2], ["Sr", 0.2, 0.3, 0.4, 0.02, 0.0, 4]]
VAGUE = [["Sr", 0.1, 0.2, 0.3, 40.0, 1.0, 1], ["O", 0.3, 0.1, 0.9, 2.0, 0.5, 1]]
LS = [0.0, 1.0, 2.0, 3.0, 1.0000001, 0.9999999, 0.5, 2.37, -1.0, -0.7]
RODS = [
    dict(cell=[3.905, 3.905, 3.96, 90.0, 90.0, 90.0], wavel=0.77, alpha=0.35, elements=ELEMENTS, bulk=BULK, slabs=[[1.04, 0.9, FILM], [0.97, 0.0, FILM], [1.1, 0.3, VAGUE]],
         hkl=[[h, k, l] for h, k in ((0, 0), (1, 0), (2, -1), (0.5, 1)) for l in LS]),
    dict(cell=[4.1, 5.2, 6.7, 82.0, 97.0, 119.0], wavel=1.1, alpha=4.0, elements=ELEMENTS, bulk=BULK, slabs=[], hkl=[[1, 0, l] for l in LS]),
    dict(cell=[4.1, 5.2, 6.7, 82.0, 97.0, 119.0], wavel=1.1, alpha=89.9, elements=dict(Sr=[37.0, 4.0, 0.0], Ti=[21.0, 3.1, 0.0], O=[9.0, 2.2, 1e-9]), bulk=BULK, slabs=[[2.0, 1.0, FILM]],
         hkl=[[1, 2, l] for l in LS]),
]
