"""How contacts come about and what they teach, once more: slow, plain, and draw for draw what `public_services` does.

Written from the rules of docs/model.md (R1-R22), to be read beside them. It is told a world and, step by step, what
holds at the step's start (as record_contacts writes it); it finds the contacts, judges them and keeps the books by
itself. Documents, networks, visits, pairs and what mandates demand it keeps from the first step on; nothing that the
model derives from its state is read.

Knowledge is counted in 2^-30, shares of a gap in 2^-16. Floats are rounded to 32 bits where the model keeps them so.
"""

import math
from collections import Counter

from barriers import AT_HOME, BARRIERS, OUTSIDE, Q, WRITING, Side, Situation
from contact import NOBODY, Contact, canonical_order
from draws import Draws, fixed, float32, gumbel, index_of, mastery, poisson, proportional, purpose, share16, threshold, unit
from gatherings import Gatherings
from library import Library
from mandates import Mandates
from organisations import Organisations
from pairings import Pairings
from publications import Publications

UNAWARE, AWARE, ACQUIRED, TRIALLING, APPLIED = range(5)


class Twin(Organisations, Publications, Gatherings, Pairings, Mandates):
    """A run's contacts, from what holds at each step's start."""

    def __init__(self, world):
        self.world, self.draws = world, Draws(world["seed"], world["replicate"])
        self.dt = 1.0 / world["steps_per_year"]
        self.organisations, self.people = world["organisations"], world["people"]
        self.practices, self.channels = world["practices"], world["channels"]
        self.slot = {path: number for number, (path, *_) in enumerate(world["slots"])}
        self.libraries = {c: Library(len(self.practices)) for c, channel in enumerate(self.channels) if channel["shape"] == "publication"}
        self.books, self.happened = {}, Counter()
        self.begin_networks()
        self.begin_pairs()
        self.begin_mandates()

    # ---- What holds at the step's start

    def begin(self, start):
        """Takes over the state, and derives from it who can tell of what and who has heard."""
        self.now, self.step = start, start["step"]
        if "values" in start:
            self.values, self.holds = start["values"], start["holds"]
        self.tacit16 = [share16(self.number(f"world.practices.{p['name']}.tacitness")) for p in self.practices]
        width = len(self.practices)
        self.knows = self.rows(start["knowledge"])
        names = self.world["traits"]
        self.own_traits = [dict(zip(names, row[:-1])) for row in start["person_traits"]]
        self.traits = [dict(zip(names, row)) for row in start["traits"]]
        enough = fixed(self.number("stages.improve.source"))
        self.sources = [[k for k in range(width) if any(knows[k]) and self.masters(i, k) >= enough]
                        for i, knows in enumerate(self.knows)]  # R4
        self.aware = {(o, k): [i for i in self.members(o, p["field"]) if start["aware"][i] >> k & 1]
                      for o in range(len(self.organisations)) for k, p in enumerate(self.practices)}
        self.best = {key: self.best_informed(*key) for key in self.aware}

    def number(self, path):
        return self.values[self.slot[path]]

    def masters(self, i, k):
        return mastery(self.knows[i][k], self.tacit16[k])

    def members(self, o, of_field):
        organisation = self.organisations[o]
        return [i for i in range(organisation["first"], organisation["end"]) if self.people[i]["field"] == of_field]

    def leaders(self, o):
        first = self.organisations[o]["first"]
        return range(first, first + self.organisations[o]["leaders"])

    def best_informed(self, o, k):
        """Who masters it most: of the field, or a leader who masters it more. Equals go to the lower post."""
        candidates = [*self.members(o, self.practices[k]["field"]), *self.leaders(o)]
        knowing = [i for i in candidates if self.masters(i, k) > 0]
        return max(knowing, key=lambda i: self.masters(i, k), default=NOBODY)

    def begun(self, k):
        return self.step >= self.practices[k]["start"]

    def suits(self, o, k):
        return self.practices[k]["suits"][self.organisations[o]["kind"]]

    def at(self, column, o, k):
        return self.now[column][o * len(self.practices) + k]

    def is_donor(self, o, k):
        """R4, R14: the origin, or who applies it and has realised enough of its benefit."""
        benefit = self.number(f"world.practices.{self.practices[k]['name']}.benefit")
        return self.begun(k) and (self.practices[k]["origin"] == o or (
            self.at("stage", o, k) == APPLIED and benefit > 0 and
            self.at("improvement", o, k) >= self.number("stages.improve.donor") * benefit))

    def is_owed(self, o, k):
        owed_for = self.number(f"world.practices.{self.practices[k]['name']}.owed_for")
        return self.begun(k) and self.practices[k]["origin"] == o and self.step < self.practices[k]["start"] + owed_for / self.dt

    def strength(self, barrier, kind, channel):
        """The most specific holds: by channel, then kind, then sector; what is left out inherits."""
        value = self.number(f"barriers.{barrier}.strength")
        sector = next(o["sector"] for o in self.organisations if o["kind"] == kind)
        by_channel = [] if channel is None else [f"by_channel.{self.channels[channel]['name']}"]
        for path in (f"by_sector.{self.world['sectors'][sector]}", f"by_kind.{self.world['kinds'][kind]}", *by_channel):
            slot = self.slot.get(f"barriers.{barrier}.{path}")
            if slot is not None:
                value = self.inherited(slot, value)
        return value

    def inherited(self, slot, value):
        _, base, least, most = self.world["slots"][slot]
        if base is not None:
            return self.values[slot]
        factor, extra = 1.0, 0.0
        for held, operation, number in self.holds:
            if held == slot:
                value, factor, extra = ((number, factor, extra), (value, factor, extra + number), (value, factor * number, extra))[operation]
        return min(max(value * factor + extra, least), most)

    # ---- Finding contacts: each channel's own way. Word 0 says with whom, 1 about what, 2 meets the gates, 3 orders.

    def topic(self, source, recipient, word):
        """Of what the source can tell of, one in proportion to its mastery and its relevance to the recipient."""
        relevance = self.people[recipient]["relevance"]
        return proportional([(k, self.masters(source, k) * relevance[k] >> 16) for k in self.sources[source]], word)

    def talk(self, c, of, block, initiator, k, recipient, source, practice, gates, trust):
        return Contact(block[3], purpose(self.channels[c]["name"]), initiator, k, block[2], recipient, source, practice, c, gates,
                       self.knows[source][practice], share16(of("dose")), trust, float32(of("carried")))

    def home(self, c, of):
        """R3: whoever could tell of something talks to colleagues; of the same field, leaders, or anyone."""
        for speaker in range(len(self.people)):
            if not self.sources[speaker]:
                continue
            rate = of("talks") * of("champion") if self.now["champions"][speaker] else of("talks")
            for k in range(poisson(rate * self.dt, self.draws.word("home talks", self.step, speaker))):
                block = self.draws.block("home", self.step, speaker, k)
                listener = self.colleague(of, speaker, block[0])
                practice = None if listener == speaker else self.topic(speaker, listener, block[1])
                if practice is not None:
                    yield self.talk(c, of, block, speaker, k, listener, speaker, practice, AT_HOME, 1.0)

    def colleague(self, of, speaker, word):
        """First the circle; what is left of the word says who in it."""
        o = self.people[speaker]["organisation"]
        same_field = threshold(of("same_field"))
        leader = same_field + threshold(min(of("leader"), 1 - of("same_field")))
        everybody = range(self.organisations[o]["first"], self.organisations[o]["end"])
        for least, most, circle in ((0, same_field, self.members(o, self.people[speaker]["field"])),
                                    (same_field, leader, self.leaders(o)), (leader, 2**32, everybody)):
            if least <= word < most:
                return circle[(word - least) * len(circle) // (most - least)]

    def ties(self, c, of):
        """Each tie brings talks at a rate, each way; the recipient's one draw counts those of all its ties."""
        name = self.channels[c]["name"]
        for i, row in enumerate(self.channels[c]["ties"]):
            for k in range(poisson(len(row) * of("talks") * self.dt, self.draws.word(name + " talks", self.step, i)) if row else 0):
                block = self.draws.block(name, self.step, i, k)
                partner, _, trust = row[index_of(block[0], len(row))]
                practice = self.topic(partner, i, block[1])
                if practice is not None:
                    yield self.talk(c, of, block, i, k, i, partner, practice, OUTSIDE, trust)

    def seeking(self, c, of):
        """R6: where a practice is known of and not on trial, somebody aware visits a donor, in proportion to S^2."""
        for (o, k), aware in self.aware.items():
            if self.at("stage", o, k) not in (AWARE, ACQUIRED) or not self.suits(o, k):
                continue
            field, heard = len(self.members(o, self.practices[k]["field"])), aware or self.aware_leaders(o, k)[:1]
            if not field or not heard:
                continue
            share = len(heard) / field
            mean = of("visits") * self.dt * share * self.perceived(k) * self.traits[o]["motivation_to_learn"]
            for visit in range(poisson(mean, self.draws.word("seeking visits", self.step, o, k))):
                which = k * 65536 + visit
                donor = self.choose_donor(o, k, which)
                if donor is None:
                    continue
                going = min(aware, default=None, key=lambda i: self.draws.block("seeking visitor", self.step, i, which)[0])
                visitor, host = heard[0] if going is None else going, self.best[donor, k]
                for talk in range(int(of("talks"))):
                    number = (k << 20) + visit * 128 + talk
                    block = self.draws.block("seeking", self.step, o, number)
                    yield self.talk(c, of, block, o, number, visitor, host, k, OUTSIDE, float32(of("trust")))

    def aware_leaders(self, o, k):
        first = self.organisations[o]["first"]
        return [i for i in range(first, first + self.organisations[o]["leaders"]) if self.now["aware"][i] >> k & 1]

    def perceived(self, k):
        of = lambda name: self.number(f"world.practices.{self.practices[k]['name']}.{name}")
        worth = of("benefit") / self.number("stages.apply.benefit_scale")
        return max(0.0, of("evidence") * worth + (1 - of("evidence")) * of("reputation"))

    def alike(self, a, b):
        return self.world["alike"][a * len(self.organisations) + b]

    def choose_donor(self, o, k, which):
        """The greatest of 2 log S and Gumbel's noise: in proportion to S^2, and moved by no other donor."""
        donors = [d for d in range(len(self.organisations)) if d != o and self.is_donor(d, k) and self.best[d, k] != NOBODY]
        score = lambda d: 2 * math.log(self.alike(o, d)) + gumbel(self.draws.block("seeking visit", self.step, o, d, which)[0])
        return max(donors, key=score, default=None)

    # ---- Judging contacts

    def refuses(self, person, k, c, word):
        """Barriers 1-3, met once for all who would learn from what a donor's person writes or presents."""
        o = self.people[person]["organisation"]
        s = Situation(Side())
        self.describe_source(s, person, k)
        return self.stopped(WRITING, s, self.organisations[o]["kind"], self.organisations[o]["kind"], c, unit(word)) is not None

    def describe_source(self, s, person, k):
        o, name = self.people[person]["organisation"], self.practices[k]["name"]
        s.source, s.donor, s.owed = self.side(person, k), self.is_donor(o, k), self.is_owed(o, k)
        if s.donor:
            s.plan, s.award = (self.number(f"world.practices.{name}.{what}") for what in ("dissemination_plan", "award"))

    def side(self, i, k):
        return Side(self.own_traits[i], self.traits[self.people[i]["organisation"]], self.now["champions"][i] >> k & 1 == 1)

    def situation(self, contact, load):
        i, k = contact.recipient, contact.practice
        same_field = [other for other, p in enumerate(self.practices) if other != k and p["field"] == self.practices[k]["field"]]
        s = Situation(self.side(i, k), load=load, trust=contact.trust, carried=contact.carried,
                      relevance=self.people[i]["relevance"][k] / 65535.0,
                      prior=max((self.masters(i, other) for other in same_field), default=0) / 2**30,
                      complexity=self.number(f"world.practices.{self.practices[k]['name']}.complexity"))
        s.paired, s.brokered, s.teaches = contact.paired, contact.brokered, contact.teaches
        if contact.source == NOBODY:
            return s
        if contact.gates is AT_HOME:
            s.source = self.side(contact.source, k)
            return s
        self.describe_source(s, contact.source, k)
        here, there = self.people[i]["organisation"], self.people[contact.source]["organisation"]
        s.same_sector = self.organisations[here]["sector"] == self.organisations[there]["sector"]
        s.similarity = self.alike(here, there)
        s.power = self.traits[there]["influence"] - self.traits[here]["influence"]
        return s

    def passing(self, barrier, s, source_kind, recipient_kind, c):
        """1 - s (1 - q). A strength by kind or sector is about the source for barriers 1-3, else the recipient."""
        q = Q[barrier](s, lambda name: self.number(f"barriers.{barrier}.{name}"), self.world["levels"].get(barrier))
        kind = source_kind if barrier in WRITING else recipient_kind
        return 1 - self.strength(barrier, kind, c) * (1 - min(max(q, 0.0), 1.0))

    def stopped(self, gates, s, source_kind, recipient_kind, c, u):
        """One draw against the product of the pass probabilities: removing a barrier can only let more through."""
        product = 1.0
        for barrier in gates:
            product *= self.passing(barrier, s, source_kind, recipient_kind, c)
            if u >= product:
                return barrier
        return None

    def judge(self, contact, load, own):
        """Potential = lost + gained, to the last bit (R1, R13): `own` is what the recipient knows by now."""
        i, k, c = contact.recipient, contact.practice, contact.channel
        o = self.people[i]["organisation"]
        kind = self.organisations[o]["kind"]
        origin = o if contact.source == NOBODY else self.people[contact.source]["organisation"]
        s = self.situation(contact, load)
        e, t = (contact.dose16 * max(0, offered - knows) >> 16 for offered, knows in zip(contact.offered, own[k]))
        left = mastery((e, t), self.tacit16[k])
        book = self.books.setdefault((self.step // self.world["steps_per_year"], self.world["ledger_groups"][o], k, c),
                                     {"contacts": 0, "potential": 0, "gained": 0, "lost": [0] * len(BARRIERS), "flow": [0, 0]})
        book["contacts"] += 1
        book["potential"] += left
        barrier = "capacity" if contact.absent else self.stopped(contact.gates, s, self.organisations[origin]["kind"], kind, c, unit(contact.gate))
        if barrier is not None:
            book["lost"][BARRIERS.index(barrier)] += left
            return BARRIERS.index(barrier), 0, 0
        for barrier in ("codifiability", "transfer", "absorption"):
            share = int(65536 * self.passing(barrier, s, kind, kind, c))
            e, t = e if barrier == "codifiability" else e * share >> 16, t * share >> 16
            now = mastery((e, t), self.tacit16[k])
            book["lost"][BARRIERS.index(barrier)] += left - now
            left = now
        book["gained"] += left
        book["flow"] = [book["flow"][0] + e, book["flow"][1] + t]
        own[k] = (own[k][0] + e, own[k][1] + t)
        self.take_note(contact, o, left)
        return NOBODY, e, t

    def take_note(self, contact, o, gained):
        """What comes from elsewhere counts towards fit (R12); what a network teaches, towards its vitality (R17)."""
        if contact.gates is not AT_HOME:
            k = contact.practice
            there = self.practices[k]["origin"] if contact.source == NOBODY else self.people[contact.source]["organisation"]
            learned, alike = self.learned[o, k]
            self.learned[o, k] = learned + gained, alike + (gained * share16(self.alike(o, there)) >> 16)
            self.learned_through[o, k, contact.channel] += gained
        if contact.network is not None:
            self.networks[contact.network].learned += gained
            self.networks[contact.network].taught += gained

    def contacts(self, start):
        """All contacts of a step, judged, in the order in which record_contacts sorts them."""
        self.begin(start)
        pools = {}
        for c, channel in enumerate(self.channels):
            of = lambda name, prefix=f"channels.{channel['name']}.": self.number(prefix + name)
            for contact in getattr(self, channel["shape"])(c, of):
                pools.setdefault(contact.recipient, []).append(contact)
        found = []
        for i, pool in pools.items():
            own, load = list(self.knows[i]), sum(contact.length for contact in pool)
            for contact in sorted(pool, key=canonical_order):
                found.append([i, contact.order, contact.purpose, contact.initiator, contact.k, contact.source, contact.practice,
                              contact.channel, *self.judge(contact, load - contact.length, own)])
        return sorted(found)

    def agents(self):
        """What networks and pairs have come to, once a step's conditions are set."""
        return {"vitality": [0.0 if network.ended else network.vitality for network in self.networks.values()],
                "help": [self.help[cell] for cell in self.commitment]}

    def end(self, after):
        """What the step leaves behind, for as much of it as the twin keeps; it is told what people know by then."""
        started, refused = self.outcomes(after)
        self.commitments_fade()
        return {"obeyed": [cell in started for cell in self.commitment],
                "refused": [refused.get(cell, 0) for cell in self.commitment],
                "commitment": list(self.commitment.values()),
                "learned": list(self.learned_through.values()),
                "learned_alike": [alike for _, alike in self.learned.values()],
                "improvement": self.improvement(after),
                "taught": [network.taught for network in self.networks.values()]}
