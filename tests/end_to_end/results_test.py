"""What is in a results file, and whether it adds up."""
import h5py
import numpy as np
import pytest
import xarray

from program import SMALL, same, variables_of

BY_STAGE = ["time", "group", "practice", "stage"]
BY_PRACTICE = ["time", "group", "practice"]
CONTACT = ["year", "ledger_group", "practice", "channel"]
CELL = ["year", "ledger_group", "practice"]
GROUP = ["year", "ledger_group"]

# Name: dimensions after scenario and replicate, type, units.
PROMISED = {
    "state_digest": ([], "object", None),
    "organisations_at_stage": (BY_STAGE, "float32", "1"),
    "people_at_stage": (BY_STAGE, "float32", "1"),
    "explicit_knowledge": (BY_PRACTICE, "float32", "1"),
    "tacit_knowledge": (BY_PRACTICE, "float32", "1"),
    "improvement": (BY_PRACTICE, "float32", "GBP year-1"),
    "final_applied": ([], "float64", "1"),
    "final_applied_by": (["organisation"], "float32", "1"),
    "final_acquired": ([], "float64", "1"),
    "final_aware": ([], "float64", "1"),
    "final_improvement": ([], "float64", "GBP year-1"),
    "years_to_applied": (["share_applied"], "float64", "year"),
    "improvement_gini": ([], "float64", "1"),
    "duplicates": (["practice"], "int32", "1"),
    "contacts": (CONTACT, "float64", "1"),
    "ledger_potential": (CONTACT, "float64", "1"),
    "ledger_gained": (CONTACT, "float64", "1"),
    "ledger_lost": ([*CONTACT, "contact_barrier"], "float64", "1"),
    "application_potential": (CELL, "float64", "1"),
    "application_gained": (CELL, "float64", "1"),
    "application_lost": (CELL, "float64", "1"),
    "adaptation_potential": (CELL, "float64", "1"),
    "adaptation_gained": (CELL, "float64", "1"),
    "adaptation_lost": (CELL, "float64", "1"),
    "never_met": (CELL, "float64", "1"),
    "knowledge_flow": (["year", "practice", "flow", "part"], "float64", "1"),
    "knowledge_at_end": (["practice", "part"], "float64", "1"),
    "spent": (GROUP, "float64", "GBP"),
    "saved": (GROUP, "float64", "GBP"),
    "programme_cost": (["year"], "float64", "GBP"),
    "net_present_value": ([], "float64", "GBP"),
    "net_present_value_with_running_benefits": ([], "float64", "GBP"),
    "staff_time": (GROUP, "float64", "GBP"),
    "net_present_value_after_staff_time": ([], "float64", "GBP"),
    "applied_through": (["practice", "contributor"], "float64", "1"),
    "improvement_through": (["practice", "contributor"], "float64", "GBP year-1"),
    "first_applied": (["year", "practice"], "int32", "1"),
    "brought_since": (["year", "practice"], "float64", "1"),
    "brought_by": (["practice", "bringer"], "float64", "1"),
    "brought_between": (["practice", "brought_kind", "applying_kind"], "float64", "1"),
    "exposure_between": (["practice", "brought_kind", "applying_kind"], "float64", "year"),
    "observed_applied": (BY_PRACTICE, "float32", "1"),
    "observed_delay": ([], "float64", "year"),
    "observed_never": ([], "float64", "1"),
    "publication_visits": (["year", "publication"], "float64", "1"),
    "documents_read": (["year", "publication", "practice"], "float64", "1"),
    "letters_read": (["year", "publication", "practice"], "float64", "1"),
}
SIGNS = {"gained": 1, "read": 1, "done": 1, "seeded": 1, "brought": 1, "forgotten": -1, "departed": -1}


@pytest.fixture(params=["small", "shipped"])
def results(request):
    return request.getfixturevalue(request.param)


def test_every_variable_is_as_promised(small_file):
    with h5py.File(small_file) as file:
        found = {name: ([axis.keys()[0] for axis in item.dims], str(item.dtype), item.attrs.get("units"))
                 for name, item in file.items() if isinstance(item, h5py.Dataset) and item.ndim >= 2}
        meanings = [item.attrs.get("long_name") for name, item in file.items() if isinstance(item, h5py.Dataset)]
    promised = {name: (["scenario", "replicate", *dimensions], *rest) for name, (dimensions, *rest) in PROMISED.items()}
    as_text = {name: (*rest, units.decode() if isinstance(units, bytes) else units) for name, (*rest, units) in found.items()}
    assert as_text == promised
    assert all(meanings)


def test_axes(small):
    axes = {name: values.tolist() for name, values in small.items() if isinstance(values, np.ndarray) and values.ndim == 1
            and not name.startswith("vocabulary_")}
    assert axes == {
        "scenario": ["baseline", "placebo", "talk", "talk and duty"],
        "replicate": [0, 1, 2],
        "time": list(range(0, 421, 28)),
        "year": [1, 2],
        "group": ["all", "sector:local", "sector:health", "kind:council", "kind:board", *axes["group"][5:]],
        "ledger_group": ["local", "health", "national"],
        "organisation": [*(f"council {n}" for n in range(1, 6)), *(f"board {n}" for n in range(1, 4)), "ministry 1"],
        "organisation_kind": ["council"] * 5 + ["board"] * 3 + ["ministry"],
        "organisation_sector": ["local"] * 5 + ["health"] * 3 + ["national"],
        "organisation_region": ["region 1", "region 2"] * 2 + ["region 1"] * 5,
        "practice": ["LED lighting", "agile working", "transcription", "nil practice"],
        "practice_type": ["practice"] * 4,
        "stage": ["unaware", "aware", "acquired", "trialling", "applied"],
        "channel": ["home", "seeking", "ties", "portal", "letter"],
        "contact_barrier": ["awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation",
                            "codifiability", "transfer", "absorption", "taking_home"],
        "flow": list(SIGNS),
        "part": ["explicit", "tacit"],
        "share_applied": [.1, .5, .9],
        "contributor": ["seeking", "ties", "portal", "letter", "newcomers", "own invention", "nothing from elsewhere"],
        "bringer": ["its origin", "others that apply it", "organisations that do not apply it", "something written", "own invention",
                    "nothing from elsewhere"],
        "brought_kind": ["council", "board", "ministry"],
        "applying_kind": ["council", "board", "ministry"],
        "publication": ["portal", "letter"],
    }


def test_xarray_reads_dates_and_missing_values(small_file):
    with xarray.open_dataset(small_file) as data:
        assert str(data["time"].values[0])[:10] == "2014-04-01"
        assert (np.diff(data["time"].values) > np.timedelta64(0)).all()
        # Transcription suits boards only, so councils have no share of it.
        assert data["organisations_at_stage"].sel(group="kind:council", practice="transcription").isnull().all()
        assert not data["organisations_at_stage"].sel(group="kind:board", practice="transcription").isnull().any()
        assert float(data["final_applied"].sel(scenario="talk").mean()) <= 1


def test_the_runs_are_worth_looking_at(small):
    for name in ("ledger_gained", "application_gained", "application_lost", "adaptation_gained", "adaptation_lost", "never_met",
                 "spent", "saved", "final_improvement"):
        assert (small[name].sum(axis=tuple(range(1, small[name].ndim))) > 0).all(), name
    assert (small["contacts"].sum(axis=(0, 1, 2, 3, 4)) > 0).all(), "every channel has contacts"
    assert (small["ledger_lost"].sum(axis=(0, 1, 2, 3, 4, 5)) > 0).all(), "every barrier takes something"
    assert len({digest for row in small["state_digest"][[0, 2, 3]] for digest in row}) == 9


def test_the_ledger_balances_in_every_cell(results):
    assert (results["ledger_lost"] >= 0).all() and (results["ledger_gained"] >= 0).all()
    assert np.array_equal(results["ledger_potential"], results["ledger_gained"] + results["ledger_lost"].sum(axis=-1))
    assert (results["ledger_potential"][results["contacts"] == 0] == 0).all()


@pytest.mark.parametrize("book", ["application", "adaptation"])
def test_the_books_of_organisations_balance(results, book):
    potential, gained, lost = (results[f"{book}_{part}"] for part in ("potential", "gained", "lost"))
    assert (gained >= 0).all() and (lost >= 0).all()
    assert np.array_equal(potential, gained + lost)


def test_books_are_whole_numbers_of_units(results):
    for name in ("ledger_potential", "ledger_gained", "ledger_lost", "application_gained", "adaptation_lost", "never_met", "knowledge_flow",
                 "knowledge_at_end"):
        units = results[name] * 2.0**30
        assert np.array_equal(units, np.round(units)), name
    assert np.array_equal(results["contacts"], np.round(results["contacts"]))


def test_knowledge_at_the_end_is_what_came_less_what_went(results):
    signs = np.array([SIGNS[name] for name in results["flow"]])
    flows = results["knowledge_flow"]
    assert (np.abs(flows).sum(axis=(0, 1, 2, 3, 5)) > 0).all()
    assert np.array_equal((flows * signs[:, None]).sum(axis=(2, 4)), results["knowledge_at_end"])


def test_what_the_ledger_gained_flowed_in(results):
    gained = results["knowledge_flow"][:, :, :, :, results["flow"].tolist().index("gained")]
    assert (gained >= 0).all() and gained.sum() > 0


def test_shares_and_means_are_between_none_and_all(results):
    for name in ("organisations_at_stage", "people_at_stage", "explicit_knowledge", "tacit_knowledge", "final_applied", "final_acquired",
                 "final_aware"):
        values = results[name][~np.isnan(results[name])]
        assert values.size and values.min() >= 0 and values.max() <= 1, name


@pytest.mark.parametrize("name", ["organisations_at_stage", "people_at_stage"])
def test_shares_of_stages_sum_to_one(results, name):
    missing = np.isnan(results[name])
    assert np.array_equal(missing.any(axis=-1), missing.all(axis=-1))
    sums = results[name].sum(axis=-1, dtype=np.float64)[~missing.any(axis=-1)]
    assert np.abs(sums - 1).max() < 1e-6


def test_final_shares_are_nested(results):
    assert (results["final_applied"] <= results["final_acquired"]).all()
    assert (results["final_acquired"] <= results["final_aware"]).all()


def test_final_shares_are_the_last_of_the_curves(small):
    """By hand: seven could apply each of two practices (eight without the origin) and two the third."""
    stages, practices = small["stage"].tolist(), small["practice"].tolist()
    last = small["organisations_at_stage"][:, :, -1, 0]
    pairs = {"LED lighting": 7, "agile working": 7, "transcription": 2}
    for variable, least in (("final_applied", "applied"), ("final_acquired", "acquired"), ("final_aware", "aware")):
        reached = last[..., stages.index(least):].sum(axis=-1, dtype=np.float64)
        expected = sum(count * reached[..., practices.index(name)] for name, count in pairs.items()) / sum(pairs.values())
        assert np.allclose(small[variable], expected, rtol=0, atol=1e-6), variable


def test_an_intervention_of_size_nil_changes_nothing_at_all(results):
    placebo = results["scenario"].tolist().index("placebo")
    for name in variables_of(results):
        assert same(results[name][placebo], results[name][0]), name


def test_what_a_programme_costs(small):
    """1000 GBP once and 5000 a year, from week 20 to the end in week 60; a year has 52 weeks."""
    cost = small["programme_cost"]
    assert (cost[:2] == 0).all()
    assert np.allclose(cost[2:], [1000 + 5000 * 32 / 52, 5000 * 8 / 52])


def test_scenarios_are_the_same_until_they_begin(small):
    """Duty begins in week 10, talk in week 20; curves have a value every four weeks."""
    assert "from: 20 weeks, scale" in SMALL and "from: 10 weeks, until" in SMALL
    for name in ("people_at_stage", "explicit_knowledge", "tacit_knowledge"):
        assert same(small[name][2][:, :6], small[name][0][:, :6]), name
        assert same(small[name][3][:, :3], small[name][0][:, :3]), name
    assert not same(small["explicit_knowledge"][2], small["explicit_knowledge"][0])


def test_provenance_tells_who_made_it(small):
    assert set(small["provenance"]) == {"scenario_file", "files", "version", "commit", "compiler", "build", "threads", "digest", "organisation_ties"}
    assert all(small["provenance"].values())
    attributes = small["attributes"]
    assert attributes["Conventions"].startswith("CF-1.") and attributes["model"] == "public_services" and attributes["seed"] == "5"
    assert attributes["title"] == "A few councils and boards" and small["provenance"]["version"] in attributes["source"]
