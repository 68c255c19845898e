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
from fractions import Fraction

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
mastery gained from others); ∞ where nothing differs at all. Where `applied` is told less than {enough} times, it is told why:

- `interval`: 95 % of the factor, by bootstrap over replicates;
- `gained` and `lost`: how many pairs of a practice and an organisation, of `of` that it suits, apply it with the intervention
  alone, and how many without it alone (counted by how many practices each organisation applies, so that what one organisation
  gains and loses at once is left out). They do so by events that the other does not have: lessons of a pair that was never made
  there, visits nobody went on, money that went to somebody else. No pairing can take their luck away, for they have no counterpart;
- `own luck`: the factor, were that luck all there is: m such pairs of n have the variance m (1 − m/n), as independent events of one
  chance have. It is a yardstick, not a bound: it takes new luck to be alike and independent, and where one that applies brings
  others to apply, it is neither;
- `spreads`: the ratio of the standard deviations of a scenario and its baseline, the smaller over the larger; `at most`: what
  perfect correlation would bring, which different spreads alone bound: (1 + r²) / (1 − r)² for a ratio r.

This page is written by `scripts/pairing_gain.py --page`, from {replicates} replicates of each file, {staff} staff to a simulated person. It covers {files} of the {all} files that compare scenarios.
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
    """Ratio of spreads, and the gain that perfect correlation would bring."""
    smaller, larger = sorted((np.std(baseline), np.std(scenario)))
    ratio = smaller / larger if larger > 0 else 1.0
    return ratio, (1 + ratio**2) / (1 - ratio) ** 2 if ratio < 1 else math.inf


def cells(shares):
    """Of how many pairs these are shares."""
    return math.lcm(*(Fraction(float(share)).limit_denominator(20_000).denominator for share in np.unique(shares)))


def changed(baseline, scenario, of_organisations):
    """Shares of all pairs that are gained and lost: at least their net difference, and what organisations gain and lose."""
    net = float(np.mean(scenario - baseline))
    by_organisation = np.nan_to_num(of_organisations[1] - of_organisations[0])
    counted = np.count_nonzero(~np.isnan(of_organisations[0]).all(axis=0))
    gained, lost = (float(part.clip(0).sum(axis=1).mean()) / counted for part in (by_organisation, -by_organisation))
    return max(gained, net), max(lost, -net)


def own_luck(baseline, scenario, different, number):
    """The gain if who applies only with, or only without the intervention did so each by luck of its own."""
    return (np.var(baseline, ddof=1) + np.var(scenario, ddof=1)) / (different * (1 - different) / number) if different > 0 else math.inf


def interval(baseline, scenario, resamples=2000):
    chosen = np.random.default_rng(1).integers(len(baseline), size=(resamples, len(baseline)))
    return np.quantile([gain(baseline[rows], scenario[rows]) for rows in chosen], [0.025, 0.975])


def told(value):
    return "∞" if math.isinf(value) else f"{value:.1f}" if value < ENOUGH else f"{value:.0f}"


def table(path):
    """Lines of Markdown, and by scenario the gain in `applied` and what its own luck and its spread would allow."""
    with h5py.File(path) as file:
        names, values, by = [name.decode() for name in file["scenario"][:]], dict(measures(file)), file["final_applied_by"][:]
    applied, reasons = values["applied"], ["interval", "gained", "lost", "of", "own luck", "spreads", "at most"]
    number = cells(applied)
    lines = ["| scenario | " + " | ".join([*values, *reasons]) + " |", "|---|" + "---:|" * (len(values) + len(reasons))]
    gains = {}
    for s, name in enumerate(names[1:], 1):
        found = gain(applied[0], applied[s])
        gained, lost = changed(applied[0], applied[s], by[[0, s]])
        luck, (ratio, most) = own_luck(applied[0], applied[s], gained + lost, number), limits(applied[0], applied[s])
        least, greatest = interval(applied[0], applied[s]) if found < ENOUGH else (found, found)
        gains[name] = found, luck, most, greatest
        why = [""] * len(reasons)
        if found < ENOUGH:
            why = [f"{told(least)} to {told(greatest)}", f"{gained * number:.1f}", f"{lost * number:.1f}", str(number), told(luck),
                   f"{ratio:.2f}", told(most)]
        lines.append(f"| {name} | " + " | ".join([told(gain(of[0], of[s])) for of in values.values()] + why) + " |")
    return lines, gains


def summary_of(gains):
    """In words, over all files: {(file, scenario): (gain, own luck, at most, upper end of the gain's interval)}."""
    gains = {key: of for key, of in gains.items() if not math.isinf(of[0])}  # a placebo differs in nothing
    low = {key: of for key, of in gains.items() if of[0] < ENOUGH}
    text = (f"Of {len(gains)} scenarios that differ from their baseline the median gain in `applied` is {told(statistics.median(of[0] for of in gains.values()))} times; "
            f"{len(gains) - len(low)} gain {ENOUGH} times or more.")
    if not low:
        return text
    by_luck = {key for key, of in low.items() if of[1] < ENOUGH}
    by_spread = {key for key, of in low.items() if of[2] < ENOUGH} - by_luck
    unsure = {key for key, of in low.items() if of[1] <= of[3]} - by_luck - by_spread
    text += (f" Of the {len(low)} others {len(by_luck)} change so much that the luck of what is new by itself leaves less than {ENOUGH} times, "
             f"{len(by_spread)} more are held below it by their spread, and of {len(unsure)} more the interval reaches to what their own luck leaves. "
             f"In the middle one of the {len(low)} the gain is {statistics.median(of[0] / of[1] for of in low.values()):.2f} of what its own luck would leave.")
    rest = [key for key in low if key not in by_luck | by_spread | unsure]
    if rest:
        text += " For none of these reasons: " + "; ".join(f"{scenario} (`{file}`), {told(low[file, scenario][0])} times, where its own luck would leave "
                                                            f"{told(low[file, scenario][1])}" for file, scenario in rest) + "."
    return text


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "pairing", help="where results files stand; what is there is not run again")
    parser.add_argument("--only", action="append", metavar="NAME", help="this file of scenarios/; may be repeated")
    parser.add_argument("--replicates", type=int, default=50)
    parser.add_argument("--staff", type=int, default=50, help="staff to a simulated person")
    parser.add_argument("--threads", type=int, help="threads; by default all that this process may use")
    parser.add_argument("--page", action="store_true", help="write docs/pairing.md")
    return parser.parse_args()


def compares(path):
    """Whether the file has scenarios besides its baseline: bases that others extend have none."""
    return any(line.startswith("scenarios:") for line in path.read_text().splitlines())


def main():
    given, lines, gains = arguments(), [], {}
    threads = ["--threads", str(given.threads)] if given.threads else []
    given.folder.mkdir(parents=True, exist_ok=True)
    library = [path for path in sorted((ROOT / "scenarios").glob("*.yaml")) if compares(path)]
    chosen = [path for path in library if not given.only or path.stem in given.only]
    for scenario in chosen:
        results = given.folder / f"{scenario.stem}_{given.replicates}_{given.staff}.h5"
        if not results.exists():
            run_scenario(given.program, scenario, results, given.replicates, {"world.people.staff_per_person": given.staff}, threads)
        found, of_applied = table(results)
        gains.update({(scenario.name, name): of for name, of in of_applied.items()})
        lines += ["", f"## `scenarios/{scenario.name}`", "", *found]
        print("\n".join(lines[-len(found) - 2:]), flush=True)
    summary = summary_of(gains)
    print(f"\n{summary}")
    if given.page:
        introduction = INTRODUCTION.format(enough=ENOUGH, replicates=given.replicates, staff=given.staff, files=len(chosen), all=len(library))
        (ROOT / "docs" / "pairing.md").write_text("\n".join([introduction, summary, *lines]) + "\n")
    return 0 if statistics.median(of[0] for of in gains.values() if not math.isinf(of[0])) >= ENOUGH else 1


if __name__ == "__main__":
    raise SystemExit(main())
