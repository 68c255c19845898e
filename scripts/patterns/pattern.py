"""What a pattern is: claims about differences between scenarios, and what takes the first of them away."""
import dataclasses
import typing

AT_LEAST, AT_MOST = "at least", "at most"
UNITS = {"points": (100, 1), "%": (100, 1), "GBP m": (1e-6, 2), "": (1, 2)}  # factor, digits


@dataclasses.dataclass(frozen=True)
class Claim:
    """One statement about a number that each replicate has.

    `statistic(runs, *scenarios)` gives that number for every replicate from `scenarios`; it is measured alike, and with the
    same luck, where the mechanism is taken away: from the scenarios `without`. The claim holds where the whole 99 % interval
    of the mean lies on the stated side of `bound`, the least effect that counts (or, for AT_MOST, the most that can be called
    none).
    """

    what: str
    statistic: typing.Callable
    scenarios: tuple
    bound: float
    why: str
    side: str = AT_LEAST
    unit: str = "points"
    without: tuple = ()
    removed: str = ""

    @property
    def direction(self):
        """What the source says without a size: on the stated side of nothing. What is called little stays little."""
        return 0 if (self.bound > 0) == (self.side == AT_LEAST) else self.bound

    def value(self, runs):
        return self.statistic(runs, *self.scenarios)

    def counter(self, runs):
        return self.statistic(runs, *self.without)

    def told(self, number, sign=True):
        factor, digits = UNITS[self.unit]
        return f"{number * factor:{'+' if sign else ''}.{digits}f}".replace("-", "−")


@dataclasses.dataclass(frozen=True)
class Pattern:
    """A pattern P`number`: what a source says, and the claims that it makes of the model; the first is the effect that its
    row in the table shows, and has a counter-experiment. All must hold.

    The scenario file has the module's name. Its `variants` are runs of their own with settings that no intervention can
    change; scenarios of a variant are then named `VARIANT: SCENARIO`. `draw(runs, axes)` makes the picture.
    """

    number: int
    title: str
    says: str
    passages: tuple
    claims: tuple
    draw: typing.Callable
    variants: dict = dataclasses.field(default_factory=lambda: {"": {}})
    note: str = ""
    panels: int = 1
    replicates_a_draw: int = 3  # one where a single run tells the effect from chance (its claims lie 3 standard deviations and more apart)

    @property
    def name(self):
        return f"P{self.number}"

    def scenarios_of_effects(self):
        """All that the claims compare, without what only the counter-experiments need."""
        return list(dict.fromkeys(name for claim in self.claims for name in claim.scenarios))
