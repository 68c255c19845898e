"""Donors and recipients that are put together for a time (rules R20, R21)."""

import math
from collections import Counter
from dataclasses import dataclass

from contact import NOBODY
from draws import gumbel, index_of, threshold
from library import Rhythm

APPLIED = 4


@dataclass
class Pair:
    recipient: int
    donor: int
    practice: int
    until: int
    people: list  # of the recipient's who take part
    brokered: bool


class Pairings:
    """What a twin does for channels of shape `pairing`."""

    def begin_pairs(self):
        mine = [c for c, channel in enumerate(self.channels) if channel["shape"] == "pairing"]
        self.pairs, self.rounds = {c: [] for c in mine}, {c: Rhythm() for c in mine}
        self.help = Counter()

    def pairing(self, c, of):
        pairs = self.pairs[c] = [pair for pair in self.pairs[c] if pair.until > self.step]
        rounds = len(self.rounds[c].due(of("rounds"), self.dt))
        self.happened["rounds of one step"] += rounds > 1
        if rounds:
            self.fill(c, of, pairs)
        visits = {}
        for pair in pairs:
            cell = pair.recipient, pair.practice
            grown = self.help[cell] + of("help") * self.dt / of("lasts")
            self.happened["help at its most"] += grown > of("help") + 1e-9
            self.help[cell] = max(self.help[cell], min(of("help"), grown))
            visits.update({(i, pair.practice): (pair.donor, pair.until, pair.brokered) for i in pair.people})
        yield from self.visiting(c, visits, of("contacts"), of("dose"), of("trust"), of("carried"))

    def fill(self, c, of, pairs):
        """First who is to learn what, then from whom, then whether both agree."""
        name = self.channels[c]["name"]
        for _, o, k in sorted(self.proposed(name, self.channels[c]["words"]["about"]), reverse=True)[:int(of("pairs"))]:
            if len(pairs) >= int(of("pairs")):
                break
            if any(pair.recipient == o for pair in pairs):
                self.happened["place left empty"] += 1
                continue
            luck = self.draws.block(name + " proposed", self.step, o, k)
            brokered = luck[1] < threshold(of("brokered"))
            donor = self.matched(c, of, o, k, brokered, Counter(pair.donor for pair in pairs))
            if donor is None:
                self.happened["no donor"] += 1
                continue
            agree = of("consent") * self.traits[donor]["motivation_to_teach"] * self.traits[o]["motivation_to_learn"]
            if luck[3] >= threshold(min(1.0, agree)):
                self.happened["no consent"] += 1
            else:
                field = self.members(o, self.practices[k]["field"])
                first = index_of(luck[2], len(field))
                people = [field[(first + n) % len(field)] for n in range(min(int(of("people")), len(field)))]
                pairs.append(Pair(o, donor, k, self.step + max(1, int(of("lasts") / self.dt + 0.5)), people, brokered))
                rule = self.channels[c]["words"]["matching"]
                self.happened["brokered" if brokered else rule] += 1

    def proposed(self, name, about):
        for k, practice in enumerate(self.practices):
            if (about and practice["name"] not in about) or not self.begun(k) or not self.perceived(k) > 0:
                continue
            for o in range(len(self.organisations)):
                if self.suits(o, k) and self.at("stage", o, k) != APPLIED:
                    yield math.log(self.perceived(k)) + gumbel(self.draws.block(name + " proposed", self.step, o, k)[0]), o, k

    def matched(self, c, of, o, k, brokered, hosted):
        """The donor that is preferred, by its results, as a teacher, by the rule, and by luck."""
        name, rule = self.channels[c]["name"], self.channels[c]["words"]["matching"]
        rule = "across_sectors" if brokered else rule
        benefit = self.number(f"world.practices.{self.practices[k]['name']}.benefit")
        sector = [organisation["sector"] for organisation in self.organisations]
        scores = []
        for donor in range(len(self.organisations)):
            if donor == o or not self.is_donor(donor, k) or self.best[donor, k] == NOBODY:
                continue
            if hosted[donor] >= int(of("hosts")):
                self.happened["host is full"] += 1
                continue
            if rule == "across_sectors" and sector[donor] == sector[o]:
                continue
            results = self.at("improvement", donor, k) / benefit if benefit > 0 else 0.0
            score = (of("by_results") * math.log(max(0.05, results)) +
                     of("by_transfer") * math.log(max(0.01, self.traits[donor]["transfer_capability"])))
            if rule in ("similar", "across_sectors"):
                score += 2 * math.log(self.alike(o, donor))
            if rule == "complementary":
                apart = sum(abs(self.team(o, other, self.knows)[0] - self.team(donor, other, self.knows)[0]) for other in range(len(self.practices)))
                score += math.log(max(0.01, apart))
            scores.append((score + gumbel(self.draws.block(name + " matched", self.step, o, donor, k)[0]), donor))
        return max(scores)[1] if scores else None
