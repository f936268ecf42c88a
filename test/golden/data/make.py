"""What a script can reach in `data`, as genx3 3.8.13 has it: data.json.

    python make.py

`attributes`: every attribute of a DataSet and of a DataList, `kind` (the type's name) and for methods their arguments.
`complex`: figures of merit of a script that returns complex curves, by name.
`cases`: expressions and statements that Sim may hold (cases.txt), each with the text of what it gives, run one after the
other on data sets that are made anew for each case.
"""

import inspect
import json
import pathlib

import numpy as np
from genx import fom_funcs
from genx.data import DataList, DataSet
from genx.model import Model

here = pathlib.Path(__file__).parent


def a_list():
    sets = []
    for k in range(2):
        made = DataSet(name=f"set {k}")
        made.x_raw = np.array([1.0, 2.0, 3.0, 4.0]) * (k + 1)
        made.y_raw = np.array([8.0, 4.0, 2.0, 1.0])
        made.error_raw = np.array([0.8, 0.4, 0.2, 0.1])
        made.set_extra_data("res", np.array([0.1, 0.2, 0.3, 0.4]))
        made.set_extra_data("h", np.array([0, 1, 1, 2]), "h+1")
        made.run_command()
        sets.append(made)
    return DataList(sets)


def describe(value):
    found = {}
    for name in dir(value):
        if name.startswith("__") or name == "_abc_impl":
            continue
        try:
            attribute = getattr(value, name)
        except ImportError:
            # `widget` needs a library of windows.
            found[name] = {"kind": "window"}
            continue
        kind = "method" if callable(attribute) else type(attribute).__name__
        found[name] = {"kind": kind}
        if kind == "method":
            parameters = inspect.signature(attribute).parameters.values()
            found[name]["arguments"] = [p.name + ("" if p.default is p.empty else "=") for p in parameters]
    return found


def run(case):
    *statements, last = case.split("\n")
    data = a_list()
    scope = {"data": data, "d": data[0], "np": np}
    try:
        exec("\n".join(statements), scope)
        return repr(eval(last, scope))
    except Exception as error:
        return f"{type(error).__name__}"


COMPLEX = """
def Sim(data):
    return [d.y_raw*(1.1 + 0.2j) - 1.2 for d in data]
"""


def complex_fom(name):
    model = Model()
    model.data.items = a_list().items
    model.script = COMPLEX
    model.set_fom_func(getattr(fom_funcs, name))
    model.simulate()
    return float(model.fom)


data = a_list()
cases = [case.strip("\n") for case in (here / "cases.txt").read_text(encoding="utf-8").split("\n\n")]
result = {
    "attributes": {"DataSet": describe(data[0]), "DataList": describe(data)},
    "complex": {
        "script": COMPLEX,
        # R2bars has no number for two data sets.
        "fom": {name: complex_fom(name) for name in fom_funcs.func_names if name not in ("R2bars", "iprint")},
    },
    "cases": [{"script": case, "result": run(case)} for case in cases if case],
}
(here / "data.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
