"""P18: more on-line structures."""
from patterns.measures import applied, learned, more_applied, relative
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars

PORTALS = ("portal", "second portal", "third portal", "fourth portal")


def missing(runs, four, one):
    """What is missing to four times the learning from portals, as a share: 0 if it is four times as much, 1 if it is the same."""
    return 1 - relative(learned(runs, four, PORTALS), learned(runs, one, PORTALS)) / 3


def learns_more(runs, four, one):
    return relative(learned(runs, four), learned(runs, one))


def draw(runs, axes):
    bars(axes[0], {kind: {"one portal": learned(runs, one, PORTALS), "four portals": learned(runs, four, PORTALS)} for kind, (one, four) in
                   (("as it is", ("baseline", "four portals")), ("time for each", ("time for each, one portal", "time for each, four portals")))},
         "learned from portals (full masteries)", share=False)
    bars(axes[1], {"": {"one portal": applied(runs, "baseline"), "four portals": applied(runs, "four portals")}}, "share that applies a good practice")


PATTERN = Pattern(
    number=18,
    title="More on-line structures change little",
    says="Simply adding more on-line structures changes little.",
    passages=("“It is not clear how effective on-line mechanisms are …, but different mechanisms continue to come on-line.” (A Shared Responsibility)",),
    claims=(
        Claim("learning from portals: what four are missing to four times as much", missing, ("four portals", "baseline"), .5, "less than half of what was added", unit="%",
              without=("time for each, four portals", "time for each, one portal"), removed="a visit to one portal takes no time from another"),
        Claim("learned from elsewhere in all", learns_more, ("four portals", "baseline"), .05, "less than a twentieth is little", AT_MOST, unit="%"),
        Claim("applied", more_applied, ("four portals", "baseline"), .01, "less than one organisation in a hundred is little", AT_MOST),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=2,
)
