"""docs/format.md against a results file: every dimension, variable and text is on the page, and nothing else is."""

import os
import pathlib
import re
import shutil
import subprocess

import h5py
import pytest

MEASURES = ["adoption", "ledger", "economics", "networks", "mandates", "attribution", "observed", "reads", "survey", "levers", "reproduction", "histories"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
KNOWHOW = os.environ.get("KNOWHOW", "knowhow")


def rows(heading):
    """The table under a heading: its rows, as lists of cells."""
    part = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S).group(1)
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(heading):
    return [name for row in rows(heading) for name in re.findall(r"`([^`]+)`", row[0])]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Wales, with a channel of every shape: what is there only for some of them must be on the page too."""
    folder = tmp_path_factory.mktemp("format") / "scenarios"
    shutil.copytree(ROOT / "scenarios", folder)
    path = folder / "every_shape.yaml"
    path.write_text("knowhow: 1\nextends: wales.yaml\ntitle: A channel of every shape\nchannels:\n"
                    "  lighting regulation: {shape: mandate, form: adopt_or_justify, about: [LED lighting], in_force: 1}\n"
                    "  learning events: {shape: gathering, members: everyone, focus: 1, surveyed: yes}\n"
                    "world:\n  schemes: {loan scheme: {origin: welsh_government, field: corporate}}\n"
                    "levers:\n  loans: {shape: fund, rounds: 1, scheme: loan scheme}\n")
    return path


@pytest.fixture(scope="module")
def results(study):
    path = study.with_name("results.h5")
    subprocess.run([KNOWHOW, "run", study, "--replicates", "1", "--quiet", "-o", path, "--set", "time.horizon=2 years",
                    "--set", f"measures=[{', '.join(MEASURES)}]"], check=True)
    with h5py.File(path) as file:
        yield file


def datasets(file):
    return {name: item for name, item in file.items() if isinstance(item, h5py.Dataset)}


def is_scale(dataset):
    return dataset.attrs.get("CLASS") == b"DIMENSION_SCALE"


def is_label(dataset):
    """A variable has scenarios; other words for a dimension's elements have that dimension alone."""
    return not is_scale(dataset) and dataset.ndim == 1


def type_of(dataset):
    return "text" if h5py.check_string_dtype(dataset.dtype) else dataset.dtype.name


def units_of(dataset):
    return dataset.attrs.get("units", b"").decode()


def test_dimensions(results):
    held = {name: item for name, item in datasets(results).items() if is_scale(item)}
    assert sorted(names("Dimensions")) == sorted(held)
    for name, kind, units, _ in rows("Dimensions"):
        scale = held[name.strip("`")]
        assert type_of(scale) == kind, name
        expected = units_of(scale)
        assert expected.startswith("days since ") if units == "days since the start" else expected == units, name


def test_auxiliary_coordinates(results):
    held = {name: item for name, item in datasets(results).items() if is_label(item)}
    table = rows("Auxiliary coordinates")
    assert {row[0].strip("`") for row in table} == set(held)
    for name, along, kind, meaning in table:
        labels = held[name.strip("`")]
        assert labels.dims[0][0].name == "/" + along and type_of(labels) == kind == "text"
        if along == "organisation":  # a scenario's own words
            assert name.strip("`") in results["final_applied_by"].attrs["coordinates"].decode().split()
            continue
        assert set(labels.asstr()[:]) == set(re.findall(r"`([^`]+)`", meaning)), name
        assert name.strip("`") in results["ledger_lost"].attrs["coordinates"].decode().split()
        if not name.startswith("`vocabulary_"):
            continue
        for alone in ("application_lost", "adaptation_lost", "never_met"):
            assert results[alone].attrs[name.strip("`")].decode() in meaning


def test_variables(results):
    held = {name: item for name, item in datasets(results).items() if not is_scale(item) and not is_label(item)}
    assert sorted(names("Variables")) == sorted(held)
    for name, dimensions, kind, units, _, _ in rows("Variables"):
        variable = held[name.strip("`")]
        written = ["scenario", "replicate"] + [word for word in dimensions.split(", ") if word]
        assert [scale[0].name.strip("/") for scale in variable.dims] == written, name
        assert (type_of(variable), units_of(variable)) == (kind, units), name


def test_missing_values_are_declared_where_the_page_says(results):
    declared = {name for name, item in datasets(results).items() if "_FillValue" in item.attrs}
    series = {row[0].strip("`") for row in rows("Variables") if row[2] == "float32" and row[4] == "adoption"}
    series |= {row[0].strip("`") for row in rows("Variables") if row[4] == "histories" and "missing" in row[5]}
    alone = {"final_applied", "final_acquired", "final_aware", "years_to_applied", "improvement_gini", "observed_applied", "observed_delay",
             "observed_never"}
    alone |= {row[0].strip("`") for row in rows("Variables") if row[2] == "float64" and row[4] == "levers" and not row[1].startswith("year")}
    answers = {row[0].strip("`") for row in rows("Variables") if row[2] == "float64" and row[4] == "survey"}
    assert declared == series | alone | answers and answers


@pytest.mark.parametrize("measure", MEASURES)
def test_measures(measure, study, tmp_path):
    path = tmp_path / "results.h5"
    subprocess.run([KNOWHOW, "run", study, "--replicates", "1", "--quiet", "-o", path, "--set", "time.horizon=2 years", "--set", f"measures=[{measure}]"], check=True)
    with h5py.File(path) as file:
        held = {name for name, item in datasets(file).items() if not is_scale(item) and not is_label(item)}
    assert held == {row[0].strip("`") for row in rows("Variables") if row[4] in ("always", measure)}


def test_measures_left_out_are_all_but_histories(study, tmp_path):
    path = tmp_path / "results.h5"
    subprocess.run([KNOWHOW, "run", study, "--replicates", "1", "--quiet", "-o", path, "--set", "time.horizon=2 years"], check=True)
    with h5py.File(path) as file:
        held = {name for name, item in datasets(file).items() if not is_scale(item) and not is_label(item)}
    assert held == {row[0].strip("`") for row in rows("Variables") if row[4] != "histories"}


@pytest.mark.parametrize("group", ["summary", "difference"])
def test_statistics(results, group):
    held = datasets(results[group])
    numbers = {row[0].strip("`"): row for row in rows("Variables") if row[2] != "text"}
    axes = {row[0].strip("`") for row in rows("Dimensions")} - {"replicate"} | {"statistic"}
    words = {row[0].strip("`"): row[1] for row in rows("Auxiliary coordinates")}
    assert set(held) == set(numbers) | axes | set(words)
    for name, along in words.items():
        assert held[name].asstr()[:].tolist() == results[name].asstr()[:].tolist()
        assert held[name].dims[0][0].name == f"/{group}/{along}"
    for variable in ("ledger_lost", "final_applied_by"):
        along = {scale[0].name.rsplit("/", 1)[-1] for scale in held[variable].dims}
        assert set(held[variable].attrs["coordinates"].decode().split()) == {name for name, of in words.items() if of in along}
    assert [name for name in held["statistic"].asstr()] == names("/summary and /difference")
    for name, row in numbers.items():
        written = ["scenario", "statistic"] + [word for word in row[1].split(", ") if word]
        assert [scale[0].name.split("/")[-1] for scale in held[name].dims] == written, name
        assert (type_of(held[name]), units_of(held[name])) == ("float32" if row[2] == "float32" else "float64", row[3]), name
        assert "_FillValue" in held[name].attrs


def test_attributes_and_provenance(results):
    own = {name for name in results.attrs if not name.startswith("_")}
    assert own == set(names("Attributes of the file"))
    assert set(results["provenance"]) == set(names("/provenance"))
    assert results.attrs["knowhow_format"] == re.search(r"`knowhow_format` is (\d+)", PAGE).group(1).encode()


def test_the_r_example_runs(results, tmp_path):
    snippet, = re.findall(r"```r\n(.*?)```", PAGE, re.S)
    script = tmp_path / "example.R"
    script.write_text(snippet.replace('"results.h5"', f'"{results.filename}"'), encoding="utf-8")
    told = subprocess.run(["Rscript", "--vanilla", script], capture_output=True, text=True)
    assert told.returncode == 0 and told.stderr == "", told.stderr
    lost = results["ledger_lost"][0].sum()
    words = set(results["vocabulary_report"].asstr()[:])
    found = {line.split()[0]: float(line.split()[1]) for line in told.stdout.splitlines() if line.split()[0] in words}
    assert set(found) == words and abs(sum(found.values()) / lost - 1) < 1e-4


def test_the_python_examples_run(results, tmp_path):
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    assert len(snippets) == 3
    path = results.filename
    for snippet in snippets:
        subprocess.run(["/usr/bin/python3", "-c", snippet.replace('"results.h5"', repr(path))], check=True, capture_output=True, cwd=tmp_path)
