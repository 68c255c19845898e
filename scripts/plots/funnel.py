"""How far organisations come with a practice: heard of it, acquired, tried, applied."""
import numpy as np
from matplotlib.ticker import PercentFormatter

from plots import panels
from plots.results import WRONG_USAGE, dates, names, practices_of, stop
from plots.style import half_width, percent, points

STEPS = {"aware": "have heard of it", "acquired": "have acquired it", "trialling": "try or apply it", "applied": "apply it"}


def reached(file, scenario, practices):
    """(replicate, practice, step): the share of all organisations at that stage or beyond, at the end."""
    stages, everybody = names(file, "stage"), names(file, "group").index("all")
    shares = file["organisations_at_stage"][scenario, :, -1, everybody][:, practices]
    return np.stack([shares[:, :, stages.index(stage):].sum(axis=2) for stage in STEPS], axis=2)


def draw_funnel(file, base, other, without, each, colour):
    scenarios = names(file, "scenario")
    practices = practices_of(file, without)
    drawn = [base, *([other] if other is not None else [])]
    reach = {s: reached(file, s, practices) for s in drawn}
    suits = ~np.isnan(reach[base]).any(axis=(0, 2))
    if not suits.any():
        stop("the practices that are left suit no organisation", WRONG_USAGE)
    titles = [name for name, kept in zip(names(file, "practice"), practices) if kept]
    titles = [name for name, kept in zip(titles, suits) if kept]
    # (replicate, group, step): all practices together, and each by itself
    groups = {s: np.concatenate([reach[s][:, suits].mean(axis=1, keepdims=True), *([reach[s][:, suits]] * each)], axis=1) for s in drawn}
    headings = ["all practices", *(titles if each else [])]
    order = [0, *(1 + np.argsort(-groups[drawn[-1]][:, 1:, -1].mean(axis=0), kind="stable"))]

    thickness, step, gap = (0.8, 1, 1.5)
    places = np.array([row * (len(STEPS) * step + gap) + number * step for row in range(len(order)) for number in range(len(STEPS))])
    figure, axes = panels.make(drawn, 1.9 + len(order) * (len(STEPS) + gap) * (0.26 if each else 0.34))
    for axis, s in zip(axes[0], drawn):
        runs = groups[s][:, order].reshape(len(groups[s]), -1)
        values = runs.mean(axis=0)
        against = None if s == base else groups[base][:, order].reshape(runs.shape)
        differences = [None] * len(values) if against is None else [
            points(mean, half_width(runs[:, i] - against[:, i])) for i, mean in enumerate((runs - against).mean(axis=0))]
        panels.draw(axis, places, thickness, values, runs, [(percent(value), difference) for value, difference in zip(values, differences)],
                    None if s == base else colour, scenarios[s], None if against is None else against.mean(axis=0))
    first = axes[0][0]
    first.set_yticks(places, list(STEPS.values()) * len(order))
    first.set_ylim(places[-1] + 0.8, places[0] - (1.6 if each else 0.8))
    if each:
        for row, g in enumerate(order):
            first.text(-0.02, places[row * len(STEPS)] - 0.95, headings[g], transform=first.get_yaxis_transform(), ha="right", va="center",
                       weight="bold", fontsize=10)
    panels.ticks(axes[0], 1)
    first.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    for axis in axes[0]:
        axis.set_xlabel("share of organisations")

    end = f"{dates(file)[-1].item():%B %Y}"
    means = {s: groups[s][:, 0].mean(axis=0) for s in drawn}
    title = f"By {end}, {percent(means[base][0])} have heard of a practice and {percent(means[base][-1])} apply it"
    if other is not None:
        title += f"; with “{scenarios[other]}”, {percent(means[other][0])} and {percent(means[other][-1])}"
    caption = (f"Share of organisations that came so far or farther by the end, averaged over {suits.sum()} practice{'s' if suits.sum() > 1 else ''}"
               f"{' (without ' + ', '.join(without) + ')' if without else ''}; organisations that a practice does not suit, and its origin, are not counted.")
    if other is not None:
        caption += (f" Dashed: {scenarios[base]}. Behind the shares: the paired difference in percentage points" +
                    (" with its 95\u00a0% interval." if half_width(np.zeros(len(groups[base]))) is not None else "."))
    return figure, title, caption, list(axes[0])
