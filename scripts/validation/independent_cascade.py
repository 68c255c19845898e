"""Independent cascade and SIR: sizes and chances of outbreaks on random graphs, from percolation."""
import math

import numpy as np

from validation.laboratory import mean, share

TITLE = "Independent cascade (Kempe, Kleinberg and Tardos 2003) and SIR"
NOTE = """On a random graph of mean degree z an outbreak with transmissibility T is bond percolation: R0 = zT, and a large one reaches the
share S that solves S = 1 - exp(-R0 S). One try at each neighbour: a single seed sets off a large one with probability S. Markovian
SIR: the same size, but less often, because infectious periods differ. Large is more than 5 % of 10,000 nodes."""
PANELS = 2
AGENTS = 10_000
DEGREE = 8
TRANSMISSIBILITIES = (.10, .15, .1875, .25, .375)


def attack(r0):
    size = 1.0
    for _ in range(10_000):
        size = 1 - math.exp(-r0 * size)
    return size if r0 > 1 else 0.0


def chance_of_sir(degree, transmissibility):
    """1 - P = integral over the infectious period s of e^-s exp(-z (1 - e^(-s beta / gamma)) P)."""
    ratio = transmissibility / (1 - transmissibility)
    s = np.linspace(0, 40, 400_001)
    weight = np.exp(-s)
    reached = 1 - np.exp(-ratio * s)
    chance = 1.0
    for _ in range(2000):
        integrand = weight * np.exp(-degree * reached * chance)
        new = 1 - float(((integrand[1:] + integrand[:-1]) / 2).sum() * (s[1] - s[0]))
        if abs(new - chance) < 1e-12:
            break
        chance = new
    return chance if degree * transmissibility > 1 else 0.0


def outbreaks(verdicts, name, results, scenario, r0, chance):
    sizes, major = results.runs("attack_share", scenario), results.runs("major", scenario) > 0
    if r0 < 1:
        verdicts.within(f"{name}, R0 = {r0:g}: mean share reached", None, .01, "percolation", mean(sizes))
        return 0.0, 0.0
    large = mean(sizes[major])
    verdicts.near(f"{name}, R0 = {r0:g}: share reached by large outbreaks", attack(r0), "percolation", large, .03 if r0 < 1.3 else .01, sigmas=False)
    often = share(major)
    verdicts.near(f"{name}, R0 = {r0:g}: share of runs with a large outbreak", chance, "percolation", often, .06, sigmas=False)
    return large[0], often[0]
