"""P2: adapting, and cutting and pasting, among the alike and the unlike."""
from patterns.measures import improvement_per_adopter, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars


def gain(runs, adapted, pasted):
    return relative(improvement_per_adopter(runs, adapted), improvement_per_adopter(runs, pasted))


def more_where_unlike(runs, *scenarios):
    return gain(runs, *scenarios[:2]) - gain(runs, *scenarios[2:])


UNLIKE, ALIKE = ("unlike: adapted", "unlike: baseline"), ("alike: adapted", "alike: baseline")


def draw(runs, axes):
    bars(axes, {kind: {"barrier 13 as it is": gain(runs, f"{kind}: adapted", f"{kind}: baseline"),
                       "every practice fits": gain(runs, f"{kind}: every practice fits, adapted", f"{kind}: every practice fits, pasted")}
                for kind in ("unlike", "alike")}, "improvement per adopter: more where adapted than where pasted")


PATTERN = Pattern(
    number=2,
    title="Adapting beats cutting and pasting",
    says="Adapting beats cutting and pasting, and the more so the less alike the organisations are.",
    passages=("“Good practice needs to be grafted and transplanted rather than ‘cut and pasted’.” (A Shared Responsibility)",),
    variants={"unlike": {"world.similarity.distance": .7, "world.similarity.other_sector": .5},
              "alike": {"world.similarity.distance": .05, "world.similarity.other_sector": .95}},
    claims=(
        Claim("improvement of an organisation that applies a practice, among the unlike: more where it was adapted than where pasted", gain, UNLIKE, .1,
              "a tenth of what the practice brings", unit="%", without=("unlike: every practice fits, adapted", "unlike: every practice fits, pasted"),
              removed="every practice fits everywhere (barrier 13 at 0)"),
        Claim("how much less that is among the alike", more_where_unlike, (*UNLIKE, *ALIKE), .05, "half of that", unit="%"),
    ),
    draw=draw,
)
