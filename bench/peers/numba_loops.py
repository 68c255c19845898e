#!/usr/bin/python3 -B
"""numba_loops.py WORK name=value...: the works of knowhow_ceiling as somebody would write them in numba, one line of JSON.

Loops over compressed rows, parallel over agents, compiled before the clock starts. Works: gaps, sir (file=EDGES of
`knowhow_ceiling edges`), small.
"""
import json
import os
import resource
import sys
import time

GIVEN = dict(argument.split("=", 1) for argument in sys.argv[2:])
THREADS = int(GIVEN.get("threads", 1))
os.environ["NUMBA_NUM_THREADS"] = str(THREADS)

import numba  # noqa: E402
import numpy as np  # noqa: E402


def rows_of(ends, agents):
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    starts = np.zeros(agents + 1, np.int32)
    np.cumsum(np.bincount(both[:, 0], minlength=agents), out=starts[1:])
    return starts, np.ascontiguousarray(both[:, 1])


@numba.njit(parallel=True, cache=True)
def gap_step(starts, neighbours, before, after, rate, share):
    for i in numba.prange(len(before)):
        gaps = np.zeros(8, np.float32)
        for e in range(starts[i], starts[i + 1]):
            if share < 1 and np.random.random() >= share:
                continue
            for c in range(8):
                gap = before[neighbours[e], c] - before[i, c]
                if gap > 0:
                    gaps[c] += gap
        for c in range(8):
            after[i, c] = before[i, c] + rate * gaps[c]


@numba.njit(parallel=True, cache=True)
def sir_step(starts, neighbours, before, after, infection, recovery):
    for i in numba.prange(len(before)):
        state = before[i]
        if state == 0:
            near = 0
            for e in range(starts[i], starts[i + 1]):
                near += before[neighbours[e]] == 1
            if near and np.random.random() < 1 - (1 - infection) ** near:
                state = 1
        elif state == 1 and np.random.random() < recovery:
            state = 2
        after[i] = state


@numba.njit(cache=True)
def small_run(agents, degree, steps, share, seed):
    np.random.seed(seed)
    tied = np.zeros((agents, agents), np.bool_)
    for i in range(agents):
        for lap in range(1, degree // 2 + 1):
            j = (i + lap) % agents
            if np.random.random() < 0.1:
                j = np.random.randint(agents)
                while j == i or tied[i, j]:
                    j = np.random.randint(agents)
            tied[i, j] = tied[j, i] = True
    before = np.random.random((agents, 8)).astype(np.float32)
    after = np.empty_like(before)
    gaps = np.zeros(8, np.float32)
    neighbours = np.empty(agents * agents, np.int32)
    starts = np.zeros(agents + 1, np.int32)
    for i in range(agents):
        starts[i + 1] = starts[i]
        for j in range(agents):
            if tied[i, j]:
                neighbours[starts[i + 1]] = j
                starts[i + 1] += 1
    for _ in range(steps):
        for i in range(agents):
            gaps[:] = 0
            for e in range(starts[i], starts[i + 1]):
                if np.random.random() < share:
                    for c in range(8):
                        gap = before[neighbours[e], c] - before[i, c]
                        if gap > 0:
                            gaps[c] += gap
            for c in range(8):
                after[i, c] = before[i, c] + np.float32(0.01) * gaps[c]
        before, after = after, before
    return before.mean()


@numba.njit(parallel=True, cache=True)
def small_runs(replicates, steps, share, seed):
    means = np.empty(replicates)
    for r in numba.prange(replicates):
        means[r] = small_run(50, 10, steps, share, seed + r)
    return means


def timed(work):
    wall, processor = time.perf_counter(), time.process_time()
    results = work()
    told = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    told["peak_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**told, **results}


def gaps():
    agents, steps, share = int(GIVEN["agents"]), int(GIVEN["steps"]), float(GIVEN.get("open", 1))
    starts, neighbours = rows_of(np.fromfile(GIVEN["file"], np.int32).reshape(-1, 2), agents)
    levels = [np.random.default_rng(1).random((agents, 8), dtype=np.float32) for _ in range(2)]
    gap_step(starts[:2], neighbours, levels[0][:1], levels[1][:1].copy(), np.float32(0.01), share)

    def run():
        for step in range(steps):
            gap_step(starts, neighbours, levels[step % 2], levels[1 - step % 2], np.float32(0.01), share)
        return {"mean_knowledge": float(levels[steps % 2].mean(dtype=np.float64))}

    return timed(run)


def sir():
    agents, steps = int(GIVEN["agents"]), int(GIVEN["steps"])
    starts, neighbours = rows_of(np.fromfile(GIVEN["file"], np.int32).reshape(-1, 2), agents)
    states = [np.zeros(agents, np.uint8) for _ in range(2)]
    states[0][np.random.default_rng(1).choice(agents, agents // 100, replace=False)] = 1
    sir_step(starts[:2], neighbours, states[0][:1], states[1][:1].copy(), 0.02, 0.02)

    def run():
        for step in range(steps):
            sir_step(starts, neighbours, states[step % 2], states[1 - step % 2], 0.02, 0.02)
        last = states[steps % 2]
        return {"susceptible": float((last == 0).mean()), "infected": float((last == 1).mean())}

    return timed(run)


def small():
    replicates, steps, share = int(GIVEN["replicates"]), int(GIVEN["steps"]), float(GIVEN.get("open", 1))
    small_runs(1, 1, share, 1)
    return timed(lambda: {"mean_knowledge": float(small_runs(replicates, steps, share, 1).mean())})


print(json.dumps({"work": sys.argv[1], **{"gaps": gaps, "sir": sir, "small": small}[sys.argv[1]]()}))
