"""Bass 1969: the closed form in continuous time, and the recursion of the synchronous step."""
import math

import numpy as np

from validation.laboratory import mean

TITLE = "Bass 1969"
P, Q = .03, .38


def closed_form(t):
    decay = math.exp(-(P + Q) * t)
    return (1 - decay) / (1 + Q / P * decay)


def time_to(fraction):
    return math.log((1 + Q / P * fraction) / (1 - fraction)) / (P + Q)


def recursion(steps):
    shares = [0.0]
    for _ in range(steps):
        shares.append(shares[-1] + (P + Q * shares[-1]) * (1 - shares[-1]))
    return shares


def validate(laboratory, verdicts):
    runs = laboratory.count(200, 20)
    continuous = laboratory.run("bass.yaml", runs)
    for t in (1, 2, 3, 5, 7, 10, 15, 20):
        verdicts.near(f"continuous: share that has adopted at t = {t}", closed_form(t), "closed form", mean(continuous.at("adopted", t)), 5e-4)
    verdicts.near("continuous: time at which half have adopted", time_to(.5), "closed form", mean(continuous.runs("half_at")), .005)
    no_example = continuous.at("adopted", 10, "without example")
    verdicts.near("continuous, q = 0: share at t = 10", 1 - math.exp(-10 * P), "closed form", mean(no_example))
    synchronous = laboratory.run("bass.yaml", runs, timing="synchronous")
    expected = recursion(30)
    for t in (1, 5, 10, 15):
        verdicts.near(f"synchronous: share at step {t}", expected[t], "recursion", mean(synchronous.at("adopted", t)), 5e-4)
    return continuous, synchronous


def draw(found, axes):
    continuous, synchronous = found
    t = np.linspace(0, 30, 301)
    axes.plot(t, [closed_form(x) for x in t], color="#222222", label="closed form (Bass 1969)")
    axes.plot(continuous.time, continuous.runs("adopted").mean(axis=0), "o", color="#0072B2", markersize=4, label="continuous, mean of runs")
    axes.plot(range(31), recursion(30), color="#999999", linestyle="--", label="recursion of the synchronous step")
    axes.plot(synchronous.time, synchronous.runs("adopted").mean(axis=0), "x", color="#D55E00", markersize=5, label="synchronous, mean of runs")
    axes.set(xlabel="steps", ylabel="share that has adopted")
    axes.legend(frameon=False)
