#include "models/published/cowan_jonard_ground.h"

#include <algorithm>

namespace knowhow::published {

namespace {

/// A meeting is mutual, so who reaches whom does not matter.
sim::Network both_ways(sim::Network network) {
  if (!network.is_directed()) return network;
  std::vector<sim::Tie> ties;
  for (std::uint32_t i = 0; i < network.size(); ++i)
    for (const std::uint32_t other : network.of(i)) ties.push_back({i, other});
  return sim::Network::undirected(network.size(), ties);
}

}  // namespace

CowanJonardGround::CowanJonardGround(const sim::Plan& plan, const std::vector<double>& base,
                                     const sim::Draws& all_draws)
    : draws(all_draws),
      trade(plan.root["trade"]),
      by_agents(plan.root["meetings"].word == "agents"),
      network(both_ways(make_network(plan.root["network"], base, all_draws, sim::Network::Numbers::kept))),
      agents(network.size()),
      ends(network.ties()) {
  for (std::uint32_t i = 0; i < agents; ++i)
    for (std::uint32_t k = 0; k < network.degree(i); ++k)
      if (network.of(i)[k] > i) ends[network.tie_numbers(i)[k]] = {i, network.of(i)[k]};
  if (by_agents) weigh();
  place_knowledge(plan, base);
}

void CowanJonardGround::weigh() {
  constexpr std::uint64_t one = std::uint64_t{1} << 32;
  total_weight = one * agents;
  heaviest = 0;
  for (const auto& [from, to] : ends) {
    weights.push_back(one / network.degree(from) + one / network.degree(to));
    heaviest = std::max(heaviest, weights.back());
  }
}

void CowanJonardGround::place_knowledge(const sim::Plan& plan, const std::vector<double>& base) {
  if (!by_agents) total_weight = ends.size();
  const auto knowledge = sim::read_section<Knowledge>(plan.root["knowledge"], base);
  const auto experts = sim::read_section<Experts>(plan.root["experts"], base);
  const sim::Setting& number = plan.root["experts"]["number"];
  categories = static_cast<std::uint32_t>(knowledge.categories);
  const bool distinct = plan.root["experts"].word == "distinct";
  if (experts.number > static_cast<double>(agents) * (distinct ? 1 : categories))
    throw sim::InvalidInput(
        {{number.place, "experts.number",
          "there are only " + std::to_string(agents) + " agents to be experts" +
              (distinct ? "" : " of each of " + std::to_string(categories) + " categories"),
          "give a smaller number, or a larger network"}});
  row = categories <= 4 ? 4 : categories <= 6 ? 6 : categories <= 8 ? 8 : categories <= 16 ? 16 : 32;
  levels.resize(std::size_t{agents} * row);
  constexpr std::uint32_t level = sim::purpose("cowan_jonard level");
  for (std::uint32_t i = 0; i < agents; ++i)
    for (std::uint32_t c = 0; c < categories; ++c)
      levels[std::size_t{i} * row + c] = knowledge.most * sim::unit(draws.word(level, 0, c, i));

  constexpr std::uint32_t expert = sim::purpose("cowan_jonard expert");
  const auto all = static_cast<std::uint64_t>(experts.number);
  std::vector<std::uint64_t> order(agents);
  const auto draw_first = [&](std::uint64_t count, std::uint32_t of) {
    for (std::uint32_t i = 0; i < agents; ++i)
      order[i] = std::uint64_t{draws.word(expert, 0, i, of)} << 32 | i;
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
  };
  const auto teach = [&](std::uint64_t drawn, std::uint32_t category) {
    levels[std::size_t{static_cast<std::uint32_t>(drawn)} * row + category] = experts.level;
  };
  if (distinct) {
    draw_first(all, 0);
    for (std::uint64_t e = 0; e < all; ++e) teach(order[e], static_cast<std::uint32_t>(e % categories));
    return;
  }
  for (std::uint32_t c = 0; c < categories; ++c) {
    const std::uint64_t count = (all + categories - 1 - c) / categories;
    draw_first(count, c);
    for (std::uint64_t e = 0; e < count; ++e) teach(order[e], c);
  }
}

}  // namespace knowhow::published
