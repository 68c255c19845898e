// Cowan and Jonard 2004, in the variant of models/published/cowan_jonard.cpp: as many categories are traded
// as both have something in, levels are alike within a share of the higher, meetings come one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "sim/network.h"
#include "sim/problem.h"
#include "tests/models/published_runs.h"
#include "tests/statistics.h"

namespace knowhow::published {
namespace {

std::string barter(const std::string& network, const std::string& more, int steps = 5000) {
  return "model: cowan_jonard\ntime: {horizon: " + std::to_string(steps) + " steps}\nnetwork: {" + network +
         "}\n" + more + "\n";
}

/// Two agents, each an expert in one of two categories, who know nothing else.
const std::string two_experts =
    "knowledge: {categories: 2, most: 0}\nexperts: {shape: distinct, number: 2, level: 30}";

TEST(CowanJonardTwoExperts, LearnAsTheSeriesOfAbsorptionSaysUntilTheyAreAlike) {
  for (const std::string meetings : {"edges", "agents"}) {
    PublishedRuns runs(barter("shape: line, agents: 2",
                              two_experts + "\nmeetings: " + meetings + "\noutput: {every: 1 step}"));
    const sim::Rows rows = runs.rows();
    const auto& means = runs.of(rows, "mean_knowledge");
    // After k trades the lower knows 30 (1 - .9^k); they trade while .9^k > .01, which is 44 times.
    for (int step = 0; step <= 30; ++step) {
      const int trades = std::min(2 * step, 44);
      EXPECT_NEAR(means[static_cast<std::size_t>(step)], 15 + 15 * (1 - std::pow(.9, trades)), 1e-12) << step;
    }
    EXPECT_EQ(runs.of(rows, "final_trades"), std::vector<double>{44});
    EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{22});
    EXPECT_NEAR(runs.of(rows, "final_variance")[0], 0, 1e-24);
  }
}

TEST(CowanJonard, NobodyTradesWithoutDoubleCoincidence) {
  for (const std::string more : {"knowledge: {categories: 1}\nexperts: {number: 5}",
                                 "knowledge: {categories: 4, most: 0}\nexperts: {number: 1}"}) {
    PublishedRuns runs(barter("shape: line, agents: 20", more, 50));
    const sim::Rows rows = runs.rows();
    EXPECT_EQ(runs.of(rows, "final_trades"), std::vector<double>{0});
    EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{0});
    EXPECT_GT(runs.of(rows, "final_mean_knowledge")[0], 0);
    EXPECT_EQ(runs.of(rows, "final_mean_knowledge")[0], runs.of(rows, "mean_knowledge")[0]);
  }
}

TEST(CowanJonard, NobodyLosesByTrade) {
  PublishedRuns runs(barter("shape: line, agents: 2",
                            "knowledge: {categories: 7}\nexperts: {number: 1}\noutput: {every: 1 step}",
                            200));
  double trades = 0;
  for (std::uint32_t replicate = 0; replicate < 50; ++replicate) {
    const sim::Rows rows = runs.rows(replicate);
    trades += runs.of(rows, "final_trades")[0];
    double lower = 0, upper = 0;  // of two agents, the means are the mean less and plus the deviation
    for (std::size_t t = 0; t < runs.of(rows, "mean_knowledge").size(); ++t) {
      const double mean = runs.of(rows, "mean_knowledge")[t];
      const double deviation = std::sqrt(runs.of(rows, "variance")[t]);
      EXPECT_GE(mean - deviation, lower - 1e-9);
      EXPECT_GE(mean + deviation, upper - 1e-9);
      lower = mean - deviation, upper = mean + deviation;
    }
  }
  EXPECT_GT(trades, 50);
}

TEST(CowanJonard, ExpertsAreOthersEachAndKnowWhatIsSaid) {
  PublishedRuns runs(barter("shape: line, agents: 10",
                            "knowledge: {categories: 5, most: 0}\nexperts: {shape: distinct, number: 7, "
                            "level: 30}\ntrade: {absorption: 0}",
                            5));
  const sim::Rows rows = runs.rows();
  EXPECT_NEAR(runs.of(rows, "final_mean_knowledge")[0], 7 * 30 / 50.0, 1e-12);
  EXPECT_NEAR(runs.of(rows, "final_variance")[0], 6 * 6 * .7 * .3, 1e-12);
  EXPECT_NEAR(runs.of(rows, "final_coefficient_of_variation")[0], std::sqrt(.3 / .7), 1e-12);
  EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{0});
}

TEST(CowanJonard, AnybodyMayBeAnExpertOfSeveralCategories) {
  PublishedRuns runs(barter(
      "shape: line, agents: 10",
      "knowledge: {categories: 5, most: 0}\nexperts: {number: 50, level: 30}\ntrade: {absorption: 0}", 5));
  EXPECT_NEAR(runs.of(runs.rows(), "final_mean_knowledge")[0], 30, 1e-12);
  PublishedRuns some(barter(
      "shape: line, agents: 10",
      "knowledge: {categories: 5, most: 0}\nexperts: {number: 7, level: 30}\ntrade: {absorption: 0}", 5));
  double most = 0;
  for (std::uint32_t r = 0; r < 20; ++r) {
    const sim::Rows rows = some.rows(r);
    EXPECT_NEAR(some.of(rows, "final_mean_knowledge")[0], 7 * 30 / 50.0, 1e-12);
    most = std::max(most, some.of(rows, "final_variance")[0]);
  }
  EXPECT_GT(most, 6 * 6 * .7 * .3 + 1e-9);  // somebody is one twice
}

TEST(CowanJonard, MoreExpertsThanAgentsAreRefused) {
  PublishedRuns runs(barter("shape: line, agents: 10", "experts: {shape: distinct, number: 11}"));
  try {
    runs.rows();
    FAIL();
  } catch (const sim::InvalidInput& refused) {
    EXPECT_EQ(refused.problems().at(0).subject, "experts.number");
  }
}

TEST(CowanJonard, AtRestNoTieCanTrade) {
  // Once at rest, those who find a hair more alike look at every tie anew, and find nothing to trade.
  PublishedRuns runs(barter("shape: small_world, agents: 100, degree: 6, rewired: 0.2",
                            R"(knowledge: {categories: 5}
experts: {number: 10}
interventions:
  a hair more is alike:
    from: 4000 steps
    scale: {trade.tolerance: 1.000001}
  more is alike no longer:
    from: 4000 steps
    scale: {trade.tolerance: 0.5}
scenarios:
  hair: [a hair more is alike]
  half: [more is alike no longer])"));
  for (std::uint32_t replicate = 0; replicate < 5; ++replicate) {
    const sim::Rows plain = runs.rows(replicate), hair = runs.rows(replicate, 1),
                    half = runs.rows(replicate, 2);
    EXPECT_LT(runs.of(plain, "rested_at")[0], 4000);
    EXPECT_EQ(runs.of(hair, "final_trades"), runs.of(plain, "final_trades"));
    EXPECT_EQ(runs.of(hair, "rested_at"), runs.of(plain, "rested_at"));
    EXPECT_GT(runs.of(half, "final_trades")[0], runs.of(plain, "final_trades")[0]);
    EXPECT_GT(runs.of(half, "rested_at")[0], 4000);
  }
}

TEST(CowanJonard, WhereNothingIsAbsorbedForAWhileTradeOnlyWaits) {
  PublishedRuns runs(barter("shape: line, agents: 2", two_experts + R"(
interventions:
  nothing is absorbed: {from: 5 steps, until: 50 steps, set: {trade.absorption: 0}}
scenarios:
  pause: [nothing is absorbed])"));
  const sim::Rows rows = runs.rows(0, 1);
  EXPECT_EQ(runs.of(rows, "final_trades"), std::vector<double>{44});
  EXPECT_EQ(runs.of(rows, "rested_at"), std::vector<double>{50 + 22 - 5});
}

/// The rule once more, plainly: every meeting is drawn, by another generator.
struct Twin {
  struct World {
    sim::Network network;
    std::uint32_t categories, experts;
    double most;
    bool by_agents;
  };
  double mean = 0, trades = 0, rested_at = 0;

  Twin(const World& world, std::mt19937& random) : world_(world) {
    const std::uint32_t agents = world.network.size();
    std::vector<std::uint32_t> order(agents);
    for (std::uint32_t i = 0; i < agents; ++i) {
      order[i] = i;
      levels_.emplace_back(world.categories);
      for (double& level : levels_[i]) level = std::uniform_real_distribution(0., world.most)(random);
      for (const std::uint32_t j : world.network.of(i))
        if (i < j) ties_.emplace_back(i, j);
    }
    std::shuffle(order.begin(), order.end(), random);
    for (std::uint32_t e = 0; e < world.experts; ++e) levels_[order[e]][e % world.categories] = 30;

    const auto below = [&](std::size_t count) {
      return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    std::uint64_t met = 0, last_trade = 0;
    while (std::ranges::any_of(ties_, [&](auto tie) { return offers(tie).first && offers(tie).second; })) {
      for (std::uint32_t k = 0; k < agents; ++k) {
        ++met;
        auto tie = ties_[below(ties_.size())];
        if (world.by_agents) {
          tie.first = static_cast<std::uint32_t>(below(agents));
          tie.second = world.network.of(tie.first)[below(world.network.degree(tie.first))];
        }
        if (meet(tie, random)) last_trade = met, ++trades;
      }
    }
    rested_at = std::ceil(static_cast<double>(last_trade) / agents);
    for (const auto& row : levels_)
      for (double level : row) mean += level / agents / world.categories;
  }

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  std::vector<std::uint32_t> better(std::uint32_t one, std::uint32_t other) const {
    std::vector<std::uint32_t> set;
    for (std::uint32_t c = 0; c < world_.categories; ++c)
      if (levels_[one][c] * .99 > levels_[other][c]) set.push_back(c);
    return set;
  }
  std::pair<bool, bool> offers(Pair tie) const {
    return {!better(tie.first, tie.second).empty(), !better(tie.second, tie.first).empty()};
  }
  bool meet(Pair tie, std::mt19937& random) {
    auto ours = better(tie.first, tie.second), theirs = better(tie.second, tie.first);
    std::shuffle(ours.begin(), ours.end(), random);
    std::shuffle(theirs.begin(), theirs.end(), random);
    const std::size_t number = std::min(ours.size(), theirs.size());
    auto &one = levels_[tie.first], &other = levels_[tie.second];
    for (std::size_t k = 0; k < number; ++k) {
      other[ours[k]] += .1 * (one[ours[k]] - other[ours[k]]);
      one[theirs[k]] += .1 * (other[theirs[k]] - one[theirs[k]]);
    }
    return number > 0;
  }

  const World& world_;
  std::vector<std::vector<double>> levels_;
  std::vector<Pair> ties_;
};

struct TwinCase {
  std::string network;
  std::uint32_t agents;
  std::function<std::vector<sim::Tie>(const sim::Draws&)> ties;
  std::uint32_t categories;
  bool by_agents;
  std::uint32_t experts = 4;
  double most = 10;
};

void agrees_with_twin(const TwinCase& that, int runs_of_each = 60) {
  PublishedRuns runs(barter(that.network,
                            "knowledge: {categories: " + std::to_string(that.categories) +
                                ", most: " + std::to_string(that.most) +
                                "}\nexperts: {shape: distinct, number: " + std::to_string(that.experts) +
                                "}\nmeetings: " + (that.by_agents ? "agents" : "edges"),
                            20000));
  std::vector<double> means, trades, rests;
  std::mt19937 random(7);
  for (int r = 0; r < runs_of_each; ++r) {
    const sim::Draws draws(1000, static_cast<std::uint32_t>(r));
    const Twin::World world{sim::Network::undirected(that.agents, that.ties(draws)), that.categories,
                            that.experts, that.most, that.by_agents};
    const Twin twin(world, random);
    means.push_back(twin.mean), trades.push_back(twin.trades), rests.push_back(twin.rested_at);
  }
  const auto agree = [&](const char* variable, const std::vector<double>& of_twins) {
    const Mean ours = mean_of(runs.lasts(variable, runs_of_each)), theirs = mean_of(of_twins);
    EXPECT_LIKELY(ours.value, theirs.value, std::hypot(ours.error, theirs.error)) << variable;
  };
  agree("final_mean_knowledge", means);
  agree("final_trades", trades);
  agree("rested_at", rests);
}

TEST(CowanJonardOverEdges, IdleMeetingsTakeAsLongAsIfEachWereDrawn) {
  agrees_with_twin({"shape: small_world, agents: 40, degree: 4, rewired: 0.1", 40,
                    [](const sim::Draws& draws) { return sim::small_world(40, 4, .1, draws, "network"); }, 5,
                    false});
}

TEST(CowanJonardOverAgents, IdleMeetingsTakeAsLongAsIfEachWereDrawn) {
  agrees_with_twin(
      {"shape: preferential, agents: 40, each: 1", 40,
       [](const sim::Draws& draws) { return sim::preferential_attachment(40, 1, draws, "network"); }, 5,
       true});
}

TEST(CowanJonardOverAgents, ListedTiesMeetAsOftenAsTheirEndsHaveFewNeighbours) {
  // Only experts know anything: pairs of them trade by themselves, in a list from the start, and rest comes
  // once the pair that meets most seldom is done. Were listed ties all alike, no pair would lag so far
  // behind.
  agrees_with_twin(
      {"shape: preferential, agents: 300, each: 1", 300,
       [](const sim::Draws& draws) { return sim::preferential_attachment(300, 1, draws, "network"); }, 2,
       true, 60, 0},
      300);
}

TEST(CowanJonardOverEdges, ManyCategoriesAreChosenAsIfTheyWereShuffled) {
  agrees_with_twin({"shape: small_world, agents: 20, degree: 4, rewired: 0.1", 20,
                    [](const sim::Draws& draws) { return sim::small_world(20, 4, .1, draws, "network"); }, 13,
                    false});
}

TEST(CowanJonardOverEdges, SmallWorldsKnowMoreThanRings) {
  // An independent re-implementation, 40 runs a point: 15.82 +- .11 on a ring, 18.30 +- .08 with 13 % of ties
  // rewired, where agents differ more.
  constexpr int count = 8;
  const auto at = [](const std::string& rewired) {
    return PublishedRuns::of_file("cowan_jonard.yaml",
                                  {"network.rewired=" + rewired, "output.every=1000 steps"});
  };
  PublishedRuns rings = at("0"), small_worlds = at("0.13");
  const Mean ring = mean_of(rings.lasts("final_mean_knowledge", count));
  const Mean small_world = mean_of(small_worlds.lasts("final_mean_knowledge", count));
  EXPECT_LIKELY(ring.value, 15.82, std::hypot(ring.error, .11));
  EXPECT_LIKELY(small_world.value, 18.30, std::hypot(small_world.error, .08));
  EXPECT_GT(small_world.value / ring.value, 1.05);
  EXPECT_GT(mean_of(small_worlds.lasts("final_variance", count)).value,
            1.15 * mean_of(rings.lasts("final_variance", count)).value);
}

TEST(CowanJonardOverEdges, AmongEqualsLongTiesOnlyHelp) {
  // The same re-implementation: 8.40 on a ring, 8.62 on a random network.
  const auto at = [](const std::string& rewired) {
    return PublishedRuns::of_file("cowan_jonard_no_experts.yaml",
                                  {"network.rewired=" + rewired, "output.every=1000 steps"});
  };
  const Mean ring = mean_of(at("0").lasts("final_mean_knowledge", 8));
  const Mean random = mean_of(at("1").lasts("final_mean_knowledge", 8));
  EXPECT_LIKELY(ring.value, 8.40, ring.error, .01);
  EXPECT_LIKELY(random.value, 8.62, random.error, .01);
  EXPECT_GT(random.value, ring.value);
}

}  // namespace
}  // namespace knowhow::published
