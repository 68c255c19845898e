"""Authorities that oblige organisations to adopt (rule R8, mandates): who responds, and how."""

from collections import Counter
from dataclasses import dataclass

from draws import exponential, float32, unit

TRIALLING = 3
REASONS = ("evidence", "capacity", "context", "leadership")


@dataclass
class Obligation:
    rate: float
    refusals: float
    within: int  # steps; None where there is no such term


class Mandates:
    """What a twin says of channels of shape `mandate`; they make no contacts."""

    def begin_mandates(self):
        self.hazard, self.round, self.since, self.final = Counter(), Counter(), {}, {}
        self.bound = set()  # what must not be given up now

    def mandate(self, c, of):
        return ()

    def obligations(self):
        """By organisation and practice, all mandates on it taken together."""
        found = {}
        for c, channel in enumerate(self.channels):
            of = lambda name: self.number(f"channels.{channel['name']}.{name}")
            if channel["shape"] != "mandate" or not of("in_force"):
                continue
            words = channel["words"]
            for k, practice in enumerate(self.practices):
                if practice["name"] not in words["about"] or not self.begun(k):
                    continue
                for o, organisation in enumerate(self.organisations):
                    kind = self.world["kinds"][organisation["kind"]]
                    if (words["kinds"] and kind not in words["kinds"]) or not self.suits(o, k) or practice["origin"] == o:
                        continue
                    rate = float32(of("rate") * (0.5 + self.traits[o]["leadership"] if words["form"] == "just_do_it" else 1))
                    refusals = float32(of("refusals")) if words["form"] == "adopt_or_justify" else 0.0
                    within = max(1, int(of("within") / self.dt + 0.5)) if words["form"] == "legislation" else None
                    if not rate and within is None:
                        continue
                    before = found.get((o, k))
                    if before:
                        self.happened["several mandates"] += 1
                        rate = max(rate, before.rate)
                        refusals = min(refusals, before.refusals)
                        within = min((term for term in (within, before.within) if term is not None), default=None)
                    found[o, k] = Obligation(rate, refusals, within)
        return found

    def outcomes(self, after):
        """Which organisation-practices go on trial under a mandate in this step, and which have refused and why.

        `after` says what people know at its end."""
        obliged = self.obligations()
        self.bound = {cell for cell, obligation in obliged.items() if not obligation.refusals}
        for cell in obliged:
            if cell not in self.since:
                self.happened["demanded anew"] += self.final.pop(cell, None) is not None
        self.since = {cell: self.since.get(cell, self.step) for cell in obliged}
        knows = self.rows(after["knowledge"])
        started = set()
        for (o, k), obligation in obliged.items():
            if self.at("stage", o, k) >= TRIALLING or (o, k) in self.final:
                continue
            round = self.round[o, k]
            if not self.responds(o, k, obligation):
                continue
            ready = self.readiness(o, k, knows)
            refuses = obligation.refusals * 2 * (1 - sum(ready) / 4)
            if unit(self.draws.block("refusal", 0, o, k, round)[0]) < refuses:
                self.final[o, k] = ready.index(min(ready)) + 1
                self.happened["refused for " + REASONS[self.final[o, k] - 1]] += 1
            else:
                started.add((o, k))
        return started, self.final

    def responds(self, o, k, obligation):
        """By its clock, or, under a law, in the last step of the term."""
        self.hazard[o, k] += obligation.rate * self.dt
        if self.hazard[o, k] >= exponential(self.draws.block("mandate", 0, o, k, self.round[o, k])[0]):
            self.hazard[o, k] = 0
            self.round[o, k] += 1
            return True
        overdue = obligation.within is not None and self.step + 1 - self.since[o, k] >= obligation.within
        self.happened["overdue"] += overdue
        return overdue

    def readiness(self, o, k, knows):
        """Evidence, capacity, fit and leadership, in the order of the reasons."""
        evidence = self.number(f"world.practices.{self.practices[k]['name']}.evidence")
        return [evidence, self.traits[o]["capacity"], self.fit(o, k, knows), self.traits[o]["leadership"]]
