#pragma once
// What the agents of Bass's model have in common: the network, and how much hazard each withstands.
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "models/published/network.h"
#include "models/published/process.h"

namespace knowhow::published {

struct Rates {
  double innovation, imitation;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Rates::innovation, "innovation", .03, {0, 1000}, {.001, .1}, sim::Unit::number, sim::When::any_time,
                  "Sultan, Farley and Lehmann 1990: mean of many applications", "p: rate of adopting without example, a step"},
        sim::Parameter{&Rates::imitation, "imitation", .38, {0, 1000}, {.1, .8}, sim::Unit::number, sim::When::any_time,
                  "Sultan, Farley and Lehmann 1990: mean of many applications",
                  "q: added rate where all have adopted, a step; on a complete network an agent counts as one of all"}};
  }
  // clang-format on
};

class BassGround : public Ground {
 public:
  BassGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws);
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override {
    const std::uint64_t ties = network.ties();
    return {agents, ties, std::uint64_t{agents} * 40 + ties * 16, {}};
  }

  const sim::Setting& section;
  bool continuous, complete;
  std::uint32_t agents;
  std::vector<std::uint32_t> luck;  ///< by agent: it withstands the hazard -log(1 - unit(luck))
  sim::Network network;             ///< empty where complete

  /// Complete and continuous: luck and agent, in the order in which they adopt.
  std::vector<std::uint64_t> order;

  /// Complete and synchronous: agents by the highest digits of their luck.
  static std::uint32_t digit_of(std::uint64_t luck) {
    return static_cast<std::uint32_t>(luck >> (32 - width));
  }
  std::span<const std::uint32_t> with_digits(std::uint32_t from, std::uint32_t to) const {
    return std::span(by_digit_).subspan(first_of_[from], first_of_[to] - first_of_[from]);
  }

 private:
  static constexpr int width = 11;  ///< of a digit, in bits
  static constexpr std::uint32_t digits = 1u << width;
  void draw_luck(const sim::Draws& draws);
  void put_in_order();
  void deal_out();

  std::vector<std::uint32_t> by_digit_;
  std::array<std::uint32_t, digits + 1> first_of_{};
};

}  // namespace knowhow::published
