"""P3: learning from similar organisations, and brokers across sectors."""
import numpy as np

from patterns.measures import ledger, relative
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars

CHANNELS = ("visits among the alike", "visits across sectors")
FROM = {"health": ("LED lighting", "voluntary early release", "frailty service"), "local_government": ("agile working", "co-designed community care")}


def share_learned(runs, scenario):
    """Of what visits could teach, the share that was learned."""
    return ledger(runs, "ledger_gained", scenario, CHANNELS) / ledger(runs, "ledger_potential", scenario, CHANNELS)


def learns_better(runs, some, others):
    return relative(share_learned(runs, some), share_learned(runs, others))


def across(runs, scenario):
    """Learned by one sector, from elsewhere, of practices that began in the other and suit both."""
    return np.sum([ledger(runs, "ledger_gained", scenario, ledger_group=sector, practice=list(practices))
                   for origin, practices in FROM.items() for sector in FROM if sector != origin], axis=0)


def opened(runs, with_broker, without):
    return relative(across(runs, with_broker), across(runs, without))


def draw(runs, axes):
    bars(axes[0], {kind: {"among the alike": share_learned(runs, f"{before}among the alike"), "across sectors": share_learned(runs, f"{before}across sectors")}
                   for kind, before in (("as it is", ""), ("nobody minds where it comes from", "nobody minds, "))}, "learned, of what visits could teach")
    bars(axes[1], {"": {name: across(runs, scenario) for name, scenario in
                        (("no visits", "baseline"), ("among the alike", "among the alike"), ("across sectors", "across sectors"), ("across, by a broker", "by a broker"),
                         ("broker without standing", "a broker without standing"))}}, "learned across sectors (full masteries)", share=False)


PATTERN = Pattern(
    number=3,
    title="Organisations learn from similar ones; a broker opens other sectors",
    says="Organisations learn more from similar ones; a broker across sectors opens learning that otherwise does not happen.",
    passages=("“There was also a preference for learning from similarly sized organisations facing similar issues”; “There is though potential for cross-sector "
              "learning from some of the I2S projects which seems to be currently unexploited.” (A Shared Responsibility)",),
    claims=(
        Claim("learned, of what visits could teach: more among the alike than across sectors", learns_better, ("among the alike", "across sectors"), .1,
              "a tenth more from the same visits", unit="%", without=("nobody minds, among the alike", "nobody minds, across sectors"),
              removed="nobody minds where something comes from (not invented here 0, other sectors 1)"),
        Claim("learned, of what visits across sectors could teach: more if a broker introduces", learns_better, ("by a broker", "across sectors"), .05,
              "a twentieth more from the same visits", unit="%", without=("a broker without standing", "across sectors"), removed="a broker in whom nobody trusts"),
        Claim("learned by one sector, of what began in the other: more with twenty pairs that a broker introduces than with none", opened, ("by a broker", "baseline"), .1,
              "a tenth more across the boundary", unit="%"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=1,
)
