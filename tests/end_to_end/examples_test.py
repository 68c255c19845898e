"""The worked examples for analysts run as they are, and Python and R find the same."""
import shutil
import subprocess
import sys

import numpy as np
import pandas
import pytest

from program import SOURCE, read

EXAMPLES = SOURCE / "scripts" / "examples"


@pytest.fixture(scope="module")
def tables(small_file, tmp_path_factory):
    """What each example wrote, by language."""
    found = {}
    for language, command in (("python", [sys.executable, EXAMPLES / "paired_differences.py", "results.h5", "-o", "."]),
                              ("R", ["Rscript", EXAMPLES / "paired_differences.R", "results.h5", "."])):
        folder = tmp_path_factory.mktemp(language)
        shutil.copy(small_file, folder / "results.h5")
        told = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        assert told.returncode == 0 and told.stderr == "", told.stderr
        pictures = list(folder.glob("*.png"))
        assert len(pictures) == 1 and pictures[0].stat().st_size > 10_000
        found[language] = pandas.read_csv(folder / "paired_differences.csv", parse_dates=["time"])
    return found


def test_python_and_r_find_the_same(tables):
    keys = ["scenario", "sector", "time"]
    python, r = (tables[language].sort_values(keys).reset_index(drop=True) for language in ("python", "R"))
    assert len(python) > 50
    pandas.testing.assert_frame_equal(python[keys], r[keys])
    for name in ("mean", "low", "high"):
        np.testing.assert_allclose(python[name], r[name], atol=1e-6)


def test_it_is_what_the_file_says(tables, small_file):
    file, table = read(small_file), tables["python"]
    applied = file["organisations_at_stage"][..., list(file["stage"]).index("applied")]
    group = list(file["group"]).index("sector:local")
    of_group = np.nanmean(applied[:, :, :, group], axis=-1)
    scenario = list(file["scenario"]).index("talk")
    expected = (of_group[scenario] - of_group[0]).mean(axis=0)
    found = table[(table.scenario == "talk") & (table.sector == "sector:local")].sort_values("time")["mean"]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert (table[table.scenario == "placebo"][["mean", "low", "high"]] == 0).all().all()
