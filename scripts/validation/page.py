"""docs/validation.md and its pictures."""
import os
import pathlib
import textwrap

import matplotlib.pyplot as plt
from plots.style import save

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"

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
    save(figure, DOCS / "images" / f"validation_{name}.png")
    plt.close(figure)


def write_page(chapters):
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
    (DOCS / "validation.md").write_text("\n".join(parts) + "\n")
