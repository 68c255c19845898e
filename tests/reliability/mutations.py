#!/usr/bin/python3 -B
"""Would the tests notice? One operator of the kernel or of the barriers is changed at a time (< to <=, + to -, && to ||, ...), and
the tests of the kernel or of the models must fail, or no longer end. Which operators is drawn by the seed. A change that does not
compile does not count, nor one from which the compiler makes the same programs byte for byte; any other that changes nothing that
can be seen does, as nothing has told the two apart. Prints what survived and the counts; exit code 1 if less than 85 in 100 are
noticed.

  mutations.py --folder DIR [--count N] [--seed N] [--only FILE[:LINE]]...      DIR gets a copy of the sources, and a build of them"""
import argparse
import pathlib
import random
import re
import sys
import time

import changed
from false_alarms import results

CHANGES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+", "*": "/", "/": "*", "%": "/",
           "+=": "-=", "-=": "+=", "<<": ">>", ">>": "<<", "^": "|", "&": "|", "|": "&"}
OPERATOR = re.compile(r"(?<= )(" + "|".join(re.escape(operator) for operator in sorted(CHANGES, key=len, reverse=True)) + r")(?= )")
ENOUGH = 0.85
LONG = 2  # seconds of a test that waits until the others have not noticed


def sites(folder):
    """(file, line, column, operator) of operators that stand in code."""
    for path in [*sorted((folder / "sim").glob("*.*")), *sorted((folder / "models" / "public_services" / "barriers").glob("*.*"))]:
        for number, line in enumerate(path.read_text().splitlines()):
            code = line.split("//")[0]
            if code.lstrip().startswith(("#", "template", "using", "static_assert", "throw ", '"')):
                continue
            for match in OPERATOR.finditer(re.sub(r'"(\\.|[^"\\])*"', lambda text: '"' + "_" * (len(text[0]) - 2) + '"', code)):
                yield str(path.relative_to(folder)), number, match.start(), match[1]


class Suite:
    """A test program: its bytes without a change, and its tests in two rounds, the long ones last."""

    def __init__(self, tree, name):
        self.tree, self.name, self.bytes = tree, name, tree.program(name).read_bytes()
        began = time.monotonic()
        done = results(tree.program(name))
        self.seconds = 20 + 10 * (time.monotonic() - began)
        if not done or not all(passed for _, passed, _ in done):
            sys.exit(f"{name} fails without any change: {[test for test, passed, _ in done if not passed]}")
        long = ":".join(test for test, _, told in done if float(told["time"].rstrip("s")) > LONG)
        self.rounds = [f"*-{long}", long] if long else ["*"]

    def changed(self):
        return self.tree.program(self.name).read_bytes() != self.bytes

    def noticed(self):
        for choice in self.rounds:
            if failed := self.tree.failure(self.name, choice, self.seconds):
                return f"{self.name}: {failed}"
        return None


def verdict(tree, suites):
    same = True
    for suite in suites:
        if tree.why_not_built(suite.name):
            return "does not compile"
        if not suite.changed():
            continue
        same = False
        if noticed := suite.noticed():
            return f"noticed by {noticed}"
    return "the same program" if same else "SURVIVED"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", metavar="FILE[:LINE]")
    given = parser.parse_args()
    tree = changed.Tree(given.folder)
    suites = [Suite(tree, name) for name in changed.PROGRAMS]
    all_sites = [site for site in sites(tree.folder) if not given.only or {site[0], f"{site[0]}:{site[1] + 1}"} & set(given.only)]
    chosen = random.Random(given.seed).sample(all_sites, min(given.count, len(all_sites)))
    counts = dict.fromkeys(["noticed", "SURVIVED", "the same program", "does not compile"], 0)
    for path, number, column, operator in sorted(chosen):
        lines = tree.text(path).splitlines(keepends=True)
        line = lines[number]
        lines[number] = line[:column] + CHANGES[operator] + line[column + len(operator):]
        began = time.monotonic()
        with tree.changed(path, "".join(lines)):
            # The kernel's own tests see nothing of the barriers.
            told = verdict(tree, suites if path.startswith("sim/") else suites[1:])
        counts[next(kind for kind in counts if told.startswith(kind))] += 1
        print(f"{told}: {path}:{number + 1}:{column + 1}: {operator} to {CHANGES[operator]}: {line.strip()} ({time.monotonic() - began:.0f} s)", flush=True)
    counted = counts["noticed"] + counts["SURVIVED"]
    print(f"{counted} changes of {len(all_sites)} operators: {counts['noticed']} noticed, {counts['SURVIVED']} not; besides, "
          f"{counts['the same program']} made the same program and {counts['does not compile']} did not compile")
    return 0 if counted and counts["noticed"] >= ENOUGH * counted else 1


sys.exit(main())
