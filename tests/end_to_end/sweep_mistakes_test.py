"""Every mistake in a sweep file or its table of points is refused with its place and its cure, before anything runs."""
import pytest

from program import INVALID_INPUT, contents, knowhow
from sweep_test import CASCADE, SWEEP

RANGES = "uncertainties:\n  rule.share: {least: 0.1, most: 0.3}\n  network.mean_degree: {least: 1, most: 8}\n"
LEVERS = "levers:\n  scenarios: [baseline, easier]\n"
OUTCOMES = "outcomes: [final_adopted, newly_adopted]\n"
DESIGN = "design: latin_hypercube\npoints: 12\n"
DEGREES = "{least: 1, most: 8}"

# What is changed in the sweep file, and the place and cure that must be told.
MISTAKES = [
    (LEVERS, "levers:\n  rule.share: [0.1, 0.2]\n", ["sweep.yaml:8:3: levers.rule.share: varies already; keep it under one of the two"]),
    (RANGES + LEVERS, "", ["sweep.yaml:1:1: nothing varies; name parameters under `uncertainties` or `levers`"]),
    (DEGREES, "[]", ["sweep.yaml:6:24: uncertainties.network.mean_degree: names no value; such as [4, 12, 24]"]),
    (DEGREES, "[2, [3]]", ["sweep.yaml:6:28: uncertainties.network.mean_degree: must be one value; write it without brackets"]),
    (DEGREES, "[2, 3, 2]", ["sweep.yaml:6:31: uncertainties.network.mean_degree: is there twice; keep one of the two"]),
    (DEGREES, "[2, many]", ["sweep.yaml:6:28: uncertainties.network.mean_degree: 'many' is not a number; write a plain number"]),
    ("network.mean_degree: " + DEGREES, "rule.shape: [fractional, fractionl]",
     ["sweep.yaml:6:15: uncertainties.rule.shape: the scenario is refused with rule.shape=fractionl", "did you mean 'fractional'?"]),
    (DESIGN, "design: {latin_hypercube: {levels: 3}}\npoints: 12\n", ["sweep.yaml:10:27: design.latin_hypercube: has no keys; write `design: latin_hypercube`"]),
    (DESIGN, "design: [sobol]\npoints: 12\n", ["sweep.yaml:10:9: design: must be the name of a design; choose one: 'grid'"]),
    (DESIGN, "design: hypercube\npoints: 12\n", ["sweep.yaml:10:9: design: there is no design 'hypercube'; known: grid"]),
    (DESIGN, "design: {csv: [1]}\n", ["sweep.yaml:10:9: design: needs a table of points; write `design: {csv: points.csv}`"]),
    (DESIGN, "design: {morris: {levels: 5}}\npoints: 2\n", ["sweep.yaml:10:27: design.morris.levels: must be even; 4 is usual"]),
    (DESIGN, "design: {grid: {levels: 1}}\n", ["sweep.yaml:10:25: design.grid.levels: must be from 2 to 10000, not 1"]),
    (DESIGN, "design: sobol\n", ["sweep.yaml:1:1: `points` is missing; say how many points, such as `points: 256`"]),
    (DESIGN, "design: grid\npoints: 3\n", ["sweep.yaml:1:1: `points` has no meaning for the design grid; leave it out: the levels say how many"]),
    (DESIGN, "design: {csv: points.csv}\n", ["sweep.yaml:6:3: uncertainties.network.mean_degree: varies by the table of points; give it a column there"]),
    (RANGES + LEVERS + OUTCOMES + DESIGN, "design: {csv: points.csv}\n",
     ["points.csv:3:1: rule.share: 'much' is no such quantity; write a share", "points.csv:4:1: rule.share: '2' is out of range; it goes from 0 to 1"]),
    (RANGES + LEVERS + OUTCOMES + DESIGN, "design: {csv: empty.csv}\n", ["sweep.yaml:4:15: design.csv: the table has no points; add rows to it"]),
    (RANGES + LEVERS + OUTCOMES + DESIGN, "design: {csv: none.csv}\n", ["sweep.yaml:4:15: design.csv: there is no file none.csv"]),
    ("[baseline, easier]", "[]", ["sweep.yaml:8:14: levers.scenarios: names no scenario; leave it out for the baseline alone"]),
    ("[baseline, easier]", "[baseline, easer]", ["sweep.yaml:8:14: ", "no scenario 'easer'; did you mean 'easier'?"]),
    ("[final_adopted, newly_adopted]", "[]", ["sweep.yaml:9:11: outcomes: names no outcome; leave it out for the headlines"]),
    ("[final_adopted, newly_adopted]", "[final_adopted, final_adopted]", ["sweep.yaml:9:27: outcomes: 'final_adopted' is there twice; keep one of the two"]),
    ("points: 12", "points: 1.5", ["sweep.yaml:11:9: points: '1.5' is not a whole number; write a whole number"]),
    ("replicates: 3", "replicates: 900000000", ["sweep.yaml:12:13: replicates: must be from 1 to 1000000, not 900000000"]),
    ("replicates: 3", "seed: x", ["sweep.yaml:12:7: seed: 'x' is not a seed; write a whole number from 0 to"]),
]


@pytest.mark.parametrize("old, new, expected", MISTAKES, ids=lambda value: value if isinstance(value, str) else "")
def test_mistakes_in_a_sweep(tmp_path, old, new, expected):
    assert SWEEP.count(old) == 1
    for name, text in [("cascade.yaml", CASCADE), ("sweep.yaml", SWEEP.replace(old, new)), ("points.csv", "rule.share\n0.2\nmuch\n2\n"),
                       ("empty.csv", "rule.share\n")]:
        (tmp_path / name).write_text(text)
    before = contents(tmp_path)
    told = knowhow(tmp_path, "sweep", "sweep.yaml")
    assert (told.returncode, told.stdout) == (INVALID_INPUT, ""), told.stderr
    for words in expected:
        assert words in told.stderr
    assert contents(tmp_path) == before
