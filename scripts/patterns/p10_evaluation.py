"""P10: independent evaluation."""
from patterns.measures import WORTHLESS, applied
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars


def worthless(runs, more, less):
    return applied(runs, more, practices=WORTHLESS) - applied(runs, less, practices=WORTHLESS)


def good(runs, more, less):
    return applied(runs, more) - applied(runs, less)


def draw(runs, axes):
    names = {"as it is": "baseline", "evaluated": "evaluated", "repute is worth": "repute is worth", "repute is worth,\nevaluated": "repute is worth, evaluated"}
    bars(axes, {"good practices": {row: applied(runs, name) for row, name in names.items()},
                "nil and harmful ones": {row: applied(runs, name, practices=WORTHLESS) for row, name in names.items()}}, "share that applies it after five years")


PATTERN = Pattern(
    number=10,
    title="Independent evaluation spreads what works",
    says="Independent evaluation spreads what works and holds back what does not.",
    passages=("“There is of course the danger that good practice is highlighted without sufficient evidence that it can deliver”; “Ensuring that all projects are "
              "independently evaluated.” (A Shared Responsibility)",),
    claims=(
        Claim("nil and harmful practices applied: with evaluation less without", worthless, ("evaluated", "baseline"), -.005, "a third of those that apply them today", AT_MOST,
              without=("repute is worth, evaluated", "repute is worth"), removed="repute already tells what each practice is worth"),
        Claim("good practices applied: with evaluation less without", good, ("evaluated", "baseline"), .002, "a fifth of an organisation in a hundred, of every practice"),
    ),
    draw=draw,
)
