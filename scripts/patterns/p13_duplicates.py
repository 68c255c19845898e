"""P13: inventions made twice."""
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars


def duplicates(runs, scenario):
    return runs.read("duplicates", scenario).sum(axis=1)


def more(runs, one, other):
    return duplicates(runs, one) - duplicates(runs, other)


def draw(runs, axes):
    bars(axes, {"": {row: duplicates(runs, name) for row, name in
                     (("no contact", "no contact"), ("no networks", "no networks"), ("as it is", "baseline"), ("networks that share,\neach month", "better networks"),
                      ("forgotten at once", "forgotten at once"), ("forgotten at once, no contact", "forgotten at once, no contact"))}},
         "inventions of what had begun elsewhere, in five years", share=False)


PATTERN = Pattern(
    number=13,
    title="Without contact the same is invented twice",
    says="Without contact, organisations pay for the same invention twice; networks cut duplicates.",
    passages=("“There have been a number of similar projects put forward for I2S funding which implies that organisations (particularly health boards) are not always "
              "talking to each other”; “the example of three projects on digitalised patient records.” (A Shared Responsibility)",),
    claims=(
        Claim("duplicates in five years: without any contact, beyond today's", more, ("no contact", "baseline"), 1, "one invention paid for twice", unit="",
              without=("forgotten at once, no contact", "forgotten at once"), removed="what one has heard of is forgotten at once, so that it keeps nobody from inventing"),
        Claim("duplicates: with networks that meet each month to share, beyond none", more, ("better networks", "no networks"), -.25, "one in four runs of five years", AT_MOST, unit=""),
    ),
    draw=draw,
)
