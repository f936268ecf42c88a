"""Pickles made by CPython and numpy, with what they mean, for test/gx/pickle.test.ts. Run: python make_pickles.py

Protocols 0 to 5 of the same values; and lines as Python 2 wrote them, typed by hand and read back by CPython
(encoding="latin1"), so that the meaning is Python's and not ours.
"""

import base64
import json
import pickle
import platform
from collections import OrderedDict
from pathlib import Path

import numpy as np

VALUES = {
    "constants": [None, True, False],
    "integers": [0, 1, -1, 255, 256, 65535, 65536, -(2**31), 2**31, 2**52, -(2**52)],
    "floats": [0.0, -0.0, 1.5, -1e-300, 1e308, 0.1],
    "text": ["", "plain", "two\nlines", "quote ' and \"", "back\\slash", "µ Å ü", "漢字 and 🎉", "\\u0041 is not A"],
    "bytes": [b"", b"abc", bytes(range(256))],
    "nested": {"list": [1, [2, [3]]], "tuple": (1, 2, 3, 4, (5,)), "empty": [[], {}, ()]},
    "long tuple": tuple(range(10)),
    "ordered": OrderedDict([("b", 1), ("a", 2)]),
    "long text": "x" * 300,
    "complex": 1.5 - 2j,
    "float64": np.linspace(0, 1, 5),
    "float32": np.array([1.5, -2.25], dtype="f4"),
    "big endian": np.array([1.5, -2.25], dtype=">f8"),
    "int64": np.array([1, -2, 2**40]),
    "int32": np.array([1, -2], dtype="i4"),
    "uint8": np.array([0, 255], dtype="u1"),
    "bool": np.array([True, False]),
    "complex128": np.array([1 + 2j, -3.5j]),
    "complex64": np.array([1 + 2j], dtype="c8"),
    "empty": np.array([]),
    "matrix": np.arange(6.0).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)),
    "not finite": np.array([np.nan, np.inf, -np.inf]),
    "numpy scalars": [np.float64(2.5), np.int64(-3), np.bool_(True), np.complex128(1 - 1j)],
}
shared = np.array([1.0, 2.0])
VALUES["shared"] = [shared, shared]

PYTHON2 = {
    "booleans": b"(I01\nI00\nI1\nI-7\nL12345678901L\nF1e-10\nt.",
    "strings": b"(S'a\\tb\\n\\'c\\''\nS\"it's\"\nS'\\x00\\xff\\101'\nV\\u00b5m\nt.",
    "array": b"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntp2\nS'b'\np3\ntp4\nRp5\n"
    b"(I1\n(I2\ntp6\ncnumpy\ndtype\np7\n(S'f8'\np8\nI0\nI1\ntp9\nRp10\n(I3\nS'<'\np11\nNNNI-1\nI-1\nI0\ntp12\nb"
    b"I00\nS'\\x00\\x00\\x00\\x00\\x00\\x00\\xf8?\\x9a\\x99\\x99\\x99\\x99\\x99\\xb9\\xbf'\np13\ntp14\nb.",
    "ascii array": b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
    b"(I1\n(I3\ntcnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\nS'A\\nz'\ntb.",
    "dict": b"(dp0\nS'key'\np1\n(lp2\nI1\naI2\nasS'again'\ng2\ns.",
    "short strings": b"\x80\x02]q\x00(U\x03abcT\x04\x00\x00\x00d\xff\x00ee.",
}


def number(x):
    x = float(x)
    return x if np.isfinite(x) else str(x)


def meaning(value):
    """Plain JSON, in the terms that the test puts our values into."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.ndarray):
        kind = "complex128" if value.dtype.kind == "c" else "float64" if value.dtype.kind == "f" else "int64"
        flat = value.ravel().tolist()
        out = {"array": kind, "shape": list(value.shape)}
        if kind == "complex128":
            return out | {"re": [number(v.real) for v in flat], "im": [number(v.imag) for v in flat]}
        return out | {"re": [number(v) for v in flat]}
    if isinstance(value, (complex, np.complexfloating)):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, (int, float, np.number)):
        return number(value)
    if isinstance(value, bytes):
        return {"bytes": list(value)}
    if isinstance(value, dict):
        return {"dict": [[key, meaning(item)] for key, item in value.items()]}
    return [meaning(item) for item in value]


def python2_text(value):
    """Python 2 text of ASCII is text for us, other text is bytes unless it was unicode."""
    if isinstance(value, str) and any(0x80 <= ord(c) <= 0xFF for c in value) and not value.endswith("m"):
        return value.encode("latin1")
    if isinstance(value, (list, tuple)):
        return [python2_text(item) for item in value]
    return value


cases = []
for name, value in VALUES.items():
    for protocol in range(6):
        text = pickle.dumps(value, protocol=protocol)
        cases.append({"name": f"{name}, protocol {protocol}", "pickle": text, "means": meaning(value)})
for name, text in PYTHON2.items():
    value = python2_text(pickle.loads(text, encoding="latin1"))
    cases.append({"name": f"Python 2, {name}", "pickle": text, "means": meaning(value)})
for case in cases:
    case["pickle"] = base64.b64encode(case["pickle"]).decode()

versions = {"python": platform.python_version(), "numpy": np.__version__}
lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
Path(__file__).with_name("pickles.json").write_text(f'{{"versions":{json.dumps(versions)},"cases":[\n{lines}\n]}}\n')
