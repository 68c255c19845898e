#!/usr/bin/python3 -B
"""Power cuts, replayed: strace records what a run does to the results file, the journal and their folder; from that every
state is built that a disk may be left in when the power goes at any moment. Data that no fsync confirmed may be there,
missing, torn at any byte, or be zeros though the file is long enough, each write for itself; names that no fsync of the folder
confirmed may be old or new, each prefix of the changes. In each state, the results file must be absent, the old one or the new one,
whole, and knowhow must say the same; and the same command must then end with the right results and leave nothing behind. States
are drawn at random, each different from the others. Prints the counts; exit code 1 if one state does harm. Needs strace.

  power_cuts.py --program knowhow --folder DIR --count N [--seed S]"""
import argparse
import ast
import collections
import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

import limits
from study import results_before

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

CALLS = "openat,creat,write,pwrite64,writev,pwritev,ftruncate,truncate,lseek,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,link,linkat,fallocate"
SIZE = 1 << 24


def bytes_of(text):
    """The bytes of a string as strace -xx writes it."""
    return ast.literal_eval("b" + text)


def recorded(folder, lines):
    """What was done, in order: (what, file, ...), files by number; and the names that were there before."""
    here = str(folder)
    events, names, number, places = [], {}, 0, {}

    def name_of(text):
        path = os.path.normpath(os.path.join(here, bytes_of(text).decode()))
        return os.path.basename(path) if os.path.dirname(path) == here else None

    for path in folder.iterdir():
        names[path.name] = number = number + 1
    first = dict(names)
    for line in lines:
        call = re.match(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?", line)
        if not call:
            assert "unfinished" not in line and "resumed" not in line, line
            continue
        _, what, rest, result, _ = call.groups()
        texts = re.findall(r'"(?:\\x[0-9a-f]{2})*"', rest)
        target = re.match(r"\d+<(.*?)>", rest)
        file = None
        if target:
            path = bytes_of('"' + target[1] + '"').decode() if "\\x" in target[1] else target[1]
            if os.path.dirname(path) == here:
                file = os.path.basename(path)
            elif path == here and what == "fsync":
                events.append(("names kept",))
                continue
        if int(result) < 0:
            continue
        if what in ("openat", "creat") and texts:
            name = name_of(texts[0])
            if name and "O_CREAT" in rest and name not in names:
                names[name] = number = number + 1
                events.append(("name", name, number))
            if name and "O_RDWR" in rest:
                places[name] = 0
            assert "O_TRUNC" not in rest or not name, line
        elif what in ("unlink", "unlinkat", "rename", "renameat", "renameat2"):
            found = [name_of(text) for text in texts]
            if found[0] is None or found[0] not in names:
                continue
            moved = names.pop(found[0])
            if what.startswith("unlink"):
                events.append(("no name", found[0]))
            else:
                names[found[1]] = moved
                events.append(("rename", found[0], found[1], moved))
        elif file is not None and file in names:
            if what == "write":
                data = bytes_of(texts[0])[: int(result)]
                events.append(("write", names[file], places[file], data))
                places[file] += len(data)
            elif what == "pwrite64":
                data = bytes_of(texts[0])[: int(result)]
                events.append(("write", names[file], int(rest.rsplit(", ", 1)[1]), data))
            elif what == "lseek":
                places[file] = int(result)
            elif what == "ftruncate":
                events.append(("cut", names[file], int(rest.rsplit(", ", 1)[1])))
            elif what in ("fsync", "fdatasync"):
                events.append(("data kept", names[file]))
            else:
                raise AssertionError(f"not known how to replay: {line}")
    return first, events


def applied(content, event, chance):
    """A file's content after a change that may have reached the disk wholly, in part or not at all."""
    fate = chance.choice(["there", "there", "missing", "torn", "zeros"])
    if fate == "missing":
        return content
    if event[0] == "cut":
        return content[: event[2]].ljust(event[2], b"\0")
    _, _, at, data = event
    kept = data if fate == "there" else bytes(len(data))
    if fate == "torn":
        kept = data[: chance.randrange(len(data) + 1)]
    return content[:at].ljust(at, b"\0") + kept + content[at + len(kept):]


def state_after(first, contents, events, chance):
    """A legal state of the folder: names and their contents."""
    cut = chance.randrange(len(events) + 1)
    before = events[:cut]
    files = collections.defaultdict(bytes, contents)
    for file in {event[1] for event in before if event[0] in ("write", "cut")}:
        kept = max([i for i, event in enumerate(before) if event == ("data kept", file)], default=-1)
        for i, event in enumerate(before):
            if event[0] in ("write", "cut") and event[1] == file:
                if i < kept:
                    files[file] = applied(files[file], event, Certain)
                else:
                    files[file] = applied(files[file], event, chance)
    kept = max([i for i, event in enumerate(before) if event[0] == "names kept"], default=-1)
    changes = [(i, event) for i, event in enumerate(before) if event[0] in ("name", "no name", "rename")]
    sure = sum(i < kept for i, _ in changes)
    names = dict(first)
    for _, event in changes[: chance.randrange(sure, len(changes) + 1)]:
        if event[0] == "name":
            names[event[1]] = event[2]
        elif event[0] == "no name":
            names.pop(event[1])
        else:
            names[event[2]] = names.pop(event[1])
    return {name: files[file] for name, file in names.items()}


class Certain:
    """Chance that never takes anything away."""
    choice = staticmethod(lambda _: "there")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--count", required=True, type=int, help="so many different states")
    parser.add_argument("--seed", default=1, type=int)
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    from nothing_lost_test import everything, same

    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode != 0:
        print("skipped: strace may not trace processes here")
        return 77
    chance, program = random.Random(given.seed), str(given.program.resolve())
    shutil.rmtree(given.folder, ignore_errors=True)
    folder, trace = given.folder.resolve() / "disk", given.folder.resolve() / "trace"
    run = [program, "run", "study.yaml", "-o", "x.h5", "--quiet", "--threads", "1"]
    old = results_before(program, run[1:], folder)

    recordings = []
    for with_old in (True, False):
        if not with_old:
            (folder / "x.h5").unlink()
        contents_before = {path.name: path.read_bytes() for path in folder.iterdir()}
        names_before = [path.name for path in folder.iterdir()]
        told = limits.run(["strace", "-f", "-y", "-xx", "-s", str(SIZE), "-e", f"trace={CALLS}", "-e", "signal=none", "-o", trace, *run], folder)
        assert told.code == 0, told.err
        whole = {path.name: path.read_bytes() for path in folder.iterdir()}
        new = everything(folder / "x.h5")
        for name in set(whole) - set(names_before):
            (folder / name).unlink()
        for name, content in contents_before.items():
            (folder / name).write_bytes(content)
        first, events = recorded(folder, joined(trace.read_text().splitlines()))
        contents = {number: contents_before[name] for name, number in first.items()}
        # The recording itself: replayed to its end with nothing lost, it gives what is there.
        files = collections.defaultdict(bytes, contents)
        names = dict(first)
        for event in events:
            if event[0] in ("write", "cut"):
                files[event[1]] = applied(files[event[1]], event, Certain)
            elif event[0] == "name":
                names[event[1]] = event[2]
            elif event[0] == "no name":
                names.pop(event[1])
            elif event[0] == "rename":
                names[event[2]] = names.pop(event[1])
        assert {name: files[number] for name, number in names.items()} == whole, "the recording is not what happened"
        recordings.append((first, contents, events, whole["x.h5"]))

    # The replay itself: were the new file not synced before it is renamed, torn ones would be among the states.
    first, contents, events, written = recordings[1]
    unsynced = [event for event in events if event != ("data kept", max(e[1] for e in events if e[0] == "write"))]
    assert any(state.get("x.h5", written) != written for state in (state_after(first, contents, unsynced, chance) for _ in range(1000))), "a missing fsync was not seen"

    seen, outcomes, harm, tries = set(), collections.Counter(), 0, 0
    while len(seen) < given.count and tries < 200 * given.count:
        tries += 1
        first, contents, events, written = recordings[tries % 2]
        state = state_after(first, contents, events, chance)
        mark = hashlib.sha256(repr(sorted(state.items())).encode()).digest()
        if mark in seen:
            continue
        seen.add(mark)
        for path in folder.iterdir():
            path.unlink()
        for name, content in state.items():
            (folder / name).write_bytes(content)
        there = state.get("x.h5")
        kind = "no file" if there is None else "the old file" if there == old else "the new file" if there == written else "TORN"
        opened = limits.run([program, "compare", "x.h5"], folder)
        says = opened.code == (4 if there is None else 0)
        again = limits.run(run, folder)
        restarted = again.code == 4 and "--fresh" in again.err
        if restarted:  # a journal that is damaged where it begins is not thrown away unasked
            again = limits.run([*run, "--fresh"], folder)
        lost = again.code != 0 or not same(everything(folder / "x.h5"), new)
        left = sorted({path.name for path in folder.iterdir()} - {"study.yaml", "x.h5"})
        outcomes[f"{kind}, then {'started over when told to' if restarted else 'gone on from the journal' if 'going on' in again.err else 'run again'}"] += 1
        if kind == "TORN" or not says or lost or left:
            harm += 1
            print(f"state {len(seen)}: {kind}, compare exits {opened.code}, then lost {lost}, left {left}: {opened.err[:200]} {again.err[:300]}", flush=True)
            keep = given.folder / f"state_{len(seen)}"
            keep.mkdir()
            for name, content in state.items():
                (keep / name).write_bytes(content)
    for kind, count in sorted(outcomes.items()):
        print(f"{count:7} {kind}")
    print(f"{len(seen)} different states after a power cut, of {' and '.join(str(len(r[2])) for r in recordings)} recorded calls: {harm} did harm")
    return 1 if harm or len(seen) < given.count else 0


def joined(lines):
    """Calls that another process or thread interrupted, in one line each, where they ended."""
    begun, whole = {}, []
    for line in lines:
        process = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line[: -len("<unfinished ...>")].rstrip()
        elif re.match(r"\d+ +<\.\.\. \w+ resumed>", line):
            whole.append(begun.pop(process) + line.split("resumed>", 1)[1])
        else:
            whole.append(line)
    return whole


sys.exit(main())
