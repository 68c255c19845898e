#pragma once
// Randomness belongs to the question, not to the thread: a draw is a pure function of who asks what, when.
// Threefry4x32-20 (Salmon, Moraes, Dror and Shaw 2011), from Random123.
#include <Random123/threefry.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace knowhow::sim {

/// A purpose is known by the hash of its name (FNV-1a, 32 bits), so adding one moves no other draw.
constexpr std::uint32_t purpose(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

/// Four independent words, each uniform over 32 bits.
using Block = std::array<std::uint32_t, 4>;

/// The draws of one replicate. Scenarios of a replicate share them: that is what pairs them.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint32_t replicate)
      : seed_low_(static_cast<std::uint32_t>(seed)),
        seed_high_(static_cast<std::uint32_t>(seed >> 32)),
        replicate_(replicate) {}

  std::uint32_t replicate() const { return replicate_; }

  /// Key (seed low, seed high, replicate, purpose), counter (step, agent, other, index).
  Block block(std::uint32_t purpose_hash, std::uint32_t step, std::uint32_t agent, std::uint32_t other = 0,
              std::uint32_t index = 0) const {
    const threefry4x32_key_t key{{seed_low_, seed_high_, replicate_, purpose_hash}};
    const threefry4x32_ctr_t counter{{step, agent, other, index}};
    const threefry4x32_ctr_t out = threefry4x32_R(20, counter, key);
    return {out[0], out[1], out[2], out[3]};
  }

  /// One word where many agents ask the same question: agent n uses word n mod 4 of block n / 4.
  std::uint32_t word(std::uint32_t purpose_hash, std::uint32_t step, std::uint32_t agent,
                     std::uint32_t other = 0, std::uint32_t index = 0) const {
    return block(purpose_hash, step, agent >> 2, other, index)[agent & 3];
  }

  /// Where many ask in turn, the blocks of `lanes` agents from `first` on, at a fraction of the time of as
  /// many calls: [word][lane] is block(purpose_hash, step, first + lane, other, index)[word].
  static constexpr std::uint32_t lanes = 16;
  using PerLane = std::array<std::uint32_t, lanes>;
  using Blocks = std::array<PerLane, 4>;
  Blocks blocks(std::uint32_t purpose_hash, std::uint32_t step, std::uint32_t first, std::uint32_t other = 0,
                std::uint32_t index = 0) const;
  /// The same of any agents and others: [word][lane] is
  /// block(purpose_hash, step, agents[lane], others[lane], index)[word].
  Blocks blocks(std::uint32_t purpose_hash, std::uint32_t step, const PerLane& agents, const PerLane& others,
                std::uint32_t index = 0) const;

 private:
  std::uint32_t seed_low_, seed_high_, replicate_;
};

/// Draws::word for agents who ask in turn: drawn for 64 of them when the first asks.
class WordsInTurn {
 public:
  WordsInTurn(const Draws& draws, std::uint32_t purpose_hash, std::uint32_t step)
      : draws_(draws), purpose_(purpose_hash), step_(step) {}
  std::uint32_t of(std::uint32_t agent) {
    const std::uint32_t first = agent / (4 * Draws::lanes) * Draws::lanes;
    if (first != first_ || !drawn_) {
      blocks_ = draws_.blocks(purpose_, step_, first);
      first_ = first;
      drawn_ = true;
    }
    return blocks_[agent % 4][agent / 4 % Draws::lanes];
  }

 private:
  const Draws& draws_;
  std::uint32_t purpose_, step_, first_ = 0;
  bool drawn_ = false;
  Draws::Blocks blocks_;
};

/// A word as a number in (0, 1), never at its ends.
constexpr double unit(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// A word as an index in [0, count); count >= 1.
constexpr std::uint32_t index_of(std::uint32_t word, std::uint32_t count) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * count) >> 32);
}

/// floor(total * word / 2^32) for any total: a word as a point among weights that sum to it.
constexpr std::uint64_t point_of(std::uint32_t word, std::uint64_t total) {
  return (total >> 32) * word + (((total & 0xffffffffu) * word) >> 32);
}

/// A probability as a threshold: an event happens when word < threshold. p = 0 never, p = 1 always.
constexpr std::uint64_t threshold(double probability) {
  if (!(probability > 0)) return 0;
  return probability >= 1 ? std::uint64_t{1} << 32 : static_cast<std::uint64_t>(probability * 0x1p32);
}

}  // namespace knowhow::sim
