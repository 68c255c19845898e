#!/usr/bin/python3
"""Draw what a results file of knowhow holds: how practices spread, how far organisations came, and where learning was lost.

Writes diffusion.png, funnel.png and ledger.png (or .svg, .pdf). Reads the file by its documented names only
(docs/format.md). Needs h5py and matplotlib: Debian's python3-h5py and python3-matplotlib.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from plots.diffusion import draw_diffusion  # noqa: E402
from plots.funnel import draw_funnel  # noqa: E402
from plots.ledger import draw_ledger  # noqa: E402
from plots.panels import leave_room  # noqa: E402
from plots.results import FILE_TROUBLE, INTERRUPTED, WRONG_USAGE, base_of, choose, names, one_of, open_results, stop  # noqa: E402
from plots.style import COLOURS, ENOUGH_FOR_BANDS, decorate, save  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", metavar="RESULTS.h5")
    parser.add_argument("-o", "--output", metavar="FOLDER", type=pathlib.Path, default=pathlib.Path("."), help="where to write; by default here")
    parser.add_argument("--scenario", metavar="NAME", action="append", default=[], help="draw this scenario; may be repeated, and the last one "
                        "stands in funnel and ledger; by default the first five that differ, and in funnel and ledger the one of the largest effect")
    parser.add_argument("--against", metavar="NAME", help="the scenario to draw them against; by default the baseline")
    parser.add_argument("--without", metavar="PRACTICE", action="append", default=[], help="leave a practice out of diffusion and funnel; may be repeated")
    parser.add_argument("--each-practice", action="store_true", help="in the funnel, every practice by itself as well")
    parser.add_argument("--vocabulary", metavar="NAME", default="barriers", help="the words of the ledger: barriers (the default), report, "
                        "odell_grayson or institute_for_government")
    parser.add_argument("--amounts", action="store_true", help="in the ledger, units of one person's full mastery instead of shares")
    parser.add_argument("--format", choices=["png", "svg", "pdf"], default="png")
    return parser.parse_args()


def draw_all(file, options):
    """Each picture by name: figure, title, caption, what is said of replicates, and the panels whose labels need room."""
    adoption, ledger = "organisations_at_stage" in file, "ledger_lost" in file
    if not adoption and not ledger:
        stop(f"{options.results}: holds neither adoption nor ledger; name them under `measures` in the scenario", FILE_TROUBLE)
    for option, given, measure in (("--vocabulary", options.vocabulary != "barriers", "ledger"), ("--amounts", options.amounts, "ledger"),
                                   ("--each-practice", options.each_practice, "adoption"), ("--without", options.without, "adoption")):
        if given and not {"ledger": ledger, "adoption": adoption}[measure]:
            stop(f"{option}: {options.results} holds no {measure}; name it under `measures` in the scenario", WRONG_USAGE)
    base = base_of(file, options.against)
    chosen = choose(file, options.scenario, base, ["organisations_at_stage"] * adoption + ["ledger_lost"] * ledger)
    one = one_of(file, options.scenario, base)
    if options.scenario and options.scenario[-1] == names(file, "scenario")[base]:
        stop(f"--scenario: '{options.scenario[-1]}' is what it would be drawn against; name another", WRONG_USAGE)
    colour = COLOURS[chosen.index(one)] if one in chosen else COLOURS[0]
    count = len(file["replicate"])
    replicates = f"{count} replicate{'s' * (count > 1)}."
    pictures = {}
    if adoption:
        bands = "; dark and light bands: the middle 50\u00a0% and 90\u00a0%" if count >= ENOUGH_FOR_BANDS else ""
        bands = f"Thick: median of {count} replicates{bands}; thin: single runs." if count > 1 else "One replicate."
        pictures["diffusion"] = *draw_diffusion(file, base, chosen, options.without), bands, []
        figure, title, caption, panels = draw_funnel(file, base, one, options.without, options.each_practice, colour)
        lines = "Lines: the middle 90\u00a0% of " if count >= ENOUGH_FOR_BANDS else ""
        pictures["funnel"] = figure, title, caption, lines + replicates, panels
    else:
        print("plot.py: no diffusion curves and no funnel: the file holds no adoption", file=sys.stderr)
    if ledger:
        figure, title, caption, panels = draw_ledger(file, base, one, options.vocabulary, options.amounts, colour)
        pictures["ledger"] = figure, title, caption, replicates, panels
    else:
        print("plot.py: no picture of where learning was lost: the file holds no ledger", file=sys.stderr)
    return pictures


def main():
    options = arguments()
    with open_results(options.results) as file:
        try:
            pictures = draw_all(file, options)
        except (OSError, KeyError) as error:  # HDF5 notices a flipped bit only when it reads that far
            stop(f"{options.results}: cannot be read ({str(error).strip(chr(34))}); is it a whole results file of knowhow?", FILE_TROUBLE)
    for name, (figure, *texts, panels) in pictures.items():
        above, below = decorate(figure, *texts)
        figure.tight_layout(rect=(0, below, 1, 1 - above))
        if panels:
            leave_room(figure, panels)
        path = options.output / f"{name}.{options.format}"
        try:
            options.output.mkdir(parents=True, exist_ok=True)
            save(figure, path)
        except OSError as error:
            stop(f"{path}: cannot write: {error.strerror}; choose another folder with -o", FILE_TROUBLE)
        print(path)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("interrupted; pictures named above are whole, and the same command draws them all", INTERRUPTED)
