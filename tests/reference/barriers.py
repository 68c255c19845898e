"""Barriers 1-11: what a situation offers, q (rule R11). A contact passes one with probability 1 - s (1 - q)."""

import math
from dataclasses import dataclass, field

from draws import float32

BARRIERS = ["awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation",
            "codifiability", "transfer", "absorption", "taking_home"]
OUTSIDE, DOCUMENT, WRITING = BARRIERS[:7], BARRIERS[3:7], BARRIERS[:3]  # R9: a document met 1-3 when it was written
AT_HOME = ["taking_home", "attention", "motivation"]  # R3
PRESENTED = BARRIERS[4:7]  # R10: who presents met 1-3, and who came met 4


@dataclass
class Side:
    """One side of a contact: the person's traits (none of a document) and the organisation's."""
    person: dict = None
    organisation: dict = None
    champion: bool = False

    def trait(self, name, level):
        return (self.person if level == "person" else self.organisation)[name]


@dataclass
class Situation:
    recipient: Side
    source: Side = field(default_factory=Side)
    donor: bool = False
    owed: bool = False
    plan: float = 0.0
    award: float = 0.0
    paired: bool = False
    brokered: bool = False
    same_sector: bool = True
    load: float = 0.0
    trust: float = 0.0
    similarity: float = 1.0
    power: float = 0.0
    relevance: float = 0.0
    carried: float = 0.0
    prior: float = 0.0
    complexity: float = 0.0
    teaches: float = None  # of a network's memory


def q_capacity(s, of, level):
    """The geometric mean of the two; of who reads a document or goes to a meeting their own."""
    if s.source.person is None:
        return s.recipient.trait("capacity", level)
    if level == "person":
        together = float32(math.sqrt(s.source.person["capacity"])) * float32(math.sqrt(s.recipient.person["capacity"]))
    else:
        together = math.sqrt(s.source.trait("capacity", level) * s.recipient.trait("capacity", level))
    return together + of("paired") * s.paired


def q_relationships(s, of, level):
    sector = 1.0 if s.same_sector else max(of("other_sector"), of("brokered")) if s.brokered else of("other_sector")
    return s.trust * (1 - of("not_invented_here") * (1 - s.similarity)) * sector * (1 - of("power") * max(0.0, s.power))


def q_transfer(s, of, level):
    """A document has no teacher; a network's memory puts things across as well as its meetings keep to them."""
    if s.source.person is not None:
        return s.source.trait("transfer_capability", level)
    return of("document") if s.teaches is None else s.teaches


def q_absorption(s, of, level):
    own = s.recipient.trait("absorptive_capacity", level)
    return (own + (1 - own) * of("prior") * s.prior) * (1 - of("complexity") * s.complexity)


# `of` reads the barrier's own numbers; `level` says whose trait decides.
Q = {
    "awareness": lambda s, of, level: s.source.trait("awareness_of_value", level) + of("donor") * s.donor + of("champion") * s.source.champion,
    "responsibility": lambda s, of, level: s.source.trait("responsibility", level) + of("plan") * s.plan + of("award") * s.award +
                      of("paired") * s.paired,
    "incentives": lambda s, of, level: s.source.trait("motivation_to_teach", level) + of("owed") * s.owed + of("award") * s.award +
                  of("paired") * s.paired,
    "capacity": q_capacity,
    "attention": lambda s, of, level: 1 / (1 + s.load / of("contacts")),
    "relationships": q_relationships,
    "motivation": lambda s, of, level: s.recipient.trait("motivation_to_learn", level) *
                  (of("irrelevant") + (1 - of("irrelevant")) * s.relevance) + of("champion") * s.recipient.champion,
    "codifiability": lambda s, of, level: s.carried,
    "transfer": q_transfer,
    "absorption": q_absorption,
    "taking_home": lambda s, of, level: float32(s.recipient.organisation["leadership"] + s.recipient.organisation["openness"]) * 0.5,
}
