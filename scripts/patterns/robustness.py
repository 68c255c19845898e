"""Does a pattern hold when everything that is only assumed is something else?

Every number of the scenario that the program declares as an assumption is drawn over its plausible range, all at once, by a
Latin hypercube: each of n draws takes another n-th of every range. Left as they are: what the pattern's own file sets, since
that is the experiment; and what wales.yaml deliberately sets outside the plausible range (a practice of no benefit).
Interventions act on top. Of a trait that differs between organisations the mean is drawn.

A draw holds if for every claim the mean of its replicates, few as they are, points where the source says. The least effect that
counts was settled for the numbers as they are; where all is drawn, and adoption with it, how many draws reach it too is told
besides. Chance errs to both sides, and so brings a count nearer to half of the draws: it can hide a pattern that holds in more
than half of them, but not, on average, make one.
"""
import concurrent.futures
import dataclasses
import hashlib
import json
import math
import os
import re
import subprocess
import threading
import zlib

import numpy as np
import yaml
from scipy.stats import norm, qmc, spearmanr

from patterns.pattern import AT_LEAST
from patterns.runs import SCENARIOS, run

SHAPED = re.compile(r"(channels|levers)\.NAME \(shape: (\w+)\)\.(\w+)")
BUILT_IN = ("home", "seeking")


@dataclasses.dataclass(frozen=True)
class Parameter:
    path: tuple
    least: float
    most: float
    unit: str
    spread: float = 0  # of a trait between organisations

    def value(self, quantile):
        drawn = self.least + quantile * (self.most - self.least)
        if self.unit == "count":
            return round(drawn)
        drawn = float(f"{drawn:.6g}")
        if self.unit == "years":
            return f"{drawn} years"
        return {"normal": {"mean": drawn, "sd": self.spread}} if self.spread else drawn


def declared(program):
    answer = subprocess.run([program, "describe", "--json"], capture_output=True, text=True, check=True)
    return [entry for entry in json.loads(answer.stdout) if entry["model"] == "public_services" and entry["form"] == "number"
            and entry["source"].startswith("assumption") and entry.get("plausible") and entry["plausible"][0] < entry["plausible"][1]]


def at(tree, path):
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return None
        tree = tree[part]
    return tree


def merged(base, over):
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}


def composed(path):
    own = yaml.safe_load(path.read_text())
    return merged(composed(path.parent / own["extends"]), own) if "extends" in own else own


def plain(value):
    """A number of a scenario file without its unit; None for what is no number."""
    if isinstance(value, (int, float)):
        return float(value)
    digits = re.match(r"-?[\d ]*\.?\d+", value.replace("\u00a0", " ")) if isinstance(value, str) else None
    if not digits:
        return None
    number, unit = float(digits[0].replace(" ", "")), value[digits.end():].strip()
    return number / 52 if unit.startswith("week") else number / 100 if unit.startswith("%") else number


def instances(entry, scenario):
    """The paths in a scenario that a declared path stands for."""
    shaped = SHAPED.fullmatch(entry["path"])
    if shaped:
        section, shape, key = shaped.groups()
        shapes = {name: item.get("shape", name) for name, item in scenario.get(section, {}).items()}
        if section == "channels":
            shapes |= {name: name for name in BUILT_IN}
        return [(section, name, key) for name in sorted(shapes) if shapes[name] == shape]
    parts = entry["path"].split(".")
    if "NAME" not in parts:
        return [tuple(parts)]
    n = parts.index("NAME")
    return [(*parts[:n], name, *parts[n + 1:]) for name in sorted(at(scenario, parts[:n]) or {})]


def parameters(program, file):
    """What a draw draws for a pattern's scenario file."""
    own, scenario, found = yaml.safe_load(file.read_text()), composed(file), []
    for entry in declared(program):
        for path in instances(entry, scenario):
            stands, (least, most) = at(scenario, path), entry["plausible"]
            if at(own, path) is not None:
                continue
            spread = stands["normal"]["sd"] if isinstance(stands, dict) and "normal" in stands else 0
            number = None if spread or stands is None else plain(stands)
            if number is not None and not least <= number <= most:
                continue
            found.append(Parameter(path, least, most, entry["unit"], spread))
    return found


def draws(known, name, count):
    """Quantiles: (draw, parameter), the same for the same pattern and number of draws."""
    return qmc.LatinHypercube(len(known), seed=zlib.crc32(name.encode())).random(count)


def overlay(known, quantiles, base):
    tree = {"knowhow": 1, "title": "A draw of all assumptions", "extends": base}
    for parameter, quantile in zip(known, quantiles):
        branch = tree
        for part in parameter.path[:-1]:
            branch = branch.setdefault(part, {})
        branch[parameter.path[-1]] = parameter.value(quantile)
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=120)


class Journal:
    """One line of JSON for each draw of a pattern that is done; a line that a crash tore is left out, and its draw done again."""

    def __init__(self, path):
        self.path, self.known, self.lock = path, {}, threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        for line in path.read_text().splitlines() if path.exists() else []:
            try:
                entry = json.loads(line)
                self.known[entry["key"]] = entry
            except (json.JSONDecodeError, KeyError):
                continue

    def add(self, entry):
        with self.lock:
            self.known[entry["key"]] = entry
            self._append(entry)

    def _append(self, entry):
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n") and self.path.stat().st_size > 0
        with self.path.open("a") as file:
            file.write("\n" * torn + json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def beyond(claim, bound, values):
    mean = float(np.mean(values))
    return math.isfinite(mean) and (mean >= bound if claim.side == AT_LEAST else mean <= bound)


def holds(claim, values):
    return beyond(claim, claim.direction, values)


def counts(claim, values):
    return beyond(claim, claim.bound, values)


@dataclasses.dataclass(frozen=True)
class Robustness:
    draws: int
    held: int
    counted: int  # in how many of them every effect is also the least that counts
    each: tuple  # of the claims, in how many draws each holds
    replicates: int
    parameters: int
    hangs_on: tuple  # of each claim: (path, rank correlation with its effect), the greatest first, of those that chance does not explain


def hangs_on(known, quantiles, effects, most=3):
    """Spearman's rank correlation of effects with what was drawn. Of so many numbers one in a hundred reaches the bound by chance."""
    found = [(".".join(parameter.path), float(spearmanr(quantiles[:, n], effects)[0])) for n, parameter in enumerate(known)]
    bound = norm.ppf(0.995) / math.sqrt(len(effects) - 1)
    return tuple(sorted((each for each in found if abs(each[1]) >= bound), key=lambda each: -abs(each[1]))[:most])


def key_of(text, pattern, stem, version, replicates):
    compared = [[claim.statistic.__qualname__, *claim.scenarios] for claim in pattern.claims]
    file = SCENARIOS / f"{stem}.yaml"
    whole = json.dumps([text, yaml.safe_dump(composed(file)), str(pattern.variants), compared, version, replicates])
    return f"{pattern.name} {hashlib.sha256(whole.encode()).hexdigest()[:20]}"


def explore(program, folder, stem, pattern, count, replicates, tell=print):
    file = SCENARIOS / f"{stem}.yaml"
    known = parameters(program, file)
    quantiles = draws(known, pattern.name, count)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    journal = Journal(folder / "robustness.jsonl")

    def values_of(number):
        """Of one draw; several are made at once, each on one thread, as one run is too small for more."""
        text = overlay(known, quantiles[number], os.path.relpath(file, folder))
        key = key_of(text, pattern, stem, version, replicates)
        if key not in journal.known:
            name = f"{stem}_draw_{number}"
            overlay_file = folder / f"{name}.yaml"
            overlay_file.write_text(text)
            runs, made = run(program, folder, name, pattern, replicates, overlay_file, pattern.scenarios_of_effects(), threads=1)
            with reading:
                found = [np.asarray(claim.value(runs), dtype=float).tolist() for claim in pattern.claims]
                runs.close()
            journal.add({"key": key, "pattern": pattern.name, "draw": number, "values": found})
            for path in [*made, overlay_file]:
                path.unlink()
        return journal.known[key]["values"]

    reading = threading.Lock()
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        try:
            values = list(pool.map(values_of, range(count)))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # those begun are finished, and kept
            raise
    tell(f"  {len(known)} assumptions drawn {count} times")
    together = lambda rule: sum(all(rule(claim, of) for claim, of in zip(pattern.claims, draw)) for draw in values)
    each = tuple(sum(holds(claim, draw[n]) for draw in values) for n, claim in enumerate(pattern.claims))
    hangs = tuple(hangs_on(known, quantiles, [float(np.mean(draw[n])) for draw in values]) for n in range(len(pattern.claims)))
    return Robustness(count, together(holds), together(counts), each, replicates, len(known), hangs)
