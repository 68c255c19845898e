"""P19: who gets the money."""
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars


def winners(runs, scenario, what):
    """Of those who won, how much beyond all who applied: application skill, or true benefit of the practice in GBP a year."""
    return (runs.read(f"lever_successes_{what}", scenario) - runs.read(f"lever_applicants_{what}", scenario))[:, 0]


def writes_better(runs, reading, evaluated):
    return winners(runs, reading, "skill") - winners(runs, evaluated, "skill")


def works_better(runs, evaluated, reading):
    return winners(runs, evaluated, "worth") - winners(runs, reading, "worth")


def draw(runs, axes):
    names = {"reads applications": "baseline", "goes by the practice": "goes by the practice", "and it is evaluated": "goes by the practice, evaluated"}
    for panel, what, factor, label in zip(axes, ("skill", "worth"), (1, 1e-3), ("skill in applying, winners beyond applicants", "benefit of the practice, winners beyond applicants (GBP k a year)")):
        bars(panel, {"": {row: winners(runs, name, what) * factor for row, name in names.items()}}, label, share=False)


PATTERN = Pattern(
    number=19,
    title="Money goes to those who apply well, or to what works",
    says="Where selection reads applications, money goes to those who apply well; with independent evaluation it goes to what works.",
    passages=("“There are concerns about whether the councils awarded Beacon status were actually providing ‘best practice’ or whether the winners were simply better at "
              "completing the application process.” (A Shared Responsibility)",),
    claims=(
        Claim("skill in applying, winners beyond applicants: more if the panel reads than if it goes by an evaluated practice", writes_better,
              ("baseline", "goes by the practice, evaluated"), .05, "a quarter of a standard deviation of that skill", unit="",
              without=("all write alike", "all write alike, goes by the practice"), removed="all write alike"),
        Claim("true benefit of the practice, winners beyond applicants: more if evaluated than if the panel reads", works_better,
              ("goes by the practice, evaluated", "baseline"), 50_000, "50 000 pounds a year a project", unit="GBP m"),
    ),
    draw=draw,
    panels=2,
)
