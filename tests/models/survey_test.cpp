// What those who attended surveyed gatherings answer: closed forms, and recounts from contacts and starts.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

/// One event for leaders and managers of one field, at which nothing stands in the way and `council 1`, whose
/// people know all there is to know, presents its one practice.
const std::string event =
    "channels:\n  event: {shape: gathering, members: field, fields: [estates], leaders: 1, managers: 1, "
    "officers: 1, attendance: 1, focus: 1, items: 1, follow_up: 0, meetings: 6, surveyed: yes}\n";

std::vector<std::string> without_barriers(const std::vector<std::string>& more = {}) {
  auto set = at_rest();
  for (const char* barrier : {"awareness", "responsibility", "incentives", "capacity", "attention",
                              "relationships", "motivation", "codifiability", "transfer", "absorption"})
    set.push_back(std::string("barriers.") + barrier + ".strength=0");
  set.insert(set.end(), {"world.counts.council.number=9", "stages.begin.explicit_least=1",
                         "stages.begin.explicit_most=1", "stages.begin.tacit_least=1",
                         "stages.begin.tacit_most=1", "stages.begin.champion=1", "stages.survey.noise=0",
                         "world.practices.agile working.reputation=1"});
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

const sim::Values& row(const Laboratory& laboratory, const sim::Rows& rows, const std::string& name) {
  const auto& variables = laboratory.layout().variables;
  std::size_t at = 0;
  while (variables.at(at).name != name) ++at;
  return rows.at(at);
}

std::vector<std::int32_t> respondents(const Laboratory& laboratory, const sim::Rows& rows) {
  return std::get<std::vector<std::int32_t>>(row(laboratory, rows, "survey_respondents"));
}

/// Attendances, starts and gains by channel, from the contacts and stages themselves.
struct Watching : Witness {
  const public_services::Run* run = nullptr;
  std::map<std::pair<std::uint32_t, int>, std::uint32_t> attended;  ///< by person and step: their spell
  std::map<std::uint32_t, std::set<int>> started;                   ///< by organisation
  std::map<std::pair<std::uint32_t, int>, double> gained;           ///< by organisation and channel
  std::vector<Stage> before;

  void step_begins(const public_services::Run& now) override {
    run = &now;
    before = now.state.stage.values;
  }
  void contact(const Contact& contact, int, Knowledge gain) override {
    if (contact.route == Route::home) return;
    if (contact.route == Route::gathering && !(contact.terms & absent))
      attended[{contact.recipient, run->step}] = run->state.spell[contact.recipient];
    gained[{run->world.people.organisation[contact.recipient], contact.channel}] +=
        static_cast<double>(mastery(gain.e, gain.t, run->practices[0].tacit16));
  }
  void step_ends(const public_services::Run& now) override {
    for (std::uint32_t o = 0; o < before.size(); ++o)
      if (before[o] < Stage::trialling && now.state.stage[o] >= Stage::trialling) started[o].insert(now.step);
  }
};

double normal_below(double z) { return .5 * std::erfc(-z / std::sqrt(2.0)); }

TEST(Survey, WhereNothingStandsInTheWayTheyLearnWhatTheyExpect) {
  Laboratory laboratory(small_scenario(event), without_barriers());
  Watching watching;
  const auto rows = laboratory.run(0, &watching);
  const auto &expected = laboratory.of(rows, "survey_expected_quantile"),
             &learned = laboratory.of(rows, "survey_learned_quantile");
  ASSERT_EQ(expected.size(), 19u);
  EXPECT_GT(expected.back(), .99);  // who comes for the first time knows nothing
  EXPECT_LT(expected.front(), .5);  // and after some meetings they do
  for (std::size_t q = 0; q < expected.size(); ++q)
    EXPECT_NEAR(learned[q], expected[q], 1e-4);  // a dose is counted in 2^-16
  EXPECT_EQ(laboratory.of(rows, "survey_expected"), laboratory.of(rows, "survey_learned"));
  // Twelve meetings, of which those in the last half-year come too late to say what was changed.
  int asked = 0;
  for (const auto& [who, spell] : watching.attended) asked += who.second + 26 <= 104;
  EXPECT_EQ(respondents(laboratory, rows), (std::vector<std::int32_t>{asked, 0}));
  EXPECT_LT(asked, static_cast<int>(watching.attended.size()));
}

TEST(Survey, WhereSomethingDoesTheyLearnLess) {
  Laboratory laboratory(small_scenario(event), without_barriers({"barriers.transfer.strength=1"}));
  const auto rows = laboratory.run();
  const auto &expected = laboratory.of(rows, "survey_expected_quantile"),
             &learned = laboratory.of(rows, "survey_learned_quantile");
  for (std::size_t q = 0; q < expected.size(); ++q) EXPECT_LT(learned[q], expected[q] - .1);
}

TEST(Survey, NoiseIsLognormalAndWordsAreItsThresholds) {
  // Who learns nothing expects the reputation, .7, for ever.
  Laboratory laboratory(small_scenario(event),
                        without_barriers({"channels.event.dose=0", "stages.survey.noise=0.5",
                                          "world.practices.agile working.reputation=0.7",
                                          "stages.survey.little=0.3", "stages.survey.fair=0.6"}));
  const auto rows = laboratory.run();
  const double n = respondents(laboratory, rows)[0];
  ASSERT_GT(n, 2000);
  const auto below = [](double limit) { return normal_below(std::log(limit / .7) / .5); };
  const double cuts[] = {0, below(.3), below(.6), below(1.2), 1};
  const auto& shares = laboratory.of(rows, "survey_expected");
  for (std::size_t a = 0; a < 4; ++a) {
    const double p = cuts[a + 1] - cuts[a];
    EXPECT_LIKELY(shares[a], p, std::sqrt(p * (1 - p) / n)) << a;
  }
  EXPECT_EQ(laboratory.of(rows, "survey_learned"), (std::vector<double>{1, 0, 0, 0}));
  // The median's standard error is 1.25 times the mean's.
  EXPECT_LIKELY(std::log(laboratory.of(rows, "survey_expected_quantile")[9] / .7), 0,
                1.25 * .5 / std::sqrt(n));
}

TEST(Survey, IntentionIsTheStartThatBarrier12HasNotYetStopped) {
  // Who attends learns all there is, and would start at the rate start * perceived, with risk tolerance a
  // half; but leadership, evidence and capacity are nil, and barrier 12 stops every start.
  Laboratory laboratory(
      small_scenario(event),
      without_barriers({"channels.event.dose=1", "barriers.application.strength=1",
                        "world.traits.leadership=0", "world.traits.capacity=0", "world.people.variation=0",
                        "stages.apply.start=1.2", "stages.apply.peers=0", "world.traits.risk_tolerance=0.5",
                        "world.practices.agile working.evidence=0",
                        "stages.survey.intended_within=0.5 years"}));
  const auto rows = laboratory.run(0, nullptr, [](const public_services::Run& run) {
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o) EXPECT_EQ(run.state.started[o], -1);
  });
  const double n = respondents(laboratory, rows)[0], p = 1 - std::exp(-1.2 * .5);
  EXPECT_LIKELY(laboratory.of(rows, "survey_made_or_intends")[0], p, std::sqrt(p * (1 - p) / n));
  EXPECT_EQ(laboratory.of(rows, "survey_made")[0], 0);
}

const std::string talkative = "  ties: {shape: ties, network: random, degree: 8, talks: 12}\n";

/// A world in which some organisations start what they met, and others do not.
std::vector<std::string> mixed(const std::vector<std::string>& more = {}) {
  return at_rest([&] {
    std::vector<std::string> set{"world.counts.council.number=40",
                                 "world.traits.leadership={uniform: {least: 0, most: 1}}",
                                 "world.traits.capacity={uniform: {least: 0.1, most: 0.9}}",
                                 "stages.apply.start=12",
                                 "stages.apply.trial_ends=8",
                                 "stages.improve.doing=3",
                                 "channels.home.talks=60",
                                 "channels.ties.talks=2",
                                 "channels.event.dose=0.3",
                                 "world.practices.agile working.lead_time=0.2 years",
                                 "channels.event.officers=0.1",
                                 "channels.event.items=3",
                                 "stages.turnover.people=0.3",
                                 "stages.survey.attended_within=1 year",
                                 "stages.survey.asked_after=2 years"};
    set.insert(set.end(), more.begin(), more.end());
    return set;
  }());
}

TEST(Survey, ChangesAreThoseThatFollowed) {
  Laboratory laboratory(small_scenario(event + talkative), mixed());
  Watching watching;
  int asked_again = 0, changed = 0, improved = 0, introduced = 0;
  const auto rows = laboratory.run(0, &watching, [&](const public_services::Run& run) {
    // Somebody may have left and another come to the same post: only meetings since then count.
    std::map<std::uint32_t, int> met;
    for (const auto& [who, spell] : watching.attended)
      if (who.second < 52 && spell == run.state.spell[who.first]) met.insert(who);
    for (const auto& [person, step] : met) {
      const std::uint32_t o = run.world.people.organisation[person];
      const double here = watching.gained[{o, 2}],
                   all = here + watching.gained[{o, 3}] + watching.gained[{o, 1}];
      const auto& starts = watching.started[o];
      const bool change = here > 0 && here / all >= 1 / 3. && starts.lower_bound(step) != starts.end();
      ++asked_again;
      changed += change;
      improved += change && run.state.stage[o] >= Stage::trialling;
      introduced += change && run.state.stage[o] == Stage::applied && run.state.improvement[o] >= 30000;
    }
  });
  int asked = 0, made = 0;
  for (const auto& [who, spell] : watching.attended) {
    const int step = who.second;
    if (step + 26 > 104) continue;
    const auto& starts = watching.started[laboratory.world().people.organisation[who.first]];
    const auto next = starts.lower_bound(step);
    ++asked;
    made += next != starts.end() && *next < step + 26;
  }
  ASSERT_GT(made, 20);
  ASSERT_LT(made, asked - 20);
  EXPECT_EQ(respondents(laboratory, rows), (std::vector<std::int32_t>{asked, asked_again}));
  EXPECT_DOUBLE_EQ(laboratory.of(rows, "survey_made")[0], static_cast<double>(made) / asked);
  EXPECT_GT(laboratory.of(rows, "survey_made_or_intends")[0], laboratory.of(rows, "survey_made")[0]);
  ASSERT_GT(introduced, 5);
  ASSERT_LT(introduced, improved);
  ASSERT_LT(changed, asked_again - 20);
  EXPECT_DOUBLE_EQ(laboratory.of(rows, "survey_attributable")[0], static_cast<double>(changed) / asked_again);
  EXPECT_DOUBLE_EQ(laboratory.of(rows, "survey_improved")[0], static_cast<double>(improved) / asked_again);
  EXPECT_DOUBLE_EQ(laboratory.of(rows, "survey_introduced")[0],
                   static_cast<double>(introduced) / asked_again);
}

TEST(Survey, TheSecondWaveIsAsOfItsMoment) {
  const auto second = [](const std::string& horizon) {
    Laboratory laboratory(small_scenario(event + talkative),
                          mixed({"time.horizon=" + horizon, "stages.survey.attended_within=0.5 years",
                                 "stages.survey.asked_after=1 year", "stages.turnover.people=0"}));
    const auto rows = laboratory.run();
    return std::vector<double>{
        static_cast<double>(respondents(laboratory, rows)[1]), laboratory.of(rows, "survey_attributable")[0],
        laboratory.of(rows, "survey_improved")[0], laboratory.of(rows, "survey_introduced")[0]};
  };
  const auto at_the_end = second("1 year");
  EXPECT_GT(at_the_end[0], 100);
  EXPECT_GT(at_the_end[1], 0);
  EXPECT_EQ(second("2 years"), at_the_end);
  // Nobody is asked after the end.
  EXPECT_EQ(second("26 weeks")[0], 0);
  EXPECT_TRUE(std::isnan(second("26 weeks")[1]));
}

TEST(Survey, AskingChangesNothing) {
  const auto run_of = [](const std::string& surveyed, int threads) {
    Laboratory laboratory(small_scenario(event + talkative),
                          mixed({"channels.event.surveyed=" + surveyed, "measures=[adoption, ledger]"}));
    auto rows = laboratory.run(0, nullptr, {}, threads);
    rows.erase(rows.begin());  // the digest: who was asked is in it
    return rows;
  };
  EXPECT_TRUE(same(run_of("yes", 1), run_of("no", 1)));
}

TEST(Survey, AnswersAreTheSameFromAnyNumberOfThreads) {
  const auto run_of = [](int threads) {
    Laboratory laboratory(small_scenario(event + talkative), mixed({"measures=[survey]"}));
    return laboratory.run(0, nullptr, {}, threads);
  };
  EXPECT_EQ(run_of(1), run_of(3));
}

}  // namespace
}  // namespace knowhow::public_services
