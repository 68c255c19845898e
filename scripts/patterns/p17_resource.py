"""P17: a dedicated resource."""
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars


def worth(runs, with_resource, without):
    """Net present value with the benefits that run at the end, of five years more."""
    value = "net_present_value_with_running_benefits"
    return runs.read(value, with_resource) - runs.read(value, without)


def draw(runs, axes):
    bars(axes, {"": {"good practices, willing partners": worth(runs, "resource", "baseline") / 1e6,
                     "nothing worth passing on": worth(runs, "nothing worth passing on, resource", "nothing worth passing on") / 1e6,
                     "nobody willing": worth(runs, "nobody willing, resource", "nobody willing") / 1e6}}, "net present value of a dedicated resource (GBP m)", share=False)


PATTERN = Pattern(
    number=17,
    title="A dedicated resource pays off where there is something, and somebody, to connect",
    says="A dedicated resource pays off only where there are good practices and willing partners to connect.",
    passages=("“Introducing a dedicated resource to support dissemination and learning activity”; “there needs to be a motivation to teach as well as to "
              "learn.” (A Shared Responsibility)",),
    claims=(
        Claim("net present value of the resource, with good practices and willing partners", worth, ("resource", "baseline"), 2.5e5, "a quarter of a million pounds, beyond what it costs",
              unit="GBP m", without=("nobody willing, resource", "nobody willing"), removed="nobody is willing"),
        Claim("the same, where no practice is of use", worth, ("nothing worth passing on, resource", "nothing worth passing on"), 0, "it does not pay", AT_MOST, unit="GBP m"),
        Claim("the same, where nobody is willing", worth, ("nobody willing, resource", "nobody willing"), 0, "it does not pay", AT_MOST, unit="GBP m"),
    ),
    draw=draw,
    replicates_a_draw=6,
    note="Drawn anew, the first claim fails in a third of the draws, in 20 of 100 clearly: a resource costs the same everywhere, and what it brings is learned in a few meetings "
         "by a few people. The source says that it pays only where there are good practices and willing partners (claims two and three), not that it pays wherever there are.",
)
