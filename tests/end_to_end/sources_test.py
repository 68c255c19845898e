"""docs/sources.md against what there is: the files, scenarios, settings and tests that it names exist, and every scenario of
the library is one that its header explains and the program accepts."""
import functools
import json
import re

import jsonschema
import pytest
import yaml

from library import FILES, SCENARIOS
from program import DONE, SOURCE, knowhow, run
from told_test import PlainLoader

PAGE = (SOURCE / "docs" / "sources.md").read_text(encoding="utf-8")
FORMAT = (SOURCE / "docs" / "format.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in row] for row in re.findall(r"^\| (\d+) \|" + r"(.*?) \|" * 5 + "$", PAGE, re.MULTILINE)]
TEXTS = set(re.findall(r"^\| (\w+) \| .*\|$", PAGE.split("| # |")[0], re.MULTILINE)) - {"short"}
CODE = r"`([^`]+)`"
BASES = {"wales", "wales_wider", "england"}


@functools.cache
def whole(name):
    """A scenario file with its bases underneath, as the program has it."""
    own = yaml.load((SCENARIOS / name).read_text(encoding="utf-8"), PlainLoader)
    return laid_over(whole(own.pop("extends")), own) if "extends" in own else own


def laid_over(base, top):
    if not (isinstance(base, dict) and isinstance(top, dict)):
        return top
    return base | {key: laid_over(base[key], value) if key in base else value for key, value in top.items()}


def section_of(file, path):
    return functools.reduce(lambda node, key: node.get(key, {}), path.split("."), file)


def scenarios_named(cell):
    """(file, scenario) of each name in a cell."""
    parts = re.split(r"`(\w+\.yaml)`", cell)[1:]
    return [(file, scenario) for file, words in zip(parts[::2], parts[1::2]) for scenario in re.findall(r'"([^"]+)"', words)]


def files_named(cell):
    return re.findall(r"`(\w+\.yaml)`", cell)


def test_every_system_has_a_row():
    assert [int(row[0]) for row in ROWS] == list(range(1, 37))
    for number, system, texts, model, scenario, test in ROWS:
        assert system and model and re.findall(CODE, test), number
        assert {text.strip() for text in texts.split(",")} <= TEXTS, (number, texts)
        assert scenarios_named(scenario), number


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_scenarios_of_a_row_exist(row):
    for file, scenario in scenarios_named(row[4]):
        assert scenario in whole(file)["scenarios"], (file, scenario)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_a_row_names_in_the_model_exists(row, tmp_path):
    """Channels, levers and practices in a file of the row; results in docs/format.md; all else as `describe` or help knows it."""
    files = [whole(file) for file in files_named(row[4])]
    for name in re.findall(CODE, row[3]):
        item = re.fullmatch(r"(channels|levers|world\.practices|world\.schemes)\.([^.]+)(?:\.(\w+))?", name)
        command = re.fullmatch(r"knowhow (\w+)(?: --vocabulary (\w+))?", name)
        if name.endswith(".yaml"):
            assert (SCENARIOS / name).exists(), name
        elif command:
            told = knowhow(tmp_path, command[1], "--help")
            assert told.returncode == DONE and (command[2] or "") in told.stdout, name
        elif f"`{name}`" not in FORMAT:
            if item:
                assert any(item[2] in section_of(file, item[1]) for file in files), name
            word = item[3] if item else name
            assert not word or knowhow(tmp_path, "describe", word).returncode == DONE, name


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_tests_of_a_row_exist(row):
    for named in re.findall(CODE, row[5]):
        script = re.fullmatch(r"(\w+\.py)::(test_\w+)", named)
        program = re.fullmatch(r"(\w+_test\.cpp): (\w+)\.(\w+)", named)
        assert script or program, named
        found = list((SOURCE / "tests").rglob((script or program)[1]))
        assert len(found) == 1, named
        text = found[0].read_text(encoding="utf-8")
        assert re.search(rf"^def {script[2]}\(", text, re.MULTILINE) if script else f"TEST({program[2]}, {program[3]})" in text, named


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_the_library_is_valid_and_says_where_it_comes_from(path, tmp_path):
    told = knowhow(tmp_path, "check", path, "--json")
    assert (told.returncode, told.stderr) == (DONE, "")
    named = json.loads(told.stdout)["scenarios"]
    text = path.read_text(encoding="utf-8")
    header = re.split(r"^knowhow: 1$", text, flags=re.MULTILINE)[0]
    if path.stem in BASES:
        assert named == ["baseline"]
        return
    assert re.search(r"^# .*\?$", header, re.MULTILINE), "its question"
    assert header.count('"') >= 2 and re.search(r"Downe|Casebourne|Dicken|Learning to improve", header), "the passage, and whose it is"
    assert "ssumption" in header, "which numbers are assumptions"
    assert len(named) >= 4 and "placebo" in named


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_scenario_file_of_the_library_is_on_the_page_and_in_the_readme(path):
    assert path.name in PAGE or path.stem in BASES | {"invest_to_save"}
    assert path.name in (SOURCE / "README.md").read_text(encoding="utf-8")


def test_the_library_fits_the_schema(tmp_path):
    validator = jsonschema.Draft7Validator(json.loads(knowhow(tmp_path, "schema").stdout))
    for path in FILES:
        assert [error.message for error in validator.iter_errors(yaml.load(path.read_text(encoding="utf-8"), PlainLoader))] == [], path.stem


@pytest.mark.parametrize("path", [path for path in FILES if path.stem not in BASES], ids=lambda path: path.stem)
def test_every_scenario_of_the_library_runs(path, tmp_path):
    """All of them, for three years in few people: past the start of every intervention. The placebo changes nothing."""
    results = run(tmp_path, path, "--replicates", "1", "--set", "world.people.staff_per_person=1000", "--set", "time.horizon=3 years")
    digests = results["state_digest"][:, 0]
    same = {name for name, digest in zip(results["scenario"], digests) if digest == digests[0]}
    assert same == {"baseline", "placebo"}
