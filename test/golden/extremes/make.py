"""What samples reflect where double precision is tried hardest, to fifty digits and more: run it in this folder, with mpmath.

Writes extremes.json. Nothing of GenX or of this project is in the numbers: they are the textbook formulas (docs/models.md), in a
form that overflows in doubles and not here, such as the products of 4×4 matrices for neutrons whose spin flips.

curves: as in ../specular, a model, samples by name, an instrument's settings, x and y. A complex number is {"re", "im"}.
rods:   |F| of a crystal's surface on its bulk, whose atoms have form factors of their own; the test has the script.
"""

import json
from functools import cache
from importlib.metadata import version

from mpmath import atan2, ceil, cos, erf, exp, floor, hypot, inf, log, matrix, mp, mpc, mpf, pi, radians, sin, sqrt

mp.dps = 50
R_E, HC, T_TO_SL = mpf("2.8179403227e-5"), mpf("12398.41984"), mpf("2.31605e-6")
MUB_TO_SL = mpf("9.2740101e-24") * mpf("2.853e-6") * mpf("1e24")


def number(value):
    return mpc(value["re"], value["im"]) if isinstance(value, dict) else mpf(value)


def get(layer, name, default=0):
    return number(layer.get(name, default))


# A slab: δ = 1 − n and the moment's part of it at a wavelength, the moment's angle, thickness and roughness.


def delta(model, probe, layer, wavelength, share=1):
    if model == "soft_nx":
        perDensity = wavelength**2 / (2 * mpf("3.141592")) * mpf("1e-6")
        return perDensity * get(layer, "sld_x" if probe == "x-ray" else "sld_n"), perDensity * get(layer, "sld_m")
    dens, perLength = share * get(layer, "dens", 1), wavelength**2 / (2 * pi)
    if probe == "x-ray":
        return R_E * perLength * dens * get(layer, "f"), mpf(0)
    nuclear = perLength * get(layer, "b") * mpf("1e-5") - mpc(0, 1) * get(layer, "xs_ai") * mpf("1e-8") * wavelength / (4 * pi)
    return dens * nuclear, perLength * MUB_TO_SL * get(layer, "magn") * dens


def slab(model, probe, layer, wavelength, d=None, sigma=None, share=1):
    s, m = delta(model, probe, layer, wavelength, share)
    d = get(layer, "d") if d is None else d
    return dict(s=s, m=m, angle=radians(get(layer, "magn_ang")), d=d, sigma=get(layer, "sigma") if sigma is None else sigma)


def grown(kind, sigma, by):
    if kind == "relative linear":
        return sigma * (1 + by)
    if kind == "relative sqrt":
        return sigma * sqrt(1 + by**2)
    return sigma + by if kind == "absolute linear" else hypot(sigma, by)


def slabs(model, probe, sample, wavelength, factor=1):
    if model == "spec_adaptive":
        return profile_slabs(probe, sample, wavelength)
    one = lambda layer, **more: slab(model, probe, layer, wavelength, **more)
    stack = [one(sample["substrate"])]
    for layers, more in sample["stacks"]:
        more = more if isinstance(more, dict) else dict(Repetitions=more)
        N = int(more["Repetitions"])
        for i in range(N):
            for layer in layers:
                g = get(more, "sigma_gradient") + get(layer, "sigma_gradient")
                sigma = grown(more.get("sigma_gtype", "relative linear"), get(layer, "sigma"), g * i / max(1, N - 1))
                g = get(more, "d_gradient") + get(layer, "d_gradient")
                d = factor * get(layer, "d") * (1 - g * (mpf(1) / 2 - mpf(i) / N))
                stack.append(one(layer, d=d, sigma=sigma, share=1 - get(more, "dens_gradient") * (mpf(1) / 2 - mpf(i) / N)))
    return stack + [one(sample["ambient"])]


def profile_slabs(probe, sample, wavelength):
    stack = [dict(slab("spec_adaptive", probe, layer, wavelength), angle=angle) for layer, angle in segments(json.dumps(sample))]
    return [dict(stack[0], sigma=mpf(0)), *stack[1:]]


@cache
def segments(text):
    """spec_adaptive: the profile on a fine grid, cut where it has varied by the limits, at least five points thick."""
    sample = json.loads(text)
    fields = sample["fields"]
    step, limit_x, limit_n = mpf(fields["minimal_steps"]) / 5, fields["max_diff_x"], fields["max_diff_n"]
    layers = [sample["substrate"]] + [layer for layers, n in sample["stacks"] for layer in layers * n] + [sample["ambient"]]
    sigma = [get(layer, "sigma") + mpf("1e-7") for layer in layers[:-1]]
    z0 = [mpf(0)]
    for layer in layers[1:-1]:
        z0.append(z0[-1] + get(layer, "d"))
    start = -5 * sigma[0]
    z = [start + i * step for i in range(int(ceil((z0[-1] + 5 * sigma[-1] - start) / step)))]

    def row(layer):
        dens, angle = get(layer, "dens", 1), radians(get(layer, "magn_ang"))
        moment = dens * get(layer, "magn")
        return [dens * get(layer, "f"), dens * get(layer, "b"), dens * get(layer, "xs_ai"), moment * cos(angle), moment * sin(angle)]

    rows = [row(layer) for layer in layers]
    falls = [[(1 - erf((z_ - z_j) / (sqrt(mpf(2)) * s))) / 2 for z_j, s in zip(z0, sigma)] for z_ in z]
    curves = [
        [sum((rows[j][c] - rows[j + 1][c]) * T for j, T in enumerate(fall)) + rows[-1][c] for fall in falls] for c in range(5)
    ]
    f, b, xs, along, across = curves
    watched = [
        ([mpc(v).real for v in f], limit_x),
        ([mpc(v).real + m for v, m in zip(b, along)], limit_n),
        ([mpc(v).real - m for v, m in zip(b, along)], limit_n),
        (across, limit_n),
    ]
    result = [(sample["substrate"], radians(get(sample["substrate"], "magn_ang")))]
    i = 0
    while i < len(z) - 1:
        bounds = [[inf, -inf] for _ in watched]
        for j in range(i + 1, len(z)):
            bounds = [[min(lo, w[j]), max(hi, w[j])] for (lo, hi), (w, _) in zip(bounds, watched)]
            if any(hi - lo >= mpf(limit) for (lo, hi), (_, limit) in zip(bounds, watched)):
                break
        else:
            j = len(z) - 1
        j = min(len(z) - 1, max(j, i + 5))
        mean = lambda curve: sum(curve[i:j]) / (j - i)
        layer = dict(dens=1, f=complex_number(mean(f)), b=complex_number(mean(b)), xs_ai=mean(xs), magn=hypot(mean(along), mean(across)))
        result.append((dict(layer, d=z[j] - z[i]), atan2(mean(across), mean(along)) if layer["magn"] else mpf(0)))
        i = j
    return result + [(sample["ambient"], mpf(0))]


def complex_number(value):
    value = mpc(value)
    return dict(re=value.real, im=value.imag)


# Reflection.


def wave(square):
    """√, Re ≥ 0, and a wave that neither grows nor decays by absorption decays downwards."""
    square = mpc(square)
    return sqrt(mpc(square.real, 0)) if square.imag == 0 else sqrt(square)


def parratt(stack, Q, wavelength, spin=0):
    n = [1 - each["s"] - spin * each["m"] for each in stack]
    less = [(n[-1] + n_j) * (stack[-1]["s"] - each["s"] + spin * (stack[-1]["m"] - each["m"])) for n_j, each in zip(n, stack)]
    q = [wave((4 * pi / wavelength) ** 2 * each + n[-1] ** 2 * Q**2) for each in less]
    A = mpc(0)
    for j in range(1, len(q)):
        r = (q[j] - q[j - 1]) / (q[j] + q[j - 1]) * exp(-q[j] * q[j - 1] * stack[j - 1]["sigma"] ** 2 / 2)
        p = exp(mpc(0, 1) * q[j - 1] * stack[j - 1]["d"]) if j > 1 else 0
        A = (r + A * p) / (1 + r * A * p)
    return A


def flip(stack, Q, wavelength, field=None):
    key = (repr([tuple(each.values()) for each in stack]), Q, wavelength, field)
    if key not in FLIPS:
        FLIPS[key] = all_channels(stack, Q, wavelength, field)
    return FLIPS[key]


FLIPS = {}


def all_channels(stack, Q, wavelength, field):
    """The four amplitudes uu, ud, du, dd from the product of all interfaces and layers, Blundell and Bland's 4×4 matrices."""
    unit = 2 * pi / wavelength**2
    moments = [(each["m"], each["angle"]) for each in stack]
    if field is not None:
        vectors = [(unit * m * cos(a) + field, unit * m * sin(a)) for m, a in moments]
        moments = [(hypot(x, y) / unit, atan2(y, x)) for x, y in vectors]
    k = []
    for each, (m, _) in zip(stack, moments):
        s, m = each["s"] - stack[-1]["s"], m - moments[-1][0]
        bend = lambda x: (unit * x * (2 + unit * x)) * 2 * pi if field is not None else (2 * pi / wavelength) ** 2 * x * (2 + x)
        k.append((wave(Q**2 / 4 - bend(s + m)), wave(Q**2 / 4 - bend(s - m))))
    growth = sum(2 * (abs(a.imag) + abs(b.imag)) * each["d"] for (a, b), each in zip(k[1:-1], stack[1:-1]))
    with mp.workdps(50 + int(growth / log(10))):
        M = None
        for j in range(1, len(stack)):
            half = (moments[j][1] - moments[j - 1][1]) / 2
            c, s, sigma2 = cos(half), sin(half), stack[j - 1]["sigma"] ** 2 / 2
            (a, b), (A, B) = k[j - 1], k[j]
            same = lambda x, y, w: w * (y + x) / (2 * y) * exp(-((y - x) ** 2) * sigma2)
            other = lambda x, y, w: w * (y - x) / (2 * y) * exp(-((y + x) ** 2) * sigma2)
            X = matrix(4, 4)
            for row, (y, first, second) in enumerate([(A, c, s), (B, -s, c)]):
                X[2 * row, 0] = X[2 * row + 1, 1] = same(a, y, first)
                X[2 * row, 1] = X[2 * row + 1, 0] = other(a, y, first)
                X[2 * row, 2] = X[2 * row + 1, 3] = same(b, y, second)
                X[2 * row, 3] = X[2 * row + 1, 2] = other(b, y, second)
            M = X if M is None else X * M
            if j < len(stack) - 1:
                for row, (wave_, sign) in enumerate([(A, -1), (A, 1), (B, -1), (B, 1)]):
                    p = exp(sign * mpc(0, 1) * wave_ * stack[j]["d"])
                    for column in range(4):
                        M[row, column] *= p
        den = M[0, 0] * M[2, 2] - M[0, 2] * M[2, 0]
        pair = lambda a, b, c, d: (M[a, 0] * M[b, 2] - M[a, 2] * M[b, 0]) / den
        return (
            (M[1, 0] * M[2, 2] - M[1, 2] * M[2, 0]) / den,
            (M[3, 0] * M[2, 2] - M[3, 2] * M[2, 0]) / den,
            (M[1, 2] * M[0, 0] - M[1, 0] * M[0, 2]) / den,
            (M[3, 2] * M[0, 0] - M[3, 0] * M[0, 2]) / den,
        )


def reflect(model, sample, settings, method, more, x):
    probe, pol = settings["probe"], settings.get("pol", "uu")
    wavelength, x = mpf(settings.get("wavelength", 1.54)), mpf(x)
    angle = None
    if method == "SimEnergySpecular":
        wavelength, angle = HC / x, radians(mpf(more[0])) / 2
    Q = 4 * pi / wavelength * sin(angle if angle is not None else radians(x) / 2) if settings["coords"] == "tth" else x
    if "tof" in probe:
        wavelength = 4 * pi * sin(radians(mpf(settings["incangle"]))) / Q
    if "flip" not in probe:
        values = []
        for spin in {"uu": [1], "dd": [-1], "ass": [1, -1]}[pol] if "pol" in probe else [0]:
            values.append(mean(model, sample, probe, wavelength, lambda stack: parratt(stack, Q, wavelength, spin), method))
        return values[0] if len(values) == 1 else (values[0] - values[1]) / (values[0] + values[1])
    field = mpf(settings["mag_field"]) * T_TO_SL if "mag_field" in settings else None
    sign = {"ud": 1, "du": -1}.get(pol, 0) * {"SF q (+)": 1, "SF q (-)": -1}.get(settings.get("zeeman"), 0)
    if sign:
        Q = Q / 2 + sqrt(max(mpf(0), Q**2 / 4 + sign * 8 * pi * field))
    channels = [mean(model, sample, probe, wavelength, lambda stack: flip(stack, Q, wavelength, field)[c], method) for c in range(4)]
    uu, ud, du, dd = channels
    if method == "SimPolSpecular":
        p1, p2, F1, F2 = map(mpf, more)
        state = lambda down, p, F: (F * (1 - p) + (1 - F) * p, F * p + (1 - F) * (1 - p)) if down else (1 - p, p)
        first, second = state(pol[0] == "d", p1, F1), state(pol[1] == "d", p2, F2)
        return first[0] * (second[0] * uu + second[1] * ud) + first[1] * (second[0] * ud + second[1] * dd)
    return {"uu": uu, "dd": dd, "ud": ud, "du": ud, "ass": (uu - dd) / (uu + dd + 2 * ud)}[pol]


def mean(model, sample, probe, wavelength, amplitude, method):
    """|A|² of a sample, or of the mean over its thicknesses; A itself where the method is of amplitudes."""
    fields = sample.get("fields", {})
    sigma = mpf(fields.get("sigma_inhom", 0)) / 100
    if sigma == 0:
        A = amplitude(slabs(model, probe, sample, wavelength))
        return A if method == "SimSpecularField" else abs(A) ** 2
    steps, kind = fields["steps_inhom"], fields["type_inhom"]
    first, last = (-sigma, sigma) if kind == "gauss" else (-2 * sigma, mpf(0))
    factors = [1 + first + (last - first) * i / (steps - 1) for i in range(steps)]
    middle = 0 if kind == "gauss" else sigma
    weights = [exp(-(((f - 1 - middle) / sigma) ** 2) / 2) for f in factors]
    shift = 0 if kind == "gauss" else 1 - sum(f * w for f, w in zip(factors, weights)) / sum(weights)
    R = [abs(amplitude(slabs(model, probe, sample, wavelength, f + shift))) ** 2 for f in factors]
    return sum(w * r for w, r in zip(weights, R)) / sum(weights)


# Surface diffraction.


def rod(case, h, k, l):
    a, b, c, alpha, beta, gamma = map(mpf, case["cell"])
    A, B, G = map(radians, (alpha, beta, gamma))
    volume = a * b * c * sqrt(1 - cos(A) ** 2 - cos(B) ** 2 - cos(G) ** 2 + 2 * cos(A) * cos(B) * cos(G))
    h, k, l = mpf(h), mpf(k), mpf(l)
    # 1/d from the reciprocal metric
    g = matrix([[a * a, a * b * cos(G), a * c * cos(B)], [a * b * cos(G), b * b, b * c * cos(A)], [a * c * cos(B), b * c * cos(A), c * c]])
    inverse = g**-1
    hkl = [h, k, l]
    invd2 = sum(hkl[i] * hkl[j] * inverse[i, j] for i in range(3) for j in range(3))

    def factor(element):
        f, b_, f2 = map(mpf, case["elements"][element])
        return mpc(f * exp(-b_ * invd2 / 4), -f2)

    def amplitude(atoms, height, scale, occupancy):
        F = mpc(0)
        for el, x, y, z, u, oc, m in atoms:
            phase = 2 * pi * (h * mpf(x) + k * mpf(y) + l * (height + scale * mpf(z)))
            F += mpf(oc) * mpf(m) * occupancy * factor(el) * exp(-2 * pi**2 * mpf(u) * invd2) * exp(mpc(0, 1) * phase)
        return F

    F, height = mpc(0), mpf(0)
    for scale, occupancy, atoms in case["slabs"]:
        F += amplitude(atoms, height, mpf(scale), mpf(occupancy))
        height += mpf(scale)
    if h == floor(h) and k == floor(k):
        mu = sum(mpf(oc) * mpf(m) * factor(el).imag for el, _, _, _, _, oc, m in case["bulk"])
        mu *= R_E * mpf(case["wavel"]) * c / sin(radians(mpf(case["alpha"]))) / volume
        F += amplitude(case["bulk"], mpf(0), mpf(1), mpf(1)) / (exp(mpc(0, 2) * pi * l - mu) - 1)
    return abs(F)


def plain(value):
    if isinstance(value, mpc):
        return dict(re=float(value.real), im=float(value.imag))
    return float(value)


if __name__ == "__main__":
    from cases import CURVES, RODS, SAMPLES

    curves = []
    for model, name, x, settings, *simulation in CURVES:
        method, *more = simulation or ["SimSpecular"]
        print(model, name, method, settings, flush=True)
        y = [plain(reflect(model, SAMPLES[model][name], settings, method, more, each)) for each in x]
        curves.append(dict(model=model, sample=name, settings=settings, x=x, y=y, method=method, more=more))
    rods = [dict(case, F=[float(rod(case, *hkl)) for hkl in case["hkl"]]) for case in RODS]
    versions = dict(mpmath=version("mpmath"))
    with open("extremes.json", "w") as file:
        json.dump(dict(versions=versions, samples=SAMPLES, curves=curves, rods=rods), file)
        file.write("\n")
