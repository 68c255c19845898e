"""Runs scenarios of published models, and reads their results by the documented names."""
import math
import pathlib
import subprocess
import sys

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios" / "published"
REFERENCES = pathlib.Path(__file__).resolve().parent / "references"


class Results:
    """One results file, read whole: arrays by variable, with the axes scenario and replicate first."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.scenarios = file["scenario"].asstr()[:].tolist()
            self.time = file["time"][:]
            self.values = {name: file[name][:] for name in file if isinstance(file[name], h5py.Dataset) and file[name].dtype.kind == "f"}

    def runs(self, variable, scenario="baseline"):
        """Of one scenario: (replicate) or (replicate, time)."""
        return self.values[variable][self.scenarios.index(scenario)]

    def at(self, variable, time, scenario="baseline"):
        return self.runs(variable, scenario)[:, self.time.tolist().index(time)]


class Laboratory:
    def __init__(self, program, folder, small):
        self.program, self.folder, self.small = program, folder, small
        folder.mkdir(parents=True, exist_ok=True)

    def count(self, full, small):
        return small if self.small else full

    def run(self, scenario, replicates, **settings):
        """What came of a scenario; `settings` are paths with `__` for a dot, as for --set."""
        target = self.file(scenario, replicates, **settings)
        results = Results(target)
        target.unlink()
        return results

    def file(self, scenario, replicates, **settings):
        sets = [f"{path.replace('__', '.')}={value}" for path, value in settings.items()]
        target = self.folder / ("_".join([pathlib.Path(scenario).stem, *sets]).replace("/", "-")[:200] + ".h5")
        run_scenario(self.program, SCENARIOS / scenario, target, replicates, {path.replace("__", "."): value for path, value in settings.items()})
        return target


def run_scenario(program, scenario, target, replicates, settings=None, more=()):
    """Runs a scenario file anew into a results file; ends the script if that cannot be done."""
    command = [program, "run", scenario, "-o", target, "--fresh", "--quiet", "--replicates", str(replicates), *more]
    for path, value in (settings or {}).items():
        command += ["--set", f"{path}={value}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")


def mean(values):
    """Mean and its standard error."""
    values = np.asarray(values, dtype=float)
    error = values.std(ddof=1) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return float(values.mean()), float(error)


def share(events):
    """Of runs in which something happened; its standard error never 0, by Agresti and Coull."""
    n, k = len(events), int(np.sum(events))
    p = (k + 2) / (n + 4)
    return k / n, math.sqrt(p * (1 - p) / (n + 4))


def reference(name):
    """A table of others' values: lines of a CSV file as dictionaries of numbers where they are such."""
    lines = [line for line in (REFERENCES / name).read_text().splitlines() if line and not line.startswith("#")]
    names = lines[0].split(",")
    return [{key: float(cell) if cell.replace(".", "", 1).replace("-", "", 1).isdigit() else cell for key, cell in zip(names, line.split(","))}
            for line in lines[1:]]
