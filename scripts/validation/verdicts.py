"""What is compared, and what is made of it."""
import dataclasses
import math

SIGMAS = 4


@dataclasses.dataclass
class Row:
    """One value beside another, or beside a bound."""

    what: str
    expected: str
    source: str
    ours: float
    error: float
    allowed: str
    holds: bool
    digits: int = 4

    def cells(self):
        error = "" if math.isnan(self.error) or self.error == 0 else f" ± {self.error:.{self.digits}f}"
        return [self.what, self.expected, self.source, f"{self.ours:.{self.digits}f}{error}", self.allowed, "holds" if self.holds else "**fails**"]


class Verdicts:
    """Of one model. With few runs every tolerance is widened by four standard errors; with many, only those that are told
    as sigmas."""

    def __init__(self, small):
        self.small, self.rows = small, []

    def near(self, what, expected, source, found, slack=0.0, sigmas=True, expected_error=0.0, digits=4):
        """|ours - expected| <= slack, plus four standard errors of both if `sigmas`."""
        ours, error = found
        spread = 0.0 if math.isnan(error) else SIGMAS * math.hypot(error, expected_error)
        limit = slack + (spread if sigmas or self.small else 0)
        told = " + ".join(part for part in ((f"{slack:g}" if slack else ""), ("4 s.e." if sigmas or self.small else "")) if part) or "exactly"
        self.rows.append(Row(what, f"{expected:.{digits}f}", source, ours, error, f"± {told}" if told != "exactly" else told,
                             abs(ours - expected) <= limit, digits))

    def within(self, what, least, most, source, found, digits=4):
        ours, error = found
        room = SIGMAS * error if self.small and not math.isnan(error) else 0
        expected = (f"at least {least:g}" if most is None else f"at most {most:g}" if least is None else f"{least:g} to {most:g}")
        holds = (least is None or ours >= least - room) and (most is None or ours <= most + room)
        self.rows.append(Row(what, expected, source, ours, error, "+ 4 s.e." if room else "", bool(holds), digits))
