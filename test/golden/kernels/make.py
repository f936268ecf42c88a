"""Numbers for the kernels, from GenX 3 (genx3), refnx, numpy and scipy: run it in this folder, with them installed.

Writes kernels.json. Complex arrays are pairs of arrays.
"""

import json
import platform

import numpy as np
import refnx
import scipy
from importlib.metadata import version
from genx.models.lib import instrument, paratt
from refnx.reflect import reflectivity
from scipy.special import erf

rng = np.random.default_rng(20261121)


def numbers(values):
    return [x if np.isfinite(x) else str(x) for x in np.asarray(values, dtype=float).ravel().tolist()]


def stack(name, delta, beta, d, sigma, wavelength, q):
    """n = 1 - delta + i beta, substrate first."""
    n = 1.0 - np.array(delta) + 1j * np.array(beta)
    R = paratt.ReflQ(q, wavelength, n, np.array(d, dtype=float), np.array(sigma, dtype=float))
    return dict(
        name=name, wavelength=wavelength, delta=delta, beta=beta, d=d, sigma=sigma, q=numbers(q), R=numbers(R)
    )


q = np.linspace(0.004, 0.55, 120)
many = 40
stacks = [
    stack("a bare substrate", [7.6e-6, 0.0], [1.7e-7, 0.0], [0, 0], [3.0, 0], 1.54, q),
    stack("a film of no thickness", [7.6e-6, 2e-5, 0.0], [1.7e-7, 2e-6, 0.0], [0, 0, 0], [3.0, 2.0, 0], 1.54, q),
    stack(
        "three layers",
        [7.6e-6, 2.3e-5, 2.4e-5, 4.1e-5, 0.0],
        [1.7e-7, 1.2e-6, 5.6e-7, 3.1e-6, 0.0],
        [0, 41.5, 138.0, 22.0, 0],
        [1.9, 2.7, 3.2, 4.1, 0],
        1.5406,
        q,
    ),
    stack(
        "sharp interfaces", [7.6e-6, 2.3e-5, 4.1e-5, 0.0], [1.7e-7, 1.2e-6, 3e-6, 0.0], [0, 41, 22, 0], [0] * 4, 1.5406, q
    ),
    stack(
        "rougher than thick", [7.6e-6, 2.3e-5, 4.1e-5, 0.0], [1.7e-7, 1.2e-6, 3e-6, 0.0], [0, 9, 14, 0], [8, 25, 18, 0], 1.5406, q
    ),
    stack(
        "an absorber that nothing crosses", [5e-6, 1.2e-3, 0.0], [1e-7, 4e-3, 0.0], [0, 5e5, 0], [2, 3, 0], 10.0, q
    ),
    stack(
        "an ambient denser than the film",
        [9.2e-6, 1.8e-6, 2.8e-5],
        [0.0, 0.0, 1.1e-9],
        [0, 310.0, 0],
        [5, 11.0, 0],
        5.2,
        q,
    ),
    stack(
        "forty bilayers",
        [7.6e-6] + [2.4e-5, 7.6e-6] * many + [0.0],
        [1.7e-7] + [5e-7, 1.7e-7] * many + [0.0],
        [0] + [21.0, 33.0] * many + [0],
        [2.0] + [2.6, 2.6] * many + [0],
        1.5406,
        q,
    ),
    stack("a very long wavelength, a very high q", [3e-3, 2e-3, 0.0], [1e-5, 1e-5, 0.0], [0, 30, 0], [1, 1, 0], 40.0, 4 * q),
]

# The same physics from another code: refnx's recursion, slabs front to back, SLD in 1e-6/Å².
rho, mu, thickness, rough = [2.07, 3.47, 0.6, 6.36], [0.0, 0.0, 0.03, 0.0], [0, 25, 300, 0], [0, 3.0, 8.0, 12.0]
other = dict(
    rho=rho, mu=mu, d=thickness, sigma=rough, q=numbers(q),
    R=numbers(reflectivity(q, np.array([thickness, rho, mu, rough]).T, dq=0.0)),
)

x = np.linspace(0.1, 1.3, 61)
curve = 1.0 / (1.0 + (12 * x) ** 4) * (1.2 + np.cos(55 * x))
convolutions = []
for sigma, span in ((0.004, 2), (0.03, 2.5), (0.05, 3), (0.2, 2), (1.0, 2)):
    convolutions.append(dict(sigma=sigma, range=span, result=numbers(instrument.ConvoluteFast(x, curve, sigma, range=span))))
varying = []
for label, sigma in (
    ("constant", np.full(61, 0.03)),
    ("relative", 0.04 * x),
    ("narrow", np.full(61, 1e-4)),
    ("wide", 0.3 + 0 * x),
    ("random", 0.01 + 0.1 * rng.random(61)),
):
    varying.append(dict(label=label, sigma=numbers(sigma), result=numbers(instrument.ConvoluteFastVar(x, curve, sigma))))

# How many points numpy's arange lays from -r sigma to r sigma + h: the last one hangs on rounding.
lengths = []
for step, sigma, span in zip(
    rng.choice([0.01, 0.02, 0.005, 0.003, 0.1 / 3], 400), rng.choice([0.01, 0.02, 0.05, 0.035, 0.001], 400), rng.choice([2.0, 2.5, 3.0, 1.0], 400)
):
    lengths.append([step, sigma, span, len(np.arange(-span * sigma, span * sigma + step, step))])

arguments = np.concatenate([np.linspace(-6.5, 6.5, 131), [0.0, 1e-300, 1e-10, 0.46875, 4.0, 26.0, np.inf]])

with open("kernels.json", "w") as file:
    json.dump(
        dict(
            versions=dict(
                genx3=version("genx3"), refnx=refnx.version.version, numpy=np.__version__, scipy=scipy.__version__,
                python=platform.python_version(),
            ),
            stacks=stacks,
            refnx=other,
            x=numbers(x),
            curve=numbers(curve),
            convolutions=convolutions,
            varying=varying,
            lengths=lengths,
            erf=[numbers(arguments), numbers(erf(arguments))],
        ),
        file,
    )
    file.write("\n")
