#pragma once
// What a plain single-purpose loop is written with: a common fast generator, xoshiro256++ 1.0 (Blackman and
// Vigna 2019).
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace knowhow::bench {

class Xoshiro {
 public:
  using result_type = std::uint64_t;  // with min, max and (): a generator for the standard library too

  /// Seeded by splitmix64, as its authors advise.
  explicit Xoshiro(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
      mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
      word = mixed ^ mixed >> 31;
    }
  }

  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return std::numeric_limits<std::uint64_t>::max(); }
  std::uint64_t operator()() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// In [0, 1).
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
  /// In [0, count), by multiplication; the bias is below count / 2^32.
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>(((*this)() >> 32) * count >> 32);
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace knowhow::bench
