"""Makes independent.json: the same quantities from packages that have nothing to do with GenX.

    python make-independent.py        (made with periodictable 2.1.0, xraydb 4.5.8, Python 3.11)

    cxro        rows of periodictable's copy of the CXRO tables: element, eV, f1, f2 (of Gd it has a later version)
    chantler    xraydb's f1 and f2 after Chantler, away from edges: element, eV, f1, f2
    waasmaier   xraydb's f0 after Waasmaier and Kirfel (1995), another fit than Cromer and Mann's: ion, s, f0
    masses      periodictable's atomic weights: element, u
"""

import json
import pathlib

import periodictable
import xraydb


def cxro(symbol):
    energies, f1, f2 = periodictable.elements.symbol(symbol).xray.sftable
    rows = range(100, len(energies) - 2, 90)
    return [[symbol.lower(), 1000 * float(energies[i]), float(f1[i]), float(f2[i])] for i in rows]


def chantler(symbol, energy):
    z = xraydb.atomic_number(symbol)
    return [symbol.lower(), energy, z + float(xraydb.f1_chantler(symbol, energy)), float(xraydb.f2_chantler(symbol, energy))]


CHANTLER = [("Al", 8047.8), ("Si", 8047.8), ("Ti", 8047.8), ("Cr", 17479.0), ("Fe", 17479.0), ("Ni", 17479.0), ("Ag", 17479.0),
            ("Pt", 8047.8), ("Au", 8047.8), ("Pb", 8047.8), ("C", 17479.0), ("O", 17479.0)]  # fmt: skip
IONS = {"fe": "Fe", "fe3p": "Fe3+", "o": "O", "si": "Si", "pt": "Pt", "na1p": "Na1+", "cl1m": "Cl1-", "ti4p": "Ti4+"}

json.dump(
    {
        "cxro": [row for symbol in ("B", "O", "Al", "Fe", "Ag", "Sm", "Au", "U") for row in cxro(symbol)],
        "chantler": [chantler(*point) for point in CHANTLER],
        "waasmaier": [[ion, s, float(xraydb.f0(name, s)[0])] for ion, name in IONS.items() for s in (0.0, 0.2, 0.6)],
        "masses": [[e.symbol.lower(), float(e.mass)] for e in periodictable.elements if 0 < e.number <= 92],
    },
    pathlib.Path(__file__).with_name("independent.json").open("w"),
    separators=(",", ":"),
)
