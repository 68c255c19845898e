"""The table of what was fitted, predicted and observed, from the figures that scripts/show_calibrations keeps."""
import csv
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = pathlib.Path(__file__).resolve().parent / "calibrations.csv"
PAGE = ROOT / "docs" / "validation.md"
COLUMNS = ["study", "world", "figure", "role", "observed", "least", "middle", "most", "score", "inside"]
BEGIN, END = "<!-- From scripts/validation/calibrations.csv. -->", "<!-- Until here. -->"
STUDIES = {"beacon": "The Beacon Scheme: a survey's first wave fitted, its second foretold", "doctors": "Doctors and tetracycline",
           "doctors in other communities": "Doctors, in towns that were not fitted", "farmers": "Farmers and hybrid seed",
           "farmers in other communities": "Farmers, in villages that were not fitted"}
WORLDS = {"main model": "main model", "alone": "by themselves", "network": "and by example", "curve": "Bass curve", "threshold": "thresholds", "cascade": "cascade",
          "services": "main model: ties and publication"}

HEAD = """## Fitted, predicted, observed

What models made of observations that they were not made for: fitted to some figures, and asked for others that they had not been
shown, in per cent. Medians, and in brackets where 90 % lie; **bold** where what was observed lies outside. `scripts/show_calibrations`
ran them; [calibrations.md](calibrations.md) tells which numbers were fitted, and what may be concluded."""


def shares(row):
    middle, least, most = (f"{round(100 * float(row[name]))}" for name in ("middle", "least", "most"))
    text = f"{middle} ({least} to {most})"
    return text if row["inside"] == "yes" else f"**{text}**"


def section():
    """The lines between the markers."""
    with open(TABLE, newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    lines = [BEGIN, HEAD]
    for study, title in STUDIES.items():
        of_it = [row for row in found if row["study"] == study]
        if not of_it:
            continue
        worlds = list(dict.fromkeys(row["world"] for row in of_it))
        lines += ["", f"### {title}", "", "| figure | | observed | " + " | ".join(WORLDS[world] for world in worlds) + " |", "|---|---|---:|" + "---:|" * len(worlds)]
        for name, role in dict.fromkeys((row["figure"], row["role"]) for row in of_it):
            cells = {row["world"]: row for row in of_it if (row["figure"], row["role"]) == (name, role)}
            observed = 100 * float(next(iter(cells.values()))["observed"])
            lines.append(f"| {name} | {role} | {observed:.0f} | " + " | ".join(shares(cells[world]) for world in worlds) + " |")
        scores = {world: [row["score"] for row in of_it if row["world"] == world and row["role"] == "predicted"] for world in worlds}
        scored = [f"{WORLDS[world]} {sum(map(float, score)) / len(score):.3f}" for world, score in scores.items() if all(score)]
        if scored:
            lines += ["", f"Mean ranked probability score of what was predicted, in shares (0 would be sure and right): {', '.join(scored)}."]
    return "\n".join([*lines, END])


def renew():
    """Puts the table as it is now into the page, and leaves the rest alone."""
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN in text:
        text = text[:text.index(BEGIN)] + section() + text[text.index(END) + len(END):]
    else:
        text = text.rstrip("\n") + "\n\n" + section() + "\n"
    PAGE.write_text(text, encoding="utf-8")
