#include "sim/lattices.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "tests/statistics.h"

namespace knowhow::sim {
namespace {

const Draws draws(7, 0);

using Pair = std::pair<std::uint32_t, std::uint32_t>;
std::set<Pair> pairs_in(const std::vector<Tie>& ties) {
  std::set<Pair> pairs;
  for (const Tie& tie : ties) pairs.insert(std::minmax(tie.from, tie.to));
  return pairs;
}

void expect_simple(const std::vector<Tie>& ties, std::uint32_t agents) {
  for (const Tie& tie : ties) {
    ASSERT_LT(std::max(tie.from, tie.to), agents);
    ASSERT_NE(tie.from, tie.to);
  }
  EXPECT_EQ(pairs_in(ties).size(), ties.size());
}

std::vector<std::uint32_t> degrees(const std::vector<Tie>& ties, std::uint32_t agents) {
  std::vector<std::uint32_t> found(agents);
  for (const Tie& tie : ties) ++found[tie.from], ++found[tie.to];
  return found;
}

/// How many can be reached from agent 0, itself included.
std::size_t reached_from_first(const std::vector<Tie>& ties, std::uint32_t agents) {
  const Network network = Network::undirected(agents, ties);
  std::vector<std::uint32_t> queue{0};
  std::vector<bool> seen(agents);
  seen[0] = true;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const std::uint32_t next : network.of(queue[i]))
      if (!seen[next]) {
        seen[next] = true;
        queue.push_back(next);
      }
  return queue.size();
}

TEST(Lattices, ALineHasTwoEndsAndNoGap) {
  EXPECT_TRUE(line(1).empty());
  EXPECT_EQ(line(2), (std::vector<Tie>{{0, 1}}));
  const auto ties = line(100);
  EXPECT_EQ(ties.size(), 99u);
  const auto found = degrees(ties, 100);
  EXPECT_EQ(found.front(), 1u);
  EXPECT_EQ(found.back(), 1u);
  EXPECT_EQ(std::count(found.begin(), found.end(), 2u), 98);
  EXPECT_EQ(reached_from_first(ties, 100), 100u);
}

TEST(Lattices, ARingTiesEachToTheNearestOnEitherSide) {
  for (const auto& [agents, degree] : {Pair{5, 4}, {6, 4}, {11, 10}, {1000, 8}, {3, 2}}) {
    const auto ties = ring_lattice(agents, degree);
    expect_simple(ties, agents);
    for (const std::uint32_t found : degrees(ties, agents)) ASSERT_EQ(found, degree);
    for (const Tie& tie : ties) {
      const std::uint32_t apart = std::max(tie.from, tie.to) - std::min(tie.from, tie.to);
      ASSERT_LE(std::min(apart, agents - apart), degree / 2);
    }
    EXPECT_EQ(reached_from_first(ties, agents), agents);
  }
  EXPECT_TRUE(ring_lattice(4, 0).empty());
  EXPECT_THROW(ring_lattice(10, 3), std::invalid_argument);
  EXPECT_THROW(ring_lattice(10, 10), std::invalid_argument);
  EXPECT_THROW(ring_lattice(0, 2), std::invalid_argument);
  EXPECT_THROW(ring_lattice(4'000'000'000u, 100), std::invalid_argument);
}

TEST(Lattices, AMooreLatticeIsATorusOfEightNeighbours) {
  for (const auto& [rows, columns] : {Pair{3, 3}, {3, 7}, {8, 5}, {40, 40}}) {
    const std::uint32_t agents = rows * columns;
    const auto ties = moore_lattice(rows, columns);
    expect_simple(ties, agents);
    const Network network = Network::undirected(agents, ties);
    for (std::uint32_t row = 0; row < rows; ++row)
      for (std::uint32_t column = 0; column < columns; ++column) {
        std::set<std::uint32_t> wanted;
        for (const std::uint32_t r : {rows - 1, 0u, 1u})
          for (const std::uint32_t c : {columns - 1, 0u, 1u})
            if (r != 0 || c != 0) wanted.insert((row + r) % rows * columns + (column + c) % columns);
        const auto of = network.of(row * columns + column);
        ASSERT_EQ(std::set<std::uint32_t>(of.begin(), of.end()), wanted) << row << ", " << column;
      }
  }
  EXPECT_THROW(moore_lattice(2, 9), std::invalid_argument);
  EXPECT_THROW(moore_lattice(9, 2), std::invalid_argument);
  EXPECT_THROW(moore_lattice(100'000, 100'000), std::invalid_argument);
  EXPECT_THROW(moore_lattice(30'000, 30'000), std::invalid_argument);  // of few enough agents
  EXPECT_THROW(moore_lattice(4'000'000'000u, 4'000'000'000u), std::invalid_argument);
}

TEST(Lattices, InACompleteNetworkEverybodyKnowsEverybody) {
  for (const std::uint32_t agents : {0u, 1u, 2u, 7u}) {
    const auto ties = complete_network(agents);
    expect_simple(ties, agents);
    EXPECT_EQ(ties.size(), agents == 0 ? 0 : agents * (agents - 1) / 2);
  }
  EXPECT_THROW(complete_network(100'000), std::invalid_argument);
}

TEST(IndependentTies, TheirNumberHasTheMeanAndVarianceOfTheBinomial) {
  for (const auto& [agents, probability] : {std::pair{60u, .03}, {60u, .5}, {60u, .97}, {500u, 2e-5}}) {
    const double pairs = agents * (agents - 1) / 2.0;
    const double mean = pairs * probability, variance = mean * (1 - probability);
    constexpr int runs = 4000;
    double sum = 0, squares = 0;
    for (int run = 0; run < runs; ++run) {
      const auto ties =
          independent_ties(agents, probability, Draws(11, static_cast<std::uint32_t>(run)), "test");
      const double off = static_cast<double>(ties.size()) - mean;
      sum += off;
      squares += off * off;
    }
    EXPECT_LIKELY(sum / runs, 0, std::sqrt(variance / runs)) << probability;
    // The variance of a squared binomial deviation is variance^2 (2 + excess kurtosis) ...
    const double excess = (1 - 6 * probability * (1 - probability)) / variance;
    EXPECT_LIKELY(squares / runs, variance, variance * std::sqrt((2 + excess) / runs)) << probability;
  }
}

TEST(IndependentTies, EachPairIsAsLikelyAsAnyOther) {
  constexpr std::uint32_t agents = 7;
  constexpr int runs = 20'000;
  constexpr double probability = .3;
  std::map<Pair, int> found;
  std::map<std::pair<Pair, Pair>, int> together;
  for (int run = 0; run < runs; ++run) {
    const auto ties = independent_ties(agents, probability, Draws(5, static_cast<std::uint32_t>(run)), "t");
    expect_simple(ties, agents);
    const auto pairs = pairs_in(ties);
    for (const Pair& a : pairs) {
      ++found[a];
      for (const Pair& b : pairs)
        if (a < b) ++together[{a, b}];
    }
  }
  EXPECT_EQ(found.size(), 21u);
  for (const auto& [pair, count] : found)
    EXPECT_LIKELY(count, runs * probability, std::sqrt(runs * probability * (1 - probability)));
  EXPECT_EQ(together.size(), 210u);
  const double both = probability * probability;
  for (const auto& [pairs, count] : together)
    EXPECT_LIKELY(count, runs * both, std::sqrt(runs * both * (1 - both)));
}

TEST(IndependentTies, AreAFunctionOfTheirDraws) {
  EXPECT_EQ(independent_ties(1000, .01, draws, "a"), independent_ties(1000, .01, draws, "a"));
  EXPECT_NE(independent_ties(1000, .01, draws, "a"), independent_ties(1000, .01, draws, "b"));
  EXPECT_NE(independent_ties(1000, .01, draws, "a"), independent_ties(1000, .01, Draws(7, 1), "a"));
}

TEST(IndependentTies, AtTheEndsOfTheirRange) {
  EXPECT_TRUE(independent_ties(1000, 0, draws, "a").empty());
  EXPECT_TRUE(independent_ties(1000, 1e-300, draws, "a").empty());
  EXPECT_TRUE(independent_ties(0, .5, draws, "a").empty());
  EXPECT_TRUE(independent_ties(1, .5, draws, "a").empty());
  EXPECT_EQ(independent_ties(50, 1, draws, "a"), complete_network(50));
  EXPECT_EQ(independent_ties(50, 1 - 1e-16, draws, "a"), complete_network(50));
  EXPECT_THROW(independent_ties(10, -.1, draws, "a"), std::invalid_argument);
  EXPECT_THROW(independent_ties(10, 1.1, draws, "a"), std::invalid_argument);
  EXPECT_THROW(independent_ties(10, std::nan(""), draws, "a"), std::invalid_argument);
  EXPECT_THROW(independent_ties(4'000'000'000u, .5, draws, "a"), std::invalid_argument);
}

TEST(SwapTies, KeepsEveryDegreeAndMakesNoLoopOrRepeat) {
  const auto ring = ring_lattice(400, 8);
  for (const std::uint64_t swaps : {1u, 10u, 800u, 20'000u}) {
    const auto swapped = swap_ties(ring, 400, swaps, draws, "test");
    expect_simple(swapped, 400);
    EXPECT_EQ(degrees(swapped, 400), degrees(ring, 400));
    if (swaps == 1) {
      std::size_t kept = 0;
      for (const Pair& pair : pairs_in(swapped)) kept += pairs_in(ring).count(pair);
      EXPECT_EQ(kept, ring.size() - 2);
    }
  }
  EXPECT_EQ(swap_ties(ring, 400, 0, draws, "test"), ring);
  EXPECT_EQ(swap_ties(ring, 400, 50, draws, "test"), swap_ties(ring, 400, 50, draws, "test"));
  EXPECT_NE(swap_ties(ring, 400, 50, draws, "test"), swap_ties(ring, 400, 50, draws, "other"));
}

TEST(SwapTies, ManySwapsLeaveNothingOfTheLattice) {
  // Of a random network with these degrees, each of the 1,600 old ties is there with about 8 / 399.
  const auto ring = ring_lattice(400, 8);
  const auto before = pairs_in(ring);
  std::size_t kept = 0;
  for (const Pair& pair : pairs_in(swap_ties(ring, 400, 20'000, draws, "test"))) kept += before.count(pair);
  const double expected = 1600 * 8 / 399.0;
  EXPECT_LIKELY(static_cast<double>(kept), expected, std::sqrt(expected));
}

TEST(SwapTies, ReachesEveryNetworkOfItsDegreesAlike) {
  // Two ties among four agents, one tie each: three networks, and each swap leads to one of the other two.
  std::map<std::set<Pair>, int> found;
  constexpr int runs = 6000;
  for (int run = 0; run < runs; ++run)
    ++found[pairs_in(swap_ties({{0, 1}, {2, 3}}, 4, 20, Draws(3, static_cast<std::uint32_t>(run)), "t"))];
  EXPECT_EQ(found.size(), 3u);
  for (const auto& [network, count] : found) EXPECT_LIKELY(count, runs / 3.0, std::sqrt(runs * 2 / 9.0));
}

TEST(SwapTies, HasPatienceWhereHardlyAnythingCanBeSwapped) {
  // Of 22 agents all know each other but two pairs, so that two pairs of ties can make those two, and no
  // other.
  std::vector<Tie> ties;
  for (const Tie& tie : complete_network(22))
    if (tie != Tie{0, 20} && tie != Tie{1, 21}) ties.push_back(tie);
  const auto swapped = pairs_in(swap_ties(ties, 22, 1, draws, "test"));
  EXPECT_TRUE(swapped.contains({0, 20}) && swapped.contains({1, 21}));
  // It grows with the swaps, and is spent on those that fail.
  EXPECT_EQ(degrees(swap_ties(ring_lattice(8, 2), 8, 41, draws, "test"), 8),
            std::vector<std::uint32_t>(8, 2));
}

TEST(SwapTies, GivesUpWhereThereIsNothingToSwap) {
  EXPECT_THROW(swap_ties(complete_network(20), 20, 1, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({{0, 1}, {0, 2}, {0, 3}}, 4, 1, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({{0, 1}}, 2, 1, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({}, 2, 1, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({{0, 1}, {1, 0}}, 2, 1, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({{1, 1}}, 2, 0, draws, "test"), std::invalid_argument);
  EXPECT_THROW(swap_ties({{0, 2}}, 2, 0, draws, "test"), std::invalid_argument);
}

}  // namespace
}  // namespace knowhow::sim
