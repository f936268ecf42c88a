"""y_sim and figure of merit of the scripts in this folder, from GenX 3 (genx3): run it here, with genx3 installed.

Each script opens with comments: `# data FIRST LAST POINTS`, one per data set, and `# row NAME VALUE`, one per row of the
parameter table. Writes scripts.json: versions, and per script the data, y_sim (its real part) and the log FOM.
"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from genx import fom_funcs
from genx.data import DataSet
from genx.model import Model


def data_of(first, last, points, k):
    x = np.round(np.linspace(first, last, points), 6)
    y = np.round(np.exp(-(8 + k) * x / last), 9)
    return x, y, np.round(0.05 * y + 1e-7, 9)


def run(text):
    lines = [line[2:].split() for line in text.splitlines() if line.startswith(("# data ", "# row "))]
    sets = [data_of(float(a), float(b), int(n), k) for k, (_, a, b, n) in enumerate(l for l in lines if l[0] == "data")]
    rows = [(" ".join(l[1:-1]), float(l[-1])) for l in lines if l[0] == "row"]
    model = Model()
    model.data.items = []
    for k, (x, y, error) in enumerate(sets):
        item = DataSet(name=f"set {k}", copy_from=None)
        item.x_raw, item.y_raw, item.error_raw = x.copy(), y.copy(), error.copy()
        item.x, item.y, item.error = x.copy(), y.copy(), error.copy()
        model.data.items.append(item)
    model.script = text
    for _ in rows:
        model.parameters.insert_row(0)
    model.parameters.set_data([[name, value, True, value - 1 - abs(value), value + 1 + abs(value), "-"] for name, value in rows])
    model.set_fom_func(fom_funcs.log)
    model.simulate()
    return dict(
        datasets=[
            dict(x=x.tolist(), y=y.tolist(), error=e.tolist(), y_sim=np.real(item.y_sim).tolist())
            for (x, y, e), item in zip(sets, model.data.items)
        ],
        rows=rows,
        fom=float(model.fom) if np.isfinite(model.fom) else str(model.fom),
    )


here = Path(__file__).parent
result = dict(
    versions=dict(python=platform.python_version(), **{name: version(name) for name in ("genx3", "numpy", "scipy")}),
    scripts={},
)
for path in sorted(here.glob("[0-9]*.py")):
    try:
        result["scripts"][path.stem] = run(path.read_text(encoding="utf-8"))
    except Exception as error:  # every failure is wanted in one go
        print(path.stem, repr(error)[:400], file=sys.stderr)
(here / "scripts.json").write_text(json.dumps(result, separators=(",", ":"), ensure_ascii=False) + "\n")
