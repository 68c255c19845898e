"""Two scenarios side by side: bars of the one, and of the other with what differs."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.ticker import FixedLocator, MaxNLocator

from plots.style import BASE_BAR, ENOUGH_FOR_BANDS, GREY, INK


def make(scenarios, height):
    """Panels of equal axes, one a scenario."""
    return plt.subplots(1, len(scenarios), figsize=(5.2 + 3.3 * (len(scenarios) - 1), height), sharex=True, sharey=True, squeeze=False)


def draw(axis, places, thickness, values, runs, labels, colour, name, base=None):
    """Bars with their labels behind; the base's bars as outlines, so that the difference can be seen."""
    grey = colour is None
    words = GREY if grey else [0.78 * part for part in to_rgb(colour)]  # the light ones are hard to read as text
    axis.barh(places, values, thickness, color=BASE_BAR if grey else colour)
    edges = np.array(values, dtype=float)
    if base is not None:
        axis.barh(places, base, thickness, fill=False, edgecolor=INK, linewidth=0.9, linestyle=(0, (2, 1.2)))
        edges = np.maximum(edges, base)
    if len(runs) >= ENOUGH_FOR_BANDS:
        low, high = np.percentile(runs, [5, 95], axis=0)
        axis.hlines(places, low, high, color=INK, linewidth=1)
        edges = np.maximum(edges, high)
    for y, edge, (share, difference) in zip(places, edges, labels):
        text = axis.annotate(share, (edge, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9,
                             weight="bold", color=words, annotation_clip=False)
        if difference:
            axis.annotate(f"  {difference}", (1, 0.5), xycoords=text, va="center", fontsize=8.5, color=INK, annotation_clip=False)
    for text in axis.texts:
        text.set_in_layout(False)
    axis.set_title(name, loc="left", color=words, weight="bold", fontsize=11.5).set_in_layout(False)
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", color="#dddddd", linewidth=0.6)
    axis.set_axisbelow(True)


def ticks(axes, most):
    """Ticks as far as the values go: beyond, the axis is there for labels only."""
    axes[0].set_xlim(0, most)
    axes[0].xaxis.set_major_locator(FixedLocator([tick for tick in MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(0, most) if tick <= 1.001 * most]))


def leave_room(figure, axes):
    """Widens the axis until every label ends within its panel."""
    for _ in range(8):
        figure.canvas.draw()
        boxes = [axis.get_window_extent() for axis in axes]
        beyond = max((text.get_window_extent().x1 - box.x1) / box.width for axis, box in zip(axes, boxes) for text in axis.texts)
        if beyond <= 0:
            break
        axes[0].set_xlim(0, axes[0].get_xlim()[1] * (1.01 + beyond))
