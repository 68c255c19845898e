"""Lazer and Friedman 2007: who leads early and who late, by network."""
import numpy as np

from validation.laboratory import mean, reference

TITLE = "Lazer and Friedman 2007"
NOTE = """Mean score of 100 agents on NK landscapes (N = 20, K = 5), the same landscapes and the same first solutions in every network. The paper's
figure values were not at hand; the expected values are an independent re-implementation's on 600 landscapes, and the paper's claim is the order: the
efficient network leads early and loses late, and in between a moderate one is best."""
NETWORKS = {"full": {"network__shape": "complete"}, "line": {}, "circle": {"network__shape": "ring_lattice", "network__degree": 4},
            "random": {"network__shape": "random", "network__mean_degree": 8}}
COLOURS = {"full": "#D55E00", "line": "#0072B2", "circle": "#009E73", "random": "#CC79A7"}


def validate(laboratory, verdicts):
    runs = laboratory.count(600, 60)
    found = {name: laboratory.run("lazer_friedman.yaml", runs, network__agents=100, **network) for name, network in NETWORKS.items()}
    score = {name: results.runs("score") for name, results in found.items()}
    ahead = score["line"] - score["full"]
    verdicts.within("line less full at t = 5", None, -.15, "re-implementation: -.263 ± .006", mean(ahead[:, 5]))
    average = ahead.mean(axis=0)
    crossing = float(np.argmax(average > 0))
    verdicts.within("the line overtakes at t", 17, 24, "re-implementation: 20", (crossing, float("nan")), digits=0)
    verdicts.within("line less full at t = 200", .21, .29, "re-implementation: .252 ± .009", mean(ahead[:, 200]))
    full = reference("lazer_friedman_full.csv")
    weights = [1 / row["error"] ** 2 for row in full]
    pooled = sum(weight * row["score"] for weight, row in zip(weights, full)) / sum(weights)
    verdicts.near("full at t = 200", pooled, f"{len(full)} independent programs, pooled", mean(score["full"][:, 200]), .03, sigmas=False)
    verdicts.near("line at t = 200", .817, "re-implementation", mean(score["line"][:, 200]), .025, sigmas=False)
    for t in (25, 40):
        verdicts.within(f"circle less the better of line and full at t = {t}", 0, None, "the paper: moderate is best in between",
                        mean(score["circle"][:, t] - np.maximum(score["line"][:, t].mean(), score["full"][:, t].mean())))
    spread = .20 / np.sqrt(600)
    for row in reference("lazer_friedman.csv"):
        t = int(row["time"])
        if t in (0, 5, 10, 50):
            for name in NETWORKS:
                verdicts.near(f"{name} at t = {t}", row[name], "re-implementation", mean(score[name][:, t]), .003, expected_error=spread if t else .002)
    simple = laboratory.run("lazer_friedman.yaml", laboratory.count(100, 20), network__agents=100, problem__k=0)
    verdicts.near("K = 0, line: score at t = 200", 1, "one peak", mean(simple.runs("score")[:, 200]), 1e-9)
    simple_full = laboratory.run("lazer_friedman.yaml", laboratory.count(100, 20), network__agents=100, problem__k=0, **NETWORKS["full"])
    verdicts.near("K = 0, full: score at t = 50", 1, "one peak", mean(simple_full.runs("score")[:, 50]), 1e-9)
    return score


def draw(score, axes):
    told = reference("lazer_friedman.csv")
    for name, runs in score.items():
        axes.plot(range(runs.shape[1]), runs.mean(axis=0), color=COLOURS[name], label=name)
        axes.plot([row["time"] for row in told], [row[name] for row in told], "x", color="#222222", markersize=5, label="re-implementation" if name == "random" else None)
    axes.set(xlabel="rounds", ylabel="mean score", xscale="symlog", xlim=(0, 200))
    axes.legend(frameon=False)
