"""Waves reflected by anisotropic layers, from GenX 3 (genx3): run it in this folder, with it installed.

Writes anisotropic.json: W of genx.models.lib.xrmr.calc_refl_int_lay for stacks made up at random, substrate first here.
chi = A + i B [m x] + C m m^T. Complex numbers are pairs. What GenX cannot do (moments next to the y axis, no absorption,
which it needs to tell waves down from waves up, thick absorbers) is left to the laws in the test.
"""

import json
from importlib.metadata import version

import numpy as np
from genx.models.lib import xrmr

rng = np.random.default_rng(20261122)


def pairs(values):
    return [[float(z.real), float(z.imag)] for z in np.asarray(values, dtype=complex).ravel()]


def unit(phi, theta):
    return [np.cos(theta) * np.cos(phi), np.cos(theta) * np.sin(phi), np.sin(theta)]


def random_layer(magnetic, size, linear, graded, rough):
    absorption = rng.uniform(0.1, 0.6)
    layer = dict(
        A=-size * rng.uniform(0.3, 1.0) * (1 - 1j * absorption),
        B=0j,
        C=0j,
        m=[1.0, 0.0, 0.0],
        d=float(rng.uniform(5, 120)),
        sigma=float(rng.uniform(0, 6)) if rough else 0.0,
    )
    for name in ["dd_l", "dd_u", "dmag_l", "dmag_u", "sigma_l", "sigma_u"]:
        layer[name] = 0.0
    if magnetic:
        part = size * rng.uniform(0.02, 0.2) * absorption
        layer["B"] = part * np.exp(1j * rng.uniform(-3, 3))
        if linear:
            layer["C"] = 0.3 * part * np.exp(1j * rng.uniform(-3, 3))
        layer["m"] = unit(*rng.choice([0.0, 0.3, 0.9, -1.2, 2.5, 1e-3], 2)) if rng.random() < 0.5 else unit(*rng.uniform(-1.4, 1.4, 2))
        if graded:
            for name, largest in [("dd_l", 8), ("dd_u", 8), ("dmag_l", 1), ("dmag_u", 1), ("sigma_l", 5), ("sigma_u", 5)]:
                low = -1 if name.startswith("dmag") else 0
                layer[name] = float(rng.uniform(low, 1) * largest) if rng.random() < 0.8 else 0.0
    return layer


def case(name, wavelength, angles, layers):
    vacuum = dict(layers[0], A=0j, B=0j, C=0j, d=0.0, dd_l=0.0, dd_u=0.0, sigma=0.0, sigma_l=0.0, sigma_u=0.0)
    stack = (layers + [vacuum])[::-1]
    column = lambda key: np.array([layer[key] for layer in stack])
    g = np.sin(np.radians(angles))
    W = xrmr.calc_refl_int_lay(
        g, wavelength, column("A") * 0, column("A"), column("B"), column("C"), column("m"), column("d").astype(float),
        *[column(k).astype(float) for k in ["sigma", "sigma_l", "sigma_u", "dd_l", "dd_u", "dmag_l", "dmag_u"]],
    )
    stored = [dict(layer, **{k: pairs([layer[k]])[0] for k in "ABC"}) for layer in layers]
    return dict(
        name=name, wavelength=wavelength, angles=[float(a) for a in angles], layers=stored,
        W=[[pairs(W[a, b]) for b in range(2)] for a in range(2)],
    )


cases = []
for index in range(36):
    linear, graded, rough = index % 3 == 1, index % 2 == 1, index % 4 > 1
    # Soft X-rays at an edge, and harder ones, where chi is a thousand times smaller.
    wavelength, size, angles = [(15.8, 1e-2, np.linspace(1, 60, 11)), (1.6, 3e-5, np.linspace(0.1, 2.5, 11))][index // 3 % 2]
    size *= rng.uniform(0.3, 1)
    magnetic = rng.random(index % 5 + 1) < 0.7
    if not magnetic.any():
        magnetic[-1] = True
    layers = [random_layer(bool(one), size, linear, graded, rough) for one in magnetic]
    layers[0].update(dd_l=0.0, sigma_l=0.0)
    cases.append(case(f"random {index}", wavelength, angles, layers))

period = [random_layer(False, 8e-3, False, False, True), random_layer(True, 9e-3, True, True, True)]
cases.append(case("ten bilayers", 15.8, np.linspace(2, 40, 12), [random_layer(False, 5e-3, False, False, True)] + period * 10))
json.dump(
    dict(versions={name: version(name) for name in ["genx3", "numpy"]}, cases=cases),
    open("anisotropic.json", "w"), separators=(",", ":"),
)
