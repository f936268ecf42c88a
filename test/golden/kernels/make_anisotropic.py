"""Waves reflected by anisotropic layers, at 60 digits and by GenX 3: run it in this folder, with genx3 and mpmath installed.

Writes anisotropic.json, for stacks made up at random, substrate first, chi = A + i B [m x] + C m m^T:

    W     exact: the eigenvectors of Berreman's 4x4 matrix (J. Opt. Soc. Am. 62, 502 (1972)) in mpmath
    genx  genx.models.lib.xrmr.calc_refl_int_lay, which loses digits where it solves for u and inverts 4x4 matrices
    off   by how much at worst, over the root of the sum of |W|^2 at that angle

Complex numbers are pairs. What GenX cannot do (no absorption, by which it tells waves down from waves up, thick
absorbers, moments next to the y axis) is left to the laws in the test.
"""

import json
from importlib.metadata import version

import numpy as np
from mpmath import eig, exp, inverse, matrix, mp, mpc, mpf, pi, sin, sqrt
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


mp.dps = 60
VACUUM = dict(A=0j, B=0j, C=0j, m=[1, 0, 0], d=0, sigma=0, dd_l=0, dd_u=0, dmag_l=0, dmag_u=0, sigma_l=0, sigma_u=0)


def isotropic(u, epsilon):
    return [u, u, -u, -u], matrix([[1, 0, 1, 0], [0, 1, 0, 1], [u, 0, -u, 0], [0, u / epsilon, 0, -u / epsilon]])


def waves(layer, gain, n):
    """u of the waves, those down first, and their fields (E_y, H_y, u E_y, E_x), a column each."""
    if layer["B"] == 0 and layer["C"] == 0:
        chi = mpc(layer["A"])
        return isotropic(sqrt(1 - n * n + chi), 1 + chi)
    m, B, C = layer["m"], mpc(layer["B"]) * (1 + mpf(gain)), mpc(layer["C"]) * (1 + mpf(gain)) ** 2
    e = matrix(3, 3)
    for i in range(3):
        for j in range(3):
            e[i, j] = C * mpf(m[i]) * mpf(m[j]) + ((1 + mpc(layer["A"])) if i == j else 0)
    for i, j, k in [(0, 1, 2), (1, 2, 0), (2, 0, 1)]:
        e[i, j] -= 1j * B * mpf(m[k])
        e[j, i] += 1j * B * mpf(m[k])
    # D_z = -n H_y, u E_x = H_y + n E_z, u H_y = D_x, u (u E_y) = D_y - n^2 E_y
    Ez = [-e[2, 1] / e[2, 2], -n / e[2, 2], 0, -e[2, 0] / e[2, 2]]
    D = matrix([[0, 0, 1, 0], [e[0, 1], 0, 0, e[0, 0]], [e[1, 1] - n * n, 0, 0, e[1, 0]], [0, 1, 0, 0]])
    for k in range(4):
        D[1, k] += e[0, 2] * Ez[k]
        D[2, k] += e[1, 2] * Ez[k]
        D[3, k] += n * Ez[k]
    u, fields = eig(D)
    order = sorted(range(4), key=lambda k: -(u[k].real + u[k].imag))
    return [u[k] for k in order], matrix([[fields[row, k] for k in order] for row in range(4)])


def exact(wavelength, angles, layers):
    kappa = 2 * pi / mpf(wavelength)
    stack = layers + [VACUUM]
    return [exact_at(kappa, sin(mpf(float(angle)) * pi / 180), stack) for angle in angles]


def exact_at(kappa, g, stack):
    n = sqrt(1 - g * g)
    known = {}

    def of(layer, gain=0.0):
        key = (id(layer), gain)
        if key not in known:
            known[key] = isotropic(g, mpf(1)) if layer is VACUUM else waves(layer, gain, n)
        return known[key]

    def rough(X, u, v, sigma):
        for a in range(4):
            for b in range(4):
                X[a, b] *= exp(-((kappa * mpf(sigma) * (u[a] - v[b])) ** 2) / 2)
        return X

    def through(X, u, d):
        for a in range(4):
            for b in range(4):
                X[a, b] *= exp(-1j * kappa * u[b] * mpf(d))
        return X

    R = matrix(2, 2)
    for j in range(1, len(stack)):
        above, below = stack[j], stack[j - 1]
        (u, F), (ul, Fl) = of(above), of(above, above["dmag_l"])
        (uu, Fu), (v, G) = of(below, below["dmag_u"]), of(below)
        X = through(rough(inverse(F) * Fl, u, ul, above["sigma_l"]), ul, above["dd_l"])
        X = through(X * inverse(Fl) * Fu, uu, below["dd_u"])
        X = rough(X * rough(inverse(Fu) * G, uu, v, below["sigma_u"]), u, v, below["sigma"])
        R = (X[2:4, 0:2] + X[2:4, 2:4] * R) * inverse(X[0:2, 0:2] + X[0:2, 2:4] * R)
        if j + 1 < len(stack):
            d = mpf(above["d"]) - mpf(above["dd_l"]) - mpf(above["dd_u"])
            for a in range(2):
                for b in range(2):
                    R[a, b] *= exp(1j * kappa * d * (u[b] - u[2 + a]))
    return R


def case(name, wavelength, angles, layers):
    vacuum = dict(layers[0], A=0j, B=0j, C=0j, d=0.0, dd_l=0.0, dd_u=0.0, sigma=0.0, sigma_l=0.0, sigma_u=0.0)
    reversed_stack = (layers + [vacuum])[::-1]
    column = lambda key: np.array([layer[key] for layer in reversed_stack])
    g = np.sin(np.radians(angles))
    W = xrmr.calc_refl_int_lay(
        g, wavelength, column("A") * 0, column("A"), column("B"), column("C"), column("m"), column("d").astype(float),
        *[column(k).astype(float) for k in ["sigma", "sigma_l", "sigma_u", "dd_l", "dd_u", "dmag_l", "dmag_u"]],
    )
    stored = [dict(layer, **{k: pairs([layer[k]])[0] for k in "ABC"}) for layer in layers]
    true = exact(wavelength, angles, layers)
    true = np.array([[[complex(R[a, b]) for R in true] for b in range(2)] for a in range(2)])
    size = np.sqrt((np.abs(true) ** 2).sum((0, 1)))
    return dict(
        name=name, wavelength=wavelength, angles=[float(a) for a in angles], layers=stored,
        W=[[pairs(true[a, b]) for b in range(2)] for a in range(2)],
        genx=[[pairs(W[a, b]) for b in range(2)] for a in range(2)],
        off=float((np.abs(W - true) / size).max()),
    )


if __name__ == "__main__":
    cases = []
    for index in range(24):
        linear, graded, rough = index % 3 == 1, index % 2 == 1, index % 4 > 1
        # Soft X-rays at an edge, and harder ones, where chi is a thousand times smaller.
        wavelength, size, angles = [(15.8, 1e-2, np.linspace(1, 60, 9)), (1.6, 3e-5, np.linspace(0.1, 2.5, 9))][index // 3 % 2]
        size *= rng.uniform(0.3, 1)
        magnetic = rng.random(index % 5 + 1) < 0.7
        if not magnetic.any():
            magnetic[-1] = True
        layers = [random_layer(bool(one), size, linear, graded, rough) for one in magnetic]
        layers[0].update(dd_l=0.0, sigma_l=0.0)
        cases.append(case(f"random {index}", wavelength, angles, layers))

    period = [random_layer(False, 8e-3, False, False, True), random_layer(True, 9e-3, True, True, True)]
    cases.append(case("six bilayers", 15.8, np.linspace(2, 40, 6), [random_layer(False, 5e-3, False, False, True)] + period * 6))
    json.dump(
        dict(versions={name: version(name) for name in ["genx3", "numpy", "mpmath"]}, cases=cases),
        open("anisotropic.json", "w"), separators=(",", ":"),
    )
