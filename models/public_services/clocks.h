#pragma once
// Events that wait: each begins with one exponential draw and comes when the accumulated hazard passes it, so
// that a higher hazard never brings it later and scenarios stay paired.
#include <cstdint>
#include <vector>

#include "sim/column.h"
#include "sim/distribution.h"
#include "sim/random.h"

namespace knowhow::public_services {

/// One clock for each organisation and practice.
class Clocks {
 public:
  Clocks(std::string_view name, std::string_view meaning)
      : hazard{name, "1", meaning},
        round{name, "1", "how often this clock has rung"},
        purpose_(sim::purpose(name)) {}

  void start(const sim::Draws& draws, std::uint32_t organisations, std::uint32_t practices) {
    practices_ = practices;
    hazard.fill(std::size_t{organisations} * practices);
    round.fill(hazard.values.size());
    limit_.resize(hazard.values.size());
    for (std::size_t cell = 0; cell < limit_.size(); ++cell) limit_[cell] = draw(draws, cell);
  }

  /// Adds to the hazard of a cell; true if its event comes, and then the next round begins.
  bool advance(const sim::Draws& draws, std::size_t cell, double more) {
    hazard[cell] += more;
    if (hazard[cell] < limit_[cell]) return false;
    hazard[cell] = 0;
    ++round[cell];
    limit_[cell] = draw(draws, cell);
    return true;
  }

  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(hazard, round, limit_);
  }

  sim::StateColumn<double> hazard;
  sim::StateColumn<std::uint32_t> round;

 private:
  double draw(const sim::Draws& draws, std::size_t cell) const {
    const auto o = static_cast<std::uint32_t>(cell / practices_),
               k = static_cast<std::uint32_t>(cell % practices_);
    return sim::exponential_quantile(sim::unit(draws.block(purpose_, 0, o, k, round[cell])[0]));
  }
  std::uint32_t purpose_, practices_ = 1;
  std::vector<double> limit_;
};

}  // namespace knowhow::public_services
