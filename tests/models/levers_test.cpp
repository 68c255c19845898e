// Funds, awards and resources against closed forms: who hears, who applies, who wins, and what follows.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

using Set = std::vector<std::string>;

/// Twenty-one councils, of which the first began the practice; worth 1 and known to be.
Set councils(Set more) {
  more.insert(
      more.begin(),
      {"world.counts.council.number=21", "world.counts.board.number=1",
       "world.practices.agile working.benefit=700 000 GBP", "world.practices.agile working.evidence=1",
       "world.practices.agile working.cost=100 000 GBP", "world.traits.risk_tolerance=0.5",
       "world.traits.loan_appetite=1", "stages.apply.trial_ends=0", "time.horizon=26 weeks"});
  return at_rest(more);
}

std::string fund(const std::string& settings, const std::string& more = "") {
  return small_scenario(
      "levers:\n  money: {shape: fund, kinds: [council], rounds: 1, own_ideas: 1, interest: 1, paper: 0" +
      settings + "}\n" + more);
}

LeverYear all_years(const public_services::Run& run) {
  LeverYear sum;
  for (const LeverYear& year : run.levers[0]->years()) {
    sum.applications += year.applications, sum.successes += year.successes;
    sum.evaluations += year.evaluations, sum.introductions += year.introductions;
    sum.paid += year.paid, sum.repaid += year.repaid;
    sum.applicants_skill += year.applicants_skill, sum.successes_skill += year.successes_skill;
  }
  return sum;
}

int at_stage(const public_services::Run& run, Stage stage, std::size_t practice = 0) {
  int count = 0;
  for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
    count += run.state.stage[run.cell(o, practice)] == stage;
  return count;
}

/// A round a year opens at the year's end: 53 weeks see one.
const std::string one_round = "time.horizon=53 weeks";

TEST(Fund, GivesAsFarAsItsBudgetReaches) {
  Laboratory laboratory(fund(", budget: 500 000 GBP, loan: 0"), councils({one_round}));
  laboratory.run(0, nullptr, [](const public_services::Run& run) {
    const LeverYear sum = all_years(run);
    EXPECT_EQ(sum.applications, 20);  // every council that has not got it; the board may not
    EXPECT_EQ(sum.successes, 3);      // own ideas cost 150 000 each
    EXPECT_EQ(sum.paid, 450000);
    EXPECT_EQ(at_stage(run, Stage::trialling), 3);
    EXPECT_EQ(run.state.duplicates[0], 3u);
    double received = 0;
    for (const Money& own : run.money)
      received += std::accumulate(own.received.begin(), own.received.end(), 0.);
    EXPECT_EQ(received, 450000);
  });
}

TEST(Fund, IsPaidBackWithoutInterestInEqualParts) {
  Laboratory laboratory(fund(", budget: 150 000 GBP, repaid_from: 26 weeks, repaid_over: 1 year"),
                        councils({"time.horizon=3 years", "levers.money.loan=0.8", "levers.money.rounds=1"}));
  laboratory.run(0, nullptr, [](const public_services::Run& run) {
    // Rounds end years 1, 2 and 3. A project pays 120 000 back from 26 to 78 weeks after its start: the first
    // all of it within the run, the second half, the third nothing.
    const auto& years = run.levers[0]->years();
    EXPECT_EQ(years[0].repaid, 0);
    EXPECT_NEAR(all_years(run).repaid, 120000 + 60000, 120000. / 52 * 2);
    double repaid = 0;
    for (const Money& own : run.money) repaid += std::accumulate(own.repaid.begin(), own.repaid.end(), 0.);
    EXPECT_NEAR(repaid, all_years(run).repaid, 1e-6);
    // From 26 weeks after its start each project pays 120 000 / 52 a week: within year 2, for 26 weeks.
    EXPECT_NEAR(years[1].repaid, 120000. / 2, 120000. / 52 * 1.5);
  });
}

TEST(Fund, MovesMoneyButMakesNone) {
  const auto value = [](double loan) {
    Laboratory laboratory(fund(", budget: 500 000 GBP"),
                          councils({"time.horizon=2 years", "levers.money.loan=" + std::to_string(loan)}));
    const auto rows = laboratory.run();
    return laboratory.of(rows, "net_present_value")[0];
  };
  EXPECT_NEAR(value(0), value(1), 1e-6);
}

TEST(Fund, FewWantToRepay) {
  double applied = 0, asked = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(fund(", budget: 0 GBP"), councils({one_round, "world.traits.loan_appetite=0.3"}),
                          replicate);
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      applied += all_years(run).applications, asked += 20;
    });
  }
  EXPECT_LIKELY(applied, .3 * asked, std::sqrt(asked * .3 * .7));
}

TEST(Fund, AReadingPanelFavoursThoseWhoApplyWell) {
  const auto skill = [](const std::string& paper) {
    Laboratory laboratory(fund(", budget: 750 000 GBP, loan: 0, threshold: 0"),
                          councils({one_round, "levers.money.paper=" + paper,
                                    "world.traits.application_skill={uniform: {least: 0, most: 1}}"}));
    double gap = 0;
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      const LeverYear sum = all_years(run);
      EXPECT_EQ(sum.successes, 5);
      // The five best of all who applied, and no others.
      std::vector<double> skills;
      for (std::uint32_t o = 1; o < 21; ++o) skills.push_back(run.traits[o][application_skill]);
      std::sort(skills.rbegin(), skills.rend());
      gap = std::accumulate(skills.begin(), skills.begin() + 5, 0.) - sum.successes_skill;
    });
    return gap;
  };
  EXPECT_NEAR(skill("1"), 0, 1e-6);
  EXPECT_GT(skill("0"), .3);
}

TEST(Fund, RefusesWhatIsBelowItsThreshold) {
  Laboratory laboratory(fund(", loan: 0, threshold: 0.6"), councils({one_round, "levers.money.paper=0.5",
                                                                     "world.traits.application_skill=0.1"}));
  laboratory.run(0, nullptr, [](const public_services::Run& run) {  // marks are .5 * .1 + .5 * 1 = .55
    EXPECT_EQ(all_years(run).applications, 20);
    EXPECT_EQ(all_years(run).successes, 0);
  });
}

TEST(Fund, OnlyThoseWhoHaveHeardOfTheSchemeApply) {
  const std::string scheme =
      "channels:\n  letter: {shape: publication, about: invest to save, letters: 52, visits_leader: 0, "
      "visits_manager: 0, visits_officer: 0, documents: 0, pages: 0.1}\n";
  const auto applications = [&](const std::string& letters) {
    std::string yaml = fund(", loan: 0, scheme: invest to save", scheme);
    yaml.replace(yaml.find("  practices:"), 12,
                 "  schemes:\n    invest to save: {field: records, origin: board 1}\n  practices:\n");
    int count = 0;
    Laboratory laboratory(
        yaml, councils({one_round, "channels.letter.letters=" + letters, "barriers.capacity.strength=0",
                        "barriers.attention.strength=0", "barriers.relationships.strength=0",
                        "barriers.motivation.strength=0"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      count = all_years(run).applications;
      EXPECT_EQ(at_stage(run, Stage::trialling, 1) + at_stage(run, Stage::applied, 1), 1);  // its origin
    });
    return count;
  };
  EXPECT_EQ(applications("0"), 0);
  EXPECT_EQ(applications("52"), 20);
}

TEST(Fund, OwesMoneyForATimeAndBindsToAPlan) {
  const auto situation = [](const std::string& horizon) {
    Situation result;
    Laboratory laboratory(fund(", loan: 0, owed_for: 10 weeks, dissemination_plan: 0.7"),
                          councils({"time.horizon=" + horizon}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) { run.describe_source(5, 0, result); });
    return result;
  };
  EXPECT_FALSE(situation("51 weeks").owed);
  EXPECT_EQ(situation("51 weeks").plan, 0);
  EXPECT_TRUE(situation("55 weeks").owed);
  EXPECT_NEAR(situation("55 weeks").plan, .7, 1e-6);
  EXPECT_FALSE(situation("70 weeks").owed);
  EXPECT_NEAR(situation("70 weeks").plan, .7, 1e-6);
}

TEST(Fund, FinishedProjectsAreEvaluatedAndWriteDown) {
  const std::string portal =
      "channels:\n  portal: {shape: publication, documents: 0, ageing: 0, visits_leader: 0, visits_manager: "
      "0, "
      "visits_officer: 50, other_documents: 1}\n";
  const auto results = [&](const std::string& share) {
    std::pair<double, double> found;
    Laboratory laboratory(
        fund(", loan: 0, budget: 150 000 GBP, published_in: portal", portal),
        councils({"time.horizon=70 weeks", "stages.apply.trial_ends=1000", "levers.money.evaluation=" + share,
                  "levers.money.lessons_learned=" + share, "levers.money.evidence_found=0.95",
                  "world.practices.agile working.evidence=0.8"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      found.first = run.practices[0].evidence;
      for (const Books& books : run.years)
        for (std::size_t cell = 2; cell < books.contacts.size(); cell += 3)
          found.second += static_cast<double>(books.contacts[cell]);  // home, seeking, portal
    });
    return found;
  };
  EXPECT_EQ(results("0"), (std::pair<double, double>{.8, 0}));
  EXPECT_EQ(results("1").first, .95);
  EXPECT_GT(results("1").second, 0);
}

TEST(Fund, ApplicantsWhoLiaiseDoNotInventTwice) {
  const std::string meeting = "channels:\n  design: {shape: pairing, pairs: 0}\n";
  const auto run_with = [&](const std::string& liaison) {
    std::pair<unsigned, int> result;
    Laboratory laboratory(
        fund(", loan: 0, each: 3, meets_through: design", meeting),
        councils({"time.horizon=53 weeks", "levers.money.liaison=" + liaison, "stages.begin.leaders=0",
                  "world.practices.agile working.origin=council 1"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      result = {run.state.duplicates[0], all_years(run).introductions};
    });
    return result;
  };
  EXPECT_EQ(run_with("0"), (std::pair<unsigned, int>{20, 0}));
  // One of them finds out, and the others learn from that one.
  EXPECT_EQ(run_with("1"), (std::pair<unsigned, int>{1, 19}));
}

TEST(Fund, ProjectsUnderWayAreLinked) {
  const std::string meeting =
      "channels:\n  links: {shape: pairing, pairs: 0, people: 3, contacts: 52, lasts: 1 year}\n";
  const auto contacts = [&](const std::string& links) {
    std::int64_t count = 0;
    Laboratory laboratory(fund(", loan: 0, meets_through: links", meeting),
                          councils({"time.horizon=60 weeks", "levers.money.links=" + links}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      EXPECT_EQ(all_years(run).introductions, links == "1" ? 2 * 19 : 0);
      for (const Books& books : run.years)
        count += std::accumulate(books.contacts.begin(), books.contacts.end(), std::int64_t{0});
    });
    return count;
  };
  EXPECT_EQ(contacts("0"), 0);
  EXPECT_GT(contacts("1"), 100);
}

std::string award(const std::string& settings, const std::string& more = "") {
  return small_scenario("levers:\n  beacon: {shape: award, rounds: 1, interest: 1, threshold: 0" + settings +
                        "}\n" + more);
}

TEST(Award, HonoursDonorsForATime) {
  const auto at = [](const std::string& horizon) {
    std::tuple<double, double, double> result;
    Laboratory laboratory(award(", honour: 0.8, repute: 0.5, lasts: 26 weeks, cost: 1000 GBP"),
                          councils({"time.horizon=" + horizon, "world.practices.agile working.reputation=0.6",
                                    "world.traits.awareness_of_value=0.5"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      Situation s;
      run.describe_source(0, 0, s);
      result = {s.award, run.practices[0].reputation, all_years(run).paid};
      EXPECT_LE(all_years(run).successes, 1);  // one donor, and one award at a time
    });
    return result;
  };
  EXPECT_EQ(at("51 weeks"), std::tuple(0., .6, 0.));
  const auto [honour, reputation, paid] = at("53 weeks");
  EXPECT_NEAR(honour, .8, 1e-6);
  EXPECT_NEAR(reputation, .8, 1e-12);
  EXPECT_EQ(paid, 1000);
  EXPECT_EQ(at("90 weeks"), std::tuple(0., .6, 1000.));
}

TEST(Award, ADutyToHostOverrulesRefusals) {
  const auto refused = [](const std::string& hosting) {
    int count = 0;
    Laboratory laboratory(award(", honour: 0"),
                          councils({"time.horizon=53 weeks", "levers.beacon.hosting=" + hosting,
                                    "barriers.awareness.strength=1", "world.traits.awareness_of_value=0.5",
                                    "barriers.awareness.donor=0", "barriers.awareness.champion=0",
                                    "barriers.responsibility.strength=0", "barriers.incentives.strength=0"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      const std::uint32_t person = run.summaries[0].best;
      for (std::uint32_t n = 0; n < 10000; ++n) count += run.refuses(person, 0, 0, n * 429496u);
    });
    return count / 10000.;
  };
  const double without = refused("0");
  EXPECT_GT(without, .2);
  EXPECT_NEAR(refused("0.5"), without / 2, .001);
  EXPECT_EQ(refused("1"), 0);
}

TEST(Award, OnlyItsHoldersPresent) {
  const std::string events =
      "channels:\n  open days: {shape: gathering, members: everyone, meetings: 52, focus: 1, presenters: "
      "beacon, "
      "places: 50}\n";
  const auto contacts = [&](const std::string& rounds) {
    std::int64_t count = 0;
    Laboratory laboratory(award("", events),
                          councils({"time.horizon=60 weeks", "levers.beacon.rounds=" + rounds}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (const Books& books : run.years)
        count += std::accumulate(books.contacts.begin(), books.contacts.end(), std::int64_t{0});
    });
    return count;
  };
  EXPECT_EQ(contacts("0"), 0);
  EXPECT_GT(contacts("1"), 100);
}

TEST(Resource, KeepsPairsGoingAndCostsItsSalaries) {
  const std::string yaml = small_scenario(
      "channels:\n  matchmaking: {shape: pairing, pairs: 0, consent: 1000, rounds: 52}\n"
      "levers:\n  team: {shape: resource, meets_through: matchmaking, salary: 50 000 GBP, matches: 3, "
      "follow_up: 0, "
      "evaluations: "
      "1, "
      "evidence_found: 0.9}\n");
  const auto results = [&](const std::string& staff) {
    std::tuple<std::int64_t, double, double> result;
    Laboratory laboratory(yaml, at_rest({"world.counts.council.number=2", "world.counts.board.number=20",
                                         "levers.team.staff=" + staff, "time.horizon=2 years"}));
    const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (const Books& books : run.years)
        std::get<0>(result) += std::accumulate(books.contacts.begin(), books.contacts.end(), std::int64_t{0});
      std::get<2>(result) = run.practices[0].evidence;
    });
    for (double cost : laboratory.of(rows, "programme_cost")) std::get<1>(result) += cost;
    return result;
  };
  EXPECT_EQ(results("0"), std::tuple(0, 0., .5));
  const auto [contacts, cost, evidence] = results("2");
  EXPECT_GT(contacts, 100);
  EXPECT_NEAR(cost, 2 * 2 * 50000, 1e-6);
  EXPECT_EQ(evidence, .9);
}

TEST(Champions, TakeWhatTheyKnowAlong) {
  const auto moved = [](const std::string& share) {
    double known = 0;
    Laboratory laboratory(small_scenario(),
                          at_rest({"stages.turnover.champions=50", "stages.turnover.bring=0",
                                   "stages.turnover.champions_move=" + share, "time.horizon=4 weeks",
                                   "stages.turnover.bring_tacit=0.7"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      int champions = 0;
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o)
        if (const std::uint32_t person = run.state.champion[run.cell(o, 0)]; person != nobody) {
          ++champions;
          known = std::max(known, from_fixed(run.row(person)[0].t));
          EXPECT_EQ(run.world.people.organisation[person], o);
        }
      EXPECT_EQ(champions > 0, share == "1");
    });
    return known;
  };
  EXPECT_EQ(moved("0"), 0);
  EXPECT_GT(moved("1"), .2);  // .95 * .7 after one move
}

TEST(Champions, SucceedThoseWhoLeaveInTheSameStep) {
  // Two councils alone have the field. Whenever both champions leave, each takes a post at the other council.
  struct Swap : Witness {
    void step_begins(const public_services::Run& run) override {
      auto& changing = const_cast<public_services::Run&>(run);
      for (std::uint32_t o = 0; o < 2; ++o) {
        std::uint32_t& champion = changing.state.champion[run.cell(o, 0)];
        EXPECT_TRUE(run.step == 0 || champion != nobody) << run.step;
        if (champion != nobody) continue;
        champion = run.world.people.members_of(o, run.world.frame.practices[0].field).back();
        changing.champions[champion] |= 1;
      }
    }
  } swap;
  Laboratory laboratory(
      small_scenario(),
      at_rest({"world.fields.board={estates: 0, records: 1}", "stages.turnover.champions=1000",
               "stages.turnover.champions_move=1", "stages.turnover.bring=0", "time.horizon=20 weeks"}));
  laboratory.run(0, &swap);
}

TEST(Levers, FindEvidenceForAllAtOnce) {
  // An award's panel marks by what is believed. Whether a resource that evaluates stands before it or behind
  // it makes no difference within the step.
  const std::string staff =
      "  staff: {shape: resource, staff: 1, evaluations: 2, matches: 0, follow_up: 0, evidence_found: 1}\n";
  const std::string prize = "  prize: {shape: award, rounds: 2, paper: 0, threshold: 0.5, interest: 1}\n";
  const auto honoured = [](const std::string& levers, std::size_t award) {
    int successes = -1;
    Laboratory laboratory(
        small_scenario("levers:\n" + levers),
        at_rest({"world.practices.agile working.evidence=0", "world.practices.agile working.reputation=0.1",
                 "world.practices.agile working.benefit=700 000 GBP", "time.horizon=27 weeks"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      successes = run.levers[award]->years()[0].successes;
      EXPECT_EQ(run.state.evidence[0], 1);
    });
    return successes;
  };
  EXPECT_EQ(honoured(staff + prize, 1), 0);
  EXPECT_EQ(honoured(prize + staff, 0), 0);
}

TEST(Variants, WhoSeesBothChoosesTheBetter) {
  std::string yaml = small_scenario();
  yaml.replace(yaml.find("    agile working:"), 54,
               "    agile working: {field: estates, origin: council 1, benefit: 700 000 GBP, evidence: 0, "
               "reputation: 0.1}\n"
               "    hot desks: {field: estates, origin: board 1, benefit: 0 GBP, evidence: 0, reputation: "
               "0.6, variant_of: agile working}\n");
  const auto perceived = [&](const std::string& comparison) {
    std::pair<double, double> result;
    Laboratory laboratory(yaml, at_rest({"stages.apply.comparison=" + comparison, "channels.home.talks=0",
                                         "time.horizon=1 week"}));
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      auto& stages = const_cast<public_services::Run&>(run).state.stage;
      stages[run.cell(1, 0)] = stages[run.cell(1, 1)] = Stage::aware;
      result = {run.perceived_by(1, 0), run.perceived_by(1, 1)};
      EXPECT_TRUE(run.may_start(1, 0));
      stages[run.cell(1, 1)] = Stage::applied;
      EXPECT_EQ(run.may_start(1, 0), result.first > result.second);
    });
    return result;
  };
  EXPECT_EQ(perceived("0"), (std::pair<double, double>{.1, .6}));
  const auto [better, worse] = perceived("0.8");
  EXPECT_NEAR(better, .8 + .2 * .1, 1e-12);
  EXPECT_NEAR(worse, .2 * .6, 1e-12);
}

TEST(StaffTime, IsContactsTimesHoursTimesPrice) {
  Laboratory laboratory(small_scenario("channels:\n  acquaintances: {shape: ties, hours: 2}\n"),
                        at_rest({"stages.economics.staff_hour=20", "channels.acquaintances.leader=20",
                                 "channels.acquaintances.manager=20"}));
  double contacts = 0;
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    for (const Books& books : run.years)
      contacts +=
          static_cast<double>(std::accumulate(books.contacts.begin(), books.contacts.end(), std::int64_t{0}));
  });
  const auto& paid = laboratory.of(rows, "staff_time");
  EXPECT_GT(contacts, 20);
  EXPECT_NEAR(std::accumulate(paid.begin(), paid.end(), 0.), contacts * 2 * 20, 1e-6);
}

}  // namespace
}  // namespace knowhow::public_services
