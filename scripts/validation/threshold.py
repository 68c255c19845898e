"""Thresholds: Watts's cascade window, and Centola and Macy's wave on a lattice and its end under rewiring."""
import math

import numpy as np

from validation.laboratory import mean, reference, share

TITLE = "Thresholds (Watts 2002; Centola and Macy 2007)"
NOTE = """Watts: a node adopts once the share .18 of its neighbours has. A single seed sets off a global cascade (more than 5 % of 10,000
nodes) with the probability that it is in or next to the giant cluster of vulnerable nodes, which generating functions give; the cascade then reaches
about the giant component. Centola and Macy: a node adopts once 1, 2 or 3 of 8 neighbours on a ring have; the wave's steps are exact, and swapping ties
first speeds it up and then stops it. Where a little noise is added, long ties speed up even complex contagions (Eckles, Mossel, Rahimian and Sen 2024)."""
PANELS = 2
SHARE = .18
VULNERABLE = 5  # neighbours at most


def poisson(k, z):
    return math.exp(-z) * z**k / math.factorial(k)


def trigger(z):
    """Probability that one random seed sets off a global cascade."""
    u = 0.0
    for _ in range(100_000):
        u = 1 - sum(k * poisson(k, z) / z * (1 - u**(k - 1)) for k in range(1, VULNERABLE + 1))
    return 1 - math.exp(-z * (1 - u))


def giant(z):
    size = 1.0
    for _ in range(10_000):
        size = 1 - math.exp(-z * size)
    return size


def lattice_steps(agents, degree, number):
    """Until 99 % of a ring lattice, from one node and its neighbours; None where the wave does not move."""
    grows = 2 * (degree // 2 - number + 1)
    return math.ceil((.99 * agents - (degree + 1)) / grows) if grows > 0 else None
