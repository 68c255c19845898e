#pragma once
// Pairs of agents, as the generators of networks count and remember them.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/network.h"

namespace knowhow::sim {

/// Both rows of every tie are counted in 32 bits.
constexpr std::uint64_t most_ties = (std::uint64_t{1} << 31) - 1;

inline void require_room(std::uint64_t ties) {
  if (ties > most_ties)
    throw std::invalid_argument("a network holds at most " + std::to_string(most_ties) + " ties");
}

inline std::uint64_t pairs_of(std::uint64_t agents) { return agents == 0 ? 0 : agents * (agents - 1) / 2; }

inline Tie ordered(Tie tie) { return {std::min(tie.from, tie.to), std::max(tie.from, tie.to)}; }

/// A set of unordered pairs, for membership only: nothing depends on the order in which its table holds them.
class PairSet {
 public:
  explicit PairSet(std::uint64_t most)
      : slots_(std::bit_ceil(most + most / 2 + 2)), shift_(64 - std::countr_zero(slots_.size())) {}

  /// Whether the pair is new.
  bool insert(Tie tie) {
    std::uint64_t& slot = slots_[slot_of(tie)];
    if (slot != 0) return false;
    slot = key(tie);
    return true;
  }
  void erase(Tie tie) {
    std::size_t hole = slot_of(tie);
    if (slots_[hole] == 0) return;
    // Whoever stands behind the hole because of it moves up, so that no search ends too soon.
    const std::size_t last = slots_.size() - 1;
    for (std::size_t slot = (hole + 1) & last; slots_[slot] != 0; slot = (slot + 1) & last) {
      if (((slot - home_of(slots_[slot])) & last) < ((slot - hole) & last)) continue;
      slots_[hole] = slots_[slot];
      hole = slot;
    }
    slots_[hole] = 0;
  }
  bool contains(Tie tie) const { return slots_[slot_of(tie)] != 0; }
  [[gnu::always_inline]] void prefetch(Tie tie) const { __builtin_prefetch(&slots_[home_of(key(tie))], 1); }

 private:
  /// Never 0, which marks an empty slot, because the greater end of a pair is not agent 0.
  static std::uint64_t key(Tie tie) {
    const auto [low, high] = ordered(tie);
    return std::uint64_t{low} << 32 | high;
  }
  std::size_t home_of(std::uint64_t wanted) const { return (wanted * 0x9E3779B97F4A7C15u) >> shift_; }
  std::size_t slot_of(Tie tie) const {
    const std::uint64_t wanted = key(tie);
    std::size_t slot = home_of(wanted);
    while (slots_[slot] != 0 && slots_[slot] != wanted) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<std::uint64_t> slots_;
  int shift_;
};

}  // namespace knowhow::sim
