"""Whether the readers that analysts use find in a results file what was put there, value by value.

KNOWHOW_WRITE_SAMPLE names the program that writes a sample file and tells what is in it.
Run with Debian's own Python: /usr/bin/python3 -m pytest tests/output/readers_test.py
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import warnings

import h5py
import netCDF4
import numpy as np
import pytest
import xarray

ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("readers") / "sample.h5"
    told = subprocess.run([os.environ["KNOWHOW_WRITE_SAMPLE"], path], check=True, stdout=subprocess.PIPE)
    return path, json.loads(told.stdout)


def dimensions(expected):
    return {axis["name"]: axis for axis in expected["dimensions"]}


def labels(expected):
    return {one["name"]: one for one in expected["labels"]}


def coordinates(array):
    """xarray keeps what it took for coordinates apart from the other attributes."""
    return {key: array.encoding[key] for key in ("coordinates",) if key in array.encoding}


def values_of(variable, expected):
    """The full array of a variable; null stands for NaN."""
    shape = [len(dimensions(expected)[name]["coordinate"]) for name in variable["dimensions"]]
    if variable["type"] == "text":
        return np.array(variable["runs"], dtype=object).reshape(shape)
    dtype = variable["type"]
    numbers = [np.nan if x is None else x for run in variable["runs"] for x in run]
    return np.array(numbers, dtype=dtype).reshape(shape)


def same(found, expected):
    found = np.asarray(found)
    if expected.dtype == object:
        return found.tolist() == expected.tolist()
    return found.dtype == expected.dtype and np.array_equal(found, expected, equal_nan=expected.dtype.kind == "f")


def missing_marks(variable):
    return {"_FillValue"} if variable["missing"] else set()


def as_text(value):
    return value.decode() if isinstance(value, bytes) else value


def times(axis):
    return np.datetime64("2014-04-01", "ns") + np.array(axis["coordinate"]).astype("timedelta64[D]")


def test_the_sample_is_worth_reading(sample):
    _, expected = sample
    assert {variable["type"] for variable in expected["variables"]} == {"float32", "float64", "int32", "text"}
    assert any(None in run for variable in expected["variables"] if variable["missing"] for run in variable["runs"])
    assert any(ord(c) > 127 for axis in expected["dimensions"] for name in map(str, axis["coordinate"]) for c in name)


def test_h5py(sample):
    path, expected = sample
    with h5py.File(path, "r") as file:
        assert {name: as_text(text) for name, text in file.attrs.items()} == expected["attributes"]
        for name, axis in dimensions(expected).items():
            dataset = file[name]
            assert h5py.h5ds.is_scale(dataset.id)
            found = dataset.asstr()[:] if dataset.dtype == object else dataset[:]
            assert found.tolist() == axis["coordinate"]
            attributes = {key: as_text(dataset.attrs[key]) for key in axis["attributes"]}
            assert attributes == axis["attributes"]
        for variable in expected["variables"]:
            dataset = file[variable["name"]]
            assert [axis[0].name for axis in dataset.dims] == ["/" + name for name in variable["dimensions"]]
            is_text = variable["type"] == "text"
            assert same(dataset.asstr()[:] if is_text else dataset[:], values_of(variable, expected))
            assert {name for name in dataset.attrs} == (
                set(variable["attributes"]) | missing_marks(variable) | {"DIMENSION_LIST"})
            for name, text in variable["attributes"].items():
                assert as_text(dataset.attrs[name]) == text
            if variable["missing"]:
                assert np.isnan(dataset.fillvalue)
                fill = dataset.attrs["_FillValue"]
                assert fill.shape == (1,) and fill.dtype == dataset.dtype and np.isnan(fill[0])
        for name, one in labels(expected).items():
            assert file[name].asstr()[:].tolist() == one["words"]
            assert file[name].dims[0][0].name == "/" + one["dimension"] and not h5py.h5ds.is_scale(file[name].id)
            assert as_text(file[name].attrs["long_name"]) == one["long_name"]
        found = {name: text.asstr()[()] for name, text in file["provenance"].items()}
        assert found == expected["provenance"]


def test_how_it_is_stored(sample):
    path, expected = sample
    with h5py.File(path, "r") as file:
        for variable in expected["variables"]:
            dataset = file[variable["name"]]
            if variable["type"] == "text":
                assert h5py.check_string_dtype(dataset.dtype) == ("utf-8", None)
                assert dataset.chunks is None
                continue
            assert dataset.fletcher32 and dataset.compression == "gzip" and not dataset.shuffle
        assert {variable["name"]: file[variable["name"]].chunks for variable in expected["variables"] if variable["type"] != "text"} == {
            "organisations_at_stage": (3, 2, 30, 4, 12, 1), "ledger_lost": (3, 5, 5, 4, 12), "improvement": (3, 1, 30, 4, 12),
            "contacts": (3, 5, 5, 5), "net_present_value": (3, 5), "never_met": (3, 5)}
        for name, axis in dimensions(expected).items():
            if isinstance(axis["coordinate"][0], str):
                assert h5py.check_string_dtype(file[name].dtype) == ("utf-8", None)
            else:
                assert file[name].fletcher32
        assert file["time"].id.get_create_plist().get_attr_creation_order() == 3
        units = file["time"].attrs.get_id("units").get_type()
        assert not units.is_variable_str() and units.get_strpad() == h5py.h5t.STR_NULLTERM
        assert file["time"].attrs.get_id("units").get_space().get_simple_extent_type() == h5py.h5s.SCALAR
        assert file["time"].attrs.get_id("comment").get_type().is_variable_str()
    with open(path, "rb") as raw:
        assert raw.read(9)[8] == 3, "a superblock of version 3 has checksums, as all metadata then has"


@pytest.mark.parametrize("engine", [{}, {"engine": "h5netcdf"}, {"engine": "netcdf4"}])
def test_xarray(sample, engine):
    path, expected = sample
    with xarray.open_dataset(path, **engine) as data:
        assert data.attrs == expected["attributes"]
        assert set(data.coords) == set(dimensions(expected)) | set(labels(expected))
        assert set(data.data_vars) == {variable["name"] for variable in expected["variables"]}
        for name, axis in dimensions(expected).items():
            if "calendar" in axis["attributes"]:
                assert np.array_equal(data[name].values, times(axis))
                decoded = {"units", "calendar"}
                assert {key: data[name].encoding[key] for key in decoded} == {
                    "units": "days since 2014-04-01", "calendar": "standard"}
            else:
                assert data[name].values.tolist() == axis["coordinate"]
                decoded = set()
            assert data[name].attrs == {
                key: text for key, text in axis["attributes"].items() if key not in decoded}
        for variable in expected["variables"]:
            array = data[variable["name"]]
            assert list(array.dims) == variable["dimensions"]
            assert same(array.values, values_of(variable, expected))
            assert {**array.attrs, **coordinates(array)} == variable["attributes"]
            if variable["missing"]:
                assert np.isnan(array.encoding["_FillValue"])
            else:
                assert "_FillValue" not in array.encoding
        for name, one in labels(expected).items():
            assert data[name].dims == (one["dimension"],) and data[name].values.tolist() == one["words"]
            assert data[name].attrs == {"long_name": one["long_name"]}
            grouped = data.organisations_at_stage.groupby(name).count()
            assert sorted(grouped[name].values) == sorted(set(one["words"]))
    with xarray.open_dataset(path, group="provenance", **engine) as data:
        assert {name: data[name].item() for name in data} == expected["provenance"]


def test_netcdf4(sample):
    path, expected = sample
    with netCDF4.Dataset(path) as data:
        expect_netcdf4(data, expected)
        assert list(data.dimensions) == list(dimensions(expected))
        names = [entry["name"] for entry in expected["dimensions"] + expected["labels"] + expected["variables"]]
        assert list(data.variables) == names, "the order in which they were made"
        assert data.ncattrs() == list(expected["attributes_in_order"])


def expect_netcdf4(data, expected):
    for name, text in expected["attributes"].items():
        assert data.getncattr(name) == text
    for name, axis in dimensions(expected).items():
        assert not data.dimensions[name].isunlimited()
        assert data[name][:].tolist() == axis["coordinate"]
        assert {key: data[name].getncattr(key) for key in data[name].ncattrs()} == axis["attributes"]
    for variable in expected["variables"]:
        array = data[variable["name"]]
        array.set_auto_mask(False)
        assert array.dimensions == tuple(variable["dimensions"])
        assert same(array[:], values_of(variable, expected))
        assert set(array.ncattrs()) == set(variable["attributes"]) | missing_marks(variable)
        for name, text in variable["attributes"].items():
            assert array.getncattr(name) == text
        if variable["missing"]:
            fill = array.getncattr("_FillValue")
            assert np.isnan(fill) and fill.dtype == array.dtype
            array.set_auto_mask(True)
            assert np.array_equal(np.ma.getmaskarray(array[:]), np.isnan(values_of(variable, expected)))
    for name, one in labels(expected).items():
        assert data[name].dimensions == (one["dimension"],) and data[name][:].tolist() == one["words"]
    provenance = data["provenance"].variables
    assert {name: text[...] for name, text in provenance.items()} == expected["provenance"]
    decoded = netCDF4.num2date(data["time"][:], data["time"].units, data["time"].calendar,
                               only_use_cftime_datetimes=False)
    assert np.array_equal(np.array(decoded, dtype="datetime64[ns]"), times(dimensions(expected)["time"]))


def test_netcdf4_appends(sample, tmp_path):
    path, expected = sample
    copy = shutil.copy(path, tmp_path / "copy.h5")
    with netCDF4.Dataset(copy, "a") as data:
        mean = data.createVariable("mean_share", "f4", ("time", "stage"), zlib=True)
        mean[:] = 0.5
        mean.units = "1"
        data.createDimension("quantile", 3)
        data["time"].setncattr("added", "later")
        data["organisations_at_stage"].setncattr("added", "later")
        data.setncattr("added", "later")
    with netCDF4.Dataset(copy) as data:
        assert (data["mean_share"][:] == 0.5).all()
        assert data.getncattr("added") == data["time"].getncattr("added") == "later"
        assert data["organisations_at_stage"].getncattr("added") == "later"
    changed = json.loads(json.dumps(expected))
    for entry in changed["dimensions"] + changed["variables"]:
        if entry["name"] in ("time", "organisations_at_stage"):
            entry["attributes"]["added"] = "later"
    with netCDF4.Dataset(copy) as data:
        expect_netcdf4(data, changed)
    with xarray.open_dataset(copy, engine="h5netcdf") as data:
        assert data["mean_share"].dims == ("time", "stage")


def run(*command):
    done = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    return done.stdout.decode()


def ncdump_values(path, name):
    text = run("ncdump", "-p", "9,17", "-v", name, path)
    body = re.search(rf"\n {name} =(.*?) ;\n", text[text.index("\ndata:"):], re.DOTALL).group(1)
    strings = re.findall(r'"(?:[^"\\]|\\.)*"|\b_', body)
    return strings if '"' in body else [word.strip() for word in body.split(",")]


def test_ncdump(sample):
    path, expected = sample
    header, groups = run("ncdump", "-h", path).split("\ngroup: ", 1)
    assert "\\000" not in header + groups
    for name, axis in dimensions(expected).items():
        assert f"\t{name} = {len(axis['coordinate'])} ;" in header
    kinds = {"float32": "float", "float64": "double", "int32": "int", "text": "string"}
    for variable in expected["variables"]:
        shape = ", ".join(variable["dimensions"])
        assert f"\t{kinds[variable['type']]} {variable['name']}({shape}) ;" in header
        mark = f"{variable['name']}:_FillValue = "
        assert (mark + ("NaNf ;" if variable["type"] == "float32" else "NaN ;") in header) == variable["missing"]
        words = ncdump_values(path, variable["name"])
        if variable["type"] == "text":
            assert [json.loads(word) if word != "_" else "" for word in words] == [text for text in variable["runs"]]
        else:
            numbers = np.array([np.nan if word in ("_", "NaN", "NaNf") else float(word) for word in words])
            assert same(numbers.astype(variable["type"]), values_of(variable, expected).ravel())
    for name, one in labels(expected).items():
        assert f"\tstring {name}({one['dimension']}) ;" in header
        assert [json.loads(word) for word in ncdump_values(path, name)] == one["words"]
    assert '"2014-04-01", "2014-04-29"' in run("ncdump", "-t", "-v", "time", path)
    assert '"2015-04-01", "2016-03-31"' in run("ncdump", "-t", "-v", "year", path)
    assert 'time:units = "days since 2014-04-01" ;' in header


STATISTICS = ["mean", "sd", "q05", "q25", "q50", "q75", "q95"]


def statistics_of(variable, expected, against_baseline):
    """What numpy makes of the replicates: (scenario, statistic, ...)."""
    values = values_of(variable, expected).astype("float64")
    if against_baseline:
        values = values - values[:1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # slices without any value
        quantiles = np.nanquantile(values, [.05, .25, .5, .75, .95], axis=1)
        found = [np.nanmean(values, axis=1), np.nanstd(values, axis=1, ddof=1), *quantiles]
    return np.stack(found, axis=1)


@pytest.mark.parametrize("group", ["summary", "difference"])
@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_statistics(sample, group, engine):
    path, expected = sample
    numbers = {variable["name"]: variable for variable in expected["variables"] if variable["type"] != "text"}
    with xarray.open_dataset(path, group=group, engine=engine) as data:
        assert set(data.data_vars) == set(numbers)
        assert set(data.coords) == set(dimensions(expected)) - {"replicate"} | {"statistic"} | set(labels(expected))
        assert data.statistic.values.tolist() == STATISTICS
        assert "replicate" not in data.dims and "left out" in data.attrs["comment"]
        assert data.scenario.values.tolist() == dimensions(expected)["scenario"]["coordinate"]
        assert np.array_equal(data.time.values, times(dimensions(expected)["time"]))
        for name, variable in numbers.items():
            array = data[name]
            assert list(array.dims) == ["scenario", "statistic", *variable["dimensions"][2:]]
            assert array.dtype == ("float32" if variable["type"] == "float32" else "float64")
            assert {**array.attrs, **coordinates(array)} == variable["attributes"]
            right = statistics_of(variable, expected, group == "difference")
            tolerance = {"rtol": 1e-6, "atol": 1e-4} if variable["type"] == "float32" else {"rtol": 1e-12, "atol": 1e-9}
            np.testing.assert_allclose(array.values, right, equal_nan=True, **tolerance)
        for name, one in labels(expected).items():
            assert data[name].dims == (one["dimension"],) and data[name].values.tolist() == one["words"]
        if group == "difference":
            assert (data.net_present_value.sel(scenario="baseline", statistic="mean").values == 0).all()


def test_statistics_in_other_readers(sample):
    path, expected = sample
    with h5py.File(path) as file:
        dataset = file["summary/improvement"]
        assert [axis[0].name for axis in dataset.dims] == [f"/summary/{name}" for name in ("scenario", "statistic", "time", "group", "practice")]
        assert np.isnan(dataset.fillvalue) and np.isnan(dataset.attrs["_FillValue"][0])
    assert "double improvement(scenario, statistic, time, group, practice) ;" in run("ncdump", "-h", "-g", "difference", path)


def from_octal(text):
    """h5dump writes each byte that is not ASCII in octal, with the sign bits of 32."""
    return re.sub(rb"\\([0-7]{11})", lambda digits: bytes([int(digits[1], 8) & 255]), text.encode()).decode()


def h5dump_texts(path, name):
    text = run("h5dump", "-y", "-A", "0", "-d", name, path)
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|NULL', text[text.index("DATA {"):])
    return [from_octal(value) for value in found]


def test_h5dump(sample, tmp_path):
    path, expected = sample
    header = run("h5dump", "-H", path)
    for refused in ("H5T_ENUM", "H5T_STD_U"):
        assert refused not in header
    types = {"float32": "<f4", "float64": "<f8", "int32": "<i4"}
    for variable in expected["variables"]:
        raw = tmp_path / variable["name"]
        if variable["type"] == "text":
            assert h5dump_texts(path, variable["name"]) == variable["runs"]
            continue
        run("h5dump", "-d", variable["name"], "-b", "LE", "-o", raw, path)
        assert same(np.fromfile(raw, types[variable["type"]]).astype(variable["type"]),
                    values_of(variable, expected).ravel())
    for name, one in labels(expected).items():
        assert h5dump_texts(path, name) == one["words"]
    run("h5dump", path)


@pytest.mark.parametrize("reader", ["rhdf5", "hdf5r", "ncdf4"])
def test_r(sample, tmp_path, reader):
    """R lists dimensions in reverse and lets the first vary fastest, so the order of the values is the file's."""
    path, expected = sample
    texts = [name for name, axis in dimensions(expected).items() if isinstance(axis["coordinate"][0], str)]
    numbers = [name for name in dimensions(expected) if name not in texts]
    provenance = ["provenance/" + name for name in expected["provenance"]]
    names = [*dimensions(expected), *labels(expected), *(variable["name"] for variable in expected["variables"]), *provenance]
    run("Rscript", "--vanilla", pathlib.Path(__file__).with_name("read_results.R"), reader, path, tmp_path, *names,
        "--", "never_met", "effort")

    def found_texts(name):
        *found, end = (tmp_path / name.replace("/", ".")).read_bytes().split(b"\0")
        assert end == b""
        return [text.decode() for text in found]

    def found_numbers(name):
        return np.fromfile(tmp_path / name, "<f8")

    with h5py.File(path, "r") as file:
        for name in [*texts, *labels(expected)]:
            assert found_texts(name) == file[name].asstr()[:].tolist()
        for name in numbers:
            assert found_numbers(name).tolist() == file[name][:].tolist()
        for variable in expected["variables"]:
            dataset = file[variable["name"]]
            if variable["type"] == "text":
                assert found_texts(variable["name"]) == dataset.asstr()[:].ravel().tolist()
                continue
            values = dataset[:].ravel().astype("f8")
            assert np.array_equal(found_numbers(variable["name"]), values, equal_nan=True)
            missing = (tmp_path / (variable["name"] + ".missing")).read_text().split()
            assert [int(place) for place in missing] == np.flatnonzero(np.isnan(values)).tolist()
            assert bool(missing) == variable["missing"]
        for name in provenance:
            assert found_texts(name) == [file[name].asstr()[()]]
    assert found_texts("attribute") == ["møre"]


def test_a_flipped_bit_is_noticed(sample, tmp_path):
    path, _ = sample
    copy = shutil.copy(path, tmp_path / "copy.h5")
    with h5py.File(path, "r") as file:
        place = file["organisations_at_stage"].id.get_chunk_info(3).byte_offset
    with open(copy, "r+b") as raw:
        raw.seek(place + 100)
        byte = raw.read(1)[0]
        raw.seek(place + 100)
        raw.write(bytes([byte ^ 1]))
    with h5py.File(copy, "r") as file, pytest.raises(OSError):
        file["organisations_at_stage"][:]
