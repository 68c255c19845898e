#!/usr/bin/python3 -B
"""Faults in saving: strace kills the program at a system call, or lets that call fail with ENOSPC or EIO, for every call that
touches the results file, the journal or their folder. Afterwards the results file must be the old one or the new one,
whole; exit code 0 only with the new one; and the same command, undisturbed, must end with the right results and
leave nothing behind. Prints the counts; exit code 1 if one fault does harm. Needs strace.

  faults.py --program knowhow --folder DIR [--most N]      N: so many places for each system call, evenly chosen"""
import argparse
import collections
import os
import pathlib
import re
import resource
import subprocess
import sys

import limits
from study import results_before

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

FAULTS = ["signal=SIGKILL", "error=ENOSPC", "error=EIO"]
RUN = ["run", "study.yaml", "-o", "x.h5", "--quiet", "--threads", "1"]


def traced(folder, words, *options):
    """Runs a command under strace; its exit code and the lines of the trace."""
    with open(folder / "x.h5.journal", "rb") if words[1] == "publish-journal" else open(os.devnull, "rb") as entry:
        told = subprocess.run(["strace", "-f", "-y", "-o", "trace", *options, *words], cwd=folder, stdin=entry, capture_output=True, text=True, timeout=300)
    return told, (folder / "trace").read_text(errors="replace").splitlines()


def places(folder, lines, most):
    """(system call, how many-th of its process) of the calls that touch what is saved."""
    seen, found = collections.Counter(), collections.defaultdict(list)
    for line in lines:
        call = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not call:
            continue
        process, name, rest = call.groups()
        seen[process, name] += 1
        if "x.h5" in rest or f"<{folder.resolve()}>" in re.sub(r"AT_FDCWD<[^>]*>", "", rest):
            if name not in ("execve", "exit_group"):
                found[name].append(seen[process, name])
    chosen = []
    for name, all_of_it in sorted(found.items()):
        indices = sorted(set(all_of_it))
        step = max(1, len(indices) // most) if most else 1
        chosen += [(name, index) for index in indices[::step]]
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--most", type=int, default=0)
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    from nothing_lost_test import everything, same

    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode != 0:
        print("skipped: strace may not trace processes here")
        return 77
    folder, program = given.folder, str(given.program.resolve())
    old = results_before(program, RUN, folder)
    assert limits.run([program, *RUN], folder).code == 0
    new = everything(folder / "x.h5")
    # A limit on the size of files stops it where the journal holds every run and the results file is too large.
    size = (folder / "x.h5").stat().st_size
    (folder / "x.h5").unlink()
    subprocess.run([program, *RUN], cwd=folder, capture_output=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size - 100, size - 100)))
    journal = (folder / "x.h5.journal").read_bytes()
    keep = {"study.yaml", "x.h5", "trace"}

    counts, harm = collections.Counter(), 0
    for what, words, with_journal in (("writing the results file", [program, "publish-journal", "x.h5"], True), ("the whole run", [program, *RUN], False),
                                      ("runs kept at every step", [program, *RUN, "--checkpoint-every", "1e-9"], False)):
        def prepare(with_journal=with_journal):
            for path in folder.iterdir():
                if path.name not in keep:
                    path.unlink()
            (folder / "x.h5").write_bytes(old)
            if with_journal:
                (folder / "x.h5.journal").write_bytes(journal)

        prepare()
        told, lines = traced(folder, words)
        assert told.returncode == 0, told.stderr
        for name, index in places(folder, lines, given.most):
            for fault in FAULTS:
                if name in ("close", "munmap") and fault.startswith("error"):
                    continue  # which strace would leave undone: the lock would stay
                prepare()
                told, lines = traced(folder, words, "-e", f"inject={name}:{fault}:when={index}")
                injected = any("(INJECTED)" in line and ("x.h5" in line or f"<{folder.resolve()}>" in line) or "+++ killed by SIGKILL" in line for line in lines)
                if not injected:
                    counts[f"{what}: did not come to that call"] += 1
                    continue
                counts[f"{what}: {fault.split('=')[1]}"] += 1
                content = (folder / "x.h5").read_bytes()
                try:
                    is_new = content != old and same(everything(folder / "x.h5"), new)
                except OSError:
                    is_new = False
                torn = content != old and not is_new
                lie = told.returncode == 0 and not is_new
                again = limits.run([program, *RUN], folder)
                lost = again.code != 0 or not same(everything(folder / "x.h5"), new)
                left = {path.name for path in folder.iterdir()} - keep
                if torn or lie or lost or left:
                    harm += 1
                    print(f"{what}, {name} number {index}, {fault}: torn {torn}, exit 0 with the old file {lie}, then lost {lost}, left {sorted(left)}: "
                          f"{told.returncode} {told.stderr[:300]} {again.err[:300]}", flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{count:7} {kind}")
    print(f"{sum(count for kind, count in counts.items() if 'did not' not in kind)} faults in saving: {harm} did harm")
    return 1 if harm else 0


sys.exit(main())
