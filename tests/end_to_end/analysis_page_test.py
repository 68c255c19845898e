"""The examples of docs/analysis.md, run as they stand."""
import csv
import re
import subprocess

import h5py
import pytest

from program import SOURCE

PAGE = (SOURCE / "docs" / "analysis.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```", PAGE, re.M | re.S))


def run_example(folder, name, results, *interpreter):
    (folder / name).write_text(EXAMPLES[name], encoding="utf-8")
    done = subprocess.run([*interpreter, name, str(results)], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_python(tmp_path, small_file):
    run_example(tmp_path, "effects.py", small_file, "/usr/bin/python3", "-B")
    with h5py.File(small_file) as file:
        scenarios = file["scenario"].asstr()[:].tolist()
        rows = rows_of(tmp_path / "effects.csv")
        assert len(rows) == 4 * (len(scenarios) - 1)
        for row in rows:
            values = file[row["measure"]][:]
            differences = values[scenarios.index(row["scenario"])] - values[0]
            assert float(row["mean"]) == pytest.approx(differences.mean(), abs=1e-9)
            assert float(row["higher"]) == pytest.approx((differences > 0).mean())
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_r(tmp_path, small_file):
    run_example(tmp_path, "ledger.R", small_file, "Rscript")
    with h5py.File(small_file) as file:
        scenarios, words = (file[name].asstr()[:].tolist() for name in ("scenario", "vocabulary_report"))
        rows = rows_of(tmp_path / "ledger.csv")
        assert len(rows) == len(scenarios) * len(set(words))
        lost = file["ledger_lost"][:].mean(axis=1).sum(axis=(1, 2, 3, 4))
        potential = file["ledger_potential"][:].reshape(len(scenarios), file["replicate"].size, -1).sum(axis=2).mean(axis=1)
        for row in rows:
            s = scenarios.index(row["scenario"])
            expected = sum(lost[s, b] for b, word in enumerate(words) if word == row["word"]) / potential[s]
            assert float(row["share"]) == pytest.approx(expected, rel=1e-9)
    assert (tmp_path / "ledger.png").read_bytes().startswith(b"\x89PNG")


def test_no_example_is_left_out():
    assert PAGE.count("```") == 2 * len(EXAMPLES) and set(EXAMPLES) == {"effects.py", "ledger.R"}
