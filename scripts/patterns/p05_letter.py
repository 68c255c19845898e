"""P5: a letter to leaders, and one that is passed on."""
from patterns.measures import organisations
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import curves

ABOUT = ("agile working", "LED lighting", "voluntary early release")


def applies(runs, more, less):
    return organisations(runs, more, "applied", ABOUT) - organisations(runs, less, "applied", ABOUT)


def aware(runs, more, less):
    """An organisation is aware as soon as a leader is: mean over the five years."""
    return (organisations(runs, more, "aware", ABOUT, time=slice(None)) - organisations(runs, less, "aware", ABOUT, time=slice(None))).mean(axis=1)


def draw(runs, axes):
    names = {"no letter": "baseline", "letters to leaders": "letters", "letters, cascaded": "cascaded", "cascaded, mere words": "mere words, cascaded"}
    for panel, stage, what in zip(axes, ("aware", "applied"), ("organisations that have heard of it", "organisations that apply it")):
        curves(panel, runs, names, lambda scenario, stage=stage: organisations(runs, scenario, stage, ABOUT, time=slice(None)), what)


PATTERN = Pattern(
    number=5,
    title="A letter raises awareness at the top; application needs the cascade",
    says="A letter to leaders raises awareness at the top and hardly any application, unless it is cascaded.",
    passages=("“For such a letter to be effective, however, the message needs to be cascaded through the organization. … it needs to go wider than the Leader/chief "
              "executive.” (A Shared Responsibility)",),
    claims=(
        Claim("the practices that letters are about, applied: what cascading adds to four letters a year on each", applies, ("cascaded", "letters"), .02,
              "two organisations in a hundred", without=("mere words, cascaded", "mere words, letters"),
              removed="letters that teach nothing, and nobody who has heard of it goes to see"),
        Claim("organisations that have heard of it, over five years: what letters to leaders add", aware, ("letters", "baseline"), .01, "one organisation in a hundred"),
        Claim("applied: what letters to leaders add", applies, ("letters", "baseline"), .02, "less than two organisations in a hundred is hardly any", AT_MOST),
    ),
    draw=draw,
    panels=2,
)
