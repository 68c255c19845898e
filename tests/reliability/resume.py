#!/usr/bin/python3 -B
"""Runs killed at random moments, resumed with another number of threads until they end: the results must be those of a run
that nothing ended. Prints the count; exit code 1 if one differs.

  resume.py --program knowhow --folder DIR --count N [--seed S] [--inside]

With --inside it is a single long run, kept by a checkpoint twenty times a second."""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

import limits

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--count", required=True, type=int, help="so many runs that are killed")
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--inside", action="store_true", help="a single run with checkpoints")
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    import program as tools
    from nothing_lost_test import everything, same

    folder, program, chance = given.folder, given.program.resolve(), random.Random(given.seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "small.yaml").write_text(tools.SMALL)
    words = [program, "run", "small.yaml", "--replicates", "12", "--quiet"]
    goes_on = "going on"
    if given.inside:
        words = [program, "run", SOURCE / "scenarios" / "wales.yaml", "--set", "world.people.staff_per_person=20", "--replicates", "1",
                 "--checkpoint-every", "0.05", "--quiet"]
        goes_on = "goes on from x.h5.run-0-0.checkpoint"
    began = time.monotonic()
    assert limits.run([*words, "-o", "whole.h5"], folder).code == 0
    whole, lasts = everything(folder / "whole.h5"), time.monotonic() - began
    truth = tools.digest_of(tools.read(folder / "whole.h5"))

    def start(moment):
        """Whether it was killed before its end, and what it said."""
        process = subprocess.Popen([*words, "-o", "x.h5", "--threads", str(chance.choice([1, 2, 3, 4]))], cwd=folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            return process.communicate(timeout=moment)[1], False
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[1], True

    kills = resumed = went_on = wrong = 0
    while resumed < given.count:
        killed = start(chance.random() * lasts)[1]
        if killed and chance.random() < 0.3:
            kills += start(chance.random() * lasts)[1]
        kills += killed
        told, _ = start(600)
        went_on += goes_on in told
        resumed += killed
        if not (folder / "x.h5").exists() or not same(everything(folder / "x.h5"), whole) or tools.digest_of(tools.read(folder / "x.h5")) != truth:
            wrong += 1
            print(f"after kill {kills}: other results than those of a whole run: {told}", flush=True)
        (folder / "x.h5").unlink(missing_ok=True)
    leftovers = sorted(path.name for path in folder.iterdir() if path.name not in ("small.yaml", "whole.h5"))
    if leftovers:
        wrong += 1
        print("left behind:", leftovers)
    print(f"{kills} kills at random moments, {went_on} goings on from {'a checkpoint' if given.inside else 'a journal'}: {resumed - wrong} of {resumed} runs killed and "
          f"resumed with 1 to 4 threads equal the whole run")
    return 1 if wrong else 0


sys.exit(main())
