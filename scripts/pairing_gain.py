#!/usr/bin/env python3
"""What common random numbers are worth: the variance of unpaired over that of paired differences from the baseline, for
every scenario of the library.

    scripts/pairing_gain.py                        runs what is not run yet, prints the tables
    scripts/pairing_gain.py --page                 and writes docs/pairing.md
    scripts/pairing_gain.py --only portals         one scenario file; may be repeated

A factor of 10 means that ten times as many replicates would be needed, were each scenario run with luck of its own.
"""

import argparse
import math
import pathlib
import statistics

import h5py
import numpy as np

from validation.laboratory import run_scenario

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENOUGH = 10  # times as many replicates
MEASURES = {"applied": "final_applied", "acquired": "final_acquired", "improvement": "final_improvement", "learning": "ledger_gained"}
INTRODUCTION = """# What pairing is worth

Scenarios of one replicate share their world and their luck: random numbers belong to what they decide, not to the order in which
they are drawn. For each scenario of the library: how many times as many replicates a comparison with its baseline would need if
every scenario were run with luck of its own, which is the variance of unpaired over that of paired differences.

In `applied` (organisations that apply a practice at the end), `acquired` (that know it), `improvement` and `learning` (all
mastery gained from others). Where `applied` is told less than {enough} times: `alike` is the correlation between a scenario and its
baseline over replicates; `spreads` is the ratio of their standard deviations, the smaller over the larger; `at most` is what
perfect correlation would bring, which different spreads alone bound: (1 + r²) / (1 − r)² for a ratio r. ∞ where nothing differs
at all.

This page is written by `scripts/pairing_gain.py --page`, from {replicates} replicates of each file, {staff} staff to a simulated person.
"""


def measures(file):
    for name, variable in MEASURES.items():
        if variable in file:
            values = file[variable][:].astype(float)
            yield name, values if values.ndim == 2 else values.sum(axis=tuple(range(2, values.ndim)))


def gain(baseline, scenario):
    paired = np.var(scenario - baseline, ddof=1)
    return (np.var(baseline, ddof=1) + np.var(scenario, ddof=1)) / paired if paired > 0 else math.inf


def limits(baseline, scenario):
    """Correlation, ratio of spreads, and the gain that perfect correlation would bring."""
    smaller, larger = sorted((np.std(baseline), np.std(scenario)))
    ratio = smaller / larger if larger > 0 else 1.0
    alike = float(np.corrcoef(baseline, scenario)[0, 1]) if smaller > 0 else math.nan
    return alike, ratio, (1 + ratio**2) / (1 - ratio) ** 2 if ratio < 1 else math.inf


def told(value):
    return "∞" if math.isinf(value) else f"{value:.1f}" if value < ENOUGH else f"{value:.0f}"


def table(path):
    """Lines of Markdown, and the gains in `applied`."""
    with h5py.File(path) as file:
        names, values = [name.decode() for name in file["scenario"][:]], dict(measures(file))
    lines = ["| scenario | " + " | ".join(values) + " | alike | spreads | at most |", "|---|" + "---:|" * (len(values) + 3)]
    gains = []
    for s, name in enumerate(names[1:], 1):
        gains.append(gain(values["applied"][0], values["applied"][s]))
        alike, ratio, most = limits(values["applied"][0], values["applied"][s])
        why = [f"{alike:.2f}", f"{ratio:.2f}", told(most)] if gains[-1] < ENOUGH else ["", "", ""]
        lines.append(f"| {name} | " + " | ".join([told(gain(of[0], of[s])) for of in values.values()] + why) + " |")
    return lines, gains


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "pairing", help="where results files stand; what is there is not run again")
    parser.add_argument("--only", action="append", metavar="NAME", help="this file of scenarios/; may be repeated")
    parser.add_argument("--replicates", type=int, default=50)
    parser.add_argument("--staff", type=int, default=50, help="staff to a simulated person")
    parser.add_argument("--page", action="store_true", help="write docs/pairing.md")
    return parser.parse_args()


def compares(path):
    """Whether the file has scenarios besides its baseline: bases that others extend have none."""
    return any(line.startswith("scenarios:") for line in path.read_text().splitlines())


def main():
    given, lines, gains = arguments(), [], []
    given.folder.mkdir(parents=True, exist_ok=True)
    for scenario in sorted((ROOT / "scenarios").glob("*.yaml")):
        if not compares(scenario) or (given.only and scenario.stem not in given.only):
            continue
        results = given.folder / f"{scenario.stem}_{given.replicates}_{given.staff}.h5"
        if not results.exists():
            run_scenario(given.program, scenario, results, given.replicates, {"world.people.staff_per_person": given.staff})
        found, of_applied = table(results)
        gains += of_applied
        lines += ["", f"## `scenarios/{scenario.name}`", "", *found]
        print("\n".join(lines[-len(found) - 2:]), flush=True)
    median = statistics.median(gains)
    summary = f"Of {len(gains)} scenarios the median gain in `applied` is {told(median)} times; {sum(of >= ENOUGH for of in gains)} gain {ENOUGH} times or more."
    print(f"\n{summary}")
    if given.page:
        introduction = INTRODUCTION.format(enough=ENOUGH, replicates=given.replicates, staff=given.staff)
        (ROOT / "docs" / "pairing.md").write_text("\n".join([introduction, summary, *lines]) + "\n")
    return 0 if median >= ENOUGH else 1


if __name__ == "__main__":
    raise SystemExit(main())
