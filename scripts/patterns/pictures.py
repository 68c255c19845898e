"""Pictures of patterns: bars by scenario, and curves over the years."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

from patterns.evidence import interval
from plots.style import BASE_BAR, COLOURS, DASHES, INK, save


def percent(share, _):
    return f"{100 * share:.3g}\u00a0%"


def bars(axis, groups, label, share=True):
    """`groups`: of each colour, the rows of the picture with a value a replicate; whiskers are 99 % intervals of the means."""
    rows = list(next(iter(groups.values())))
    height = .8 / len(groups)
    for n, (group, values) in enumerate(groups.items()):
        places = np.arange(len(rows)) + (n - (len(groups) - 1) / 2) * height
        means, halves = zip(*(interval(values[row]) for row in rows))
        colours = COLOURS[n] if len(groups) > 1 else [BASE_BAR, *[COLOURS[0]] * (len(rows) - 1)]
        axis.barh(places, means, .92 * height, color=colours, label=group, xerr=halves, ecolor=INK, error_kw={"linewidth": 1})
    axis.set_yticks(range(len(rows)), rows)
    axis.invert_yaxis()
    axis.tick_params(axis="y", length=0)
    axis.axvline(0, color="#444444", linewidth=.8)
    axis.grid(axis="x", color="#dddddd", linewidth=.6)
    axis.set_axisbelow(True)
    axis.set_xlabel(label)
    if share:
        axis.xaxis.set_major_formatter(FuncFormatter(percent))
    if len(groups) > 1:
        axis.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=len(groups), borderaxespad=0)


def curves(axis, runs, names, series, label):
    """`series(scenario)` is (replicate, time): means over the years, with 99 % intervals."""
    for n, (name, scenario) in enumerate(names.items()):
        lines(axis, runs.of(scenario)[0].years, series(scenario), name, n)
    finish(axis, label)


def curves_by_year(axis, runs, names, series, label):
    for n, (name, scenario) in enumerate(names.items()):
        values = series(scenario)
        lines(axis, np.arange(values.shape[1]) + .5, values, name, n)
    finish(axis, label)


def lines(axis, x, values, name, number):
    means, halves = np.array([interval(values[:, n]) for n in range(values.shape[1])]).T
    colour, dashes = (INK, "-") if number == 0 else (COLOURS[number - 1], DASHES[number - 1])
    axis.plot(x, means, color=colour, linestyle=dashes, label=name)
    axis.fill_between(x, means - halves, means + halves, color=colour, alpha=.15, linewidth=0)


def finish(axis, label):
    axis.set(xlabel="years", ylabel=label)
    axis.yaxis.set_major_formatter(FuncFormatter(percent))
    axis.grid(axis="y", color="#dddddd", linewidth=.6)
    axis.legend(frameon=False)


def picture(pattern, runs, path):
    figure, axes = plt.subplots(1, pattern.panels, figsize=(8 if pattern.panels == 1 else 12, 4), layout="constrained")
    pattern.draw(runs, axes)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(figure, path)
    plt.close(figure)
