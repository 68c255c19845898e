#!/usr/bin/python3 -B
"""Time and memory of one run of the main model, from ten thousand to twenty million people: bench/united_kingdom.yaml with fewer
or more of its staff to a person. A step is the difference between a year of weeks and one week, divided by the weeks between;
the set-up is that one week. Writes the table and the picture into docs/performance.md with --write; a quarter of an hour at rest.

  scripts/scale.py [--program PATH] [--most PEOPLE] [--weeks N] [--write]"""
import argparse
import datetime
import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from performance_page import processor_name, write_between  # noqa: E402

MARKS = ("<!-- scripts/scale.py writes from here -->", "<!-- to here, by scale.py -->")
STAFF = {10_000: 2000, 100_000: 200, 1_000_000: 20, 2_500_000: 8, 10_000_000: 2, 20_000_000: 1}


def measure(program, folder, staff, weeks, threads):
    """Seconds by the clock and of the processor, and bytes at the most, of one command."""
    words = [str(program), "run", str(ROOT / "bench" / "united_kingdom.yaml"), "--set", f"world.people.staff_per_person={staff}", "--set",
             f"time.horizon={weeks} weeks", "--threads", str(threads), "--quiet", "--fresh", "-o", f"{folder}/out.h5"]
    began = time.monotonic()
    pid = os.posix_spawn(words[0], words, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{' '.join(words)}: ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss


def row(program, folder, people, staff, weeks):
    found = {}
    for threads in (1, 2):
        tries = 3 if people <= 1_000_000 else 1
        one, year = ([measure(program, folder, staff, length, threads) for _ in range(tries)] for length in (1, weeks))
        clock = lambda runs: statistics.median(run[0] for run in runs)
        found[threads] = (clock(year) - clock(one)) / people / (weeks - 1), clock(one), max(run[2] for run in year)
    return found


def picture(rows, path):
    from matplotlib.ticker import FuncFormatter, NullFormatter
    from plots.style import COLOURS, plt
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    people = list(rows)
    for threads, colour, marker in ((1, COLOURS[0], "o"), (2, COLOURS[1], "s")):
        left.plot(people, [1e9 * rows[n][threads][0] for n in people], color=colour, marker=marker, label=f"{threads} thread{'s' * (threads > 1)}")
    right.plot(people, [rows[n][2][2] / n for n in people], color=COLOURS[2], marker="o")
    plain = FuncFormatter(lambda number, _: f"{number / 1e6:g} million" if number >= 1e6 else f"{number:,.0f}")
    left.set(xscale="log", ylabel="nanoseconds a person and step", ylim=(0, None))
    right.set(xscale="log", yscale="log", ylabel="bytes a person, the program included", ylim=(100, 10_000))
    right.yaxis.set_major_formatter(plain)
    for axis in (left, right):
        axis.set_xlabel("people")
        axis.xaxis.set_major_formatter(plain)
        axis.xaxis.set_minor_formatter(NullFormatter())
        axis.grid(color="#dddddd", linewidth=.6)
    left.legend(frameon=False)
    figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--most", type=int, default=20_000_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = [f"`scripts/scale.py`, {datetime.date.today():%-d %B %Y}, two cores of {processor_name()}: a step is the difference between {given.weeks} weeks and one, by the clock, "
             "medians of three tries up to a million people, one try above.", "",
             "| people | ns a person and step, 1 thread | 2 threads | ratio | set-up and first week, 2 threads | most memory | bytes a person |", "|---:|---:|---:|---:|---:|---:|---:|"]
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for people, staff in STAFF.items():
            if people > given.most:
                continue
            rows[people] = found = row(given.program, folder, people, staff, given.weeks)
            lines.append(f"| {people:,} | {1e9 * found[1][0]:.0f} | {1e9 * found[2][0]:.0f} | {found[1][0] / found[2][0]:.2f} | {found[2][1]:.2f} s | {found[2][2] / 1e6:,.0f} MB | "
                         f"{found[2][2] / people:,.0f} |")
            print(lines[-1], flush=True)
    if given.write:
        picture(rows, ROOT / "docs" / "images" / "scale.png")
        write_between(MARKS, [*lines, "", "![Time and memory by the number of people](images/scale.png)"])


if __name__ == "__main__":
    main()
