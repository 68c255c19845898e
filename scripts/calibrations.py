"""Runs the calibrations of scenarios/calibrations and writes docs/calibrations.md, from what `knowhow calibrate --json` says."""
import argparse
import json
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = ROOT / "scenarios" / "calibrations"
PAGE = ROOT / "docs" / "calibrations.md"

HEAD = """\
# Calibrations: fitted to some, tested on others

<!-- Written by scripts/show_calibrations, which ran everything on this page. Do not edit. -->

Each table here is what `knowhow calibrate` says of a file in `scenarios/calibrations/`: numbers are fitted to the figures under
*fitted*, and never to those under *predicted*. [calibration.md](calibration.md) tells how, and what the columns mean.
"""

BEACON = """\
## The Beacon Scheme (pattern P15)

Fitted to the first wave of the survey of those who attended Beacon events, and asked for the second, three years later. The
definitions of the answers ([model.md](model.md#survey)) were settled before this was first run. But two of them, what counts as
improved and what as introduced, had been chosen with the second wave known: that more say the one than the other is therefore
no evidence. From when on a change counts as attributable was fixed at a third and not fitted.
"""

REAL = """\
## {title}

Fitted to the first half of what was observed, and scored on the second, in three worlds: everybody adopts by themselves; the
example of those around them counts too; everybody sees everybody (the Bass curve). The ranked probability score is in shares of
people, over the later times: 0 would be sure and right.

| world | numbers | mean score of predictions | predictions inside their 90 % bands |
|---|---|---:|---:|
{rows}

**{verdict}**
"""


def calibrate(program, file, folder):
    began = time.monotonic()
    subprocess.run([program, "calibrate", str(file), "-o", str(folder / f"{file.stem}.h5"), "--quiet"], check=True)
    return time.monotonic() - began


def outcome(folder, stem):
    import h5py
    with h5py.File(folder / f"{stem}.h5") as posterior:
        return json.loads(posterior["provenance/outcome"].asstr()[()])


def band(values, scale=1, unit=""):
    least, middle, most = (f"{scale * value:.3g}" for value in values)
    return f"{middle}{unit} ({least} to {most})"


def tables(found):
    lines = ["| number | before | after | left open | |", "|---|---|---|---:|---|"]
    for number in found["numbers"]:
        lines.append(f"| `{number['path']}` | {band(number['before'])} | {band(number['after'])} | {100 * number['left_open']:.0f} % | "
                     f"{'' if number['pinned_down'] else 'not pinned down'} |")
    for fitted, word in ((True, "fitted"), (False, "predicted")):
        lines += ["", f"| {word} | observed | before | after | 90 % band |", "|---|---:|---|---|---|"]
        for figure in found["figures"]:
            if figure["fitted"] == fitted:
                lines.append(f"| {figure['name']} | {100 * figure['observed']:.0f} % | {band(figure['before'], 100, ' %')} | "
                             f"{band(figure['after'], 100, ' %')} | {'inside' if figure['inside'] else '**outside**'} |")
    last = found["generations"][-1]
    lines += ["", f"{len(found['generations'])} generations, {found['runs']} runs; {found['samples']} samples, worth "
              f"{found['effective_samples']:.0f} of equal weight; the farthest is {last['tolerance']:.2f} standard errors from what was observed."
              + ("" if found["settled"] else " The search had not settled when its runs were used up.")]
    return "\n".join(lines) + "\n"


def width(figure, when):
    return 100 * (figure[when][2] - figure[when][0])


def beacon_verdict(found):
    told = []
    for figure in (figure for figure in found["figures"] if not figure["fitted"]):
        faults = []
        if not figure["inside"]:
            least, _, most = (100 * value for value in figure["after"])
            observed = 100 * figure["observed"]
            faults.append(f"{least - observed if observed < least else observed - most:.0f} points outside its band")
        if width(figure, "after") > 30:
            faults.append(f"a band of {width(figure, 'after'):.0f} points, wider than 30")
        if width(figure, "after") >= width(figure, "before"):
            faults.append("no narrower than before")
        told.append(f"{figure['name']}: " + ("foretold, in a band of " + f"{width(figure, 'after'):.0f} points" if not faults else "; ".join(faults)))
    return "**" + ". ".join(told) + ".**\n"


def real(folder, who, title):
    rows, scores = [], {}
    for kind, words in (("alone", "by themselves"), ("network", "and by the example of those around them"), ("curve", "everybody sees everybody")):
        found = outcome(folder, f"{who}_{kind}")
        predicted = [figure for figure in found["figures"] if not figure["fitted"]]
        scores[words] = sum(figure["ranked_probability_score"] for figure in predicted) / len(predicted)
        rows.append(f"| {words} | {', '.join(number['path'].split('.')[-1] + ' ' + band(number['after']) for number in found['numbers'])} | "
                    f"{scores[words]:.3f} | {sum(figure['inside'] for figure in predicted)} of {len(predicted)} |")
    best = min(scores, key=scores.get)
    if best == "by themselves":
        verdict = "What was observed first is foretold best without any example: these data are no evidence of contagion."
    else:
        verdict = f"Without example the rest is not foretold ({scores['by themselves']:.3f}); with it, better ({scores[best]:.3f}: {best})."
        if all(value > 0.1 for value in scores.values()):
            verdict += " None foretells it well: the first half does not yet show how fast it will go."
    return REAL.format(title=title, rows="\n".join(rows), verdict=verdict)


def main():
    parser = argparse.ArgumentParser(prog="scripts/show_calibrations", description=__doc__)
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/knowhow"))
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "calibrations", help="where posteriors are kept")
    parser.add_argument("--page", action="store_true", help="run nothing; write the page from the posteriors in the folder")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.page:
        for file in sorted(FILES.glob("*.yaml")):
            if "\npriors:" in file.read_text():
                print(f"{file.stem}: {calibrate(given.program, file, given.folder):.0f} s", flush=True)
    found = outcome(given.folder, "beacon")
    parts = [HEAD, BEACON, beacon_verdict(found), tables(found)]
    for who, title in (("doctors", "Doctors and tetracycline"), ("farmers", "Farmers and hybrid seed")):
        parts.append(real(given.folder, who, title))
    PAGE.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
