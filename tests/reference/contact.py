"""A contact: somebody, or something written, offers a person what there is to know of one practice."""

from dataclasses import dataclass

NOBODY = -1


@dataclass
class Contact:
    order: int
    purpose: int
    initiator: int
    k: int
    gate: int
    recipient: int
    source: int
    practice: int
    channel: int
    gates: list
    offered: tuple
    dose16: int
    trust: float
    carried: float
    length: float = 1.0
    paired: bool = False
    brokered: bool = False
    absent: bool = False  # meant to come, and had no time
    teaches: float = None  # of a memory: how well it puts things across
    network: tuple = None  # of a meeting or a memory: channel and number


def canonical_order(contact):
    """In which a recipient judges its contacts (R13): never the order in which they were found."""
    return contact.order, contact.purpose, contact.initiator, contact.k
