"""`rerun` needs nothing but the results file, and finds what was changed in it."""
import json
import shutil
import signal
import subprocess

import h5py
import pytest

from program import (DONE, FAILED, FILE_TROUBLE, INTERRUPTED, INVALID_INPUT, INVEST_TO_SAVE, PROGRAM, SMALL, WALES, WRONG_USAGE, changed,
                     digest_of, knowhow, read, run)


def rerun(folder, *words):
    told = knowhow(folder, "rerun", *words)
    assert "internal error" not in told.stderr
    return told


@pytest.fixture
def file(small_file, tmp_path):
    """The small scenario's results, in a folder without anything else."""
    return shutil.copy(small_file, tmp_path / "moved.h5")


def patch(path, name, value, at=()):
    with changed(path) as results:
        results[name][at] = value


def test_the_file_alone_is_enough(file, small):
    told = rerun(file.parent, "moved.h5")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert "The same, bit for bit: 12 runs of moved.h5" in told.stdout and digest_of(small) in told.stdout
    assert rerun("/", file, "--quiet").stdout == ""


def test_json(file, small):
    told = json.loads(rerun(file.parent, "moved.h5", "--json").stdout)
    assert told["same"] is True and told["runs"] == 12 and told["whole"] is True and told["different"] == []
    assert told["digest"] == told["digest_in_file"] == digest_of(small) and told["program_differs"] == []


@pytest.mark.parametrize("threads", [1, 3])
def test_some_runs_only(file, threads):
    for words, runs in [(["--run", 1], 4), (["--run", 2, "--scenario", "talk"], 1), (["--scenario", "talk", "--scenario", "baseline"], 6),
                        (["--scenario", "talk", "--scenario", "talk"], 3)]:
        told = json.loads(rerun(file.parent, "moved.h5", "--json", "--threads", threads, *words).stdout)
        assert told["same"] is True and told["runs"] == runs and told["whole"] is False and "digest" not in told


@pytest.mark.parametrize("words", [
    ["--set", "channels.seeking.visits=7", "--set", "stages.forget.explicit=0.3", "--set", "title=\"1: [a] # b\""],
    ["--seed", "9223372036854775807", "--replicates", "2"],
    ["--scenario", "talk and duty"],
    ["--scenario", "baseline"],
    ["--set", "measures=[economics]", "--set", "output.every=8 weeks", "--set", "run.replicates=1"],
    ["--set", "uncertain={channels.ties.talks: {uniform: {least: 5, most: 9}}}"],
], ids=" ".join)
def test_what_the_command_line_changed_is_in_the_file(folder, words):
    run(folder, "small.yaml", *words)
    (folder / "small.yaml").unlink()
    told = rerun(folder, "results.h5")
    assert (told.returncode, told.stderr) == (DONE, ""), told.stdout


def test_tables_are_in_the_file(tmp_path):
    scenarios = shutil.copytree(WALES.parent, tmp_path / "scenarios")
    run(tmp_path, scenarios / INVEST_TO_SAVE.name, "--replicates", 1, "--set", "time.horizon=2 years", "--scenario", "mentoring")
    shutil.rmtree(scenarios)
    told = rerun(tmp_path, "results.h5", "--run", 0)
    assert (told.returncode, told.stderr) == (DONE, "") and "2 runs" in told.stdout


def test_a_changed_digest_is_found(file):
    patch(file, "state_digest", "0" * 32, (2, 1))
    told = rerun(file.parent, "moved.h5")
    assert told.returncode == FAILED
    assert "Different: 1 of 12 runs" in told.stdout and "  talk, run 1: " + "0" * 32 + " in the file, " in told.stdout
    assert "contradict each other" in told.stdout
    found = json.loads(rerun(file.parent, "moved.h5", "--json").stdout)
    assert [(run["scenario"], run["run"]) for run in found["different"]] == [("talk", 1)] and found["same"] is False
    assert "contradict each other" in rerun(file.parent, "moved.h5", "--run", 0, "--quiet").stdout


def test_a_changed_digest_of_all_is_found(file):
    patch(file, "provenance/digest", "0" * 32)
    told = rerun(file.parent, "moved.h5")
    assert told.returncode == FAILED and "contradict each other" in told.stdout and "Different" not in told.stdout


def test_a_changed_scenario_is_found(file):
    text = read(file)["provenance"]["scenario_file"]
    assert "visits: 20" in text
    patch(file, "provenance/scenario_file", text.replace("visits: 20", "visits: 19"))
    told = rerun(file.parent, "moved.h5")
    assert told.returncode == FAILED and "Different: " in told.stdout and "changed or damaged after it was made" in told.stdout


def test_another_program_is_told(file):
    patch(file, "provenance/version", "0.0.9")
    assert rerun(file.parent, "moved.h5").returncode == DONE
    patch(file, "state_digest", "0" * 32, (0, 0))
    told = rerun(file.parent, "moved.h5")
    assert told.returncode == FAILED and "version 0.0.9, here " in told.stdout


@pytest.mark.parametrize("words, expected", [
    ([], ["usage: knowhow rerun RESULTS.h5"]),
    (["moved.h5", "--run", "3"], ["--run: '3' is no replicate of moved.h5, whose replicates are 0 to 2"]),
    (["moved.h5", "--run", "-1"], ["--run: '-1'"]),
    (["moved.h5", "--run", "1.5"], ["--run: '1.5'"]),
    (["moved.h5", "--scenario", "tlak"], ["did you mean 'talk'?"]),
    (["moved.h5", "--threads", "0"], ["--threads"]),
    (["moved.h5", "--set", "a=1"], ["'--set'"]),
], ids=str)
def test_wrong_usage(file, words, expected):
    told = rerun(file.parent, *words)
    assert (told.returncode, told.stdout) == (WRONG_USAGE, "")
    for text in expected:
        assert text in told.stderr


def test_files_that_cannot_be_read(file):
    folder = file.parent
    (folder / "text.h5").write_text(SMALL)
    (folder / "cut.h5").write_bytes(file.read_bytes()[:-5000])
    with h5py.File(folder / "other.h5", "w") as other:
        other["x"] = [1, 2]
    shutil.copy(file, folder / "newer.h5")
    with changed(folder / "newer.h5") as newer:
        newer.attrs["knowhow_format"] = "7"
    shutil.copy(file, folder / "sweep.h5")
    with changed(folder / "sweep.h5") as sweep:
        sweep.attrs["knowhow_kind"] = "sweep"
    for name, expected in [("absent.h5", "cannot be read (No such file or directory)"), (".", "folder"), ("text.h5", "is no results file"),
                           ("cut.h5", "is damaged"), ("other.h5", "no results file of knowhow's"), ("newer.h5", "format 7"),
                           ("sweep.h5", "holds a sweep"), ("/dev/null", "not an ordinary file")]:
        told = rerun(folder, name)
        assert (told.returncode, told.stdout) == (FILE_TROUBLE, ""), name
        assert expected in told.stderr, told.stderr


def test_a_file_without_permission(file):
    file.chmod(0)
    told = knowhow(file.parent, "rerun", "moved.h5", before=["setpriv", "--reuid", "65534", "--clear-groups"])
    assert told.returncode == FILE_TROUBLE and "Permission denied" in told.stderr


def test_a_scenario_that_no_longer_holds(file):
    text = read(file)["provenance"]["scenario_file"]
    patch(file, "provenance/scenario_file", text.replace("visits", "vists"))
    told = rerun(file.parent, "moved.h5")
    assert (told.returncode, told.stdout) == (INVALID_INPUT, "")
    assert "moved.h5" in told.stderr and "did you mean 'visits'?" in told.stderr and "changed or damaged" in told.stderr
    patch(file, "provenance/scenario_file", text.replace("number: 5", "number: 6").replace("replicates: 3", "replicates: 4"))
    told = rerun(file.parent, "moved.h5")
    assert told.returncode == FILE_TROUBLE and "its runs are not those of the scenario" in told.stderr


def test_ctrl_c(folder):
    run(folder, "small.yaml", "--replicates", 1000)  # which take several times as long as is waited
    process = subprocess.Popen([PROGRAM, "rerun", "results.h5", "--threads", "1"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (INTERRUPTED, "") and "interrupted" in error
