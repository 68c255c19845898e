"""P11: mandates, with and without adaptation."""
from patterns.measures import applied, improvement_per_adopter, relative
from patterns.pattern import AT_MOST, Claim, Pattern
from patterns.pictures import bars, curves


def at_three_years(runs, more, less):
    three = next(n for n, year in enumerate(runs.of(more)[0].years) if year >= 3)
    return applied(runs, more, time=three) - applied(runs, less, time=three)


def per_adopter(runs, pasted, adapted):
    return relative(improvement_per_adopter(runs, pasted), improvement_per_adopter(runs, adapted))


def draw(runs, axes):
    curves(axes[0], runs, {"nothing": "baseline", "forty pairs that visit": "mentoring", "mandate, pasted": "mandate, pasted", "nobody is moved by it": "nobody is moved by it"},
           lambda scenario: applied(runs, scenario, time=slice(None)), "share that applies a good practice")
    bars(axes[1], {kind: {"pasted": improvement_per_adopter(runs, f"{name}, pasted") / 1e6, "adapted": improvement_per_adopter(runs, f"{name}, adapted") / 1e6}
                   for kind, name in (("mandate", "mandate"), ("every practice fits", "every practice fits"))}, "improvement by those who apply (GBP m a year, all practices)", share=False)


PATTERN = Pattern(
    number=11,
    title="A mandate is fastest, and less is made of it without adaptation",
    says="A mandate is fastest, and without adaptation brings less improvement per organisation that applies it.",
    passages=("“We really like this project. Its’ been proven to deliver. This is what is going to be across the region”; “things cannot often just be copied and "
              "pasted.” (A Shared Responsibility)",),
    claims=(
        Claim("improvement of an organisation that applies a practice under a mandate: pasted, beside adapted", per_adopter, ("mandate, pasted", "mandate, adapted"), -.05,
              "a twentieth of what the practice brings", AT_MOST, unit="%", without=("every practice fits, pasted", "every practice fits, adapted"),
              removed="every practice fits everywhere (barrier 13 at 0)"),
        Claim("applied after three years, two of them under a mandate: beyond forty pairs that visit", at_three_years, ("mandate, pasted", "mentoring"), .1,
              "ten organisations in a hundred", without=("nobody is moved by it", "mentoring"), removed="nobody is moved by it (rate 0)"),
    ),
    draw=draw,
    panels=2,
    replicates_a_draw=1,
)
