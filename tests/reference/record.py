"""Runs of small scenarios as the simulator records them. KNOWHOW_RECORD_CONTACTS is the path of record_contacts."""

import json
import os
import pathlib
import subprocess
from functools import lru_cache

from knowhow import TRIALLING, Twin

FOLDER = pathlib.Path(__file__).parent
# File, replicate, scenario (0 is the baseline).
RUNS = [("ties_and_letters.yaml", 0, 1), ("ties_and_letters.yaml", 1, 0), ("portals.yaml", 0, 1), ("many_practices.yaml", 0, 0),
        ("networks.yaml", 0, 1), ("networks.yaml", 1, 0), ("pairs.yaml", 0, 1), ("mandates.yaml", 0, 1), ("mandates.yaml", 1, 0)]


@lru_cache(None)
def recorded(file, replicate, scenario):
    """The world, what held at each step's start and happened then, and the books."""
    command = [os.environ["KNOWHOW_RECORD_CONTACTS"], str(FOLDER / file), str(replicate), str(scenario)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    world, *steps, books = map(json.loads, lines)
    return world, steps, books["books"]


def left_by(step):
    """What a recorded step left behind, as the twin tells it."""
    after = step["after"]
    names = ("refused", "commitment", "learned", "learned_alike", "improvement", "taught")
    obeyed = [bool(forced) and before < TRIALLING and now == TRIALLING
              for forced, before, now in zip(after["forced"], step["stage"], after["stage"])]
    return {"obeyed": obeyed, **{name: after[name] for name in names}}


def first_difference(world, steps):
    """The first step that differs, with some of the contacts that only one of the two has, or what else differs."""
    twin = Twin(world)
    for step in steps:
        found = twin.contacts(step)
        if found != step["contacts"]:
            ours, theirs = ({tuple(contact) for contact in contacts} for contacts in (found, step["contacts"]))
            return {"step": step["step"], "twin only": sorted(ours - theirs)[:3], "simulator only": sorted(theirs - ours)[:3]}
        ours, theirs = {**twin.agents(), **twin.end(step["after"])}, {**step, **left_by(step)}
        differ = [name for name in ours if ours[name] != theirs[name]]
        if differ:
            return {"step": step["step"], "differ": differ}
    return None
