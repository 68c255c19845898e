#!/usr/bin/python3
"""Fit six worlds to a diffusion that was observed person by person, and score them on what they were not shown.

    scripts/fit_diffusion.py PEOPLE.csv TIES.csv --period month -o FOLDER

PEOPLE.csv has `id,community,adopted` (the period in which somebody adopted, from 1 on; empty for who never did), TIES.csv has
`from,to`. `--split early` fits the first half of the time and scores the rest; `--split communities` fits every other community, the
largest first, and scores the others. FOLDER gets all worlds and calibrations as files, to look at and change, their posteriors, and
page.md. A search that was interrupted goes on with the same command. docs/calibration.md tells more. Needs h5py and numpy.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from diffusion_worlds import CLOCK, ERROR, WORLDS, Diffusion, Mistake, calibration, halves, quarters, world  # noqa: E402

WRONG_USAGE, INVALID_INPUT = 2, 3
SOON = 300  # runs of a world in communities that it was not fitted to
LEAST = 0.02  # by how much a score must be better to count: as much as an observation may be off


def ranked_probability_score(values, came):
    """Of equal weight; as `knowhow calibrate` scores its samples."""
    values = np.sort(np.asarray(values, dtype=float))
    n = len(values)
    apart = 2 * np.sum((2 * np.arange(1, n + 1) - n - 1) * values) / n ** 2  # mean |x - y| over all pairs
    return float(np.mean(np.abs(values - came)) - apart / 2)


def told(command):
    done = subprocess.run([str(word) for word in command])
    if done.returncode != 0:
        sys.exit(done.returncode)


def write(path, text):
    """Leaves alone what is the same, so that a calibration goes on."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def outcome(path):
    with h5py.File(path) as posterior:
        return json.loads(posterior["provenance/outcome"].asstr()[()])


def adopted(path, kind):
    """The shares that have adopted, (run, time)."""
    with h5py.File(path) as results:
        if kind != "services":
            return results["adopted"][0]
        stages = [stage if isinstance(stage, str) else stage.decode() for stage in results["stage"].asstr()[()]]
        on = [number for number, stage in enumerate(stages) if stage in ("trialling", "applied")]
        return results["organisations_at_stage"][0][:, :, 0, 0, :][:, :, on].sum(axis=2)


def numbers(found):
    return ", ".join(f"{number['path'].split('.')[-1]} {number['after'][1]:.3g} ({number['after'][0]:.3g} to {number['after'][2]:.3g})"
                     + ("" if number["pinned_down"] else ", not pinned down") for number in found["numbers"])


def early(given, diffusion, kind, folder):
    """Fits a world to the first half; the calibration scores the rest itself."""
    fitted, later = halves(diffusion.horizon)
    write(folder / f"all_{kind}_world.yaml", world(diffusion, kind, "all", given.period, diffusion.horizon))
    write(folder / f"early_{kind}.yaml", calibration(diffusion, kind, title=given.title, period=given.period, source=given.source,
          scenario=f"all_{kind}_world.yaml", fitted=fitted, predicted=later, most_runs=given.most_runs, particles=given.particles))
    told([given.program, "calibrate", folder / f"early_{kind}.yaml", "-o", folder / f"early_{kind}.h5", "--quiet", *threads(given)])


def communities(given, parts, kind, folder):
    """Fits a world to some communities, and runs the others with samples of the posterior."""
    one, rest = parts
    times = quarters(one.horizon)
    for part, stem in ((one, "some"), (rest, "others")):
        write(folder / f"{stem}_{kind}_world.yaml", world(part, kind, stem, given.period, one.horizon))
    write(folder / f"communities_{kind}.yaml", calibration(one, kind, title=given.title, period=given.period, source=given.source,
          scenario=f"some_{kind}_world.yaml", fitted=times, predicted=[], most_runs=given.most_runs, particles=given.particles))
    told([given.program, "calibrate", folder / f"communities_{kind}.yaml", "-o", folder / f"communities_{kind}.h5", "--quiet", *threads(given)])
    write(folder / f"others_{kind}.yaml", f"knowhow: 1\ntitle: {given.title}, the other communities\nextends: others_{kind}_world.yaml\n"
          f"uncertain: {{posterior: {{file: communities_{kind}.csv}}}}\nrun: {{replicates: {SOON}, seed: 1}}\n")
    told([given.program, "run", folder / f"others_{kind}.yaml", "-o", folder / f"others_{kind}.h5", "--quiet", *threads(given)])


def in_others(given, parts, kind, folder):
    """What the calibration of a world to some communities says, and how well it foretells the others."""
    one, rest = parts
    shares = adopted(folder / f"others_{kind}.h5", kind)
    seen = np.random.default_rng(1).normal(0, ERROR, shares.shape) + shares  # as it would be observed
    found = outcome(folder / f"communities_{kind}.h5")
    for after in quarters(one.horizon):
        values, came = seen[:, after - (rest.first if kind in ("threshold", "cascade") else 0)], rest.share(after)
        least, middle, most = (float(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
        found["figures"].append({"name": f"adopted after {after} {given.period}s in the others", "fitted": False, "observed": came, "after": [least, middle, most],
                                 "inside": least <= came <= most, "ranked_probability_score": ranked_probability_score(values, came)})
    return found


def predicted(found):
    return [figure for figure in found["figures"] if not figure["fitted"]]


def score(found):
    return statistics.mean(figure["ranked_probability_score"] for figure in predicted(found))


def verdict_of(scores, seen="What was observed first", rest="the rest", remark="the first half does not yet show how fast it will go"):
    """What the scores of the worlds, by name, say of example; claims no contagion where its absence foretells as well."""
    alone = scores["by themselves"]
    best = min(scores, key=scores.get)
    if best == "by themselves" or alone - scores[best] < LEAST:
        said = f"{seen} is foretold best without any example: these data are no evidence of contagion." if best == "by themselves" else \
            (f"With example {rest} is foretold hardly better ({scores[best]:.3f}: {best}) than without ({alone:.3f}): these data are no "
             "evidence of contagion.")
    else:
        said = f"Without example {rest} is not foretold as well ({alone:.3f}) as with it ({scores[best]:.3f}: {best})."
        worse = [name for name, score in scores.items() if score >= alone and name != "by themselves"]
        if worse:
            said += f" But not with any: {' and '.join(worse)} it is foretold no better than by themselves."
        if best == "everybody sees everybody":
            said += " That is the Bass curve, which knows no ties: who is tied to whom adds nothing."
    if all(value > 0.1 for value in scores.values()):
        said += f" None foretells it well: {remark}."
    return said


def rows(found):
    """Lines of the table, from what each world came to."""
    curve = score(found["curve"])
    lines = ["| world | numbers | mean score of predictions | skill against the Bass curve | predictions inside their 90 % bands |",
             "|---|---|---:|---:|---:|"]
    for kind, world_found in found.items():
        skill = "0" if kind == "curve" else f"{100 * (1 - score(world_found) / curve):.0f} %"
        inside = predicted(world_found)
        lines.append(f"| {WORLDS[kind]} | {numbers(world_found)} | {score(world_found):.3f} | {skill} | {sum(figure['inside'] for figure in inside)} of {len(inside)} |")
    return "\n".join(lines)


def scores(found):
    return {WORLDS[kind]: score(world_found) for kind, world_found in found.items()}


def communities_verdict(found):
    return verdict_of(scores(found), "What was observed in some communities", "what happened in the others", "communities differ")


def threads(given):
    return ["--threads", given.threads] if given.threads else []


def split_communities(diffusion, people_file):
    names = diffusion.communities()
    if len(names) < 2:
        raise Mistake(f"{people_file}: everybody lives in one community; --split communities needs two at least, --split early takes one")
    parts = diffusion.only(names[::2]), diffusion.only(names[1::2])
    for part, which in zip(parts, (names[::2], names[1::2])):
        if not part.horizon:
            raise Mistake(f"{people_file}: nobody adopted in {', '.join(which)}; try --split early")
        if not part.ties:
            raise Mistake(f"{people_file}: nobody is tied to anybody in {', '.join(which)}; try --split early")
    if parts[0].horizon < parts[1].first + 4:
        raise Mistake(f"{people_file}: {', '.join(names[1::2])} begin so late that the time of the others says nothing of them; try --split early")
    return parts, (names[::2], names[1::2])


def fit(given, diffusion):
    """Fits all worlds."""
    folder = given.output
    parts = None if given.split == "early" else split_communities(diffusion, given.people)[0]
    folder.mkdir(parents=True, exist_ok=True)
    for part, stem in [(diffusion, "all")] if parts is None else zip(parts, ("some", "others")):
        part.write(folder, stem)
    for kind in WORLDS:
        if parts is None:
            early(given, diffusion, kind, folder)
        else:
            communities(given, parts, kind, folder)


def read(given, diffusion):
    """What each world came to, by its name."""
    if given.split == "early":
        return {kind: outcome(given.output / f"early_{kind}.h5") for kind in WORLDS}
    parts, _ = split_communities(diffusion, given.people)
    return {kind: in_others(given, parts, kind, given.output) for kind in WORLDS}


def page(given, diffusion, found):
    if given.split == "early":
        half = halves(diffusion.horizon)[0][-1]
        said, verdict = f"Fitted to the first {half} {given.period}s of {diffusion.horizon}, and scored on the rest.", verdict_of(scores(found))
    else:
        _, (some, others) = split_communities(diffusion, given.people)
        said, verdict = f"Fitted in {', '.join(some)}; scored in {', '.join(others)}.", communities_verdict(found)
    return f"# {given.title}\n\n{said} {len(diffusion.people)} people, {len(diffusion.ties)} ties.\n\n{rows(found)}\n\n**{verdict}**\n"


def arguments(words=None):
    parser = argparse.ArgumentParser(prog="scripts/fit_diffusion.py", description=__doc__.split("\n")[0])
    parser.add_argument("people", metavar="PEOPLE.csv", type=pathlib.Path, help="id,community,adopted")
    parser.add_argument("ties", metavar="TIES.csv", type=pathlib.Path, help="from,to")
    parser.add_argument("--period", choices=CLOCK, required=True, help="what a period of `adopted` is; of something else, take the nearer")
    parser.add_argument("--split", choices=["early", "communities"], default="early", help="what is fitted, and what scored (early)")
    parser.add_argument("-o", "--output", metavar="FOLDER", type=pathlib.Path, required=True, help="where files and posteriors go")
    parser.add_argument("--title", default="A diffusion", help="what stands over the page")
    parser.add_argument("--source", default="the table", help="who observed it")
    parser.add_argument("--particles", type=int, default=250, help="samples of each posterior (250)")
    parser.add_argument("--most-runs", type=int, default=20_000, help="runs of each search at most (20000)")
    parser.add_argument("--threads", type=int, help="by default all")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/bin/knowhow")
    given = parser.parse_args(words)
    if not 10 <= given.particles <= 100_000:
        parser.error("--particles: must be from 10 to 100000")
    if given.most_runs < 2 * given.particles:
        parser.error("--most-runs: not even one generation, which is twice the particles; allow more runs, or ask for fewer particles")
    if any(character in given.title + given.source for character in '"\\\n:#'):
        parser.error("--title and --source: leave out quotes, colons, # and \\")
    return given


def main():
    given = arguments()
    if not given.program.is_file():
        print(f"{given.program}: is not there; build it (scripts/quickstart), or name the program with --program", file=sys.stderr)
        return WRONG_USAGE
    try:
        diffusion = Diffusion.read(given.people, given.ties)
        fit(given, diffusion)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return INVALID_INPUT
    text = page(given, diffusion, read(given, diffusion))
    (given.output / "page.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
