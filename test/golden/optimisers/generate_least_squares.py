"""Golden data for Levenberg-Marquardt.

    python generate_least_squares.py FOLDER_OF_NIST_DAT_FILES > least-squares.json

`nist`: problems of NIST's Statistical Reference Datasets for nonlinear regression (itl.nist.gov/div898/strd,
in the public domain), as in their .dat files: data, two starting points, certified parameters with their standard
deviations, and the certified sum of squares.

`bounded`: the same kind of problem with bounds that cut the minimum off, solved by scipy.optimize.least_squares ("trf",
tolerances at the limit of double precision, "3-point" differences).

`absolute`: a straight line and a parabola by least absolute deviations, which is a linear programme: scipy.optimize.linprog.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import least_squares, linprog

NAMES = ["Misra1a", "Chwirut2", "Lanczos3", "Gauss1", "Kirby2", "MGH09", "MGH10", "Thurber", "BoxBOD", "Rat43", "Eckerle4", "Bennett5"]


def number(text):
    return float(text.replace("D", "E"))


def nist(folder, name):
    lines = (Path(folder) / f"{name}.dat").read_text().splitlines()
    rows = [row.group(1).split() for line in lines if (row := re.match(r"\s*b\d+\s*=((\s+\S+){4})\s*$", line))]
    start1, start2, certified, deviation = np.array([[number(word) for word in row] for row in rows]).T.tolist()
    begin = max(i for i, line in enumerate(lines) if re.match(r"Data:\s+y\s+x", line))
    y, x = np.array([[number(word) for word in line.split()] for line in lines[begin + 1 :] if line.strip()]).T.tolist()
    squares = next(number(line.split()[-1]) for line in lines if "Residual Sum of Squares" in line)
    return {"name": name, "starts": [start1, start2], "certified": certified, "deviation": deviation, "squares": squares, "x": x, "y": y}


def bounded():
    """A decay on a background, b1 exp(-b2 x) + b3, and a peak: each with bounds that its minimum lies beyond."""
    rng = np.random.default_rng(7)
    x = np.linspace(0, 5, 40)
    y = 3 * np.exp(-0.8 * x) + 0.4 + 0.03 * rng.standard_normal(len(x))
    cases = []
    for lower, upper in [
        ([0, 0, 0], [10, 10, 10]),
        ([0, 0, 0.5], [10, 10, 10]),
        ([0, 0, 0], [2.5, 10, 10]),
        ([0, 1, 0], [2.5, 10, 10]),
        ([0, 0, 0], [2.5, 0.7, 0.3]),
    ]:
        start = np.clip([1.0, 1.0, 0.2], np.array(lower) + 1e-3, np.array(upper) - 1e-3)
        found = least_squares(
            lambda b: b[0] * np.exp(-b[1] * x) + b[2] - y, start, jac="3-point", bounds=(lower, upper), xtol=1e-15, ftol=1e-15, gtol=1e-15
        )
        cases.append({"lower": lower, "upper": upper, "start": start.tolist(), "best": found.x.tolist(), "squares": 2 * found.cost})
    return {"x": x.tolist(), "y": y.tolist(), "cases": cases}


def absolute():
    rng = np.random.default_rng(8)
    cases = []
    for degree, count in [(1, 25), (2, 60), (4, 200)]:
        x = np.linspace(-1, 2, count)
        y = np.polyval(rng.uniform(-2, 2, degree + 1), x) + 0.1 * rng.standard_normal(count)
        A = x[:, None] ** np.arange(degree + 1)
        # y = A b + p - q with p, q >= 0 and the sum of both least
        found = linprog(
            np.r_[np.zeros(degree + 1), np.ones(2 * count)],
            A_eq=np.c_[A, np.eye(count), -np.eye(count)],
            b_eq=y,
            bounds=[(-10, 10)] * (degree + 1) + [(0, None)] * (2 * count),
        )
        cases.append({"x": x.tolist(), "y": y.tolist(), "best": found.x[: degree + 1].tolist(), "sum": found.fun})
    return cases


if __name__ == "__main__":
    made = {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}}
    made |= {"nist": [nist(sys.argv[1], name) for name in NAMES], "bounded": bounded(), "absolute": absolute()}
    json.dump(made, sys.stdout, indent=None, separators=(",", ":"))
