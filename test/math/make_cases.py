"""Writes cases.json: sums and medians that numpy gives, and erf and erfc to the last digit.

    python make_cases.py

Sums are of numbers that both sides make exactly: whole numbers by Weyl's sequence, scaled by powers of two.
The error functions are added up term by term with 400 digits.
"""

import json
import os
import random
import struct
from decimal import Decimal, getcontext

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
getcontext().prec = 400


def numbers(count):
    """Of both signs, over twelve orders of magnitude."""
    k = np.arange(count, dtype=np.uint64)
    whole = (k * np.uint64(2654435761) + np.uint64(12345)) % np.uint64(2**32)
    return (whole.astype(float) - 2.0**31) * 2.0 ** (k % np.uint64(40)).astype(float)


def bits(x):
    """A double's 64 bits in hexadecimal."""
    return struct.pack(">d", x).hex()


def sums():
    draw = random.Random(12)
    counts = [*range(20), 63, 64, 65, 127, 128, 129, 136, 255, 256, 257, *(draw.randrange(260, 3000) for _ in range(40))]
    for count in counts:
        for stride in (1, 2, 3, 7):
            values = numbers(count * stride)[::stride]
            pairs = values + 1j * np.roll(values, 1) if count else values + 0j
            yield [count, stride, bits(np.sum(values)), bits(np.sum(pairs).real)]


def medians():
    for count in range(1, 40):
        yield [count, bits(np.median(numbers(count) / 3))]


def arctan_of_one_over(n):
    term = total = Decimal(1) / n
    k = 1
    while abs(term) > Decimal(10) ** -395:
        term, k = -term / (n * n), k + 2
        total += term / k
    return total


PI = 4 * (4 * arctan_of_one_over(5) - arctan_of_one_over(239))


def error_function(x):
    x = Decimal(x)
    term = total = x
    n = 0
    while abs(term) > Decimal(10) ** -390:
        n += 1
        term = -term * x * x / n
        total += term / (2 * n + 1)
    return 2 * total / PI.sqrt()


def error_functions():
    draw = random.Random(3)
    places = [0.46875, 4.0, 6.0, 1e-300, 1e-9]
    places += [draw.uniform(0, 1) for _ in range(60)] + [draw.uniform(0.4, 6.1) for _ in range(120)]
    places += [draw.uniform(6, 12) for _ in range(20)]
    for x in places:
        exact = error_function(x)
        yield [x, float(exact), float(1 - exact), float(1 + exact)]


with open(os.path.join(HERE, "cases.json"), "w") as file:
    cases = {
        "numpy": np.__version__,
        "sums": list(sums()),
        "medians": list(medians()),
        "error functions": list(error_functions()),
    }
    lines = [
        f"{json.dumps(key)}: "
        + (json.dumps(rows) if isinstance(rows, str) else "[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n]")
        for key, rows in cases.items()
    ]
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
