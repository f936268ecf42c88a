"""What `from module import *` brings in genx3 3.8.13, numpy, scipy and Python: stars.json.

    python make_stars.py

For each module the names by their kind: "callable" (functions and classes), "module", or "value".
"""

import importlib
import inspect
import json
import pathlib
import pkgutil

import genx.models

OTHERS = "numpy math cmath scipy.special scipy.constants scipy.interpolate random copy itertools functools collections time os os.path"


def kind(value):
    return "module" if inspect.ismodule(value) else "callable" if callable(value) else "value"


def star(name):
    scope = {}
    try:
        exec(f"from {name} import *", scope)
    except Exception as error:
        return None
    scope.pop("__builtins__")
    found = {}
    for key, value in sorted(scope.items()):
        found.setdefault(kind(value), []).append(key)
    return found


names = [f.name for f in pkgutil.walk_packages(genx.models.__path__, "genx.models.", onerror=lambda name: None)]
stars = {name.removeprefix("genx."): star(name) for name in [*names, *OTHERS.split()]}
text = ",\n".join(f"{json.dumps(name)}: {json.dumps(found)}" for name, found in stars.items() if found)
(pathlib.Path(__file__).parent / "stars.json").write_text("{\n" + text + "\n}\n")
