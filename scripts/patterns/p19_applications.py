"""P19: who gets the money."""
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars


def skill(runs, scenario):
    """In applying, of those who won beyond that of all who applied."""
    return (runs.read("lever_successes_skill", scenario) - runs.read("lever_applicants_skill", scenario))[:, 0]


def worth(runs, scenario):
    """True benefit of the practices that won, GBP a year."""
    return runs.read("lever_successes_worth", scenario)[:, 0]


def writes_better(runs, reading, evaluated):
    return skill(runs, reading) - skill(runs, evaluated)


def works_better(runs, evaluated, reading):
    return worth(runs, evaluated) - worth(runs, reading)


def draw(runs, axes):
    names = {"reads applications": "baseline", "goes by the practice": "goes by the practice", "and it is evaluated": "goes by the practice, evaluated"}
    bars(axes[0], {"": {row: skill(runs, name) for row, name in names.items()}}, "skill in applying, winners beyond applicants", share=False)
    bars(axes[1], {"": {row: worth(runs, name) / 1e3 for row, name in names.items()}}, "benefit of what won (GBP k a year)", share=False)


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
        Claim("true benefit of the practices that win: more if the panel goes by what was evaluated than if it reads", works_better,
              ("goes by the practice, evaluated", "baseline"), 50_000, "50 000 pounds a year for each project", unit="GBP m"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=1,
)
