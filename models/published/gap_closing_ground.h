#pragma once
// Who learns from whom in gap_closing, and what they know at the start.
#include <array>
#include <memory>
#include <vector>

#include "models/published/gap_closing_kernel.h"
#include "models/published/network.h"
#include "models/published/process.h"

namespace knowhow::published {

struct Categories {
  double categories;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Categories::categories, "categories", 8, {1, 64}, {2, 16}, sim::Unit::count, sim::When::at_start,
                  "assumption", "kinds of knowledge"}};
  }
  // clang-format on
};

struct Closing {
  double rate, open;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Closing::rate, "rate", .01, {0, 1}, {.001, .1}, sim::Unit::share, sim::When::any_time,
                  "assumption", "share of the gap to a neighbour who knows more that is closed in a step"},
        sim::Parameter{&Closing::open, "open", 1, {0, 1}, {.1, 1}, sim::Unit::share, sim::When::any_time,
                  "assumption", "probability that a tie is open in a step, for each of its two directions by itself"}};
  }
  // clang-format on
};

class GapClosingGround : public Ground {
 public:
  GapClosingGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws);
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override;

  /// What agents from `first` on know at the start: `rows` holds the rows of as many as it has room for, all
  /// zeros.
  void start(std::uint32_t first, std::span<float> rows) const;

  const sim::Draws& draws;
  const sim::Setting& closing;
  sim::Network network;  ///< row i: from whom i learns
  std::uint32_t agents, categories, row;
  std::uint32_t most_neighbours = 0;

 private:
  float level(std::uint32_t word) const;

  const sim::Slot* drawn_ = nullptr;  ///< the level of each, if they are not uniform
  double least_ = 0, most_ = 0;       ///< uniform between
  std::uint32_t why_;                 ///< the purpose of their draws
};

}  // namespace knowhow::published
