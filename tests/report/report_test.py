"""The report page in Debian's Chromium: what it shows is what the file holds, and nothing leaves the page."""
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import h5py
import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

from program import DONE, FILE_TROUBLE, SMALL, SOURCE, WRONG_USAGE, changed, knowhow, run  # noqa: E402
from sweep_test import CASCADE, SWEEP  # noqa: E402

LOOK = pathlib.Path(__file__).with_name("look.cjs")
EVERYTHING = ["effects", "medians", "curves", "groups", "places", "map", "funnel", "reproduction", "ledger", "apart", "never_met", "money", "evaluator"]


def look(page, folder, *widths):
    told = subprocess.run(["node", LOOK, page, folder, *map(str, widths)], capture_output=True, text=True, timeout=300)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return pathlib.Path(os.environ.get("KNOWHOW_PICTURES") or tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def file(folder):
    # Three years, in which applying differs between scenarios.
    (folder / "small.yaml").write_text(SMALL.replace("60 weeks", "156 weeks"))
    run(folder, "small.yaml", "--replicates", 12, output="small.h5")
    with h5py.File(folder / "small.h5") as opened:
        yield opened


@pytest.fixture(scope="module")
def seen(folder, file):
    told = knowhow(folder, "report", "small.h5", "-o", "small.html")
    assert (told.returncode, told.stdout, told.stderr) == (DONE, "small.html\n", "")
    return look(folder / "small.html", folder, 1280, 390)


def section(seen, name):
    return next(one for one in seen["sections"] if one["id"] == name)


def table(seen, name, number=0):
    """Rows of a table as dictionaries by column title; numbers as numbers."""
    def value(text):
        plain = text.replace(",", "").replace("\u2212", "-")
        return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else text
    one = section(seen, name)["tables"][number]
    return [dict(zip(one["head"], map(value, row))) for row in one["rows"]]


def names(file, dimension):
    return file[dimension].asstr()[:].tolist()


def test_nothing_leaves_and_nothing_is_amiss(seen):
    assert [url for url in seen["requests"] if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len([url for url in seen["requests"] if url.startswith("file:")]) == 1
    assert seen["messages"] == []
    assert seen["faults"] == []
    assert seen["overflow"] == {"1280": 0, "390": 0}


def test_every_chart_is_drawn_and_told(seen):
    assert [one["id"] for one in seen["sections"]] == EVERYTHING
    for one in seen["sections"]:
        assert one["marks"] >= 4 and one["bad"] == 0, one["id"]
        assert "table below" in one["label"] and one["tables"] and all(each["rows"] for each in one["tables"]), one["id"]
    headings = [heading.split(" ", 1) for heading in seen["headings"]]
    assert headings[0] == ["H1", "A few councils and boards"] and sum(level == "H1" for level, _ in headings) == 1


def test_answers_are_those_of_the_pairs(seen, file):
    applied = 100 * file["final_applied"][:]
    assert len(seen["answers"]) == 3
    for number, name in enumerate(names(file, "scenario")[1:], 1):
        answer = next(text for text in seen["answers"] if f"{name}:" in text)
        differences = applied[number] - applied[0]
        if name == "placebo":
            assert "exactly as the baseline in all of 12 paired futures" in answer
            continue
        up = differences.mean() >= 0
        assert f"{applied[number].mean():.1f} of 100 apply a good practice" in answer
        assert f"{'better' if up else 'worse'} in {((differences > 0) if up else (differences < 0)).sum()} of 12 paired futures" in answer
        assert f"{abs(differences.mean()):.1f} {'more' if up else 'less'} than the baseline" in answer


def test_effects_are_those_of_the_pairs(seen, file):
    from scipy.stats import t
    rows = {row["scenario"]: row for row in table(seen, "effects")}
    applied = 100 * file["final_applied"][:]
    for number, name in enumerate(names(file, "scenario")):
        differences = applied[number] - applied[0]
        half = t.ppf(0.975, 11) * differences.std(ddof=1) / np.sqrt(12)
        row = rows[name]
        assert [row["mean"], row["difference"], row["95 % interval from"], row["to"]] == pytest.approx(
            [applied[number].mean(), differences.mean(), differences.mean() - half, differences.mean() + half], rel=1e-5, abs=1e-5)
        assert row["futures in which it is higher"] == (differences > 0).sum() and row["paired futures"] == 12


def mean_over_practices(file, variable="organisations_at_stage"):
    counted = [kind == "practice" for kind in names(file, "practice_type")]
    return np.nanmean(file[variable][:][..., counted, :], axis=-2)  # scenario, replicate, time, group, stage


def test_curves_are_those_of_the_runs(seen, file, folder):
    applied = 100 * mean_over_practices(file)[..., 0, -1].astype(float)
    scenarios = names(file, "scenario")
    start = np.datetime64(file["time"].attrs["units"].decode().removeprefix("days since ")[:10])
    dates = [str(start + np.timedelta64(int(days), "D")) for days in file["time"][:]]
    with open(folder / "curves_table.csv", newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    practices = names(file, "practice")
    assert len(rows) == (1 + len(practices)) * len(scenarios) * len(dates)
    summary = file["summary/organisations_at_stage"][:]
    for row in rows:
        s, t = scenarios.index(row["scenario"]), dates.index(row["date"])
        got = [float(row[name]) for name in ("5 %", "25 %", "median", "75 %", "95 %")]
        if row["practice"] == "all practices":
            expected = np.quantile(applied[s, :, t], [0.05, 0.25, 0.5, 0.75, 0.95])
        else:
            expected = 100 * summary[s, 2:7, t, 0, practices.index(row["practice"]), -1]
        assert got == pytest.approx(expected, rel=1e-5, abs=1e-4), row
    with open(folder / "curves_runs.csv", newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            assert float(row["value"]) == pytest.approx(applied[scenarios.index(row["scenario"]), int(row["run"]), dates.index(row["date"])], rel=1e-5, abs=1e-4)


def test_funnel_and_places_are_those_of_the_end(seen, file):
    reached = 100 * np.cumsum(mean_over_practices(file)[:, :, -1].mean(axis=1)[..., ::-1], axis=-1)[..., ::-1]  # scenario, group, stage
    stages, scenarios, groups = (names(file, name) for name in ("stage", "scenario", "group"))
    rows = table(seen, "funnel")
    assert len(rows) == 2 * 4
    for row in rows:
        stage = stages.index(row["stage"].split()[0])
        assert row["share, %"] == pytest.approx(reached[scenarios.index(row["scenario"]), 0, stage], rel=1e-4, abs=1e-3)
    for row in table(seen, "places"):
        group = [name.replace("_", " ") for name in groups].index(f"{row['by']}:{row['group']}")
        assert row["share, %"] == pytest.approx(reached[scenarios.index(row["scenario"]), group, -1], rel=1e-4, abs=1e-3)


def test_the_map_has_everybody_and_their_ties(seen, file):
    scenarios, organisations = names(file, "scenario"), names(file, "organisation")
    network = json.loads(file["provenance/organisation_ties"].asstr()[()])
    rows = table(seen, "map")
    assert [row["organisation"] for row in rows] == organisations and len(network["people"]) == len(organisations)
    ties = np.zeros(len(organisations))
    for one, other, number in network["ties"]:
        assert one < other
        ties[[one, other]] += number
    assert ties.sum() > 0
    shares = 100 * np.nanmean(file["final_applied_by"][scenarios.index(rows[0]["scenario"])], axis=0)
    for number, row in enumerate(rows):
        assert (row["people simulated"], row["ties to other organisations"]) == (network["people"][number], ties[number])
        assert row["share applied, %"] == ("" if np.isnan(shares[number]) else pytest.approx(shares[number], rel=1e-4, abs=1e-4))
    drawn = {(row["organisation"], row["and"]): row["ties"] for row in table(seen, "map", 1)}
    assert drawn and all([organisations.index(one), organisations.index(other), number] in network["ties"] for (one, other), number in drawn.items())


def test_r_is_the_dominant_eigenvalue(seen, file):
    scenarios, practices, bringers = (names(file, name) for name in ("scenario", "practice", "bringer"))
    brought, exposure = (file[name][:].sum(axis=1) for name in ("brought_between", "exposure_between"))
    counted = [number for number, kind in enumerate(names(file, "practice_type")) if kind == "practice"]
    rows = table(seen, "reproduction")
    assert len(rows) == 2 * (1 + len(counted))
    for row in rows:
        of = counted if row["practice"] == "all practices together" else [practices.index(row["practice"])]
        s = scenarios.index(row["scenario"])
        many, years = brought[s, of].sum(axis=0), exposure[s, of].sum(axis=0)
        rates = np.divide(many, years, out=np.zeros_like(many), where=years > 0)
        assert row["R"] == pytest.approx(3 * abs(np.linalg.eigvals(rates)).max(), rel=1e-4, abs=1e-6)  # three years
        assert row["95 % interval from"] <= row["R"] <= row["to"]
        assert row["came to apply it, a run"] == pytest.approx(file["first_applied"][s][:, :, of].sum(axis=(1, 2)).mean(), rel=1e-5)
        assert row["brought by the origin, a run"] == pytest.approx(file["brought_by"][s][:, of, 0].sum(axis=1).mean(), rel=1e-5, abs=1e-6)
    assert file["brought_by"][:].sum() > 5
    assert file["brought_by"][:].sum(axis=(2, 3)) == pytest.approx(file["first_applied"][:].sum(axis=(2, 3)))
    assert {row["brought by"] for row in table(seen, "reproduction", 1)} == set(bringers)


def test_the_ledger_closes_as_in_the_file(seen, file):
    scenarios = names(file, "scenario")
    rows = table(seen, "ledger")
    chosen = scenarios.index(rows[0]["scenario"])
    mean = {name: file[name][chosen].mean(axis=0) for name in ("ledger_potential", "ledger_gained", "ledger_lost", "never_met")}
    share = "% of what contacts could have taught"
    assert sum(row[share] for row in rows) == pytest.approx(100, abs=1e-3)
    amount = "units of one person's full mastery"
    assert sum(row[amount] for row in rows if row["learned, or lost to"] == "learned") == pytest.approx(mean["ledger_gained"].sum(), rel=1e-4)
    lost = mean["ledger_lost"].sum(axis=(0, 1, 2, 3))
    for barrier, expected in zip(names(file, "contact_barrier"), lost):
        assert sum(row[amount] for row in rows if row["learned, or lost to"] == barrier.replace("_", " ")) == pytest.approx(expected, rel=1e-4, abs=1e-3), barrier
    assert len(section(seen, "ledger")["choices"]["In the words of"]) == 4
    for row in table(seen, "never_met"):
        group = [name.replace("_", " ") for name in names(file, "ledger_group")].index(row["received by"])
        expected = file["never_met"][scenarios.index(row["scenario"])][:, :, group].sum(axis=(1, 2)).mean()
        assert row["units of one person's full mastery, summed over years"] == pytest.approx(expected, rel=1e-4, abs=1e-3)


def test_money_is_that_of_the_pairs(seen, file):
    scenarios = names(file, "scenario")
    rows = table(seen, "money")
    measures = {row["measure"] for row in rows}
    assert {"Spent", "Saved", "Programme cost", "Staff time", "Net present value"} <= measures
    for row in rows:
        sums = file[row["measure"].lower().replace(" ", "_")][:].reshape(len(scenarios), 12, -1).sum(axis=2) / 1e6
        differences = sums[scenarios.index(row["scenario"])] - sums[0]
        assert [row["mean"], row["difference"]] == pytest.approx([sums[scenarios.index(row["scenario"])].mean(), differences.mean()], rel=1e-4, abs=1e-6)


def test_a_choice_in_one_chart_holds_in_all(seen):
    assert seen["after_choice"]["funnel"] == seen["after_choice"]["chosen"]


def test_size_and_words(folder, seen):
    page = (folder / "small.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 3_000_000
    assert not re.search(r"\b(src|href)=\"https?:", page.split("<script>")[0])
    for words in ("knowhow rerun", "knowhow report", "What each scenario changes", "channels.home.talks times 2", "£5,000 a year", "seed 5"):
        assert words in page, words


def test_published_models_show_what_they_have(folder, file):
    run(folder, SOURCE / "scenarios" / "published" / "medical_innovation.yaml", "--replicates", 3, output="doctors.h5")
    assert knowhow(folder, "report", "doctors.h5", "--quiet").returncode == DONE
    seen = look(folder / "doctors.html", folder, 1280, 390)
    assert "curves" in [one["id"] for one in seen["sections"]] and "ledger" not in [one["id"] for one in seen["sections"]]
    assert (seen["messages"], seen["faults"], seen["overflow"]) == ([], [], {"1280": 0, "390": 0})
    assert all(one["marks"] >= 2 and one["bad"] == 0 for one in seen["sections"])


def test_a_measure_without_a_unit_has_the_digits_that_tell_it(folder, file):
    results = run(folder, SOURCE / "scenarios" / "published" / "cowan_jonard.yaml", "--replicates", 3, "--set", "network.agents=60",
                  "--set", "experts.number=6", "--set", "time.horizon=2000 steps", output="barter.h5")
    assert knowhow(folder, "report", "barter.h5", "--quiet").returncode == DONE
    page = (folder / "barter.html").read_text(encoding="utf-8")
    known = results["final_mean_knowledge"].mean(axis=1)
    assert 10 <= known[0] < 99 and f"With nothing changed, mean knowledge: {known[0]:.1f}." in page
    assert "of 3 paired futures" in page


@pytest.mark.parametrize("ties", ["no JSON", "{}", '{"people": [1, 2], "ties": []}', '{"people": [1,1,1,1,1,1,1,1,1], "ties": [[0, 9, 1]]}'])
def test_ties_that_are_none_are_told(folder, file, ties):
    shutil.copy(folder / "small.h5", folder / "torn.h5")
    with changed(folder / "torn.h5") as torn:
        torn["provenance/organisation_ties"][()] = ties
    told = knowhow(folder, "report", "torn.h5", "-o", "torn.html")
    assert told.returncode == FILE_TROUBLE and "torn.h5: is damaged: 'organisation_ties' in /provenance is no network" in told.stderr
    assert not (folder / "torn.html").exists()


def cascade_sweep():
    return SWEEP.replace("design: latin_hypercube\npoints: 12\nreplicates: 3\n", "design: sobol\npoints: 64\n")


@pytest.fixture(scope="module")
def sweep(folder):
    (folder / "cascade.yaml").write_text(CASCADE)
    (folder / "cascades.yaml").write_text(cascade_sweep())
    told = knowhow(folder, "sweep", "cascades.yaml", "-o", "thresholds", "--quiet")
    assert told.returncode == DONE, told.stderr
    with h5py.File(folder / "thresholds" / "sweep.h5") as opened:
        yield opened


def test_sweeps_tell_what_matters_and_where_it_fails(folder, sweep):
    told = knowhow(folder, "report", "thresholds/sweep.h5", "-o", "sweep.html", "--where", "adopted < 50")
    assert (told.returncode, told.stderr) == (DONE, "")
    seen = look(folder / "sweep.html", folder, 1280, 390)
    assert (seen["messages"], seen["faults"], seen["overflow"]) == ([], [], {"1280": 0, "390": 0})
    assert [one["id"] for one in seen["sections"]] == ["tornado", "heat", "boxes", "advantage", "worth"]
    assert all(one["marks"] >= 2 and one["bad"] == 0 and all(each["rows"] for each in one["tables"]) for one in seen["sections"])
    adopted, share = 100 * sweep["final_adopted"][:].mean(axis=1), sweep["rule.share"][:]
    order = np.argsort(share, kind="stable")
    row = next(row for row in table(seen, "tornado") if row["parameter"] == "rule.share")
    assert row["where it is lowest"] == pytest.approx(adopted[order[:16], 0].mean(), rel=1e-4)
    assert row["where it is highest"] == pytest.approx(adopted[order[-16:], 0].mean(), rel=1e-4)
    assert row["over all points"] == pytest.approx(adopted[:, 0].mean(), rel=1e-4)
    heat = table(seen, "heat")
    assert sum(row["points"] for row in heat) == 64
    assert sum(row["points"] * row["mean outcome"] for row in heat if row["points"]) == pytest.approx(adopted[:, 0].sum(), rel=1e-4)
    failing = json.loads(knowhow(folder, "discover", "thresholds/sweep.h5", "--where", "adopted < 50", "--json").stdout)
    assert any(each["boxes"] for each in failing["boxes"])
    text = " ".join(seen["answers"])
    for each in failing["boxes"]:
        assert f"{each['scenario']}: adopted stays under 50 % at {each['such_points']} of 64 points" in text
        for box in each["boxes"]:
            assert box["words"].split(" when ")[1] in text
    held = {row["scenario"]: row for row in table(seen, "advantage")}
    assert held["easier"]["mean difference, points"] == pytest.approx((adopted[:, 1] - adopted[:, 0]).mean(), rel=1e-4, abs=1e-6)
    assert held["easier"]["points where it is more, %"] == pytest.approx(100 * (adopted[:, 1] > adopted[:, 0]).mean(), rel=1e-4)
    assert len(table(seen, "advantage", 1)) == 64
    told = json.loads(knowhow(folder, "sensitivity", "thresholds/sweep.h5", "--value-of-information", "--outcome", "adopted", "--json").stdout)
    worth = {row["parameter"]: row for row in table(seen, "worth")}
    assert list(worth) == [each["parameter"] for each in told["parameters"]]
    for each in told["parameters"]:
        assert worth[each["parameter"]]["worth, %"] == pytest.approx(each["evppi"], rel=1e-4)
        assert worth[each["parameter"]]["by chance"] == pytest.approx(each["by_chance"], rel=1e-4)
    assert f"On average {told['best']} is best" in (folder / "sweep.html").read_text(encoding="utf-8")
    assert (folder / "sweep.html").stat().st_size < 3_000_000
    # Without a question it asks for the lowest quarter; of runs there is nothing to ask for.
    assert knowhow(folder, "report", "thresholds/sweep.h5", "--quiet").returncode == DONE
    assert "lowest quarter" in (folder / "thresholds" / "sweep.html").read_text(encoding="utf-8")
    assert knowhow(folder, "report", "thresholds/sweep.h5", "--where", "nothing").returncode == WRONG_USAGE
    part = knowhow(folder, "report", "thresholds/part-0001-of-0001.h5")
    assert part.returncode == FILE_TROUBLE and "knowhow merge" in part.stderr


CALIBRATION = """\
knowhow: 1
title: How fast did it spread?
scenario: bass_world.yaml
priors:
  adoption.innovation: {uniform: {least: 0.005, most: 0.1}}
  adoption.imitation: {uniform: {least: 0.1, most: 0.8}}
observed:
  adopted after 3 years: {variable: adopted, at: {time: "3"}, value: 15 %, sample: 400, source: first survey}
predicted:
  adopted after 5 years: {variable: adopted, at: {time: "5"}, value: 33 %, sample: 400, source: second survey}
search: {particles: 40, most_runs: 400, seed: 1}
"""
BASS = """\
knowhow: 1
title: Adoption among a few hundred
model: bass
time: {horizon: 8 steps}
network: {shape: complete, agents: 300}
timing: continuous
adoption: {innovation: 0.03, imitation: 0.4}
run: {replicates: 1, seed: 7}
"""


def test_calibrations_tell_what_was_fitted_and_foretold(folder):
    (folder / "bass_world.yaml").write_text(BASS)
    (folder / "fit.yaml").write_text(CALIBRATION)
    made = knowhow(folder, "calibrate", "fit.yaml", "-o", "fit.h5", "--quiet")
    assert made.returncode == DONE, made.stderr
    told = knowhow(folder, "report", "fit.h5", "-o", "fit.html")
    assert (told.returncode, told.stderr) == (DONE, "")
    seen = look(folder / "fit.html", folder, 1280, 390)
    assert (seen["messages"], seen["faults"], seen["overflow"]) == ([], [], {"1280": 0, "390": 0})
    assert [one["id"] for one in seen["sections"]] == ["numbers", "figures"]
    assert all(one["marks"] >= 4 and one["bad"] == 0 for one in seen["sections"])
    with h5py.File(folder / "fit.h5") as file:
        outcome = json.loads(file["provenance/outcome"].asstr()[()])
    rows = table(seen, "numbers")
    for number, found in enumerate(outcome["numbers"]):
        for when, row in zip(("before", "after"), rows[2 * number:2 * number + 2]):
            assert row["number"] == found["path"]
            assert [row["5 %"], row["median"], row["95 %"]] == pytest.approx(found[when], rel=1e-4)
        assert row["left open, %"] == pytest.approx(100 * found["left_open"], rel=1e-4)
    for found in outcome["figures"]:
        row = next(row for row in table(seen, "figures") if row["figure"] == found["name"] and row["when"].startswith("after"))
        assert [row["5 %, %"], row["median, %"], row["95 %, %"], row["observed, %"]] == pytest.approx([100 * each for each in found["after"]] + [100 * found["observed"]], rel=1e-4)
        assert row["kind"] == ("fitted" if found["fitted"] else "foretold, never fitted")
        answer = next(text for text in seen["answers"] if found["name"] in text)
        assert ("was fitted" if found["fitted"] else "was never fitted") in answer and ("lies inside" if found["inside"] else "lies outside") in answer
    page = (folder / "fit.html").read_text(encoding="utf-8")
    open_still = [found["path"] for found in outcome["numbers"] if not found["pinned_down"]]
    assert ("Not pinned down by these figures" in page) == bool(open_still)
    assert len(page.encode()) < 3_000_000
    assert knowhow(folder, "report", "fit.h5", "--where", "adopted < 1").returncode == WRONG_USAGE


def test_a_title_cannot_break_out(folder, file):
    text = SMALL.replace("title: A few councils and boards", "title: '</script><script>document.title=1</script> & \"x\"'")
    (folder / "odd.yaml").write_text(text)
    run(folder, "odd.yaml", "--replicates", 2, output="odd.h5")
    assert knowhow(folder, "report", "odd.h5", "-o", "odd.html").returncode == DONE
    seen = look(folder / "odd.html", folder, 800)
    assert seen["headings"][0] == "H1 </script><script>document.title=1</script> & \"x\"" and seen["messages"] == []


def test_misuse(folder, file):
    same = knowhow(folder, "report", "small.h5", "-o", "small.h5")
    assert same.returncode == WRONG_USAGE and "is the results file itself" in same.stderr
    missing = knowhow(folder, "report", "nowhere.h5")
    assert missing.returncode == FILE_TROUBLE and "nowhere.h5" in missing.stderr
    away = knowhow(folder, "report", "small.h5", "-o", "no/such/folder/report.html")
    assert away.returncode == FILE_TROUBLE and not (folder / "no").exists()
