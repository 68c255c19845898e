// Lazer and Friedman 2007: what follows at once from the rule, a plain re-implementation with the same draws,
// and how networks compare.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "models/published/landscape.h"
#include "models/published/lanes.h"
#include "sim/problem.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

std::string agents(const std::string& more, int steps = 200) {
  return "model: lazer_friedman\ntime: {horizon: " + std::to_string(steps) +
         " steps}\noutput: {every: 1 step}\n" + more;
}

TEST(Landscape, LargestIsTheBestOfAllSolutions) {
  for (const std::uint32_t n : {1u, 2u, 9u, 12u})
    for (std::uint32_t k = 0; k < n; ++k) {
      const Landscape landscape(n, k, sim::Draws(3, n * 100 + k));
      std::uint64_t best = 0;
      for (Solution solution = 0; solution < Solution{1} << n; ++solution)
        best = std::max(best, landscape.value(solution));
      EXPECT_EQ(landscape.largest(), best) << n << ' ' << k;
    }
}

TEST(Landscape, TurningABitMeansTheSameHoweverItIsComputed) {
  const Landscape landscape(20, 5, sim::Draws(3, 0));
  for (Solution solution = 0; solution < 1 << 20; solution += 997)
    for (std::uint32_t bit = 0; bit < 20; ++bit)
      ASSERT_EQ(landscape.turned(solution, landscape.value(solution), bit),
                landscape.value(solution ^ Solution{1} << bit));
}

TEST(Landscape, EachBitsContributionHangsOnKOthers) {
  // Turning one bit changes k + 1 contributions on average, so values of neighbours differ by a sum of as
  // many differences of uniform numbers: variance 1/6 each.
  for (const std::uint32_t k : {0u, 3u, 7u}) {
    double squares = 0;
    const int landscapes = 200;
    for (std::uint32_t r = 0; r < landscapes; ++r) {
      const Landscape landscape(10, k, sim::Draws(4, r));
      for (std::uint32_t bit = 0; bit < 10; ++bit) {
        const Solution solution = sim::Draws(5, r).word(1, 0, bit) & 0x3ff;
        const std::uint64_t value = landscape.value(solution);
        const double gain =
            (static_cast<double>(landscape.turned(solution, value, bit)) - static_cast<double>(value)) *
            0x1p-32;
        squares += gain * gain;
      }
    }
    EXPECT_NEAR(squares / (landscapes * 10) * 6 / (k + 1), 1, .2) << k;
  }
}

TEST(LazerFriedman, SmoothProblemsAreSolvedByAllOnAnyNetwork) {
  for (const char* shape : {"line", "complete", "ring_lattice"}) {
    PublishedRuns runs(agents("problem: {k: 0}\nnetwork: {shape: " + std::string(shape) + "}\n", 400));
    for (std::uint32_t r = 0; r < 5; ++r) {
      const sim::Rows rows = runs.rows(r);
      EXPECT_EQ(runs.of(rows, "final_score").back(), 1);
      EXPECT_EQ(runs.of(rows, "final_solutions").back(), 1);
      EXPECT_EQ(runs.of(rows, "final_at_largest").back(), 1);
      EXPECT_LT(runs.of(rows, "rested_at").back(), 400);
    }
  }
}

TEST(LazerFriedman, NetworksOfASeedHaveTheSameProblemsAndFirstSolutions) {
  const auto at_start = [](const std::string& network, std::uint32_t r) {
    PublishedRuns runs(agents("network: " + network + "\n", 1));
    return runs.of(runs.rows(r), "score").front();
  };
  for (std::uint32_t r = 0; r < 3; ++r) {
    const double score = at_start("{shape: line}", r);
    EXPECT_EQ(at_start("{shape: complete}", r), score);
    EXPECT_EQ(at_start("{shape: ring_lattice}", r), score);
    EXPECT_EQ(at_start("{shape: random, mean_degree: 8}", r), score);
  }
}

TEST(LazerFriedman, NobodyIsEverWorseOffThanBefore) {
  PublishedRuns runs(agents("", 100));
  const sim::Rows rows = runs.rows();
  const auto& score = runs.of(rows, "score");
  const auto& best = runs.of(rows, "best_score");
  for (std::size_t t = 1; t < score.size(); ++t) {
    EXPECT_GE(score[t], score[t - 1]);
    EXPECT_GE(best[t], best[t - 1]);
    EXPECT_LE(best[t], 1);
  }
}

TEST(LazerFriedman, CopyingWithErrorsRestsOnceThereIsNothingToCopy) {
  PublishedRuns runs(agents("search: {copying_error: 0.02}\nnetwork: {shape: complete}\n", 300));
  const sim::Rows rows = runs.rows();
  const double rested = runs.of(rows, "rested_at").back();
  ASSERT_LT(rested, 300);
  const auto& score = runs.of(rows, "score");
  EXPECT_NE(score[static_cast<std::size_t>(rested) - 1], score.back());
  EXPECT_EQ(score[static_cast<std::size_t>(rested)], score.back());
  PublishedRuns garbled(agents("search: {copying_error: 0.5}\nnetwork: {shape: complete}\n", 300));
  const sim::Rows other = garbled.rows();
  EXPECT_LT(garbled.of(other, "score")[5], score[5]);
}

TEST(LazerFriedman, WhoNeverLooksClimbsAlone) {
  PublishedRuns alone(agents("search: {looks: 0}\nnetwork: {shape: complete}\n", 600)),
      among_others(agents("search: {looks: 0}\nnetwork: {shape: line}\n", 600));
  const sim::Rows a = alone.rows(), b = among_others.rows();
  EXPECT_EQ(alone.of(a, "score"), among_others.of(b, "score"));
  EXPECT_GT(alone.of(a, "final_solutions").back(), 30);
  EXPECT_LT(alone.of(a, "rested_at").back(), 600);
}

/// The rule once more, agent by agent, every value from scratch.
TEST(LazerFriedman, IsStepForStepWhatAPlainLoopWithTheSameDrawsDoes) {
  constexpr std::uint32_t n = 10, count = 9;
  for (const double looks : {1., .6})
    for (const double error : {0., .1})
      for (const bool complete : {false, true})
        for (std::uint32_t r = 0; r < 3; ++r) {
          PublishedRuns runs(
              agents("problem: {n: 10, k: 3, power: 2}\nsearch: {looks: " + std::to_string(looks) +
                         ", copying_error: " + std::to_string(error) +
                         "}\nnetwork: {shape: " + (complete ? "complete" : "line") + ", agents: 9}\n",
                     60));
          const sim::Draws draws(runs.plan().seed, r);
          const Landscape landscape(n, 3, draws);
          std::array<Solution, count> held{};
          for (std::uint32_t i = 0; i < count; ++i)
            held[i] = draws.word(sim::purpose("lazer_friedman start"), 0, i) & 1023;
          const sim::Rows rows = runs.rows(r);
          for (std::uint32_t t = 0; t <= 60; ++t) {
            double sum = 0;
            for (Solution solution : held)
              sum += std::pow(
                  static_cast<double>(landscape.value(solution)) / static_cast<double>(landscape.largest()),
                  2);
            ASSERT_NEAR(runs.of(rows, "score")[t], sum / count, 1e-12) << t;
            ASSERT_EQ(runs.of(rows, "solutions")[t],
                      static_cast<double>(std::set<Solution>(held.begin(), held.end()).size()));
            const auto before = held;
            for (std::uint32_t i = 0; i < count; ++i) {
              std::uint32_t best = i;
              if (sim::unit(draws.word(sim::purpose("lazer_friedman look"), t, i)) < looks)
                for (std::uint32_t j = 0; j < count; ++j)
                  if ((complete || j + 1 == i || j == i + 1) &&
                      landscape.value(before[j]) > landscape.value(before[best]))
                    best = j;
              if (best == i) {
                const Solution other =
                    before[i] ^
                    1u << sim::index_of(draws.word(sim::purpose("lazer_friedman change"), t, i), n);
                if (landscape.value(other) > landscape.value(before[i])) held[i] = other;
                continue;
              }
              Bits<Solution> bits(draws, sim::purpose("lazer_friedman error"), t, i);
              held[i] = before[best] ^ happens<Solution>(1023, sim::threshold(error), bits);
            }
          }
        }
}

/// 40 landscapes; the figures are an independent re-implementation's of 600 (standard errors at most .009).
TEST(LazerFriedman, EfficientNetworksLeadEarlyAndLoseLate) {
  constexpr int landscapes = 40;
  PublishedRuns line = PublishedRuns::of_file("lazer_friedman.yaml"),
                complete = PublishedRuns::of_file("lazer_friedman.yaml", {"network.shape=complete"});
  std::vector<double> early, late, slow, fast;
  for (std::uint32_t r = 0; r < landscapes; ++r) {
    const sim::Rows a = line.rows(r), b = complete.rows(r);
    early.push_back(line.of(a, "score")[5] - complete.of(b, "score")[5]);
    late.push_back(line.of(a, "score")[200] - complete.of(b, "score")[200]);
    slow.push_back(line.of(a, "score")[200]);
    fast.push_back(complete.of(b, "score")[200]);
  }
  const auto near = [](const std::vector<double>& values, double expected, double error) {
    const Mean mean = mean_of(values);
    EXPECT_LIKELY(mean.value, expected, std::hypot(mean.error, error));
  };
  near(early, -.263, .006);
  near(late, .252, .009);
  near(slow, .817, .006);
  near(fast, .565, .008);
  EXPECT_LT(mean_of(early).value, -.15);
  EXPECT_GT(mean_of(late).value, .1);
}

TEST(LazerFriedman, MoreOthersThanThereAreBitsAreRefused) {
  PublishedRuns runs(agents("problem: {n: 5, k: 5}\n"));
  EXPECT_THROW(runs.rows(), sim::InvalidInput);
  PublishedRuns large(agents("problem: {n: 24, k: 23}\n"));
  EXPECT_THROW(large.rows(), sim::InvalidInput);
}

}  // namespace
}  // namespace knowhow::published
