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


def validate(laboratory, verdicts):
    runs = laboratory.count(400, 60)
    found = {}
    network = {"network__shape": "random", "network__agents": AGENTS, "network__mean_degree": DEGREE, "seeds__number": 1}
    for t in TRANSMISSIBILITIES:
        r0 = DEGREE * t
        one_shot = laboratory.run("independent_cascade.yaml", runs, **network, process__probability=t)
        found["one shot", r0] = outbreaks(verdicts, "one shot", one_shot, "baseline", r0, attack(r0))
        sir = laboratory.run("sir.yaml", runs, **network, process__infection=t / (1 - t), process__recovery=1)
        found["SIR", r0] = outbreaks(verdicts, "SIR in continuous time", sir, "baseline", r0, chance_of_sir(DEGREE, t))
    sparse = laboratory.run("independent_cascade.yaml", runs, **{**network, "network__mean_degree": 4}, process__probability=.5)
    outbreaks(verdicts, "one shot, z = 4", sparse, "baseline", 2.0, attack(2.0))
    sparse = laboratory.run("sir.yaml", runs, **{**network, "network__mean_degree": 4}, process__infection=1, process__recovery=1)
    outbreaks(verdicts, "SIR in continuous time, z = 4", sparse, "baseline", 2.0, chance_of_sir(4, .5))
    return found


def draw(found, axes):
    r0 = np.linspace(.8, 3, 111)
    axes[0].plot(r0, [attack(x) for x in r0], color="#222222", label="1 - exp(-R0 S)")
    axes[1].plot(r0, [attack(x) for x in r0], color="#222222", label="one shot: percolation")
    axes[1].plot(r0, [chance_of_sir(DEGREE, x / DEGREE) for x in r0], color="#999999", linestyle="--", label="Markovian SIR")
    for kind, marker, colour in (("one shot", "o", "#0072B2"), ("SIR", "x", "#D55E00")):
        points = sorted((x, values) for (name, x), values in found.items() if name == kind)
        for i in (0, 1):
            axes[i].plot([x for x, _ in points], [values[i] for _, values in points], marker, color=colour, label=f"{kind}, simulated")
    axes[0].set(xlabel="R0", ylabel="share reached by large outbreaks")
    axes[1].set(xlabel="R0", ylabel="share of runs with a large outbreak")
    for each in axes:
        each.legend(frameon=False)
