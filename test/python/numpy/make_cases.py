"""Writes cases.json: what numpy and scipy answer to each line of cases.txt, here and in ../scipy.

    python make_cases.py [numpy | scipy]

Each folder has the names that its lines may use.

A line of cases.txt is a script: statements parted by `;`, the last of which is
an expression. Its value is written with kind, shape and numbers, so that the
test can run the same line through our interpreter and compare. A line that
raises is written with the name of the exception.
"""

import importlib
import json
import math
import os
import sys
import types
import warnings

import numpy as np
import scipy
from scipy.interpolate import interp1d
from scipy.special import erf, erfc, voigt_profile, wofz

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {
    "np": np,
    "erf": erf,
    "erfc": erfc,
    "wofz": wofz,
    "voigt_profile": voigt_profile,
    "interp1d": interp1d,
}


def number(x):
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return x


def numbers(values):
    if values.dtype.kind == "c":
        return [number(part) for z in values.ravel() for part in (z.real, z.imag)]
    return [number(x) for x in values.ravel()]


def encode(value):
    if isinstance(value, np.ndarray):
        return {"array": str(value.dtype), "shape": list(value.shape), "values": numbers(value)}
    if isinstance(value, np.generic):
        return {"scalar": str(value.dtype), "values": numbers(np.asarray(value))}
    if value is None or isinstance(value, (bool, str)):
        return {"python": type(value).__name__, "value": value}
    if isinstance(value, int):
        return {"python": "int", "value": str(value)}
    if isinstance(value, float):
        return {"python": "float", "values": [number(value)]}
    if isinstance(value, complex):
        return {"python": "complex", "values": [number(value.real), number(value.imag)]}
    if isinstance(value, (list, tuple)):
        return {"tuple" if isinstance(value, tuple) else "list": [encode(item) for item in value]}
    raise TypeError(f"no encoding for {type(value)}")


def answer(line, given):
    names = dict(given)
    *statements, expression = line.split(";")
    try:
        for statement in statements:
            exec(statement.strip(), names)
        return encode(eval(expression.strip(), names))
    except Exception as error:
        return {"raises": next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")}


def make(folder, given):
    """A line may end in `~ 1e-9`: how close an answer must come, of each number; `~~ 1e-9` of the largest one."""
    with open(os.path.join(folder, "cases.txt")) as file:
        lines = [line.strip() for line in file]
    rows = []
    for text in lines:
        if not text or text.startswith("#"):
            continue
        line, mark, tolerance = text.partition(" ~")
        case = {"line": line.strip(), "answer": answer(line, given)}
        if mark:
            case["tolerance"] = float(tolerance.lstrip("~"))
            case["of"] = "largest" if tolerance.startswith("~") else "each"
        rows.append(json.dumps(case))
    made = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}
    with open(os.path.join(folder, "cases.json"), "w") as file:
        file.write(json.dumps(made)[:-1] + ', "cases": [\n')
        file.write(",\n".join(rows) + "\n]}\n")
    print(len(rows), "cases in", folder)


SCIPY = "constants integrate interpolate linalg ndimage optimize signal special stats".split()
SCIPY_NAMES = {"np": np, **{name: importlib.import_module(f"scipy.{name}") for name in SCIPY}}
# What went out of scipy, under the name that it had.
SCIPY_NAMES["old"] = types.SimpleNamespace(simps=scipy.integrate.simpson, trapz=scipy.integrate.trapezoid, cumtrapz=scipy.integrate.cumulative_trapezoid)

if __name__ == "__main__":
    for folder, given in (("", NAMES), (os.path.join("..", "scipy"), SCIPY_NAMES)):
        if sys.argv[1:] in ([], [os.path.basename(folder) or "numpy"]):
            make(os.path.join(HERE, folder), given)
