#pragma once
// When things happen in a contagion, and what is to happen: delays by one draw each, and a calendar of
// events.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/published/fingerprint.h"
#include "sim/math.h"
#include "sim/random.h"

namespace knowhow::published {

constexpr double never = std::numeric_limits<double>::infinity();

/// Waiting for something that has the same chance in each step, or the same rate at any time.
class Wait {
 public:
  Wait() = default;
  /// From a probability: whole steps, 1 at the least.
  static Wait of_chance(double probability) { return Wait(sim::hazard(probability), true); }
  /// From a rate a step: any time.
  static Wait of_rate(double rate) { return Wait(rate, false); }

  double draw(std::uint32_t word) const {
    const double waited = -sim::log(sim::unit(word)) * mean_;
    return whole_ ? std::floor(waited) + 1 : waited;
  }
  /// What draw(word) is not less than, without a logarithm: -log u >= 1 - u.
  double at_least(std::uint32_t word) const { return (1 - sim::unit(word)) * mean_; }
  /// draw(word) <= `time` wherever the word is at least this, and nowhere else but for roundings: one
  /// exponential for many logarithms. `time` is whole where draws are.
  std::uint64_t in_time(double time) const {
    return mean_ == never ? std::uint64_t{1} << 32 : sim::threshold(sim::exp(-time / mean_));
  }
  double mean() const { return mean_; }

 private:
  Wait(double hazard, bool whole) : mean_(1 / hazard), whole_(whole) {}
  double mean_ = never;
  bool whole_ = false;
};

/// Agents by the time at which something is expected of them, in bins of equal width. A time on the edge of
/// two bins belongs to the earlier. An agent may stand in several: whoever empties a bin knows which holds.
/// Bins are chains of small blocks, so that filling many bins at once and emptying one are both sequential.
class Calendar {
 public:
  /// From time 0 to `end`; what is later is forgotten. `bins_a_step` is a power of two.
  void start(int end, int bins_a_step) {
    bins_a_step_ = bins_a_step;
    last_.assign(static_cast<std::size_t>(end) * static_cast<std::size_t>(bins_a_step), none);
    blocks_.clear();
    free_ = none;
  }
  int bins_a_step() const { return bins_a_step_; }
  std::int64_t bins() const { return static_cast<std::int64_t>(last_.size()); }
  /// -1 for time 0.
  std::int64_t bin_of(double time) const {
    const double bin = time * bins_a_step_;
    if (!(bin <= static_cast<double>(last_.size()))) return bins();
    const auto whole = static_cast<std::int64_t>(bin);
    return static_cast<double>(whole) == bin ? whole - 1 : whole;  // whole numbers are edges
  }
  void add(std::int64_t bin, std::uint32_t agent) {
    if (bin >= bins()) return;
    std::uint32_t& last = last_[static_cast<std::size_t>(bin)];
    if (last == none || blocks_[last].count == Block::room) last = block_before(last);
    Block& block = blocks_[last];
    block.agents[block.count++] = agent;
  }
  /// Moves a bin's agents to the end of `to`; the bin is empty then.
  void empty_into(std::int64_t bin, std::vector<std::uint32_t>& to) {
    std::uint32_t& last = last_[static_cast<std::size_t>(bin)];
    while (last != none) {
      Block& block = blocks_[last];
      to.insert(to.end(), block.agents, block.agents + block.count);
      const std::uint32_t before = block.before;
      block.before = free_;
      free_ = last;
      last = before;
    }
  }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  struct Block {
    static constexpr std::uint32_t room = 30;
    std::uint32_t before, count;
    std::uint32_t agents[room];
  };

  std::uint32_t block_before(std::uint32_t last) {
    std::uint32_t found = free_;
    if (found == none) {
      found = static_cast<std::uint32_t>(blocks_.size());
      blocks_.emplace_back();
    } else {
      free_ = blocks_[found].before;
    }
    blocks_[found].before = last;
    blocks_[found].count = 0;
    return found;
  }

  int bins_a_step_ = 1;
  std::vector<std::uint32_t> last_;  ///< by bin: the block to which agents are added
  std::vector<Block> blocks_;
  std::uint32_t free_ = none;  ///< the first of the blocks that may be used again
};

/// Agents with numbers of one range, and what is planned for them. With several threads, too: how many of
/// them were infected in this step, and whom they met, by part.
template <class Moment>
struct alignas(64) PartOfAgents {
  Calendar calendar;
  std::vector<std::uint32_t> recoveries;  ///< by step
  std::vector<std::uint32_t> batch;       ///< those infected in the bin in hand
  struct Met {
    std::uint32_t agent;
    Moment when;
  };
  std::vector<std::vector<Met>> met;
  std::uint64_t infected = 0, contacts = 0;
  Fingerprint happened;
};

}  // namespace knowhow::published
