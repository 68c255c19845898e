"""sensitivity, discover and slurm on sweeps of a model whose answer is known."""
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
