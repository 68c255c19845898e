#!/usr/bin/python3 -B
"""Scenario files and tables that are wrong in one place: each must be refused with exit code 3, the very line and
column, and a cure, within a second of processor time and 256 MiB of address space, and nothing may be written.

They are made from a good scenario and good tables by a list of mutations; where the mistake then is, PyYAML (another
reader) and the table's own commas say. Prints the counts; exit code 1 if one is judged otherwise.

  bad_input.py --program knowhow --folder DIR [--only WORD]"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import sys

import yaml

import limits

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

MOST_SECONDS, MOST_BYTES = 1.0, 256 * limits.MEBIBYTE
# Maps whose keys the user chooses.
NAMED = re.compile(r"^(world/(counts|sectors|practices|fields(/[^/]+)?)|channels|interventions|interventions/[^/]+/(set|add|scale)|scenarios|uncertain)$")
# The place is in that line, from that column to `last`; the message must have the words.
Case = collections.namedtuple("Case", "kind text line column last words")


def nodes(node, path=""):
    """(path of the map, key node, value node) of every member, in order."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield path, key, value
            yield from nodes(value, f"{path}/{key.value}".lstrip("/"))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from nodes(item, path)


def scenario_cases(text):
    def made(kind, at, until, new, *words, shift=0, within=0):
        column = at.column + 1 + shift
        return Case(kind, text[:at.index] + new + text[until.index:], at.line + 1, column, column + within, words)

    for path, key, value in nodes(yaml.compose(text, yaml.SafeLoader)):
        begin, end = key.start_mark, key.end_mark
        if not NAMED.match(path):
            # Without these, nobody can say which keys there are.
            choosing = key.value in ("shape", "model")
            yield made("a key that does not exist", begin, end, key.value + "x", "is missing; is it" if choosing else "no such key")
            if not choosing:
                yield made("a key of another kind", begin, end, "zzz", "no such key")
        yield made("a tag before a key", begin, end, "!t " + key.value, "tags")
        yield made("an anchor before a key", begin, end, "&a " + key.value, "anchors")
        first, last = value.start_mark, value.end_mark
        old = text[first.index:last.index]
        in_one_line = "\n" not in old
        if in_one_line:
            yield made("an anchor", first, last, "&a " + old, "anchors")
            yield made("an alias", first, last, "*a", "aliases")
            yield made("a tag", first, last, "!!str " + old, "tags")
            yield made("text behind the value", first, last, '"a" x', shift=4)
            yield made("a quote that does not close", first, last, '"' + old, "not closed")
            if text[last.index] in ",}":
                yield made("a bracket that does not close", first, last, "[" + old, within=200)  # told at the bracket, or where another one closes
            yield made("a colon too many", first, last, "a: b: c", within=6)
        if isinstance(value, yaml.ScalarNode):
            yield made("a list where a word belongs", first, last, "[[1]]", within=1)
            yield made("a map where a word belongs", first, last, "{zzz: 1}", within=1)
            if re.match(r"-?[0-9.]+( |$)", value.value):
                unit = value.value.partition(" ")
                for number, kind in (("1e400", "beyond all numbers"), (".nan", "not a number"), (".inf", "infinite"), ("0x1F", "hexadecimal"), ("twelve", "in words"),
                                     ("1..2", "two points"), ("--1", "two signs")):
                    yield made("a number " + kind, first, last, number + unit[1] + unit[2])
                yield made("a number in quotes", first, last, f"'{value.value}x'")
        # The same key once more, in brackets behind the value, else on a line of its own.
        if in_one_line and text[last.index:last.index + 1] in ",}":
            again = f", {key.value}: 1"
            yield Case("a key twice", text[:last.index] + again + text[last.index:], last.line + 1, last.column + 3, last.column + 3, ("already",))


def table_cases(name, text):
    lines = text.splitlines()
    for number in [2, 3, len(lines) // 2, len(lines)]:
        cells = lines[number - 1].split(",")

        def made(kind, new, column, *words):
            return Case(f"{name}: {kind}", "\n".join(lines[:number - 1] + [new] + lines[number:]) + "\n", number, column, column, words)

        yield made("a cell too few", ",".join(cells[:-1]), 1, "cell", "one comma between")
        yield made("a cell too many", ",".join(cells) + ",x", 1, "cells", "one comma between")
        if number < len(lines):  # at the end it is allowed
            yield made("an empty line", "", 1, "an empty line", "remove it")
        column = 1
        for cell in cells:
            def put(kind, new, shift, *words, cells=cells, index=cells.index(cell), column=column):
                return made(kind, ",".join(cells[:index] + [new] + cells[index + 1:]), column + shift, *words)

            yield put("a quote that does not close", '"' + cell, 0, "not closed")
            yield put("a quote inside", cell + '"', len(cell), "quote inside")
            yield put("text behind a quote", f'"{cell}"x', len(cell) + 2, "behind the closing quote")
            yield put("a control character", "\x01" + cell, 0, "control character", "remove it")
            yield put("a NUL", "\0" + cell, 0, "NUL")
            yield put("an empty cell", "", 0, "")
            if re.fullmatch(r"[0-9.]+", cell):
                for wrong in ("many", "-1", "1e400", ".inf", "0x10", "1 000 x"):
                    yield put(f"the number {wrong}", wrong, 0, "")
            column += len(cell) + 1
    header = lines[0].split(",")
    for index, word in enumerate(header):
        column = 1 + sum(len(other) + 1 for other in header[:index])
        yield Case(f"{name}: a column of another name", "\n".join([",".join(header[:index] + ["zzz"] + header[index + 1:])] + lines[1:]) + "\n", 1, column, column, (word,))
        yield Case(f"{name}: a column without a name", "\n".join([",".join(header[:index] + [""] + header[index + 1:])] + lines[1:]) + "\n", 1, column, column, ("no name",))
        if index:
            yield Case(f"{name}: a column twice", "\n".join([",".join(header[:index] + [header[0]] + header[index + 1:])] + lines[1:]) + "\n", 1, column, column, ("has this name too",))
    yield Case(f"{name}: semicolons", text.replace(",", ";"), 1, len(header[0]) + 1, len(header[0]) + 1, ("semicolons", "commas"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="", help="cases whose kind has this word")
    parser.add_argument("--each", type=int, default=1, help="every so many-th case")
    given = parser.parse_args()
    os.environ.setdefault("KNOWHOW", str(given.program))
    import program

    shutil.rmtree(given.folder, ignore_errors=True)
    shutil.copytree(SOURCE / "scenarios" / "data", given.folder / "data")
    shutil.copy(program.WALES, given.folder / "wales.yaml")
    (given.folder / "small.yaml").write_text(program.SMALL)
    for good in ("small.yaml", "wales.yaml"):
        assert limits.run([given.program.resolve(), "check", good], given.folder).code == 0, good

    cases = [("small.yaml", "small.yaml", case) for case in scenario_cases(program.SMALL)]
    for table in ("organisations", "adjacency", "footprints"):
        file = f"data/wales_{table}.csv"
        cases += [(file, "wales.yaml", case) for case in table_cases(table, (given.folder / file).read_text())]
    cases = [one for one in cases if given.only in one[2].kind][::given.each]
    kinds, wrong, slowest, largest = collections.Counter(), [], 0.0, 0
    for file, scenario, case in cases:
        before = (given.folder / file).read_bytes()
        (given.folder / file).write_bytes(case.text.encode())
        told = limits.run([given.program.resolve(), "check", scenario], given.folder, address_space=MOST_BYTES)
        (given.folder / file).write_bytes(before)
        slowest, largest = max(slowest, told.seconds), max(largest, told.peak)
        place = f"{file}:{case.line}:{case.column}"
        cured = False
        for line in told.err.splitlines():
            at = re.match(rf"{re.escape(file)}:{case.line}:(\d+): .*; \S", line)
            cured = cured or bool(at) and case.column <= int(at[1]) <= case.last and all(word in line for word in case.words)
        kinds[case.kind] += 1
        if told.code != 3 or not cured or told.seconds > MOST_SECONDS or told.out:
            wrong.append(case.kind)
            print(f"{case.kind}, {place} {case.words}: exit {told.code}, {told.seconds:.2f} s: {told.err[:600]}", flush=True)
    print(f"{len(cases)} bad inputs of {len(kinds)} kinds, each with its place and cure but {len(wrong)} of them; "
          f"at most {slowest:.2f} processor seconds and {largest / limits.MEBIBYTE:.0f} MiB each")
    return 1 if wrong or (not given.only and len(cases) < 300) else 0


sys.exit(main())
