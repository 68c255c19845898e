// Time counted in steps, and what a model without measures, targets and ledger is not asked.
#include <gmock/gmock.h>

#include "tests/scenarios/spread.h"

namespace knowhow::scenarios::spread {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(CountedTime, NeedsOnlyAHorizon) {
  const auto plan = Folder().plan(scenario);
  EXPECT_FALSE(plan.time.calendar);
  EXPECT_EQ(plan.time.start, "");
  EXPECT_EQ(plan.time.step, "1 step");
  EXPECT_EQ(plan.time.steps_per_year, 1);
  EXPECT_EQ(plan.time.steps, 80);
  EXPECT_EQ(plan.time.in_words(), "80 steps");
  EXPECT_EQ(plan.time.step_of(plan.root["shock"].years), 10);
  EXPECT_EQ(plan.interventions.at(0).from, 20);
  EXPECT_EQ(plan.interventions.at(0).until, 40);
  EXPECT_EQ(plan.output_every, 1);
  EXPECT_TRUE(plan.measures.empty());
  EXPECT_EQ(plan.ledger_by, "");
}

TEST(CountedTime, MomentsReachFromTheStartToTheEnd) {
  const Folder folder;
  const auto from = [&](const std::string& span) {
    return folder.plan(replaced(scenario, "from: 20 steps, until: 40 steps", span)).interventions.at(0);
  };
  EXPECT_EQ(from("from: 0").from, 0);
  EXPECT_EQ(from("from: 0 steps").from, 0);
  EXPECT_EQ(from("from: 1 step").from, 1);
  EXPECT_EQ(from("from: 79 steps").from, 79);
  EXPECT_EQ(from("until: 80 steps").until, 80);
  EXPECT_EQ(from("until: 7 steps").from, 0);
}

TEST(CountedTime, IsObservedAtMostAThousandTimesUnlessAskedFor) {
  const Folder folder;
  const auto every = [&](const std::string& horizon, const Words& set = {}) {
    return folder.plan("knowhow: 1\ntitle: T\nmodel: spread\ntime: {horizon: " + horizon + "}\n", set)
        .output_every;
  };
  EXPECT_EQ(every("1 step"), 1);
  EXPECT_EQ(every("1000 steps"), 1);
  EXPECT_EQ(every("1 001 steps"), 2);
  EXPECT_EQ(every("2000 steps"), 2);
  EXPECT_EQ(every("2001 steps"), 5);
  EXPECT_EQ(every("5001 steps"), 10);
  EXPECT_EQ(every("10 000 000 steps"), 10'000);
  EXPECT_EQ(every("2000 steps", {"output.every=1 step"}), 1);
  EXPECT_EQ(every("10 000 000 steps", {"output.every=100 steps"}), 100);
  EXPECT_THAT(folder.mistakes(scenario, {"time.horizon=10000000 steps", "output.every=99 steps"}),
              StartsWith("output.every: would observe a run more than 100000 times; observe it less often, "
                         "such as every 10000 steps"));
}

TEST(CountedTime, ACalendarIsTakenStill) {
  const auto plan = Folder().plan(
      replaced(replaced(replaced(scenario, "horizon: 80 steps", "start: 2014-04-01, horizon: 2 years"),
                        "from: 20 steps, until: 40 steps", "from: 2014-07-01"),
               "shock: 10 steps", "shock: 26 weeks"));
  EXPECT_TRUE(plan.time.calendar);
  EXPECT_EQ(plan.time.steps, 104);
  EXPECT_EQ(plan.time.in_words(), "104 steps of 1 week from 2014-04-01");
  EXPECT_EQ(plan.interventions.at(0).from, 13);
  EXPECT_EQ(plan.output_every, 4);
}

TEST(CountedTime, MistakesHaveACure) {
  const Folder folder;
  const std::string horizon = "horizon: 80 steps", from = "from: 20 steps";
  const std::string no_number = "steps are counted, without a calendar: write, for instance, `20 steps`";
  struct Mistake {
    std::string from, to, said;
  };
  for (const auto& [was, now, said] : std::vector<Mistake>{
           {horizon, "horizon: 2.5 steps",
            "time.horizon: must be a whole number of steps; at least `1 step`"},
           {horizon, "horizon: -1 steps", "time.horizon: must be a whole number of steps; at least `1 step`"},
           {horizon, "horizon: 0 steps", "time.horizon: must be a whole number of steps; at least `1 step`"},
           {horizon, "horizon: 1e9 steps", "time.horizon: must be at most 10000000 steps"},
           {horizon, "horizon: 80", "time.horizon: '80' is not a number of steps; " + no_number},
           {horizon, "horizon: steps", "time.horizon: 'steps' is not a number of steps; " + no_number},
           {horizon, "horizon: 5 years", "time.horizon: '5 years' is not a number of steps; " + no_number},
           {horizon, "horizon: '80 steps'",
            "time.horizon: must be a number of steps, not the text '80 steps'"},
           {horizon, "horizon: [80 steps]", "time.horizon: must be a number of steps, not a list"},
           {horizon, "start: 2014-04-01, horizon: 80 steps", "time.start: belongs to a calendar"},
           {horizon, "step: 1 week, horizon: 80 steps", "time.step: belongs to a calendar"},
           {horizon, "", "time.horizon: is missing; write how long a run lasts, as in `horizon: 80 steps`"},
           {horizon, "horizont: 80 steps", "time.horizon: is missing"},
           {"time: {horizon: 80 steps}\n", "", "time: is missing; write, for instance, {horizon: 80 steps}"},
           {from, "from: 2014-04-01", "faster.from: '2014-04-01' is not a number of steps; " + no_number},
           {from, "from: 1 year", "faster.from: '1 year' is not a number of steps; " + no_number},
           {from, "from: 2.5 steps", "faster.from: must be a whole number of steps"},
           {from, "from: -1 steps", "faster.from: is before the start of the run"},
           {from, "from: 80 steps", "faster.from: is after the end of the run; which has 80 steps"},
           {"40 steps", "20 steps", "faster.until: must be at least one step after `from`"},
           {"40 steps", "81 steps", "faster.until: is after the end of the run"},
           {"shock: 10 steps", "shock: 80 steps", "shock: is after the end of the run"},
           {"shock: 10 steps", "output: {every: 1 week}", "output.every: '1 week' is not a number of steps"},
           {"shock: 10 steps", "output: {every: 0 steps}", "output.every: must be a whole number of steps"},
           {"shock: 10 steps", "output: {every: 81 steps}", "output.every: must be at most 80 steps"},
       }) {
    SCOPED_TRACE(now);
    EXPECT_THAT(folder.mistakes(replaced(scenario, was, now)), HasSubstr(said));
  }
}

TEST(CountedTime, MomentsAreNotBlamedForAWrongHorizon) {
  const Folder folder;
  const auto all = folder.mistakes(replaced(scenario, "80 steps", "2.5 steps"));
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
}

TEST(CountedTime, IsNotForAModelThatNeedsACalendar) {
  const Folder folder;
  const auto with_time = [&](const std::string& time) {
    return folder.mistakes(
        replaced(example::scenario, "start: 2014-04-01, step: 1 week, horizon: 2 years", time));
  };
  EXPECT_THAT(
      with_time("start: 2014-04-01, horizon: 80 steps"),
      StartsWith("time.horizon: counts steps, and this model needs a calendar; write a `start`, and"));
  EXPECT_THAT(with_time("horizon: 80 steps"), HasSubstr("time.horizon: counts steps, and this model needs"));
  EXPECT_THAT(folder.mistakes(replaced(example::scenario, "from: 26 weeks", "from: 26 steps")),
              HasSubstr("'26 steps' is neither a date nor a duration"));
}

TEST(AModelWithoutThem, KnowsNoLedgerMeasuresTargetsOrCosts) {
  const Folder folder;
  const auto added = [&](const std::string& text) { return folder.mistakes(scenario + text); };
  EXPECT_THAT(added("output: {ledger: {by: sector}}\n"), StartsWith("output.ledger: no such key"));
  EXPECT_THAT(added("measures: [adoption]\n"), StartsWith("measures: no such key"));
  const auto inside = [&](const std::string& key) {
    return folder.mistakes(replaced(scenario, "until: 40 steps", key));
  };
  EXPECT_THAT(inside("target: {kind: [council]}"), StartsWith("interventions.faster.target: no such key"));
  EXPECT_THAT(inside("cost: {once: 5 GBP}"), StartsWith("interventions.faster.cost: no such key"));
}

}  // namespace
}  // namespace knowhow::scenarios::spread
