"""Sweeps: the same bits in one piece, in parts, interrupted or not; what a point gives is what `run --set` gives."""
import json
import os
import pathlib
import signal
import subprocess
import time

import h5py
import jsonschema
import numpy as np
import pytest
import xarray
import yaml

from program import (DONE, FAILED, FILE_TROUBLE, INTERRUPTED, INVALID_INPUT, PROGRAM, SMALL, SOURCE, WRONG_USAGE, digest_of, knowhow, run, text_of)

CASCADE = """\
knowhow: 1
title: A small cascade
model: threshold
time: {horizon: 60 steps}
network: {shape: random, agents: 400, mean_degree: 4}
rule: {shape: fractional, share: 0.18}
seeds: {shape: random, number: 3}
interventions:
  easier: {from: 0 steps, set: {rule.share: 0.12}}
scenarios:
  easier: [easier]
run: {replicates: 5, seed: 11}
"""

SWEEP = """\
knowhow: 1
title: Where cascades go far
scenario: cascade.yaml
uncertainties:
  rule.share: {least: 0.1, most: 0.3}
  network.mean_degree: {least: 1, most: 8}
levers:
  scenarios: [baseline, easier]
outcomes: [final_adopted, newly_adopted]
design: latin_hypercube
points: 12
replicates: 3
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cascade.yaml").write_text(CASCADE)
    (tmp_path / "sweep.yaml").write_text(SWEEP)
    return tmp_path


def sweep(folder, *words, code=DONE, file="sweep.yaml", **options):
    told = knowhow(folder, "sweep", file, "--json", *words, **options)
    assert told.returncode == code, told.stderr
    return json.loads(told.stdout) if code == DONE else told


def arrays(path):
    with h5py.File(path) as file:
        return {name: text_of(item) if item.dtype == object else item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}


def test_parts_threads_and_one_piece_give_the_same_bytes(folder):
    whole = sweep(folder, "-o", "whole", "--threads", 1)
    assert (whole["runs"], whole["ran"], whole["failed"]) == (36, 36, 0)
    sweep(folder, "-o", "two", "--threads", 2)
    for part in (3, 1, 2):
        sweep(folder, "-o", "parts", "--shard", f"{part}/3")
    assert sorted(path.name for path in (folder / "parts").iterdir()) == [f"part-000{i}-of-0003.h5" for i in (1, 2, 3)]
    merged = knowhow(folder, "merge", "parts", "-o", "merged.h5", "--json")
    assert merged.returncode == DONE, merged.stderr
    expected = (folder / "whole" / "sweep.h5").read_bytes()
    assert (folder / "two" / "sweep.h5").read_bytes() == expected == (folder / "merged.h5").read_bytes()
    assert json.loads(merged.stdout)["digest"] == whole["digest"]


def test_a_point_is_what_run_gives_with_its_settings(folder):
    sweep(folder, "-o", "out")
    found = arrays(folder / "out" / "sweep.h5")
    assert found["final_adopted"].shape == (12, 3, 2)
    for point in (0, 7):
        settings = [word for path in ("rule.share", "network.mean_degree") for word in ("--set", f"{path}={float(found[path][point])!r}")]
        alone = run(folder, "cascade.yaml", *settings, "--replicates", 3, "--scenario", "easier")
        np.testing.assert_array_equal(alone["final_adopted"].T, found["final_adopted"][point])
        np.testing.assert_array_equal(np.moveaxis(alone["newly_adopted"], 0, 1), found["newly_adopted"][point])


def test_a_number_that_the_scenario_draws_is_no_longer_drawn(folder):
    (folder / "small.yaml").write_text(SMALL)
    (folder / "talks.yaml").write_text("""\
knowhow: 1
scenario: small.yaml
uncertainties:
  channels.ties.talks: [6, 1 a week]
  channels.portal.pages: [1, 4]
design: grid
replicates: 2
""")
    sweep(folder, "-o", "out", file="talks.yaml")
    found = arrays(folder / "out" / "sweep.h5")
    assert found["channels.ties.talks"].tolist() == [6, 6, 52, 52]
    for point, (talks, pages) in enumerate([("6", "1"), ("6", "4"), ("1 a week", "1"), ("1 a week", "4")]):
        alone = run(folder, "small.yaml", "--set", f"channels.ties.talks={talks}", "--set", f"channels.portal.pages={pages}", "--replicates", 2)
        np.testing.assert_array_equal(alone["state_digest"][0], found["state_digest"][point])


def test_settings_that_are_no_numbers_vary_too(folder):
    (folder / "shapes.yaml").write_text(SWEEP.replace("  network.mean_degree: {least: 1, most: 8}", "  network.shape: [random, ring_lattice]\n  network.agents: [200, 400]")
                                        .replace("latin_hypercube\npoints: 12", "{grid: {levels: 2}}"))
    told = knowhow(folder, "sweep", "shapes.yaml", "-o", "out")
    assert told.returncode == DONE, told.stderr
    found = arrays(folder / "out" / "sweep.h5")
    assert found["network.shape_word"].tolist() == ["random", "random", "ring_lattice", "ring_lattice"] * 2
    alone = run(folder, "cascade.yaml", "--set", "rule.share=0.1", "--set", "network.shape=ring_lattice", "--set", "network.agents=200", "--replicates", 1, "--scenario", "easier")
    np.testing.assert_array_equal(alone["final_adopted"][:, 0], found["final_adopted"][2, 0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1, signal.SIGKILL])
def test_what_is_interrupted_goes_on_to_the_same_bytes(folder, number):
    words = ("--points", 40, "--replicates", 4, "--set", "network.agents=3000")
    sweep(folder, "-o", "whole", *words)
    started = subprocess.Popen([PROGRAM, "sweep", "sweep.yaml", "-o", "out", "--threads", "1", *map(str, words)], cwd=folder, stderr=subprocess.PIPE, text=True)
    journal = folder / "out" / "part-0001-of-0001.h5.journal"
    begun = time.monotonic()
    while not (journal.exists() and journal.stat().st_size > 12_000) and started.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.002)
    started.send_signal(number)
    told = started.communicate()[1]
    assert started.returncode == (-number if number == signal.SIGKILL else INTERRUPTED), told
    status = json.loads(knowhow(folder, "status", "out", "--json").stdout)
    assert 0 < status["done"] < 160 and status["missing"] == 160 - status["done"]
    assert status["parts"][0]["state"] == "interrupted"
    again = sweep(folder, "-o", "out", *words)
    assert (again["done_before"], again["ran"]) == (status["done"], status["missing"])
    assert (folder / "out" / "sweep.h5").read_bytes() == (folder / "whole" / "sweep.h5").read_bytes()
    assert not journal.exists()


def test_what_a_part_left_is_finished_by_the_whole(folder):
    """Shared out otherwise than when it was interrupted: the journal of the part becomes a part."""
    words = ("--points", 40, "--replicates", 4, "--set", "network.agents=3000")
    sweep(folder, "-o", "whole", *words)
    started = subprocess.Popen([PROGRAM, "sweep", "sweep.yaml", "-o", "out", "--threads", "1", "--shard", "1/2", *map(str, words)], cwd=folder)
    journal = folder / "out" / "part-0001-of-0002.h5.journal"
    begun = time.monotonic()
    while not (journal.exists() and journal.stat().st_size > 12_000) and started.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.002)
    started.kill()
    assert started.wait() == -signal.SIGKILL
    left = json.loads(knowhow(folder, "status", "out", "--json").stdout)["done"]
    again = sweep(folder, "-o", "out", *words)
    assert (again["done_before"], again["ran"]) == (left, 160 - left) and left > 0
    assert (folder / "out" / "sweep.h5").read_bytes() == (folder / "whole" / "sweep.h5").read_bytes()
    assert not journal.exists() and (folder / "out" / "part-0001-of-0002.h5").exists()


def test_more_runs_than_have_numbers_are_refused(folder):
    told = knowhow(folder, "sweep", "sweep.yaml", "--points", "3000", "--replicates", "1000000")
    assert told.returncode == INVALID_INPUT and "would have 3e+09 runs" in told.stderr and "sweep.yaml:" in told.stderr, told.stderr


def test_other_parts_and_numbers_of_them_are_taken_over(folder):
    sweep(folder, "-o", "out", "--shard", "2/3")
    again = sweep(folder, "-o", "out")
    assert (again["done_before"], again["ran"]) == (12, 24)
    whole = sweep(folder, "-o", "whole")
    assert again["digest"] == whole["digest"]
    assert sweep(folder, "-o", "out")["ran"] == 0


SOBOL = SWEEP.replace("latin_hypercube\npoints: 12", "sobol\npoints: 8").replace("[baseline, easier]", "[easier]")


def test_what_another_sweep_has_run_is_not_run_again(folder):
    (folder / "sweep.yaml").write_text(SOBOL)
    sweep(folder, "-o", "first")
    # It grows: twice the points (of which the first half is the same) and another replicate; and it shrinks: one outcome only.
    for words in (("--points", 16, "--replicates", 4), ("--points", 4, "--replicates", 2)):
        fresh = sweep(folder, "-o", "fresh", "--fresh", *words)
        grown = sweep(folder, "-o", "grown", "--fresh", "--reuse", "first", *words)
        assert (grown["reused"], grown["ran"], grown["done_before"]) == (min(24, fresh["runs"]), fresh["runs"] - min(24, fresh["runs"]), 0)
        assert (folder / "grown" / "sweep.h5").read_bytes() == (folder / "fresh" / "sweep.h5").read_bytes()
    (folder / "fewer.yaml").write_text(SOBOL.replace("[final_adopted, newly_adopted]", "[newly_adopted]"))
    assert sweep(folder, "-o", "fewer", "--reuse", "first/sweep.h5", file="fewer.yaml")["reused"] == 24
    # In parts, each takes over its own share.
    for part in (1, 2):
        assert sweep(folder, "-o", "parts", "--shard", f"{part}/2", "--reuse", "first", "--replicates", 4)["reused"] == 12
    assert knowhow(folder, "merge", "parts").returncode == DONE
    sweep(folder, "-o", "four", "--replicates", 4)
    assert (folder / "parts" / "sweep.h5").read_bytes() == (folder / "four" / "sweep.h5").read_bytes()
    told = knowhow(folder, "sweep", "sweep.yaml", "-o", "first", "--reuse", "first")
    assert told.returncode == WRONG_USAGE and "the folder that is written to" in told.stderr
    told = knowhow(folder, "sweep", "sweep.yaml", "-o", "x", "--reuse", "nowhere")
    assert told.returncode == FILE_TROUBLE and "nowhere is not there" in told.stderr


@pytest.mark.parametrize("change, why", [
    (lambda text: text.replace("most: 8", "most: 9"), "no point in common"),
    (lambda text: text + "seed: 12\n", "its seed is another"),
    (lambda text: text.replace("[easier]", "[baseline, easier]"), "it ran other scenarios"),
    (lambda text: text.replace("  network.mean_degree: {least: 1, most: 8}\n", ""), "other parameters vary in it"),
    (lambda text: text.replace("newly_adopted", "adopted"), "it did not keep adopted"),
    (lambda text: text.replace("cascade.yaml", "other.yaml"), "its scenario differs"),
])
def test_what_differs_in_anything_is_run_again(folder, change, why):
    (folder / "sweep.yaml").write_text(SOBOL)
    sweep(folder, "-o", "first")
    (folder / "other.yaml").write_text(CASCADE.replace("agents: 400", "agents: 401"))
    (folder / "changed.yaml").write_text(change(SOBOL))
    told = knowhow(folder, "sweep", "changed.yaml", "-o", "changed", "--reuse", "first", "--json")
    assert told.returncode == DONE and json.loads(told.stdout)["reused"] == 0 and why in told.stderr
    sweep(folder, "-o", "fresh", file="changed.yaml")
    assert (folder / "changed" / "sweep.h5").read_bytes() == (folder / "fresh" / "sweep.h5").read_bytes()


def test_a_setting_of_the_command_line_is_content_too(folder):
    (folder / "sweep.yaml").write_text(SOBOL)
    sweep(folder, "-o", "first")
    assert sweep(folder, "-o", "changed", "--reuse", "first", "--set", "seeds.number=4")["reused"] == 0
    assert sweep(folder, "-o", "same", "--reuse", "changed", "--reuse", "first")["reused"] == 24


def test_slurms_variables_say_which_part(folder):
    environment = {**os.environ, "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_MAX": "16", "SLURM_ARRAY_TASK_COUNT": "4"}
    told = sweep(folder, "-o", "out", "--shard", "auto", env=environment)
    assert told["part"] == "out/part-0003-of-0004.h5"
    missing = knowhow(folder, "sweep", "sweep.yaml", "--shard", "auto", env={**os.environ})
    assert missing.returncode == WRONG_USAGE and "SLURM_ARRAY_TASK_ID is not set" in missing.stderr


def test_missing_and_foreign_parts_are_refused(folder):
    sweep(folder, "-o", "out", "--shard", "1/3")
    told = knowhow(folder, "merge", "out")
    assert told.returncode == FILE_TROUBLE and "24 of 36 runs are missing" in told.stderr
    assert knowhow(folder, "merge", "out", "--partial", "-o", "some.h5").returncode == DONE
    some = arrays(folder / "some.h5")
    assert (some["run_status"] == 2).sum() == 24 and np.isnan(some["final_adopted"][some["run_status"] == 2]).all()
    told = knowhow(folder, "sensitivity", "some.h5")
    assert told.returncode == FILE_TROUBLE and "24 are missing" in told.stderr
    told = knowhow(folder, "sweep", "sweep.yaml", "-o", "out", "--seed", "99")
    assert told.returncode == FILE_TROUBLE and "another sweep" in told.stderr and "--fresh" in told.stderr
    sweep(folder, "-o", "other", "--shard", "2/3", "--seed", 99)
    told = knowhow(folder, "merge", "out/part-0001-of-0003.h5", "other/part-0002-of-0003.h5", "-o", "x.h5")
    assert told.returncode == FILE_TROUBLE and "another sweep" in told.stderr
    assert sweep(folder, "-o", "out", "--seed", 99, "--fresh")["ran"] == 36


def test_a_virtual_merge_shows_what_the_parts_hold_and_refuses_without_them(folder):
    parts = folder / "parts of 100 %d"  # which HDF5 would take for a pattern
    for part in (1, 2, 3):
        sweep(folder, "-o", parts.name, "--shard", f"{part}/3")
    assert knowhow(folder, "merge", parts.name, "-o", "copy.h5").returncode == DONE
    told = knowhow(folder, "merge", parts.name, "--virtual", "-o", "shown.h5", "--json")
    assert told.returncode == DONE, told.stderr
    copy, shown = arrays(folder / "copy.h5"), arrays(folder / "shown.h5")
    assert copy.keys() == shown.keys()
    for name, values in copy.items():
        np.testing.assert_array_equal(shown[name], values, err_msg=name)
    with h5py.File(folder / "shown.h5") as file:
        assert file["final_adopted"].is_virtual and not file["run_status"].is_virtual
        assert "parts of 100 %d/part-0002-of-0003.h5" in file.attrs["comment"].decode()
    words = ("discover", "shown.h5", "--where", "adopted < 30", "--json")
    first = knowhow(folder, *words)
    assert first.returncode == DONE and first.stdout == knowhow(folder, words[0], "copy.h5", *words[2:]).stdout
    with xarray.open_dataset(folder / "shown.h5") as data:
        assert not np.isnan(data.newly_adopted).any()

    # Together they may go elsewhere; a part that is missing, changed or cut short is told, where HDF5 would show nothing.
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    parts.rename(elsewhere / parts.name)
    (folder / "shown.h5").rename(elsewhere / "shown.h5")
    assert knowhow(elsewhere, *words).stdout == first.stdout
    part = elsewhere / parts.name / "part-0002-of-0003.h5"
    whole = part.read_bytes()
    for bytes_of_it in (whole[:-40], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], (part.parent / "part-0001-of-0003.h5").read_bytes()):
        part.write_bytes(bytes_of_it)
        told = knowhow(elsewhere, *words)
        assert told.returncode == FILE_TROUBLE and "part-0002-of-0003.h5 holds, which has changed since, or is damaged; merge the parts again" in told.stderr
    part.unlink()
    told = knowhow(elsewhere, *words)
    assert told.returncode == FILE_TROUBLE and "part-0002-of-0003.h5 holds, which is not there; put it back" in told.stderr


def test_a_virtual_merge_of_some_parts_leaves_the_rest_missing(folder):
    # Parts that overlap: the second command also runs what the first was to run.
    sweep(folder, "-o", "out", "--shard", "2/3")
    sweep(folder, "-o", "other", "--shard", "1/2")
    names = ("out/part-0002-of-0003.h5", "other/part-0001-of-0002.h5")
    assert knowhow(folder, "merge", *names, "--virtual", "-o", "shown.h5").returncode == FILE_TROUBLE
    for words in (("--virtual", "-o", "shown.h5"), ("-o", "copy.h5")):
        assert knowhow(folder, "merge", *names, "--partial", *words).returncode == DONE
    copy, shown = arrays(folder / "copy.h5"), arrays(folder / "shown.h5")
    assert (copy["run_status"] == 2).sum() == 12
    for name, values in copy.items():
        np.testing.assert_array_equal(shown[name], values, err_msg=name)


def test_a_run_that_fails_is_recorded_and_the_others_go_on(folder):
    # At their ends both are fine; together they are not: more seeds than agents.
    (folder / "failing.yaml").write_text(SWEEP.replace("rule.share: {least: 0.1, most: 0.3}", "seeds.number: [3, 300]")
                                         .replace("network.mean_degree: {least: 1, most: 8}", "network.agents: [200, 400]")
                                         .replace("latin_hypercube\npoints: 12", "grid"))
    told = knowhow(folder, "sweep", "failing.yaml", "-o", "out", "--json")
    assert told.returncode == FAILED, told.stderr
    facts = json.loads(told.stdout)
    assert facts["failed"] == 3 and facts["ran"] == 12
    assert "--only 2:0" in told.stderr
    found = arrays(folder / "out" / "sweep.h5")
    assert (found["run_status"] == 1).sum() == 3 and (found["run_status"][2] == 1).all()
    assert "seeds" in found["run_error"][2, 0] and np.isnan(found["final_adopted"][2]).all() and not np.isnan(found["final_adopted"][[0, 1, 3]]).any()
    alone = knowhow(folder, "sweep", "failing.yaml", "--only", "2:0")
    assert alone.returncode == FAILED and "failed: " in alone.stdout
    fast = knowhow(folder, "sweep", "failing.yaml", "-o", "fast", "--fail-fast", "--threads", "1")
    assert fast.returncode == FAILED and not (folder / "fast" / "sweep.h5").exists()


def test_one_run_alone_has_the_digest_of_the_sweep(folder):
    sweep(folder, "-o", "out")
    told = knowhow(folder, "sweep", "sweep.yaml", "--only", "5:2")
    assert told.returncode == DONE and f"digest {arrays(folder / 'out' / 'sweep.h5')['state_digest'][5, 2]}" in told.stdout
    assert knowhow(folder, "sweep", "sweep.yaml", "--only", "12").returncode == WRONG_USAGE


def test_mistakes_are_told_with_place_and_cure(folder):
    (folder / "wrong.yaml").write_text("""\
knowhow: 1
scenario: cascade.yaml
uncertainties:
  rule.shar: {least: 0.1, most: 0.3}
  rule.share: {least: 0.4, most: 0.3}
  network.mean_degree: {least: 1, most: 8, mode: 3}
  seeds.number: 3
outcomes: [adoptd]
design: sobol
points: 12
replicate: 3
""")
    told = knowhow(folder, "sweep", "wrong.yaml")
    assert told.returncode == INVALID_INPUT
    for words in ("wrong.yaml:4:3: ", "did you mean 'rule.share'?", "wrong.yaml:5:34: ", "must be more than least", "wrong.yaml:6:44: ",
                  "wrong.yaml:7:17: ", "must be a range, a list, or the word `plausible`", "wrong.yaml:8:12: ", "did you mean 'adopted'?",
                  "wrong.yaml:11:1: ", "did you mean 'replicates'?"):
        assert words in told.stderr, told.stderr
    assert not (folder / "wrong").exists()


def test_a_value_for_what_varies_is_refused(folder):
    for setting in ("rule.share=0.2", "rule={shape: fractional, share: 0.2}"):
        told = knowhow(folder, "sweep", "sweep.yaml", "--set", setting)
        assert told.returncode == INVALID_INPUT and "--set: rule.share: varies in this sweep (sweep.yaml:" in told.stderr, told.stderr


def test_memory_does_not_grow_with_the_number_of_runs(folder):
    """While runs are made: what a sweep holds of 2^20 points that it does not come to run is what it holds of 64."""
    def peak(points):
        command = [PROGRAM, "sweep", "sweep.yaml", "--points", str(points), "--replicates", "1", "--only", "0"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
            return os.wait4(process.pid, 0)[2].ru_maxrss
    (folder / "sweep.yaml").write_text(SWEEP.replace("latin_hypercube", "sobol"))
    assert peak(1 << 20) < peak(64) + 2048  # KiB


def test_ends_of_ranges_are_tried_before_anything_runs(folder):
    (folder / "far.yaml").write_text(SWEEP.replace("network.mean_degree: {least: 1, most: 8}", "seeds.number: {least: 1, most: 1000}"))
    told = knowhow(folder, "sweep", "far.yaml")
    assert told.returncode == INVALID_INPUT and "far.yaml:6:3: seeds.number: the scenario is refused with seeds.number=" in told.stderr


def test_points_from_a_table(folder):
    (folder / "points.csv").write_text("rule.share,network.mean_degree\n20 %,4\n0.15,2\n")
    (folder / "table.yaml").write_text("knowhow: 1\nscenario: cascade.yaml\noutcomes: [final_adopted]\ndesign: {csv: points.csv}\n")
    sweep(folder, "-o", "out", file="table.yaml")
    found = arrays(folder / "out" / "sweep.h5")
    assert found["rule.share"].tolist() == [.2, .15] and found["network.mean_degree"].tolist() == [4, 2]
    (folder / "points.csv").write_text("rule.share,network.mean_degree\n2,4\n0.15,two\n")
    told = knowhow(folder, "sweep", "table.yaml", "-o", "out2")
    assert told.returncode == INVALID_INPUT and "points.csv:2:1: " in told.stderr and "points.csv:3:6: " in told.stderr


def test_the_dry_run_foretells_and_writes_nothing(folder):
    before = sorted(folder.iterdir())
    facts = sweep(folder, "--dry-run", "--threads", 1, "--points", 100)
    assert facts["runs"] == 300 and sorted(folder.iterdir()) == before
    began = time.monotonic()
    real = sweep(folder, "-o", "out", "--threads", 1, "--points", 100)
    seconds = time.monotonic() - began
    assert real["seconds"] / 20 < facts["seconds"] < 20 * max(seconds, .01)  # other processes may have the machine
    used = sum(path.stat().st_size for path in (folder / "out").iterdir())
    assert used / 20 < facts["bytes_of_disk"] < 20 * used


def test_xarray_reads_a_sweep(folder):
    sweep(folder, "-o", "out")
    with xarray.open_dataset(folder / "out" / "sweep.h5") as data:
        assert dict(data.final_adopted.sizes) == {"point": 12, "replicate": 3, "scenario": 2}
        assert "rule.share" in data.final_adopted.coords and data["rule.share"].attrs["path"] == "rule.share"
        assert 0.1 <= float(data["rule.share"].min()) < float(data["rule.share"].max()) <= 0.3
        assert data.attrs["design"] == "latin_hypercube"


def test_the_schema_fits_sweep_files():
    schema = json.loads(subprocess.run([PROGRAM, "schema", "--sweep"], capture_output=True, text=True, check=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    texts = [SWEEP] + [path.read_text(encoding="utf-8") for path in sorted((SOURCE / "scenarios" / "sweeps").glob("*.yaml"))]
    for text in texts:
        assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []
    assert not validator.is_valid(yaml.safe_load(SWEEP.replace("replicates:", "replicate:")))
