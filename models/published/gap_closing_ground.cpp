#include "models/published/gap_closing_ground.h"

#include <algorithm>

namespace knowhow::published {

namespace {

/// From rows of those whom one reaches, rows of those who reach one.
sim::Network those_who_reach(sim::Network network) {
  if (!network.is_directed()) return network;
  std::vector<sim::Tie> ties;
  for (std::uint32_t i = 0; i < network.size(); ++i)
    for (const std::uint32_t other : network.of(i)) ties.push_back({other, i});
  return sim::Network::directed(network.size(), ties, sim::Network::Numbers::none);
}

}  // namespace

GapClosingGround::GapClosingGround(const sim::Plan& plan, const std::vector<double>& base,
                                   const sim::Draws& all_draws)
    : draws(all_draws),
      closing(plan.root["closing"]),
      network(those_who_reach(make_network(plan.root["network"], base, all_draws))),
      agents(network.size()) {
  const sim::Setting& knowledge = plan.root["knowledge"];
  const auto number = [&](const char* name) { return base[static_cast<std::size_t>(knowledge[name].slot)]; };
  categories = static_cast<std::uint32_t>(sim::read_section<Categories>(knowledge, base).categories);
  row = row_for(categories);
  for (std::uint32_t i = 0; i < agents; ++i) most_neighbours = std::max(most_neighbours, network.degree(i));
  if (knowledge.word == "uniform") {
    why_ = sim::purpose("gap_closing start");
    least_ = number("least"), most_ = number("most");
    if (least_ > most_)
      throw sim::InvalidInput(
          {{knowledge["least"].place, "knowledge.least", "is more than knowledge.most", "exchange the two"}});
  } else {
    const sim::Slot& slot = plan.slots[static_cast<std::size_t>(knowledge["level"].slot)];
    why_ = sim::purpose(slot.path);
    least_ = most_ = number("level");
    if (slot.base.spread) drawn_ = &slot;
  }
}

sim::Size GapClosingGround::size() const {
  const std::uint64_t ties = network.ties();
  return {agents, ties, std::uint64_t{agents} * (2 * row * sizeof(float) + 8) + ties * 16, {}};
}

float GapClosingGround::level(std::uint32_t word) const {
  const double luck = sim::unit(word);
  if (!drawn_) return static_cast<float>(least_ + (most_ - least_) * luck);
  return static_cast<float>(sim::clip(drawn_->base.spread->quantile(luck), drawn_->declaration->range));
}

void GapClosingGround::start(std::uint32_t first, std::span<float> rows) const {
  // Draws::word(why_, 0, category, agent), of eight blocks at once.
  constexpr std::uint32_t lanes = sim::Draws::lanes;
  const std::uint32_t blocks_each = (categories + 3) / 4;
  const std::size_t blocks = rows.size() / row * blocks_each;
  sim::Draws::PerLane fours, who;
  for (std::size_t block = 0; block < blocks; block += lanes) {
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
      fours[lane] = static_cast<std::uint32_t>((block + lane) % blocks_each);
      who[lane] = first + static_cast<std::uint32_t>((block + lane) / blocks_each);
    }
    const sim::Draws::Blocks words = draws.blocks(why_, 0, fours, who);
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(lanes, blocks - block));
    for (std::uint32_t lane = 0; lane < count; ++lane) {
      float* const levels = &rows[std::size_t{who[lane] - first} * row + 4 * fours[lane]];
      const std::uint32_t here = std::min(4u, categories - 4 * fours[lane]);
      for (std::uint32_t c = 0; c < here; ++c) levels[c] = level(words[c][lane]);
    }
  }
}

}  // namespace knowhow::published
