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
    weights = [(k - 1, k * poisson(k, z) / z) for k in range(1, VULNERABLE + 1)]
    for _ in range(100_000):
        before, u = u, 1 - sum(weight * (1 - u**power) for power, weight in weights)
        if abs(u - before) < 1e-13:
            break
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


def watts(laboratory, verdicts):
    runs = laboratory.count(1000, 60)
    found = {}
    for z in (.9, 1.1, 1.5, 2, 3, 4, 5, 5.5, 5.7, 6, 7):
        results = laboratory.run("threshold.yaml", runs, network__agents=10_000, network__mean_degree=z)
        happened = results.runs("global") > 0
        often = found[z] = share(happened)
        name = f"Watts, z = {z:g}"
        if z in (.9, 7):
            verdicts.within(f"{name}: share of runs with a global cascade", None, 0, "outside the cascade window", (float(happened.mean()), math.nan))
        elif z in (1.1, 5.5, 5.7, 6):
            verdicts.within(f"{name}: share of runs with a global cascade", 0, .5, "near the window's edge, rounded by size", often)
        else:
            verdicts.near(f"{name}: share of runs with a global cascade", trigger(z), "generating functions", often, .04, sigmas=False)
            verdicts.near(f"{name}: share reached by global cascades", giant(z), "giant component", mean(results.runs("final_adopted")[happened]), .01, sigmas=False)
    return found


def wave(laboratory, verdicts):
    for agents, degree, numbers in ((4000, 8, (1, 2, 3)), (1000, 4, (1, 2, 3))):
        for number in numbers:
            results = laboratory.run("threshold_centola_macy.yaml", 3, network__agents=agents, network__degree=degree, rule__number=number)
            steps, expected = results.runs("steps_to_99"), lattice_steps(agents, degree, number)
            what = f"Centola and Macy, ring of {agents} with {degree} ties each, threshold {number}: steps until 99 %"
            if expected is None:
                verdicts.within(what.replace("steps until 99 %", "share reached"), None, .1, "the wave cannot move", mean(results.runs("final_adopted")))
            else:
                verdicts.near(what, expected, "exact", (float(steps.mean()), math.nan), sigmas=False, digits=0)
    narrow = laboratory.run("threshold_centola_macy.yaml", 30, network__agents=1000, network__degree=4, network__swapped=.1)
    simple = laboratory.run("threshold_centola_macy.yaml", 30, network__agents=1000, network__degree=4, network__swapped=.1, rule__number=1)
    verdicts.near("Centola and Macy, ring of 1000 with 4 ties each, a tenth swapped, threshold 2: share of runs that reach 90 %", 0, "re-implementation",
                  (float(narrow.runs("nearly_all").mean()), math.nan), sigmas=False, digits=2)
    verdicts.near("the same at threshold 1", 1, "re-implementation", (float(simple.runs("nearly_all").mean()), math.nan), sigmas=False, digits=2)


def rewired(laboratory, verdicts):
    runs = laboratory.count(30, 10)
    found = {}
    for row in reference("centola_macy.csv"):
        for number in (1, 2, 3):
            results = laboratory.run("threshold_centola_macy.yaml", runs, network__agents=4000, network__degree=8, network__swapped=row["swapped"], rule__number=number)
            reached, steps = results.runs("nearly_all") > 0, results.runs("steps_to_99")
            found[row["swapped"], number] = share(reached), float(np.nanmean(steps)) if np.isfinite(steps).any() else math.nan
    at = lambda swapped, number: found[swapped, number]  # noqa: E731
    verdicts.within("Centola and Macy, threshold 2, three tenths swapped: share of runs that reach 90 %", .75, None, "re-implementation: all of 30", at(.3, 2)[0], digits=2)
    verdicts.within("the same, seven tenths swapped", None, .2, "re-implementation", at(.7, 2)[0], digits=2)
    verdicts.within("threshold 2: steps until 99 % at three tenths swapped, by those at none", None, .1, "re-implementation", (at(.3, 2)[1] / at(0, 2)[1], math.nan), digits=3)
    verdicts.within("threshold 1: the same", None, .02, "re-implementation", (at(.3, 1)[1] / at(0, 1)[1], math.nan), digits=3)
    for swapped, least, most in ((.01, .9, None), (.03, .85, None), (.1, None, 0), (.3, None, 0), (1, None, 0)):
        verdicts.within(f"threshold 3, {swapped:g} swapped: share of runs that reach 90 %", least, most, f"re-implementation: {'all' if least else 'none'} of 30", at(swapped, 3)[0], digits=2)
    return found


def noise(laboratory, verdicts):
    """Long ties hinder threshold 2 on this ring; a little noise makes them help again."""
    runs = laboratory.count(30, 10)
    ring = {"network__agents": 1000, "network__degree": 4, "noise": .02, "rule__number": 2}
    none = mean(laboratory.run("threshold_centola_macy.yaml", runs, **ring).runs("steps_to_90"))
    some = mean(laboratory.run("threshold_centola_macy.yaml", runs, **ring, network__swapped=.1).runs("steps_to_90"))
    verdicts.within("threshold 2 with noise .02 on the ring of 1000: steps until 90 % with a tenth swapped, by those with none", None, .9,
                    "Eckles and others 2024: noise reverses it", (some[0] / none[0], some[0] / none[0] * math.hypot(some[1] / some[0], none[1] / none[0])), digits=3)


def validate(laboratory, verdicts):
    window = watts(laboratory, verdicts)
    wave(laboratory, verdicts)
    found = rewired(laboratory, verdicts)
    noise(laboratory, verdicts)
    return window, found


def draw(found, axes):
    window, rewired_ = found
    z = np.linspace(.9, 7, 123)
    axes[0].plot(z, [trigger(x) for x in z], color="#222222", label="generating functions")
    axes[0].errorbar(list(window), [value for value, _ in window.values()], [2 * error for _, error in window.values()], fmt="o", color="#0072B2", markersize=4,
                     label="simulated, ± 2 s.e.")
    axes[0].set(xlabel="mean degree", ylabel="share of seeds that set off a global cascade", title="Watts, threshold .18")
    swapped = sorted({x for x, _ in rewired_})
    place = [max(x, .0003) for x in swapped]
    for number, colour in ((1, "#009E73"), (2, "#0072B2"), (3, "#D55E00")):
        axes[1].plot(place, [rewired_[x, number][1] for x in swapped], "o-", color=colour, label=f"threshold {number}")
        told = [(max(row["swapped"], .0003), row[f"steps_{number}"]) for row in reference("centola_macy.csv")]
        axes[1].plot([x for x, _ in told], [float(y) for _, y in told], "x", color="#222222", markersize=6, label="re-implementation" if number == 3 else None)
    axes[1].set(xscale="log", yscale="log", xlabel="share of ties swapped (leftmost: none)", ylabel="steps until 99 %, where it gets there", title="Centola and Macy, 8 ties each")
    for each in axes:
        each.legend(frameon=False, fontsize=8)
