"""The comparison can fail: each of these plants one error in the twin, or in what it is told."""

import inspect
import sys
import textwrap

import pytest

import barriers
import knowhow
from record import first_difference, recorded

TIES = ("ties_and_letters.yaml", 0, 1)
PORTALS = ("portals.yaml", 0, 1)
NETWORKS = ("networks.yaml", 0, 1)
PAIRS = ("pairs.yaml", 0, 1)
MANDATES = ("mandates.yaml", 0, 1)


@pytest.mark.parametrize("barrier", barriers.BARRIERS)
def test_a_wrong_barrier_is_found(barrier, monkeypatch):
    world, steps, _ = recorded(*TIES)
    right = barriers.Q[barrier]
    monkeypatch.setitem(barriers.Q, barrier, lambda s, of, level: right(s, of, level) * 0.99)
    assert first_difference(world, steps)


def with_number(steps, world, path, change):
    """The steps, told another value of one number."""
    slot = [slot[0] for slot in world["slots"]].index(path)
    changed = [dict(step) for step in steps]
    for step in changed:
        if "values" in step:
            step["values"] = [change(value) if at == slot else value for at, value in enumerate(step["values"])]
    return changed


NUMBERS = {
    TIES: ["channels.home.carried", "channels.home.same_field", "channels.seeking.visits", "channels.professional ties.dose",
           "channels.circles.talks", "channels.portal.ageing", "channels.portal.documents", "channels.portal.other_documents",
           "channels.minister's letter.cascade", "channels.minister's letter.pages", "barriers.responsibility.by_sector.health",
           "barriers.relationships.by_channel.circles", "barriers.motivation.by_kind.board", "barriers.attention.contacts",
           "world.practices.agile working.tacitness", "world.practices.LED lighting.owed_for"],
    PORTALS: ["channels.second portal.further_portal", "channels.portal.looked_at"],
    NETWORKS: [*(f"channels.professions.{name}" for name in (
        "meetings", "items", "focus", "attendance", "dose", "carried", "trust", "by_transfer", "follow_up", "visit_lasts", "visits",
        "visit_dose", "visit_carried", "visit_trust", "call_to_action", "remembers", "consulted", "memory_fades", "fades", "expects",
        "ends_below", "leaders", "managers", "officers")), "channels.seminars.places",
        "barriers.capacity.by_channel.professions", "barriers.responsibility.plan", "barriers.responsibility.award",
        "barriers.incentives.award", "barriers.responsibility.paired", "barriers.incentives.paired", "barriers.capacity.paired",
        "world.practices.agile working.dissemination_plan", "world.practices.LED lighting.award", "stages.apply.commitment_halves"],
    PAIRS: [*(f"channels.mentoring.{name}" for name in (
        "pairs", "rounds", "lasts", "people", "contacts", "dose", "carried", "trust", "consent", "help", "by_results", "by_transfer")),
        "channels.twinning.hosts", "channels.twinning.brokered", "barriers.relationships.brokered", "stages.apply.team_share"],
    MANDATES: ["channels.instruction.rate", "channels.comply or explain.refusals", "channels.law.within",
               "barriers.adaptation.by_kind.board", "world.practices.digital records.evidence"]}

# Whole numbers, and what only weighs in a choice, take more to show.
COARSE = {"channels.professions.visit_lasts": 0.5, "channels.mentoring.by_results": 0.5, "channels.mentoring.by_transfer": 0,
          "channels.mentoring.consent": 0.7, "channels.twinning.hosts": 0.5, "stages.apply.team_share": 0.5, "world.practices.digital records.evidence": 0.5}


@pytest.mark.parametrize("run, path", [(run, path) for run, paths in NUMBERS.items() for path in paths])
def test_a_wrong_number_is_found(run, path):
    world, steps, _ = recorded(*run)
    less = COARSE.get(path, 0.9)
    assert first_difference(world, with_number(steps, world, path, lambda value: value * less))


# A rule read wrongly: in this part of the twin, what stands on the left is replaced by what stands on the right.
READ_WRONGLY = {
    NETWORKS: [
        ("formed", "if kind not in national for", "for"),
        ("formed", "if works_in[kind][f]", ""),
        ("belongs", '(words["members"] != LEADERS or role == 0)', "True"),
        ("life", "part(e, keeps)", "e"),
        ("life", "if not network.ended:", "if True:"),
        ("follow_vitality", "if network.last_met == self.step:", "if False:"),
        ("follow_vitality", "if network.last_met is not None:", "network.last_met = network.last_met or 0\n    if True:"),
        ("follow_vitality", "share > 0 and ", ""),
        ("meet", "for item, k, presenter, there in agenda:", "for item, (_, k, presenter, there) in enumerate(agenda):"),
        ("meet", "if there == here:", "if there == here and absent:"),
        ("meet", "0.0 if absent else 1.0", "1.0"),
        ("meet", "if not absent:", "if True:"),
        ("meet", "+= not absent", "+= 1"),
        ("agenda", "if not everyone:", "if True:"),
        ("agenda", "if not everyone:", "if False:"),
        ("agenda", "if (o, k) not in [", "if True or ["),
        ("candidates", "and k in self.sources[i]", "and self.masters(i, k)"),
        ("candidates", "self.best[o, k] if everyone else ", ""),
        ("candidates", "self.is_donor(o, k) and ", ""),
        ("guests", '["motivation_to_learn"] *', '["motivation_to_teach"] *'),
        ("guests", "network.vitality * part", "part"),
        ("guests", "unit(words[1])", "unit(words[2])"),
        ("follow", 'of("follow_up") * relevance', 'of("follow_up")'),
        ("follow", 'of("call_to_action") * relevance', 'of("call_to_action")'),
        ("follow", 'and self.at("stage", here, k) < TRIALLING', ""),
        ("look_up", 'teaches=float32(of("focus"))', "teaches=None"),
        ("found", 'network.memory.get(k, 0) * relevance[k]', "network.memory.get(k, 0) * 65536"),
        ("visiting", "paired=True", "paired=False"),
        ("fit", "1.0 if own else ", ""),
        ("take_note", "NOBODY else", "NOBODY or True else")],
    PAIRS: [
        ("pairing", "if rounds:", "for _ in range(rounds):"),
        ("pairing", 'min(of("help"), grown)', "grown"),
        ("fill", '[:int(of("pairs"))]', ""),
        ("fill", "any(pair.recipient == o for pair in pairs)", "False"),
        ("fill", "(first + n)", "(first + 2 * n)"),
        ("fill", 'self.traits[o]["motivation_to_learn"]', 'self.traits[o]["motivation_to_teach"]'),
        ("proposed", "!= APPLIED", "< APPLIED - 1"),
        ("matched", '"across_sectors" if brokered else rule', "rule"),
        ("matched", '>= int(of("hosts"))', '> int(of("hosts"))'),
        ("matched", "2 * math.log", "0 * math.log"),
        ("matched", "math.log(max(0.01, apart))", "0"),
        ("matched", "max(0.05, results)", "max(0.5, results)")],
    MANDATES: [
        ("obligations", "max(rate, before.rate)", "min(rate, before.rate)"),
        ("obligations", "min(refusals, before.refusals)", "max(refusals, before.refusals)"),
        ("obligations", "within = min(", "within = max("),
        ("obligations", "if not rate and within is None:", "if False:"),
        ("obligations", '0.5 + self.traits[o]["leadership"]', "1.0"),
        ("outcomes", "if cell not in self.since:", "if False:"),
        ("outcomes", "or (o, k) in self.final:", ":"),
        ("outcomes", "for cell in obliged}", 'for cell in obliged if self.at("stage", *cell) < TRIALLING}'),
        ("outcomes", "ready.index(min(ready))", "ready.index(max(ready))"),
        ("outcomes", '"refusal", 0, o, k, round)', '"refusal", 0, o, k, round + 1)'),
        ("responds", "self.step + 1 - self.since", "self.step - self.since"),
        ("responds", "self.hazard[o, k] = 0", "pass"),
        ("fit", "+ self.help[o, k]", ""),
        ("fit", "self.team(o, k, knows)[1]", "self.team(o, k, knows)[0]")]}


@pytest.mark.parametrize("run, part, right, wrong", [(run, *error) for run, errors in READ_WRONGLY.items() for error in errors])
def test_a_rule_read_wrongly_is_found(run, part, right, wrong, monkeypatch):
    method = getattr(knowhow.Twin, part)
    source = textwrap.dedent(inspect.getsource(method))
    assert source.count(right) == 1
    planted = {}
    exec(source.replace(right, wrong), vars(sys.modules[method.__module__]), planted)
    monkeypatch.setattr(knowhow.Twin, part, planted[part])
    assert first_difference(*recorded(*run)[:2])


def test_a_wrong_order_of_judging_is_found(monkeypatch):
    world, steps, _ = recorded(*TIES)
    monkeypatch.setattr(knowhow, "canonical_order", lambda contact: (-contact.order, contact.purpose, contact.initiator, contact.k))
    assert first_difference(world, steps)


def test_a_wrong_seed_is_found():
    world, steps, _ = recorded(*TIES)
    assert first_difference({**world, "seed": world["seed"] + 1}, steps)


def test_a_trait_read_a_little_wrong_is_found():
    world, steps, _ = recorded(*TIES)
    at = world["traits"].index("absorptive_capacity")
    changed = [{**step, "person_traits": [[value * (0.999 if column == at else 1) for column, value in enumerate(row)]
                                          for row in step["person_traits"]]} for step in steps[:20]]
    assert first_difference(world, changed)
