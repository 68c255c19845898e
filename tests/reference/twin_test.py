"""The twin against the simulator, contact by contact. KNOWHOW_RECORD_CONTACTS is the path of record_contacts."""

import json
import math
import os
import pathlib
import subprocess
from collections import Counter
from functools import lru_cache

import pytest

import barriers
import draws
import knowhow

FOLDER = pathlib.Path(__file__).parent
# File, replicate, scenario (0 is the baseline).
RUNS = [("ties_and_letters.yaml", 0, 1), ("ties_and_letters.yaml", 1, 0), ("portals.yaml", 0, 1), ("many_practices.yaml", 0, 0)]


@lru_cache(None)
def recorded(file, replicate, scenario):
    """The world, what held at each step's start and happened then, and the books."""
    command = [os.environ["KNOWHOW_RECORD_CONTACTS"], str(FOLDER / file), str(replicate), str(scenario)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    world, *steps, books = map(json.loads, lines)
    return world, steps, books["books"]


def derived(twin):
    """What the simulator also derives from the state, from the twin's own reading of it."""
    cells = [(o, k) for o in range(len(twin.organisations)) for k in range(len(twin.practices))]
    return {"sources": [sum(1 << k for k in tells) for tells in twin.sources],
            "best": [twin.best[cell] for cell in cells],
            "aware_of_field": [len(twin.aware[cell]) for cell in cells],
            "donor": [twin.is_donor(*cell) for cell in cells],
            "owed": [twin.is_owed(*cell) for cell in cells]}


def first_difference(world, steps):
    """The first step whose contacts differ, with some of those that only one of the two has."""
    twin = knowhow.Twin(world)
    for step in steps:
        found = twin.contacts(step)
        if found != step["contacts"]:
            ours, theirs = ({tuple(contact) for contact in contacts} for contacts in (found, step["contacts"]))
            return {"step": step["step"], "twin only": sorted(ours - theirs)[:3], "simulator only": sorted(theirs - ours)[:3]}
    return None


@pytest.fixture(scope="module", params=RUNS, ids=lambda run: "-".join(map(str, run)))
def both(request):
    """A twin that has gone through a run: its contacts and readings by step, beside the simulator's."""
    world, steps, books = recorded(*request.param)
    twin = knowhow.Twin(world)
    found = []
    for step in steps:
        contacts = twin.contacts(step)
        found.append((contacts, derived(twin)))
    return twin, steps, books, found


def test_same_contacts(both):
    twin, steps, _, found = both
    for step, (contacts, _) in zip(steps, found):
        assert contacts == step["contacts"], f"step {step['step']}"


def test_same_reading_of_the_state(both):
    _, steps, _, found = both
    for step, (_, reading) in zip(steps, found):
        for name, ours in reading.items():
            assert ours == step[name], f"{name} at step {step['step']}"


def test_same_books(both):
    twin, steps, years, _ = both
    groups = max(twin.world["ledger_groups"]) + 1
    width, channels = len(twin.practices), len(twin.channels)
    assert len(years) > 1 or len(steps) <= twin.world["steps_per_year"]
    none = {"contacts": 0, "potential": 0, "gained": 0, "lost": [0] * len(barriers.BARRIERS), "flow": [0, 0]}
    for year, theirs in enumerate(years):
        ours = [[[twin.books.get((year, group, k, c), none) for c in range(channels)] for k in range(width)] for group in range(groups)]
        flat = [book for of_group in ours for of_practice in of_group for book in of_practice]
        for amount in ("contacts", "potential", "gained"):
            assert [book[amount] for book in flat] == theirs[amount], f"{amount} in year {year}"
        assert [lost for book in flat for lost in book["lost"]] == theirs["lost"], f"lost in year {year}"
        flows = [[sum(book["flow"][part] for of_group in ours for book in of_group[k]) for part in (0, 1)] for k in range(width)]
        assert flows == theirs["flow"], f"flows in year {year}"
        for book in flat:
            assert book["potential"] == book["gained"] + sum(book["lost"])


def test_everything_was_met():
    """Agreement says little about what never happened."""
    by_channel, by_barrier, gains, lost = Counter(), Counter(), 0, Counter()
    for run in RUNS:
        world, steps, books = recorded(*run)
        for step in steps:
            for contact in step["contacts"]:
                by_channel[run[0], world["channels"][contact[7]]["name"]] += 1
                by_barrier[contact[8]] += 1
                gains += contact[9] > 0 or contact[10] > 0
        for year in books:
            for at, amount in enumerate(year["lost"]):
                lost[at % len(barriers.BARRIERS)] += amount
        assert all(by_channel[run[0], channel["name"]] >= 20 for channel in world["channels"]), by_channel
    total = sum(by_channel.values())
    print(f"\n{total} contacts, {gains} with a gain")
    print("by channel:", {f"{name} ({file})": count for (file, name), count in by_channel.items()})
    print("by barrier:", {name: by_barrier[number] for number, name in enumerate(barriers.BARRIERS)}, "passed:", by_barrier[-1])
    assert total >= 5000
    assert gains >= 500
    stopping = {*barriers.OUTSIDE, *barriers.AT_HOME}
    assert all(by_barrier[number] >= 100 for number, name in enumerate(barriers.BARRIERS) if name in stopping), by_barrier
    assert all(lost[number] > 0 for number in range(len(barriers.BARRIERS))), lost


# ---- The comparison can fail: each of these plants one error in the twin, or in what it is told.

PLANTED = ("ties_and_letters.yaml", 0, 1)


@pytest.mark.parametrize("barrier", barriers.BARRIERS)
def test_a_wrong_barrier_is_found(barrier, monkeypatch):
    world, steps, _ = recorded(*PLANTED)
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


@pytest.mark.parametrize("run, path", [(PLANTED, path) for path in (
    "channels.home.carried", "channels.home.same_field", "channels.seeking.visits", "channels.professional ties.dose",
    "channels.circles.talks", "channels.portal.ageing", "channels.portal.documents", "channels.portal.other_documents",
    "channels.minister's letter.cascade", "channels.minister's letter.pages", "barriers.responsibility.by_sector.health",
    "barriers.relationships.by_channel.circles", "barriers.motivation.by_kind.board", "barriers.attention.contacts",
    "world.practices.agile working.tacitness", "world.practices.LED lighting.owed_for")] +
    [(("portals.yaml", 0, 1), path) for path in ("channels.second portal.further_portal", "channels.portal.looked_at")])
def test_a_wrong_number_is_found(run, path):
    world, steps, _ = recorded(*run)
    assert first_difference(world, with_number(steps, world, path, lambda value: value * 0.9))


def test_a_wrong_order_of_judging_is_found(monkeypatch):
    world, steps, _ = recorded(*PLANTED)
    monkeypatch.setattr(knowhow, "canonical_order", lambda contact: (-contact.order, contact.purpose, contact.initiator, contact.k))
    assert first_difference(world, steps)


def test_a_wrong_seed_is_found():
    world, steps, _ = recorded(*PLANTED)
    assert first_difference({**world, "seed": world["seed"] + 1}, steps)


def test_a_trait_read_a_little_wrong_is_found():
    world, steps, _ = recorded(*PLANTED)
    at = world["traits"].index("absorptive_capacity")
    changed = [{**step, "person_traits": [[value * (0.999 if column == at else 1) for column, value in enumerate(row)]
                                          for row in step["person_traits"]]} for step in steps[:20]]
    assert first_difference(world, changed)


# ---- The twin's own ground

@pytest.mark.parametrize("counter, key, expected", [
    ((0, 0, 0, 0), (0, 0, 0, 0), (0x9C6CA96A, 0xE17EAE66, 0xFC10ECD4, 0x5256A7D8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 4, (0x2A881696, 0x57012287, 0xF6C7446E, 0xA16A6732)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0, 0x082EFA98, 0xEC4E6C89),
     (0x59CD1DBB, 0xB8879579, 0x86B5D00C, 0xAC8B6D84))])
def test_draws_are_those_of_random123(counter, key, expected):
    """The known answers that Random123 publishes (kat_vectors, threefry4x32 20)."""
    assert draws.threefry(counter, key) == expected


def test_purposes_are_fnv_1a():
    assert [draws.purpose(name) for name in ("a", "b", "foobar")] == [0xE40C292C, 0xE70C2DE5, 0xBF9CF968]


def test_exponential_is_within_an_ulp():
    for x in (-500.0, -37.3, -1.0, -1e-9, 0.0, 0.3, 2.5, 80.0):
        assert abs(draws.exp(x) - math.exp(x)) <= math.ulp(math.exp(x))
    for x in (0.0, 1e-12, 0.01, 0.7, 5.0, 37.0, 39.0):
        assert draws.chance(x) == pytest.approx(-math.expm1(-x), rel=1e-15)


def test_poisson_has_its_mean():
    count = 4096
    for mean in (0.05, 1.3, 40.0):
        drawn = [draws.poisson(mean, (2 * i + 1) * 2**31 // count) for i in range(count)]
        assert sum(drawn) / count == pytest.approx(mean, rel=0.01)
