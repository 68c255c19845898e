#include "models/published/bass_ground.h"

#include <algorithm>
#include <numeric>

namespace knowhow::published {

BassGround::BassGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws)
    : section(plan.root["adoption"]),
      continuous(plan.root["timing"].word == "continuous"),
      complete(is_complete(plan.root["network"])),
      agents(agents_of(plan.root["network"], base)),
      luck(agents) {
  draw_luck(draws);
  if (complete && continuous)
    put_in_order();
  else if (complete)
    deal_out();
  else
    network = make_network(plan.root["network"], base, draws);
}

/// Agent i has the word that Draws::word would give it.
void BassGround::draw_luck(const sim::Draws& draws) {
  constexpr std::uint32_t lanes = sim::Draws::lanes, at_once = 4 * lanes;
  std::array<std::uint32_t, at_once> some;
  for (std::uint32_t i = 0; i < agents; i += at_once) {
    const sim::Draws::Blocks blocks = draws.blocks(sim::purpose("bass withstands"), 0, i / 4);
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      for (std::uint32_t word = 0; word < 4; ++word) some[4 * lane + word] = blocks[word][lane];
    std::copy_n(some.begin(), std::min(at_once, agents - i), luck.begin() + i);
  }
}

/// Two stable passes over the digits of luck that tell most agents apart, and the rest in place.
void BassGround::put_in_order() {
  order.resize(agents);
  std::vector<std::uint64_t> half(agents);
  for (std::uint32_t i = 0; i < agents; ++i) half[i] = std::uint64_t{luck[i]} << 32 | i;
  for (const int shift : {64 - 2 * width, 64 - width}) {
    std::array<std::uint32_t, digits + 1> next{};
    for (const std::uint64_t each : half) ++next[(each >> shift) % digits + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    for (const std::uint64_t each : half) order[next[(each >> shift) % digits]++] = each;
    half.swap(order);
  }
  for (std::size_t i = 1; i < half.size(); ++i)
    for (std::size_t j = i; j > 0 && half[j] < half[j - 1]; --j) std::swap(half[j], half[j - 1]);
  order = std::move(half);
}

void BassGround::deal_out() {
  for (const std::uint32_t each : luck) ++first_of_[digit_of(each) + 1];
  std::partial_sum(first_of_.begin(), first_of_.end(), first_of_.begin());
  auto next = first_of_;
  by_digit_.resize(agents);
  for (std::uint32_t i = 0; i < agents; ++i) by_digit_[next[digit_of(luck[i])]++] = i;
}

}  // namespace knowhow::published
