"""The public names of GenX's modules that a script can import, as genx3 3.8.13 has them: names.json;
and of all its modules: modules.json.

    python make.py

For each module: classes (fields with type and default in their order, enum members, the signature of a
constructor of their own, methods, constants), functions (signature), numbers and texts, and the names that
it has from numpy and scipy, which `from models.spec_nx import *` brings along.
"""

import dataclasses
import enum
import importlib
import inspect
import json
import numbers
import pathlib
import pkgutil
import types

import numpy as np

MODELS = "spec_nx soft_nx spec_inhom spec_adaptive interdiff mag_refl sxrd sxrd2 symmetries utils"
LIBRARY = "base physical_constants refl_base instrument footprint resolution paratt ables neutron_refl sm_hayter_mook xmcd_moment"


def text(value):
    if isinstance(value, enum.Enum):
        return str(value.value)
    if inspect.isclass(value):
        return value.__name__
    if isinstance(value, np.ndarray):
        return repr(value.tolist())
    if inspect.isfunction(value) or isinstance(value, (types.BuiltinFunctionType, np.ufunc)):
        return "<function>"
    if isinstance(value, (numbers.Number, str, type(None))) or (isinstance(value, (list, tuple)) and all(isinstance(each, (numbers.Number, str, tuple)) for each in value)):
        return repr(value)
    return f"<{type(value).__name__}>"


def signature(function, bound=False):
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    return [
        {"name": p.name, **({"kind": p.kind.name} if p.kind.name.startswith("VAR") else {}),
         **({} if p.default is inspect.Parameter.empty else {"default": text(p.default)})}
        for p in parameters[1 if bound else 0 :]
    ]


def annotation(kind):
    return kind.__name__ if inspect.isclass(kind) else str(kind).replace("typing.", "")


def describe_field(f):
    if f.default_factory is not dataclasses.MISSING:
        default = {"default": f"<{f.default_factory.__name__}>" if inspect.isclass(f.default_factory) else text(f.default_factory())}
    elif f.default is dataclasses.MISSING:
        default = {}
    else:
        default = {"default": text(f.default)}
    return {"name": f.name, "type": annotation(f.type), **default}


def describe_class(cls):
    if issubclass(cls, enum.Enum):
        return {"members": [[name, member.value] for name, member in cls.__members__.items()]}
    found = {"bases": [base.__name__ for base in cls.__bases__]}
    if dataclasses.is_dataclass(cls):
        found["fields"] = [describe_field(f) for f in dataclasses.fields(cls)]
    elif "__init__" in cls.__dict__:
        found["init"] = signature(cls.__init__, bound=True)
    methods = {}
    for name in dir(cls):
        member = inspect.getattr_static(cls, name)
        if name.startswith("_") and name not in ("__call__", "__getitem__", "__add__", "__xor__", "__or__", "__neg__"):
            continue
        if isinstance(member, (staticmethod, classmethod)):
            methods[name] = signature(member.__func__, bound=isinstance(member, classmethod))
        elif inspect.isfunction(member) and not (name.startswith("__") and member.__module__ != cls.__module__):
            methods[name] = signature(member, bound=True)
    found["methods"] = methods
    return found


def describe(name):
    module = importlib.import_module(f"genx.models.{name}")
    classes, functions, constants, borrowed = {}, {}, {}, []
    for key in sorted(vars(module)):
        value = getattr(module, key)
        table = type(value).__name__ in ("FormFactor", "ScatteringLength", "Database")
        home = "" if table else getattr(value, "__module__", "") or ""
        if table:
            constants[key] = f"<{type(value).__name__}>"
            continue
        if key.startswith("_") or inspect.ismodule(value):
            continue
        if home.startswith("genx.core") or key in ("dataclass", "field", "fields", "List", "Union", "Enum", "namedtuple", "deepcopy", "copy", "reduce", "ModelTestCase", "standard_xray") or key.startswith("Test"):
            continue
        if inspect.isclass(value) and home.startswith("genx.models"):
            classes[key] = describe_class(value)
        elif home.startswith("genx.models") and callable(value) and hasattr(value, "__name__"):
            functions[key] = signature(value)
        elif hasattr(value, "py_func"):
            functions[key] = signature(value.py_func)
        elif home.startswith("numpy") or home.startswith("scipy") or isinstance(value, np.ufunc) or (key in vars(np) and value is getattr(np, key)):
            borrowed.append(key)
        elif isinstance(value, (int, float, str)) and not isinstance(value, bool):
            constants[key] = value
        else:
            constants[key] = text(value)
    return {"classes": classes, "functions": functions, "constants": constants, "borrowed": borrowed}


names = {name: describe(name) for name in [*MODELS.split(), *(f"lib.{each}" for each in LIBRARY.split())]}
target = pathlib.Path(__file__).parent / "names.json"
lines = [f'"{module}": {{\n' + ",\n".join(
    f' "{part}": {{\n' + ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()) + "\n }"
    if isinstance(content, dict) and content else f' "{part}": {json.dumps(content)}'
    for part, content in found.items()) + "\n}" for module, found in names.items()]
target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")

package = importlib.import_module("genx.models")
modules = sorted(found.name.removeprefix("genx.") for found in pkgutil.walk_packages(package.__path__, "genx.models.", onerror=lambda name: None))
(pathlib.Path(__file__).parent / "modules.json").write_text(json.dumps(modules, indent=1) + "\n")
