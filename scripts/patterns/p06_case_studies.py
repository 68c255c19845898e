"""P6: ten times the case studies, and shorter ones."""
from patterns.measures import learned, ledger, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars

PORTAL = ("portal",)


def missing(runs, ten, one):
    """What is missing to ten times the learning, as a share: 0 if it is ten times as much, 1 if it is the same."""
    return 1 - (learned(runs, ten, PORTAL) / learned(runs, one, PORTAL) - 1) / 9


def reads_more(runs, short, long):
    return relative(ledger(runs, "contacts", short, PORTAL), ledger(runs, "contacts", long, PORTAL))


def draw(runs, axes):
    def times(ten, one):
        return learned(runs, ten, PORTAL) / learned(runs, one, PORTAL)

    bars(axes[0], {"": {"as it is": times("ten times as many", "baseline"), "no crowding,\nand time without end": times("uncrowded, ten times as many", "uncrowded")}},
         "learning by ten times the case studies, in times", share=False)
    axes[0].axvline(10, color="#444444", linestyle=":")
    bars(axes[1], {"": {"four pages": ledger(runs, "contacts", "baseline", PORTAL), "one page": ledger(runs, "contacts", "one page", PORTAL)}},
         "case studies read in five years", share=False)


PATTERN = Pattern(
    number=6,
    title="Ten times the case studies bring far less than ten times the learning",
    says="Ten times the case studies on a portal brings far less than ten times the learning; shorter ones are read more.",
    passages=("“The user is then faced with 214 pages of further case studies”; “Users are more likely to read shorter documents.” (A Shared Responsibility)",),
    claims=(
        Claim("learning from the portal: what is missing to ten times as much", missing, ("ten times as many", "baseline"), .5, "less than half of what was added",
              unit="%", without=("uncrowded, ten times as many", "uncrowded"), removed="no crowding (an entry is as easy to find among many) and time without end to look"),
        Claim("case studies read: more if they have one page instead of four", reads_more, ("one page", "baseline"), .25, "a quarter more", unit="%"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=1,
)
