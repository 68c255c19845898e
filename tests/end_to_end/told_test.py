"""What the program tells of itself: check, describe, schema, help, version."""
import json
import re

import jsonschema
import pytest
import yaml

from program import DONE, INVEST_TO_SAVE, SMALL, WALES, WRONG_USAGE, contents, knowhow


class PlainLoader(yaml.SafeLoader):
    """As editors read it (YAML 1.2): dates stay text, and so do `yes` and `no`."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def told(folder, *words):
    result = knowhow(folder, *words)
    assert (result.returncode, result.stderr) == (DONE, ""), words
    return result.stdout


@pytest.mark.parametrize("scenario", [WALES, INVEST_TO_SAVE], ids=lambda path: path.stem)
def test_check_says_what_would_run_and_writes_nothing(tmp_path, scenario):
    text = told(tmp_path, "check", scenario)
    for words in (f"{scenario} is valid", "260 steps", "36 organisations", "12 practices", "wales_organisations.csv"):
        assert words in text
    facts = json.loads(told(tmp_path, "check", scenario, "--json", "--replicates", 3))
    assert facts["valid"] is True and facts["steps"] == 260 and facts["organisations"] == 36
    assert facts["runs"] == 3 * len(facts["scenarios"]) and facts["scenarios"][0] == "baseline"
    assert told(tmp_path, "check", scenario, "--quiet") == ""
    assert contents(tmp_path) == {}


def test_check_foretells_the_file(folder, small_file):
    facts = json.loads(told(folder, "check", "small.yaml", "--json"))
    assert facts["runs"] == 12 and facts["title"] == "A few councils and boards"
    assert small_file.stat().st_size < facts["bytes_of_results_uncompressed"] + 200_000


def names_in_overview(text):
    return re.findall(r"^(?:  )?([a-z_]+)(?::|  )", text.split("\n\n", 1)[1], re.MULTILINE)


def test_every_name_that_describe_shows_can_be_described(tmp_path):
    names = names_in_overview(told(tmp_path, "describe"))
    assert {"world", "channels", "barriers", "stages", "measures", "home", "ties", "taking_home", "turnover", "ledger"} <= set(names)
    unknown = [name for name in names if knowhow(tmp_path, "describe", name).returncode != DONE]
    assert unknown == []


def test_every_path_can_be_described_by_itself(tmp_path):
    entries = json.loads(told(tmp_path, "describe", "--json"))
    assert len(entries) > 100
    for entry in entries:
        assert entry["meaning"], entry["path"]
        if entry["form"] == "number":
            assert entry["range"][0] <= entry.get("default", entry["range"][0]) <= entry["range"][1], entry["path"]
    for entry in entries[::7]:
        text = told(tmp_path, "describe", entry["path"])
        assert f"\n{entry['path']}\n" in "\n" + text and entry["meaning"] in text
        assert entry in json.loads(told(tmp_path, "describe", entry["path"], "--json"))


def test_describe_tells_unit_range_default_and_source(tmp_path):
    text = told(tmp_path, "describe", "relationships")
    for words in ("barriers.relationships.strength", "default", "range 0 to 1", "source:"):
        assert words in text


def test_describe_suggests_names_that_it_knows(tmp_path):
    result = knowhow(tmp_path, "describe", "relationship")
    assert result.returncode == WRONG_USAGE and "did you mean 'relationships'?" in result.stderr
    result = knowhow(tmp_path, "describe", "zzzzzzzzzz")
    for name in re.search(r"known: (.*?), \.\.\.", result.stderr)[1].split(", "):
        assert knowhow(tmp_path, "describe", name).returncode == DONE, name


def test_describe_nothing_is_refused(tmp_path):
    assert knowhow(tmp_path, "describe", "").returncode == WRONG_USAGE


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    return json.loads(told(tmp_path_factory.mktemp("schema"), "schema"))


def test_shipped_and_small_scenarios_fit_the_schema(schema):
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for text in (WALES.read_text(encoding="utf-8"), INVEST_TO_SAVE.read_text(encoding="utf-8"), SMALL):
        assert [error.message for error in validator.iter_errors(yaml.load(text, PlainLoader))] == []
    assert not validator.is_valid(yaml.load(SMALL.replace("talks: 30", "talk: 30"), PlainLoader))


def test_help_and_version(tmp_path):
    overview = told(tmp_path, "--help")
    assert overview == told(tmp_path, "help") == told(tmp_path, "-h")
    for command in ("run", "check", "describe", "schema"):
        assert f"  {command}" in overview
        assert f"Usage: knowhow {command}" in told(tmp_path, command, "--help")
    assert re.fullmatch(r"knowhow \d+\.\d+\.\d+ \(.+\)\n", told(tmp_path, "--version"))
