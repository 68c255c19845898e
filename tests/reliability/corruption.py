#!/usr/bin/python3 -B
"""Damaged files: one flipped bit, or the end cut off, in results, array files of sweeps and calibrations, and journals.

Results and array files must be refused by whoever opens them, with exit code 4 and the file's name. A damaged journal may
cost runs, never numbers: the same command then writes the results of an undisturbed run, or refuses. With --sealed, files are
damaged and then sealed again as knowhow seals them, so that HDF5 meets the damage: then the file is read or refused
with a message, within 5 s of processor time and 256 MiB. Prints the counts; exit code 1 if one file comes through.

  corruption.py --program knowhow --folder DIR --count N [--seed S]"""
import argparse
import collections
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys

import limits

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

MOST_SECONDS, MOST_BYTES = 5.0, 256 * limits.MEBIBYTE
STUDY = """\
knowhow: 1
title: Adoption among a hundred
model: bass
time: {horizon: 10 steps}
network: {shape: complete, agents: 100}
timing: continuous
adoption: {innovation: 0.05, imitation: 0.3}
interventions: {a campaign: {scale: {adoption.innovation: 2}}}
scenarios: {campaign: [a campaign]}
run: {replicates: 6, seed: 7}
"""
SWEEP = """\
knowhow: 1
title: Where many adopt
scenario: study.yaml
uncertainties: {adoption.innovation: {least: 0.01, most: 0.1}}
outcomes: [adopted]
design: latin_hypercube
points: 4
replicates: 2
"""
CALIBRATION = """\
knowhow: 1
title: How many adopt
question: Which number made the figure?
scenario: study.yaml
priors: {adoption.innovation: {uniform: {least: 0.01, most: 0.2}}}
observed: {adopted after 5: {variable: adopted, at: {time: "5"}, value: 0.5, sample: 50, source: made up}}
search: {particles: 20, least_acceptance: 30 %, most_runs: 200, seed: 3}
"""


def damaged(content, chance):
    """The bytes with one bit flipped or the end cut off, and what was done."""
    if chance.random() < 0.3:
        left = chance.randrange(len(content))
        return content[:left], f"cut to {left} of {len(content)} bytes"
    bit = chance.randrange(8 * len(content))
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed), f"bit {bit} of {8 * len(content)} flipped"


def make(program, folder):
    """The sound files, and how each is opened."""
    for name, text in (("study", STUDY), ("sweep", SWEEP), ("fit", CALIBRATION)):
        (folder / f"{name}.yaml").write_text(text)
    for words in (["run", "study.yaml", "-o", "results.h5"], ["sweep", "sweep.yaml", "-o", "parts"], ["calibrate", "fit.yaml", "-o", "fit.h5"]):
        told = limits.run([program, *words, "--quiet"], folder)
        assert told.code == 0, (words, told.err)
    parts = sorted((folder / "parts").glob("*.h5"))
    assert parts
    # A limit on the size of files stops it where the journal holds every run and the results file is too large.
    full = limits.run([program, "run", "study.yaml", "-o", "j.h5", "--quiet"], folder)
    assert full.code == 0
    size = (folder / "j.h5").stat().st_size
    (folder / "j.h5").unlink()
    stopped = subprocess.run([program, "run", "study.yaml", "-o", "j.h5", "--quiet"], cwd=folder, capture_output=True,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size - 100, size - 100)))
    journal = folder / "j.h5.journal"
    assert stopped.returncode == 75 and journal.exists(), stopped.stderr
    return {"results": (folder / "results.h5", ["compare", "results.h5"]),
            "part of a sweep": (parts[0], ["merge", f"parts/{parts[0].name}", "-o", "merged.h5"]),
            "calibration": (folder / "fit.h5", ["merge", "fit.h5", "-o", "merged.h5"]),
            "journal": (journal, ["run", "study.yaml", "-o", "j.h5", "--quiet"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--count", required=True, type=int, help="so many damaged files, shared among the kinds")
    parser.add_argument("--sealed", action="store_true", help="seal them again, so that HDF5 meets the damage")
    parser.add_argument("--seed", default=1, type=int)
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    import program as tools

    folder, program, chance = given.folder, given.program.resolve(), random.Random(given.seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = make(program, folder)
    truth = tools.digest_of(tools.read(folder / "results.h5"))
    if given.sealed:
        del files["journal"]
    outcomes, wrong, slowest, largest = collections.Counter(), [], 0.0, 0
    for index in range(given.count):
        kind = list(files)[index % len(files)]
        path, words = files[kind]
        sound = path.read_bytes()
        content, what = damaged(sound[:-32] if given.sealed else sound, chance)
        path.write_bytes(content)
        if given.sealed:
            tools.seal(path)
        told = limits.run([program, *words], folder, processor_seconds=60)
        slowest, largest = max(slowest, told.seconds), max(largest, told.peak)
        refused = told.code == 4 and path.name in told.err and (given.sealed or re.search("damaged|seal|cut short|not HDF5|no journal", told.err))
        outcome = "refused" if refused else "read" if told.code == 0 else f"exit {told.code}"
        good = bool(refused)
        if kind == "journal" and told.code == 0:
            outcome, good = "gone on to the same results", tools.digest_of(tools.read(folder / "j.h5")) == truth
        elif given.sealed:
            good = (refused or told.code == 0) and told.seconds <= MOST_SECONDS and told.peak <= MOST_BYTES
        outcomes[f"{kind}: {outcome}"] += 1
        if not good:
            wrong.append(what)
            print(f"{kind}, {what}: exit {told.code}, {told.seconds:.1f} s, {told.peak / limits.MEBIBYTE:.0f} MiB: {told.err[:500]}", flush=True)
            shutil.copy(path, folder / f"came_through_{index}")
        for left in ("merged.h5", "j.h5"):
            (folder / left).unlink(missing_ok=True)
        path.write_bytes(sound)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:7} {outcome}")
    print(f"{given.count} damaged files{', sealed again' if given.sealed else ''}: {len(wrong)} came through; "
          f"at most {slowest:.2f} processor seconds and {largest / limits.MEBIBYTE:.0f} MiB each")
    return 1 if wrong else 0


sys.exit(main())
