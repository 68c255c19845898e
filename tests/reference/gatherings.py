"""Networks that meet, remember and fade (rules R10, R17), and what their meetings leave behind (R18)."""

import math

from barriers import DOCUMENT, OUTSIDE, PRESENTED, Side, Situation
from contact import NOBODY, Contact
from draws import chance, exp, float32, gumbel, part, poisson, proportional, purpose, share16, share32, threshold, unit
from library import Rhythm

OPEN, LEADERS = "everyone", "leaders"
TRIALLING = 3
ROLES = ("leaders", "managers", "officers")


class Network:
    """One network of a channel: whom it is for, and what becomes of it."""

    def __init__(self, kind=None, field=None, region=None):
        self.kind, self.field, self.region = kind, field, region
        self.rhythm, self.vitality, self.ended = Rhythm(), 1.0, False
        self.last_met, self.attended, self.learned, self.taught = None, 0, 0, 0
        self.members, self.memory = [], {}


class Gatherings:
    """What a twin does for channels of shape `gathering`."""

    def begin_networks(self):
        self.networks, self.visits = {}, {}
        self.commitment = {(o, k): 0.0 for o in range(len(self.organisations)) for k in range(len(self.practices))}
        self.learned = {cell: (0, 0) for cell in self.commitment}
        self.learned_through = {(*cell, c): 0 for cell in self.commitment for c in range(len(self.channels))}
        for c, channel in enumerate(self.channels):
            if channel["shape"] != "gathering":
                continue
            self.visits[c] = {}
            for n, network in enumerate(self.formed(channel["words"])):
                self.networks[c, n] = network
                network.rhythm.phase = self.draws.block(channel["name"] + " rhythm", 0, n)[0]

    def formed(self, words):
        """The networks that `members` forms, narrowed by `kinds` and `fields`."""
        world = self.world
        kinds = [kind for kind, name in enumerate(world["kinds"]) if not words["kinds"] or name in words["kinds"]]
        fields = [f for f, name in enumerate(world["fields"]) if not words["fields"] or name in words["fields"]]
        national = {o["kind"] for o in self.organisations if o["national"]}
        works_in = world["field_shares"]
        if words["members"] == "kind_and_field":
            return [Network(kind=kind, field=f) for kind in kinds if kind not in national for f in fields if works_in[kind][f]]
        if words["members"] == "field":
            return [Network(field=f) for f in fields if any(works_in[kind][f] for kind in kinds)]
        if words["members"] == "region":
            return [Network(region=r) for r in range(len(world["regions"]))
                    if any(o["region"] == r and o["kind"] in kinds and not o["national"] for o in self.organisations)]
        return [Network()]

    def belongs(self, c, n, i):
        """Whether somebody is one of those a network is for, and of those the one drawn."""
        channel, network, person = self.channels[c], self.networks[c, n], self.people[i]
        o, words, role = self.organisations[person["organisation"]], channel["words"], person["role"]
        for_them = (network.kind in (None, o["kind"]) and network.field in (None, person["field"]) and
                    network.region in (None, o["region"]) and (words["members"] != LEADERS or role == 0) and
                    (not words["kinds"] or self.world["kinds"][o["kind"]] in words["kinds"]) and
                    (not words["fields"] or self.world["fields"][person["field"]] in words["fields"]))
        share = 1 if words["members"] == OPEN else self.number(f"channels.{channel['name']}.{ROLES[role]}")
        return for_them and self.draws.word(channel["name"] + " joins", 0, i, n) < threshold(share)

    # ---- A step

    def gathering(self, c, of):
        """R10, R17, R18: memories fade, networks meet, members look things up, and visits go on."""
        self.visits[c] = {key: visit for key, visit in self.visits[c].items() if visit[1] > self.step}
        for (channel, n), network in self.networks.items():
            if channel == c:
                if self.step == 0:
                    network.members = [i for i in range(len(self.people)) if self.belongs(c, n, i)]
                yield from self.life(c, of, n, network)
        yield from self.visiting(c, self.visits[c], of("visits"), of("visit_dose"), of("visit_trust"), of("visit_carried"))

    def life(self, c, of, n, network):
        keeps = share32(1 - chance(of("memory_fades") * self.dt))
        network.memory = {k: part(e, keeps) for k, e in network.memory.items()}
        occasions = network.rhythm.due(of("meetings"), self.dt) if not network.ended else ()
        for occasion in range(len(occasions)):
            self.follow_vitality(of, network)
            if network.ended:
                self.happened["network ended"] += 1
                break
            self.happened["met again in a step"] += occasion > 0
            yield from self.meet(c, of, n, network, n * 512 + occasion)
        if not network.ended:
            yield from self.look_up(c, of, n, network)

    def follow_vitality(self, of, network):
        """R17: towards what members learned since it last met, against what is expected."""
        if network.last_met == self.step:
            return
        if network.last_met is not None:
            gained = network.learned / 2**30 / network.attended if network.attended else 0.0
            share = chance(of("fades") * (self.step - network.last_met) * self.dt)
            before = network.vitality
            network.vitality += (min(1.0, gained / of("expects")) - network.vitality) * share
            network.ended = share > 0 and network.vitality < of("ends_below")
            self.happened["vitality fell" if network.vitality < before else "vitality rose"] += network.vitality != before
        network.last_met, network.learned, network.attended = self.step, 0, 0

    # ---- A meeting

    def meet(self, c, of, n, network, meeting):
        agenda = self.agenda(c, of, network, meeting)
        if not agenda:
            self.happened["nothing to hear"] += 1
            return
        for _, k, presenter, _ in agenda:
            written = network.memory.get(k, 0)
            network.memory[k] = written + part(max(0, self.knows[presenter][k][0] - written), share32(of("remembers")))
        for guest, absent in self.guests(c, of, network, meeting, agenda):
            network.attended += not absent
            here = self.people[guest]["organisation"]
            for item, k, presenter, there in agenda:
                if there == here:
                    self.happened["own item"] += 1
                    continue
                block = self.draws.block(self.channels[c]["name"], self.step, guest, meeting * 32 + item)
                yield Contact(block[3], purpose(self.channels[c]["name"]), guest, meeting * 32 + item, block[2], guest, presenter, k, c,
                              PRESENTED, self.knows[presenter][k], share16(of("dose")), float32(of("trust")), float32(of("carried")),
                              0.0 if absent else 1.0, absent=absent, network=(c, n))
                if not absent:
                    self.follow(c, of, guest, meeting, item, k, there)

    def agenda(self, c, of, network, meeting):
        """Items about sharing that find a presenter: number, practice, presenter and their organisation."""
        name, everyone = self.channels[c]["name"], self.channels[c]["words"]["members"] == OPEN
        agenda, candidates = [], list(self.candidates(of, network, everyone))
        for item in range(int(of("items"))):
            if self.draws.block(name + " agenda", self.step, meeting, item)[0] >= threshold(of("focus")):
                continue
            luck = lambda o, k: self.draws.block(name + " presenter", self.step, meeting, o, k * 32 + item)
            free = [(weight + gumbel(luck(o, k)[0]), o, k, presenter) for weight, o, k, presenter in candidates
                    if (o, k) not in [(there, about) for _, about, _, there in agenda]]
            for _, o, k, presenter in sorted(free, reverse=True):
                if not self.refuses(presenter, k, c, luck(o, k)[1]):
                    agenda.append((item, k, presenter, o))
                    break
                self.happened["next in rank asked" if everyone else "item lost"] += 1
                if not everyone:
                    break
        return agenda

    def candidates(self, of, network, everyone):
        for k, practice in enumerate(self.practices):
            relevance = sum(self.people[i]["relevance"][k] / 65535.0 for i in network.members) / max(1, len(network.members))
            if not self.perceived(k) * relevance > 0:
                continue
            for o in range(len(self.organisations)):
                tell = [i for i in network.members if self.people[i]["organisation"] == o and k in self.sources[i]]
                presenter = self.best[o, k] if everyone else max(tell, key=lambda i: self.masters(i, k), default=NOBODY)
                if self.is_donor(o, k) and presenter != NOBODY:
                    transfer = max(0.01, self.traits[o]["transfer_capability"])
                    yield math.log(self.perceived(k) * relevance) + of("by_transfer") * math.log(transfer), o, k, presenter

    def guests(self, c, of, network, meeting, agenda):
        """Who means to come, and whether they lack the time (barrier 4, once for the whole meeting)."""
        name, coming = self.channels[c]["name"], {}
        if self.channels[c]["words"]["members"] == OPEN:
            about = [k for _, k, _, _ in agenda]
            interest = {i: self.own_traits[i]["motivation_to_learn"] * max(self.people[i]["relevance"][k] for k in about) / 65535.0
                        for i in network.members}
            total = sum(interest.values())
            coming = {i: of("places") * network.vitality * part / total if total > 0 else 0.0 for i, part in interest.items()}
        else:
            coming = {i: of("attendance") * network.vitality for i in network.members}
        for i, probability in coming.items():
            words = self.draws.block(name + " attends", self.step, i, meeting)
            if words[0] < threshold(probability):
                kind = self.organisations[self.people[i]["organisation"]]["kind"]
                has_time = self.stopped(["capacity"], Situation(self.side(i, agenda[0][1])), kind, kind, c, unit(words[1])) is None
                yield i, not has_time

    def follow(self, c, of, guest, meeting, item, k, host):
        """R18: who has heard an item may go and see, and may commit their organisation."""
        words = self.draws.block(self.channels[c]["name"] + " follows", self.step, guest, meeting, item)
        relevance = self.people[guest]["relevance"][k] / 65535.0
        if words[0] < threshold(of("follow_up") * relevance):
            self.happened["visit already there" if (guest, k) in self.visits[c] else "visit began"] += 1
            self.visits[c].setdefault((guest, k), (host, self.step + max(1, int(of("visit_lasts") / self.dt + 0.5)), False))
        here = self.people[guest]["organisation"]
        if words[1] < threshold(of("call_to_action") * relevance):
            counts = self.suits(here, k) and self.at("stage", here, k) < TRIALLING
            self.happened["commitment" if counts else "commitment in vain"] += 1
            self.commitment[here, k] += counts

    # ---- Between meetings

    def look_up(self, c, of, n, network):
        name = self.channels[c]["name"] + " consulted"
        for i in network.members:
            for number in range(1, 1 + poisson(of("consulted") * self.dt, self.draws.block(name, self.step, i, n)[0])):
                block = self.draws.block(name, self.step, i, n, number)
                k = self.found(network, i, block[1])
                if k is not None:
                    yield Contact(block[3], purpose(name), i, n * 512 + number, block[2], i, NOBODY, k, c, DOCUMENT,
                                  (network.memory[k], 0), share16(of("dose")), float32(of("trust")), 0.0,
                                  teaches=float32(of("focus")), network=(c, n))

    def found(self, network, i, word):
        relevance = self.people[i]["relevance"]
        return proportional([(k, network.memory.get(k, 0) * relevance[k] >> 16) for k in range(len(self.practices))], word)

    def visiting(self, c, visits, rate, dose, trust, carried):
        """Contacts of visits that go on, by who goes and about what, with the host's best-informed person."""
        name = self.channels[c]["name"] + " visited"
        for (i, k), (host, _, brokered) in visits.items():
            source = self.best[host, k]
            for number in range(1, 1 + poisson(rate * self.dt, self.draws.block(name, self.step, i, k)[0])):
                block = self.draws.block(name, self.step, i, k, number)
                if source != NOBODY:
                    yield Contact(block[3], purpose(name), i, (k << 16) + number, block[2], i, source, k, c, OUTSIDE,
                                  self.knows[source][k], share16(dose), float32(trust), float32(carried),
                                  paired=True, brokered=brokered)

    def commitments_fade(self):
        """R18: they halve every so often."""
        keeps = exp(-math.log(2) * self.dt / self.number("stages.apply.commitment_halves"))
        self.commitment = {cell: held * keeps for cell, held in self.commitment.items()}
