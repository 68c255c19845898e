"""docs/format.md against a results file: every dimension, variable and text is on the page, and nothing else is."""

import os
import pathlib
import re
import subprocess

import h5py
import pytest

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
def results(tmp_path_factory):
    path = tmp_path_factory.mktemp("format") / "results.h5"
    subprocess.run([KNOWHOW, "run", ROOT / "scenarios" / "wales.yaml", "--replicates", "1", "--quiet", "-o", path,
                    "--set", "time.horizon=2 years"], check=True)
    with h5py.File(path) as file:
        yield file


def datasets(file):
    return {name: item for name, item in file.items() if isinstance(item, h5py.Dataset)}


def is_scale(dataset):
    return dataset.attrs.get("CLASS") == b"DIMENSION_SCALE"


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


def test_variables(results):
    held = {name: item for name, item in datasets(results).items() if not is_scale(item)}
    assert sorted(names("Variables")) == sorted(held)
    for name, dimensions, kind, units, _, _ in rows("Variables"):
        variable = held[name.strip("`")]
        written = ["scenario", "replicate"] + [word for word in dimensions.split(", ") if word]
        assert [scale[0].name.strip("/") for scale in variable.dims] == written, name
        assert (type_of(variable), units_of(variable)) == (kind, units), name


def test_missing_values_are_declared_where_the_page_says(results):
    declared = {name for name, item in datasets(results).items() if "_FillValue" in item.attrs}
    series = {row[0].strip("`") for row in rows("Variables") if row[2] == "float32"}
    assert declared == series | {"final_applied", "final_acquired", "final_aware"}


@pytest.mark.parametrize("measure", ["adoption", "ledger", "economics"])
def test_measures(measure, tmp_path):
    path = tmp_path / "results.h5"
    subprocess.run([KNOWHOW, "run", ROOT / "scenarios" / "wales.yaml", "--replicates", "1", "--quiet", "-o", path,
                    "--set", "time.horizon=2 years", "--set", f"measures=[{measure}]"], check=True)
    with h5py.File(path) as file:
        held = {name for name, item in datasets(file).items() if not is_scale(item)}
    assert held == {row[0].strip("`") for row in rows("Variables") if row[4] in ("always", measure)}


@pytest.mark.parametrize("group", ["summary", "difference"])
def test_statistics(results, group):
    held = datasets(results[group])
    numbers = {row[0].strip("`"): row for row in rows("Variables") if row[2] != "text"}
    axes = {row[0].strip("`") for row in rows("Dimensions")} - {"replicate"} | {"statistic"}
    assert set(held) == set(numbers) | axes
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


def test_the_python_examples_run(results, tmp_path):
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    assert len(snippets) == 3
    path = results.filename
    for snippet in snippets:
        subprocess.run(["/usr/bin/python3", "-c", snippet.replace('"results.h5"', repr(path))], check=True, capture_output=True, cwd=tmp_path)
