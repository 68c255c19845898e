"""`calibrate` finds known numbers again, foretells what it was not shown, goes on where it was stopped, and refuses what is wrong."""
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from program import DONE, FILE_TROUBLE, INTERRUPTED, INVALID_INPUT, PROGRAM, SOURCE, WRONG_USAGE, knowhow, read, run

SCENARIO = """\
knowhow: 1
title: Adoption among a thousand
model: bass
time: {horizon: 20 steps}
network: {shape: complete, agents: 1 000}
timing: continuous
adoption: {innovation: INNOVATION, imitation: IMITATION}
run: {replicates: 20, seed: 7}
"""

CALIBRATION = """\
knowhow: 1
title: How many adopt, fitted
question: Are the numbers found again that made the figures?
scenario: world.yaml
priors:
  adoption.innovation: {uniform: {least: 0.005, most: 0.1}}
  adoption.imitation: {uniform: {least: 0.1, most: 0.8}}
observed:
  adopted after 3: {variable: adopted, at: {time: "3"}, value: EARLY, sample: 400, source: a run of known numbers}
  adopted after 8: {variable: adopted, at: {time: "8"}, value: LATE, sample: 400, source: the same}
predicted:
  adopted after 5: {variable: adopted, at: {time: "5"}, value: MIDDLE, sample: 400, source: the same}
search: {particles: 60, least_acceptance: 10 %, most_runs: 3 000, seed: 3}
"""

TRUTH = {"adoption.innovation": 0.03, "adoption.imitation": 0.4}


def world(folder, innovation=0.03, imitation=0.4):
    (folder / "world.yaml").write_text(SCENARIO.replace("INNOVATION", str(innovation)).replace("IMITATION", str(imitation)))


@pytest.fixture(scope="session")
def figures(tmp_path_factory):
    """What a run of known numbers shows after 3, 5 and 8 steps."""
    folder = tmp_path_factory.mktemp("truth")
    world(folder)
    adopted = run(folder, "world.yaml")["adopted"][0].mean(axis=0)
    return {"EARLY": adopted[3], "MIDDLE": adopted[5], "LATE": adopted[8]}


@pytest.fixture
def study(tmp_path, figures):
    world(tmp_path, 0.06, 0.2)  # not the truth
    text = CALIBRATION
    for name, value in figures.items():
        text = text.replace(name, f"{value:.4f}")
    (tmp_path / "fit.yaml").write_text(text)
    return tmp_path


def calibrate(folder, *words):
    told = knowhow(folder, "calibrate", *words)
    assert "internal error" not in told.stderr
    return told


def samples(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[-1] == "check"
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "check"}


def test_known_numbers_are_found_again_and_the_rest_foretold(study):
    told = calibrate(study, "fit.yaml", "--json")
    assert (told.returncode, told.stderr) == (DONE, "")
    outcome = json.loads(told.stdout)
    assert outcome["settled"]
    for number in outcome["numbers"]:
        least, _, most = number["after"]
        assert least <= TRUTH[number["path"]] <= most
        assert number["left_open"] < 0.6 and number["pinned_down"]
    for figure in outcome["figures"]:
        assert figure["inside"], figure
        assert figure["after"][2] - figure["after"][0] < figure["before"][2] - figure["before"][0]
    found = samples(study / "fit.csv")
    assert list(found) == ["weight", *TRUTH] and len(found["weight"]) == 60
    assert found["weight"].sum() == pytest.approx(1)
    file = read(study / "fit.h5")
    assert file["attributes"]["knowhow_kind"] == "posterior"
    np.testing.assert_array_equal(file["value"][0].T, [found[path] for path in TRUTH])
    np.testing.assert_array_equal(file["weight"][0], found["weight"])
    np.testing.assert_array_less(file["distance"][0][:-1], file["distance"][0][1:] + 1e-12)
    assert json.loads(file["provenance"]["outcome"]) == outcome
    with h5py.File(study / "fit.h5") as h5:
        assert "summary" not in h5 and "difference" not in h5, "weighted samples have no plain statistics"
    assert sorted(path.name for path in study.iterdir()) == ["fit.csv", "fit.h5", "fit.yaml", "world.yaml"]


def test_figures_that_say_nothing_pin_nothing_down(study):
    fit = study / "fit.yaml"
    fit.write_text(fit.read_text().replace("sample: 400", "error: 100"))
    told = calibrate(study, "fit.yaml")
    assert told.returncode == DONE
    assert told.stdout.count("not pinned down by these figures") == 2


def test_any_number_of_threads_and_any_interruption_find_the_same(study):
    assert calibrate(study, "fit.yaml", "-o", "one.h5", "--threads", "1", "--quiet").returncode == DONE
    assert calibrate(study, "fit.yaml", "-o", "three.h5", "--threads", "3", "--quiet").returncode == DONE
    stopped = 0
    for attempt in range(50):
        running = subprocess.Popen([PROGRAM, "calibrate", "fit.yaml", "-o", "stopped.h5", "--quiet"], cwd=study, stderr=subprocess.PIPE, text=True)
        time.sleep(0.02 + 0.01 * attempt)
        running.send_signal(signal.SIGTERM)
        told = running.communicate()[1]
        if running.returncode == DONE:
            break
        assert running.returncode in (INTERRUPTED, -signal.SIGTERM), told  # the latter before it has begun
        stopped += 1
    assert stopped > 0 and running.returncode == DONE
    one = (study / "one.csv").read_bytes()
    assert one == (study / "three.csv").read_bytes() == (study / "stopped.csv").read_bytes()
    digests = {name: read(study / f"{name}.h5")["provenance"]["digest"] for name in ("one", "three", "stopped")}
    assert len(set(digests.values())) == 1


def left_over(folder):
    return sorted(path.name for path in folder.iterdir() if "journal" in path.name or "lock" in path.name)


def test_shares_find_the_same_whatever_becomes_of_them(study):
    (study / "world.yaml").write_text((study / "world.yaml").read_text().replace("1 000", "8 000"))
    whole = calibrate(study, "fit.yaml", "-o", "whole.h5", "--threads", "1", "--json")
    runs = json.loads(whole.stdout)["runs"]
    expected = (study / "whole.csv").read_bytes()

    def share(number, target, *words):
        return subprocess.Popen([PROGRAM, "calibrate", "fit.yaml", "-o", target, "--shard", f"{number}/2", "--threads", "1", *words], cwd=study,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    both = [share(number, "shared.h5") for number in (1, 2)]
    told = ["".join(each.communicate()) for each in both]
    assert [each.returncode for each in both] == [DONE, DONE], told
    made = [int(number) for text in told for number in re.findall(r"(\d+) of them by this process|made (\d+) of its runs", text)[0] if number]
    assert len(made) == 2 and min(made) > 0 and runs <= sum(made) < 1.6 * runs
    assert (study / "shared.csv").read_bytes() == expected and left_over(study) == []
    again = share(1, "shared.h5")
    assert "holds the posterior of this calibration already" in again.communicate()[1] and again.returncode == DONE

    # One is killed: the other finishes alone, takes over what is there, and clears up behind it.
    killed = share(2, "one_killed.h5")
    journal = study / "one_killed.h5.runs-0002-of-0002.journal"
    begun = time.monotonic()
    while not (journal.exists() and journal.stat().st_size > 20_000) and killed.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.005)
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL and left_over(study) == [journal.name]
    other = share(1, "one_killed.h5")
    told = other.communicate()
    assert other.returncode == DONE and "going on: " in told[1], told
    assert (study / "one_killed.csv").read_bytes() == expected and left_over(study) == []
    assert read(study / "one_killed.h5")["provenance"]["digest"] == read(study / "whole.h5")["provenance"]["digest"]


def test_shares_of_another_calibration_are_refused(study):
    running = subprocess.Popen([PROGRAM, "calibrate", "fit.yaml", "--shard", "2/3", "--threads", "1"], cwd=study, stderr=subprocess.PIPE, text=True)
    journal = study / "fit.h5.runs-0002-of-0003.journal"
    while not (journal.exists() and journal.stat().st_size > 8_000) and running.poll() is None:
        time.sleep(0.002)
    running.kill()
    running.communicate()
    assert journal.exists()
    told = calibrate(study, "fit.yaml", "--seed", "99")
    assert told.returncode == FILE_TROUBLE and "is the journal of another calibration" in told.stderr
    told = calibrate(study, "fit.yaml", "--shard", "1/3", "--fresh")
    assert told.returncode == WRONG_USAGE and "--fresh: not with --shard" in told.stderr
    told = calibrate(study, "fit.yaml", "--seed", "99", "--fresh")
    assert told.returncode == DONE and left_over(study) == []


@pytest.mark.skipif(not shutil.which("mpirun"), reason="Open MPI is not installed")
def test_mpirun_finds_the_same(study):
    assert calibrate(study, "fit.yaml", "-o", "whole.h5", "--quiet").returncode == DONE
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    start = ["mpirun", "--oversubscribe", "-n", "3", PROGRAM, "calibrate", "fit.yaml", "-o", "ranks.h5"]
    told = subprocess.run(start, cwd=study, capture_output=True, text=True, env=environment)
    if "built without MPI" in told.stderr:
        pytest.skip("the program was built without MPI")
    assert told.returncode == DONE, told.stderr
    assert (study / "ranks.csv").read_bytes() == (study / "whole.csv").read_bytes() and left_over(study) == []
    assert told.stdout.count("Posterior: ranks.h5") == 1 and "of them by this process" in told.stdout
    told = subprocess.run([*start, "--fresh"], cwd=study, capture_output=True, text=True, env=environment)
    assert told.returncode != DONE and "not for mpirun" in told.stderr


def test_a_scenario_draws_from_the_posterior(study):
    assert calibrate(study, "fit.yaml", "--quiet").returncode == DONE
    scenario = (study / "world.yaml").read_text() + "uncertain: {posterior: {file: fit.csv}}\n"
    (study / "forward.yaml").write_text(scenario)
    drawn = run(study, "forward.yaml", "--replicates", "200", output="forward.h5")["adopted"][0][:, 5]
    file = read(study / "fit.h5")
    expected = np.average(file["figure_of_model"][0][:, 2], weights=file["weight"][0])
    assert abs(drawn.mean() - expected) < 4 * drawn.std() / np.sqrt(200)
    fixed = run(study, "world.yaml", "--set", "adoption.innovation=0.03", "--set", "adoption.imitation=0.4", "--replicates", "200",
                output="fixed.h5")["adopted"][0][:, 5]
    assert drawn.std() > fixed.std(), "what is not known adds to chance"
    # What the command line says holds, and the file alone runs again.
    held = run(study, "forward.yaml", "--set", "adoption.innovation=0.03", "--set", "adoption.imitation=0.4", "--replicates", "200",
               output="held.h5")["adopted"][0][:, 5]
    np.testing.assert_array_equal(held, fixed)
    for name in ("fit.csv", "world.yaml", "forward.yaml", "fit.yaml"):
        (study / name).unlink()
    assert knowhow(study, "rerun", "forward.h5", "--run", "3").returncode == DONE


@pytest.mark.parametrize("before, after, place, what", [
    ("adoption.imitation:", "adoption.imitatoin:", "7:3", "there is no such number; did you mean 'adoption.imitation'?"),
    ("{uniform: {least: 0.1, most: 0.8}}", "{uniform: {least: 0.8, most: 0.1}}", "7:33", "`least` must not be above `most`"),
    ("variable: adopted, at: {time: \"3\"}", "variable: adoptd, at: {time: \"3\"}", "9:3", "a run has no variable 'adoptd'; did you mean"),
    ("at: {time: \"3\"}, ", "", "9:20", "does not say which time, of 21"),
    ("at: {time: \"3\"}", "at: {tmie: \"3\"}", "9:44", "'adopted' has no such dimension"),
    ("at: {time: \"3\"}", "at: {time: \"30\"}", "9:44", "there is no '30'"),
    ("sample: 400, source: a run", "source: a run", "9:20", "has neither a sample nor an error"),
    ("sample: 400, source: a run", "sample: 400, error: 0.1, source: a run", "9:20", "has both a sample and an error"),
    (", source: a run of known numbers", "", "9:20", "is missing"),
    ("scenario: world.yaml", "scenario: wrold.yaml", None, "wrold.yaml"),
    ("search: {", "under: a law\nsearch: {", "13:8", "there is no scenario 'a law'"),
    ("particles: 60", "particles: 5", "13:21", "must be from 10 to 100000"),
    ("{uniform: {least: 0.1, most: 0.8}}", "{uniform: {least: 0.3, most: 0.3}}", "7:3", "can be one value only"),
    ("  adopted after 5:", "  adopted after 3:", "12:3", "is the name of an observed figure, too"),
    ("at: {time: \"5\"}", "at: {time: \"8\"}", "12:3", "is the figure 'adopted after 8', which is fitted"),
    ("at: {time: \"5\"}", "at: {time: [\"5\", \"5\"]}", "12:57", "'5' is there twice"),
    ("search:", "serach:", "13:1", "no such key; did you mean 'search'?"),
    ("title: How many adopt, fitted\n", "", None, "is missing"),
])
def test_mistakes_are_told_with_their_place(study, before, after, place, what):
    fit = study / "fit.yaml"
    assert before in fit.read_text()
    fit.write_text(fit.read_text().replace(before, after, 1))
    told = calibrate(study, "fit.yaml")
    assert told.returncode in (INVALID_INPUT, FILE_TROUBLE) and what in told.stderr, told.stderr
    assert place is None or f"fit.yaml:{place}: " in told.stderr, told.stderr
    assert sorted(path.name for path in study.iterdir()) == ["fit.yaml", "world.yaml"]


def test_wrong_usage(study):
    for words, what in [(("fit.yaml", "-o", "fit.csv"), "name a file that ends in .h5"), (("fit.yaml", "--threads", "0"), "--threads"), ((), "something is missing")]:
        told = calibrate(study, *words)
        assert told.returncode == WRONG_USAGE and what in told.stderr
    assert calibrate(study, "nowhere.yaml").returncode == FILE_TROUBLE
    told = calibrate(study, "fit.yaml", "-o", "nowhere/fit.h5")
    assert told.returncode == FILE_TROUBLE and "nowhere" in told.stderr


@pytest.mark.parametrize("table, what", [
    ("adoption.innovation\n0.03\n", "weight: this column is missing"),
    ("weight,adoption.innovatoin\n1,0.03\n", "there is no such number"),
    ("weight,adoption.innovation\n1,x\n", "2:3: adoption.innovation: 'x' is not a number it can be"),
    ("weight,adoption.innovation\n-1,0.1\n", "2:1: weight: '-1' is not a number it can be"),
    ("weight,adoption.innovation\n0,0.1\n", "has no sample of any weight"),
    ("weight,adoption.innovation\n", "has no samples"),
])
def test_posteriors_are_checked_as_strictly(study, table, what):
    (study / "table.csv").write_text(table)
    (study / "forward.yaml").write_text((study / "world.yaml").read_text() + "uncertain: {posterior: {file: table.csv}}\n")
    told = knowhow(study, "check", "forward.yaml")
    assert told.returncode == INVALID_INPUT and what in told.stderr, told.stderr


def test_a_table_of_samples_is_told_from_a_damaged_one(study):
    assert calibrate(study, "fit.yaml", "--quiet").returncode == DONE
    (study / "forward.yaml").write_text((study / "world.yaml").read_text() + "uncertain: {posterior: {file: fit.csv}}\n")
    table = study / "fit.csv"
    whole = table.read_text()
    lines = whole.splitlines(keepends=True)

    def check(text):
        table.write_text(text)
        return knowhow(study, "check", "forward.yaml")

    assert check(whole).returncode == DONE
    cells = lines[3].split(",")
    digit = next(n for n, character in enumerate(cells[1]) if character in "12345678")
    flipped = ",".join([cells[0], cells[1][:digit] + str(int(cells[1][digit]) + 1) + cells[1][digit + 1:], *cells[2:]])
    head = lines[0].replace("adoption.innovation,adoption.imitation", "adoption.imitation,adoption.innovation")
    assert head != lines[0]
    for damaged in ("".join([*lines[:3], flipped, *lines[4:]]), "".join(lines[:-1]), "".join([*lines, lines[-1]]),
                    "".join([lines[0], lines[2], lines[1], *lines[3:]]), "".join([head, *lines[1:]])):
        told = check(damaged)
        assert told.returncode == INVALID_INPUT and "the table is not as it was written" in told.stderr, told.stderr
        assert "leave out the column `check`" in told.stderr
    told = check("".join([*lines[:3], flipped, *lines[4:]]))
    assert "fit.csv:4:" in told.stderr
    by_hand = "".join(line.rpartition(",")[0] + "\n" for line in lines[:-1])
    assert check(by_hand).returncode == DONE, "who leaves out the column means it"


def test_a_posterior_of_another_scenario_is_refused(study):
    assert calibrate(study, "fit.yaml", "--quiet").returncode == DONE
    (study / "other.yaml").write_text("knowhow: 1\ntitle: Another\nmodel: march\nuncertain: {posterior: {file: fit.csv}}\n")
    told = knowhow(study, "check", "other.yaml")
    assert told.returncode == INVALID_INPUT and "fit.csv:1:8: adoption.innovation: there is no such number" in told.stderr, told.stderr


def test_the_library_calibrations_can_be_run(tmp_path):
    """Each file is read and bound, and its first runs end; `scripts/validation` runs them in full."""
    for file in sorted((SOURCE / "scenarios" / "calibrations").glob("*.yaml")):
        if "priors:" not in file.read_text():
            assert knowhow(tmp_path, "check", file).returncode == DONE
            continue
        small = tmp_path / file.name
        text = file.read_text()
        assert "particles: " in text
        small.write_text(text.replace("scenario: ", f"scenario: {file.parent}/").replace(text[text.index("search:"):], "search: {particles: 10, most_runs: 20}\n"))
        told = calibrate(tmp_path, small)
        assert told.returncode == DONE, told.stderr
        assert "had not settled" in told.stdout


def test_contagion_is_claimed_only_where_it_foretells_better():
    """The sentence that scripts/show_calibrations writes under the scores of the worlds."""
    sys.path.insert(0, str(SOURCE / "scripts"))
    from fit_diffusion import verdict_of  # noqa: PLC0415
    assert "hardly better" in verdict_of({"by themselves": .060, "everybody sees everybody": .045, "by a cascade": .14})
    assert "who is tied to whom adds nothing" in verdict_of({"by themselves": .09, "everybody sees everybody": .02})
    assert "no evidence of contagion" in verdict_of({"by themselves": .01, "everybody sees everybody": .05, "by a cascade": .14})
    told = verdict_of({"by themselves": .09, "everybody sees everybody": .02, "by a cascade": .14})
    assert "no evidence" not in told and "0.020: everybody sees everybody" in told and "by a cascade it is foretold no better" in told
    assert "None foretells it well" not in told and "None foretells it well" in verdict_of({"by themselves": .3, "by a cascade": .2})
