"""What slices of any susceptibility reflect, to all digits: Maxwell's equations as a 4×4 system (D. W. Berreman, J. Opt. Soc. Am. 62,
502 (1972)), integrated through the slices by matrix exponentials with 40 digits (needs mpmath). Not how GenX or the project do it.
"""

import mpmath as mp

mp.mp.dps = 40
ELEMENTS = ["xx", "xy", "xz", "yx", "yy", "yz", "zx", "zy", "zz"]
# As in GenX a slice that is less anisotropic has chi_xx in all directions, but not if that is much beside the others.
NEARLY_ISOTROPIC = 1e-8
BESIDE_OTHERS = 0.01


def tensors(chi):
    """Of the slices in GenX's chi, a tuple of three rows of three arrays."""
    slices = [
        {ELEMENTS[3 * i + j]: mp.mpmathify(complex(chi[i][j][k])) for i in range(3) for j in range(3)} for k in range(len(chi[0][0]))
    ]
    limit = min(NEARLY_ISOTROPIC, BESIDE_OTHERS * max(anisotropy(c) for c in slices))
    return [c if anisotropy(c) >= limit else isotropic(c["xx"]) for c in slices]


def anisotropy(c):
    return max(abs(each) for each in [c["xy"], c["xz"], c["yz"], c["yy"] - c["xx"], c["zz"] - c["xx"]])


def isotropic(number):
    return {name: number if name in ("xx", "yy", "zz") else mp.mpf(0) for name in ELEMENTS}


def system(c, n):
    """u (Ex, Hy, Ey, Hx) = D (Ex, Hy, Ey, Hx) for waves exp(ik(nx + uz)), of k × E = H and k × H = -eps E."""
    exx, eyy, ezz = 1 + c["xx"], 1 + c["yy"], 1 + c["zz"]
    ez = [-c["zx"] / ezz, -n / ezz, -c["zy"] / ezz]
    dx = [exx + c["xz"] * ez[0], c["xz"] * ez[1], c["xy"] + c["xz"] * ez[2]]
    dy = [c["yx"] + c["yz"] * ez[0], c["yz"] * ez[1], eyy + c["yz"] * ez[2]]
    return mp.matrix([[n * ez[0], 1 + n * ez[1], n * ez[2], 0], dx + [0], [0, 0, 0, -1], [-dy[0], -dy[1], n * n - dy[2], 0]])


def reflected(slices, thickness, wavelength, sine):
    """2×2 amplitudes, reflected before incident, s before p; slices from the substrate up, the last the ambient (vacuum)."""
    k = 2 * mp.pi / mp.mpf(wavelength)
    n = mp.sqrt(1 - sine**2)
    through = mp.eye(4)
    for c, d in list(zip(slices, thickness))[1:-1]:
        through = mp.expm(-1j * k * system(c, n) * mp.mpf(d)) * through
    u, waves = mp.eig(system(slices[0], n))
    down = sorted(range(4), key=lambda i: -mp.im(u[i]))[:2]
    transmitted = through * mp.matrix([[waves[row, i] for i in down] for row in range(4)])
    ambient = mp.matrix([[0, sine, 0, -sine], [0, 1, 0, 1], [1, 0, 1, 0], [-sine, 0, sine, 0]])
    amplitudes = ambient**-1 * transmitted
    return amplitudes[2:4, :] * amplitudes[0:2, :] ** -1


def channel(w, polarisation):
    def square(i, j):
        return abs(w[i, j]) ** 2

    def circular(hand):  # which hand is + is as in GenX
        return sum(abs(w[i, 0] + hand * 1j * w[i, 1]) ** 2 for i in range(2)) / 2

    return {
        "sigma-sigma": lambda: square(0, 0),
        "sigma-pi": lambda: square(1, 0),
        "pi-sigma": lambda: square(0, 1),
        "pi-pi": lambda: square(1, 1),
        "sigma": lambda: square(0, 0) + square(1, 0),
        "pi": lambda: square(0, 1) + square(1, 1),
        "tot": lambda: sum(square(i, j) for i in range(2) for j in range(2)) / 2,
        "circ+": lambda: circular(1),
        "circ-": lambda: circular(-1),
        "ass": lambda: (circular(1) - circular(-1)) / (circular(1) + circular(-1)),
    }[polarisation]()
