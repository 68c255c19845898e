"""P14: what attendees expect and learn, and when it shows."""
import numpy as np

from patterns.measures import by_year, good, learned
from patterns.pattern import Claim, Pattern
from patterns.pictures import curves_by_year


def median(runs, scenario, answer):
    quantiles = runs.of(scenario)[0].file["quantile"][:]
    return runs.read(f"survey_{answer}_quantile", scenario)[:, 0, int(np.abs(quantiles - .5).argmin())]


def disappointed(runs, scenario):
    """Median expectation less median of what was learned; 1 is what the sessions could teach."""
    return median(runs, scenario, "expected") - median(runs, scenario, "learned")


def when_learned(runs, scenario):
    return by_year(lambda year: learned(runs, scenario, year=year), runs, scenario)


def when_improved(runs, scenario):
    """Growth of the improvement in each year, summed over good practices."""
    known = runs.of(scenario)[0].years
    at = [int(np.abs(known - year).argmin()) for year in range(int(round(known[-1])) + 1)]
    improvement = np.nansum(runs.read("improvement", scenario, group="all", practice=good(runs, scenario)), axis=-1)
    return np.diff(improvement[:, at], axis=1)


def mean_year(weights):
    return (weights * (np.arange(weights.shape[1]) + .5)).sum(axis=1) / weights.sum(axis=1)


def lag(runs, scenario):
    return mean_year(when_improved(runs, scenario)) - mean_year(when_learned(runs, scenario))


def shares(values):
    return values / values.sum(axis=1, keepdims=True)


def draw(runs, axes):
    series = {"what is learned": lambda s: shares(when_learned(runs, s)), "what improves": lambda s: shares(when_improved(runs, s))}
    for panel, scenario, title in zip(axes, ("baseline", "no delays"), ("as it is", "no delays")):
        curves_by_year(panel, runs, {name: name for name in series}, lambda name, scenario=scenario: series[name](scenario), "share of five years' sum, by year")
        panel.set_title(title, loc="left", fontsize=11)


PATTERN = Pattern(
    number=14,
    title="Attendees expect more than they learn; improvement shows years later",
    says="Attendees expect to learn more than they do; improvement shows years after the learning.",
    passages=("“77% of respondents to a survey expected to learn ‘a fair amount’ or ‘a great deal’ …, but actual learning was lower with most respondents (41%) learning "
              "only ‘a little’.” (A Shared Responsibility) “Some changes might occur gradually over a long period of time.” (evaluation of the LSB-ESF projects)",),
    claims=(
        Claim("median attendee of a seminar: expected, less learned; 1 is what its sessions could teach", disappointed, ("baseline",), .1, "a tenth of what could be taught", unit="",
              without=("nothing stands in the way",), removed="nothing stands in the way of what is presented (barriers 5 to 10 at 0)"),
        Claim("years from the mean time of learning to the mean time of improving, within five years", lag, ("baseline",), .5, "half a year, within a window that cuts off "
              "what comes later", unit="", without=("no delays",), removed="no delays in starting, trying and benefiting"),
    ),
    draw=draw,
    panels=2,
    note="What is expected is computed from what attendees perceive: each practice's repute, and how little they know of it. What is learned is what barriers leave of it.",
    replicates_a_draw=1,
)
