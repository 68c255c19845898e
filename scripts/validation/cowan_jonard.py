"""Cowan and Jonard 2004: mean, variance and variation of knowledge at rest, from a ring to a random network."""
import math

import numpy as np

from validation.laboratory import mean, reference

TITLE = "Cowan and Jonard 2004"
NOTE = """Knowledge at rest by the share of ties rewired. The paper's abstract gives the result: mean knowledge is greatest in a small world (about a
tenth of ties long), where its variance is greatest too. Its number of experts, absorption and tolerance are not known; with those declared here, an
independent re-implementation gave the expected values (40 runs a point). Experts of each category are drawn from all agents. Without experts there is no peak."""
PANELS = 2


def validate(laboratory, verdicts):
    runs = laboratory.count(40, 8)
    found = {}
    for row in reference("cowan_jonard.csv"):
        results = laboratory.run("cowan_jonard.yaml", runs, network__rewired=row["rewired"])
        final = results.runs("final_mean_knowledge")
        found[row["rewired"]] = mean(final), mean(results.runs("final_variance")), mean(results.runs("final_coefficient_of_variation"))
        verdicts.near(f"{row['rewired']:g} rewired: mean knowledge at rest", row["mean"], "re-implementation", mean(final), .4, expected_error=row["error"], digits=2)
        verdicts.near(f"{row['rewired']:g} rewired: variance of agents' means", row["variance"], "re-implementation", mean(results.runs("final_variance")), 1,
                      expected_error=mean(results.runs("final_variance"))[1], digits=1)
        unrested = int(np.isnan(results.runs("rested_at")).sum())
        if unrested:
            verdicts.near(f"{row['rewired']:g} rewired: runs that had not come to rest", 0, "rule", (unrested, math.nan), sigmas=False, digits=0)
    means = {p: values[0] for p, values in found.items()}
    best = max(means, key=lambda p: means[p][0])
    verdicts.within("share rewired at which mean knowledge is greatest", .04, .3, "the abstract: about a tenth", (best, math.nan), digits=2)
    for end, name, least in ((0, "ring", 1.10), (1, "random network", 1.05)):
        ratio = means[best][0] / means[end][0]
        verdicts.within(f"greatest mean by that of the {name}", least, None, "the abstract, and the re-implementation",
                        (ratio, ratio * math.hypot(means[best][1] / means[best][0], means[end][1] / means[end][0])), digits=3)
    ratio = found[.09][1][0] / found[0][1][0]
    verdicts.within("variance at .09 rewired by that of the ring", 1.25, None, "the abstract, and the re-implementation",
                    (ratio, ratio * math.hypot(found[.09][1][1] / found[.09][1][0], found[0][1][1] / found[0][1][0])), digits=3)
    for first, second in ((.13, .04), (.13, 1)):
        fall = found[first][2][0] - found[second][2][0]
        verdicts.within(f"coefficient of variation at {first:g} rewired less that at {second:g}", None, 0, "re-implementation",
                        (fall, math.hypot(found[first][2][1], found[second][2][1])), digits=3)
    flat = {p: mean(laboratory.run("cowan_jonard_no_experts.yaml", runs, network__rewired=p).runs("final_mean_knowledge")) for p in (0, .13, 1)}
    verdicts.within("without experts: mean in the random network less that at .13 rewired", 0, None, "re-implementation: no peak",
                    (flat[1][0] - flat[.13][0], math.hypot(flat[1][1], flat[.13][1])), digits=3)
    return found, flat


def draw(found, axes):
    found, flat = found
    told = reference("cowan_jonard.csv")
    place = lambda p: max(p, .0003)  # noqa: E731
    for i, (name, digits) in enumerate((("mean", 0), ("variance", 1))):
        axes[i].errorbar([place(p) for p in found], [values[digits][0] for values in found.values()], [2 * values[digits][1] for values in found.values()],
                         fmt="o-", color="#0072B2", markersize=4, label="simulated, ± 2 s.e.")
        axes[i].plot([place(row["rewired"]) for row in told], [row[name] for row in told], "x", color="#222222", label="re-implementation")
        axes[i].set(xscale="log", xlabel="share of ties rewired (leftmost: none)", ylabel=("mean knowledge at rest", "variance of agents' means")[i])
        axes[i].legend(frameon=False)
