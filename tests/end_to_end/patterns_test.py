"""The suite of patterns: what its rules make of numbers, and its runs from end to end."""
import importlib
import json
import subprocess
import sys

import numpy as np
import pytest
import yaml

from program import DONE, PROGRAM, SOURCE, knowhow

sys.path.insert(0, str(SOURCE / "scripts"))

from patterns import evidence, robustness  # noqa: E402
from patterns.pattern import AT_LEAST, AT_MOST, Claim  # noqa: E402

FILES = sorted(path.stem for path in (SOURCE / "scripts" / "patterns").glob("p[0-9][0-9]_*.py"))
SCENARIOS = SOURCE / "scenarios" / "patterns"


def suite(folder, *words):
    return subprocess.run(["/usr/bin/python3", "-B", SOURCE / "scripts" / "patterns", "--program", PROGRAM, "--folder", folder, *map(str, words)],
                          capture_output=True, text=True, timeout=600)


def claim(bound=1., side=AT_LEAST, **more):
    return Claim("what", None, ("a", "b"), bound, "why", side, **more)


def test_an_effect_counts_only_with_its_whole_interval():
    assert evidence.Finding(claim(), 1.5, .4).holds
    assert not evidence.Finding(claim(), 1.5, .6).holds
    assert evidence.Finding(claim(-1, AT_MOST), -1.5, .4).holds
    assert not evidence.Finding(claim(-1, AT_MOST), -1.5, .6).holds
    assert evidence.Finding(claim(2, AT_MOST), 1.5, .4).holds  # little


def test_a_mechanism_is_shown_only_if_the_effect_goes_with_it():
    removed = {"without": ("c", "d"), "removed": "all of it"}
    assert evidence.Finding(claim(**removed), 5, .5, .5, .4).vanishes
    assert evidence.Finding(claim(**removed), 5, .5, -3, .4).vanishes
    assert evidence.Finding(claim(**removed), 5, .5, 1.5, .4).vanishes  # clearly less than half of what was there
    assert not evidence.Finding(claim(**removed), 5, .5, 2, .4).vanishes
    assert not evidence.Finding(claim(**removed), 1.5, .2, .9, .2).vanishes
    assert evidence.Finding(claim(-1, AT_MOST, **removed), -5, .5, -.5, .4).vanishes
    assert not evidence.Finding(claim(-1, AT_MOST, **removed), -5, .5, -4, .4).vanishes


def test_verdicts():
    removed = {"without": ("c", "d"), "removed": "all of it"}
    shown, stays, open_, refuted = (evidence.Finding(claim(**removed), *numbers) for numbers in ((5, .5, 0, .5), (5, .5, 5, .5), (1.2, .5, 0, .5), (.2, .5, 0, .5)))
    assert evidence.verdict([shown]) == evidence.SHOWN
    assert evidence.verdict([shown, stays]) == evidence.NOT_SHOWN
    assert evidence.verdict([shown, open_]) == evidence.UNDECIDED
    assert evidence.verdict([open_, refuted]) == evidence.NOT_SHOWN
    assert evidence.verdict([shown, evidence.Finding(claim(), 5, .5)]) == evidence.SHOWN
    assert evidence.verdict([evidence.Finding(claim(), float("nan"), .5)]) == evidence.NOT_SHOWN


def test_intervals_are_students():
    mean, half = evidence.interval([1., 2., 3., 4.])
    assert mean == 2.5
    assert half == pytest.approx(5.8409 * np.std([1, 2, 3, 4], ddof=1) / 2, rel=1e-4)  # t of 3 degrees, two-sided 99 %


@pytest.mark.parametrize("stem", FILES)
def test_every_pattern_is_described_and_has_its_scenarios(stem, tmp_path):
    pattern = importlib.import_module(f"patterns.{stem}").PATTERN
    assert pattern.number == int(stem[1:3])
    assert pattern.claims[0].without, "the effect needs a counter-experiment"
    for each in pattern.claims:
        assert each.what and each.why and (bool(each.without) == bool(each.removed))
    named = set(yaml.safe_load((SCENARIOS / f"{stem}.yaml").read_text())["scenarios"]) | {"baseline"}
    for each in pattern.claims:
        for name in (*each.scenarios, *each.without):
            variant, _, scenario = name.rpartition(": ")
            assert scenario in named and variant in pattern.variants, name
    for settings in pattern.variants.values():
        sets = [word for path, value in settings.items() for word in ("--set", f"{path}={value}")]
        assert knowhow(tmp_path, "check", SCENARIOS / f"{stem}.yaml", *sets).returncode == DONE


@pytest.mark.parametrize("stem", FILES)
def test_draws_are_valid_scenarios_and_take_every_part_of_every_range(stem, tmp_path):
    file = SCENARIOS / f"{stem}.yaml"
    known = robustness.parameters(PROGRAM, file)
    assert len({parameter.path for parameter in known}) == len(known) > 50
    quantiles = robustness.draws(known, stem, 10)
    assert (np.sort((quantiles * 10).astype(int), axis=0) == np.arange(10)[:, None]).all()
    own = yaml.safe_load(file.read_text())
    assert all(robustness.at(own, parameter.path) is None for parameter in known), "the experiment's own settings stay"
    for row in (np.zeros(len(known)), np.ones(len(known)), quantiles[0]):
        overlay = tmp_path / "draw.yaml"
        overlay.write_text(robustness.overlay(known, row, str(file)))
        told = knowhow(tmp_path, "check", overlay)
        assert told.returncode == DONE, told.stderr


def test_a_draw_holds_where_the_source_points_and_little_stays_little():
    assert robustness.holds(claim(1), [.1, .3]) and not robustness.counts(claim(1), [.1, .3])
    assert not robustness.holds(claim(1), [-.3, .1])
    assert robustness.holds(claim(-1, AT_MOST), [-.1, -.3]) and not robustness.counts(claim(-1, AT_MOST), [-.1, -.3])
    assert robustness.holds(claim(2, AT_MOST), [1.5, 2]) and not robustness.holds(claim(2, AT_MOST), [2.5, 2])
    assert robustness.counts(claim(1), [1.5, 2]) and not robustness.holds(claim(1), [float("nan"), 2])


def test_what_is_of_no_benefit_stays_so():
    paths = {parameter.path for parameter in robustness.parameters(PROGRAM, SCENARIOS / "p10_evaluation.yaml")}
    assert ("world", "practices", "nil practice", "benefit") not in paths
    assert ("world", "practices", "LED lighting", "benefit") in paths


def test_the_suite_runs_a_pattern_and_keeps_what_it_found(tmp_path):
    told = suite(tmp_path, "--only", "P12", "--replicates", 40)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "shown, 40 replicates" in told.stdout and "NOT SHOWN" not in told.stdout
    kept = json.loads((tmp_path / "findings.json").read_text())
    assert list(kept) == ["p12_donors_multiply"] and kept["p12_donors_multiply"]["replicates"] == 40
    assert (tmp_path / "p12_donors_multiply.png").read_bytes().startswith(b"\x89PNG")
    assert not list(tmp_path.glob("*.h5*"))


def test_a_pattern_that_does_not_hold_is_told_by_the_exit_code(tmp_path):
    told = suite(tmp_path, "--only", "P12", "--replicates", 3)  # so few decide nothing, which refutes nothing
    assert told.returncode == 0 and "UNDECIDED" in told.stdout and "open " in told.stdout
    module = tmp_path / "wrong.py"
    module.write_text("import runpy, sys\nsys.path.insert(0, sys.argv[1])\nsys.argv = sys.argv[1:]\nimport dataclasses\nfrom patterns import p12_donors_multiply as p12\n"
                      "first = dataclasses.replace(p12.PATTERN.claims[0], bound=.9)\np12.PATTERN = dataclasses.replace(p12.PATTERN, claims=(first, *p12.PATTERN.claims[1:]))\n"
                      "runpy.run_path(sys.argv[0] + '/patterns/__main__.py', run_name='__main__')\n")
    told = subprocess.run(["/usr/bin/python3", "-B", module, SOURCE / "scripts", "--program", PROGRAM, "--folder", tmp_path, "--only", "P12", "--replicates", "20"],
                          capture_output=True, text=True, timeout=600)
    assert told.returncode == 1 and "NOT SHOWN" in told.stdout and "FAILS" in told.stdout, told.stdout + told.stderr


def test_draws_go_on_where_they_were_interrupted(tmp_path):
    words = ("--only", "P12", "--robustness", "--draws", 3, "--replicates", 2)
    whole = suite(tmp_path, *words)
    assert whole.returncode in (0, 1) and "of 3 draws" in whole.stdout, whole.stderr
    journal = tmp_path / "robustness.jsonl"
    lines = journal.read_text().splitlines()  # in the order in which draws were done
    values = {entry["draw"]: entry["values"] for entry in map(json.loads, lines)}
    assert len(lines) == 3 and sorted(values) == [0, 1, 2]
    journal.write_text("\n".join([lines[0], lines[1][:40]]))  # as a crash may leave it
    again = suite(tmp_path, *words)
    assert again.stdout.splitlines()[1].split(" draws (")[0] == whole.stdout.splitlines()[1].split(" draws (")[0]
    entries = [json.loads(line) for line in journal.read_text().splitlines() if line.endswith("}")]
    assert len(entries) == 3 and {entry["draw"]: entry["values"] for entry in entries} == values
