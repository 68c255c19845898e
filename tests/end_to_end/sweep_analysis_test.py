"""sensitivity (and the value of information), discover and slurm on sweeps of a model whose answer is known."""
import csv
import json
import math

import pytest

from program import DONE, FILE_TROUBLE, WRONG_USAGE, knowhow
from sweep_test import CASCADE, SWEEP


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cascade.yaml").write_text(CASCADE)
    return tmp_path


def analysed(folder, design, command, *words, parameters=None):
    text = SWEEP.replace("design: latin_hypercube\npoints: 12\n", design)
    if parameters:
        text = text.replace("  rule.share: {least: 0.1, most: 0.3}\n  network.mean_degree: {least: 1, most: 8}\n", parameters)
    (folder / "sweep.yaml").write_text(text)
    swept = knowhow(folder, "sweep", "sweep.yaml", "-o", "out", "--quiet")
    assert swept.returncode == DONE, swept.stderr
    told = knowhow(folder, command, "out/sweep.h5", "--json", *words)
    assert told.returncode == DONE, told.stderr
    return json.loads(told.stdout)


INERT = "  rule.share: {least: 0.1, most: 0.3}\n  network.mean_degree: {least: 3, most: 6}\n"


def test_sobol_indices_of_a_sweep(folder):
    tables = analysed(folder, "design: saltelli\npoints: 60\n", "sensitivity", parameters=INERT)
    assert [(table["outcome"], table["scenario"]) for table in tables] == [("final_adopted", "baseline"), ("final_adopted", "easier")]
    baseline = {row["parameter"]: row for row in tables[0]["parameters"]}
    share = baseline["rule.share"]
    # Whether a cascade runs hangs on the threshold above all (Watts 2002).
    assert share["total"]["value"] > 0.6 > baseline["network.mean_degree"]["first_order"]["value"]
    for row in baseline.values():
        for index in (row["first_order"], row["total"]):
            assert index["least"] <= index["value"] <= index["most"]
    # "easier" sets the threshold itself from the start: what the sweep says of it makes no difference at all.
    easier = {row["parameter"]: row for row in tables[1]["parameters"]}
    assert easier["rule.share"]["total"]["value"] == easier["rule.share"]["first_order"]["value"] == 0


def test_morris_effects_of_a_sweep(folder):
    tables = analysed(folder, "design: morris\npoints: 8\n", "sensitivity", parameters=INERT)
    baseline = {row["parameter"]: row for row in tables[0]["parameters"]}
    assert baseline["rule.share"]["mu"] < -0.5 and math.isclose(baseline["rule.share"]["mu_star"]["value"], -baseline["rule.share"]["mu"], abs_tol=.3)
    assert tables[1]["parameters"][-1]["parameter"] == "rule.share" and tables[1]["parameters"][-1]["mu_star"]["value"] == 0


def test_discover_finds_the_threshold_and_tells_it(folder):
    told = analysed(folder, "design: sobol\npoints: 256\n", "discover", "--where", "adopted < 50", parameters=INERT)
    baseline, easier = told["boxes"]
    box = baseline["boxes"][0]
    assert box["density"] > 0.8 and box["coverage"] > 0.6
    limits = {limit["parameter"]: limit for limit in box["limits"]}
    assert 0.15 < limits["rule.share"]["least"] < 0.27
    assert box["words"].startswith("adopted stays under 50 % when rule.share is above ")
    assert easier["such_points"] == 0 and easier["boxes"] == []
    robustness = {row["scenario"]: row for row in told["robustness"]}
    assert robustness["easier"]["good_enough"] == 1 and robustness["baseline"]["good_enough"] < 0.8
    assert robustness["baseline"]["most_regret"] > 80 and robustness["easier"]["most_regret"] < 10


def test_the_value_of_information_of_a_sweep(folder):
    # "easier" makes everybody's threshold 0.24 here: better than leaving it where it is above that, worse where it is below.
    (folder / "cascade.yaml").write_text(CASCADE.replace("rule.share: 0.12", "rule.share: 0.24"))
    told = analysed(folder, "design: sobol\npoints: 128\n", "sensitivity", "--value-of-information", parameters=INERT)
    assert told["outcome"] == "final_adopted" and 0 < told["another_is_better"] < 1
    share, degree = (next(row for row in told["parameters"] if row["parameter"] == name) for name in ("rule.share", "network.mean_degree"))
    assert told["parameters"][0] == share
    assert 0.5 * told["evpi"] < share["evppi"] <= told["evpi"] and share["evppi"] > 1.5 * max(share["by_chance"], degree["evppi"])
    assert [each["scenario"] for each in share["best"]] == ["baseline", "easier"] and 0.2 < share["best"][1]["from"] < 0.26
    words = ("sensitivity", "out/sweep.h5", "--value-of-information")
    shown = knowhow(folder, *words).stdout
    assert "  rule.share " in shown and " on easier" in shown and "baseline; from 2" in shown
    rows = list(csv.DictReader(knowhow(folder, *words, "--csv").stdout.splitlines()))
    assert float(rows[0]["evppi"]) == share["evppi"] and rows[0]["best"].startswith("baseline; from ")
    less = json.loads(knowhow(folder, *words, "--less-is-better", "--json").stdout)
    assert (told["best"], less["best"]) == ("baseline", "easier")
    # Half of Sobol's points, such as one part has, is no sample: every second point is on one side of the first parameter.
    assert knowhow(folder, "sweep", "sweep.yaml", "-o", "half", "--shard", "1/2", "--quiet").returncode == DONE
    assert knowhow(folder, "merge", "half", "--partial", "-o", "half.h5").returncode == DONE
    half = knowhow(folder, "sensitivity", "half.h5", "--value-of-information", "--json")
    assert half.returncode == FILE_TROUBLE and "no sample of its design" in half.stderr


@pytest.mark.parametrize("design, change, why", [
    ("design: morris\npoints: 8\n", ("", ""), "no sample of what is unknown"),
    ("design: sobol\npoints: 32\n", ("[baseline, easier]", "[easier]"), "there is nothing to choose"),
    ("design: sobol\npoints: 32\n", ("levers:\n", "levers:\n  seeds.number: [3, 4]\n"), "seeds.number is a lever"),
    ("design: sobol\npoints: 8\n", ("", ""), "too few points"),
])
def test_where_no_decision_is_made_the_value_of_information_is_refused(folder, design, change, why):
    (folder / "sweep.yaml").write_text(SWEEP.replace("design: latin_hypercube\npoints: 12\n", design).replace(*change))
    assert knowhow(folder, "sweep", "sweep.yaml", "-o", "out", "--quiet").returncode == DONE
    told = knowhow(folder, "sensitivity", "out/sweep.h5", "--value-of-information")
    assert told.returncode == FILE_TROUBLE and why in told.stderr
    told = knowhow(folder, "sensitivity", "out/sweep.h5", "--less-is-better")
    assert told.returncode == WRONG_USAGE and "are for --value-of-information" in told.stderr


def test_what_cannot_be_asked_is_refused(folder):
    (folder / "sweep.yaml").write_text(SWEEP)
    assert knowhow(folder, "sweep", "sweep.yaml", "-o", "out", "--quiet").returncode == DONE
    for words, expected in [(("--where", "adoptd < 50"), "did you mean 'adopted'?"), (("--where", "adopted = 50"), "write an outcome"), ((), "--where is missing")]:
        told = knowhow(folder, "discover", "out/sweep.h5", *words)
        assert told.returncode == WRONG_USAGE and expected in told.stderr
    told = knowhow(folder, "sensitivity", "out/part-0001-of-0001.h5")
    assert told.returncode == FILE_TROUBLE and "knowhow merge" in told.stderr
    told = knowhow(folder, "sensitivity", "sweep.yaml")
    assert told.returncode == FILE_TROUBLE


def test_a_job_script(folder):
    (folder / "sweep.yaml").write_text(SWEEP)
    told = knowhow(folder, "slurm", "sweep.yaml", "-o", "a folder", "--tasks", "4", "--cpus", "2", "--set", "network.agents=300")
    assert told.returncode == DONE, told.stderr
    for line in ("#!/bin/bash", "#SBATCH --array=1-4", "#SBATCH --cpus-per-task=2", "#SBATCH --requeue", "#SBATCH --open-mode=append",
                 "srun knowhow sweep sweep.yaml -o 'a folder' --shard auto --threads 2 --quiet --set network.agents=300 || code=$?"):
        assert line in told.stdout.splitlines(), told.stdout
    assert "36 runs" in told.stderr
    few = knowhow(folder, "slurm", "sweep.yaml")
    assert "#SBATCH --array=1-1\n" in few.stdout  # seconds of work are one task
