"""Runs the calibrations of scenarios/calibrations, and writes docs/calibrations.md from what `knowhow calibrate` says, and all
figures into scripts/validation/calibrations.csv, from which scripts/validate has its table."""
import argparse
import csv
import pathlib
import subprocess
import sys
import time

import fit_diffusion
from diffusion_worlds import WORLDS, Diffusion
from fit_diffusion import communities_verdict, outcome, rows, scores, verdict_of
from validation.calibrations import COLUMNS, TABLE, renew

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

Fitted to the first half of what was observed, and scored on the second, in six worlds: everybody adopts by themselves; the
example of those around them counts too; everybody sees everybody (the Bass curve); all wait until the same share of those
around them has adopted, or try it by chance once one has (thresholds); each adopter has one chance to convince each of those
around (a cascade); and in the main model everybody reads of it, talks with those around, learns, and begins once they know enough
([calibration.md](calibration.md#real-diffusions)). Thresholds and cascades begin with those who had adopted in the first {period},
and cannot go beyond those whom ties reach from there. The ranked probability score is in shares of people, over the later times:
0 would be sure and right. Skill is the share of the Bass curve's score that is saved; below 0, the world foretells worse than that
curve.

{early}

**{early_verdict}**

Fitted in some communities ({some}) over the whole time, and scored in the others ({others}):

{communities}

**{communities_verdict}**
"""

DATA = ROOT / "scenarios" / "published" / "data"
REAL_ONES = {"doctors": ("Doctors and tetracycline", "month", "medical_innovation", "Coleman, Katz and Menzel 1966"),
             "farmers": ("Farmers and hybrid seed", "year", "brazilian_farmers", "Rogers, Ascroft and Röling 1970")}


def calibrate(given, file):
    began = time.monotonic()
    subprocess.run([given.program, "calibrate", str(file), "-o", str(given.folder / f"{file.stem}.h5"), "--quiet",
                    *(["--threads", str(given.threads)] if given.threads else [])], check=True)
    return time.monotonic() - began


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


def in_communities(given, who):
    """What scripts/fit_diffusion.py is told, to fit some communities and score the others."""
    title, period, data, source = REAL_ONES[who]
    words = [DATA / f"{data}_adoption.csv", DATA / f"{data}_ties.csv", "--period", period, "--split", "communities", "--title", title, "--source", source,
             "-o", given.folder / f"{who}_communities", "--program", given.program, *(["--threads", given.threads] if given.threads else [])]
    told = fit_diffusion.arguments([str(word) for word in words])
    return told, Diffusion.read(told.people, told.ties)


def real(who, found, given):
    title, period, *_ = REAL_ONES[who]
    told, diffusion = in_communities(given, who)
    _, (some, others) = fit_diffusion.split_communities(diffusion, told.people)
    early, apart = found[who], found[f"{who} in other communities"]
    return REAL.format(title=title, period=period, early=rows(early), early_verdict=verdict_of(scores(early)), some=", ".join(some), others=", ".join(others),
                       communities=rows(apart), communities_verdict=communities_verdict(apart))


def keep(found):
    """All figures, for whoever wants the numbers."""
    with open(TABLE, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for study, worlds in found.items():
            for world, told in worlds.items():
                for figure in told["figures"]:
                    table.writerow([study, world, figure["name"], "fitted" if figure["fitted"] else "predicted",
                                    *(f"{value:.4f}" for value in (figure["observed"], *figure["after"], figure["ranked_probability_score"])),
                                    "yes" if figure["inside"] else "no"])


def main():
    parser = argparse.ArgumentParser(prog="scripts/show_calibrations", description="Run the calibrations of scenarios/calibrations, and write the pages of them.")
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/knowhow"))
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "calibrations", help="where posteriors are kept")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="run these files of scenarios/calibrations only, or doctors_communities or "
                        "farmers_communities, and write no page")
    parser.add_argument("--threads", type=int, help="by default all")
    parser.add_argument("--page", action="store_true", help="run nothing; write the pages from the posteriors in the folder")
    given = parser.parse_args()
    names = {file.stem for file in FILES.glob("*.yaml")} | {f"{who}_communities" for who in REAL_ONES}
    if unknown := set(given.only or []) - names:
        parser.error(f"--only: no calibration is called {', '.join(sorted(unknown))}; see scenarios/calibrations")
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.page:
        for file in sorted(FILES.glob("*.yaml")):
            if "\npriors:" in file.read_text() and (not given.only or file.stem in given.only):
                print(f"{file.stem}: {calibrate(given, file):.0f} s", flush=True)
        for who in REAL_ONES:
            if not given.only or f"{who}_communities" in given.only:
                began = time.monotonic()
                fit_diffusion.fit(*in_communities(given, who))
                print(f"{who}_communities: {time.monotonic() - began:.0f} s", flush=True)
    if given.only:
        return
    needed = ["beacon", *(f"{who}_{kind}" for who in REAL_ONES for kind in WORLDS), *(f"{who}_communities/{name}_{kind}" for who in REAL_ONES
              for kind in WORLDS for name in ("communities", "others"))]
    if missing := [name for name in needed if not (given.folder / f"{name}.h5").exists()]:
        sys.exit(f"{given.folder}: has not all that the pages tell of, such as {missing[0]}.h5; run it without --page")
    found = {"beacon": {"main model": outcome(given.folder / "beacon.h5")}}
    for who in REAL_ONES:
        found[who] = {kind: outcome(given.folder / f"{who}_{kind}.h5") for kind in WORLDS}
        told, diffusion = in_communities(given, who)
        found[f"{who} in other communities"] = fit_diffusion.read(told, diffusion)
    keep(found)
    beacon = found["beacon"]["main model"]
    PAGE.write_text("\n".join([HEAD, BEACON, beacon_verdict(beacon), tables(beacon), *(real(who, found, given) for who in REAL_ONES)]), encoding="utf-8")
    renew()


if __name__ == "__main__":
    main()
