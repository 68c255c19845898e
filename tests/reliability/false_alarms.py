#!/usr/bin/python3 -B
"""The statistical tests, as they tell of themselves: what each compares with what luck allows, and the chance that it
would fail with other seeds though nothing is wrong. Exit code 1 if one fails, or if the sum is more than --budget.

  false_alarms.py --tests build/dev/tests [--markdown]"""
import argparse
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAMS = ["tests_sim", "tests_models"]


def results(program, choice="*", environment=None, seconds=None):
    """(name, whether it passed, its properties) of each test that was run."""
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run([program, f"--gtest_filter={choice}", f"--gtest_output=json:{told.name}", "--gtest_brief=1"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, timeout=seconds)
        text = pathlib.Path(told.name).read_text()
    if not text:  # it did not come to its end
        return []
    return [(f"{suite['name']}.{test['name']}", "failures" not in test, test)
            for suite in json.loads(text)["testsuites"] for test in suite["testsuite"] if test["status"] == "RUN"]


def statistical(program, choice="*"):
    return [each for each in results(program, choice) if "comparisons" in each[2]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", required=True, type=pathlib.Path, help="the folder of the test programs")
    parser.add_argument("--budget", type=float, default=0.01)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    rows = [row for program in PROGRAMS for row in statistical(given.tests / program)]
    if given.markdown:
        print("| test | comparisons | false alarm | furthest, standard errors |\n|---|---:|---:|---:|")
    for name, passed, told in sorted(rows, key=lambda row: -float(row[2]["false_alarm"])):
        cells = [name + ("" if passed else " FAILED"), told["comparisons"], f"{float(told['false_alarm']):.1e}", f"{float(told['furthest']):.1f}"]
        print(f"| {' | '.join(cells)} |" if given.markdown else f"{cells[0]:70} {cells[1]:>5} {cells[2]:>9} {cells[3]:>6}")
    in_all = sum(float(told["false_alarm"]) for _, _, told in rows)
    print(f"\n{len(rows)} statistical tests with {sum(int(told['comparisons']) for _, _, told in rows)} comparisons; with other seeds one of them fails "
          f"without a reason in {in_all:.1e} of all cases (at most {given.budget:g})")
    return 1 if in_all > given.budget or not all(passed for _, passed, _ in rows) or len(rows) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
