"""Opens every container of a folder in GenX and prints, as JSON, how far GenX's numbers are from the .json beside it.

Usage: python verify.py FOLDER      (needs genx3 3.8.13)
"""

import json
import sys
from pathlib import Path

import numpy as np
from genx.diffev import DiffEv
from genx.model_control import ModelController


def numbers(value):
    return float(value) if isinstance(value, str) else value


def deviation(path):
    controller = ModelController(DiffEv())
    controller.load_file(str(path))
    model = controller.model
    model.simulate()
    golden = json.loads(path.with_suffix(".json").read_text())
    worst = 0.0
    # GenX does not take the solver's options (masks, fit range) from a .gx, so only a .hgx has the figure of merit.
    if path.suffix == ".hgx":
        worst = abs(model.fom - numbers(golden["fom"])) / max(abs(numbers(golden["fom"])), 1e-300)
    for dataset, expected in zip(model.data, golden["datasets"]):
        theirs = np.array([numbers(value) for value in expected["y_sim"]])
        largest = np.nanmax(np.abs(theirs))
        worst = max(worst, float(np.nanmax(np.abs(dataset.y_sim - theirs) / np.maximum(np.abs(theirs), 1e-9 * largest))))
    return worst


folder = Path(sys.argv[1])
paths = sorted(path for path in folder.iterdir() if path.suffix in (".gx", ".hgx") and not path.name.startswith("py2_"))
print(json.dumps({path.name: deviation(path) for path in paths}))
