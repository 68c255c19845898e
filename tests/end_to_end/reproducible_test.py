"""Same input, same bits; and what the options of `run` do."""
import itertools
import json
import os

import pytest

from program import DONE, INVALID_INPUT, INVEST_TO_SAVE, SMALL, WALES, contents, digest_of, knowhow, read, run, same, unpack, variables_of


@pytest.mark.parametrize("threads, spread", list(itertools.product([1, 2, 3, 8], ["replicates", "agents"])))
def test_threads_change_no_bit(folder, small, threads, spread):
    results = run(folder, "small.yaml", "--threads", threads, "--spread", spread)
    assert results["provenance"]["threads"] == str(threads)
    assert digest_of(results) == digest_of(small)
    for name in variables_of(small):
        assert same(results[name], small[name]), name


@pytest.mark.parametrize("threads, spread", [(1, "replicates"), (2, "agents"), (3, "agents"), (8, "replicates")])
def test_threads_change_no_bit_of_wales(tmp_path, shipped, threads, spread):
    words = ["--replicates", 1, "--set", "time.horizon=2 years", "--scenario", "all together"]
    results = run(tmp_path, INVEST_TO_SAVE, *words, "--threads", threads, "--spread", spread)
    for name in variables_of(results):
        assert same(results[name], shipped[name][[0, -1]]), name


def test_another_seed_is_another_world(folder, small):
    other = run(folder, "small.yaml", "--seed", 6)
    assert digest_of(other) != digest_of(small) and other["attributes"]["seed"] == "6"
    assert not set(other["state_digest"].flat) & set(small["state_digest"].flat)
    assert digest_of(run(folder, "small.yaml", "--seed", 5)) == digest_of(small)


def test_a_scenario_alone_is_what_it_was_among_others(folder, small):
    results = run(folder, "small.yaml", "--scenario", "talk and duty")
    assert results["scenario"].tolist() == ["baseline", "talk and duty"]
    for name in variables_of(small):
        assert same(results[name], small[name][[0, 3]]), name
    both = run(folder, "small.yaml", "--scenario", "placebo", "--scenario", "talk")
    assert both["scenario"].tolist() == ["baseline", "placebo", "talk"]


def test_more_replicates_only_add(folder, small):
    results = run(folder, "small.yaml", "--replicates", 13)
    assert len(results["replicate"]) == 13
    for name in variables_of(small):
        assert same(results[name][:, :3], small[name]), name
    assert len(set(results["state_digest"][0])) == 13


def test_set_changes_what_it_names(folder, small):
    silent = run(folder, "small.yaml", "--set", "run.replicates=1", "--set", "channels.seeking.visits=0")
    seeking = silent["channel"].tolist().index("seeking")
    assert (silent["contacts"][..., seeking] == 0).all() and (small["contacts"][..., seeking] > 0).any()
    assert len(silent["replicate"]) == 1


def test_set_holds_against_uncertainty_or_is_refused(folder):
    """The small scenario draws the talks of ties in every replicate: a number set by hand must not vanish under that."""
    told = knowhow(folder, "run", "small.yaml", "--set", "channels.ties.talks=0", "-o", "results.h5", "--quiet")
    if told.returncode == DONE:
        results = read(folder / "results.h5")
        assert (results["contacts"][..., results["channel"].tolist().index("ties")] == 0).all()
    else:
        assert told.returncode == INVALID_INPUT and "uncertain" in told.stderr


def test_set_is_as_if_it_stood_in_the_file(folder):
    (folder / "other.yaml").write_text(SMALL.replace("seeking: {visits: 20}", "seeking: {visits: 7}"))
    assert "visits: 7" in (folder / "other.yaml").read_text()
    assert digest_of(run(folder, "other.yaml")) == digest_of(run(folder, "small.yaml", "--set", "channels.seeking.visits=7"))


def test_measures_and_output_are_what_is_asked_for(folder, small):
    results = run(folder, "small.yaml", "--set", "measures=[economics]")
    assert set(variables_of(results)) == {"state_digest", "spent", "saved", "programme_cost", "staff_time", "net_present_value",
                                          "net_present_value_with_running_benefits", "net_present_value_after_staff_time"}
    for name in variables_of(results)[1:]:
        assert same(results[name], small[name]), name
    by_kind = run(folder, "small.yaml", "--set", "output={every: 12 weeks, ledger: {by: kind}}")
    assert by_kind["ledger_group"].tolist() == ["council", "board", "ministry"]
    assert by_kind["time"][1] == 84
    assert same(by_kind["ledger_gained"].sum(axis=3), small["ledger_gained"].sum(axis=3))


def test_json_says_what_was_done(folder, small):
    told = knowhow(folder, "run", "small.yaml", "--json", "-o", "results.h5")
    assert told.returncode == DONE and told.stderr == ""
    result = json.loads(told.stdout)
    path = folder / "results.h5"
    assert result["digest"] == digest_of(read(path)) == digest_of(small)
    assert (result["file"], result["bytes"], result["runs"]) == ("results.h5", path.stat().st_size, 12)
    assert [scenario["scenario"] if "scenario" in scenario else scenario["name"] for scenario in result["scenarios"]] == small["scenario"].tolist()


def test_the_table_names_scenarios_digest_and_file(folder, small):
    told = knowhow(folder, "run", "small.yaml")
    assert told.returncode == DONE and told.stderr == ""
    for words in [*small["scenario"], digest_of(small), "small.h5", "taking_home", "heard of it"]:
        assert words in told.stdout


def test_results_are_named_after_the_scenario_and_stay_here(folder):
    (folder / "below").mkdir()
    (folder / "small.yaml").rename(folder / "below" / "small.v2.yaml")
    before = contents(folder)
    assert knowhow(folder, "run", "below/small.v2.yaml", "--quiet").returncode == DONE
    after = contents(folder)
    assert set(after) - set(before) == {"small.v2.h5"}
    assert all(after[name] == before[name] for name in before)


def test_results_are_replaced_whole(folder):
    """Who has the old file open keeps it: the new one is another, that took its name over."""
    run(folder, "small.yaml", "--seed", 6)
    with open(folder / "results.h5", "rb") as old:
        before = old.read()
        new = run(folder, "small.yaml")
        old.seek(0)
        assert old.read() == before
        assert os.fstat(old.fileno()).st_ino != (folder / "results.h5").stat().st_ino
    assert new["attributes"]["seed"] == "5"
    assert set(contents(folder)) == {"small.yaml", "results.h5"}


def test_results_do_not_depend_on_where_they_are_made(folder, small):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    assert digest_of(run(elsewhere, folder / "small.yaml")) == digest_of(small)
    assert digest_of(run(elsewhere, "../small.yaml")) == digest_of(small)


@pytest.mark.parametrize("scenario, words", [
    (WALES, ["--set", "time.horizon=80 weeks", "--replicates", 1, "--seed", 77]),
    (INVEST_TO_SAVE, ["--set", "time.horizon=60 weeks", "--replicates", 2, "--scenario", "mentoring", "--set", "channels.portal.pages=2"]),
    ("small.yaml", ["--set", "channels.home.talks=25", "--scenario", "talk"]),
], ids=["wales", "invest_to_save", "small"])
def test_a_results_file_carries_all_that_made_it(folder, scenario, words):
    first = run(folder, scenario, *words)
    carried = unpack(first, folder / "carried")
    second = run(folder / "carried", carried.name, output="again.h5")
    assert digest_of(second) == digest_of(first)
    for name in variables_of(first):
        assert same(first[name], second[name]), name
    # What is carried is all there is to carry: the second time nothing changes any more.
    assert second["provenance"]["scenario_file"] == first["provenance"]["scenario_file"]
    assert second["provenance"]["files"] == first["provenance"]["files"]
