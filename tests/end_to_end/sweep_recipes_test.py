"""The recipes of docs/sweeps.md, each run as it stands there."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from program import DONE, FILE_TROUBLE, INVALID_INPUT, PROGRAM, SOURCE, knowhow
from sweep_test import CASCADE, SWEEP

PAGE = (SOURCE / "docs" / "sweeps.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cascade.yaml").write_text(CASCADE)
    (tmp_path / "what_matters.yaml").write_text(SWEEP)
    return tmp_path


def recipe(after, language):
    """The code block that follows these words."""
    return re.search(r"```" + language + r"\n(.*?)```", PAGE[PAGE.index(after):], re.S)[1]


def whole(folder):
    assert knowhow(folder, "sweep", "what_matters.yaml", "-o", "whole").returncode == DONE
    return (folder / "whole" / "sweep.h5").read_bytes()


def environment():
    return {**os.environ, "PATH": f"{pathlib.Path(PROGRAM).resolve().parent}:/usr/bin:/bin"}


def test_the_example_is_a_sweep(tmp_path):
    shutil.copytree(SOURCE / "scenarios", tmp_path / "scenarios")
    (tmp_path / "scenarios" / "sweeps" / "page.yaml").write_text(recipe("# Sweeps", "yaml"))
    told = knowhow(tmp_path / "scenarios" / "sweeps", "sweep", "page.yaml", "--dry-run", "--set", "time.horizon=2 years")
    assert told.returncode == DONE and "saltelli: 320 points of 3 parameters" in told.stdout, told.stderr


@pytest.mark.skipif(not shutil.which("parallel"), reason="GNU Parallel is not installed")
def test_gnu_parallel(folder):
    done = subprocess.run(["bash", "-ec", recipe("**GNU Parallel**", "sh")], cwd=folder, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
    assert (folder / "results" / "sweep.h5").read_bytes() == whole(folder)


@pytest.mark.skipif(not shutil.which("snakemake"), reason="Snakemake is not installed")
def test_snakemake(folder):
    (folder / "Snakefile").write_text(recipe("**Snakemake**", "python"))
    done = subprocess.run(["snakemake", "-j", "4", "--quiet"], cwd=folder, capture_output=True, text=True, env={**environment(), "HOME": str(folder)})
    assert done.returncode == 0, done.stderr
    assert (folder / "results" / "sweep.h5").read_bytes() == whole(folder)


def mpirun(folder, ranks, *words):
    """Of the program under mpirun; skips the test where that is not to be had."""
    root = {**environment(), "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    start = ["mpirun", "--oversubscribe", "-n", str(ranks), PROGRAM, "sweep", "what_matters.yaml"]
    told = subprocess.run([*start, *words], cwd=folder, capture_output=True, text=True, env=root)
    if "built without MPI" in told.stderr:
        pytest.skip("the program was built without MPI")
    return told


@pytest.mark.skipif(not shutil.which("mpirun"), reason="Open MPI is not installed")
def test_mpirun_shares_out_goes_on_and_refuses(folder):
    told = mpirun(folder, 3, "-o", "ranks")
    assert told.returncode == 0, told.stderr
    assert (folder / "ranks" / "sweep.h5").read_bytes() == whole(folder)
    # Two of three parts are lost; other ranks make them again.
    (folder / "ranks" / "part-0001-of-0003.h5").unlink()
    (folder / "ranks" / "part-0003-of-0003.h5").unlink(missing_ok=True)
    (folder / "ranks" / "sweep.h5").unlink()
    told = mpirun(folder, 2, "-o", "ranks")
    assert told.returncode == 0, told.stderr
    assert (folder / "ranks" / "sweep.h5").read_bytes() == whole(folder)
    told = mpirun(folder, 2, "-o", "ranks", "--fresh")
    assert told.returncode != 0 and "not for mpirun" in told.stderr


@pytest.mark.skipif(not shutil.which("mpirun"), reason="Open MPI is not installed")
def test_what_goes_wrong_among_ranks_is_told_once(folder):
    told = mpirun(folder, 3, "-o", "ranks", "--set", "no.such.thing=1")
    assert told.returncode == INVALID_INPUT and told.stderr.count("no.such.thing") == 1, told.stderr
    (folder / "taken").write_text("a file\n")
    told = mpirun(folder, 2, "-o", "taken/ranks")
    assert told.returncode == FILE_TROUBLE and told.stderr.count("cannot be made") == 1, told.stderr


@pytest.mark.skipif(not shutil.which("mpirun"), reason="Open MPI is not installed")
def test_ranks_take_over_what_another_sweep_has_run(folder):
    whole(folder)
    told = mpirun(folder, 3, "-o", "ranks", "--replicates", "5", "--reuse", "whole", "--json")
    assert told.returncode == 0, told.stderr
    facts = json.loads(told.stdout)
    assert (facts["reused"], facts["ran"], facts["done_before"], facts["runs"]) == (36, 24, 0, 60)
    assert "36 runs were taken over" in told.stderr
    assert knowhow(folder, "sweep", "what_matters.yaml", "-o", "single", "--replicates", "5").returncode == DONE
    assert (folder / "ranks" / "sweep.h5").read_bytes() == (folder / "single" / "sweep.h5").read_bytes()
    # Nothing fits, and nothing is lost by it.
    told = mpirun(folder, 2, "-o", "other", "--seed", "12", "--reuse", "whole", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["reused"] == 0 and told.stderr.count("can be used again: its seed is another") == 1
