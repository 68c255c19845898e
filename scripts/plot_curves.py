#!/usr/bin/python3
"""Draw what published models show over time, beside what others observed where the file has it.

    scripts/plot_curves.py RESULTS.h5 [RESULTS.h5 ...] -o PICTURE.png

Every scenario of every file is one line: the mean of its runs, with the middle 90 % of them where they are enough. Reads files
by their documented names only (docs/format.md). Needs h5py and matplotlib.
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


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", metavar="RESULTS.h5", nargs="+")
    parser.add_argument("-o", "--output", metavar="PICTURE", type=pathlib.Path, default=pathlib.Path("curves.png"), help="png, svg or pdf; by default curves.png")
    parser.add_argument("--variable", metavar="NAME", help="what to draw; by default the first that the first file holds over time")
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


def draw(axes, files, variable, wanted):
    number = 0
    for path, file in files:
        if variable not in file:
            stop(f"{path}: holds no '{variable}' over time; it has {', '.join(along_time(file))}", WRONG_USAGE)
        for s, scenario in enumerate(names(file, "scenario")):
            if wanted and scenario not in wanted:
                continue
            runs, when = file[variable][s], moments(file)
            colour, dash = COLOURS[number % len(COLOURS)], "-" if number < len(COLOURS) else DASHES[number // len(COLOURS) - 1]
            label = scenario if len(files) == 1 else f"{plain(text(file.attrs['model']))}: {scenario}"
            axes.plot(when, np.nanmean(runs, axis=0), color=colour, linestyle=dash, label=label)
            if len(runs) >= ENOUGH_FOR_BANDS:
                axes.fill_between(when, *np.nanquantile(runs, [.05, .95], axis=0), color=colour, alpha=.15, linewidth=0)
            number += 1
    if number == 0:
        stop(f"--scenario: no file has {', '.join(wanted)}", WRONG_USAGE)
    if number > len(COLOURS) * (1 + len(DASHES)):
        stop(f"{number} lines cannot be told apart; choose with --scenario", WRONG_USAGE)


def main():
    options = arguments()
    if options.output.suffix not in (".png", ".svg", ".pdf"):
        stop(f"-o: {options.output}: name a file that ends in .png, .svg or .pdf", WRONG_USAGE)
    files = [(path, open_results(path)) for path in options.results]
    known = along_time(files[0][1])
    if not known:
        stop(f"{options.results[0]}: holds nothing over time that has no further axes; scripts/plot.py draws the main model", FILE_TROUBLE)
    variable = options.variable or known[0]
    figure, axes = plt.subplots(figsize=(8.5, 5))
    draw(axes, files, variable, options.scenario)
    first = files[0][1]
    observed = next((file for _, file in files if variable == "adopted" and "observed_adopted" in file), None)
    if observed:
        axes.plot(moments(observed), observed["observed_adopted"][0, 0], "o", color=INK, markersize=4, label="observed", zorder=5)
    axes.set_ylabel(text(first[variable].attrs["long_name"]))
    axes.set_xlabel(text(first["time"].attrs["long_name"]))
    if text(first[variable].attrs.get("units", "")) == "1" and max(line.get_ydata().max() for line in axes.lines) <= 1:
        axes.set_ylim(0, 1.02)
    axes.legend(frameon=False, fontsize=9)
    runs = {len(file["replicate"]) for _, file in files}
    head, foot = decorate(figure, options.title or text(first.attrs["title"]), "Lines: means; bands: the middle 90\u00a0% of runs.",
                          f"{'/'.join(map(str, sorted(runs)))} replicates.")
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
