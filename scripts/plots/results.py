"""The results file, by its documented names (docs/format.md), and mistakes in what was asked of it."""
import os
import sys

import h5py
import numpy as np

from plots.style import COLOURS

WRONG_USAGE, FILE_TROUBLE, INTERRUPTED = 2, 4, 75


def stop(message, code):
    print(f"{os.path.basename(sys.argv[0])}: {message}", file=sys.stderr)
    sys.exit(code)


def names(file, dimension):
    return file[dimension].asstr()[:].tolist()


def open_results(path):
    if os.path.isdir(path):
        stop(f"{path}: this is a folder; name the results file in it", FILE_TROUBLE)
    try:
        file = h5py.File(path, "r")
    except FileNotFoundError:
        stop(f"{path}: there is no such file; make one with `knowhow run SCENARIO.yaml -o {path}`", FILE_TROUBLE)
    except OSError as error:
        stop(f"{path}: cannot be read as HDF5 ({error}); is it a results file of knowhow?", FILE_TROUBLE)
    if not {"scenario", "replicate"} <= set(file):
        stop(f"{path}: has no scenarios and replicates; is it a results file of knowhow?", FILE_TROUBLE)
    return file


def check_known(option, wanted, known):
    for name in wanted:
        if name not in known:
            stop(f"{option}: there is no '{name}'; known: {', '.join(known)}", WRONG_USAGE)


def base_of(file, against):
    """The scenario that others are compared with."""
    known = names(file, "scenario")
    check_known("--against", [against] if against is not None else [], known)
    return 0 if against is None else known.index(against)


def choose(file, wanted, base, variables):
    """The scenarios to draw beside the base: those asked for, else the first ones that differ from it."""
    known = names(file, "scenario")
    check_known("--scenario", wanted, known)
    wanted = list(dict.fromkeys(name for name in wanted if name != known[base]))
    if len(wanted) > len(COLOURS):
        stop(f"--scenario: at most {len(COLOURS)} beside the one they are drawn against can be told apart", WRONG_USAGE)
    if wanted:
        return [known.index(name) for name in wanted]
    chosen = [s for s in range(len(known)) if s != base and any(not np.array_equal(file[name][s], file[name][base], equal_nan=True) for name in variables)]
    chosen = chosen[:len(COLOURS)]
    if len(chosen) < len(known) - 1:
        left_out = ", ".join(name for s, name in enumerate(known) if s != base and s not in chosen)
        print(f"plot.py: not drawn: {left_out} (--scenario chooses)", file=sys.stderr)
    return chosen


def dates(file):
    start = file["time"].attrs["units"]
    start = start.decode() if isinstance(start, bytes) else start
    return np.datetime64(start.removeprefix("days since ").split()[0]) + file["time"][:].astype("timedelta64[D]")


def one_of(file, wanted, base):
    """The scenario that stands beside the base alone: the last one asked for, else that of the largest effect on what
    is applied; where that is nowhere any other, on what is learned. None if all are alike."""
    known = names(file, "scenario")
    others = [name for name in wanted if name != known[base]]
    if others:
        return known.index(others[-1])
    for name in ("final_applied", "ledger_gained"):
        if name in file:
            runs = file[name][:].reshape(len(known), len(file["replicate"]), -1).sum(axis=2)
            effects = np.abs(np.nan_to_num(runs - runs[base]).mean(axis=1))
            if effects.any():
                return int(np.argmax(effects))
    return None


def vocabularies(file):
    """What the ledger can be told in, in the order in which the file names them."""
    beside = file["ledger_lost"].attrs.get("coordinates", b"")
    beside = beside.decode() if isinstance(beside, bytes) else beside
    return ["barriers", *(name.removeprefix("vocabulary_") for name in beside.split() if name.startswith("vocabulary_"))]


def practices_of(file, without):
    """Which practices are drawn, as a mask; no schemes, which nobody applies."""
    known = names(file, "practice")
    check_known("--without", without, known)
    practices = np.array([name not in without and kind == "practice" for name, kind in zip(known, names(file, "practice_type"))])
    if not practices.any():
        stop("--without: leaves no practice to draw", WRONG_USAGE)
    return practices
