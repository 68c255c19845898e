"""P16: barriers in series."""
import numpy as np

from patterns.measures import applied, learned, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars

WORDS = ("mechanisms", "awareness", "responsibility", "incentives", "relationships")
PARTS = tuple(f"no {word}" for word in WORDS)
AS_IS, LOW = ("baseline", "none of the five", *PARTS), ("low", "low, none of the five", *(f"low, {part}" for part in PARTS))


def excess(quantity):
    """How much the package changes a quantity beyond the sum of what its parts do, as a share of that sum."""
    def statistic(runs, base, package, *parts):
        before = quantity(runs, base)
        return relative(quantity(runs, package) - before, np.sum([quantity(runs, part) - before for part in parts], axis=0))
    return statistic


def applied_beyond(runs, base, package, *parts):
    """After two years: in the end most could apply it with a part of the package, and there is a ceiling to shares."""
    soon = int(np.searchsorted(runs.of(base)[0].years, 2))
    before = applied(runs, base, time=soon)
    return applied(runs, package, time=soon) - before - np.sum([applied(runs, part, time=soon) - before for part in parts], axis=0)


def draw(runs, axes):
    for panel, quantity, what in zip(axes, (learned, applied), ("learned from elsewhere (full masteries)", "share that applies a good practice")):
        before = quantity(runs, "baseline")
        rows = {word: quantity(runs, part) - before for word, part in zip(WORDS, PARTS)}
        rows["sum of the five"] = np.sum(list(rows.values()), axis=0)
        rows["all five at once"] = quantity(runs, "none of the five") - before
        bars(panel, {"": rows}, f"more {what}", share=quantity is applied)


PATTERN = Pattern(
    number=16,
    title="Barriers stand in series",
    says="Removing one barrier at a time brings less than the sum suggests: the whole package exceeds the sum of its parts.",
    passages=("“The literature review concluded that there are five main barriers to learning, which include: Mechanisms for sharing learning; Awareness; "
              "Responsibility; Incentives; Relationships.” (A Shared Responsibility)",),
    claims=(
        Claim("learned from elsewhere: what removing all five barriers adds, beyond the sum of removing each", excess(learned), AS_IS, .2, "a fifth of the sum", unit="%",
              without=LOW, removed="barriers a tenth as high, which hardly multiply"),
        Claim("applied after two years: the same", applied_beyond, AS_IS, .02, "two organisations in a hundred"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=2,
)
