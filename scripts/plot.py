#!/usr/bin/python3
"""Draw what a results file of knowhow holds: how practices spread, and where learning was lost.

Writes diffusion.png and ledger.png (or .svg, .pdf). Reads the file by its documented names only (docs/format.md).
Needs h5py and matplotlib: Debian's python3-h5py and python3-matplotlib.
"""
import argparse
import io
import os
import pathlib
import sys
import textwrap

import h5py
import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.dates
import matplotlib.pyplot as plt
import PIL.Image
from matplotlib.ticker import MaxNLocator, PercentFormatter

GREY = "#666666"
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]  # Okabe and Ito's
DASHES = [(0, (4, 1)), (0, (3, 1, 1, 1)), (0, (1, 0.8)), (0, (7, 1.2)), (0, (6, 1, 1, 1, 1, 1))]  # for print without colour
FAINT_RUNS = 8
ENOUGH_FOR_BANDS = 10
WRONG_USAGE, FILE_TROUBLE = 2, 4

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#444444", "text.color": "#222222", "axes.labelcolor": "#222222", "xtick.color": "#444444",
    "ytick.color": "#444444", "figure.facecolor": "white", "svg.fonttype": "none", "savefig.dpi": 150,
    "text.parse_math": False})


def stop(message, code):
    print(f"plot.py: {message}", file=sys.stderr)
    sys.exit(code)


def plain(name):
    return name.replace("_", " ")


def percent(share, digits=0):
    return f"{100 * share:.{digits}f}\u00a0%"


def names(file, dimension):
    return file[dimension].asstr()[:].tolist()


def open_results(path):
    if os.path.isdir(path):
        stop(f"{path}: this is a folder; name the results file in it", FILE_TROUBLE)
    try:
        file = h5py.File(path, "r")
    except FileNotFoundError:
        stop(f"{path}: there is no such file; make one with `knowhow run SCENARIO.yaml -o {path}`", FILE_TROUBLE)
    except OSError as error:
        stop(f"{path}: cannot be read as HDF5 ({error}); is it a results file of knowhow?", FILE_TROUBLE)
    if not {"scenario", "replicate"} <= set(file):
        stop(f"{path}: has no scenarios and replicates; is it a results file of knowhow?", FILE_TROUBLE)
    return file


def check_known(option, wanted, known):
    for name in wanted:
        if name not in known:
            stop(f"{option}: there is no '{name}'; known: {', '.join(known)}", WRONG_USAGE)


def choose(file, wanted, variables):
    """The scenarios to draw beside the baseline: those asked for, else the first ones that differ from it."""
    known = names(file, "scenario")
    check_known("--scenario", wanted, known)
    wanted = list(dict.fromkeys(name for name in wanted if name != known[0]))
    if len(wanted) > len(COLOURS):
        stop(f"--scenario: at most {len(COLOURS)} beside the baseline can be told apart", WRONG_USAGE)
    if wanted:
        return [known.index(name) for name in wanted]
    chosen = [s for s in range(1, len(known)) if any(not np.array_equal(file[name][s], file[name][0], equal_nan=True) for name in variables)]
    chosen = chosen[:len(COLOURS)]
    if len(chosen) < len(known) - 1:
        left_out = ", ".join(name for s, name in enumerate(known) if s and s not in chosen)
        print(f"plot.py: not drawn: {left_out} (--scenario chooses)", file=sys.stderr)
    return chosen


def dates(file):
    start = file["time"].attrs["units"]
    start = start.decode() if isinstance(start, bytes) else start
    return np.datetime64(start.removeprefix("days since ").split()[0]) + file["time"][:].astype("timedelta64[D]")


def applied(file, scenario, group, practices):
    """Share that apply, (replicate, time), averaged over the practices that suit some organisation of the group."""
    stage = names(file, "stage").index("applied")
    shares = file["organisations_at_stage"][scenario, :, :, group, :, stage][:, :, practices]
    suits = ~np.isnan(shares).any(axis=(0, 1))
    return shares[:, :, suits].mean(axis=2) if suits.any() else None


def fan(axis, when, runs, colour, dash, order):
    """Median, the middle 50 and 90 % of the replicates, and a few of them by themselves."""
    low, lower, middle, upper, high = np.percentile(runs, [5, 25, 50, 75, 95], axis=0)
    if len(runs) >= ENOUGH_FOR_BANDS:
        axis.fill_between(when, low, high, color=colour, alpha=0.13, linewidth=0, zorder=order)
        axis.fill_between(when, lower, upper, color=colour, alpha=0.25, linewidth=0, zorder=order)
    if len(runs) > 1:
        some = np.linspace(0, len(runs) - 1, min(FAINT_RUNS, len(runs))).astype(int)
        axis.plot(when, runs[some].T, color=colour, alpha=0.22, linewidth=0.5, zorder=order + 1)
    axis.plot(when, middle, color=colour, linestyle=dash, linewidth=2.2, zorder=order + 4)
    return middle


def label_ends(axis, when, ends):
    """The medians' last values beside their ends, kept apart."""
    ends = sorted(ends)
    short = max(0, 0.085 * axis.get_ylim()[1] - (ends[-1][0] - ends[0][0])) / 2 if len(ends) > 1 else 0
    for (value, colour), shift in zip(ends, (-short, short)):
        axis.annotate(percent(value), (when[-1], value + shift), xytext=(4, 0), textcoords="offset points", va="center",
                      color=colour, weight="bold", fontsize=10, annotation_clip=False)


def decorate(figure, title, caption, replicates):
    """Title above and caption below, wrapped to the width, in a margin that they need."""
    width, height = figure.get_size_inches()
    head = textwrap.wrap(title, int(width * 9.6))
    foot = textwrap.wrap(f"{caption} {replicates}", int(width * 14.4))
    figure.text(0.1 / width, 1 - 0.08 / height, "\n".join(head), va="top", fontsize=13, weight="bold")
    figure.text(0.1 / width, 0.06 / height, "\n".join(foot), va="bottom", fontsize=8.5, color="#444444")
    return (0.24 * len(head) + 0.1) / height, (0.16 * len(foot) + 0.1) / height


def draw_diffusion(file, chosen, without):
    known, groups = names(file, "practice"), names(file, "group")
    check_known("--without", without, known)
    practices = np.array([name not in without for name in known])
    if not practices.any():
        stop("--without: leaves no practice to draw", WRONG_USAGE)
    scenarios, when = names(file, "scenario"), dates(file)
    curves = {(s, g): applied(file, s, g, practices) for s in [0, *chosen] for g, name in enumerate(groups)
              if name == "all" or name.startswith("sector:")}
    curves = {key: runs for key, runs in curves.items() if runs is not None}
    panels = sorted({g for _, g in curves})
    if not panels:
        stop("the practices that are left suit no organisation", WRONG_USAGE)

    rows = max(1, len(chosen))
    figure, axes = plt.subplots(rows, len(panels), figsize=(max(8, 2.7 * len(panels)), 2.0 * rows + 1.5), sharex=True,
                                sharey=True, squeeze=False)
    ends = {}
    for row in range(rows):
        for axis, g in zip(axes[row], panels):
            ends[axis] = [(fan(axis, when, curves[0, g], GREY, "-", 1)[-1], GREY)]
            if chosen:
                ends[axis].append((fan(axis, when, curves[chosen[row], g], COLOURS[row], DASHES[row], 2)[-1], COLOURS[row]))
            axis.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes[0][0].set_ylim(0, min(1.02, 1.03 * max([0.05, *(np.percentile(runs, 95, axis=0).max() for runs in curves.values())])))
    axes[0][0].set_xlim(when[0], when[-1])
    axes[0][0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes[0][0].yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    locator = matplotlib.dates.AutoDateLocator(minticks=2, maxticks={matplotlib.dates.YEARLY: 4, matplotlib.dates.MONTHLY: 5})
    axes[0][0].xaxis.set_major_locator(locator)
    axes[0][0].xaxis.set_major_formatter(matplotlib.dates.ConciseDateFormatter(locator, show_offset=False))
    for axis in axes.flat:
        label_ends(axis, when, ends[axis])
    for axis, g in zip(axes[0], panels):
        name = "all organisations" if groups[g] == "all" else plain(groups[g].removeprefix("sector:"))
        axis.set_title(name, fontsize=11, pad=20 if chosen else 6)
    for row, s in enumerate(chosen):
        axes[row][0].text(0, 1.03, scenarios[s], transform=axes[row][0].transAxes, color=COLOURS[row], weight="bold", va="bottom")
        axes[row][-1].text(1, 1.03, scenarios[0], transform=axes[row][-1].transAxes, color=GREY, weight="bold", va="bottom", ha="right")
    median = {s: np.median(curves[s, panels[0]][:, -1]) for s in [0, *chosen]}
    best = max(median, key=median.get)
    title = f"By {when[-1].item():%B %Y}, a practice is applied by {percent(median[0])} of organisations on average"
    title += f"; with “{scenarios[best]}”, {percent(median[best])}" if best else "; no scenario drawn here does better" if chosen else ""
    figure.supylabel("share of organisations\nthat apply a practice", fontsize=10, ha="center", x=0.025)
    left_out = f" (without {', '.join(without)})" if without else ""
    caption = (f"Share of organisations that apply a practice, averaged over {practices.sum()} practice{'s' if practices.sum() > 1 else ''}{left_out}; "
               "organisations that a practice does not suit, and its origin, are not counted.")
    return figure, title, caption


def draw_ledger(file, chosen):
    barriers, scenarios = names(file, "contact_barrier"), names(file, "scenario")
    drawn = [0, *chosen[-1:]]
    rows = ["learned", *(f"{number}  {plain(name)}" for number, name in enumerate(barriers, 1))]
    places = np.arange(len(rows)) + 0.35 * (np.arange(len(rows)) > 0)  # what was learned stands apart
    figure, axis = plt.subplots(figsize=(8, 0.36 * len(rows) + 1.9))
    height, shares, amounts = 0.38 if len(drawn) > 1 else 0.62, {}, {}
    for number, s in enumerate(drawn):
        potential, gained, lost = (file[f"ledger_{part}"][s].sum(axis=(1, 2, 3, 4)) for part in ("potential", "gained", "lost"))
        parts = np.column_stack([gained, lost])
        if not potential.any():
            stop(f"{scenarios[s]}: no contact could have taught anything, so there is no ledger to draw", FILE_TROUBLE)
        shares[s] = parts.sum(axis=0) / potential.sum()
        amounts[s] = parts[:, 0].mean(), potential.mean()
        runs = parts[potential > 0] / potential[potential > 0, None]
        at = places + (number - (len(drawn) - 1) / 2) * (height + 0.02)
        colour = COLOURS[0] if s else "#8c8c8c"
        axis.barh(at, shares[s], height, color=colour)
        edges = shares[s]
        if len(runs) >= ENOUGH_FOR_BANDS:
            low, high = np.percentile(runs, [5, 95], axis=0)
            axis.hlines(at, low, high, color="#222222", linewidth=1)
            edges = np.maximum(high, edges)
        for y, value, edge in zip(at, shares[s], edges):
            axis.annotate(percent(value, 1), (edge, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8.5,
                          color=colour if s else "#444444")
        axis.annotate(scenarios[s], (edges[0], at[0]), xytext=(46, 0), textcoords="offset points", va="center",
                      weight="bold", color=colour if s else GREY)
    axis.set_yticks(places, rows)
    axis.get_yticklabels()[0].set_weight("bold")
    axis.text(-0.008, 0.83, "lost to …", transform=axis.get_yaxis_transform(), ha="right", va="center", fontsize=8.5, style="italic")
    axis.invert_yaxis()
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.grid(axis="x", color="#dddddd", linewidth=0.6)
    axis.set_axisbelow(True)
    axis.set_xlabel("share of what contacts could have taught")
    worst = [plain(barriers[b]) for b in np.argsort(-shares[0][1:], kind="stable")[:2]]
    title = f"Of what contacts could have taught, {percent(shares[0][0])} was learned; the largest losses: {' and '.join(worst)}"
    amounts = " and ".join(f"{learned:.0f} of {possible:.0f} ({scenarios[s]})" for s, (learned, possible) in amounts.items())
    more = ": where contacts have more to teach, a smaller share can be more learning" if chosen else ""
    caption = (f"In a run people learned {amounts} on average, in units of one person's full mastery{more}. Barriers stand in the order in which contacts meet them: what one stopped, those "
               "after it never saw. The bars of a scenario sum to 100\u00a0%. Bars: all replicates together" +
               ("; lines: the middle 90\u00a0% of replicates." if len(runs) >= ENOUGH_FOR_BANDS else "."))
    return figure, title, caption


def save(figure, path):
    if path.suffix != ".png":
        figure.savefig(path)
        return
    whole = io.BytesIO()
    figure.savefig(whole, format="png")
    PIL.Image.open(whole).convert("RGB").quantize(96, dither=PIL.Image.NONE).save(path, optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", metavar="RESULTS.h5")
    parser.add_argument("-o", "--output", metavar="FOLDER", type=pathlib.Path, default=pathlib.Path("."), help="where to write; by default here")
    parser.add_argument("--scenario", metavar="NAME", action="append", default=[], help="draw this scenario beside the baseline; may be repeated, "
                        "and the last one stands in the ledger; by default the first five that differ from the baseline")
    parser.add_argument("--without", metavar="PRACTICE", action="append", default=[], help="leave a practice out of the diffusion curves; may be repeated")
    parser.add_argument("--format", choices=["png", "svg", "pdf"], default="png")
    options = parser.parse_args()
    with open_results(options.results) as file:
        adoption, ledger = "organisations_at_stage" in file, "ledger_lost" in file
        if not adoption and not ledger:
            stop(f"{options.results}: holds neither adoption nor ledger; name them under `measures` in the scenario", FILE_TROUBLE)
        chosen = choose(file, options.scenario, ["organisations_at_stage"] * adoption + ["ledger_lost"] * ledger)
        count = len(file["replicate"])
        pictures = {}
        if adoption:
            bands = "; dark and light bands: the middle 50\u00a0% and 90\u00a0%" if count >= ENOUGH_FOR_BANDS else ""
            bands = f"Thick: median of {count} replicates{bands}; thin: single runs." if count > 1 else "One replicate."
            pictures["diffusion"] = *draw_diffusion(file, chosen, options.without), bands
        else:
            print("plot.py: no diffusion curves: the file holds no adoption", file=sys.stderr)
        if ledger:
            pictures["ledger"] = *draw_ledger(file, chosen), f"{count} replicate{'s' * (count > 1)}."
        else:
            print("plot.py: no picture of where learning was lost: the file holds no ledger", file=sys.stderr)
    for name, (figure, *texts) in pictures.items():
        above, below = decorate(figure, *texts)
        figure.tight_layout(rect=(0, below, 1, 1 - above))
        path = options.output / f"{name}.{options.format}"
        try:
            options.output.mkdir(parents=True, exist_ok=True)
            save(figure, path)
        except OSError as error:
            stop(f"{path}: cannot write: {error.strerror}; choose another folder with -o", FILE_TROUBLE)
        print(path)


if __name__ == "__main__":
    main()
