"""P8: what turnover costs."""
from patterns.measures import applied, good, more_applied, relative
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars


def known(runs, scenario, part):
    return runs.read("knowledge_at_end", scenario, practice=good(runs, scenario), part=0 if part == "explicit" else 1).sum(axis=1)


def lost(runs, more, less, part):
    return -relative(known(runs, more, part), known(runs, less, part))


def tacit_beyond_explicit(runs, more, less):
    return lost(runs, more, less, "tacit") - lost(runs, more, less, "explicit")


def draw(runs, axes):
    pairs = {"four times the turnover": ("turnover", "baseline"), "champions move on each year": ("champions move on", "baseline"),
             "newcomers know it all": ("newcomers know it all, turnover", "newcomers know it all")}
    bars(axes[0], {part: {row: lost(runs, *names, part) for row, names in pairs.items()} for part in ("tacit", "explicit")}, "knowledge lost, of what there would be")
    bars(axes[1], {"": {row: applied(runs, name) for row, name in (("as it is", "baseline"), ("four times the turnover", "turnover"),
                                                                  ("champions move on each year", "champions move on"))}}, "share that applies a good practice")


PATTERN = Pattern(
    number=8,
    title="Turnover costs tacit knowledge, and slows application",
    says="Higher turnover, of champions above all, costs tacit knowledge more than explicit, and slows application.",
    passages=("“These key contacts can often quickly move positions so the champion for the project is lost along with a certain amount of tacit "
              "knowledge.” (A Shared Responsibility)",),
    claims=(
        Claim("share of tacit knowledge lost to four times the turnover, beyond the share of explicit", tacit_beyond_explicit, ("turnover", "baseline"), .01,
              "a hundredth of what is known", without=("newcomers know it all, turnover", "newcomers know it all"),
              removed="whoever comes knows as much as a colleague of the field elsewhere"),
        Claim("applied: with four times the turnover", more_applied, ("turnover", "baseline"), -.005, "half an organisation in a hundred", AT_MOST),
        Claim("applied: if only champions move on, once a year", more_applied, ("champions move on", "baseline"), -.003,
              "a third of an organisation in a hundred: champions are few", AT_MOST, without=("a champion changes nothing, champions move on", "a champion changes nothing"),
              removed="champions are nobody special, and whoever comes knows as much"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=12,
    note="In a first run the third claim's counter-experiment left champions their part in telling colleagues and in being asked, and what they know; a part of the effect "
         "stayed. Now champions are nobody special in it, and more replicates were run. What is left of the effect is told from nothing, but not from a third of an organisation "
         "in a hundred. It cannot be taken away wholly: a champion is named for knowing most, and whoever comes, even one who brings all, brings what a colleague of the field "
         "elsewhere knows, which is less. With 3 replicates a draw, as first run, it held in 76 of 100 draws; the third effect, seven in a thousand, is lost in the chance of so "
         "few, and with 12 it holds in 93.",
)
