#!/usr/bin/env python3
"""Is the baseline of Wales believable? And: fit the constants that were chosen so that it is.

    scripts/baseline.py check [RESULTS.h5]    holds the bands against a results file, or against a fresh run
    scripts/baseline.py fit                   searches the constants, and prints them beside the defaults

The bands are five-year outcomes that the sources make plausible (docs/model.md, A believable baseline). Where a file has
several scenarios, its first is the baseline. The program is taken from --program, KNOWHOW, or the search path.
"""

import argparse
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

WALES = pathlib.Path(__file__).resolve().parent.parent / "scenarios" / "wales.yaml"

# Each constant that is calibrated, with the value that was believed before any fitting.
CONSTANTS = {
    "stages.apply.start": 18,
    "channels.professional ties.talks": 6,
    "channels.home.talks": 30,
    "channels.seeking.visits": 4,
    "stages.improve.doing": 2,
}


class Baseline:
    """What the bands are about: one number per replicate each."""

    def __init__(self, path):
        with h5py.File(path) as file:
            names = lambda of: [name.decode() for name in file[of][:]]
            groups, practices, stages = names("group"), names("practice"), names("stage")
            every = file["organisations_at_stage"][0]  # replicate, time, group, practice, stage
            improvement = file["improvement"][0][:, :, groups.index("all"), :]
            years = (file["time"][:] - file["time"][0]) / 365.25
            duplicates = file["duplicates"][0]
            self.applied, self.acquired, self.aware = (file[f"final_{what}"][0] for what in ("applied", "acquired", "aware"))
        final = every[:, -1, :, :, stages.index("applied")]
        worthless = [practices.index(name) for name in ("nil practice", "harmful practice")]
        good = [k for k in range(len(practices)) if k not in worthless]
        of_kind = lambda kind: np.nanmean(final[:, groups.index(kind)][:, good], axis=1)
        self.boards, self.councils = of_kind("kind:health_board"), of_kind("kind:council")
        self.worthless = np.nanmean(final[:, groups.index("all")][:, worthless], axis=1)
        self.duplicates = duplicates.sum(axis=1)
        total = np.nansum(improvement[:, :, good], axis=2)
        self.early = total[:, np.abs(years - 3).argmin()] / total[:, -1].mean()


def bands(b):
    """(what, mean, standard error, least, most) of each band."""
    rows = [
        ("suited organisations that apply a good practice", b.applied, .05, .20),
        ("health boards ahead of councils, in that share", b.boards - b.councils, 0, 1),
        ("have acquired it", b.acquired, .20, .45),
        ("have heard of it", b.aware, .85, 1),
        ("apply a worthless one, less those that apply a good one", b.worthless - b.applied, -1, 0),
        ("duplicates", b.duplicates, 3, math.inf),
        ("improvement in year 3, as a share of year 5", b.early, 0, .35),
    ]
    return [(what, x.mean(), x.std(ddof=1) / math.sqrt(len(x)), least, most) for what, x, least, most in rows]


def run(program, replicates, values=()):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "baseline.h5"
        sets = [word for name, value in values for word in ("--set", f"{name}={value:.6g}")]
        subprocess.run([program, "run", str(WALES), "--quiet", "--replicates", str(replicates), "-o", str(path), *sets], check=True)
        return Baseline(path)


def misfit(b, values):
    """Squared distance from the middle of the bands in quarters of their width, and from what was believed."""
    inside = lambda x, middle, quarter: ((x - middle) / quarter) ** 2
    early, ahead = b.early.mean(), (b.boards - b.councils).mean()
    return (inside(b.applied.mean(), .12, .03) + inside(b.acquired.mean(), .325, .05) + inside(b.aware.mean(), .95, .05)
            + inside(max(0, .02 - ahead), 0, .02) + inside(max(0, 4 - b.duplicates.mean()), 0, 1) + inside(max(0, early - .25), 0, .05)
            + sum(math.log(value / CONSTANTS[name]) ** 2 for name, value in values))


def fit(program, replicates):
    """A compass search in logarithms: with common random numbers the misfit is a function, not a gamble."""
    known = {}

    def at(point):
        key = tuple(round(x, 6) for x in point)
        if key not in known:
            values = [(name, believed * math.exp(x)) for (name, believed), x in zip(CONSTANTS.items(), point)]
            known[key] = misfit(run(program, replicates, values), values)
            print(f"{known[key]:8.3f}  " + "  ".join(f"{name.split('.', 1)[1]} {value:.3g}" for name, value in values), flush=True)
        return known[key]

    best, stride = tuple(0.0 for _ in CONSTANTS), .7
    while stride > .08:
        around = [tuple(x + sign * stride * (n == axis) for n, x in enumerate(best)) for axis in range(len(best)) for sign in (1, -1)]
        better = min(around, key=at)
        if at(better) < at(best):
            best = better
        else:
            stride /= 2
    print("\nconstant                              believed    fitted")
    for (name, believed), x in zip(CONSTANTS.items(), best):
        print(f"{name:36}  {believed:8.3g}  {believed * math.exp(x):8.3g}")


def check(program, replicates, results):
    b = Baseline(results) if results else run(program, replicates)
    held = True
    for what, mean, error, least, most in bands(b):
        inside = least <= mean <= most
        held = held and inside
        print(f"{'inside ' if inside else 'OUTSIDE'}  {mean:7.3f} ± {error:.3f}  in [{least:g}, {most:g}]  {what}")
    return 0 if held else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check", "fit"])
    parser.add_argument("results", nargs="?", type=pathlib.Path, help="results file (check)")
    parser.add_argument("--program", default=os.environ.get("KNOWHOW", "knowhow"))
    parser.add_argument("--replicates", type=int, help="by default 50 to check, 16 to fit")
    given = parser.parse_args()
    if given.command == "fit":
        if given.results:
            parser.error("fit runs the scenario itself, and takes no results file")
        fit(given.program, given.replicates or 16)
        return 0
    return check(given.program, given.replicates or 50, given.results)


if __name__ == "__main__":
    sys.exit(main())
