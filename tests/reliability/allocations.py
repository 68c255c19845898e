#!/usr/bin/python3 -B
"""Memory that runs out: an allocation is refused, one in each try, in loading, running and saving. The command must end with the
right results, or with exit code 1 or 75 and clear words; what stands under the name of the results is then the old file or the
new one, whole; and the same command, undisturbed, ends with the right results. Each of the first so many allocations is
tried, and of the later ones so many, evenly chosen. Prints the counts; exit code 1 if one does harm.

  allocations.py --program knowhow --refuser fail_allocation.so --folder DIR [--first N] [--later N]"""
import argparse
import collections
import os
import pathlib
import subprocess
import sys

import limits
from study import results_before

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

OUT_OF_MEMORY, INTERRUPTED = 1, 75
RUN = ["run", "study.yaml", "-o", "x.h5", "--quiet", "--threads", "1"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--refuser", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--first", type=int, default=2000)
    parser.add_argument("--later", type=int, default=500)
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    from nothing_lost_test import everything, same

    folder, program = given.folder, str(given.program.resolve())
    old = results_before(program, RUN, folder)

    def attempt(**environment):
        told = subprocess.run([program, *RUN], cwd=folder, capture_output=True, text=True, errors="replace", timeout=120,
                              env={**os.environ, "LD_PRELOAD": str(given.refuser.resolve()), **environment})
        return told

    told = attempt(KNOWHOW_ALLOCATIONS=str(folder / "all"))
    assert told.returncode == 0, told.stderr
    new = everything(folder / "x.h5")
    total = int((folder / "all").read_text())
    (folder / "all").unlink()
    # The process that writes the results counts anew, so early numbers are of both.
    later = range(given.first + 1, total + 1)
    chosen = [*range(1, min(given.first, total) + 1), *later[::max(1, len(later) // given.later) if given.later else len(later) + 1]]
    print(f"{total} allocations, {len(chosen)} of them to be refused", flush=True)

    counts, harm = collections.Counter(), 0
    for number in chosen:
        for path in folder.iterdir():
            if path.name != "study.yaml":
                path.unlink()
        (folder / "x.h5").write_bytes(old)
        told = attempt(KNOWHOW_REFUSED_ALLOCATION=str(number))
        content = (folder / "x.h5").read_bytes()
        try:
            is_new = content != old and same(everything(folder / "x.h5"), new)
        except OSError:
            is_new = False
        # HDF5 may crash for want of memory, in a process of its own: then it is said where the runs are.
        clear = told.returncode == 0 or (told.returncode in (OUT_OF_MEMORY, INTERRUPTED) and "internal error" not in told.stderr
                                         and ("out of memory" in told.stderr or "runs are safe in" in told.stderr))
        torn = content != old and not is_new
        lie = told.returncode == 0 and not is_new
        again = limits.run([program, *RUN], folder)
        lost = again.code != 0 or not same(everything(folder / "x.h5"), new)
        counts[f"ended with exit code {told.returncode}"] += 1
        if not clear or torn or lie or lost:
            harm += 1
            print(f"allocation {number}: clear {clear}, torn {torn}, exit 0 with the old file {lie}, then lost {lost}: {told.returncode} {told.stderr[:300]}", flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{count:7} {kind}")
    print(f"{len(chosen)} allocations refused: {harm} did harm")
    return 1 if harm else 0


sys.exit(main())
