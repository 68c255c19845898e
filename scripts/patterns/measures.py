"""What the claims are about, each as one number a replicate."""
import numpy as np

WORTHLESS = ("nil practice", "harmful practice")
STAGES = ("unaware", "aware", "acquired", "trialling", "applied")


def good(runs, scenario):
    results, _ = runs.of(scenario)
    return [name for name, kind in zip(results.names["practice"], results.names["practice_type"]) if kind == "practice" and name not in WORTHLESS]


def organisations(runs, scenario, stage="applied", practices=None, group="all", time=-1):
    """Share of organisations at a stage or beyond, mean over practices: of one time, or of a slice of times with those times
    as a second axis."""
    practices = good(runs, scenario) if practices is None else list(practices)
    shares = runs.read("organisations_at_stage", scenario, group=group, practice=practices, time=time)
    return np.nanmean(shares[..., STAGES.index(stage):].sum(axis=-1), axis=-1)


def people(runs, scenario, stage="aware", practices=None, group="all", time=-1):
    """The same of people of the practice's field."""
    practices = good(runs, scenario) if practices is None else list(practices)
    shares = runs.read("people_at_stage", scenario, group=group, practice=practices, time=time)
    return np.nanmean(shares[..., STAGES.index(stage):].sum(axis=-1), axis=-1)


def applied(runs, scenario, **chosen):
    return organisations(runs, scenario, "applied", **chosen)


def more_applied(runs, more, less):
    """Difference in the share of organisations that apply a good practice at the end."""
    return applied(runs, more) - applied(runs, less)


def ledger(runs, book, scenario, channels=None, **chosen):
    """Sum of a book over everything but the replicates; channels: names, or None for all that come from outside."""
    results, _ = runs.of(scenario)
    if channels is None:
        channels = [name for name in results.names["channel"] if name != "home"]
    values = runs.read(book, scenario, channel=list(channels), **chosen)
    return values.reshape(len(values), -1).sum(axis=1)


def learned(runs, scenario, channels=None, **chosen):
    return ledger(runs, "ledger_gained", scenario, channels, **chosen)


def relative(more, less):
    """By how much one is more than the other, as a share of the other."""
    return more / less - 1


def improvement_per_adopter(runs, scenario, practices=None, time=-1, group="all"):
    """Improvement of those who apply a practice, over practices, as a share of what it could be worth to them; up to the number of
    organisations it suits, which is the same in all scenarios."""
    practices = good(runs, scenario) if practices is None else list(practices)
    improvement = runs.read("improvement", scenario, group=group, practice=practices, time=time)
    shares = runs.read("organisations_at_stage", scenario, group=group, practice=practices, stage="applied", time=time)
    return np.nansum(improvement, axis=-1) / np.nansum(shares, axis=-1)


def by_year(statistic, runs, scenario):
    """(replicate, year) of what `statistic(year)` says of each year."""
    years = len(runs.of(scenario)[0].file["year"])
    return np.stack([statistic(slice(year, year + 1)) for year in range(years)], axis=1)
