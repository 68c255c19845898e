"""The pages against the program: every scenario in docs/scenarios.md is checked, wrong ones give the errors shown, and
the rules and tables of docs/model.md are those of the code."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
KNOWHOW = os.environ.get("KNOWHOW", "knowhow")

# A fence is a whole file, a part of one that extends wales.yaml, or a wrong file with the errors it gives.
WHOLE = re.findall(r"^```yaml file=(\S+)\n(.*?)^```", PAGE, re.M | re.S)
PARTS = re.findall(r"^```yaml part\n(.*?)^```", PAGE, re.M | re.S)
WRONG = re.findall(r"^```yaml wrong=(\S+)\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")


def run(folder, *words):
    return subprocess.run([KNOWHOW, *words], cwd=folder, capture_output=True, text=True)


def test_no_snippet_is_left_out():
    assert PAGE.count("```yaml") == len(WHOLE) + len(PARTS) + len(WRONG)
    assert WHOLE and PARTS and WRONG


@pytest.mark.parametrize("name,text", WHOLE, ids=[name for name, _ in WHOLE])
def test_whole_files_are_valid(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    done = run(folder, "check", name)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("text", PARTS, ids=[str(number) for number in range(1, len(PARTS) + 1)])
def test_parts_are_valid_on_top_of_wales(folder, text):
    (folder / "part.yaml").write_text("knowhow: 1\ntitle: A part\nextends: wales.yaml\n" + text, encoding="utf-8")
    done = run(folder, "check", "part.yaml")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name,text,errors", WRONG, ids=[name for name, _, _ in WRONG])
def test_wrong_files_give_the_errors_shown(folder, name, text, errors):
    (folder / name).write_text(text, encoding="utf-8")
    done = run(folder, "check", name)
    assert done.returncode == 3
    assert done.stderr.splitlines()[:-1] == errors.splitlines()


def test_whole_files_run_and_a_placebo_changes_nothing(folder):
    for name, text in WHOLE:
        (folder / name).write_text(text, encoding="utf-8")
        done = run(folder, "run", name, "--replicates", "2", "--set", "time.horizon=2 years", "-o", "results.h5")
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        after = [lines[i + 1] for i, line in enumerate(lines) if line.startswith("placebo")]
        assert ("placebo:" in text) == (len(after) == 1)
        for line in after:
            assert re.fullmatch(r"  against baseline( +0 exactly)+", line)


def test_the_rules_that_the_code_cites_stand_in_the_model_page():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    cited = set()
    for path in (ROOT / "models").rglob("*"):
        if path.suffix in (".h", ".cpp", ".def"):
            for passage in re.findall(r"[Rr]ules? R\d+(?:(?:, | and )R\d+)*", path.read_text(encoding="utf-8")):
                cited |= set(re.findall(r"R\d+", passage))
    assert cited
    assert {rule for rule in cited if f"**{rule}." not in page} == set()


def test_the_parameter_tables_are_up_to_date():
    done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts" / "parameter_tables.py", "--check", "--program", KNOWHOW],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
