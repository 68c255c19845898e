// Watts 2002 (fractional) and Centola and Macy 2007 (absolute), against what can be computed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/problem.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

std::string scenario(const std::string& rest) {
  return "model: threshold\n"
         "time: {horizon: 1200 steps}\noutput: {every: 1200 steps}\nrun: {replicates: 1, seed: 5}\n" +
         rest;
}

PublishedRuns ring(int agents, int degree, int number, const std::string& more = "") {
  return PublishedRuns(scenario("network: {shape: ring_lattice, agents: " + std::to_string(agents) +
                                ", degree: " + std::to_string(degree) +
                                "}\nrule: {shape: absolute, number: " + std::to_string(number) +
                                "}\nseeds: {shape: neighbourhood, number: 1}\n" + more));
}

double steps_to_99(PublishedRuns runs) { return runs.of(runs.rows(), "steps_to_99").back(); }

TEST(ThresholdAbsolute, CentolaAndMacyOnALatticeTakesExactlyTheStepsOfItsFront) {
  // The block of adopters grows by 2 (k / 2 - a + 1) a step.
  EXPECT_EQ(steps_to_99(ring(4000, 8, 1)), 494);
  EXPECT_EQ(steps_to_99(ring(4000, 8, 2)), 659);
  EXPECT_EQ(steps_to_99(ring(4000, 8, 3)), 988);
  EXPECT_EQ(steps_to_99(ring(1000, 4, 1)), 247);
  EXPECT_EQ(steps_to_99(ring(1000, 4, 2)), 493);
  EXPECT_TRUE(std::isnan(steps_to_99(ring(1000, 4, 3))));
}

TEST(ThresholdAbsolute, AnInterventionFromTheStartIsTheSameAsANumber) {
  auto changed =
      ring(1000, 4, 2, "interventions: {easier: {set: {rule.number: 1}}}\nscenarios: {easier: [easier]}\n");
  EXPECT_EQ(changed.of(changed.rows(0, 0), "steps_to_99").back(), 493);
  EXPECT_EQ(changed.of(changed.rows(0, 1), "steps_to_99").back(), 247);
}

TEST(ThresholdAbsolute, AThresholdThatFallsOnTheWayIsMetByWhatWasSeen) {
  // Three are never enough at k = 4: 5 adopters until step 100. Then the front moves by 2 a step.
  auto runs = ring(1000, 4, 3,
                   "interventions: {easier: {from: 100 steps, set: {rule.number: 2}}}\n"
                   "scenarios: {easier: [easier]}\n");
  EXPECT_EQ(runs.of(runs.rows(0, 1), "steps_to_99").back(), 593);
}

TEST(ThresholdAbsolute, CentolaAndMacyLongTiesStopWhatTakesTwo) {
  const auto nearly_all = [](const char* number, const char* swapped) {
    return PublishedRuns(
               scenario(std::string("network: {shape: ring_lattice, agents: 1000, degree: 4, swapped: ") +
                        swapped + "}\nrule: {shape: absolute, number: " + number +
                        "}\nseeds: {shape: neighbourhood, number: 1}\n"))
        .lasts("nearly_all", 30);
  };
  for (const double reached : nearly_all("1", "0.1")) EXPECT_EQ(reached, 1);
  for (const double reached : nearly_all("2", "0.1")) EXPECT_EQ(reached, 0);
}

TEST(ThresholdAbsolute, NoughtIsMetByAllAndMoreThanThereAreByNobody) {
  auto all = ring(50, 4, 0);
  EXPECT_EQ(steps_to_99(ring(50, 4, 0)), 1);
  EXPECT_EQ(all.of(all.rows(), "final_adopted").back(), 1);
  auto none = ring(50, 4, 5);
  EXPECT_DOUBLE_EQ(none.of(none.rows(), "final_adopted").back(), .1);
}

TEST(ThresholdFractional, WattsTriggersAsOftenAsTheVulnerableClusterIsLarge) {
  // u = 1 - sum over k = 1..5 of k p_k / z (1 - u^(k - 1)); trigger = 1 - exp(-z (1 - u)); size about the
  // giant component. 400 seeds; the graph's own luck adds to a binomial's, hence the slack.
  for (const auto& [degree, trigger, size] :
       {std::tuple{"2", .754, .797}, std::tuple{"3", .874, .941}, std::tuple{"4", .865, .980}}) {
    PublishedRuns runs(
        scenario(std::string("network: {shape: random, agents: 4000, mean_degree: ") + degree +
                 "}\nrule: {shape: fractional, share: 0.18}\nseeds: {shape: random, number: 1}\n"));
    constexpr int count = 400;
    const auto final = runs.lasts("final_adopted", count);
    std::vector<double> global;
    for (const double share : final)
      if (share > .05) global.push_back(share);
    const double share = static_cast<double>(global.size()) / count;
    EXPECT_LIKELY_WITHIN(4, share, trigger, std::sqrt(trigger * (1 - trigger) / count), .01) << degree;
    EXPECT_LIKELY(mean_of(global).value, size, mean_of(global).error, .005) << degree;
  }
}

TEST(ThresholdFractional, WattsHasNoGlobalCascadeOutsideTheWindow) {
  for (const char* degree : {"0.8", "9"}) {
    PublishedRuns runs(
        scenario(std::string("network: {shape: random, agents: 4000, mean_degree: ") + degree +
                 "}\nrule: {shape: fractional, share: 0.18}\nseeds: {shape: random, number: 1}\n"));
    for (const double global : runs.lasts("global", 50)) EXPECT_EQ(global, 0) << degree;
  }
}

TEST(ThresholdNoise, ActsOnceAStepOnThoseWhoSeeAnAdopter) {
  // A line, one seed at either end of its reach: the front moves only by noise, so that each side waits a
  // geometric time a step forward. After 400 steps a side has moved 400 p on average, variance 400 p (1 - p).
  PublishedRuns runs(
      "model: threshold\ntime: {horizon: 400 steps}\n"
      "output: {every: 400 steps}\nrun: {replicates: 1, seed: 5}\n"
      "network: {shape: ring_lattice, agents: 2000, degree: 2}\nrule: {shape: absolute, number: 3}\n"
      "seeds: {shape: random, number: 1}\nnoise: 0.3\n");
  constexpr int count = 200;
  double moved = 0;
  for (const double share : runs.lasts("final_adopted", count)) moved += share * 2000 - 1;
  EXPECT_LIKELY(moved / count, 2 * 400 * .3, std::sqrt(2 * 400 * .3 * .7 / count));
}

TEST(ThresholdNoise, SwitchedOnLateItActsFromThenOn) {
  PublishedRuns runs(
      "model: threshold\ntime: {horizon: 300 steps}\n"
      "output: {every: 1 step}\nrun: {replicates: 1, seed: 5}\n"
      "network: {shape: ring_lattice, agents: 2000, degree: 2}\nrule: {shape: absolute, number: 3}\n"
      "seeds: {shape: random, number: 1}\ninterventions: {all: {from: 200 steps, until: 250 steps, set: "
      "{noise: 1}}}\n"
      "scenarios: {late: [all]}\n");
  const sim::Rows rows = runs.rows(0, 1);
  const auto& adopted = runs.of(rows, "adopted");
  EXPECT_DOUBLE_EQ(adopted.at(200) * 2000, 1);
  EXPECT_DOUBLE_EQ(adopted.at(210) * 2000, 21);
  EXPECT_DOUBLE_EQ(adopted.at(250) * 2000, 101);
  EXPECT_DOUBLE_EQ(adopted.at(300) * 2000, 101);
}

TEST(Threshold, RefusesWhatCannotBe) {
  const auto refused = [](const std::string& rest) {
    EXPECT_THROW(PublishedRuns(scenario(rest)).rows(), sim::InvalidInput) << rest;
  };
  refused("seeds: {shape: earliest}\n");
  refused("network: {shape: random, agents: 10}\nseeds: {shape: random, number: 11}\n");
  refused("network: {shape: ring_lattice, agents: 10, degree: 3}\n");
  refused("rule: {shape: absolute, share: 0.5}\n");
  refused(
      "rule: {shape: fractional, share: {uniform: [0.1, 0.3]}}\n"
      "interventions: {easier: {set: {rule.share: 0.1}}}\nscenarios: {easier: [easier]}\n");
}

}  // namespace
}  // namespace knowhow::published
