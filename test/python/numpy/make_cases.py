"""Writes cases.json: what numpy and scipy answer to each line of cases.txt.

    python make_cases.py

A line of cases.txt is a script: statements parted by `;`, the last of which is
an expression. Its value is written with kind, shape and numbers, so that the
test can run the same line through our interpreter and compare. A line that
raises is written with the name of the exception.
"""

import json
import math
import os
import sys
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
        return {type(value).__name__: [encode(item) for item in value]}
    raise TypeError(f"no encoding for {type(value)}")


def answer(line):
    names = dict(NAMES)
    *statements, expression = line.split(";")
    try:
        for statement in statements:
            exec(statement.strip(), names)
        return encode(eval(expression.strip(), names))
    except Exception as error:
        return {"raises": next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")}


def main():
    with open(os.path.join(HERE, "cases.txt")) as file:
        lines = [line.strip() for line in file]
    lines = [line for line in lines if line and not line.startswith("#")]
    made = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}
    with open(os.path.join(HERE, "cases.json"), "w") as file:
        file.write(json.dumps(made)[:-1] + ', "cases": [\n')
        rows = [json.dumps({"line": line, "answer": answer(line)}) for line in lines]
        file.write(",\n".join(rows) + "\n]}\n")
    print(len(lines), "cases")


main()
