"""P20: a worthless practice of high repute."""
from patterns.measures import WORTHLESS, applied
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars


def worthless(runs, more, less):
    return applied(runs, more, practices=WORTHLESS) - applied(runs, less, practices=WORTHLESS)


def draw(runs, axes):
    names = {"neither": "baseline", "visits": "visits", "documents and awards": "documents and awards", "documents and awards,\nevaluated": "documents and awards, evaluated",
             "documents and awards,\nno repute": "no repute, documents and awards"}
    bars(axes, {"": {row: applied(runs, name, practices=WORTHLESS) for row, name in names.items()}}, "share that applies a nil or harmful practice")


PATTERN = Pattern(
    number=20,
    title="A worthless practice of high repute travels by documents and awards",
    says="A worthless practice of high repute travels, further through documents and awards than through visits, and independent evaluation stops it.",
    passages=("“There is of course the danger that good practice is highlighted without sufficient evidence that it can deliver.” (A Shared Responsibility)",),
    claims=(
        Claim("nil and harmful practices applied: with documents and awards beyond visits", worthless, ("documents and awards", "visits"), .01,
              "one organisation in a hundred", without=("no repute, documents and awards", "no repute, visits"), removed="neither has any repute"),
        Claim("they travel: applied with documents and awards, beyond what would be without repute", worthless, ("documents and awards", "no repute, documents and awards"), .02,
              "two organisations in a hundred"),
        Claim("what independent evaluation takes from that", worthless, ("documents and awards, evaluated", "documents and awards"), -.02, "as above", AT_MOST),
    ),
    draw=draw,
)
