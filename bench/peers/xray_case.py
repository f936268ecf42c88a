"""What cases/xray.gx holds, for peers that do not read GenX's files: d and sigma in
Å, dens in formula units per Å³, f in electrons at 1.54 Å as GenX 3.8.13 has it
(f1 + i f2). The six parameters and their bounds are those of the file.
"""

ELECTRON_RADIUS = 2.8179403262e-5  # Å
CHROMIUM = 23.76020571134456 + 2.441972801746422j
OXYGEN = 8.045529472477806 + 0.032026345773108714j
GOLD = 74.37023637920903 + 7.199192613869055j
SILICON = 14.246793305798919 + 0.3302198503497672j

BACKGROUND = 1e-7


def sld(dens, f):
    """Complex, 1e-6 Å⁻², above 0 where it absorbs."""
    return 1e6 * ELECTRON_RADIUS * dens * f


OXIDE = dict(sld=sld(0.0332, 2 * CHROMIUM + 3 * OXYGEN), sigma=5.0)
FILM = dict(sld=sld(0.059, GOLD))
GLUE = dict(f=CHROMIUM, sigma=3.0)
SUBSTRATE = dict(sld=sld(0.04994, SILICON), sigma=3.5)

# oxide d, gold d, glue d, gold sigma, glue dens, I0
BOUNDS = [(10.0, 40.0), (80.0, 150.0), (15.0, 50.0), (0.5, 12.0), (0.06, 0.1), (0.3, 3.0)]
POPULATION_PER_PARAMETER = 10
