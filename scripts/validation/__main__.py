"""Usage: see scripts/validate."""
import argparse
import importlib
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from validation.laboratory import Laboratory  # noqa: E402
from validation.page import picture, write_page  # noqa: E402
from validation.verdicts import Verdicts  # noqa: E402

MODELS = ["bass", "independent_cascade", "threshold", "march", "lazer_friedman", "cowan_jonard"]


def main():
    parser = argparse.ArgumentParser(prog="scripts/validate", description="Run the published models against what is known of them.")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "knowhow")
    parser.add_argument("--small", action="store_true", help="few runs, wider tolerances, and no page: a quick check")
    parser.add_argument("--only", choices=MODELS, action="append", help="this model; may be repeated; writes no page")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "results" / "validation", help="where results stand while they are read")
    options = parser.parse_args()

    failures, chapters, began = 0, [], time.monotonic()
    for name in options.only or MODELS:
        model = importlib.import_module(f"validation.{name}")
        laboratory, verdicts = Laboratory(options.program, options.folder, options.small), Verdicts(options.small)
        start = time.monotonic()
        found = model.validate(laboratory, verdicts)
        seconds = time.monotonic() - start
        print(f"{model.TITLE}: {sum(row.holds for row in verdicts.rows)} of {len(verdicts.rows)} hold, {seconds:.0f} s", flush=True)
        for row in verdicts.rows:
            if not row.holds:
                print("  fails: " + " | ".join(row.cells()[:5]))
                failures += 1
        if not options.small:
            picture(name, model, found)
        chapters.append((name, model, verdicts.rows, seconds))
    if not options.small and not options.only:
        write_page(chapters, laboratory)
    print(f"In all {time.monotonic() - began:.0f} s; {'everything holds' if failures == 0 else f'{failures} fail'}.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
