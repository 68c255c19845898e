"""How practices spread: the share of organisations that apply one, over time, by sector."""
import matplotlib.dates
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from plots.results import WRONG_USAGE, dates, names, practices_of, stop
from plots.style import COLOURS, DASHES, ENOUGH_FOR_BANDS, GREY, percent, plain

FAINT_RUNS = 8


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


def draw_diffusion(file, base, chosen, without):
    groups = names(file, "group")
    practices = practices_of(file, without)
    scenarios, when = names(file, "scenario"), dates(file)
    curves = {(s, g): applied(file, s, g, practices) for s in [base, *chosen] for g, name in enumerate(groups)
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
            ends[axis] = [(fan(axis, when, curves[base, g], GREY, "-", 1)[-1], GREY)]
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
        axes[row][-1].text(1, 1.03, scenarios[base], transform=axes[row][-1].transAxes, color=GREY, weight="bold", va="bottom", ha="right")
    median = {s: np.median(curves[s, panels[0]][:, -1]) for s in [base, *chosen]}
    best = max(median, key=median.get)
    under = "" if base == 0 else f" under “{scenarios[base]}”"
    title = f"By {when[-1].item():%B %Y}, a practice is applied by {percent(median[base])} of organisations on average{under}"
    title += f"; with “{scenarios[best]}”, {percent(median[best])}" if best != base else "; no scenario drawn here does better" if chosen else ""
    figure.supylabel("share of organisations\nthat apply a practice", fontsize=10, ha="center", x=0.025)
    left_out = f" (without {', '.join(without)})" if without else ""
    caption = (f"Share of organisations that apply a practice, averaged over {practices.sum()} practice{'s' if practices.sum() > 1 else ''}{left_out}; "
               "organisations that a practice does not suit, and its origin, are not counted.")
    return figure, title, caption
