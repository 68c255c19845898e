#!/usr/bin/python3 -B
"""The lines that the tests run, by folder and in the files that lack most, from a summary of gcovr; exit code 1 where a
folder falls short of its goal.

  coverage_table.py SUMMARY.json"""
import collections
import json
import sys

FOLDERS = ["sim", "models", "scenarios", "output", "studies", "app"]
GOALS = {"sim": 97, "output": 97, "all": 90}  # per cent
LISTED = 20


def share(covered, lines):
    return 100 * covered / lines if lines else 0.0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1]) as summary:
        files = [file for file in json.load(summary)["files"] if file["line_total"]]
    counts = collections.defaultdict(lambda: [0, 0])
    for file in files:
        folder = file["filename"].split("/")[0]
        if folder not in FOLDERS:
            continue
        for name in (folder, "all"):
            counts[name][0] += file["line_covered"]
            counts[name][1] += file["line_total"]
    short = []
    print(f"{'folder':12}{'lines':>8}{'covered':>9}{'%':>7}{'goal':>6}")
    for name in [*FOLDERS, "all"]:
        covered, lines = counts[name]
        print(f"{name:12}{lines:8}{covered:9}{share(covered, lines):7.1f}{GOALS.get(name, ''):>6}")
        if share(covered, lines) < GOALS.get(name, 0):
            short.append(name)
    print(f"\nThe {LISTED} files with most lines that no test runs:")
    for file in sorted(files, key=lambda file: file["line_covered"] - file["line_total"])[:LISTED]:
        print(f"{file['line_total'] - file['line_covered']:6} of {file['line_total']:<5} {file['filename']}")
    if short:
        sys.exit(f"Short of the goal: {', '.join(short)}")


if __name__ == "__main__":
    main()
