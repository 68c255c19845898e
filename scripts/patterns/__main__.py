"""Usage: see scripts/show_patterns."""
import argparse
import importlib
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from patterns.evidence import SHOWN, UNDECIDED, find, verdict  # noqa: E402
from patterns.page import write_page  # noqa: E402
from patterns.pictures import picture  # noqa: E402
from patterns.robustness import explore  # noqa: E402
from patterns.runs import run  # noqa: E402

FILES = sorted(path.stem for path in pathlib.Path(__file__).parent.glob("p[0-9][0-9]_*.py"))
PATTERNS = {f"P{int(stem[1:3])}": stem for stem in FILES}
FULL, QUICK, DRAWS = 64, 16, 100
SEED = 20261122


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/patterns", description="Run the patterns of the source documents.")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--only", choices=list(PATTERNS), action="append", metavar="PN", help="this pattern, such as P4; may be repeated")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} replicates instead of {FULL}, which leave some undecided: the exit code tells what is refuted")
    parser.add_argument("--replicates", type=int, help="so many replicates")
    parser.add_argument("--seed", type=int, help=f"by default {SEED}, and with --quick that of the scenario files, which pilots had")
    parser.add_argument("--robustness", action="store_true", help="instead: how often each holds when all assumptions are drawn anew")
    parser.add_argument("--draws", type=int, default=DRAWS, help=f"of all assumptions; by default {DRAWS}")
    parser.add_argument("--page", action="store_true", help="run nothing; write docs/patterns.md and its pictures from all that was run so far")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "patterns", help="where findings, and results while they are read, stand")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    return options


def keep(folder, stem, entry, what):
    """What was found last, for the page."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{what}.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    known[stem] = entry
    file.with_suffix(".new").write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    file.with_suffix(".new").replace(file)


def show(options, stem, pattern):
    replicates = options.replicates or (QUICK if options.quick else FULL)
    seed = options.seed or (None if options.quick else SEED)
    began = time.monotonic()
    runs, files = run(options.program, options.folder, stem, pattern, replicates, seed=seed)
    findings = [find(claim, runs) for claim in pattern.claims]
    seconds = time.monotonic() - began
    picture(pattern, runs, options.folder / f"{stem}.png")
    runs.close()
    for path in files:
        path.unlink()
    found = verdict(findings)
    print(f"{pattern.name} {pattern.title}: {found if found == SHOWN else found.upper()}, {replicates} replicates, {seconds:.0f} s", flush=True)
    for finding in findings:
        claim = finding.claim
        print(f"  {'holds' if finding.holds else 'FAILS' if finding.refuted else 'open '}  {claim.told(finding.mean)} ± {claim.told(finding.half, sign=False)} {claim.unit}, {claim.side} "
              f"{claim.told(claim.bound)}: {claim.what}")
        if finding.has_counter:
            print(f"  {'gone ' if finding.vanishes else 'STAYS' if finding.stays else 'open '}  {claim.told(finding.counter_mean)} ± {claim.told(finding.counter_half, sign=False)} {claim.unit}: {claim.removed}", flush=True)
    numbers = [[f.mean, f.half, f.counter_mean, f.counter_half] for f in findings]
    keep(options.folder, stem, {"replicates": replicates, "seed": seed, "seconds": seconds, "found": numbers}, "findings")
    return found == SHOWN or (found == UNDECIDED and replicates < FULL)


def draw_anew(options, stem, pattern):
    began = time.monotonic()
    found = explore(options.program, options.folder, stem, pattern, options.draws, options.replicates or pattern.replicates_a_draw)
    seconds = time.monotonic() - began
    robust = found.held >= .8 * found.draws
    print(f"{pattern.name} {pattern.title}: holds in {found.held} of {found.draws} draws ({found.counted} by what counts), {seconds:.0f} s"
          f"{'' if robust else ': NOT ROBUST'}; claim by claim {', '.join(map(str, found.each))}", flush=True)
    keep(options.folder, stem, {"draws": found.draws, "held": found.held, "counted": found.counted, "each": found.each, "replicates": found.replicates,
                                "parameters": found.parameters, "hangs_on": found.hangs_on, "seconds": seconds}, "robustness")
    return robust


def main():
    options, began, wrong = arguments(), time.monotonic(), []
    if options.page:
        write_page(options.folder, {stem: importlib.import_module(f"patterns.{stem}").PATTERN for stem in FILES})
        return 0
    chosen = {PATTERNS[name]: importlib.import_module(f"patterns.{PATTERNS[name]}").PATTERN for name in options.only or PATTERNS}
    for stem, pattern in chosen.items():
        if not (draw_anew if options.robustness else show)(options, stem, pattern):
            wrong.append(pattern.name)
    print(f"In all {time.monotonic() - began:.0f} s; {len(chosen) - len(wrong)} of {len(chosen)} {'robust' if options.robustness else 'shown'}"
          f"{'' if not wrong else ', not ' + ', '.join(wrong)}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted; the same command goes on after the draws that are done")
