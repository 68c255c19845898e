"""docs/validation.md and its pictures."""
import os
import pathlib
import subprocess
import sys
import textwrap

import matplotlib.pyplot as plt
from plots.style import save

from validation.calibrations import section

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OBSERVED = """Three models on two networks of people whose adoption others recorded, beside what was observed. Nothing is fitted here but
Bass's p and q, which describe the totals: the pictures show what each rule would make of these networks, not how well it
explains them."""

HEAD = """# Validation: six published models on the same kernel

<!-- Written by scripts/validate, which ran everything on this page. Do not edit. -->

Six models from the literature run on the kernel that the main model runs on: the same draws, the same scenario files, the
same results files. Each is held here against what is known of it: formulas where there are any, and otherwise the figures of
its paper or of an independent re-implementation of its rules. "± s.e." is the standard error of our mean over replicates.

`scripts/validate` runs all of it anew and writes this page; `scripts/validate --only MODEL` runs one model; `--small` is the
short form that `scripts/check` runs.
"""


def picture(name, model, found):
    figure, axes = plt.subplots(1, getattr(model, "PANELS", 1), figsize=(8 if getattr(model, "PANELS", 1) == 1 else 10, 4.2), layout="constrained")
    model.draw(found, axes)
    for each in figure.axes:  # matplotlib's own labels of such axes are formulas, which the style does not read
        for axis, scale in ((each.xaxis, each.get_xscale()), (each.yaxis, each.get_yscale())):
            if scale != "linear":
                axis.set_major_formatter(lambda value, _: f"{value:g}")
                axis.set_minor_formatter(lambda value, _: "")
    save(figure, DOCS / "images" / f"validation_{name}.png")
    plt.close(figure)


def real_diffusions(laboratory):
    """Bass, thresholds and cascades on the networks of people whose adoption was recorded."""
    parts = ["", "## Real diffusions", "", *textwrap.wrap(OBSERVED, 120)]
    for name, who in (("medical_innovation", "Doctors and tetracycline, by month"), ("brazilian_farmers", "Farmers and hybrid seed, by year")):
        files = [laboratory.file(f"{name}{model}.yaml", 200) for model in ("", "_threshold", "_cascade")]
        image = DOCS / "images" / f"{name}.png"
        subprocess.run([sys.executable, "-B", ROOT / "scripts" / "plot_curves.py", *files, "-o", image, "--title", who], check=True, stdout=subprocess.DEVNULL)
        parts += ["", f"![{who}](images/{image.name})"]
        for file in files:
            file.unlink()
    return parts


def write_page(chapters, laboratory):
    held = sum(row.holds for _, _, rows, _ in chapters for row in rows)
    total = sum(len(rows) for _, _, rows, _ in chapters)
    parts = [HEAD, f"**{held} of {total} comparisons hold**, in {sum(s for *_, s in chapters):.0f} s on {os.cpu_count()} cores.\n",
             "| model | comparisons | hold | seconds |\n|---|---:|---:|---:|"]
    parts += [f"| [{model.TITLE}](#{name.replace('_', '-')}) | {len(rows)} | {sum(row.holds for row in rows)} | {seconds:.0f} |" for name, model, rows, seconds in chapters]
    for name, model, rows, _ in chapters:
        parts += ["", f'<a id="{name.replace("_", "-")}"></a>', f"## {model.TITLE}", "", *textwrap.wrap(getattr(model, "NOTE", ""), 120), "",
                  f"![{model.TITLE}](images/validation_{name}.png)", "",
                  "| what | expected | known from | ours, ± s.e. | tolerance | |", "|---|---|---|---|---|---|"]
        parts += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    parts += [*real_diffusions(laboratory), "", section()]
    (DOCS / "validation.md").write_text("\n".join(parts) + "\n")
