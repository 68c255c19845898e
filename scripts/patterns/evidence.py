"""Effects with their intervals, and what is made of them."""
import dataclasses
import math

import numpy as np
from scipy.stats import t

from patterns.pattern import AT_LEAST

CONFIDENCE = .99


def interval(values):
    """Mean of replicates, and half the width of its 99 % interval by Student's t."""
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        return float(values.mean()), math.nan
    return float(values.mean()), float(t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))


@dataclasses.dataclass(frozen=True)
class Finding:
    """A claim as measured. It holds if its whole interval lies on the stated side of the bound, and is refuted if it lies on the
    other; else there are too few replicates to tell. The counter-experiment shows the mechanism if without it the whole interval
    lies short of the bound, or short of half of what the effect has at least."""

    claim: object
    mean: float
    half: float
    counter_mean: float = math.nan
    counter_half: float = math.nan

    def _towards(self, value):
        return value if self.claim.side == AT_LEAST else -value

    @property
    def holds(self):
        return self._towards(self.mean) - self.half >= self._towards(self.claim.bound)

    @property
    def refuted(self):
        return not self._towards(self.mean) + self.half >= self._towards(self.claim.bound)

    @property
    def has_counter(self):
        return bool(self.claim.without)

    @property
    def vanishes(self):
        return self._towards(self.counter_mean) + self.counter_half < self._gone_below

    @property
    def stays(self):
        return not self._towards(self.counter_mean) - self.counter_half < self._gone_below

    @property
    def _gone_below(self):
        return max(self._towards(self.claim.bound), (self._towards(self.mean) - self.half) / 2)


def find(claim, runs):
    counter = interval(claim.counter(runs)) if claim.without else (math.nan, math.nan)
    return Finding(claim, *interval(claim.value(runs)), *counter)


SHOWN, UNDECIDED, NOT_SHOWN = "shown", "undecided", "not shown"


def verdict(findings):
    """Of a pattern: `undecided` where some interval still covers its bound and none speaks against the pattern."""
    if any(finding.refuted or (finding.has_counter and finding.stays) for finding in findings):
        return NOT_SHOWN
    if all(finding.holds and (finding.vanishes or not finding.has_counter) for finding in findings):
        return SHOWN
    return UNDECIDED
