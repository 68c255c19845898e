"""P12: recipients that become donors."""
import numpy as np

from patterns.measures import applied
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import curves

MOST = .6


def time_to_most(years, curve):
    """When 60 % apply it, between the times observed; the end where they never do."""
    return np.interp(MOST, np.maximum.accumulate(curve), years) if curve.max() >= MOST else years[-1]


def each(runs, scenario, what):
    years = runs.of(scenario)[0].years
    return np.array([what(years, curve) for curve in applied(runs, scenario, time=slice(None))])


def bend(runs, scenario):
    """Growth in the second half of the time until 60 % apply it, less that in the first: above 0 the curve bends upwards, at 0 it is
    straight, below it flattens from the beginning."""
    def of(years, curve):
        end = time_to_most(years, curve)
        half, whole = np.interp([end / 2, end], years, curve)
        return whole - 2 * half
    return each(runs, scenario, of)


def longer(runs, only_origin, recipients):
    return each(runs, only_origin, time_to_most) / each(runs, recipients, time_to_most) - 1


def draw(runs, axes):
    curves(axes, runs, {"recipients become donors": "baseline", "only the origin teaches": "only the origin"}, lambda scenario: applied(runs, scenario, time=slice(None)),
           "share that applies it")


PATTERN = Pattern(
    number=12,
    title="Where recipients become donors, diffusion is S-shaped and faster",
    says="Where recipients can become donors, diffusion is S-shaped and faster than donor-only diffusion, which is concave.",
    passages=("“… so the recipient of the learning from the award winner is now acting as the donor of learning for others to learn from.” (A Shared Responsibility)",),
    claims=(
        Claim("until 60 % apply it, where recipients become donors: growth in the second half of that time beyond the first", bend, ("baseline",), .05,
              "five organisations in a hundred", without=("only the origin",), removed="only the origin teaches"),
        Claim("the same, where only the origin teaches: the curve flattens from the beginning", bend, ("only the origin",), -.05, "as above", AT_MOST),
        Claim("time until 60 % apply it: longer where only the origin teaches", longer, ("only the origin", "baseline"), .25, "a quarter longer", unit="%"),
    ),
    draw=draw,
    replicates_a_draw=12,
    note="Five years of Wales are too short: knowledge has to add up first, and both curves bend upwards. Here is a stylised world of a hundred small councils, one "
         "practice and a quarterly event, where delays are short beside the time it takes to spread. That a curve flattens in the end needs no test: there are a hundred councils.",
)
