"""The twin against the simulator, contact by contact and agent by agent."""

import math
from collections import Counter
from functools import lru_cache

import pytest

import barriers
import draws
from knowhow import APPLIED, TRIALLING, Twin
from mandates import REASONS
from record import RUNS, left_by, recorded


def derived(twin):
    """What the simulator also derives from the state, from the twin's own reading of it."""
    cells = [(o, k) for o in range(len(twin.organisations)) for k in range(len(twin.practices))]
    return {"sources": [sum(1 << k for k in tells) for tells in twin.sources],
            "best": [twin.best[cell] for cell in cells],
            "aware_of_field": [len(twin.aware[cell]) for cell in cells],
            "donor": [twin.is_donor(*cell) for cell in cells],
            "owed": [twin.is_owed(*cell) for cell in cells]}


@lru_cache(None)
def followed(run):
    """A twin that has gone through a run: its contacts, readings and what it left by step, beside the simulator's."""
    world, steps, books = recorded(*run)
    twin = Twin(world)
    found = []
    for step in steps:
        contacts = twin.contacts(step)
        found.append((contacts, {**derived(twin), **twin.agents()}, {**twin.end(step["after"]), "bound": twin.bound}))
    return twin, steps, books, found


@pytest.fixture(params=RUNS, ids=lambda run: "-".join(map(str, run)))
def both(request):
    return followed(request.param)


def test_same_contacts(both):
    twin, steps, _, found = both
    for step, (contacts, _, _) in zip(steps, found):
        assert contacts == step["contacts"], f"step {step['step']}"


def test_same_reading_of_the_state(both):
    _, steps, _, found = both
    for step, (_, reading, _) in zip(steps, found):
        for name, ours in reading.items():
            assert ours == step[name], f"{name} at step {step['step']}"


def test_same_networks(both):
    twin, _, _, _ = both
    for c, channel in enumerate(twin.channels):
        assert [network.members for (of, _), network in twin.networks.items() if of == c] == channel["members"], channel["name"]


def test_same_traces_of_a_step(both):
    """What networks taught, what moves organisations to start, and what became of mandates."""
    _, steps, _, found = both
    for step, (_, _, left) in zip(steps, found):
        for name, theirs in left_by(step).items():
            assert left[name] == theirs, f"{name} after step {step['step']}"


def test_who_obeys_knows_and_keeps_to_it(both):
    """Leaders have heard of what they were told to do; trials under a mandate succeed; what binds is not given up."""
    twin, steps, _, found = both
    for step, (_, _, left) in zip(steps, found):
        for at, (o, k) in enumerate(twin.commitment):
            before, now = step["stage"][at], step["after"]["stage"][at]
            assert not left["obeyed"][at] or all(step["after"]["aware"][i] >> k & 1 for i in twin.leaders(o))
            assert not (before == TRIALLING and now < TRIALLING and step["forced"][at])
            assert not (before == APPLIED and now < TRIALLING and (o, k) in left["bound"])


def fates(twin, steps, found):
    """How often what is told apart above came about."""
    seen, failed = Counter(), {}
    for step, (_, _, left) in zip(steps, found):
        for at, (o, k) in enumerate(twin.commitment):
            before, now = step["stage"][at], step["after"]["stage"][at]
            seen["obeyed"] += left["obeyed"][at]
            seen["obeyed while waiting"] += left["obeyed"][at] and step["step"] <= failed.get(at, -math.inf) + 1 / twin.dt
            seen["given up"] += before == APPLIED and now < TRIALLING
            seen["worthless, but bound to it"] += (before == APPLIED and (o, k) in left["bound"] and
                                                   twin.practices[k]["name"] == "harmful practice")
            if before == TRIALLING and now < TRIALLING:
                failed[at] = step["step"]
    return seen


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
        talking = [channel["name"] for channel in world["channels"] if channel["shape"] != "mandate"]
        assert all(by_channel[run[0], name] >= 20 for name in talking), by_channel
    total = sum(by_channel.values())
    print(f"\n{total} contacts, {gains} with a gain")
    print("by channel:", {f"{name} ({file})": count for (file, name), count in by_channel.items()})
    print("by barrier:", {name: by_barrier[number] for number, name in enumerate(barriers.BARRIERS)}, "passed:", by_barrier[-1])
    assert total >= 5000
    assert gains >= 500
    stopping = {*barriers.OUTSIDE, *barriers.AT_HOME}
    assert all(by_barrier[number] >= 100 for number, name in enumerate(barriers.BARRIERS) if name in stopping), by_barrier
    assert all(lost[number] > 0 for number in range(len(barriers.BARRIERS))), lost


def test_every_rule_was_met():
    """What networks, pairs and mandates can come to, counted by the twin while it agreed."""
    seen = ["met again in a step", "nothing to hear", "item lost", "next in rank asked", "own item", "visit began", "visit already there",
            "commitment", "commitment in vain", "vitality rose", "vitality fell", "network ended",
            "rounds of one step", "place left empty", "no donor", "host is full", "no consent", "help at its most",
            "similar", "complementary", "across_sectors", "anyone", "brokered",
            "several mandates", "overdue", "demanded anew", "obeyed", "obeyed while waiting", "given up", "worthless, but bound to it",
            *(f"refused for {reason}" for reason in REASONS)]
    happened = Counter()
    for twin, steps, _, found in map(followed, RUNS):
        happened += twin.happened + fates(twin, steps, found)
    print({name: happened[name] for name in seen})
    assert all(happened[name] for name in seen), [name for name in seen if not happened[name]]


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
