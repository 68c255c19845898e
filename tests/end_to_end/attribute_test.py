"""`run --attribute` and `--what-if` add runs; `compare --explain` finds them and says what they mean."""
import json
import math

import numpy as np
import pytest

from program import DONE, INVALID_INPUT, WRONG_USAGE, knowhow, read, run, same


def explained(folder, *words):
    told = knowhow(folder, "compare", "results.h5", "--explain", "--json", *words)
    assert (told.returncode, told.stderr) == (DONE, ""), told.stderr
    return json.loads(told.stdout)


def test_a_package_is_shared_out_among_its_interventions(folder):
    results = run(folder, "small.yaml", "--attribute", "talk and duty", "--replicates", 4)
    assert list(results["scenario"]) == ["baseline", "placebo", "talk", "talk and duty", "duty"]
    told = explained(folder, "--by", "acquired")
    assert set(told["packages"]) == {"talk and duty"}
    package = told["packages"]["talk and duty"]
    none, _, talk, both, duty = 100 * results["final_acquired"]
    expected = {"talk": ((talk - none) + (both - duty)) / 2, "duty": ((duty - none) + (both - talk)) / 2}
    assert [one["intervention"] for one in package["interventions"]] == ["talk", "duty"]
    total = 0
    for one in package["interventions"]:
        values = expected[one["intervention"]]
        assert math.isclose(one["shapley"]["mean"], values.mean(), rel_tol=1e-9, abs_tol=1e-9)
        half_width = 3.182446305284263 * values.std(ddof=1) / 2
        assert math.isclose(one["shapley"]["half_width_95"], half_width, rel_tol=1e-9, abs_tol=1e-9)
        total += one["shapley"]["mean"]
    assert math.isclose(total, (both - none).mean(), rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(package["whole"]["mean"], total, rel_tol=1e-9, abs_tol=1e-9)
    text = knowhow(folder, "compare", "results.h5", "--explain", "--scenario", "talk and duty").stdout
    assert "What each intervention of 'talk and duty' adds to `apply it` (%)" in text and "Shapley value" in text


def test_runs_that_are_added_change_no_other(folder, small):
    results = run(folder, "small.yaml", "--attribute", "talk and duty", "--what-if", "barriers")
    assert len(results["scenario"]) == 5 + 13 * 4  # the baseline and the three of the file, each without each barrier
    for name in ("final_applied", "ledger_lost", "state_digest"):
        old, new = small[name], results[name][:4]
        assert (old == new).all() if name == "state_digest" else same(old, new)
    assert knowhow(folder, "rerun", "results.h5", "--quiet", "--run", 0).returncode == DONE


def test_what_a_barrier_away_changes(folder):
    results = run(folder, "small.yaml", "--what-if", "barriers", "--scenario", "talk")
    names = list(results["scenario"])
    assert names[:2] == ["baseline", "talk"] and len(names) == 2 + 2 * 13
    told = explained(folder, "--by", "acquired")
    assert set(told["without_barriers"]) == {"baseline", "talk"} and len(told["explanations"]) == 1
    for scenario, all_of_it in told["without_barriers"].items():
        assert len(all_of_it) == 13
        for one in all_of_it:
            at = names.index(f"{scenario} without {one['barrier']}")
            d = 100 * (results["final_acquired"][at] - results["final_acquired"][names.index(scenario)])
            assert math.isclose(one["difference"], d.mean(), rel_tol=1e-9, abs_tol=1e-9) and one["better"] == (d > 0).sum()
    barriers = list(results["contact_barrier"])
    for barrier in barriers:  # a barrier that is away takes nothing
        lost = results["ledger_lost"][names.index(f"talk without {barrier}")][..., barriers.index(barrier)]
        assert lost.sum() == 0, barrier
    assert results["ledger_lost"][names.index("talk")].sum() > 0


def test_strengths_by_channel_go_too(folder):
    results = run(folder, "small.yaml", "--what-if", "barriers", "--scenario", "baseline", "--set",
                  "barriers.attention={strength: 0.4, by_channel: {ties: 0.9}, by_sector: {health: 0.8}}")
    names, barriers = list(results["scenario"]), list(results["contact_barrier"])
    at = names.index("baseline without attention")
    assert results["ledger_lost"][at][..., barriers.index("attention")].sum() == 0
    assert np.sum(results["ledger_lost"][0][..., barriers.index("attention")]) > 0


def test_without_all_parts_nothing_is_shared_out(folder):
    run(folder, "small.yaml")
    assert "packages" not in explained(folder) and "without_barriers" not in explained(folder)


@pytest.mark.parametrize("words, code, expected", [
    (["--attribute", "tlak"], INVALID_INPUT, "--attribute: there is no scenario 'tlak'; did you mean 'talk'?"),
    (["--attribute", "talk"], INVALID_INPUT, "'talk' has 1 intervention; choose a scenario of 2 to 6"),
    (["--what-if", "channels"], WRONG_USAGE, "--what-if: 'channels' cannot be taken away; write barriers"),
])
def test_wrong_usage(folder, words, code, expected):
    told = knowhow(folder, "run", "small.yaml", *words)
    assert (told.returncode, told.stdout) == (code, "") and expected in told.stderr, told.stderr
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


def test_a_model_without_barriers(folder):
    (folder / "bass.yaml").write_text("knowhow: 1\ntitle: A diffusion\nmodel: bass\ntime: {horizon: 30 steps}\nnetwork: {agents: 60}\n")
    told = knowhow(folder, "run", "bass.yaml", "--what-if", "barriers")
    assert told.returncode == INVALID_INPUT and "this model has no barriers to take away" in told.stderr
