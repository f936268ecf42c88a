"""What script.py leaves in `out` in GenX 3 (genx3), as script.json: run it in this folder."""

import json
import platform
from importlib.metadata import version

import numpy as np

names = {}
with open("script.py") as file:
    exec(compile(file.read(), "script.py", "exec"), names)
versions = dict(genx3=version("genx3"), numpy=np.__version__, python=platform.python_version())
with open("script.json", "w") as file:
    json.dump(dict(versions=versions, out=[np.asarray(each).tolist() for each in names["out"]]), file)
    file.write("\n")
