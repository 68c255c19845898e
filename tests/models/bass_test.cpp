// Bass 1969: closed forms, the recursion of the synchronous step, and what must not matter.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/distribution.h"
#include "sim/random.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

std::string bass(const std::string& timing, const std::string& network, const std::string& adoption,
                 const std::string& more = "") {
  return "model: bass\ntime: {horizon: 20 steps}\ntiming: " + timing + "\nnetwork: " + network +
         "\nadoption: " + adoption + "\n" + more;
}

const std::string usual = "{innovation: 0.03, imitation: 0.38}";
const std::string everybody = "{shape: complete, agents: 5000}";

/// Means over replicates of what had been adopted at each step, with standard errors.
std::vector<Mean> curve(PublishedRuns& runs, int count, std::size_t scenario = 0) {
  std::vector<std::vector<double>> at(21);
  for (int r = 0; r < count; ++r) {
    const sim::Rows rows = runs.rows(static_cast<std::uint32_t>(r), scenario);
    for (std::size_t t = 0; t <= 20; ++t) at[t].push_back(runs.of(rows, "adopted")[t]);
  }
  std::vector<Mean> means;
  for (const auto& values : at) means.push_back(mean_of(values));
  return means;
}

TEST(Bass, ContinuousFollowsTheClosedForm) {
  PublishedRuns runs(bass("continuous", everybody, usual));
  const auto found = curve(runs, 40);
  for (std::size_t t = 1; t <= 20; ++t) {
    const double decay = std::exp(-.41 * static_cast<double>(t));
    EXPECT_LIKELY(found[t].value, (1 - decay) / (1 + .38 / .03 * decay), found[t].error, 1.0 / 5000) << t;
  }
}

TEST(Bass, SynchronousFollowsItsRecursion) {
  PublishedRuns runs(bass("synchronous", everybody, usual));
  const auto found = curve(runs, 40);
  double expected = 0;
  for (std::size_t t = 1; t <= 20; ++t) {
    expected += (.03 + .38 * expected) * (1 - expected);
    EXPECT_LIKELY(found[t].value, expected, found[t].error, 1.0 / 5000) << t;
  }
}

TEST(Bass, TwoAgentsAdoptWhenTheirLuckSays) {
  PublishedRuns runs(bass("continuous", "{shape: complete, agents: 2}", "{innovation: 0.1, imitation: 0.6}"));
  for (std::uint32_t r = 0; r < 20; ++r) {
    const sim::Block luck = sim::Draws(runs.plan().seed, r).block(sim::purpose("bass withstands"), 0, 0);
    const double first = sim::exponential_quantile(sim::unit(std::min(luck[0], luck[1])));
    if (first / .1 >= 20) continue;
    const sim::Rows rows = runs.rows(r);
    EXPECT_NEAR(runs.of(rows, "half_at")[0], first / .1, 1e-9);
    const double second = sim::exponential_quantile(sim::unit(std::max(luck[0], luck[1])));
    const double when = first / .1 + (second - first) / (.1 + .6 / 2);
    for (int t = 0; t <= 20; ++t)
      EXPECT_EQ(runs.of(rows, "adopted")[static_cast<std::size_t>(t)],
                (first / .1 < t ? .5 : 0) + (when < t ? .5 : 0));
  }
}

TEST(Bass, SynchronousIsStepForStepWhatLuckSays) {
  for (const std::uint32_t agents : {1u, 37u, 30'000u})
    for (const auto& [p, q] : {std::pair{.03, .38}, std::pair{.9, .5}}) {
      PublishedRuns runs(
          bass("synchronous", "{shape: complete, agents: " + std::to_string(agents) + "}",
               "{innovation: " + std::to_string(p) + ", imitation: " + std::to_string(q) + "}"));
      const sim::Draws draws(runs.plan().seed, 3);
      const sim::Rows rows = runs.rows(3);
      double withstood = 1, share = 0;
      for (std::size_t t = 1; t <= 20; ++t) {
        withstood *= 1 - std::min(1.0, p + q * share);
        std::uint32_t adopted = 0;
        for (std::uint32_t i = 0; i < agents; ++i)
          adopted += draws.word(sim::purpose("bass withstands"), 0, i) < sim::threshold(1 - withstood);
        share = static_cast<double>(adopted) / agents;
        EXPECT_EQ(runs.of(rows, "adopted")[t], share) << agents << " " << p << " " << t;
      }
    }
}

TEST(Bass, WithoutExampleNoNetworkMatters) {
  for (const char* timing : {"synchronous", "continuous"}) {
    PublishedRuns all(bass(timing, "{shape: complete, agents: 300}", "{innovation: 0.05, imitation: 0}"));
    PublishedRuns ring(
        bass(timing, "{shape: ring_lattice, agents: 300}", "{innovation: 0.05, imitation: 0}"));
    EXPECT_EQ(all.of(all.rows(), "adopted"), ring.of(ring.rows(), "adopted")) << timing;
  }
}

/// On a complete network with its ties written out F counts the others alone; with this many it is the same
/// curve.
TEST(Bass, NetworkProcessAgreesWithTheCompleteOne) {
  for (const char* timing : {"synchronous", "continuous"}) {
    PublishedRuns all(bass(timing, "{shape: complete, agents: 400}", usual));
    PublishedRuns ring(bass(timing, "{shape: small_world, agents: 400, degree: 398, rewired: 0}", usual));
    const auto expected = curve(all, 30), found = curve(ring, 30);
    for (std::size_t t = 1; t <= 20; ++t) EXPECT_NEAR(found[t].value, expected[t].value, .01) << timing << t;
  }
}

TEST(Bass, MoreImitationOnlyMakesSooner) {
  const std::string more =
      "interventions: {more: {from: 3 steps, until: 9 steps, scale: {adoption.imitation: 2}}}\nscenarios: "
      "{more: [more]}\n";
  for (const char* network : {"{shape: complete, agents: 500}", "{shape: random, agents: 500}"})
    for (const char* timing : {"synchronous", "continuous"}) {
      PublishedRuns runs(bass(timing, network, usual, more));
      const auto base = runs.of(runs.rows(0, 0), "adopted"), raised = runs.of(runs.rows(0, 1), "adopted");
      double gained = 0;
      for (std::size_t t = 0; t <= 20; ++t) {
        EXPECT_GE(raised[t], base[t]);
        if (t <= 3) {
          EXPECT_EQ(raised[t], base[t]);
        }
        gained += raised[t] - base[t];
      }
      EXPECT_GT(gained, .1) << timing << network;
    }
}

/// p = 0 until step 10, and after a pause from 10 to 15: nobody is told of time that passed at rest.
TEST(Bass, WakesFromRestWhereItFellAsleep) {
  for (const char* timing : {"synchronous", "continuous"})
    for (const char* network : {"{shape: complete, agents: 20000}", "{shape: ring_lattice, agents: 20000}"}) {
      PublishedRuns runs(bass(timing, network, "{innovation: 0.03, imitation: 0}",
                              "interventions:\n  late: {until: 10 steps, set: {adoption.innovation: 0}}\n"
                              "  pause: {from: 10 steps, until: 15 steps, set: {adoption.innovation: 0}}\n"
                              "scenarios: {late: [late], pause: [pause]}\n"));
      const auto survives = [&](int steps) {
        return std::string(timing) == "continuous" ? std::exp(-.03 * steps) : std::pow(1 - .03, steps);
      };
      const double error = .5 / std::sqrt(20000.0);
      const auto late = runs.of(runs.rows(0, 1), "adopted"), pause = runs.of(runs.rows(0, 2), "adopted");
      EXPECT_EQ(late[10], 0);
      EXPECT_LIKELY(late[11], 1 - survives(1), error) << timing << network;
      EXPECT_LIKELY(late[20], 1 - survives(10), error) << timing << network;
      EXPECT_EQ(pause[15], pause[10]);
      EXPECT_LIKELY(pause[20], 1 - survives(15), error) << timing << network;
    }
}

TEST(Bass, RestsWhenAllHaveAdoptedAndWhenNobodyCould) {
  PublishedRuns quick(bass("synchronous", "{shape: complete, agents: 50}", "{innovation: 1, imitation: 0}"));
  EXPECT_EQ(quick.of(quick.rows(), "rested_at")[0], 2);  // in step 1 nobody adopts any more
  EXPECT_EQ(quick.of(quick.rows(), "newly_adopted")[1], 1);
  EXPECT_EQ(quick.of(quick.rows(), "newly_adopted")[2], 0);
  PublishedRuns none(bass("continuous", "{shape: random, agents: 50}", "{innovation: 0, imitation: 0.5}"));
  EXPECT_EQ(none.of(none.rows(), "rested_at")[0], 0);
  EXPECT_EQ(none.of(none.rows(), "final_adopted")[0], 0);
  EXPECT_TRUE(std::isnan(none.of(none.rows(), "peak_at")[0]));
}

}  // namespace
}  // namespace knowhow::published
