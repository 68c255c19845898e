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

Fitted to the first half of what was observed, and scored on the second, in five worlds: everybody adopts by themselves; the
example of those around them counts too; everybody sees everybody (the Bass curve); all wait until the same share of those
around them has adopted, or try it by chance once one has (thresholds); each adopter has one chance to convince each of those
around (a cascade). The last two begin with those who had adopted in the first {period}, and cannot go beyond those whom ties
reach from there. The ranked probability score is in shares of people, over the later times: 0 would be sure and right. Skill
is the share of the Bass curve's score that is saved; below 0, the world foretells worse than that curve.

| world | numbers | mean score of predictions | skill against the Bass curve | predictions inside their 90 % bands |
|---|---|---:|---:|---:|
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


WORLDS = [("alone", "by themselves"), ("network", "and by the example of those around them"), ("curve", "everybody sees everybody"),
          ("threshold", "by thresholds"), ("cascade", "by a cascade")]


def verdict_of(scores):
    """What the scores of the worlds, by name, say of example; claims no contagion where its absence foretells best."""
    alone = scores["by themselves"]
    best = min(scores, key=scores.get)
    if best == "by themselves":
        said = "What was observed first is foretold best without any example: these data are no evidence of contagion."
    else:
        said = f"Without example the rest is not foretold ({alone:.3f}); with it, better ({scores[best]:.3f}: {best})."
        worse = [world for world, score in scores.items() if score >= alone and world != "by themselves"]
        if worse:
            said += f" But not with any: {' and '.join(worse)} it is foretold no better than by themselves."
        if all(value > 0.1 for value in scores.values()):
            said += " None foretells it well: the first half does not yet show how fast it will go."
    return said


def real(folder, who, title, period):
    rows, scores, found = [], {}, {kind: outcome(folder, f"{who}_{kind}") for kind, _ in WORLDS}
    predicted = {kind: [figure for figure in found[kind]["figures"] if not figure["fitted"]] for kind, _ in WORLDS}
    for kind, words in WORLDS:
        scores[words] = sum(figure["ranked_probability_score"] for figure in predicted[kind]) / len(predicted[kind])
    for kind, words in WORLDS:
        numbers = ", ".join(number["path"].split(".")[-1] + " " + band(number["after"]) for number in found[kind]["numbers"])
        skill = "0" if kind == "curve" else f"{100 * (1 - scores[words] / scores['everybody sees everybody']):.0f} %"
        rows.append(f"| {words} | {numbers} | {scores[words]:.3f} | {skill} | "
                    f"{sum(figure['inside'] for figure in predicted[kind])} of {len(predicted[kind])} |")
    return REAL.format(title=title, period=period, rows="\n".join(rows), verdict=verdict_of(scores))


def main():
    parser = argparse.ArgumentParser(prog="scripts/show_calibrations", description=__doc__)
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/knowhow"))
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "calibrations", help="where posteriors are kept")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="run these files of scenarios/calibrations only, and write no page")
    parser.add_argument("--page", action="store_true", help="run nothing; write the page from the posteriors in the folder")
    given = parser.parse_args()
    if unknown := set(given.only or []) - {file.stem for file in FILES.glob("*.yaml")}:
        parser.error(f"--only: no calibration is called {', '.join(sorted(unknown))}; see scenarios/calibrations")
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.page:
        for file in sorted(FILES.glob("*.yaml")):
            if "\npriors:" in file.read_text() and (not given.only or file.stem in given.only):
                print(f"{file.stem}: {calibrate(given.program, file, given.folder):.0f} s", flush=True)
    if given.only:
        return
    found = outcome(given.folder, "beacon")
    parts = [HEAD, BEACON, beacon_verdict(found), tables(found)]
    for who, title, period in (("doctors", "Doctors and tetracycline", "month"), ("farmers", "Farmers and hybrid seed", "year")):
        parts.append(real(given.folder, who, title, period))
    PAGE.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
