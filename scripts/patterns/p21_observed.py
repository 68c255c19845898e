"""P21: what the government hears of."""
import numpy as np

from patterns.measures import applied, good
from patterns.pattern import Claim, Pattern
from patterns.pictures import curves


def unknown(runs, scenario):
    return runs.read("observed_never", scenario)


def delay(runs, scenario):
    return runs.read("observed_delay", scenario)


def known(runs, scenario):
    return np.nanmean(runs.read("observed_applied", scenario, group="all", practice=good(runs, scenario)), axis=-1)


def draw(runs, axes):
    series = {"apply it": lambda: applied(runs, "baseline", time=slice(None)), "known to national bodies": lambda: known(runs, "baseline"),
              "known, if all report": lambda: known(runs, "everybody reports at once")}
    for_scenario = {name: ("everybody reports at once" if "report" in name else "baseline") for name in series}
    each = iter(series.values())
    curves(axes, runs, for_scenario, lambda scenario: next(each)(), "share that applies a good practice")


PATTERN = Pattern(
    number=21,
    title="What the government hears of is later and less",
    says="What the government hears of is later and less than what spreads.",
    passages=("“Ideas do spread and … this may happen without the Welsh Government always knowing about it. Public sector managers will not report discussions about sharing "
              "good practice … back to Welsh Government.” (A Shared Responsibility)",),
    claims=(
        Claim("share of those that apply a practice after five years of which no national body knows", unknown, ("baseline",), .1, "one in ten", unit="%",
              without=("everybody reports at once",), removed="everybody reports at once"),
        Claim("years from applying a practice to its being known, of those known in the end", delay, ("baseline",), .25, "a quarter of a year", unit="",
              without=("everybody reports at once",), removed="everybody reports at once"),
    ),
    draw=draw,
    replicates_a_draw=1,
)
