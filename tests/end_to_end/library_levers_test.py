"""What funds, awards and a dedicated resource do in the scenarios that show them (docs/sources.md), in small and paired."""
from library import mean, study, total


def gained(results, **where):
    return total(results.ledger_gained, **where)


def lever(results, what, name):
    return total(results[f"lever_{what}"], lever=name)


def test_a_fund_pays_for_projects_and_gets_its_loans_back():
    results = study("invest_to_save_fund")
    count = lambda what, scenario="baseline": mean(lever(results, what, "Invest to Save"), scenario)
    assert count("applications") > count("successes") > 10, "a panel with a threshold"
    # Five yearly rounds, each repaid over four years from the second on: at most three tenths within five years.
    assert .1 * count("paid") < count("repaid") < .4 * count("paid")
    assert count("applications", "no fund") == 0 and mean(lever(results, "repaid", "Invest to Save"), "grants instead of loans") < count("repaid")
    assert mean(results.final_applied, "baseline", "no fund") > .02


def test_loans_put_off_and_grants_draw():
    results = study("invest_to_save_fund")
    applications = lever(results, "applications", "Invest to Save")
    assert mean(applications, "grants instead of loans") > 1.3 * mean(applications, "baseline")
    assert mean(applications, "reserves run down") > 1.1 * mean(applications, "baseline")


def test_only_who_has_heard_of_the_scheme_applies():
    results = study("invest_to_save_fund")
    applications, letter = lever(results, "applications", "Invest to Save"), "letter cascaded"
    assert mean(applications, "scheme better known") > 1.05 * mean(applications, "baseline")
    heard = total(results.contacts, channel="minister's letter", practice="Invest to Save scheme", ledger_group="local_government")
    assert mean(heard, letter) > 3 * mean(heard, "baseline")


def test_the_skilful_win_what_is_marked_on_paper():
    results = study("invest_to_save_fund")
    skill = results.lever_successes_skill.sel(lever="Invest to Save")
    assert mean(skill, "marked on paper alone", "baseline") > .02


def test_conditions_of_the_fund_spread_what_it_paid_for():
    results = study("invest_to_save_fund")
    reads, refused = total(results.contacts, channel="portal"), total(results.ledger_lost, contact_barrier="responsibility") / total(results.ledger_potential)
    plans = "dissemination plans and lessons learned"
    assert mean(reads, plans) > 1.1 * mean(reads, "baseline") and mean(refused, plans) < mean(refused, "baseline")
    evaluations, introductions = (lever(results, what, "Invest to Save") for what in ("evaluations", "introductions"))
    assert mean(evaluations, "independent evaluation") > 2 * mean(evaluations, "baseline")
    assert mean(introductions, "baseline") == 0 and mean(introductions, "liaison") > 5
    assert mean(gained(results, channel="shared design"), "liaison") > 1
    asked, of_fund = "all that the report asks for", results.final_applied
    assert mean(of_fund, asked, "baseline") > .02


def test_applicants_who_liaise_do_not_invent_the_same_again():
    """Three digital record projects: some pay to find out what another knows, fewer where they liaise when designing."""
    results = study("invest_to_save_fund")
    again = results.duplicates.sum("practice")
    assert mean(again, "liaison", "baseline") < -.5
    assert mean(again, "all that the report asks for") < .9 * mean(again, "baseline")


def test_an_award_for_projects_makes_them_share():
    results = study("invest_to_save_fund")
    assert mean(lever(results, "successes", "Invest to Save award"), "award") > 4
    refused = total(results.ledger_lost, contact_barrier=["responsibility", "incentives"]) / total(results.ledger_potential)
    assert mean(refused, "award") < mean(refused, "baseline")


def test_beacons_host_and_visits_teach_more_than_events():
    results = study("beacon")
    events = gained(results, channel="Beacon events")
    assert mean(lever(results, "successes", "Beacon"), "award and events") > 4
    assert mean(events, "baseline") == 0 and mean(events, "award and events") > 5
    assert mean(events, "Beacon Scheme") > 1.3 * mean(events, "award and events")
    assert mean(results.final_applied, "Beacon Scheme", "baseline") > .02


def test_those_who_come_expect_more_than_they_learn():
    """The survey of the Beacon Scheme: 77 % expected a fair amount or more, and most learned a little."""
    results = study("beacon").sel(surveyed="Beacon events")
    much = ["a fair amount", "a great deal"]
    expected, learned = (results[name].sel(amount=much).sum("amount") for name in ("survey_expected", "survey_learned"))
    assert mean(expected, "Beacon Scheme") > mean(learned, "Beacon Scheme") + .2
    assert mean(results.survey_respondents.sel(wave=1), "Beacon Scheme") > 100 and mean(results.survey_respondents.sel(wave=1), "baseline") == 0
    assert mean(results.survey_attributable, "Beacon Scheme") >= mean(results.survey_improved, "Beacon Scheme") >= mean(results.survey_introduced, "Beacon Scheme")


def test_an_award_without_a_duty_teaches_less():
    results = study("beacon")
    assert mean(lever(results, "successes", "Innovations in American Government"), "award without a duty") > 4
    more = lambda name: mean(gained(results), name, "baseline")
    assert more("Beacon Scheme") > 2 * abs(more("award without a duty"))
    assert mean(total(results.contacts, channel="Beacon events"), "award without a duty") == 0


def test_recipients_become_donors():
    """Who has learned has something to be honoured for, and to show; where recipients never do, less comes of it."""
    results = study("beacon")
    applications, never = lever(results, "applications", "Beacon"), "recipients never become donors"
    assert mean(applications, "Beacon Scheme") > 1.5 * mean(applications, never) > 0
    assert mean(results.final_improvement, "Beacon Scheme") > 1.05 * mean(results.final_improvement, never)


def test_conduits_do_what_they_are_for():
    results = study("who_brings_it_together")
    lost = total(results.ledger_lost, contact_barrier="responsibility") / total(results.ledger_potential)
    assert mean(lost, "assessed by the auditor") < .9 * mean(lost, "baseline")
    networks = gained(results, channel="WLGA networks", ledger_group="local_government")
    assert mean(networks, "WLGA networks") > 5
    guidance = results.contacts.sel(channel="NICE guidance").sum(["year", "ledger_group"])
    assert mean(guidance.sum("practice"), "NICE guidance") == mean(guidance.sel(practice="medicines management"), "NICE guidance") > 0
    known = results.explicit_knowledge.sel(practice="medicines management", group="sector:health").isel(time=-1)
    assert mean(known, "NICE guidance") > 1.1 * mean(known, "baseline")
    assert mean(results.final_applied, "research digests", "baseline") < mean(results.final_applied, "WLGA networks", "baseline") + .02


def test_a_team_needs_willing_partners():
    results = study("who_brings_it_together")
    team = "good practice team"
    assert mean(lever(results, "paid", team), "dedicated team") > 4 * 60_000 * 3.5
    assert mean(gained(results), "dedicated team", "baseline") > mean(gained(results), "some matchmaking", "baseline") > 0
    among_unwilling = mean(gained(results), "a team among unwilling partners", "unwilling partners")
    assert among_unwilling < .5 * mean(gained(results), "dedicated team", "baseline")


def test_linked_projects_learn_from_each_other():
    results = study("local_service_boards")
    introductions = lever(results, "introductions", ["European Social Fund", "Regional Collaboration Fund"])
    assert mean(introductions, "projects") == 0 and mean(introductions, "projects linked") > 5
    taught = gained(results, channel="linked projects")
    assert mean(taught, "projects") == 0 and mean(taught, "projects linked") > 1
    assert mean(gained(results), "projects linked", "projects") > 0
