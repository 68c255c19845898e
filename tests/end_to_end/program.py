"""The program as its users have it: a command, a folder, and what is there afterwards."""
import contextlib
import json
import os
import pathlib
import subprocess

import h5py
import numpy as np
import xxhash

PROGRAM = os.environ["KNOWHOW"]
SOURCE = pathlib.Path(__file__).resolve().parents[2]
WALES = SOURCE / "scenarios" / "wales.yaml"
INVEST_TO_SAVE = SOURCE / "scenarios" / "invest_to_save.yaml"

DONE, FAILED, WRONG_USAGE, INVALID_INPUT, FILE_TROUBLE, INTERRUPTED = 0, 1, 2, 3, 4, 75

SMALL = """\
knowhow: 1
title: A few councils and boards
model: public_services
time: {start: 2014-04-01, step: 1 week, horizon: 60 weeks}
world:
  counts:
    council: {number: 5, staff: 900, population: 150000, area_km2: 900, regions: 2}
    board: {number: 3, staff: 1100, population: 500000, area_km2: 2500}
    ministry: {number: 1, staff: 500, population: 3000000, area_km2: 20000}
  sectors: {council: local, board: health, ministry: national}
  national: [ministry]
  fields:
    council: {estates: 0.6, records: 0.4}
    board: {estates: 0.5, records: 0.5}
    ministry: {estates: 0.5, records: 0.5}
  practices:
    LED lighting: {field: estates, origin: council 1, tacitness: 0.1, complexity: 0.1, evidence: 0.9, benefit: 250 000 GBP, lead_time: 8 weeks}
    agile working: {field: estates, origin: council 2, tacitness: 0.5, complexity: 0.3, benefit: 400 000 GBP, lead_time: 20 weeks}
    transcription: {field: records, origin: board 1, tacitness: 0.2, suits: [board], benefit: 100 000 GBP, lead_time: 8 weeks}
    nil practice: {field: records, origin: council 1, tacitness: 0.3, benefit: 0 GBP}
  traits:
    capacity: {normal: {mean: 0.8, sd: 0.1}}
    responsibility: {normal: {mean: 0.8, sd: 0.1}}
channels:
  home: {talks: 30}
  seeking: {visits: 20}
  ties: {shape: ties, talks: 12}
  portal: {shape: publication, documents: 12, visits_leader: 6, visits_manager: 24, visits_officer: 12}
  letter: {shape: publication, letters: 6, pages: 1, documents: 0}
uncertain: {channels.ties.talks: plausible}
interventions:
  nothing: {from: 20 weeks, add: {channels.home.talks: 0}}
  talk: {from: 20 weeks, scale: {channels.home.talks: 2}, cost: {once: 1000 GBP, a_year: 5000 GBP}}
  duty: {from: 10 weeks, until: 40 weeks, target: {kind: [council]}, add: {world.traits.responsibility: 0.2}}
scenarios:
  placebo: [nothing]
  talk: [talk]
  talk and duty: [talk, duty]
run: {replicates: 3, seed: 5}
stages: {apply: {start: 30}}
"""


def knowhow(folder, *words, before=(), **options):
    """Runs the program in a folder; `before` are words of a command that starts it."""
    return subprocess.run([*before, PROGRAM, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=300, **options)


def run(folder, scenario, *words, output="results.h5"):
    """Runs a scenario and opens its results."""
    told = knowhow(folder, "run", scenario, "-o", output, "--quiet", *words)
    assert (told.returncode, told.stdout, told.stderr) == (DONE, "", "")
    return read(pathlib.Path(folder) / output)


def seal(path):
    """Puts the seal of docs/format.md behind what is in a file, as knowhow does; one that is there is replaced."""
    content = pathlib.Path(path).read_bytes()
    if content[-32:-24] == b"KNOWHOW1":
        content = content[:-32]
    pathlib.Path(path).write_bytes(content + b"KNOWHOW1" + len(content).to_bytes(8, "little") + xxhash.xxh3_128(content).digest())


@contextlib.contextmanager
def changed(path):
    """Opens a results file to change it, and seals it again."""
    with h5py.File(path, "r+") as file:
        yield file
    seal(path)


def read(path):
    """Every dataset of the root by name, and provenance and attributes under their own."""
    with h5py.File(path) as file:
        values = {name: text_of(item) if item.dtype == object else item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}
        values["provenance"] = {name: item.asstr()[()] for name, item in file["provenance"].items()}
        values["attributes"] = {name: value.decode() if isinstance(value, bytes) else value for name, value in file.attrs.items()}
    return values


def text_of(dataset):
    return np.array(dataset.asstr()[()].tolist(), dtype=object)


def digest_of(results):
    return results["provenance"]["digest"]


def variables_of(results):
    return [name for name, values in results.items() if isinstance(values, np.ndarray) and values.ndim >= 2]


def same(a, b):
    return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def contents(folder):
    """Every file below a folder with its bytes, every folder with None."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def unpack(results, folder):
    """Writes what a results file carries of its scenario into a folder; the scenario file's path."""
    folder.mkdir()
    provenance = results["provenance"]
    for name, text in json.loads(provenance["files"]).items():
        (folder / name).write_bytes(text.encode())
    scenario = folder / "scenario.yaml"
    scenario.write_bytes(provenance["scenario_file"].encode())
    return scenario
