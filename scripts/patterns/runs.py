"""Runs a pattern's scenario file by the public command, and reads what the results file says by its documented names."""
import pathlib

import h5py
import numpy as np

from validation.laboratory import run_scenario

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios" / "patterns"


class Results:
    """One results file, open: numbers are read where they are asked for."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.names = {name: self.file[name].asstr()[:].tolist() for name in ("scenario", "group", "ledger_group", "practice", "practice_type", "stage", "channel", "contact_barrier", "lever")
                      if name in self.file}

    def runs(self, variable, scenario, **chosen):
        """Of one scenario: an array with the replicates first. `chosen` names elements of further dimensions: one name (that
        dimension goes), or a list of names; of `time` and `year`, an index or a slice."""
        data = self.file[variable]
        where = [self.names["scenario"].index(scenario), slice(None)]
        for dimension in range(2, data.ndim):
            label = data.dims[dimension].label or data.dims[dimension][0].name.rsplit("/", 1)[-1]
            where.append(self._index(label, chosen.pop(label)) if label in chosen else slice(None))
        if chosen:
            raise KeyError(f"{variable} has no {', '.join(chosen)}")
        lists = [(n, index) for n, index in enumerate(where) if isinstance(index, list)]
        read = tuple(slice(None) if isinstance(index, list) else index for index in where)
        values = data[read]
        kept = [n for n, index in enumerate(where) if not isinstance(index, int)]
        for n, index in lists:
            values = np.take(values, index, axis=kept.index(n))
        return values.astype(float)

    def _index(self, dimension, wanted):
        if dimension not in self.names:
            return wanted
        known = self.names[dimension]
        return known.index(wanted) if isinstance(wanted, str) else [known.index(name) for name in wanted]

    @property
    def years(self):
        """Of each time, since the start."""
        return self.file["time"][:] / 364

    def close(self):
        self.file.close()


class Runs:
    """All runs of one pattern: a results file for each variant."""

    def __init__(self, files):
        self.results = {variant: Results(path) for variant, path in files.items()}
        self.scenarios = [f"{variant}: {name}" if variant else name for variant, results in self.results.items() for name in results.names["scenario"]]

    def of(self, scenario):
        """The results that hold a scenario, and its name there."""
        variant, _, name = scenario.rpartition(": ")
        return self.results[variant], name

    def read(self, variable, scenario, **chosen):
        results, name = self.of(scenario)
        return results.runs(variable, name, **chosen)

    @property
    def replicates(self):
        return len(next(iter(self.results.values())).file["replicate"])

    def close(self):
        for results in self.results.values():
            results.close()


def run(program, folder, stem, pattern, replicates, scenario_file=None, scenarios=(), threads=None, seed=None):
    """Runs every variant of a pattern, or those scenarios of it; the files stand in `folder` until the caller removes them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for variant, settings in pattern.variants.items():
        wanted = [name.rpartition(": ")[2] for name in scenarios if name.rpartition(": ")[0] == variant]
        files[variant] = folder / (stem + (f"_{variant.replace(' ', '_')}" if variant else "") + ".h5")
        more = [word for name in dict.fromkeys(wanted) if name != "baseline" for word in ("--scenario", name)]
        if seed is not None:
            more += ["--seed", str(seed)]
        if threads:
            more += ["--threads", str(threads)]
        run_scenario(program, scenario_file or SCENARIOS / f"{stem}.yaml", files[variant], replicates, settings, more)
    return Runs(files), list(files.values())
