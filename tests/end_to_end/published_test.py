"""Published models through the program: their scenario files, results, pictures and page."""
import re
import subprocess

import h5py
import numpy as np
import pytest

from program import DONE, INVALID_INPUT, SOURCE, WRONG_USAGE, digest_of, knowhow, read, run

SCENARIOS = sorted((SOURCE / "scenarios" / "published").glob("*.yaml"))
MODELS = {"bass", "independent_cascade", "threshold", "march", "lazer_friedman", "cowan_jonard", "gap_closing"}
BASS = SOURCE / "scenarios" / "published" / "bass.yaml"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Every shipped scenario with two replicates, by name."""
    folder = tmp_path_factory.mktemp("published")
    results = {path.stem: run(folder, path, "--replicates", "2", output=f"{path.stem}.h5") for path in SCENARIOS}
    return folder, results


def test_every_model_has_a_scenario(ran):
    assert {results["attributes"]["model"] for results in ran[1].values()} == MODELS


def test_values_are_within_what_they_can_be(ran):
    for name, results in ran[1].items():
        for variable, values in results.items():
            if isinstance(values, np.ndarray) and values.ndim >= 2 and values.dtype.kind == "f":
                assert np.nanmin(values, initial=0) >= (-1 if "knowledge" in variable else 0), (name, variable)
                if variable in ("adopted", "susceptible", "infected", "recovered", "final_adopted", "attack_share", "score", "observed_adopted"):
                    assert np.nanmax(values) <= 1, (name, variable)
        if "placebo" in list(results["scenario"]):
            same = list(results["scenario"]).index("placebo")
            assert np.array_equal(results["state_digest"][0], results["state_digest"][same]), name


def test_rerun_gives_the_same_bits(ran):
    folder, results = ran
    for name in ("march_figure_5", "medical_innovation_cascade"):
        told = knowhow(folder, "rerun", f"{name}.h5")
        assert told.returncode == DONE, told.stderr
        assert digest_of(results[name]) in told.stdout


def test_the_page_names_every_variable(ran):
    page = (SOURCE / "docs" / "published.md").read_text(encoding="utf-8")
    part = page.split("## What a results file holds")[1].split("\n## ")[0]
    over_time, at_end = part.split("At the end of each run:")

    def told(table):
        rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
        return {model: set(re.findall(r"`(\w+)`", words)) for model, words in rows}

    folder, results = ran
    for name, values in results.items():
        model = values["attributes"]["model"]
        with h5py.File(folder / f"{name}.h5") as file:
            held = {key: item.ndim for key, item in file.items() if isinstance(item, h5py.Dataset) and item.ndim >= 2}
        assert {key for key, axes in held.items() if axes == 3} - {"observed_adopted"} == told(over_time)[model], name
        assert {key for key, axes in held.items() if axes == 2} - {"state_digest", "rested_at"} == told(at_end)[model], name
        assert ("observed_adopted" in held) == ("medical" in name or "brazilian" in name), name


def curves(folder, *words):
    return subprocess.run(["/usr/bin/python3", "-B", SOURCE / "scripts" / "plot_curves.py", *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=120)


def test_curves_beside_what_was_observed(ran):
    folder, _ = ran
    told = curves(folder, "medical_innovation.h5", "medical_innovation_threshold.h5", "medical_innovation_cascade.h5", "-o", "doctors.svg")
    assert (told.returncode, told.stdout, told.stderr) == (0, "doctors.svg\n", "")
    picture = (folder / "doctors.svg").read_text(encoding="utf-8")
    for words in ("independent cascade", "without example", "some do not wait", "convinces everybody", "observed"):
        assert words in picture, words


@pytest.mark.parametrize("words, code, told", [
    (["nosuch.h5"], 4, "no such file"),
    (["bass.h5", "--variable", "nosuch"], 2, "adopted, newly_adopted"),
    (["bass.h5", "--scenario", "nosuch"], 2, "nosuch"),
    (["bass.h5", "-o", "picture.txt"], 2, "ends in .png"),
    (["bass.h5", "-o", "nosuch/picture.png"], 4, "cannot be written"),
])
def test_misused_curves(ran, words, code, told):
    answer = curves(ran[0], *words)
    assert answer.returncode == code and told in answer.stderr and "Traceback" not in answer.stderr, answer.stderr


@pytest.mark.parametrize("setting, told", [
    ("network.degree=4", "degree"),
    ("network.shape=nosuch", "complete, line"),
    ("adoption.innovation=-1", "0 to 1000"),
    ("time.horizon=2 years", "steps"),
    ("world.people=3", "world"),
])
def test_misused_settings(tmp_path, setting, told):
    answer = knowhow(tmp_path, "run", BASS, "--set", setting)
    assert answer.returncode == INVALID_INPUT and told in answer.stderr, answer.stderr


def test_numbers_that_do_not_go_together(tmp_path):
    answer = knowhow(tmp_path, "run", BASS, "--set", "network={shape: ring_lattice, agents: 10, degree: 5}")
    assert answer.returncode == INVALID_INPUT and "network" in answer.stderr and "ring_lattice" in answer.stderr, answer.stderr


def test_what_published_models_have_not(ran):
    told = knowhow(ran[0], "trace", "bass.h5", "--organisation", "x", "--practice", "y")
    assert told.returncode == WRONG_USAGE and "bass" in told.stderr
    assert knowhow(ran[0], "run", BASS, "--set", "measures=[adoption]").returncode == INVALID_INPUT
    assert read(ran[0] / "bass.h5")["time"].tolist() == list(range(31))
