#!/usr/bin/env python3
"""What common random numbers are worth: the variance of unpaired over that of paired differences from the baseline.

    scripts/pairing_gain.py RESULTS.h5          prints the table
    scripts/pairing_gain.py RESULTS.h5 --page   and writes it into docs/model.md

A factor of 10 means that ten times as many replicates would be needed, were each scenario run with luck of its own.
"""

import argparse
import math
import pathlib

import h5py
import numpy as np

BEGIN = "<!-- pairing: written by scripts/pairing_gain.py, do not edit -->"
END = "<!-- end of pairing -->"
PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "model.md"


def measures(file):
    return {
        "applied": file["final_applied"][:],
        "acquired": file["final_acquired"][:],
        "improvement": file["final_improvement"][:],
        "learning": file["ledger_gained"][:].sum(axis=(2, 3, 4, 5)),
    }


def factor(baseline, scenario):
    paired = np.var(scenario - baseline, ddof=1)
    return (np.var(baseline, ddof=1) + np.var(scenario, ddof=1)) / paired if paired > 0 else math.inf


def table(path):
    with h5py.File(path) as file:
        names = [name.decode() for name in file["scenario"][:]]
        values, replicates = measures(file), len(file["replicate"])
    lines = [f"From {replicates} replicates of `scenarios/invest_to_save.yaml`; ∞ where nothing differs at all.", "",
             "| scenario | " + " | ".join(values) + " |", "|---|" + "---:|" * len(values)]
    for s, name in enumerate(names[1:], 1):
        found = [factor(of[0], of[s]) for of in values.values()]
        lines.append(f"| {name} | " + " | ".join("∞" if math.isinf(x) else f"{x:.1f}" if x < 10 else f"{x:.0f}" for x in found) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--page", action="store_true", help="write the table into docs/model.md")
    given = parser.parse_args()
    text = table(given.results)
    print(text)
    if given.page:
        page = PAGE.read_text()
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
