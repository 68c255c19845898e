"""`compare` tells what the file holds: against numpy, and against everything that cannot be compared."""
import csv
import io
import json
import math
import shutil

import h5py
import numpy as np
import pytest

from program import DONE, FILE_TROUBLE, SMALL, WRONG_USAGE, changed, knowhow, read, run

T_975 = {2: 4.302652729911275}  # Student's t, by degrees of freedom


def compare(folder, *words):
    told = knowhow(folder, "compare", *words)
    assert "internal error" not in told.stderr
    return told


def as_json(folder, *words):
    told = compare(folder, *words, "--json")
    assert (told.returncode, told.stderr) == (DONE, ""), told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def file(small_file):
    return small_file


def measures_of(told):
    return {entry["scenario"]: entry["measures"] for entry in told["scenarios"]}


FACTORS = {"final_aware": 100, "final_acquired": 100, "final_applied": 100, "final_improvement": 1e-6,
           "net_present_value_with_running_benefits": 1e-6}


@pytest.mark.parametrize("against", ["baseline", "talk"])
def test_numbers_are_those_of_numpy(file, small, against):
    told = as_json(file.parent, file.name, "--against", against)
    assert (told["against"], told["by"], told["replicates"], told["seed"]) == (against, "final_applied", 3, "5")
    names = list(small["scenario"])
    found = measures_of(told)
    assert set(found) == set(names)
    for variable, factor in FACTORS.items():
        values = dict(zip(names, small[variable] * factor))
        for name in names:
            item = found[name][variable]
            assert math.isclose(item["mean"], values[name].mean(), rel_tol=1e-12)
            if name == against:
                assert "difference" not in item
                continue
            d = values[name] - values[against]
            told_difference = item["difference"]
            assert math.isclose(told_difference["mean"], d.mean(), rel_tol=1e-9, abs_tol=1e-12)
            assert math.isclose(told_difference["half_width_95"], T_975[2] * d.std(ddof=1) / math.sqrt(3), rel_tol=1e-9, abs_tol=1e-12)
            assert (told_difference["better"], told_difference["worse"], told_difference["pairs"]) == ((d > 0).sum(), (d < 0).sum(), 3)
            assert told_difference["exactly_nothing"] == bool((d == 0).all())
            if d.var() > 0:
                gain = (values[name].var(ddof=1) + values[against].var(ddof=1)) / d.var(ddof=1)
                assert math.isclose(told_difference["gain_of_pairing"], gain, rel_tol=1e-6)


def test_ranking(file, small):
    for by, variable in [("applied", "final_applied"), ("npv", "net_present_value_with_running_benefits"), ("heard of it", "final_aware"),
                         ("final_improvement", "final_improvement")]:
        told = as_json(file.parent, file.name, "--by", by)
        means = dict(zip(small["scenario"], small[variable].mean(axis=1)))
        assert told["by"] == variable
        ranked = [means[entry["scenario"]] for entry in told["scenarios"]]
        assert ranked == sorted(ranked, reverse=True) and [entry["rank"] for entry in told["scenarios"]] == [1, 2, 3, 4]


def test_placebo_is_nothing_exactly(file):
    lines = compare(file.parent, file.name).stdout.splitlines()
    placebo = [line for line in lines if line.startswith("placebo")]
    assert len(placebo) == 5 and all("0 exactly" in line and "0 of 3" in line for line in placebo)
    told = measures_of(as_json(file.parent, file.name))
    nothing = sum(item["difference"]["exactly_nothing"] for name in ("placebo", "talk", "talk and duty") for item in told[name].values())
    assert 5 <= nothing < 15 and "\n".join(lines).count("0 exactly") == nothing


def test_csv_and_markdown_hold_the_same_numbers(file):
    told = measures_of(as_json(file.parent, file.name))
    rows = list(csv.DictReader(io.StringIO(compare(file.parent, file.name, "--csv").stdout)))
    assert len(rows) == 5 * 4
    for row in rows:
        item = told[row["scenario"]][row["variable"]]
        assert math.isclose(float(row["mean"]), item["mean"], rel_tol=1e-12) and row["better_is"] == "higher"
        if row["scenario"] != "baseline":
            assert math.isclose(float(row["difference"]), item["difference"]["mean"], rel_tol=1e-12, abs_tol=1e-15)
    assert [row["variable"] for row in rows[:4]] == ["final_applied"] * 4
    markdown = compare(file.parent, file.name, "--markdown").stdout
    assert markdown.startswith("# A few councils and boards\n") and markdown.count("|---|---:|---:|---:|---:|") == 5


def test_scenarios_can_be_chosen(file):
    told = as_json(file.parent, file.name, "--scenario", "talk", "--against", "talk and duty")
    assert {entry["scenario"] for entry in told["scenarios"]} == {"talk", "talk and duty"}


def test_files_are_joined_by_scenario(folder):
    (folder / "more.yaml").write_text(SMALL[:SMALL.index("scenarios:\n")].replace("title: A few", "title: Many") +
                                      "scenarios:\n  duty: [duty]\n" + SMALL[SMALL.index("run:"):])
    run(folder, "small.yaml", output="a.h5")
    run(folder, "more.yaml", output="b.h5")
    joined = measures_of(as_json(folder, "a.h5", "b.h5"))
    assert set(joined) == {"baseline", "placebo", "talk", "talk and duty", "duty"}
    alone = measures_of(as_json(folder, "b.h5"))
    assert joined["duty"] == alone["duty"]
    for words, change, expected in [
            (["--seed", 6], None, "the seed is 5 in one and 6 in the other"),
            (["--replicates", 2], None, "the number of replicates is 3 in one and 2 in the other"),
            (["--set", "time.horizon=40 weeks"], None, "'time.horizon' is '60 weeks' in one and '40 weeks' in the other"),
            (["--set", "channels.seeking.visits=19"], None, "'channels.seeking.visits' is '20' in one and '19' in the other"),
            ([], ("scale: {channels.home.talks: 2}", "scale: {channels.home.talks: 3}"), "'talk' is in both, and not the same")]:
        (folder / "other.yaml").write_text(SMALL.replace(*change) if change else SMALL)
        run(folder, "other.yaml", *words, output="c.h5")
        told = compare(folder, "a.h5", "c.h5")
        assert (told.returncode, told.stdout) == (WRONG_USAGE, ""), words
        assert "a.h5 and c.h5 cannot be compared: " in told.stderr and expected in told.stderr, told.stderr


def test_a_published_model(folder):
    (folder / "bass.yaml").write_text("knowhow: 1\ntitle: A diffusion\nmodel: bass\ntime: {horizon: 30 steps}\nnetwork: {agents: 60}\n"
                                      "adoption: {innovation: 0.03, imitation: 0.4}\n"
                                      "interventions: {more: {from: 5 steps, set: {adoption.imitation: 0.6}}}\nscenarios: {more: [more]}\n"
                                      "run: {replicates: 4, seed: 3}\n")
    made = knowhow(folder, "run", "bass.yaml", "-o", "bass.h5", "--quiet")
    if made.returncode != DONE:
        pytest.fail(made.stderr)
    text = compare(folder, "bass.h5").stdout
    assert "adopted (%)" in text and "higher in" in text and "better in" in text


BOOKS = [("ledger_lost", "ledger_potential", "ledger_gained"), ("application_lost", "application_potential", "application_gained"),
         ("adaptation_lost", "adaptation_potential", "adaptation_gained")]


@pytest.mark.parametrize("vocabulary", [None, "report", "odell_grayson"])
def test_an_explanation_is_the_books_and_sums_to_the_difference(file, small, vocabulary):
    words = ["--vocabulary", vocabulary] if vocabulary else []
    told = as_json(file.parent, file.name, "--explain", "--against", "placebo", *words)
    names = list(small["scenario"])
    assert {one["scenario"] for one in told["explanations"]} == set(names) - {"placebo"}
    for explanation in told["explanations"]:
        before, after = names.index("placebo"), names.index(explanation["scenario"])
        assert len(explanation["books"]) == 3
        for book, (lost, potential, gained) in zip(explanation["books"], BOOKS):
            def mean(variable, scenario):
                return small[variable][scenario].mean(axis=0)
            assert math.isclose(book["potential"]["after"], mean(potential, after).sum(), rel_tol=1e-9)
            assert math.isclose(book["gained"]["before"], mean(gained, before).sum(), rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(book["gained"]["after"], mean(gained, after).sum(), rel_tol=1e-9, abs_tol=1e-9)
            by_word = {}
            if lost == "ledger_lost":
                labels = small[f"vocabulary_{vocabulary}" if vocabulary else "contact_barrier"]
                for label, amount in zip(labels, mean(lost, after).sum(axis=(0, 1, 2, 3))):
                    by_word[label] = by_word.get(label, 0) + amount
                assert {loss["name"] for loss in book["losses"]} == set(by_word)
                for loss in book["losses"]:
                    assert math.isclose(loss["after"], by_word[loss["name"]], rel_tol=1e-9, abs_tol=1e-9)
            if book["effect_of_potential"] is not None:
                effects = book["effect_of_potential"] + sum(loss["effect"] for loss in book["losses"])
                difference = book["gained"]["after"] - book["gained"]["before"]
                assert math.isclose(effects, difference, rel_tol=1e-6, abs_tol=1e-9)
    text = compare(file.parent, file.name, "--explain", "--scenario", "talk", *words).stdout
    assert text.count("Why ") == 1 and "Why talk differs from baseline" in text
    assert ("lost to mechanisms" in text) == (vocabulary == "report")
    markdown = compare(file.parent, file.name, "--explain", "--markdown", "--scenario", "talk", *words).stdout
    assert "\n## Why talk differs from baseline\n" in markdown and markdown.count("\n### ") == 3
    told_there = [line.split()[0:3] for line in text.splitlines() if line.startswith("lost to")]
    assert told_there == [line.split()[1:4] for line in markdown.splitlines() if line.startswith("| lost to")]


@pytest.mark.parametrize("words, expected", [
    ([], ["usage: knowhow compare RESULTS.h5 [MORE.h5...]"]),
    (["small.h5", "--by", "appleid"], ["--by: there is no measure 'appleid'", "did you mean 'applied'?"]),
    (["small.h5", "--against", "tlak"], ["--against: there is no scenario 'tlak'", "did you mean 'talk'?"]),
    (["small.h5", "--scenario", "tlak"], ["--scenario: there is no scenario 'tlak'"]),
    (["small.h5", "--json", "--csv"], ["--csv and --json: choose one"]),
    (["small.h5", "small.h5"], ["small.h5: is named twice"]),
    (["small.h5", "--seed", "1"], ["'--seed'"]),
    (["small.h5", "--vocabulary", "report"], ["--vocabulary: is of use with --explain only"]),
    (["small.h5", "--explain", "--vocabulary", "reprot"], ["--vocabulary: there is no 'reprot'", "did you mean 'report'?"]),
    (["small.h5", "--explain", "--csv"], ["--explain and --csv"]),
], ids=str)
def test_wrong_usage(file, words, expected):
    told = compare(file.parent, *words)
    assert (told.returncode, told.stdout) == (WRONG_USAGE, "")
    for text in expected:
        assert text in told.stderr


def test_files_that_cannot_be_compared(file, tmp_path):
    (tmp_path / "text.h5").write_text(SMALL)
    (tmp_path / "cut.h5").write_bytes(file.read_bytes()[:-5000])
    shutil.copy(file, tmp_path / "unknown.h5")
    with changed(tmp_path / "unknown.h5") as unknown:
        unknown.attrs["model"] = "astrology"
    shutil.copy(file, tmp_path / "flipped.h5")
    with h5py.File(tmp_path / "flipped.h5") as flipped:
        at = flipped["final_applied"].id.get_chunk_info(0).byte_offset
    whole = bytearray(file.read_bytes())
    whole[at + 3] ^= 4
    (tmp_path / "flipped.h5").write_bytes(whole)
    for name, expected in [("absent.h5", "No such file"), ("text.h5", "is no results file"), ("cut.h5", "is damaged"),
                           ("unknown.h5", "the model 'astrology'"), ("flipped.h5", "is damaged")]:
        told = compare(tmp_path, name)
        assert (told.returncode, told.stdout) == (FILE_TROUBLE, ""), name
        assert expected in told.stderr, told.stderr


def test_a_file_without_headline_measures(folder):
    run(folder, "small.yaml", "--set", "measures=[ledger]", "--replicates", 1)
    told = compare(folder, "results.h5")
    assert told.returncode == WRONG_USAGE and "none of its model's headline measures" in told.stderr
    run(folder, "small.yaml", "--set", "measures=[adoption]", "--replicates", 1)
    told = compare(folder, "results.h5", "--explain")
    assert told.returncode == WRONG_USAGE and "holds no book of losses; add `ledger`" in told.stderr


def test_one_replicate_has_no_interval(folder):
    results = run(folder, "small.yaml", "--replicates", 1)
    item = measures_of(as_json(folder, "results.h5"))["talk"]["final_aware"]
    assert item["half_width_95"] is None and item["difference"]["half_width_95"] is None
    assert np.isclose(item["mean"], 100 * read(folder / "results.h5")["final_aware"][2, 0]) and results
