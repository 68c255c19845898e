#!/usr/bin/env python3
"""How well a sweep uses its threads, by the clock: for a machine that does nothing else meanwhile.

    scripts/sweep_efficiency.py                       1024 runs of about 10 ms, on one thread and on two, in turn, five times
    scripts/sweep_efficiency.py --milliseconds 4      shorter runs

Tells, as medians over the tries: parallel efficiency (time on one thread over threads times the time on so many), of the runs
alone and of the whole command; and the share of the threads' time that was spent in worlds and runs. Exit code 1 where one of
them misses what is asked: 95 % and 99 %.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EFFICIENT, SIMULATING = 0.95, 0.99
SCENARIO = """knowhow: 1
title: A cascade among many
model: threshold
time: {{horizon: 60 steps}}
network: {{shape: random, agents: {agents}, mean_degree: 4}}
rule: {{shape: fractional, share: 0.18}}
seeds: {{shape: random, number: 3}}
run: {{replicates: 1, seed: 11}}
"""
SWEEP = """knowhow: 1
scenario: cascade.yaml
uncertainties:
  rule.share: {{least: 0.15, most: 0.2}}
outcomes: [adopted]
design: sobol
points: {runs}
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--milliseconds", type=float, default=10, help="of a run, about")
    parser.add_argument("--runs", type=int, default=1024, help="a power of two")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tries", type=int, default=5)
    return parser.parse_args()


class Bench:
    def __init__(self, program, folder, runs):
        self.program, self.folder = program.resolve(), pathlib.Path(folder)
        (self.folder / "sweep.yaml").write_text(SWEEP.format(runs=runs))

    def knowhow(self, *words):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        return json.loads(done.stdout)

    def size_runs(self, milliseconds):
        """Chooses a number of agents for which a run takes about so long."""
        agents = 20_000
        for _ in range(3):
            (self.folder / "cascade.yaml").write_text(SCENARIO.format(agents=agents))
            took = 1000 * self.knowhow("sweep", "sweep.yaml", "--dry-run", "--threads", 1, "--json")["seconds_a_run"]
            if 0.9 < took / milliseconds < 1.1:
                break
            agents = max(100, round(agents * milliseconds / took))
        return agents

    def sweep(self, threads):
        began = time.perf_counter()
        told = self.knowhow("sweep", "sweep.yaml", "-o", "out", "--fresh", "--threads", threads, "--json")
        return told | {"whole": time.perf_counter() - began}


def main():
    given, several = arguments(), []
    with tempfile.TemporaryDirectory(prefix="knowhow-sweep.") as folder:
        bench = Bench(given.program, folder, given.runs)
        agents = bench.size_runs(given.milliseconds)
        for _ in range(given.tries):
            one, more = bench.sweep(1), bench.sweep(given.threads)
            several.append((one, more))
            print(f"one thread {one['seconds']:.2f} s ({one['whole']:.2f} s in all), {given.threads} threads {more['seconds']:.2f} s "
                  f"({more['whole']:.2f} s); simulating {one['share_of_time_simulating']:.4f} and {more['share_of_time_simulating']:.4f} of the time",
                  flush=True)
    middle = lambda of: statistics.median(of(one, more) for one, more in several)
    efficiency, whole = (middle(lambda one, more, key=key: one[key] / (given.threads * more[key])) for key in ("seconds", "whole"))
    simulating = middle(lambda _, more: more["share_of_time_simulating"])
    a_run = middle(lambda one, _: 1000 * one["thread_seconds_simulating"] / one["ran"])
    print(f"{given.runs} runs of {agents} agents, {a_run:.1f} ms each, {given.tries} tries: parallel efficiency on {given.threads} threads "
          f"{100 * efficiency:.1f} % ({100 * whole:.1f} % of the whole command, with start, part and merge); "
          f"{100 * simulating:.1f} % of the threads' time is simulation.")
    return 0 if efficiency >= EFFICIENT and simulating >= SIMULATING else 1


if __name__ == "__main__":
    raise SystemExit(main())
