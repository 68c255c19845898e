"""`run --until-ci` stops where an interval is narrow enough, with the same bits as a run of that many replicates."""
import json
import math
import signal
import subprocess
import time

import pytest

from program import DONE, INTERRUPTED, PROGRAM, WRONG_USAGE, digest_of, knowhow, read, run, same, variables_of

T_975 = {10: 2.2621571628}  # Student's t, by number of replicates


def until(folder, wish, *words, output="u.h5"):
    told = knowhow(folder, "run", "small.yaml", "-o", output, "--until-ci", wish, "--json", *words)
    assert (told.returncode, told.stderr) == (DONE, ""), told.stderr
    return json.loads(told.stdout)


def widths(results, variable):
    values = results[variable]
    n = values.shape[1]
    d = values - values[0]
    return [T_975[n] * one.std(ddof=1) / math.sqrt(n) for one in d[1:]]


def test_it_is_the_run_of_that_many_replicates(folder):
    told = until(folder, "0.05@acquired", "--replicates", 40)["until_ci"]
    n = told["replicates"]
    assert told["met"] and n == 10 and told["most"] == 40 and told["measure"] == "final_acquired"
    found, plain = read(folder / "u.h5"), run(folder, "small.yaml", "--replicates", n, output="plain.h5")
    assert digest_of(found) == digest_of(plain)
    assert found["provenance"]["scenario_file"] == plain["provenance"]["scenario_file"]
    for name in variables_of(plain):
        assert found[name].shape == plain[name].shape
        assert (found[name] == plain[name]).all() if name == "state_digest" else same(found[name], plain[name]), name
    assert not (folder / "u.h5.journal").exists()
    assert knowhow(folder, "rerun", "u.h5", "--quiet").returncode == DONE
    for entry, width in zip(told["scenarios"], widths(found, "final_acquired")):
        assert math.isclose(entry["half_width_95"], 100 * width, rel_tol=1e-6, abs_tol=1e-9)


def test_it_adds_replicates_until_it_is_narrow_enough(folder):
    told = until(folder, "1.2%@acquired", "--replicates", 200)
    wish = told["until_ci"]
    assert wish["met"] and 10 < wish["replicates"] < 200 and told["runs"] == 4 * wish["replicates"]
    assert max(entry["half_width_95"] for entry in wish["scenarios"]) <= 1.2
    assert max(entry["needed_unpaired"] for entry in wish["scenarios"]) > wish["replicates"]
    again = until(folder, "0.012@final_acquired", "--replicates", 200, "--threads", 1, output="v.h5")
    assert again["until_ci"] == wish and again["digest"] == digest_of(read(folder / "u.h5"))


def test_the_limit_is_told(folder):
    told = knowhow(folder, "run", "small.yaml", "--until-ci", "0.000001@final_acquired", "--replicates", 12, "-o", "u.h5")
    assert told.returncode == DONE and "not met with 12 replicates" in told.stdout and "--replicates allows more" in told.stdout
    assert read(folder / "u.h5")["final_aware"].shape == (4, 12)


def test_it_goes_on_where_it_was_interrupted(folder):
    words = ["run", "small.yaml", "--until-ci", "0.00001@acquired", "--replicates", "120", "-o", "u.h5", "--threads", "1"]
    process = subprocess.Popen([PROGRAM, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    journal = folder / "u.h5.journal"
    while process.poll() is None and not (journal.exists() and journal.stat().st_size > 100_000):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED and "goes on from there" in error
    told = knowhow(folder, *words)
    assert told.returncode == DONE and "going on" in told.stderr
    assert digest_of(read(folder / "u.h5")) == digest_of(run(folder, "small.yaml", "--replicates", 120, output="plain.h5"))


@pytest.mark.parametrize("wish, expected", [
    ("applied", "write a half-width and a measure, such as 0.02@applied"),
    ("0.02@appleid", "did you mean 'applied'?"),
    ("0@applied", "a number above 0"),
    ("-1@applied", "a number above 0"),
    ("two@applied", "a number above 0"),
    ("nan@applied", "a number above 0"),
    ("2%@npv", "'npv' is no share"),
    ("@applied", "a number above 0"),
])
def test_wrong_usage(folder, wish, expected):
    told = knowhow(folder, "run", "small.yaml", f"--until-ci={wish}", "--fresh")
    assert (told.returncode, told.stdout) == (WRONG_USAGE, "") and expected in told.stderr, told.stderr
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


def test_a_baseline_alone_has_no_differences(folder):
    told = knowhow(folder, "run", "small.yaml", "--until-ci", "0.1@applied", "--scenario", "baseline")
    assert told.returncode == WRONG_USAGE and "no scenario beside the baseline" in told.stderr
