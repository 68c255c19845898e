#!/usr/bin/env python3
"""Write the parameter tables of docs/model.md and docs/published.md from the declarations in the program itself.

    scripts/parameter_tables.py            rewrites the part of each page between its two markers
    scripts/parameter_tables.py --check    changes nothing; exit 1 if a page is not up to date

The program is taken from --program, the environment variable KNOWHOW, or the search path.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

BEGIN = "<!-- parameters: written by scripts/parameter_tables.py, do not edit -->"
END = "<!-- end of parameters -->"
DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
SHARED = ("network", "seeds")  # sections that several published models have, told once
UNIT_WORDS = {"share": "", "1": "", "count": ""}


def declarations(program):
    answer = subprocess.run([program, "describe", "--json"], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def digits(value):
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}".replace(",", " ")
    return f"{value:.4g}"


def quantity(value, unit):
    word = UNIT_WORDS.get(unit, " " + unit)
    if unit == "years":
        word = " year" if value == 1 else " years"
    return digits(value) + word


def span(ends):
    return f"{digits(ends[0])} to {digits(ends[1])}" if ends else ""


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]
    return "\n".join(lines)


def section_of(path):
    """`channels.NAME (shape: ties).talks` stands in the table of `channels.NAME (shape: ties)`."""
    return path.rsplit(".", 1)[0]


def top_of(path):
    """All barriers share a table; everything else has one a section."""
    return "barriers" if path.startswith("barriers.") else section_of(path)


def default_of(entry):
    text = quantity(entry["default"], entry["unit"])
    return text + (" ∗" if "distribution" in entry else "")


def number_rows(entries, plausible):
    rows = []
    for entry in entries:
        path = entry["path"].replace(" (shape: " + shape_of(entry["path"]) + ")", "")
        fixed = "" if entry["when"] == "any time" else " †"
        row = [f"`{path}`{fixed}", entry["meaning"], default_of(entry), span(entry["range"])]
        if plausible:
            row.append(span(entry.get("plausible")))
        rows.append(row + [entry["source"]])
    return rows


def shape_of(path):
    return path.split("(shape: ")[1].split(")")[0] if "(shape: " in path else ""


def barrier_words(entries, by_path):
    rows = []
    barriers = [entry for entry in entries if entry["path"].startswith("barriers.") and entry["form"] == "section"]
    for number, barrier in enumerate(barriers, 1):
        path = barrier["path"]
        maps = [f"`{entry['path'].rsplit('.', 1)[1]}`" for entry in entries
                if entry["form"] == "numbers by name" and section_of(entry["path"]) == path]
        level = by_path.get(path + ".level", {}).get("default", "-")
        rows.append([str(number), f"`{path}`", barrier["meaning"], ", ".join(maps), level, barrier["source"]])
    return ("Where else a strength may be given, whose trait decides unless `level` says otherwise, and each barrier's words in "
            "three vocabularies:\n\n" + table(["no.", "barrier", "meaning", "strength also", "level", "words"], rows))


def written_tables(entries):
    by_path = {entry["path"]: entry for entry in entries}
    numbers = [entry for entry in entries if entry["form"] == "number"]
    plausible = any("plausible" in entry for entry in numbers)
    head = ["path", "meaning", "default", "range"] + ["plausible"] * plausible + ["source"]
    parts = ["† fixed at the start; everything else an intervention can change. ∗ a number, or a distribution drawn per organisation."]
    for top in dict.fromkeys(top_of(entry["path"]) for entry in numbers):
        section = by_path[top.removesuffix(".NAME")]
        shape = shape_of(top)
        title = f"{top.split('.')[0].capitalize()} of shape `{shape}`" if shape else f"`{top}`"
        own = [entry for entry in numbers if top_of(entry["path"]) == top]
        parts.append(f"#### {title}\n\n{section['meaning']}\n\n" + table(head, number_rows(own, plausible)))
        if top == "barriers":
            parts.append(barrier_words(entries, by_path))
    return "\n\n".join(parts)


def published_tables(entries):
    """One table a model, and one each for the sections that they share."""
    own, shared = {}, {}
    for entry in entries:
        if entry["form"] != "number" or entry["model"] == "public_services":
            continue
        top = entry["path"].split(".")[0].split(" (shape")[0]
        into = shared.setdefault(top, {}) if top in SHARED else own.setdefault(entry["model"], {})
        into.setdefault(entry["path"], entry)
    head = ["path", "meaning", "default", "range", "source"]
    parts = ["† fixed at the start; everything else an intervention can change."]
    for title, numbers in [*own.items(), *shared.items()]:
        parts.append(f"#### `{title}`\n\n" + table(head, [[f"`{path}`" + ("" if entry["when"] == "any time" else " †"), entry["meaning"], default_of(entry),
                                                         span(entry["range"]), entry["source"]] for path, entry in numbers.items()]))
    return "\n\n".join(parts)


def refresh(page, tables, check):
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"{page}: needs the two marker lines once each:\n{BEGIN}\n{END}")
    before, rest = text.split(BEGIN)
    fresh = before + BEGIN + "\n\n" + tables + "\n\n" + END + rest.split(END)[1]
    if fresh == text:
        return
    if check:
        sys.exit(f"{page}: the parameter tables are not those of the program; run scripts/parameter_tables.py")
    page.write_text(fresh, encoding="utf-8")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="only compare")
    options.add_argument("--program", default=os.environ.get("KNOWHOW", "knowhow"))
    given = options.parse_args()
    entries = declarations(given.program)
    refresh(DOCS / "model.md", written_tables([entry for entry in entries if entry["model"] == "public_services"]), given.check)
    refresh(DOCS / "published.md", published_tables(entries), given.check)


if __name__ == "__main__":
    main()
