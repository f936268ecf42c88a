"""Makes genx.json: what the scattering tables of genx3 answer.

    python make-genx.py        (made with genx3 3.8.13, numpy 2.4.6, Python 3.11)

Complex numbers are [re, im]. Names are lower case; λ in Å, s = sin θ/λ in Å⁻¹, r in Å, energies in eV.
"""

import json
import pathlib

import genx.models.utils as utils
import numpy as np

private = vars(utils)
ELEMENTS = sorted(p.stem for p in (pathlib.Path(utils.__file__).parent / "databases/f1f2_nist").glob("*.nff"))
ELEMENTS.remove("fmfe")  # no published source: not in our tables
WAVELENGTHS = [0.7093, 1.54, 8.3]
# both sides of the K edges of Fe, Cu, Si and the L3 edges of Gd, W, within 0.1 %
EDGES = {"fe": [1.7418, 1.7435, 1.7451], "cu": [1.3794, 1.3808, 1.3822], "si": [6.731, 6.738, 6.742, 6.7423, 6.744],
         "gd": [1.7095, 1.7118, 1.713], "w": [1.2142, 1.2156, 1.2167]}  # fmt: skip


def pair(value):
    value = complex(np.ravel(value)[0])
    return [value.real, value.imag]


def dispersion(lookup):
    points = [(e, w) for e in ELEMENTS for w in WAVELENGTHS] + [(e, w) for e, ws in EDGES.items() for w in ws]
    return [[e, w, *pair(lookup(e, w))] for e, w in points]


ions = {}
for label, f0 in private["__f0_dict__"].items():
    name = {"fe+2": "fe2p", "ru+4": "ru4p"}.get(label, label)
    if name.isalnum():
        ions[name] = [float(f0(s)[0]) for s in (0.0, 0.25, 1.1)]

lengths = {e: v for e, v in private["__bc_dict__"].items() if v != 9999}
weighed = [e for e in lengths if e in private["__w_dict__"]]
absorbers = sorted(p.stem.removeprefix("g4xs_") for p in (pathlib.Path(utils.__file__).parent / "databases/geant4").glob("*.txt"))


def spelt(absorber):
    """Gd157 → i157Gd: the lookup function finds it in this spelling; the attribute bl.i157Gd does not."""
    element = absorber.rstrip("0123456789")
    return "i" + absorber[len(element):] + element if absorber != element else element


json.dump(
    {
        "fp": dispersion(private["__lookup_fp__"]),
        "fp_old": [row for row in dispersion(private["__lookup_fp_old__"]) if row[2] != -9999],
        "fw": {e: pair(getattr(utils.fw, e)) for e in ELEMENTS},
        "fd": [[e, E, *pair(getattr(utils.fd, e)(E))] for e, E in [("fe", 7112.0), ("fe", 52.3), ("o", 533.1), ("u", 3e5)]],
        "f0": ions,
        "f": {i: [pair(getattr(utils.f, i)(s)) for s in (0.0, 0.25, 1.1)] for i in ("fe", "fe3p", "o2m", "o1m", "si", "pb2p")},
        "rho": {i: [pair(getattr(utils.rho, i)(r, 0.02, 0.7)) for r in (0.0, 0.4, 1.5)] for i in ("fe", "fe3p", "o2m", "si")},
        "bc": {e: pair(v) for e, v in lengths.items()},
        "bw": {e: pair(getattr(utils.bw, e)) for e in weighed},
        "bl": [[spelt(a).lower(), w, *pair(private["__lookup_bl__"](spelt(a), w))] for a in absorbers for w in (0.81, 1.79819, 4.5, 12.0)],
    },
    pathlib.Path(__file__).with_name("genx.json").open("w"),
    separators=(",", ":"),
)
