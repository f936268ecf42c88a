"""Makes an example with GenX itself: a script, a known truth, and noise of a known kind.

Needs Python with genx3 3.8.13; the project itself never does. Each example's
make.py calls `make`, and what it writes is committed:

    fit.gx       the data with noise, the parameters at a first guess
    truth.json   the values that the data were made with
"""

import json
import sys
from pathlib import Path

import numpy as np
from genx import data as genx_data
from genx.diffev import DiffEv
from genx.model import Model
from genx.model_control import ModelController
from genx.parameters import Parameters


def make(folder, name, script, x, rows, noise, figure_of_merit, settings, seed):
    """Write fit.gx and truth.json into `folder`, one data set: see make_several."""
    make_several(folder, [(name, x, {})], script, rows, noise, figure_of_merit, settings, seed)


def make_several(folder, sets, script, rows, noise, figure_of_merit, settings, seed):
    """Write fit.gx and truth.json into `folder`.

    sets: (name, x, further columns by name), one a data set
    rows: (parameter, truth, first guess, min, max), all of them fitted
    noise(rng, curve) -> (y, error): draws a measurement of `curve`
    """
    controller = ModelController(DiffEv())
    model = controller.model
    model.data = genx_data.DataList([genx_data.DataSet(name=name) for name, _, _ in sets])
    for measured, (_, x, further) in zip(model.data, sets):
        put_columns(measured, x, np.ones_like(x), np.ones_like(x))
        for column, values in further.items():
            measured.set_extra_data(column, values, column)
        measured.run_command()
    model.script = script
    model.parameters = table(rows, column=1)
    model.simulate()
    rng = np.random.default_rng(seed)
    for measured, (_, x, _) in zip(model.data, sets):
        y, error = noise(rng, np.array(measured.y_sim))
        put_columns(measured, x, y, error)
        measured.use_error = True

    model.parameters = table(rows, column=2)
    model.solver_parameters.figure_of_merit = figure_of_merit
    model.set_fom_from_config()
    for key, value in settings.items():
        setattr(controller.optimizer.opt, key, value)
    controller.WriteConfig()
    model.simulate()
    controller.save_file(str(folder / "fit.gx"))

    truth = {row[0]: row[1] for row in rows}
    (folder / "truth.json").write_text(json.dumps({"seed": seed, "parameters": truth}, indent=2) + "\n")
    print(f"{folder / 'fit.gx'}: {sum(len(x) for _, x, _ in sets)} points, FOM at the first guess {model.fom:.4g}", file=sys.stderr)


def put_columns(dataset, x, y, error):
    dataset.x_raw, dataset.y_raw, dataset.error_raw = x, y, error
    dataset.run_command()


def table(rows, column):
    parameters = Parameters()
    for number, row in enumerate(rows):
        parameters.append()
        for place, value in enumerate([row[0], row[column], True, row[3], row[4]]):
            parameters.set_value(number, place, value)
    return parameters


def folder_of(file):
    return Path(file).resolve().parent
