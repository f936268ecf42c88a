"""How GenX 3 (genx3) composes profiles and merges slices: run it in this folder, it writes profiles.json.

Random structures of a few layers, with interface layers of the moment, sharp and rough faces, layers thinner than rough,
and faces on points of the grid.
"""

import json
from importlib.metadata import version

import numpy as np
from genx.models.lib import edm_slicing as edm

# Of a profile only one point in so many is kept.
STRIDE = 7


def structure(rng, number):
    layers = int(rng.integers(0, 5))
    kind = number % 4
    count = layers + 2
    d = rng.uniform(2, 60, count)
    sigma = rng.uniform(0.2, 7, count)
    if kind == 1:
        d, sigma = np.round(d), np.zeros(count)
    if kind == 2:
        d[1:-1] *= 0.1
    if kind == 3:
        sigma[rng.random(count) < 0.4] = 0.0
    interface = rng.random(count) < 0.6
    drawn = dict(
        d=d,
        sigma=sigma,
        sigma_ml=rng.uniform(0, 4, count) * interface,
        sigma_mu=rng.uniform(0, 4, count) * (rng.random(count) < 0.5),
        dd_l=rng.uniform(0, 8, count) * interface,
        dd_u=rng.uniform(0, 8, count) * interface,
        dmag_l=rng.uniform(-1, 1, count) * interface,
        dmag_u=rng.uniform(-1, 1, count) * interface,
        magn=rng.uniform(0, 3, count) * (rng.random(count) < 0.8),
        grid=dict(
            dz=float(rng.choice([0.25, 0.5, 1.0, 1.7, 3.0])),
            mult=float(rng.choice([2.0, 4.0, 5.5])),
            buffer=float(rng.choice([0.0, 5.0, 20.0])),
            delta=float(rng.choice([5.0, 20.0])),
        ),
        limits=rng.uniform(0.002, 0.3, 2),
    )
    # GenX gives the substrate a lower face and the ambient an upper one, where its profile ends.
    drawn["dmag_l"][0] = drawn["dmag_u"][-1] = 0.0
    return drawn


def profile(s):
    count = len(s["d"])
    sigma = s["sigma"][:-1]
    z, share, moment = edm.create_profile_cm2(
        s["d"][1:-1],
        sigma,
        np.sqrt(s["sigma_ml"][1:] ** 2 + sigma**2),
        np.sqrt(s["sigma_mu"][:-1] ** 2 + sigma**2),
        [edm.erf_profile] * count,
        [edm.erf_interf] * count,
        s["dmag_l"],
        s["dmag_u"],
        s["magn"],
        s["dd_l"],
        s["dd_u"],
        **s["grid"],
    )
    # Two quantities: a density that differs in each layer, and the moment.
    density = (share * np.arange(1.0, count + 1)[:, np.newaxis]).sum(0)
    total = (share * moment).sum(0)
    index, _ = edm.compress_profile_index_n(z, (density, total), s["limits"])
    merged = edm.create_compressed_profile((density, total), index)
    return dict(
        n=len(z),
        z=z[::STRIDE],
        share=share[:, ::STRIDE],
        moment=(share * moment)[:, ::STRIDE],
        first=index[:-1],
        merged=merged[0],
        merged_moment=merged[1],
    )


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(x) for x in value.tolist()]
    if isinstance(value, (dict, list, tuple)):
        return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else [plain(v) for v in value]
    return float(f"{value:.13g}") if isinstance(value, float) else value


def main():
    rng = np.random.default_rng(20261121)
    cases = []
    for number in range(24):
        s = plain(structure(rng, number))
        exact = {k: np.array(v) if isinstance(v, list) else v for k, v in s.items()}
        cases.append(dict(s, **plain(profile(exact))))
    with open("profiles.json", "w") as out:
        json.dump(dict(genx3=version("genx3"), stride=STRIDE, cases=cases), out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
