"""refnx: the same model and bounds, scipy's differential evolution as refnx's
CurveFitter runs it (best1bin, mutation and recombination 0.7, no polish, no early
end), χ² of the data. refnx smears nothing here (dq = 0).
"""

from serve import serve, timed  # first: see there

import numpy as np
from refnx.analysis import CurveFitter, Objective, Parameter
from refnx.dataset import Data1D
from refnx.reflect import SLD, ReflectModel, Structure
from xray_case import BACKGROUND, BOUNDS, FILM, GLUE, OXIDE, POPULATION_PER_PARAMETER, SUBSTRATE, sld

objective = parameters = None


def open(x, y, error, **_):
    global objective, parameters
    oxide_d, gold_d, glue_d, gold_sigma, glue_dens, scale = parameters = [
        Parameter(sum(bounds) / 2, f"p{i}", bounds=bounds, vary=True) for i, bounds in enumerate(BOUNDS)
    ]
    one = sld(1, GLUE["f"])
    glue = SLD(0)
    glue.real.constraint, glue.imag.constraint = glue_dens * one.real, glue_dens * one.imag
    structure = Structure()
    structure |= SLD(0)(0, 0)
    structure |= SLD(OXIDE["sld"])(oxide_d, OXIDE["sigma"])
    structure |= SLD(FILM["sld"])(gold_d, gold_sigma)
    structure |= glue(glue_d, GLUE["sigma"])
    structure |= SLD(SUBSTRATE["sld"])(0, SUBSTRATE["sigma"])
    model = ReflectModel(structure, scale=scale, bkg=BACKGROUND, dq=0, threads=1)
    objective = Objective(model, Data1D((np.array(x), np.array(y), np.array(error))))
    return {}


def evaluate(x):
    for parameter, value in zip(parameters, x):
        parameter.value = value
    return {"curve": objective.generative().tolist()}


def fit(seed, generations):
    fitter = CurveFitter(objective)
    result, seconds = timed(
        lambda: fitter.fit(
            "differential_evolution",
            verbose=False,
            strategy="best1bin",
            mutation=0.7,
            recombination=0.7,
            popsize=POPULATION_PER_PARAMETER,
            maxiter=generations,
            init="random",
            polish=False,
            tol=0,
            atol=0,
            rng=seed,
        )
    )
    return {"work": int(result.nfev), "seconds": seconds, "fom": float(result.fun)}


serve({"open": open, "evaluate": evaluate, "fit": fit})
