"""Reads a results.h5 with h5py and prints what it holds as JSON: another program's view of the file, for hdf5.test.ts."""
import hashlib
import json
import sys

import h5py
import numpy as np


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return value


out = {"datasets": {}, "groups": {}}
with h5py.File(sys.argv[1], "r") as f:
    out["groups"]["/"] = {k: plain(v) for k, v in f.attrs.items()}

    def visit(name, item):
        attributes = {k: plain(v) for k, v in item.attrs.items()}
        if isinstance(item, h5py.Group):
            out["groups"]["/" + name] = attributes
            return
        entry = {"dtype": str(item.dtype), "shape": list(item.shape), "attributes": attributes}
        if item.dtype == np.uint8:
            entry["sha256"] = hashlib.sha256(item[()].tobytes()).hexdigest()
        else:
            entry["value"] = plain(item[()])
        out["datasets"]["/" + name] = entry

    f.visititems(visit)
json.dump(out, sys.stdout)
