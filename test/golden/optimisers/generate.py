"""Runs GenX's own differential evolution on functions whose minimum is known,
30 seeds a scheme, and writes where it ended: genx-diffev.json. No model and no
data: only the optimiser is looked at.

    pip install genx3==3.8.13 && python generate.py
"""

import json
import platform
from importlib.metadata import version

import numpy as np
from genx.diffev import DiffEv

SEEDS = 30
SCHEMES = ["best_1_bin", "rand_1_bin", "best_either_or", "rand_either_or", "jade_best", "simplex_best_1_bin"]


def sphere(x):
    return 1e-6 + float(np.sum((x - 0.3) ** 2))


def rosenbrock(x):
    return 1e-6 + float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def rastrigin(x):
    return 1e-6 + float(np.sum(x**2 + 10 * (1 - np.cos(2 * np.pi * x))))


CASES = [
    dict(name="sphere", function=sphere, lower=[-1.0] * 4, upper=[2.0] * 4, start=[1.5] * 4, pop=20, generations=25),
    dict(name="rosenbrock", function=rosenbrock, lower=[-2.0] * 3, upper=[3.0] * 3, start=[-1.5] * 3, pop=20, generations=40),
    dict(name="rastrigin", function=rastrigin, lower=[-5.0] * 3, upper=[4.0] * 3, start=[3.5] * 3, pop=25, generations=40),
]


class Toy:
    """What DiffEv asks of a GenX model."""

    def __init__(self, case):
        self.case = case
        self.x = np.array(case["start"], float)
        self.data = None
        self.fom_func = case["function"]

    def get_fit_pars(self, use_bounds=True):
        setters = [lambda value, i=i: self.x.__setitem__(i, value) for i in range(len(self.x))]
        return setters, self.case["start"], self.case["lower"], self.case["upper"]

    def evaluate_fit_func(self):
        return self.case["function"](self.x)

    def evaluate_sim_func(self):
        self.fom = self.case["function"](self.x)


def run(case, scheme, seed):
    np.random.seed(seed)
    de = DiffEv()
    de.text_output = lambda text: None
    de.plot_output = de.parameter_output = de.fitting_ended = lambda: None
    de.opt.km = de.opt.kr = 0.5 if scheme == "jade_best" else 0.7
    de.opt.use_pop_mult, de.opt.pop_size = False, case["pop"]
    de.opt.use_max_generations, de.opt.max_generations = True, case["generations"]
    de.opt.use_start_guess = de.opt.use_boundaries = True
    de.opt.use_parallel_processing = de.opt.use_autosave = False
    de.set_create_trial(scheme)
    model = Toy(case)
    de.reset()
    de.init_fitting(model)
    de.optimize()
    return dict(fom=float(de.best_fom), evaluations=int(de.n_fom), km=float(de.opt.km), kr=float(de.opt.kr))


out = dict(versions=dict(genx3=version("genx3"), numpy=np.__version__, python=platform.python_version()), cases=[])
for case in CASES:
    plain = {key: value for key, value in case.items() if key != "function"}
    plain["schemes"] = {}
    for scheme in SCHEMES:
        runs = [run(case, scheme, seed) for seed in range(SEEDS)]
        plain["schemes"][scheme] = {key: [r[key] for r in runs] for key in runs[0]}
    out["cases"].append(plain)
with open("genx-diffev.json", "w") as file:
    json.dump(out, file)
