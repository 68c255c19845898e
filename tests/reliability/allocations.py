#!/usr/bin/python3 -B
"""Failing allocations: the N-th allocation since main began fails, alone or with the hundred after it, while a scenario is
loaded, run and its results are written. The command must then say so and end with exit code 1, 3, 4 or 75 (or not need that
memory, and end well), never by a signal; the results file is the old one or the new one, whole; and the same command,
undisturbed, ends with the right results and leaves nothing behind. The first 2,000 allocations of each process are
tried one by one with --each 1, later ones sampled. Prints the counts; exit code 1 if one does harm.

  allocations.py --program knowhow --folder DIR [--each N] [--sampled N] [--seed S]"""
import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys

import limits

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

ONE_BY_ONE = 2000
TOLD = {1: "failed", 3: "invalid input", 4: "file trouble", 75: "interrupted"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--each", default=1, type=int, help="every N-th of the first 2,000")
    parser.add_argument("--sampled", default=300, type=int, help="so many of the later ones of each process")
    parser.add_argument("--seed", default=1, type=int)
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    import program as tools
    from nothing_lost_test import everything, same

    folder, chance = given.folder.resolve(), random.Random(given.seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shim = folder / "failing_allocation.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", shim, pathlib.Path(__file__).with_name("failing_allocation.c"), "-ldl"], check=True)
    small = tools.SMALL.replace("horizon: 60 weeks", "horizon: 12 weeks").replace("until: 40 weeks", "until: 11 weeks").replace("20 weeks, add", "5 weeks, add")
    small = small.replace("20 weeks, scale", "5 weeks, scale").replace("from: 10 weeks", "from: 3 weeks").replace("replicates: 3", "replicates: 2")
    (folder / "small.yaml").write_text(small)
    words = [given.program.resolve(), "run", "small.yaml", "-o", "x.h5", "--quiet"]
    two = ["--threads", "2"]
    told = limits.run([*words, *two, "--seed", "8"], folder)
    assert told.code == 0, told.err
    old = (folder / "x.h5").read_bytes()
    counted = limits.run([*words, *two], folder, environment={"LD_PRELOAD": str(shim), "COUNT_IN": "counts"})
    assert counted.code == 0, counted.err
    totals = {name: int(count) for name, count in (line.split() for line in (folder / "counts").read_text().splitlines())}
    (folder / "counts").unlink()
    new = everything(folder / "x.h5")
    keep = {"small.yaml", "x.h5", shim.name}

    outcomes, harm, tried = collections.Counter(), 0, 0
    for process, total in sorted(totals.items()):
        places = list(range(1, min(total, ONE_BY_ONE) + 1, given.each))
        if total > ONE_BY_ONE:
            places += sorted(chance.sample(range(ONE_BY_ONE + 1, total + 1), min(given.sampled, total - ONE_BY_ONE)))
        for place in places:
            more, threads = chance.choice([0, 0, 100]), chance.choice([1, 2])
            for path in folder.iterdir():
                if path.name not in keep:
                    path.unlink()
            (folder / "x.h5").write_bytes(old)
            told = limits.run([*words, "--threads", threads], folder,
                              environment={"LD_PRELOAD": str(shim), "FAIL_AT": str(place), "FAIL_MORE": str(more), "FAIL_IN": process})
            tried += 1
            content = (folder / "x.h5").read_bytes()
            is_old = content == old
            try:
                is_new = not is_old and same(everything(folder / "x.h5"), new)
            except OSError:
                is_new = False
            clear = told.code == 0 and is_new or told.code in TOLD and told.err.strip() and "internal error" not in told.err
            outcomes[f"{process}: {'ended well' if told.code == 0 else TOLD.get(told.code, f'exit {told.code}')}"] += 1
            again = limits.run([*words, *two], folder) if not is_new or told.code != 0 else told
            lost = again.code != 0 or not same(everything(folder / "x.h5"), new)
            left = {path.name for path in folder.iterdir()} - keep
            if not clear or not (is_old or is_new) or lost or left:
                harm += 1
                print(f"{process}, allocation {place} of {total} and {more} more, {threads} threads: exit {told.code}, "
                      f"{'old' if is_old else 'new' if is_new else 'BAD'} file, then lost {lost}, left {sorted(left)}: {told.err[:300]!r} {again.err[:200]!r}", flush=True)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:7} {outcome}")
    print(f"{tried} failing allocations of {' and '.join(f'{total} ({name})' for name, total in sorted(totals.items()))}: {harm} did harm")
    return 1 if harm else 0


sys.exit(main())
