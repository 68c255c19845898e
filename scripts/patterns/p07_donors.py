"""P7: donors picked by results, or by results and transfer capability."""
from patterns.measures import learned, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars

PAIRS = ("mentoring",)


def better(runs, both, results):
    return relative(learned(runs, both, PAIRS), learned(runs, results, PAIRS))


def draw(runs, axes):
    bars(axes, {kind: {"by results": learned(runs, f"{before}by results", PAIRS), "by results and transfer": learned(runs, f"{before}by results and transfer", PAIRS)}
                for kind, before in (("as it is", ""), ("everybody can teach", "everybody can teach, "))}, "learned in pairs (full masteries)", share=False)


PATTERN = Pattern(
    number=7,
    title="Picking donors by results alone does worse",
    says="Picking donors by results alone does worse than picking them by results and transfer capability.",
    passages=("“The provider may have excellent performance in delivering efficiencies but it does not mean that they will be excellent at transferring this "
              "knowledge.” (A Shared Responsibility)",),
    claims=(
        Claim("learned in twenty pairs: more if donors are picked by transfer capability too", better, ("by results and transfer", "by results"), .02,
              "two per cent more from the same pairs", unit="%", without=("everybody can teach, by results and transfer", "everybody can teach, by results"),
              removed="everybody can teach (barrier 9 at 0)"),
    ),
    draw=draw,
    replicates_a_draw=6,
    note="In Wales each practice began in one place, which leaves no choice of donors. Here several organisations come to it by themselves in the first half year.",
)
