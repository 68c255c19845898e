#!/usr/bin/python3 -B
"""Does each statistical test notice an error? The errors of planted_errors.py are planted one at a time, and each of the tests named
there must fail, and by its comparison with luck. A statistical test without an error that it notices is a fault, too. Prints
the counts; exit code 1 if a test lets an error pass.

  planted.py --folder DIR [--only TEXT]      DIR gets a copy of the sources, and a build of them; TEXT: of tests' names"""
import argparse
import pathlib
import sys
import time

import changed
from false_alarms import results, statistical
from planted_errors import ERRORS

SECONDS = 300  # the tests of one error; about a hundred times what they take


def verdict(done, name):
    for found, passed, told in done:
        if found == name and not passed:
            by_luck = any(" standard errors of " in failure["failure"] for failure in told["failures"])
            return "noticed" if by_luck else "fails, but by no comparison with luck"
        if found == name:
            return "furthest " + told["furthest"]
    return "did not come to its end"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="", metavar="TEXT")
    given = parser.parse_args()
    tree = changed.Tree(given.folder)
    program_of = {}
    for program in changed.PROGRAMS:
        for name, passed, _ in statistical(tree.program(program), f"*{given.only}*"):
            program_of[name] = program
            if not passed:
                sys.exit(f"{name} fails without any change")

    without = set(program_of)
    planted, faults, noticed = 0, 0, 0
    for what, path, text, instead, tests in ERRORS:
        tests = [name for name in tests.split() if given.only in name]
        if not tests:
            continue
        source = tree.text(path)
        if source.count(text) != 1 or not set(tests) <= set(program_of):
            sys.exit(f"{what}: '{text}' stands {source.count(text)} times in {path}; no statistical tests: {sorted(set(tests) - set(program_of))}")
        began = time.monotonic()
        planted += 1
        with tree.changed(path, source.replace(text, instead)):
            for program in sorted({program_of[name] for name in tests}):
                if told := tree.why_not_built(program):
                    sys.exit(f"{what}: {told}")
                done = results(tree.program(program), ":".join(tests), seconds=SECONDS)
                for name in tests:
                    if program_of[name] != program:
                        continue
                    found = verdict(done, name)
                    if found == "noticed":
                        noticed += 1
                        without.discard(name)
                    else:
                        faults += 1
                    print(f"{found}: {name}: {what} ({path}, {time.monotonic() - began:.0f} s)", flush=True)
    for name in sorted(without):
        print(f"no error is known that it notices: {name}")
    print(f"{planted} errors planted, noticed {noticed} times; {len(program_of) - len(without)} of {len(program_of)} statistical tests noticed one")
    return 1 if faults or without or not noticed else 0


sys.exit(main())
