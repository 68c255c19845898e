"""How the pictures look: colours, words on them, the frame around them, and the file."""
import io
import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

GREY = "#666666"
BASE_BAR = "#8c8c8c"
INK = "#222222"
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]  # Okabe and Ito's
DASHES = [(0, (4, 1)), (0, (3, 1, 1, 1)), (0, (1, 0.8)), (0, (7, 1.2)), (0, (6, 1, 1, 1, 1, 1))]  # for print without colour
ENOUGH_FOR_BANDS = 10

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#444444", "text.color": "#222222", "axes.labelcolor": "#222222", "xtick.color": "#444444",
    "ytick.color": "#444444", "figure.facecolor": "white", "svg.fonttype": "none", "savefig.dpi": 150,
    "text.parse_math": False})


def plain(name):
    return name.replace("_", " ")


def percent(share, digits=0):
    return f"{100 * share:.{digits}f}\u00a0%"


def points(difference, half_width=None):
    """A difference of shares: percentage points, with the interval where there is one."""
    spread = "" if half_width is None else f" ± {100 * half_width:.1f}"
    return f"{100 * difference:+.1f}{spread}".replace("-", "\u2212")


def half_width(differences):
    """Of the 95 % interval of their mean, by Student's t; none where replicates are too few to say."""
    n = len(differences)
    if n < ENOUGH_FOR_BANDS:
        return None
    z, v = 1.959964, n - 1
    t = z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2) + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    return t * np.std(differences, ddof=1) / np.sqrt(n)


def decorate(figure, title, caption, replicates):
    """Title above and caption below, wrapped to the width, in a margin that they need."""
    width, height = figure.get_size_inches()
    head = textwrap.wrap(title, int(width * 9.3))
    foot = textwrap.wrap(f"{caption} {replicates}", int(width * 14.4))
    figure.text(0.1 / width, 1 - 0.08 / height, "\n".join(head), va="top", fontsize=13, weight="bold")
    figure.text(0.1 / width, 0.06 / height, "\n".join(foot), va="bottom", fontsize=8.5, color="#444444")
    return (0.24 * len(head) + 0.1) / height, (0.16 * len(foot) + 0.1) / height


def save(figure, path):
    if path.suffix != ".png":
        figure.savefig(path)
        return
    whole = io.BytesIO()
    figure.savefig(whole, format="png")
    PIL.Image.open(whole).convert("RGB").quantize(96, dither=PIL.Image.NONE).save(path, optimize=True)
