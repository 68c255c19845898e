#!/usr/bin/python3 -B
"""A sweep in parts, whose workers are killed at random moments and whose disk fills: nothing is lost or doubled, and the
merged file is that of a sweep which nothing disturbed, byte for byte. A worker makes a part; whichever ended before its part was done is
started again. With --small-disk (needs the right to mount) the parts lie on a file system that at first has room for
about half of them; workers that find it full end with exit code 75, and it grows once all of them wait. Prints the counts; exit code
1 if the outcome differs.

  workers.py --program knowhow --folder DIR [--runs N] [--kills N] [--parts N] [--small-disk] [--seed S]"""
import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

STUDY = """\
knowhow: 1
title: Adoption among two thousand
model: bass
time: {horizon: 40 steps}
network: {shape: small_world, agents: 2000, degree: 6, rewired: 0.1}
timing: continuous
adoption: {innovation: 0.02, imitation: 0.3}
run: {replicates: 1, seed: 7}
"""
SWEEP = """\
knowhow: 1
title: Where many adopt
scenario: study.yaml
uncertainties: {adoption.innovation: {least: 0.01, most: 0.1}, adoption.imitation: {least: 0.1, most: 0.5}}
outcomes: [adopted]
design: latin_hypercube
points: POINTS
replicates: 2
"""
FULL = 75


def mount(folder, size, *words):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"{''.join(word + ',' for word in words)}size={size}", "tmpfs", folder], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--runs", default=1000, type=int)
    parser.add_argument("--kills", default=100, type=int)
    parser.add_argument("--parts", default=10, type=int)
    parser.add_argument("--small-disk", action="store_true")
    parser.add_argument("--seed", default=1, type=int)
    given = parser.parse_args()
    chance, program, folder = random.Random(given.seed), str(given.program.resolve()), given.folder.resolve()
    subprocess.run(["umount", folder / "parts"], capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY)
    (folder / "sweep.yaml").write_text(SWEEP.replace("POINTS", str(given.runs // 2)))

    def sweep(output, *words):
        return [program, "sweep", "sweep.yaml", "-o", output, "--quiet", "--threads", "1", *words]

    # Undisturbed, in as many parts: what one part takes in time and room.
    began = time.monotonic()
    for part in range(1, given.parts + 1):
        subprocess.run(sweep("whole", "--shard", f"{part}/{given.parts}"), cwd=folder, check=True, capture_output=True)
    lasts = (time.monotonic() - began) / given.parts
    subprocess.run([program, "merge", "whole", "-o", "whole.h5", "--quiet"], cwd=folder, check=True, capture_output=True)
    pages = sum(-(-path.stat().st_size // 4096) for path in (folder / "whole").iterdir())
    (folder / "parts").mkdir()
    small = given.small_disk and mount(folder / "parts", (pages // 2 + 2) * 4096)
    if given.small_disk and not small:
        print("skipped: nothing may be mounted here")
        return 77

    kills = started = full = grown = 0
    harm, waiting = [], set(range(1, given.parts + 1))
    at_work, stuck = {}, set()
    while (waiting or at_work) and not harm:
        while waiting - stuck and len(at_work) < 2:
            part = chance.choice(sorted(waiting - stuck))
            waiting.discard(part)
            process = subprocess.Popen(sweep("parts", "--shard", f"{part}/{given.parts}"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            started += 1
            # Far more parts than kills are started, unless kills come sooner than a part is done.
            doomed = kills + sum(end is not None for _, end in at_work.values()) < given.kills
            at_work[part] = process, time.monotonic() + chance.random() * lasts if doomed else None
        if not at_work and waiting and waiting <= stuck:
            grown += 1
            stuck.clear()
            if not mount(folder / "parts", 64 << 20, "remount"):
                harm.append("the disk did not grow")
            continue
        for part, (process, end) in list(at_work.items()):
            if end is not None and time.monotonic() >= end and process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
            if process.poll() is None:
                continue
            told = process.communicate()[1]
            del at_work[part]
            if process.returncode == -signal.SIGKILL:
                kills += 1
                waiting.add(part)
            elif process.returncode == FULL and small and not grown and "No space" in told:
                full += 1
                waiting.add(part)
                stuck.add(part)
            elif process.returncode != 0:
                harm.append(f"part {part}: exit {process.returncode}: {told[:300]}")
            elif kills < given.kills and part == given.parts:
                # Not enough were killed yet: the last part is made anew.
                for path in (folder / "parts").glob(f"part-{part:04}-of-*"):
                    path.unlink()
                waiting.add(part)
        time.sleep(0.002)
    for process, _ in at_work.values():
        process.kill()
        process.wait()
    merged = subprocess.run([program, "merge", "parts", "-o", "merged.h5", "--quiet"], cwd=folder, capture_output=True, text=True)
    if merged.returncode != 0 or (folder / "merged.h5").read_bytes() != (folder / "whole.h5").read_bytes():
        harm.append(f"merged: exit {merged.returncode}, another file than that of the undisturbed sweep: {merged.stderr[:300]}")
    expected = sorted(path.name for path in (folder / "whole").iterdir())
    there = sorted(path.name for path in (folder / "parts").iterdir())
    if there != expected:
        harm.append(f"in the folder: {there}, not {expected}")
    if small:
        subprocess.run(["umount", folder / "parts"], check=True)
        if full == 0:
            harm.append("the disk was never full")
    print(*harm, sep="\n", end="\n" if harm else "")
    print(f"{given.runs // 2 * 2} runs in {given.parts} parts, {started} workers started, {kills} killed, {full} found the disk full: "
          f"{'harm was done' if harm else 'the merged file is that of an undisturbed sweep, byte for byte'}")
    return 1 if harm or kills < given.kills else 0


sys.exit(main())
