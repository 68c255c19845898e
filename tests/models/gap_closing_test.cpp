// Gaps that close, against a plain loop over agents, ties and categories, bit for bit, and against formulas.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include "models/published/gap_closing_kernel.h"
#include "models/published/gap_closing_ties.h"
#include "sim/digest.h"
#include "sim/network.h"
#include "sim/problem.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

using Ties = std::vector<sim::Tie>;

std::string closing(const std::string& network, const std::string& more, int steps) {
  return "model: gap_closing\ntime: {horizon: " + std::to_string(steps) + " steps}\nnetwork: {" + network +
         "}\n" + more + "\n";
}

/// Which of ties [0, count) are open: the digits of each are the bits of its own in block after block.
std::vector<bool> open_ties(const sim::Draws& draws, std::uint32_t step, std::uint32_t count, double open) {
  std::vector<bool> is_open(count);
  for (std::uint32_t group = 0; 128 * group < count; ++group) {
    std::vector<std::uint64_t> numbers(128);
    for (std::uint32_t digit = 0; digit < 32; ++digit) {
      const sim::Block block = draws.block(sim::purpose("gap_closing open"), step, group, 0, digit);
      for (std::uint32_t tie = 0; tie < 128; ++tie)
        numbers[tie] = numbers[tie] << 1 | (block[tie / 32] >> tie % 32 & 1);
    }
    for (std::uint32_t tie = 0; tie < 128 && 128 * group + tie < count; ++tie)
      is_open[128 * group + tie] = numbers[tie] < sim::threshold(open);
  }
  return is_open;
}

/// The model once more, as it would be written first.
struct Plain {
  std::vector<std::vector<std::uint32_t>> from;  ///< by agent: whom it learns from, in order
  std::uint32_t categories;
  std::vector<std::vector<float>> levels;

  Plain(const sim::Network& network, std::uint32_t categories_, const sim::Draws& draws)
      : categories(categories_) {
    for (std::uint32_t i = 0; i < network.size(); ++i) {
      from.emplace_back(network.of(i).begin(), network.of(i).end());
      levels.emplace_back();
      for (std::uint32_t c = 0; c < categories; ++c)
        levels[i].push_back(
            static_cast<float>(sim::unit(draws.word(sim::purpose("gap_closing start"), 0, c, i))));
    }
  }

  void close(float rate, const std::vector<bool>& open) {
    const auto before = levels;
    std::uint32_t tie = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      std::vector<float> gaps(categories), most = before[i];
      for (const std::uint32_t other : from[i]) {
        if (!open[tie++]) continue;
        for (std::uint32_t c = 0; c < categories; ++c) {
          gaps[c] += std::max(0.f, before[other][c] - before[i][c]);
          most[c] = std::max(most[c], before[other][c]);
        }
      }
      for (std::uint32_t c = 0; c < categories; ++c) {
        const float share = rate * gaps[c];
        levels[i][c] = std::min(before[i][c] + share, most[c]);
      }
    }
  }

  /// As the model's digest has it: agents one after another, in rows that zeros fill up.
  void digest(sim::Digest& chain) const {
    const std::uint32_t row = categories <= 4    ? 4
                              : categories <= 8  ? 8
                              : categories <= 16 ? 16
                              : categories <= 32 ? 32
                                                 : 64;
    std::vector<float> all(levels.size() * row);
    for (std::size_t i = 0; i < levels.size(); ++i)
      std::copy(levels[i].begin(), levels[i].end(), &all[i * row]);
    chain.add_column("knowledge", std::span<const float>(all));
  }
};

struct Case {
  std::string network;
  std::function<sim::Network(const sim::Draws&)> made;
  std::uint32_t categories;
  float rate;
  double open;
};

std::string digest_of_plain(const Case& that, int steps) {
  const sim::Draws draws(7, 3);
  const sim::Network network = that.made(draws);
  Plain plain(network, that.categories, draws);
  sim::Digest chain;
  for (int step = 0; step < steps; ++step) {
    plain.digest(chain);
    plain.close(that.rate, open_ties(draws, static_cast<std::uint32_t>(step),
                                     static_cast<std::uint32_t>(network.rows().size()), that.open));
  }
  plain.digest(chain);
  return chain.hex();
}

void is_the_plain_loop(const Case& that, int steps = 5) {
  const std::string told = that.network + ", " + std::to_string(that.categories) + " categories, rate " +
                           std::to_string(that.rate) + ", open " + std::to_string(that.open);
  PublishedRuns runs(closing(that.network,
                             "knowledge: {categories: " + std::to_string(that.categories) +
                                 "}\nclosing: {rate: " + std::to_string(that.rate) + ", open: " +
                                 std::to_string(that.open) + "}\noutput: {every: 1 step}\nrun: {seed: 7}",
                             steps));
  const std::string expected = digest_of_plain(that, steps);
  for (int threads = 1; threads <= 3; ++threads)
    EXPECT_EQ(std::get<std::string>(runs.rows(3, 0, threads)[0]), expected)
        << told << ", " << threads << " threads";
}

sim::Network small_world(std::uint32_t agents, const sim::Draws& draws) {
  return sim::Network::undirected(agents, sim::small_world(agents, 6, .1, draws, "network"));
}

TEST(GapClosing, IsThePlainLoopBitForBit) {
  const auto of_50 = [](const sim::Draws& draws) { return small_world(50, draws); };
  for (const std::uint32_t categories : {1u, 4u, 5u, 8u, 13u, 16u, 17u, 33u, 64u})
    for (const float rate : {.01f, .5f})
      for (const double open : {1., .5, .3})
        is_the_plain_loop(
            {"shape: small_world, agents: 50, degree: 6, rewired: 0.1", of_50, categories, rate, open});
}

TEST(GapClosing, IsThePlainLoopWhereThreadsShareIt) {
  for (const double open : {1., .75, .123, .001})
    is_the_plain_loop({"shape: small_world, agents: 5000, degree: 6, rewired: 0.1",
                       [](const sim::Draws& draws) { return small_world(5000, draws); }, 6, .02f, open},
                      3);
}

TEST(GapClosing, IsThePlainLoopWhereRowsAreLong) {
  for (const double open : {1., .25})
    is_the_plain_loop({"shape: complete, agents: 300",
                       [](const sim::Draws&) {
                         return sim::Network::undirected(
                             300, sim::groups_network(std::vector<std::uint32_t>(300)));
                       },
                       3, .001f, open},
                      3);
}

TEST(GapClosing, IsThePlainLoopWhereRowsDoNotFitTheCache) {
  // 9,000 rows of 64 floats are 2.2 MiB.
  for (const double open : {1., .5, .1})
    is_the_plain_loop({"shape: small_world, agents: 9000, degree: 6, rewired: 0.1",
                       [](const sim::Draws& draws) { return small_world(9000, draws); }, 40, .02f, open},
                      2);
}

/// Rows of random levels, and networks of random degrees, none among them.
struct Anything {
  std::uint32_t row, agents = 301;
  std::vector<float> levels;
  std::vector<std::uint32_t> starts{0}, neighbours;

  explicit Anything(std::uint32_t row_) : row(row_), levels(std::size_t{agents} * row_) {
    const sim::Draws draws(1, row);
    for (std::uint32_t i = 0; i < levels.size(); ++i)
      levels[i] = static_cast<float>(sim::unit(draws.word(1, 0, i)));
    for (std::uint32_t i = 0; i < agents; ++i) {
      const std::uint32_t degree = i % 7 == 0 ? 0 : sim::index_of(draws.word(2, 0, i), 25);
      for (std::uint32_t k = 0; k < degree; ++k)
        neighbours.push_back(sim::index_of(draws.word(3, 0, i, k), agents));
      starts.push_back(static_cast<std::uint32_t>(neighbours.size()));
    }
  }
  std::vector<float> closed_by(CloseGaps close, float rate) const {
    std::vector<float> after(levels.size(), -1);
    for (const auto& [first, count] : {std::pair{0u, 100u}, {100u, 1u}, {101u, 200u}})
      close({levels.data(), after.data(), first, count, neighbours.data(), &starts[first],
             static_cast<std::uint32_t>(neighbours.size()), rate});
    return after;
  }
  std::vector<float> closed_plainly(float rate, bool capped) const {
    std::vector<float> after(levels);
    for (std::uint32_t i = 0; i < agents; ++i)
      for (std::uint32_t c = 0; c < row; ++c) {
        const float own = levels[std::size_t{i} * row + c];
        float gaps = 0, most = own;
        for (std::uint32_t e = starts[i]; e < starts[i + 1]; ++e) {
          const float other = levels[std::size_t{neighbours[e]} * row + c];
          gaps += std::max(0.f, other - own);
          most = std::max(most, other);
        }
        const float share = rate * gaps;
        after[std::size_t{i} * row + c] = capped ? std::min(own + share, most) : own + share;
      }
    return after;
  }
};

TEST(GapClosingKernels, OfEveryWidthGiveTheSameBits) {
  std::size_t tried = 0;
  for (const std::uint32_t row : {4u, 8u, 16u, 32u, 64u}) {
    const Anything world(row);
    for (const bool capped : {false, true})
      for (const bool far : {false, true})
        for (const float rate : {.03f, .4f}) {
          const std::vector<float> expected = world.closed_plainly(rate, capped);
          for (const CloseGaps close : close_gaps_of_each_width({row, capped, far})) {
            const std::vector<float> found = world.closed_by(close, rate);
            EXPECT_EQ(std::memcmp(found.data(), expected.data(), found.size() * sizeof(float)), 0)
                << row << (capped ? " capped" : "") << (far ? " far" : "") << " " << rate;
            ++tried;
          }
        }
  }
  EXPECT_GE(tried, 40u);
}

TEST(GapClosingKernels, TheCapChangesNothingWhereNobodyCanOvershoot) {
  const Anything world(8);  // of at most 24 neighbours
  EXPECT_EQ(world.closed_by(quickest_close_gaps({8, true, false}), .9f / 24),
            world.closed_by(quickest_close_gaps({8, false, false}), .9f / 24));
  EXPECT_NE(world.closed_by(quickest_close_gaps({8, true, false}), .5f),
            world.closed_by(quickest_close_gaps({8, false, false}), .5f));
}

/// Ties [begin, end) that are open, told by redirecting a tie's number to nothing.
std::vector<std::uint32_t> redirected(const OpenTies& ties, std::uint32_t begin, std::uint32_t end) {
  std::vector<std::uint32_t> numbers(end - begin), nothing(end - begin, ~0u), found(end - begin), open;
  std::iota(numbers.begin(), numbers.end(), begin);
  ties.redirect(numbers.data(), nothing.data(), found.data());
  for (const std::uint32_t tie : found)
    if (tie != ~0u) open.push_back(tie);
  return open;
}

TEST(GapClosingTies, AreOpenByTheirOwnDraws) {
  const sim::Draws draws(5, 1);
  OpenTies ties(20'000);
  std::vector<std::vector<bool>> is_open;
  for (const double open : {.5, .3, .9999, 1e-9, .625}) is_open.push_back(open_ties(draws, 9, 20'077, open));
  for (const auto& [begin, end] : {std::pair{0u, 1u},
                                   {0u, 64u},
                                   {0u, 128u},
                                   {63u, 64u},
                                   {127u, 129u},
                                   {130u, 3000u},
                                   {4096u, 5120u},
                                   {77u, 20'077u}})
    for (std::size_t which = 0; const double open : {.5, .3, .9999, 1e-9, .625}) {
      const std::vector<bool>& plainly = is_open[which++];
      ties.draw(draws, 9, sim::threshold(open), begin, end);
      std::vector<std::uint32_t> expected, numbers(end - begin), kept(end - begin + 1);
      for (std::uint32_t tie = begin; tie < end; ++tie)
        if (plainly[tie]) expected.push_back(tie);
      EXPECT_EQ(ties.count(), expected.size());
      EXPECT_EQ(redirected(ties, begin, end), expected) << begin << " " << end << " " << open;

      std::iota(numbers.begin(), numbers.end(), begin);
      const std::vector<std::uint32_t> starts{begin, begin, begin + (end - begin) / 3, end, end};
      std::vector<std::uint32_t> kept_starts(starts.size());
      ties.pack(numbers.data(), starts, kept.data(), kept_starts.data());
      kept.resize(ties.count());
      EXPECT_EQ(kept, expected) << begin << " " << end << " " << open;
      for (std::size_t k = 0; k < starts.size(); ++k)
        EXPECT_EQ(kept_starts[k], std::ranges::lower_bound(expected, starts[k]) - expected.begin());
    }
}

TEST(GapClosingTies, AHigherShareOnlyOpensMore) {
  const sim::Draws draws(5, 2);
  OpenTies ties(10'000);
  std::vector<std::uint32_t> before;
  for (const double open : {.001, .01, .2, .21, .5, .5000001, .8, .99}) {
    ties.draw(draws, 4, sim::threshold(open), 0, 10'000);
    const std::vector<std::uint32_t> now = redirected(ties, 0, 10'000);
    EXPECT_TRUE(std::ranges::includes(now, before)) << open;
    before = now;
  }
}

TEST(GapClosingTies, AsManyAreOpenAsIsSaid) {
  const sim::Draws draws(5, 3);
  constexpr std::uint32_t count = 10'000, steps = 200;
  OpenTies ties(count);
  for (const double open : {.01, .25, .5, .7, .999}) {
    double found = 0;
    for (std::uint32_t step = 0; step < steps; ++step) {
      ties.draw(draws, step, sim::threshold(open), 0, count);
      found += ties.count();
    }
    const double all = double{count} * steps;
    EXPECT_LIKELY(found / all, open, std::sqrt(open * (1 - open) / all)) << open;
  }
}

TEST(GapClosing, OfTwoTheGapShrinksByTheRate) {
  for (const double rate : {.01, .3, 1.}) {
    PublishedRuns runs(closing(
        "shape: line, agents: 2",
        "knowledge: {categories: 1}\nclosing: {rate: " + std::to_string(rate) + "}\noutput: {every: 1 step}",
        60));
    const sim::Rows rows = runs.rows();
    const auto &means = runs.of(rows, "mean_knowledge"), &deviations = runs.of(rows, "standard_deviation"),
               &closed = runs.of(rows, "gaps_closed");
    for (std::size_t t = 0; t < means.size(); ++t) {  // half the gap is the deviation
      const double left = std::pow(1 - rate, static_cast<double>(t));
      EXPECT_NEAR(deviations[t], deviations[0] * left, 1e-5);
      EXPECT_NEAR(means[t] + deviations[t], means[0] + deviations[0], 1e-6);
      EXPECT_NEAR(closed[t], 1 - left, 1e-5);
    }
  }
}

TEST(GapClosing, OfTwoWhoMeetAtTimesTheGapShrinksAsOftenAsTheyMet) {
  // The number of steps in which the one tie that matters was open is binomial.
  constexpr int steps = 50, count = 400;
  constexpr double rate = .1, open = .3;
  PublishedRuns runs(closing(
      "shape: line, agents: 2",
      "knowledge: {categories: 1}\nclosing: {rate: 0.1, open: 0.3}\noutput: {every: 50 steps}", steps));
  std::vector<double> met;
  for (std::uint32_t r = 0; r < count; ++r) {
    const sim::Rows rows = runs.rows(r);
    const auto& deviations = runs.of(rows, "standard_deviation");
    if (deviations[0] < .05) continue;  // where rounding would tell
    met.push_back(std::log(deviations.back() / deviations[0]) / std::log(1 - rate));
    EXPECT_NEAR(met.back(), std::round(met.back()), .02);
  }
  ASSERT_GT(met.size(), 200u);
  EXPECT_LIKELY(mean_of(met).value, steps * open,
                std::sqrt(steps * open * (1 - open) / static_cast<double>(met.size())));
}

TEST(GapClosing, OnACompleteNetworkEachDifferenceInOrderShrinksByItself) {
  // In order from the best, the k-th from the one after it: by 1 - k rate a step.
  constexpr std::uint32_t agents = 30;
  constexpr double rate = .01;
  PublishedRuns runs(closing(
      "shape: complete, agents: 30",
      "knowledge: {categories: 1}\nclosing: {rate: 0.01}\noutput: {every: 1 step}\nrun: {seed: 7}", 100));
  const sim::Rows rows = runs.rows(3);
  const sim::Draws draws(7, 3);
  std::vector<double> start;
  for (std::uint32_t i = 0; i < agents; ++i)
    start.push_back(sim::unit(draws.word(sim::purpose("gap_closing start"), 0, 0, i)));
  std::sort(start.begin(), start.end(), std::greater<>());
  for (std::size_t t = 0; t <= 100; t += 10) {
    double mean = start[0];
    for (std::uint32_t k = 1; k < agents; ++k)
      mean -=
          (agents - k) * (start[k - 1] - start[k]) * std::pow(1 - k * rate, static_cast<double>(t)) / agents;
    EXPECT_NEAR(runs.of(rows, "mean_knowledge")[t], mean, 1e-6) << t;
  }
}

TEST(GapClosing, NobodyOvershootsTheBest) {
  // With rate 1 the sum of gaps is above any of them: all are as good as the best of each category at once.
  PublishedRuns runs(
      closing("shape: complete, agents: 40", "closing: {rate: 1}\noutput: {every: 1 step}", 5));
  const sim::Rows rows = runs.rows();
  EXPECT_LT(runs.of(rows, "gaps_closed")[0], 1e-12);
  EXPECT_NEAR(runs.of(rows, "gaps_closed")[1], 1, 1e-12);
  EXPECT_NEAR(runs.of(rows, "final_standard_deviation")[0], 0, 1e-12);
  EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{1});
  EXPECT_LT(runs.of(rows, "final_mean_knowledge")[0], 1);
}

TEST(GapClosing, ClosedTiesTeachNothing) {
  for (const char* closed : {"closing: {open: 0}", "closing: {rate: 0}"}) {
    PublishedRuns runs(closing("shape: small_world, agents: 100, degree: 4", closed, 20));
    const sim::Rows rows = runs.rows();
    const auto& means = runs.of(rows, "mean_knowledge");
    EXPECT_EQ(means, std::vector<double>(means.size(), means[0]));
    EXPECT_EQ(runs.of(rows, "final_gaps_closed"), std::vector<double>{0});
    EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{0});
    EXPECT_EQ(runs.of(rows, "final_total_knowledge")[0], means[0] * 100 * 8);
  }
}

TEST(GapClosing, WhoeverIsAtRestStaysThere) {
  // From the step at which it says so, and not from the one before.
  for (const char* open : {"1", "0.5"}) {
    const std::string more = std::string("closing: {rate: 0.4, open: ") + open +
                             "}\nknowledge: {categories: 2}\noutput: {every: 1 step}";
    PublishedRuns runs(closing("shape: ring_lattice, agents: 12, degree: 2", more, 400));
    const sim::Rows rows = runs.rows();
    const double rested = runs.of(rows, "rested_at")[0];
    ASSERT_LT(rested, 400) << open;
    ASSERT_GT(rested, 5) << open;
    const auto& means = runs.of(rows, "mean_knowledge");
    EXPECT_EQ(means[static_cast<std::size_t>(rested)], means.back());
    EXPECT_NE(means[static_cast<std::size_t>(rested) - 1], means.back());
  }
}

TEST(GapClosing, AnInterventionChangesWhatComesAfterIt) {
  PublishedRuns runs(closing("shape: small_world, agents: 200, degree: 6", R"(closing: {rate: 0.01, open: 0.3}
output: {every: 1 step}
interventions:
  doors open: {from: 10 steps, set: {closing.open: 0.8}}
  all doors open: {from: 10 steps, set: {closing.open: 1}}
  quicker: {from: 10 steps, scale: {closing.rate: 3}}
  pause: {from: 10 steps, until: 20 steps, set: {closing.open: 0}}
scenarios:
  open: [doors open]
  all open: [all doors open]
  quicker: [quicker]
  pause: [pause])",
                             40));
  const sim::Rows plain = runs.rows();
  const auto& without = runs.of(plain, "mean_knowledge");
  for (std::size_t scenario = 1; scenario <= 4; ++scenario) {
    const sim::Rows rows = runs.rows(0, scenario);
    const auto& with = runs.of(rows, "mean_knowledge");
    for (std::size_t t = 0; t <= 10; ++t) EXPECT_EQ(with[t], without[t]) << scenario;
    for (std::size_t t = 11; t <= 40; ++t)
      EXPECT_TRUE(scenario == 4 ? with[t] < without[t] : with[t] > without[t]) << scenario << " " << t;
    if (scenario == 4) {
      EXPECT_EQ(with[20], with[10]);
      EXPECT_GT(with[21], with[20]);
    }
  }
}

TEST(GapClosing, LevelsAtTheStartAreAsIsSaid) {
  PublishedRuns uniform(
      closing("shape: line, agents: 5000", "knowledge: {least: 0.2, most: 0.6}\nclosing: {rate: 0}", 1));
  EXPECT_LIKELY(uniform.of(uniform.rows(), "final_mean_knowledge")[0], .4, .4 / std::sqrt(12 * 40'000.));
  EXPECT_NEAR(uniform.of(uniform.rows(), "final_standard_deviation")[0], .4 / std::sqrt(12 * 8.), .002);
  PublishedRuns given(closing("shape: line, agents: 50", "knowledge: {shape: drawn, level: 0.25}", 1));
  const sim::Rows rows = given.rows();
  EXPECT_EQ(given.of(rows, "final_mean_knowledge"), std::vector<double>{.25});
  EXPECT_EQ(given.of(rows, "rested_at"), std::vector<double>{0});
  EXPECT_TRUE(std::isnan(given.of(rows, "final_gaps_closed")[0]));
  PublishedRuns drawn(
      closing("shape: line, agents: 5000",
              "knowledge: {shape: drawn, level: {triangular: {least: 0, mode: 0.3, most: 0.6}}}\n"
              "closing: {rate: 0}",
              1));
  EXPECT_LIKELY(drawn.of(drawn.rows(), "final_mean_knowledge")[0], .3, .6 / std::sqrt(24 * 40'000.));
}

TEST(GapClosing, LevelsTheWrongWayRoundAreRefused) {
  PublishedRuns runs(closing("shape: line, agents: 5", "knowledge: {least: 0.7, most: 0.6}", 1));
  try {
    runs.rows();
    FAIL();
  } catch (const sim::InvalidInput& refused) {
    EXPECT_EQ(refused.problems().at(0).subject, "knowledge.least");
  }
}

}  // namespace
}  // namespace knowhow::published
