// One-shot cascades (Kempe, Kleinberg and Tardos 2003) and SIR, in steps and in continuous time, against bond
// percolation and branching processes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/network.h"
#include "sim/problem.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

std::string scenario(const std::string& process, const std::string& rest) {
  return "model: independent_cascade\n"
         "time: {horizon: 400 steps}\noutput: {every: 400 steps}\nrun: {replicates: 1, seed: 9}\nprocess: " +
         process + "\n" + rest;
}

/// `chance` of a major outbreak from one seed and its `size`, on a random network with 8 ties each.
void expect_outbreaks(const std::string& process, double chance, double size) {
  PublishedRuns runs(scenario(process, "network: {shape: random, agents: 4000, mean_degree: 8}\n"));
  constexpr int count = 400;
  std::vector<double> major;
  for (const double share : runs.lasts("attack_share", count))
    if (share > .05) major.push_back(share);
  const double error = std::sqrt(chance * (1 - chance) / count);
  EXPECT_LIKELY_WITHIN(4, static_cast<double>(major.size()) / count, chance, error, .01) << process;
  EXPECT_LIKELY(mean_of(major).value, size, mean_of(major).error, .005) << process;
}

TEST(OneShot, ReachesAsManyAndAsOftenAsBondPercolation) {  // S = 1 - exp(-R0 S), both for size and chance
  expect_outbreaks("{shape: one_shot, probability: 0.1875}", .5828, .5828);
  expect_outbreaks("{shape: one_shot, probability: 0.25}", .7968, .7968);
  expect_outbreaks("{shape: one_shot_continuous, probability: 0.25}", .7968, .7968);
}

TEST(OneShot, StaysSmallBelowTheThreshold) {
  PublishedRuns runs(scenario("{shape: one_shot, probability: 0.1}",
                              "network: {shape: random, agents: 4000, mean_degree: 8}\n"));
  EXPECT_LT(mean_of(runs.lasts("attack_share", 100)).value, .01);
}

/// Hubs with rows of every length, and each try with the draw that belongs to it.
TEST(OneShot, IsStepForStepWhatAPlainLoopWithTheSameDrawsDoes) {
  constexpr std::uint32_t agents = 500, steps = 20;
  PublishedRuns runs(
      "model: independent_cascade\ntime: {horizon: 20 steps}\noutput: {every: 1 step}\n"
      "run: {replicates: 1, seed: 9}\nnetwork: {shape: preferential, agents: 500, each: 3}\n"
      "process: {shape: one_shot, probability: 0.3}\n");
  double reached = 0;
  for (std::uint32_t r = 0; r < 20; ++r) {
    const sim::Draws draws(9, r);
    const sim::Network network =
        sim::Network::undirected(agents, sim::preferential_attachment(agents, 3, draws, "network"));
    std::vector<int> since(agents, -1);
    since[sim::index_of(draws.block(sim::purpose("seeds"), 0, 0, 0)[0], agents)] = 0;
    const sim::Rows rows = runs.rows(r);
    const auto& infected = runs.of(rows, "infected");
    for (int step = 0; step <= static_cast<int>(steps); ++step) {
      const auto now = std::count(since.begin(), since.end(), step);
      ASSERT_EQ(infected.at(static_cast<std::size_t>(step)), static_cast<double>(now) / agents) << r << step;
      for (std::uint32_t i = 0; i < agents; ++i)
        for (std::uint32_t place = 0; since[i] == step && place < network.degree(i); ++place)
          if (int& other = since[network.of(i)[place]];
              other < 0 &&
              draws.block(sim::purpose("cascade try"), 0, i, place / 4)[place % 4] < sim::threshold(.3))
            other = step + 1;
    }
    reached += runs.of(rows, "attack_share")[0];
  }
  EXPECT_GT(reached / 20, .3);
}

/// Where all are reached no try is left to draw, and all are counted.
TEST(OneShot, ReachesEverybodyWhereEveryTrySucceeds) {
  PublishedRuns runs(
      scenario("{shape: one_shot, probability: 1}", "network: {shape: complete, agents: 103}\n"));
  const sim::Rows rows = runs.rows();
  EXPECT_EQ(runs.of(rows, "attack_share")[0], 1);
  EXPECT_EQ(runs.of(rows, "peak_infected")[0], 102.0 / 103);
  EXPECT_EQ(runs.of(rows, "rested_at")[0], 2);
}

TEST(OneShot, InEitherTimeTheSameAreReached) {
  const std::string rest =
      "network: {shape: small_world, agents: 1000, degree: 6}\nseeds: {shape: share, share: 0.02}\n";
  PublishedRuns steps(scenario("{shape: one_shot, probability: 0.2}", rest));
  PublishedRuns slow(scenario("{shape: one_shot_continuous, probability: 0.2, delay: 3}", rest));
  EXPECT_EQ(steps.lasts("attack_share", 20), slow.lasts("attack_share", 20));
}

/// From the step at which the rate is halved, everything happens as it would have, twice as slowly.
TEST(OneShotContinuous, AChangedRateStretchesWhatIsStillToCome) {
  PublishedRuns runs(
      "model: independent_cascade\ntime: {horizon: 40 steps}\noutput: {every: 1 step}\n"
      "run: {replicates: 1, seed: 9}\nnetwork: {shape: random, agents: 2000, mean_degree: 8}\n"
      "seeds: {shape: random, number: 20}\n"
      "process: {shape: one_shot_continuous, probability: 0.3, delay: 0.5}\n"
      "interventions: {slower: {from: 4 steps, scale: {process.delay: 0.5}}}\nscenarios: {slower: "
      "[slower]}\n");
  for (std::uint32_t r = 0; r < 5; ++r) {
    const sim::Rows plain = runs.rows(r, 0), slower = runs.rows(r, 1);
    for (const char* share : {"adopted", "infected", "recovered"})
      for (std::size_t step = 0; step <= 18; ++step) {
        const std::size_t later = step < 4 ? step : 4 + 2 * (step - 4);
        ASSERT_DOUBLE_EQ(runs.of(slower, share).at(later), runs.of(plain, share).at(step)) << share << step;
      }
    EXPECT_GT(runs.of(plain, "adopted").at(8), runs.of(plain, "adopted").at(4) + .05);
  }
}

TEST(SirContinuous, IsRarerThanPercolationBecauseSomeRecoverSoon) {
  // 1 - P = integral of exp(-s - 8 (1 - exp(-s / 3)) P) ds for T = 1 / 4; the size is that of percolation.
  expect_outbreaks("{shape: sir_continuous, infection: 0.1, recovery: 0.3}", .5663, .7968);
  // T = .375
  expect_outbreaks("{shape: sir_continuous, infection: 0.18, recovery: 0.3}", .7575, .9405);
}

TEST(SirContinuous, OnlyTheRatioOfRatesDecidesWhoIsReached) {
  const auto reached = [](const char* process) {
    return PublishedRuns(scenario(process, "network: {shape: random, agents: 2000, mean_degree: 8}\n"))
        .lasts("attack_share", 20);
  };
  // Times scale by a power of two, and nothing else changes: not even a rounding.
  EXPECT_EQ(reached("{shape: sir_continuous, infection: 0.0625, recovery: 0.25}"),
            reached("{shape: sir_continuous, infection: 8, recovery: 32}"));
}

TEST(SirContinuous, RecoversAtItsRate) {
  PublishedRuns runs(
      "model: independent_cascade\ntime: {horizon: 20 steps}\n"
      "output: {every: 1 step}\nrun: {replicates: 1, seed: 9}\nnetwork: {shape: line, agents: 20000}\n"
      "seeds: {shape: share, share: 1}\nprocess: {shape: sir_continuous, infection: 0, recovery: 0.125}\n");
  const sim::Rows rows = runs.rows();
  for (const int step : {1, 5, 8, 20}) {
    const double left = std::exp(-step / 8.0);
    EXPECT_LIKELY(runs.of(rows, "infected").at(static_cast<std::size_t>(step)), left,
                  std::sqrt(left * (1 - left) / 20000));
  }
}

TEST(Sir, PassesOnAlongATieAsOftenAsItsGeometricTimesSay) {
  // Two agents, one seed: T = 1 - E[(1 - b)^D] = 1 - c (1 - b) / (1 - (1 - c)(1 - b)), D geometric.
  constexpr double b = .1, c = .2;
  constexpr double transmissibility = 1 - c * (1 - b) / (1 - (1 - c) * (1 - b));
  PublishedRuns runs(
      scenario("{shape: sir, infection: 0.1, recovery: 0.2}", "network: {shape: line, agents: 2}\n"));
  constexpr int count = 4000;
  EXPECT_LIKELY(mean_of(runs.lasts("attack_share", count)).value, .5 + transmissibility / 2,
                .5 * std::sqrt(transmissibility * (1 - transmissibility) / count));
}

TEST(Sir, ChangedRatesHoldFromTheirStep) {
  for (const char* process :
       {"{shape: sir, infection: 1, recovery: 0}", "{shape: one_shot, probability: 1}"}) {
    const std::string number = process[8] == 's' ? "process.infection" : "process.probability";
    PublishedRuns runs(
        "model: independent_cascade\ntime: {horizon: 30 steps}\n"
        "output: {every: 1 step}\nrun: {replicates: 1, seed: 9}\n"
        "network: {shape: ring_lattice, agents: 101, degree: 2}\nprocess: " +
        std::string(process) + "\ninterventions: {stop: {from: 10 steps, set: {" + number +
        ": 0}}}\nscenarios: {stops: [stop]}\n");
    const sim::Rows on = runs.rows(0, 0), stopped = runs.rows(0, 1);
    EXPECT_DOUBLE_EQ(101 * (1 - runs.of(on, "susceptible").at(30)), 61) << process;
    EXPECT_DOUBLE_EQ(101 * (1 - runs.of(stopped, "susceptible").at(10)), 21) << process;
    EXPECT_DOUBLE_EQ(101 * (1 - runs.of(stopped, "susceptible").at(30)), 21) << process;
  }
}

TEST(IndependentCascade, RefusesNumbersThatItsShapeDoesNotHave) {
  const auto refused = [](const std::string& process, const std::string& rest = "") {
    EXPECT_THROW(PublishedRuns(scenario(process, rest)).rows(), sim::InvalidInput) << process << rest;
  };
  refused("{shape: one_shot, delay: 1}");
  refused("{shape: sir, infection: 2}");
  refused("{shape: one_shot_continuous, delay: 0}");
  refused("{shape: one_shot}", "seeds: {shape: earliest}\n");
}

/// Threads share agents out where there are many: by themselves nobody could tell, from any number of
/// threads, while a rate changes, too.
TEST(SirOfManyAgents, IsTheSameFromAnyNumberOfThreads) {
  PublishedRuns runs(
      "model: independent_cascade\ntime: {horizon: 60 steps}\n"
      "network: {shape: random, mean_degree: 6, agents: 70001}\n"
      "process: {shape: sir, infection: 0.05, recovery: 0.1}\nseeds: {shape: share, share: 0.002}\n"
      "interventions: {warning: {from: 20 steps, until: 45 steps, scale: {process.infection: 0.5}}}\n"
      "scenarios: {warned: [warning]}\noutput: {every: 1 steps}\nrun: {replicates: 1, seed: 3}\n");
  for (const std::size_t scenario : {0u, 1u}) {
    const auto alone = runs.rows(0, scenario, 1);
    EXPECT_GT(runs.of(alone, "adopted").back(), .3);
    for (const int threads : {2, 3, 8, 61}) {
      const auto shared = runs.rows(0, scenario, threads);
      EXPECT_EQ(shared[0], alone[0]) << threads;  // the digest of every step
      EXPECT_EQ(runs.of(shared, "infected"), runs.of(alone, "infected")) << threads;
    }
  }
}

}  // namespace
}  // namespace knowhow::published
