// Laws of the published models that hold exactly: what names agents bear, who lives apart, and how long one
// looks does not matter; and more of what helps never brings less.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "sim/lattices.h"
#include "sim/random.h"
#include "tests/models/published_runs.h"

namespace knowhow::published {
namespace {

using Tie = std::pair<std::uint32_t, std::uint32_t>;

/// Agents 0, 1, ..., of whom some are seeds, and their ties, in the order in which the tables have them.
struct Agents {
  std::vector<bool> seed;
  std::vector<Tie> ties;
  std::uint32_t size() const { return static_cast<std::uint32_t>(seed.size()); }
};

Agents random_agents(std::uint32_t size, double mean_degree, std::uint32_t seeds, std::uint32_t replicate) {
  Agents agents{std::vector<bool>(size), {}};
  for (const auto& tie :
       sim::independent_ties(size, mean_degree / (size - 1), sim::Draws(17, replicate), "law"))
    agents.ties.emplace_back(tie.from, tie.to);
  for (std::uint32_t i = 0; i < seeds; ++i) agents.seed[(i * 7 + 3) % size] = true;
  return agents;
}

/// The second beside the first, without a tie between them.
Agents beside(const Agents& one, const Agents& other) {
  Agents both = one;
  both.seed.insert(both.seed.end(), other.seed.begin(), other.seed.end());
  for (const auto& [from, to] : other.ties) both.ties.emplace_back(from + one.size(), to + one.size());
  return both;
}

/// The same under other numbers, everything listed in another order.
Agents renumbered(const Agents& agents) {
  const std::uint32_t n = agents.size();
  const auto other = [n](std::uint32_t i) { return (i * 11 + 5) % n; };  // 11 and n have no common factor
  Agents found{std::vector<bool>(n), {}};
  for (std::uint32_t i = 0; i < n; ++i) found.seed[other(i)] = agents.seed[i];
  for (auto tie = agents.ties.rbegin(); tie != agents.ties.rend(); ++tie)
    found.ties.emplace_back(other(tie->second), other(tie->first));
  return found;
}

/// How many had adopted, over time.
std::vector<double> adopters(const Agents& agents, const std::string& model, std::uint32_t replicate = 0) {
  std::string people = "id,community,adopted\n", ties = "from,to\n";
  for (std::uint32_t i = 0; i < agents.size(); ++i)
    people += "a" + std::to_string(i) + ",c," + (agents.seed[i] ? "0" : "") + "\n";
  for (const auto& [from, to] : agents.ties)
    ties += "a" + std::to_string(from) + ",a" + std::to_string(to) + "\n";
  PublishedRuns runs(
      "model: " + model +
          "\ntime: {horizon: 15 steps}\nseeds: {shape: earliest}\nnetwork: {shape: from_files, people: "
          "{file: people.csv}, ties: {file: ties.csv}}\n",
      {}, {{"people.csv", people}, {"ties.csv", ties}});
  std::vector<double> found;
  const auto rows = runs.rows(replicate);
  for (const double share : runs.of(rows, "adopted"))
    found.push_back(std::round(share * agents.size() * 1024) / 1024);
  return found;
}

std::vector<double> sum(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t t = 0; t < a.size(); ++t) a[t] += b.at(t);
  return a;
}

const std::vector<std::string> certain{
    "threshold\nrule: {shape: absolute, number: 2}", "threshold\nrule: {shape: fractional, share: 0.3}",
    "independent_cascade\nprocess: {shape: one_shot, probability: 1}",
    "independent_cascade\nprocess: {shape: sir, infection: 1, recovery: 0}"};
const std::vector<std::string> lucky{
    "threshold\nrule: {shape: absolute, number: 2}\nnoise: 0.05",
    "independent_cascade\nprocess: {shape: one_shot, probability: 0.3}",
    "independent_cascade\nprocess: {shape: one_shot_continuous, probability: 0.3}",
    "independent_cascade\nprocess: {shape: sir, infection: 0.2, recovery: 0.3}",
    "independent_cascade\nprocess: {shape: sir_continuous, infection: 0.2, recovery: 0.3}"};

TEST(PublishedLaw, NamesAndOrderOfAgentsDoNotMatterWhereNothingIsLeftToLuck) {
  for (const auto& model : certain)
    for (std::uint32_t n = 0; n < 5; ++n) {
      const Agents agents = random_agents(61, 4, 6, n);
      const auto found = adopters(agents, model);
      EXPECT_EQ(adopters(renumbered(agents), model), found) << model << n;
      EXPECT_GT(found.back(), found.front()) << model << n;
    }
}

TEST(PublishedLaw, TwoNetworksSideBySideAreTheSumOfBoth) {
  for (const auto& model : certain)
    for (std::uint32_t n = 0; n < 5; ++n) {
      const Agents one = random_agents(61, 4, 6, n), other = random_agents(40, 5, 5, n + 100);
      EXPECT_EQ(adopters(beside(one, other), model), sum(adopters(one, model), adopters(other, model)))
          << model << n;
    }
}

/// Luck goes by agent: others that are added behind, and not reached, leave everybody theirs.
TEST(PublishedLaw, ThoseWhomNobodyReachesChangeNothing) {
  for (auto models : {certain, lucky})
    for (const auto& model : models)
      for (std::uint32_t n = 0; n < 5; ++n) {
        const Agents agents = random_agents(61, 4, 6, n);
        Agents apart = random_agents(30, 3, 0, n), alone{std::vector<bool>(25), {}};
        const auto found = adopters(agents, model, n);
        EXPECT_EQ(adopters(beside(agents, alone), model, n), found) << model << n;
        EXPECT_EQ(adopters(beside(agents, apart), model, n), found) << model << n;
      }
}

TEST(PublishedLaw, WhatAlwaysPassesTakesTheShortestWay) {
  for (std::uint32_t n = 0; n < 5; ++n) {
    const Agents agents = random_agents(61, 3, 2, n);
    std::vector<std::vector<std::uint32_t>> near(agents.size());
    for (const auto& [from, to] : agents.ties) near[from].push_back(to), near[to].push_back(from);
    std::vector<int> distance(agents.size(), -1);
    std::queue<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < agents.size(); ++i)
      if (agents.seed[i]) distance[i] = 0, waiting.push(i);
    for (; !waiting.empty(); waiting.pop())
      for (const auto next : near[waiting.front()]) {
        if (distance[next] >= 0) continue;
        distance[next] = distance[waiting.front()] + 1;
        waiting.push(next);
      }
    const auto found = adopters(agents, certain[2]);
    ASSERT_EQ(found.size(), 16u);
    for (int t = 0; t < 16; ++t)
      EXPECT_EQ(found[static_cast<std::size_t>(t)],
                std::count_if(distance.begin(), distance.end(), [t](int d) { return 0 <= d && d <= t; }))
          << n << " " << t;
  }
}

/// The same luck, and more of a number that helps: nobody adopts later, so that at no time have fewer
/// adopted.
TEST(PublishedLaw, MoreOfWhatHelpsNeverBringsLess) {
  struct Case {
    std::string yaml, path;
    std::vector<std::string> rising;
  };
  const std::string
      random = "\ntime: {horizon: 12 steps}\nnetwork: {shape: random, agents: 300, mean_degree: 5}\n",
      complete = "\ntime: {horizon: 12 steps}\nnetwork: {shape: complete, agents: 300}\n",
      seeds = "seeds: {shape: random, number: 4}\n";
  std::vector<Case> all;
  for (const char* timing : {"synchronous", "continuous"})
    for (const auto& network : {random, complete}) {
      const std::string bass =
          "model: bass" + network + "timing: " + timing + "\nadoption: {innovation: 0.03, imitation: 0.3}\n";
      all.push_back({bass, "adoption.innovation", {"0", "0.01", "0.05", "0.2", "1"}});
      all.push_back({bass, "adoption.imitation", {"0", "0.1", "0.3", "0.8", "1"}});
    }
  for (const char* shape : {"one_shot", "one_shot_continuous"})
    all.push_back({"model: independent_cascade" + random + seeds + "process: {shape: " + shape + "}\n",
                   "process.probability",
                   {"0", "0.1", "0.2", "0.4", "0.8", "1"}});
  for (const char* shape : {"sir", "sir_continuous"}) {
    const std::string sir = "model: independent_cascade" + random + seeds + "process: {shape: " + shape +
                            ", infection: 0.1, recovery: 0.3}\n";
    all.push_back({sir, "process.infection", {"0", "0.05", "0.1", "0.3", "0.9"}});
    all.push_back({sir, "process.recovery", {"0.9", "0.5", "0.3", "0.1", "0"}});
  }
  const std::string rule =
      "model: threshold" + random +
      "rule: {shape: absolute, number: 2}\nnoise: 0.02\nseeds: {shape: random, number: 20}\n";
  all.push_back({rule, "rule.number", {"4", "3", "2", "1", "0"}});
  all.push_back({rule, "seeds.number", {"1", "10", "20", "40", "300"}});
  for (const auto& [yaml, path, rising] : all)
    for (std::uint32_t r = 0; r < 4; ++r) {
      std::vector<double> before;
      for (const auto& value : rising) {
        PublishedRuns runs(yaml, {path + "=" + value});
        const auto adopted = runs.of(runs.rows(r), "adopted");
        for (std::size_t t = 0; t < before.size(); ++t)
          EXPECT_GE(adopted[t], before[t])
              << yaml << path << " " << value << ", replicate " << r << ", time " << t;
        before = adopted;
      }
      PublishedRuns least(yaml, {path + "=" + rising.front()});
      EXPECT_GT(before.back(), least.of(least.rows(r), "adopted").back()) << yaml << path;
    }
}

TEST(PublishedLaw, NobodyIsLostAndNothingUnlearned) {
  for (const char* shape : {"one_shot", "one_shot_continuous", "sir", "sir_continuous"}) {
    PublishedRuns runs(
        std::string("model: independent_cascade\ntime: {horizon: 20 steps}\nnetwork: {shape: random, agents: "
                    "256, mean_degree: 5}\nseeds: {shape: random, number: 4}\nprocess: {shape: ") +
        shape + "}\n");
    const auto rows = runs.rows();
    const auto &s = runs.of(rows, "susceptible"), &i = runs.of(rows, "infected"),
               &r = runs.of(rows, "recovered"), &adopted = runs.of(rows, "adopted");
    for (std::size_t t = 0; t < s.size(); ++t) {
      EXPECT_EQ(s[t] + i[t] + r[t], 1) << shape << t;  // shares of 256 add up without rounding
      EXPECT_EQ(i[t] + r[t], adopted[t]) << shape << t;
    }
    EXPECT_TRUE(std::is_sorted(r.begin(), r.end())) << shape;
    EXPECT_TRUE(std::is_sorted(adopted.begin(), adopted.end())) << shape;
  }
  for (const char* model : {"threshold", "bass"}) {
    PublishedRuns runs(std::string("model: ") + model +
                       "\ntime: {horizon: 20 steps}\nnetwork: {shape: random, agents: 256}\n");
    const auto rows = runs.rows();
    const auto &adopted = runs.of(rows, "adopted"), &newly = runs.of(rows, "newly_adopted");
    for (std::size_t t = 1; t < adopted.size(); ++t)
      EXPECT_EQ(adopted[t], adopted[t - 1] + newly[t]) << model << t;
  }
  for (const char* model : {"cowan_jonard", "gap_closing"}) {
    PublishedRuns runs(
        std::string("model: ") + model +
        "\ntime: {horizon: 200 steps}\nnetwork: {shape: small_world, agents: 40, degree: 4}\n");
    const auto knowledge = runs.of(runs.rows(), "mean_knowledge");
    EXPECT_TRUE(std::is_sorted(knowledge.begin(), knowledge.end())) << model;
    EXPECT_GT(knowledge.back(), knowledge.front()) << model;
  }
}

}  // namespace
}  // namespace knowhow::published
