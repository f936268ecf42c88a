"""GenX: its own model and its own differential evolution, on the file as it stands.

A fit is what GenX's window runs, without the window: `DiffEv.optimize`, with its
log of evaluations and its simulation of the best point once a generation, which
is not counted as an evaluation.
"""

from serve import serve, timed  # first: see there

import logging

logging.disable(logging.CRITICAL)

import numpy as np
from genx import api

model = optimizer = setters = None


def open(file, **_):
    global model, optimizer, setters
    model, optimizer = api.load(file)
    setters = model.get_fit_pars()[0]
    optimizer.text_output = lambda text: None
    optimizer.plot_output = optimizer.parameter_output = optimizer.fitting_ended = lambda: None
    optimizer.opt.use_parallel_processing = optimizer.opt.use_autosave = False
    return {}


def simulate(x):
    for setter, value in zip(setters, x):
        setter(value)
    return model.script_module.Sim(model.data)


def evaluate(x):
    curve = simulate(x)[0]
    return {"curve": np.asarray(curve).tolist(), "fom": float(model.evaluate_fit_func())}


def fit(seed, generations):
    np.random.seed(seed)
    optimizer.opt.use_max_generations, optimizer.opt.max_generations = True, generations
    optimizer.reset()
    optimizer.init_fitting(model)
    _, seconds = timed(optimizer.optimize)
    if optimizer.error:
        raise RuntimeError(optimizer.error)
    return {"work": int(optimizer.n_fom), "seconds": seconds, "fom": float(optimizer.best_fom)}


def curves(count, points):
    """Sim alone, at one point and at another in turn, so that nothing can be remembered."""

    def work():
        for i in range(count):
            simulate(points[i % 2])

    _, seconds = timed(work)
    return {"work": count, "seconds": seconds}


serve({"open": open, "evaluate": evaluate, "fit": fit, "curves": curves})
