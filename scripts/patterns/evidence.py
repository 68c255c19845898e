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
    """A claim as measured. It holds if its whole interval lies on the stated side of the bound. The counter-experiment shows
    the mechanism if without it the whole interval lies short of the bound, or short of half of what the effect has at least."""

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
    def has_counter(self):
        return bool(self.claim.without)

    @property
    def vanishes(self):
        least = max(self._towards(self.claim.bound), (self._towards(self.mean) - self.half) / 2)
        return self._towards(self.counter_mean) + self.counter_half < least


def find(claim, runs):
    counter = interval(claim.counter(runs)) if claim.without else (math.nan, math.nan)
    return Finding(claim, *interval(claim.value(runs)), *counter)


def emerges(findings):
    return all(finding.holds and (finding.vanishes or not finding.has_counter) for finding in findings)
