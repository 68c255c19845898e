#!/usr/bin/python3
"""Draw what published models show over time, beside what others observed where the file has it.

    scripts/plot_curves.py RESULTS.h5 [RESULTS.h5 ...] -o PICTURE.png

A panel for each file, a line for each scenario: the mean of its runs, with the middle 90 % of them where they are enough. Reads
files by their documented names only (docs/format.md). Needs h5py and matplotlib.
"""
import argparse
import pathlib
import sys

import h5py
import matplotlib.pyplot as plt
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from plots.results import FILE_TROUBLE, INTERRUPTED, WRONG_USAGE, dates, names, open_results, stop  # noqa: E402
from plots.style import COLOURS, DASHES, ENOUGH_FOR_BANDS, INK, decorate, plain, save  # noqa: E402


MOST_LINES = len(COLOURS) * (1 + len(DASHES))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", metavar="RESULTS.h5", nargs="+")
    parser.add_argument("-o", "--output", metavar="PICTURE", type=pathlib.Path, default=pathlib.Path("curves.png"), help="png, svg or pdf; by default curves.png")
    parser.add_argument("--variable", metavar="NAME", help="what to draw; by default `adopted`, or else the first that the first file holds over time")
    parser.add_argument("--scenario", metavar="NAME", action="append", default=[], help="only this scenario; may be repeated")
    parser.add_argument("--title", help="by default that of the first file")
    return parser.parse_args()


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def along_time(file):
    return [name for name in file if isinstance(file[name], h5py.Dataset) and file[name].ndim == 3 and len(file[name].dims[2]) == 1
            and file[name].dims[2][0].name == "/time" and name != "observed_adopted"]


def moments(file):
    return dates(file) if text(file["time"].attrs["units"]).startswith("days since") else file["time"][:]


def draw(axes, path, file, variable, wanted):
    if variable not in along_time(file):
        stop(f"{path}: holds no '{variable}' over time; it has {', '.join(along_time(file))}", WRONG_USAGE)
    shown = [s for s, scenario in enumerate(names(file, "scenario")) if not wanted or scenario in wanted]
    if not shown:
        stop(f"--scenario: {path} has none of {', '.join(wanted)}; it has {', '.join(names(file, 'scenario'))}", WRONG_USAGE)
    if len(shown) > MOST_LINES:
        stop(f"{path}: {len(shown)} scenarios cannot be told apart in one picture; choose at most {MOST_LINES} with --scenario", WRONG_USAGE)
    when = moments(file)
    for number, s in enumerate(shown):
        runs = file[variable][s]
        there = ~np.all(np.isnan(runs), axis=0)
        colour, dash = COLOURS[number % len(COLOURS)], "-" if number < len(COLOURS) else DASHES[number // len(COLOURS) - 1]
        axes.plot(when[there], np.nanmean(runs[:, there], axis=0), color=colour, linestyle=dash, label=names(file, "scenario")[s])
        if len(runs) >= ENOUGH_FOR_BANDS:
            axes.fill_between(when[there], *np.nanquantile(runs[:, there], [.05, .95], axis=0), color=colour, alpha=.15, linewidth=0)
    if variable == "adopted" and "observed_adopted" in file:
        axes.plot(when, file["observed_adopted"][0, 0], "o", color=INK, markersize=4, label="observed", zorder=5)
    axes.set_xlabel(text(file["time"].attrs["long_name"]))
    if text(file[variable].attrs.get("units", "")) == "1" and max(np.nanmax(line.get_ydata()) for line in axes.lines) <= 1:
        axes.set_ylim(0, 1.02)
    axes.legend(frameon=False, fontsize=9)


def main():
    options = arguments()
    if options.output.suffix not in (".png", ".svg", ".pdf"):
        stop(f"-o: {options.output}: name a file that ends in .png, .svg or .pdf", WRONG_USAGE)
    files = [(path, open_results(path)) for path in options.results]
    first = files[0][1]
    known = along_time(first)
    if not known:
        stop(f"{options.results[0]}: holds nothing over time that has no further axes; scripts/plot.py draws the main model", FILE_TROUBLE)
    variable = options.variable or ("adopted" if "adopted" in known else known[0])
    figure, panels = plt.subplots(1, len(files), figsize=(8.5 if len(files) == 1 else 4.2 * len(files), 5), sharey=True, squeeze=False)
    for axes, (path, file) in zip(panels[0], files):
        draw(axes, path, file, variable, options.scenario)
        if len(files) > 1:
            axes.set_title(plain(text(file.attrs["model"])), fontsize=11)
    panels[0][0].set_ylabel(text(first[variable].attrs["long_name"]))
    counts = sorted({len(file["replicate"]) for _, file in files})
    bands = "; bands: the middle 90\u00a0% of them" if counts[-1] >= ENOUGH_FOR_BANDS else ""
    head, foot = decorate(figure, options.title or text(first.attrs["title"]), f"Lines: means of runs{bands}.",
                          f"{' or '.join(map(str, counts))} replicates.")
    figure.tight_layout(rect=(0, foot, 1, 1 - head))
    try:
        save(figure, options.output)
    except OSError as error:
        stop(f"{options.output}: cannot be written ({error.strerror})", FILE_TROUBLE)
    print(options.output)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("interrupted", INTERRUPTED)
