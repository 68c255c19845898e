#pragma once
// Knowledge in integers: Q1.30 for e and t, Q16 for shares. Sums have no order and books close exactly.
#include <cstdint>

namespace knowhow::public_services {

constexpr std::int32_t one = 1 << 30;  ///< full knowledge

constexpr std::int32_t to_fixed(double value) { return static_cast<std::int32_t>(value * one + 0.5); }
constexpr double from_fixed(std::int64_t value) { return static_cast<double>(value) / one; }

/// A share in [0, 1] in units of 2^-16, to the nearest.
constexpr std::int64_t share16(double share) { return static_cast<std::int64_t>(share * 65536 + 0.5); }
/// A share in [0, 1] in units of 2^-32, to the nearest: for what happens a little every step.
constexpr std::int64_t share32(double share) { return static_cast<std::int64_t>(share * 0x1p32 + 0.5); }

/// x times a share in units of 2^-32, to the nearest.
constexpr std::int32_t part(std::int64_t x, std::int64_t share_32) {
  return static_cast<std::int32_t>((x * share_32 + (std::int64_t{1} << 31)) >> 32);
}

/// Mastery w = (1 - tau) e + tau t: of knowledge, of a gap, of a gain. Every book is a difference of these.
constexpr std::int64_t mastery(std::int64_t e, std::int64_t t, std::int64_t tacit16) {
  return ((65536 - tacit16) * e + tacit16 * t) >> 16;
}

/// What one person knows of one practice.
struct Knowledge {
  std::int32_t e = 0;  ///< explicit, Q1.30
  std::int32_t t = 0;  ///< tacit, Q1.30
  bool operator==(const Knowledge&) const = default;
};

}  // namespace knowhow::public_services
