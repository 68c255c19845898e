#include "sim/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "sim/digest.h"
#include "sim/pairs.h"
#include "tests/statistics.h"

namespace knowhow::sim {
namespace {

using Row = std::vector<std::uint32_t>;

Row neighbours(const Network& network, std::uint32_t agent) {
  return Row(network.of(agent).begin(), network.of(agent).end());
}
Row numbers(const Network& network, std::uint32_t agent) {
  return Row(network.tie_numbers(agent).begin(), network.tie_numbers(agent).end());
}

/// The same network however its ties are listed: whatever can be asked of it.
void expect_same(const Network& a, const Network& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(a.ties(), b.ties());
  for (std::uint32_t agent = 0; agent < a.size(); ++agent) {
    ASSERT_EQ(neighbours(a, agent), neighbours(b, agent)) << "row of " << agent;
    ASSERT_EQ(numbers(a, agent), numbers(b, agent)) << "row of " << agent;
  }
}

/// Pairs in order, told by the containers of the standard library.
void expect_rows_of(const Network& network, const std::set<std::pair<std::uint32_t, std::uint32_t>>& pairs) {
  std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> rows;
  std::uint32_t number = 0;
  for (const auto& [low, high] : pairs) {
    rows[low][high] = rows[high][low] = number;
    ++number;
  }
  EXPECT_EQ(network.ties(), pairs.size());
  std::uint64_t ends = 0;
  for (std::uint32_t agent = 0; agent < network.size(); ++agent) ends += network.degree(agent);
  EXPECT_EQ(ends, 2 * pairs.size());
  for (const auto& [agent, row] : rows) {
    ASSERT_EQ(network.degree(agent), row.size()) << "row of " << agent;
    std::size_t i = 0;
    for (const auto& [neighbour, tie] : row) {
      ASSERT_EQ(network.of(agent)[i], neighbour) << "row of " << agent;
      ASSERT_EQ(network.tie_numbers(agent)[i], tie) << "row of " << agent;
      ++i;
    }
  }
}

std::set<std::pair<std::uint32_t, std::uint32_t>> pairs_of(const std::vector<Tie>& ties) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Tie& tie : ties) pairs.insert(std::minmax(tie.from, tie.to));
  return pairs;
}

/// Every tie joins two different agents, and no two ties join the same ones.
void expect_simple(const std::vector<Tie>& ties, std::uint32_t agents) {
  for (const Tie& tie : ties) {
    ASSERT_LT(tie.from, agents);
    ASSERT_LT(tie.to, agents);
    ASSERT_NE(tie.from, tie.to);
  }
  EXPECT_EQ(pairs_of(ties).size(), ties.size());
}

std::string digest_of(const std::vector<Tie>& ties) {
  std::vector<std::uint32_t> ends;
  for (const Tie& tie : ties) ends.insert(ends.end(), {tie.from, tie.to});
  Digest digest;
  digest.add_column<std::uint32_t>("ties", ends);
  return digest.hex();
}

TEST(Network, RowsAreSortedAndShareTheirTies) {
  const std::vector<Tie> ties{{3, 1}, {1, 0}, {4, 1}, {3, 0}};
  const Network network = Network::undirected(6, ties);
  EXPECT_EQ(network.size(), 6u);
  EXPECT_EQ(network.ties(), 4u);
  EXPECT_EQ(neighbours(network, 0), (Row{1, 3}));
  EXPECT_EQ(numbers(network, 0), (Row{0, 1}));
  EXPECT_EQ(neighbours(network, 1), (Row{0, 3, 4}));
  EXPECT_EQ(numbers(network, 1), (Row{0, 2, 3}));
  EXPECT_EQ(neighbours(network, 2), Row{});
  EXPECT_EQ(neighbours(network, 3), (Row{0, 1}));
  EXPECT_EQ(numbers(network, 3), (Row{1, 2}));
  EXPECT_EQ(neighbours(network, 4), Row{1});
  EXPECT_EQ(numbers(network, 4), Row{3});
  EXPECT_EQ(network.degree(1), 3u);
  EXPECT_EQ(network.degree(5), 0u);
}

TEST(Network, DropsRepeatsAndTiesToOneself) {
  const std::vector<Tie> ties{{2, 2}, {0, 1}, {1, 0}, {0, 1}, {2, 1}, {0, 0}};
  const std::vector<Tie> once{{0, 1}, {1, 2}};
  expect_same(Network::undirected(3, ties), Network::undirected(3, once));
  EXPECT_EQ(Network::undirected(3, ties).ties(), 2u);
}

TEST(Network, DoesNotDependOnTheOrderOfItsTies) {
  std::vector<Tie> ties = random_network(200, 900, Draws(1, 0), "order");
  const Network before = Network::undirected(200, ties);
  std::reverse(ties.begin(), ties.end());
  for (std::size_t i = 0; i < ties.size(); i += 2) std::swap(ties[i].from, ties[i].to);
  std::rotate(ties.begin(), ties.begin() + 333, ties.end());
  expect_same(Network::undirected(200, ties), before);
}

TEST(Network, IsWhatItsPairsSay) {
  for (const std::uint32_t agents : {2u, 50u, 2047u, 2048u, 2049u, 5000u}) {
    const auto ties =
        random_network(agents, std::min(agents * (agents - 1) / 2, 3 * agents), Draws(3, 0), "pairs");
    expect_rows_of(Network::undirected(agents, ties), pairs_of(ties));
  }
}

TEST(Network, OfMillionsOfAgents) {
  const std::uint32_t ends[] = {0, 1, 2047, 2048, 2049, 4'194'303, 4'194'304, 4'194'305, 4'500'000};
  std::vector<Tie> ties;
  for (const std::uint32_t from : ends)
    for (const std::uint32_t to : ends)
      if (from > to) ties.push_back({from, to});
  expect_rows_of(Network::undirected(4'500'001, ties), pairs_of(ties));
}

TEST(Network, Empty) {
  EXPECT_EQ(Network().size(), 0u);
  EXPECT_EQ(Network().ties(), 0u);
  EXPECT_EQ(Network::undirected(0, {}).size(), 0u);
  const Network strangers = Network::undirected(3, {});
  EXPECT_EQ(strangers.size(), 3u);
  EXPECT_EQ(strangers.ties(), 0u);
  EXPECT_EQ(strangers.degree(2), 0u);
}

TEST(Network, RefusesUnknownAgents) {
  const std::vector<Tie> from{{0, 1}, {3, 0}}, to{{0, 3}}, oneself{{3, 3}};
  EXPECT_THROW(Network::undirected(3, from), std::out_of_range);
  EXPECT_THROW(Network::undirected(3, to), std::out_of_range);
  EXPECT_THROW(Network::undirected(3, oneself), std::out_of_range);
  EXPECT_THROW(Network::undirected(0, oneself), std::out_of_range);
}

TEST(Network, HasRoomForSoManyTiesAndNoMore) {
  EXPECT_NO_THROW(require_room(most_ties));
  EXPECT_THROW(require_room(most_ties + 1), std::invalid_argument);
}

TEST(RandomNetwork, HasAsManyDistinctTiesAsWanted) {
  for (const std::uint64_t ties : {0, 1, 100, 2474, 2475, 2476, 4000, 4949, 4950}) {
    const auto drawn = random_network(100, ties, Draws(1, 0), "any");
    EXPECT_EQ(drawn.size(), ties);
    expect_simple(drawn, 100);
  }
  EXPECT_TRUE(random_network(0, 0, Draws(1, 0), "any").empty());
  EXPECT_TRUE(random_network(1, 0, Draws(1, 0), "any").empty());
  EXPECT_EQ(random_network(2, 1, Draws(1, 0), "any").size(), 1u);
}

TEST(RandomNetwork, MoreTiesOnlyAdd) {
  const auto few = random_network(60, 300, Draws(1, 0), "any");
  const auto more = random_network(60, 800, Draws(1, 0), "any");
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
}

// 3,000 networks: each of 15 pairs is expected in 3000 k / 15 of them.
TEST(RandomNetwork, TakesAllPairsAlike) {
  for (const std::uint32_t ties : {4u, 11u}) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> found;
    for (std::uint32_t replicate = 0; replicate < 3000; ++replicate)
      for (const auto& pair : pairs_of(random_network(6, ties, Draws(1, replicate), "any"))) ++found[pair];
    EXPECT_EQ(found.size(), 15u);
    for (const auto& [pair, count] : found)
      EXPECT_LIKELY(count, 200.0 * ties, std::sqrt(3000 * ties / 15.0 * (1 - ties / 15.0)))
          << pair.first << '-' << pair.second;
  }
}

TEST(RandomNetwork, RefusesTooManyTies) {
  EXPECT_THROW(random_network(100, 4951, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(random_network(1, 1, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(random_network(0, 1, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(random_network(100'000, std::uint64_t{1} << 31, Draws(1, 0), "any"), std::invalid_argument);
}

TEST(SmallWorld, WithoutRewiringIsTheRingLattice) {
  const auto ties = small_world(7, 4, 0, Draws(1, 0), "ring");
  std::set<std::pair<std::uint32_t, std::uint32_t>> lattice;
  for (std::uint32_t i = 0; i < 7; ++i)
    for (const std::uint32_t lap : {1u, 2u}) lattice.insert(std::minmax(i, (i + lap) % 7));
  EXPECT_EQ(pairs_of(ties), lattice);
  EXPECT_EQ(ties.size(), 14u);
  const Network network = Network::undirected(7, ties);
  for (std::uint32_t i = 0; i < 7; ++i) EXPECT_EQ(network.degree(i), 4u);
  EXPECT_TRUE(small_world(1, 0, 0.5, Draws(1, 0), "ring").empty());
}

TEST(SmallWorld, RewiringKeepsTheTiesAndTheirNearEnds) {
  for (const std::uint32_t agents : {20u, 500u})
    for (const double probability : {0.01, 0.3, 1.0}) {
      const auto lattice = small_world(agents, 6, 0, Draws(1, 0), "ring");
      const auto ties = small_world(agents, 6, probability, Draws(1, 0), "ring");
      ASSERT_EQ(ties.size(), lattice.size());
      expect_simple(ties, agents);
      for (std::size_t i = 0; i < ties.size(); ++i) EXPECT_EQ(ties[i].from, lattice[i].from);
    }
}

// 50,000 ties; the bounds are six standard deviations.
/// Few people who all know nearly each other are no fault of the user's.
TEST(SmallWorld, MayBeAsDenseAsThereAreAgents) {
  for (const std::uint32_t agents : {13u, 14u, 25u}) {
    const std::uint32_t degree = (agents - 1) / 2 * 2;
    EXPECT_EQ(small_world(agents, degree, .5, Draws(1, 0), "ring").size(), agents * degree / 2);
  }
}

TEST(SmallWorld, RewiresTheShareAskedFor) {
  const auto lattice = small_world(10'000, 10, 0, Draws(1, 0), "ring");
  for (const double probability : {0.02, 0.5, 0.9}) {
    const auto ties = small_world(10'000, 10, probability, Draws(1, 0), "ring");
    int moved = 0;
    for (std::size_t i = 0; i < ties.size(); ++i) moved += ties[i] != lattice[i];
    EXPECT_LIKELY(moved, 50'000 * probability, std::sqrt(50'000 * probability * (1 - probability)));
  }
  const auto ties = small_world(10'000, 10, 1, Draws(1, 0), "ring");
  for (std::size_t i = 0; i < ties.size(); ++i) ASSERT_NE(ties[i], lattice[i]);
}

TEST(SmallWorld, AHigherProbabilityOnlyRewiresMore) {
  const auto lattice = small_world(400, 6, 0, Draws(1, 0), "ring");
  const auto few = small_world(400, 6, 0.2, Draws(1, 0), "ring");
  const auto more = small_world(400, 6, 0.4, Draws(1, 0), "ring");
  for (std::size_t i = 0; i < lattice.size(); ++i)
    EXPECT_TRUE(few[i] == lattice[i] || more[i] != lattice[i]) << "tie " << i;
}

// The rule once more, on sets: it also pins down which draw decides what.
TEST(SmallWorld, IsWhatSetsWouldMake) {
  const std::uint32_t agents = 12, degree = 8;
  for (std::uint32_t replicate = 0; replicate < 100; ++replicate) {
    const Draws draws(1, replicate);
    std::vector<Tie> ties = small_world(agents, degree, 0, draws, "ring");
    std::vector<std::set<std::uint32_t>> known(agents);
    for (const auto& [from, to] : ties) known[from].insert(to), known[to].insert(from);
    for (std::uint32_t number = 0; number < ties.size(); ++number) {
      auto& [from, to] = ties[number];
      if (unit(draws.block(purpose("ring"), 0, number)[0]) > 0.8 || known[from].size() == agents - 1)
        continue;
      std::uint32_t attempt = 0, stranger = from;
      while (stranger == from || known[from].contains(stranger)) {
        stranger = index_of(draws.block(purpose("ring"), 0, number, attempt++)[1], agents - 1);
        if (stranger >= from) ++stranger;
      }
      known[from].erase(to), known[to].erase(from);
      to = stranger;
      known[from].insert(to), known[to].insert(from);
    }
    ASSERT_EQ(small_world(agents, degree, 0.8, draws, "ring"), ties) << "replicate " << replicate;
  }
}

// The first tie to be rewired is that of agent 0, who knows 1 and 10; 8,000 rings.
TEST(SmallWorld, EveryStrangerIsAsLikely) {
  std::map<std::uint32_t, int> found;
  for (std::uint32_t replicate = 0; replicate < 8000; ++replicate)
    ++found[small_world(11, 2, 1, Draws(1, replicate), "ring")[0].to];
  EXPECT_EQ(found.size(), 8u);
  for (std::uint32_t stranger = 2; stranger <= 9; ++stranger)
    EXPECT_LIKELY(found[stranger], 1000, std::sqrt(8000 / 8.0 * 7 / 8)) << stranger;
}

TEST(SmallWorld, WhoKnowsEverybodyKeepsTheirTies) {
  EXPECT_EQ(small_world(5, 4, 1, Draws(1, 0), "ring"), small_world(5, 4, 0, Draws(1, 0), "ring"));
  for (std::uint32_t replicate = 0; replicate < 200; ++replicate) {
    const auto ties = small_world(6, 4, 1, Draws(1, replicate), "ring");
    EXPECT_EQ(ties.size(), 12u);
    expect_simple(ties, 6);
  }
}

TEST(SmallWorld, RefusesWhatIsNoRing) {
  const Draws draws(1, 0);
  EXPECT_THROW(small_world(10, 3, 0.1, draws, "ring"), std::invalid_argument);
  EXPECT_THROW(small_world(10, 10, 0.1, draws, "ring"), std::invalid_argument);
  EXPECT_THROW(small_world(0, 0, 0.1, draws, "ring"), std::invalid_argument);
  EXPECT_THROW(small_world(10, 4, -0.1, draws, "ring"), std::invalid_argument);
  EXPECT_THROW(small_world(10, 4, 1.1, draws, "ring"), std::invalid_argument);
  EXPECT_THROW(small_world(10, 4, std::numeric_limits<double>::quiet_NaN(), draws, "ring"),
               std::invalid_argument);
  EXPECT_THROW(small_world(1 << 20, 1 << 12, 0.1, draws, "ring"), std::invalid_argument);
}

TEST(PreferentialAttachment, EachNewcomerTiesToDistinctEarlierAgents) {
  for (const std::uint32_t each : {1u, 2u, 5u}) {
    const std::uint32_t agents = 400;
    const auto ties = preferential_attachment(agents, each, Draws(1, 0), "any");
    EXPECT_EQ(ties.size(), each * (each + 1) / 2 + (agents - each - 1) * each);
    expect_simple(ties, agents);
    std::vector<std::uint32_t> earlier(agents);
    for (const auto& [low, high] : pairs_of(ties)) ++earlier[high];
    for (std::uint32_t agent = 0; agent < agents; ++agent) EXPECT_EQ(earlier[agent], std::min(agent, each));
    const Network network = Network::undirected(agents, ties);
    for (std::uint32_t agent = 0; agent < agents; ++agent) EXPECT_GE(network.degree(agent), each);
  }
}

TEST(PreferentialAttachment, OfJustEnoughAgentsIsAClique) {
  EXPECT_EQ(pairs_of(preferential_attachment(4, 3, Draws(1, 0), "any")),
            pairs_of({{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}));
}

// With one tie each, agent 3 meets degrees 2, 1 and 1: the hub has a chance of a half, by heads only a third.
TEST(PreferentialAttachment, GoesByDegree) {
  int hubs = 0;
  for (std::uint32_t replicate = 0; replicate < 4000; ++replicate) {
    const auto ties = preferential_attachment(4, 1, Draws(1, replicate), "any");
    hubs += ties[1].to == ties[2].to;
  }
  EXPECT_LIKELY(hubs, 2000, std::sqrt(4000 * .5 * .5));
}

// The share of agents of degree k tends to 2 m (m + 1) / (k (k + 1) (k + 2)) (Bollobas and others 2001).
TEST(PreferentialAttachment, DegreesFollowTheirLaw) {
  const std::uint32_t agents = 50'000, each = 3;
  const Network network =
      Network::undirected(agents, preferential_attachment(agents, each, Draws(1, 0), "any"));
  std::map<std::uint32_t, double> share;
  for (std::uint32_t agent = 0; agent < agents; ++agent) share[network.degree(agent)] += 1.0 / agents;
  for (std::uint32_t k = each; k < 12; ++k)
    EXPECT_NEAR(share[k], 2.0 * each * (each + 1) / (k * (k + 1) * (k + 2)), 0.008) << "degree " << k;
  EXPECT_GT(share.rbegin()->first, 200u);
}

TEST(PreferentialAttachment, RefusesWhatNobodyCanDo) {
  EXPECT_THROW(preferential_attachment(10, 0, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(preferential_attachment(10, 10, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(preferential_attachment(0, 1, Draws(1, 0), "any"), std::invalid_argument);
  EXPECT_THROW(preferential_attachment(1'000'000, 10'000, Draws(1, 0), "any"), std::invalid_argument);
}

TEST(GroupsNetwork, EverybodyKnowsTheirGroup) {
  const std::vector<std::uint32_t> group{7, 0xffffffff, 7, 7, 0xffffffff, 9};
  const auto ties = groups_network(group);
  expect_simple(ties, 6);
  EXPECT_EQ(pairs_of(ties), pairs_of({{0, 2}, {0, 3}, {2, 3}, {1, 4}}));
  EXPECT_TRUE(groups_network({}).empty());
}

TEST(GroupsNetwork, RefusesGroupsBeyondAllMemory) {
  const std::vector<std::uint32_t> one_group(70'000, 3);
  EXPECT_THROW(groups_network(one_group), std::invalid_argument);
}

using Generator = std::vector<Tie> (*)(const Draws&, std::string_view name);
const Generator generators[] = {
    [](const Draws& draws, std::string_view name) { return random_network(300, 900, draws, name); },
    [](const Draws& draws, std::string_view name) { return random_network(30, 400, draws, name); },
    [](const Draws& draws, std::string_view name) { return small_world(300, 6, 0.3, draws, name); },
    [](const Draws& draws, std::string_view name) { return preferential_attachment(300, 3, draws, name); },
};

TEST(Generators, ArePureFunctionsOfSeedReplicateAndName) {
  for (const Generator generate : generators) {
    const auto before = generate(Draws(1, 0), "ties");
    EXPECT_EQ(generate(Draws(1, 0), "ties"), before);
    EXPECT_NE(generate(Draws(2, 0), "ties"), before);
    EXPECT_NE(generate(Draws(1, 1), "ties"), before);
    EXPECT_NE(generate(Draws(1, 0), "other ties"), before);
  }
}

// Whoever changes these changes the networks of every scenario that was ever published.
TEST(Generators, Golden) {
  const char* const digests[] = {
      "a740c61ce81fae01d7d9500802049c4e",
      "98a1b71a0a8115a18da1c47ba881abf6",
      "f62b8dce97b470e593947468b051287c",
      "7134758e7873014a76e08bac5c8b14f7",
  };
  for (std::size_t i = 0; i < std::size(generators); ++i)
    EXPECT_EQ(digest_of(generators[i](Draws(2014, 7), "ties")), digests[i]);
}

TEST(DirectedNetwork, RowsHoldThoseWhomEachReaches) {
  const Network network =
      Network::directed(5, std::vector<Tie>{{3, 1}, {1, 3}, {0, 3}, {3, 0}, {3, 4}, {3, 1}, {2, 2}});
  EXPECT_TRUE(network.is_directed());
  EXPECT_EQ(network.ties(), 5u);
  EXPECT_EQ(neighbours(network, 0), (Row{3}));
  EXPECT_EQ(neighbours(network, 1), (Row{3}));
  EXPECT_EQ(neighbours(network, 2), Row{});
  EXPECT_EQ(neighbours(network, 3), (Row{0, 1, 4}));
  EXPECT_EQ(neighbours(network, 4), Row{});
  EXPECT_EQ(numbers(network, 3), (Row{2, 3, 4}));  // each arc is a tie of its own
  Row reached;
  for (std::uint32_t agent = 0; agent < 5; ++agent) reached.push_back(network.reached_by(agent));
  EXPECT_EQ(reached, (Row{1, 1, 0, 2, 1}));
}

TEST(Network, DoesWithoutNumbersOfTies) {
  const std::vector<Tie> ties{{0, 1}, {2, 1}, {3, 0}};
  for (const auto make : {Network::undirected, Network::directed}) {
    const Network with = make(4, ties, Network::Numbers::kept);
    const Network without = make(4, ties, Network::Numbers::none);
    EXPECT_EQ(without.ties(), with.ties());
    for (std::uint32_t agent = 0; agent < 4; ++agent) {
      EXPECT_EQ(neighbours(without, agent), neighbours(with, agent));
      EXPECT_EQ(with.tie_numbers(agent).size(), with.degree(agent));
      EXPECT_TRUE(without.tie_numbers(agent).empty());
    }
  }
}

TEST(DirectedNetwork, AnUndirectedOneIsReachedByItsNeighbours) {
  const Network network = Network::undirected(4, std::vector<Tie>{{0, 1}, {2, 1}});
  EXPECT_FALSE(network.is_directed());
  for (std::uint32_t agent = 0; agent < 4; ++agent)
    EXPECT_EQ(network.reached_by(agent), network.degree(agent));
}

TEST(DirectedNetwork, RefusesAgentsThatDoNotExist) {
  EXPECT_THROW(Network::directed(3, std::vector<Tie>{{3, 0}}), std::out_of_range);
  EXPECT_THROW(Network::directed(3, std::vector<Tie>{{0, 3}}), std::out_of_range);
  EXPECT_EQ(Network::directed(0, {}).size(), 0u);
}

}  // namespace
}  // namespace knowhow::sim
