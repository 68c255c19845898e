#pragma once
// Who meets whom in Cowan and Jonard's barter, and what they know at the start.
#include <array>
#include <memory>
#include <vector>

#include "models/published/network.h"
#include "models/published/process.h"

namespace knowhow::published {

struct Knowledge {
  double categories, most;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Knowledge::categories, "categories", 5, {1, 32}, {2, 10}, sim::Unit::count, sim::When::at_start,
                  "assumption", "kinds of knowledge"},
        sim::Parameter{&Knowledge::most, "most", 10, {0, 1e9}, {5, 20}, sim::Unit::number, sim::When::at_start,
                  "assumption; a scale", "level of knowledge at the start, at most; uniform from 0, in each category"}};
  }
  // clang-format on
};

struct Experts {
  double number, level;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Experts::number, "number", 50, {0, 1e8}, {0, 100}, sim::Unit::count, sim::When::at_start,
                  "assumption", "how many experts there are, shared out evenly over the categories"},
        sim::Parameter{&Experts::level, "level", 30, {0, 1e9}, {15, 60}, sim::Unit::number, sim::When::at_start,
                  "assumption", "level at the start in an expert's own category, in place of what was drawn"}};
  }
  // clang-format on
};

struct Trade {
  double absorption, tolerance;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Trade::absorption, "absorption", .1, {0, 1}, {.05, .5}, sim::Unit::share, sim::When::any_time,
                  "assumption", "alpha: share of the gap that the lower closes in one trade"},
        sim::Parameter{&Trade::tolerance, "tolerance", .01, {1e-9, 1}, {.001, .05}, sim::Unit::share, sim::When::any_time,
                  "assumption", "share of the higher level within which two levels are alike, and nothing is offered"}};
  }
  // clang-format on
};

class CowanJonardGround : public Ground {
 public:
  CowanJonardGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws);
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override {
    const std::uint64_t ties = network.ties();
    return {agents, ties, std::uint64_t{agents} * (2 * row * sizeof(double) + 8) + ties * 40, {}};
  }
  /// The chance that a meeting is over a tie, in parts of total_weight.
  std::uint64_t weight_of(std::uint32_t tie) const { return by_agents ? weights[tie] : 1; }

  const sim::Draws& draws;
  const sim::Setting& trade;
  bool by_agents;
  sim::Network network;
  std::uint32_t agents, categories = 0, row = 0;  ///< row: categories, rounded up; what is beyond stays 0
  std::vector<sim::Tie> ends;
  std::vector<double> levels;          ///< by agent and category
  std::vector<std::uint64_t> weights;  ///< by_agents: by tie
  std::uint64_t heaviest = 1, total_weight = 0;

 private:
  void weigh();
  void place_knowledge(const sim::Plan& plan, const std::vector<double>& base);
};

}  // namespace knowhow::published
