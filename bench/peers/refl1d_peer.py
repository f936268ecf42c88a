"""refl1d and bumps: the same model and bounds, bumps' differential evolution
(F = CR = 0.7, no early end), χ² of the data. dQ is next to nothing and nothing is
oversampled, so that no smearing is done.
"""

from serve import serve, timed  # first: see there

import numpy as np
from bumps.fitters import DEFit, FitDriver
from refl1d.names import SLD, Experiment, FitProblem, QProbe, Slab
from xray_case import BACKGROUND, BOUNDS, FILM, GLUE, OXIDE, POPULATION_PER_PARAMETER, SUBSTRATE, sld

problem = experiment = parameters = None


def open(x, y, error, **_):
    global problem, experiment, parameters
    probe = QProbe(np.array(x), 1e-6 * np.ones(len(x)), R=np.array(y), dR=np.array(error), background=BACKGROUND)
    oxide = Slab(material("oxide", OXIDE["sld"]), interface=OXIDE["sigma"])
    gold = Slab(material("gold", FILM["sld"]))
    glue = Slab(material("glue", sld(1, GLUE["f"])), interface=GLUE["sigma"])
    substrate = Slab(material("substrate", SUBSTRATE["sld"]), interface=SUBSTRATE["sigma"])
    # One parameter scales both parts of the glue's density.
    one = sld(1, GLUE["f"])
    glue.material.irho = glue.material.rho * (one.imag / one.real)
    parameters = [oxide.thickness, gold.thickness, glue.thickness, gold.interface, glue.material.rho, probe.intensity]
    for parameter, bounds, unit in zip(parameters, BOUNDS, units()):
        parameter.range(bounds[0] * unit, bounds[1] * unit)
        parameter.value = sum(bounds) / 2 * unit
    experiment = Experiment(sample=substrate | glue | gold | oxide | SLD("air", rho=0), probe=probe)
    problem = FitProblem(experiment)
    return {}


def material(name, density):
    return SLD(name, rho=density.real, irho=density.imag)


def units():
    """The glue's density is fitted as Re SLD."""
    return [1, 1, 1, 1, sld(1, GLUE["f"]).real, 1]


def evaluate(x):
    for parameter, value, unit in zip(parameters, x, units()):
        parameter.value = value * unit
    problem.model_update()
    return {"curve": experiment.reflectivity()[1].tolist()}


def fit(seed, generations):
    np.random.seed(seed)
    count = 0
    nllf = type(problem).nllf

    def counted(x):
        nonlocal count
        count += 1
        return nllf(problem, x)

    problem.nllf = counted
    # The first population is one of bumps' steps.
    settings = dict(steps=generations + 1, pop=POPULATION_PER_PARAMETER, CR=0.7, F=0.7, ftol=0, xtol=0)
    driver = FitDriver(DEFit, problem=problem, monitors=[], **settings)
    driver.clip()
    (_, fom), seconds = timed(driver.fit)
    return {"work": count, "seconds": seconds, "fom": float(fom)}


serve({"open": open, "evaluate": evaluate, "fit": fit})
