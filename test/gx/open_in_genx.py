"""What GenX makes of the files named as arguments: prints a JSON list, one object a file.

Test helper: run with a Python that has genx3 (tried with 3.8.13). Opens each file as GenX's window does, simulates,
and tells the figure of merit, the parameter table, the curves and what was stored in the file.
"""

import json
import logging
import sys

logging.disable(logging.CRITICAL)

from genx import api  # noqa: E402
from genx.model_control import ModelController  # noqa: E402


def look(path):
    controller = ModelController(api.DiffEv())
    controller.load_file(path)
    model = controller.model
    stored = [data.y_sim.tolist() for data in model.data]
    model.simulate()
    return {
        "fom": float(model.fom),
        "fomfunction": model.fom_func.__name__,
        "parameters": [list(row) for row in model.parameters.data],
        "stored_y_sim": stored,
        "y_sim": [data.y_sim.tolist() for data in model.data],
        "names": [data.name for data in model.data],
        "extra": [sorted(data.extra_data) for data in model.data],
        "use": [bool(data.use) for data in model.data],
        "km": float(controller.optimizer.opt.km),
        "pop_size": int(controller.optimizer.opt.pop_size),
        "create_trial": str(controller.optimizer.opt.create_trial),
        "limit_fit_range": bool(model.solver_parameters.limit_fit_range),
    }


print(json.dumps([look(path) for path in sys.argv[1:]]))
