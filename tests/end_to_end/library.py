"""The scenario library in small: each file is run once, and every test that looks into it shares that run.

A person stands for more staff than in the files and only scenarios that a test asks for are run, so shares differ from
those of the files; what tests hold is on which side of the baseline a scenario comes out, and by how much at least.
"""
import functools
import pathlib
import tempfile

import xarray

from program import DONE, SOURCE, knowhow

SCENARIOS = SOURCE / "scenarios"
FILES = sorted(path for path in SCENARIOS.glob("*.yaml"))

# Replicates, staff a person stands for, and the scenarios that tests look into (baseline apart).
SMALL = {
    "portals": (2, 100, ["ten times the case studies", "one page instead of four", "annual report", "Knowledge Hub with a community", "four portals",
                         "site visits for the same money"]),
    "good_practice_exchange": (2, 100, ["no seminars", "twice as many", "call to action and delegates contacted", "visits follow", "Monmouthshire visits"]),
    "professional_networks": (2, 100, ["no organised structure", "twice the meetings", "an agenda of sharing", "agenda and follow-up", "networks may end",
                                       "networks with an agenda may end", "leaders speak of it", "leaders speak of it there and at home"]),
    "health_collaboratives": (2, 100, ["sent from one discipline", "sent from all disciplines", "voluntary", "senior support", "large gap", "clear goals",
                                       "resources", "evaluated", "all conditions"]),
    "mandate_or_persuasion": (2, 100, ["letters", "mentoring", "spoken about and then rolled out", "just do it", "mandate of something unproven",
                                       "adopt or justify", "legislation", "legislation and mentoring"]),
    "visits_or_documents": (2, 100, ["case studies sent out", "regional workshops", "site visits", "peer mentoring", "grafted", "cut and pasted"]),
    "capacity_building": (2, 100, ["peer review", "capacity building", "donors learn to teach", "both ends", "motivation", "trust and ties",
                                   "risks and mistakes", "strategic leadership", "all of Figure 1"]),
    "worthless_practice": (2, 100, ["recommended in documents", "honoured and recommended", "visited", "honoured and recommended but evaluated"]),
    "champions": (2, 100, ["no champions", "champions move every year", "champions move and take it along", "everybody moves more", "managerial champions", "champions at three levels"]),
    "natural_experiment": (2, 100, ["first one rolled out", "compared and best one rolled out", "compared by those who meet", "liaison on records"]),
    "local_service_boards": (2, 100, ["boards meet", "all three factors", "three factors with the third sector", "projects", "projects linked",
                                   "co-design on the same ground", "everything"]),
    "efficiency_and_innovation": (2, 100, ["summits", "menu", "menu and roll-out", "programme"]),
    "invest_to_save_fund": (2, 100, ["no fund", "grants instead of loans", "reserves run down", "scheme better known", "letter cascaded",
                                     "marked on paper alone", "dissemination plans and lessons learned", "independent evaluation", "liaison", "award",
                                     "all that the report asks for"]),
    "beacon": (2, 100, ["award without a duty", "award and events", "Beacon Scheme", "recipients never become donors"]),
    "who_brings_it_together": (2, 100, ["research digests", "NICE guidance", "assessed by the auditor", "WLGA networks", "some matchmaking",
                                        "dedicated team", "unwilling partners", "a team among unwilling partners"]),
    "what_gets_in_the_way": (1, 400, ["less of an information problem", "less of a coordination problem", "less of a capacity problem",
                                      "less of an adaptation problem", "less of all four", "chief executives meet", "frontline staff meet"]),
    "devolution": (1, 400, ["central programme", "devolved to regions", "devolved and each for itself", "devolved and linked and joined up"]),
}


@functools.cache
def study(name):
    """The results of a library file in small, an xarray.Dataset."""
    replicates, staff, scenarios = SMALL[name]
    with tempfile.TemporaryDirectory() as folder:
        words = [word for scenario in scenarios for word in ("--scenario", scenario)]
        told = knowhow(folder, "run", SCENARIOS / f"{name}.yaml", "--replicates", replicates, "--set", f"world.people.staff_per_person={staff}",
                       "-o", "results.h5", "--quiet", *words)
        assert told.returncode == DONE, told.stderr
        with xarray.open_dataset(pathlib.Path(folder) / "results.h5") as results:
            return results.load()


def total(values, **where):
    """Summed over all but scenario and replicate; `where` chooses by name."""
    values = values.sel(where)
    return values.sum([axis for axis in values.dims if axis not in ("scenario", "replicate")])


def mean(values, scenario, against=None):
    """Mean over replicates of a scenario, or of its paired difference from another."""
    chosen = values.sel(scenario=scenario)
    return float((chosen if against is None else chosen - values.sel(scenario=against)).mean("replicate"))


def at_end(results, practice, stage="applied", group="all"):
    """Share of organisations at the end that are at a stage of a practice, or beyond."""
    stages = results.organisations_at_stage.sel(practice=practice, group=group).isel(time=-1)
    return stages.isel(stage=slice(list(results.stage.values).index(stage), None)).sum("stage")
