"""P12: recipients that become donors."""
import numpy as np

from patterns.measures import applied
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import curves


def at(runs, scenario, *years):
    known = runs.of(scenario)[0].years
    return [applied(runs, scenario, time=int(np.abs(known - year).argmin())) for year in years]


def bend(runs, scenario):
    """What came in the second two years less what came in the first two: above 0 the curve bends upwards."""
    two, four = at(runs, scenario, 2, 4)
    return four - 2 * two


def flattens(runs, scenario):
    two, four, six = at(runs, scenario, 2, 4, 6)
    return six - 2 * four + two


def faster(runs, more, less):
    return at(runs, more, 5)[0] - at(runs, less, 5)[0]


def draw(runs, axes):
    curves(axes, runs, {"recipients become donors": "baseline", "only the origin teaches": "only the origin"}, lambda scenario: applied(runs, scenario, time=slice(None)),
           "share that applies it")


PATTERN = Pattern(
    number=12,
    title="Where recipients become donors, diffusion is S-shaped and faster",
    says="Where recipients can become donors, diffusion is S-shaped and faster than donor-only diffusion, which is concave.",
    passages=("“… so the recipient of the learning from the award winner is now acting as the donor of learning for others to learn from.” (A Shared Responsibility)",),
    claims=(
        Claim("applied: growth in years 3 and 4 beyond that in years 1 and 2, where recipients become donors", bend, ("baseline",), .02, "two organisations in a hundred",
              without=("only the origin",), removed="only the origin teaches"),
        Claim("the same, where only the origin teaches: less each year", bend, ("only the origin",), -.01, "one organisation in a hundred", AT_MOST),
        Claim("growth in years 5 and 6 beyond that in years 3 and 4, where recipients become donors: an S", flattens, ("baseline",), -.02, "as above", AT_MOST),
        Claim("applied after five years: more where recipients become donors", faster, ("baseline", "only the origin"), .1, "ten organisations in a hundred"),
    ),
    draw=draw,
    replicates_a_draw=12,
    note="Five years of Wales are too short: knowledge has to add up first, and both curves bend upwards. Here is a stylised world of a hundred small councils, one "
         "practice and a monthly event, where delays are short.",
)
