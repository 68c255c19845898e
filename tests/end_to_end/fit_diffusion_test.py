"""Tables of one's own: scripts/fit_diffusion.py fits six worlds to them, scores them, and tells what is wrong with a table."""
import itertools
import re
import subprocess
import sys

import numpy as np
import pytest

from program import INVALID_INPUT, PROGRAM, SOURCE, WRONG_USAGE, knowhow

sys.path.insert(0, str(SOURCE / "scripts"))
import fit_diffusion  # noqa: E402
from diffusion_worlds import WORLDS, Diffusion, halves  # noqa: E402
from validation.calibrations import PAGE, section  # noqa: E402

TOOL = SOURCE / "scripts" / "fit_diffusion.py"


def tables(folder):
    """Three villages on rings; each person adopts by chance, sooner where those around have."""
    luck = np.random.default_rng(5)
    people, ties = [], []
    for village in "abc":
        names = [f"{village}{n}" for n in range(30)]
        ties += [(one, names[(n + step) % 30]) for n, one in enumerate(names) for step in (1, 2)]
        when = {}
        for period in range(1, 13):
            for n, name in enumerate(names):
                around = [names[(n + step) % 30] for step in (-2, -1, 1, 2)]
                if name not in when and luck.random() < 0.03 + 0.3 * np.mean([when.get(other, 99) < period for other in around]):
                    when[name] = period
        people += [(name, village, when.get(name, "")) for name in names]
    (folder / "people.csv").write_text("id,community,adopted\n" + "".join(f"{name},{village},{adopted}\n" for name, village, adopted in people))
    (folder / "ties.csv").write_text("from,to\n" + "".join(f"{one},{other}\n" for one, other in ties))


def fit(folder, *words):
    return subprocess.run([sys.executable, "-B", TOOL, "people.csv", "ties.csv", "--period", "month", "-o", "out", "--particles", "20", "--most-runs", "60",
                           "--program", PROGRAM, *words], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("split, said", [("early", "Fitted to the first 6 months of 12"), ("communities", "Fitted in a, c; scored in b.")])
def test_tables_of_ones_own_are_fitted_and_scored(tmp_path, split, said):
    tables(tmp_path)
    told = fit(tmp_path, "--split", split, "--title", "Villages")
    assert told.returncode == 0, told.stderr
    page = (tmp_path / "out" / "page.md").read_text()
    assert told.stdout == page and page.startswith("# Villages\n") and said in page and "90 people, 180 ties" in page
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| world")]
    assert [row.split(" | ")[0][2:] for row in rows] == list(WORLDS.values())
    for row in rows:
        score, inside = float(row.split(" | ")[2]), re.search(r"(\d) of 4 \|$", row)
        assert 0 < score < 1 and inside and int(inside[1]) <= 4
    for scenario in (tmp_path / "out").glob("*_world.yaml"):
        assert knowhow(tmp_path, "check", scenario).returncode == 0
    again = fit(tmp_path, "--split", split, "--title", "Villages")
    assert again.returncode == 0 and again.stdout == page


def test_a_score_is_that_of_calibrate():
    values = np.random.default_rng(2).normal(size=30)
    apart = np.mean([abs(x - y) for x, y in itertools.product(values, values)])
    assert fit_diffusion.ranked_probability_score(values, 0.4) == pytest.approx(np.mean(abs(values - 0.4)) - apart / 2)


def test_halves_are_those_of_the_library():
    assert halves(17) == ([2, 4, 6, 8], [10, 12, 14, 17]) and halves(19) == ([3, 5, 7, 9], [11, 13, 15, 19]) and halves(8) == ([1, 2, 3, 4], [5, 6, 7, 8])


def test_the_library_has_the_worlds_that_are_written():
    """Doctors and farmers in the main model are what the tool makes of their tables."""
    for who, data, period in (("doctors", "medical_innovation", "month"), ("farmers", "brazilian_farmers", "year")):
        folder = SOURCE / "scenarios" / "published" / "data"
        diffusion = Diffusion.read(folder / f"{data}_adoption.csv", folder / f"{data}_ties.csv")
        written = fit_diffusion.world(diffusion, "services", f"data/{who}", period, diffusion.horizon)
        kept = (SOURCE / "scenarios" / "calibrations" / f"{who}_services_world.yaml").read_text()
        def without_title(text):
            return [line for line in text.splitlines() if not line.startswith("title:")]
        assert without_title(written) == without_title(kept)


@pytest.mark.parametrize("file, before, after, what", [
    ("people.csv", "id,community,adopted", "name,community,adopted", "people.csv:1: the head must be"),
    ("people.csv", "a1,a,", "a0,a,", "people.csv:3: 'a0' is there twice"),
    ("people.csv", "a1,a,", "a1,,", "people.csv:3: `id` and `community` must be given"),
    ("people.csv", "a1,a,", "a1,a,x", "is no period"),
    ("people.csv", "a1,a,", "a1,a,-", "is no period"),
    ("people.csv", "a1,a,", "a1,a,1,", "people.csv:3: has 4 cells, not 3"),
    ("ties.csv", "a0,a1", "a0,nobody", "ties.csv:2: 'nobody' is not among the people"),
    ("ties.csv", "a0,a1", "a0,a0", "ties.csv:2: 'a0' names itself"),
    ("ties.csv", "a0,a1", "a0,b1", "live in different communities"),
])
def test_mistakes_in_tables_are_told(tmp_path, file, before, after, what):
    tables(tmp_path)
    text = (tmp_path / file).read_text()
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after, 1))
    told = fit(tmp_path)
    assert told.returncode == INVALID_INPUT and what in told.stderr and "Traceback" not in told.stderr, told.stderr
    assert not (tmp_path / "out").exists()


def test_tables_that_say_too_little_are_told(tmp_path):
    tables(tmp_path)
    people = (tmp_path / "people.csv").read_text()
    (tmp_path / "people.csv").write_text(re.sub(r",[abc],", ",a,", people))
    told = fit(tmp_path, "--split", "communities")
    assert told.returncode == INVALID_INPUT and "everybody lives in one community" in told.stderr
    (tmp_path / "people.csv").write_text(re.sub(r",\d+\n", ",3\n", people))
    told = fit(tmp_path)
    assert told.returncode == INVALID_INPUT and "the last adoption is in period 3" in told.stderr
    (tmp_path / "people.csv").write_text(re.sub(r",\d+\n", ",\n", people))
    told = fit(tmp_path)
    assert told.returncode == INVALID_INPUT and "Traceback" not in told.stderr
    for words, what in ((("--particles", "0"), "--particles: must be"), (("--most-runs", "-5"), "not even one generation"), (("--title", "a: b"), "leave out"),
                        (("--program", "nowhere"), "is not there")):
        told = fit(tmp_path, *words)
        assert told.returncode == WRONG_USAGE and what in told.stderr, told.stderr


def test_the_table_of_what_was_fitted_predicted_and_observed_is_the_programs():
    """docs/validation.md holds what scripts/show_calibrations found."""
    text = PAGE.read_text()
    assert section() in text
    assert "| improved working practices | predicted | 52 |" in text and "| learned only a little | fitted | 41 |" in text
