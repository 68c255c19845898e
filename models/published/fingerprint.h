#pragma once
// What happened to whom when, as one number that is kept up as it happens: a digest of a large column of
// which little changes between two output times need not read the column again.
#include <bit>
#include <cstdint>
#include <span>

#include "sim/digest.h"

namespace knowhow::published {

/// Of a set of (agent, moment): the order in which they are put in does not matter.
class Fingerprint {
 public:
  void put(std::uint32_t agent, double moment) { sum_ += mixed(agent, moment); }
  void add(const Fingerprint& other) { sum_ += other.sum_; }
  void take(std::uint32_t agent, double moment) { sum_ -= mixed(agent, moment); }
  /// The same moment for many, at a fraction of the time.
  void put(std::span<const std::uint32_t> agents, double moment);
  /// The moments `first`, first + 1, ..., one for each of them in turn.
  void put_in_turn(std::span<const std::uint32_t> agents, std::uint32_t first);
  void digest(std::string_view name, sim::Digest& chain) const {
    chain.add_column(name, std::span<const std::uint64_t>(&sum_, 1));
  }

  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(sum_);
  }

  /// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
  static constexpr std::uint64_t finish(std::uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
  }

 private:
  /// Finished once for each part.
  static std::uint64_t mixed(std::uint32_t agent, double moment) {
    return finish(finish(std::bit_cast<std::uint64_t>(moment)) + agent + 1);
  }

  std::uint64_t sum_ = 0;
};

}  // namespace knowhow::published
