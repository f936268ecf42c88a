"""Fits a decay on a background with scipy and writes the data, the best
parameters and their covariance: curve-fit.json.

    pip install scipy==1.17.1 && python generate.py
"""

import json
import platform

import numpy as np
import scipy
from scipy.optimize import curve_fit


def decay(t, amplitude, rate, background):
    return amplitude * np.exp(-rate * t) + background


rng = np.random.default_rng(7)
t = np.linspace(0, 10, 40)
sigma = 0.02 + 0.05 * rng.random(t.size)
y = decay(t, 2.5, 0.6, 0.3) + sigma * rng.standard_normal(t.size)

# Tight tolerances: the covariance is taken at the very minimum.
best, absolute = curve_fit(decay, t, y, [1, 1, 0], sigma, absolute_sigma=True, ftol=1e-15, xtol=1e-15, gtol=1e-15)
_, relative = curve_fit(decay, t, y, best, sigma, absolute_sigma=False, ftol=1e-15, xtol=1e-15, gtol=1e-15)
chi2 = float(np.sum(((y - decay(t, *best)) / sigma) ** 2))

with open("curve-fit.json", "w") as file:
    json.dump(
        dict(
            versions=dict(scipy=scipy.__version__, numpy=np.__version__, python=platform.python_version()),
            t=t.tolist(),
            y=y.tolist(),
            sigma=sigma.tolist(),
            best=best.tolist(),
            covariance_absolute=absolute.tolist(),
            covariance_relative=relative.tolist(),
            reduced_chi_square=chi2 / (t.size - 3),
        ),
        file,
        indent=1,
    )
