"""P9: sharing before and after the money has arrived."""
from patterns.measures import by_year, learned, ledger, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import curves_by_year

GATES = ("awareness", "responsibility", "incentives")
TALKS = ("professional ties", "seeking")
LATER = slice(1, None)


def shared(runs, scenario, year=LATER):
    """Of what talks could teach, what those who know are ready to share: what barriers 1 to 3 let pass."""
    lost = ledger(runs, "ledger_lost", scenario, TALKS, contact_barrier=list(GATES), year=year)
    return 1 - lost / ledger(runs, "ledger_potential", scenario, TALKS, year=year)


def shares_more(runs, more, less):
    return shared(runs, more) - shared(runs, less)


def learns_more(runs, more, less):
    return relative(learned(runs, more, year=LATER), learned(runs, less, year=LATER))


def draw(runs, axes):
    names = {"money still owed": "baseline", "arrived after a year": "arrived", "arrived, a plan as condition": "arrived, a condition", "arrived, an award": "arrived, a reward"}
    curves_by_year(axes, runs, names, lambda scenario: by_year(lambda year: shared(runs, scenario, year), runs, scenario), "shared, of what talks could teach")


PATTERN = Pattern(
    number=9,
    title="After the money has arrived sharing falls",
    says="After the money has arrived sharing falls, unless sharing is a condition or is rewarded.",
    passages=("“Once the I2S resources have been received, there is little incentive to share the learning from the project.” (A Shared Responsibility)",),
    claims=(
        Claim("shared, of what talks could teach, after the first year: more while money is owed than once it has arrived", shares_more, ("baseline", "arrived"), .01,
              "one talk in a hundred", without=("nobody needs an incentive, owed", "nobody needs an incentive, arrived"), removed="nobody needs an incentive (barrier 3 at 0)"),
        Claim("the same: more where a plan to pass it on is a condition", shares_more, ("arrived, a condition", "arrived"), .01, "as above"),
        Claim("the same: more where an award honours it", shares_more, ("arrived, a reward", "arrived"), .01, "as above"),
        Claim("learned from elsewhere after the first year: more where it is a condition", learns_more, ("arrived, a condition", "arrived"), .03, "three per cent", unit="%"),
    ),
    draw=draw,
    note="For the sake of the comparison the fund owes every origin money for five years, and in the other scenarios that ceases to count after one.",
    replicates_a_draw=1,
)
