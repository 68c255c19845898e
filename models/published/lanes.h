#pragma once
// Many yes-or-no draws at once: each bit of a word is a lane with luck of its own.
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>

#include "sim/random.h"

namespace knowhow::published {

/// Fair bits in a fixed order, as many as are asked for: words of the blocks of one agent at one step.
template <std::unsigned_integral Lanes>
class Bits {
 public:
  Bits(const sim::Draws& draws, std::uint32_t purpose, std::uint32_t step, std::uint32_t agent)
      : Bits(draws, purpose, step, agent, draws.block(purpose, step, agent)) {}
  /// The same where the first block is at hand.
  Bits(const sim::Draws& draws, std::uint32_t purpose, std::uint32_t step, std::uint32_t agent,
       const sim::Block& first)
      : draws_(draws), purpose_(purpose), step_(step), agent_(agent), block_(first) {}

  Lanes next() {
    if constexpr (sizeof(Lanes) == 8) {
      const Lanes low = word();
      return low | Lanes{word()} << 32;
    } else {
      return static_cast<Lanes>(word());
    }
  }

 private:
  std::uint32_t word() {
    if (used_ == 4) {
      block_ = draws_.block(purpose_, step_, agent_, 0, ++index_);
      used_ = 0;
    }
    return block_[used_++];
  }

  const sim::Draws& draws_;
  std::uint32_t purpose_, step_, agent_;
  sim::Block block_;
  std::uint32_t used_ = 0, index_ = 0;
};

/// Those of the lanes in which an event of this threshold (sim::threshold) happens. Each lane's number is
/// compared bit by bit, the most significant first, until all are decided. A lane's luck does not depend on
/// which others are asked, and a higher threshold only adds events.
template <std::unsigned_integral Lanes>
Lanes happens(Lanes lanes, std::uint64_t threshold, Bits<Lanes>& bits) {
  if (threshold >> 32) return lanes;
  Lanes yes = 0;
  for (auto rest = static_cast<std::uint32_t>(threshold); lanes && rest; rest <<= 1) {
    const Lanes drawn = bits.next();
    if (rest >> 31) {
      yes |= lanes & ~drawn;
      lanes &= drawn;
    } else {
      lanes &= ~drawn;
    }
  }
  return yes;
}

/// The first `count` lanes.
template <std::unsigned_integral Lanes>
constexpr Lanes first_lanes(std::uint32_t count) {
  return count >= 8 * sizeof(Lanes) ? ~Lanes{0} : static_cast<Lanes>((Lanes{1} << count) - 1);
}

/// How many lanes there are. Where the processor may have no instruction for it, std::popcount is a call.
template <std::unsigned_integral Lanes>
constexpr int count_lanes(Lanes lanes) {
#ifdef __POPCNT__
  return std::popcount(lanes);
#else
  constexpr Lanes ones = static_cast<Lanes>(~Lanes{0}) / 255;  // in each byte
  lanes -= lanes >> 1 & ones * 0x55;
  lanes = (lanes & ones * 0x33) + (lanes >> 2 & ones * 0x33);
  return static_cast<int>(((lanes + (lanes >> 4)) & ones * 0x0f) * ones >> 8 * (sizeof(Lanes) - 1));
#endif
}

/// Calls body(lane) for each of the lanes, from the least.
template <std::unsigned_integral Lanes, class Body>
void for_each_lane(Lanes lanes, Body&& body) {
  for (; lanes; lanes &= lanes - 1) body(static_cast<std::uint32_t>(std::countr_zero(lanes)));
}

/// One counter a lane, its binary digits kept in words side by side. Counts to 2^21 - 1.
template <std::unsigned_integral Lanes>
class LaneCounts {
 public:
  void clear() {
    for (std::uint32_t digit = 0; digit < digits_; ++digit) digit_[digit] = 0;
    digits_ = added_ = 0;
  }
  void add(Lanes lanes) {
    digits_ = static_cast<std::uint32_t>(std::bit_width(++added_));
    for (std::uint32_t digit = 0; digit < digits_; ++digit) {
      const Lanes carry = digit_[digit] & lanes;
      digit_[digit] ^= lanes;
      lanes = carry;
    }
  }
  std::uint32_t of(std::uint32_t lane) const {
    std::uint32_t count = 0;
    for (std::uint32_t digit = 0; digit < digits_; ++digit)
      count |= static_cast<std::uint32_t>(digit_[digit] >> lane & 1) << digit;
    return count;
  }
  /// The lanes in which this counted more than the other. Both were added to equally often.
  Lanes above(const LaneCounts& other) const {
    Lanes above = 0, equal = ~Lanes{0};
    for (std::uint32_t digit = digits_; digit-- > 0;) {
      above |= equal & digit_[digit] & ~other.digit_[digit];
      equal &= ~(digit_[digit] ^ other.digit_[digit]);
    }
    return above;
  }

 private:
  std::array<Lanes, 21> digit_{};
  std::uint32_t digits_ = 0, added_ = 0;
};

}  // namespace knowhow::published
