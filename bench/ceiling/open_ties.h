#pragma once
// The draws of gap_closing that say which ties are open (models/published/gap_closing_ties.h), as bits, and
// the packing of those that are.
#include <immintrin.h>

#include <cstring>
#include <vector>

#include "sim/random.h"

namespace knowhow::ceiling {

class OpenBits {
 public:
  /// Those of ties [begin, end).
  void draw(const sim::Draws& draws, std::uint32_t step, double open, std::uint32_t begin,
            std::uint32_t end) {
    constexpr std::uint32_t why = sim::purpose("gap_closing open"), lanes = sim::Draws::lanes;
    first_ = begin / 128;
    const std::uint32_t groups = (end + 127) / 128 - first_;
    if (words_.size() < 4 * (std::size_t{groups} + lanes) + 2)
      words_.resize(4 * (std::size_t{groups} + lanes) + 4096);
    for (std::uint32_t done = 0; done < groups; done += lanes) {
      auto rest = static_cast<std::uint32_t>(sim::threshold(open));
      sim::Draws::Blocks is_open{}, undecided;
      for (auto& word : undecided) word.fill(~0u);
      for (std::uint32_t digit = 0, left = 1; rest && left; rest <<= 1, ++digit) {
        const sim::Draws::Blocks drawn = draws.blocks(why, step, first_ + done, 0, digit);
        const std::uint32_t one = rest >> 31 ? ~0u : 0u;
        left = 0;
        for (std::uint32_t w = 0; w < 4; ++w)
          for (std::uint32_t lane = 0; lane < lanes; ++lane) {
            is_open[w][lane] |= undecided[w][lane] & ~drawn[w][lane] & one;
            undecided[w][lane] &= ~(drawn[w][lane] ^ one);
            left |= undecided[w][lane];
          }
      }
      for (std::uint32_t lane = 0; lane < lanes; ++lane)
        for (std::uint32_t w = 0; w < 4; ++w) words_[4 * (done + lane) + w] = is_open[w][lane];
    }
  }
  /// A bit for each of at least 25 ties from `tie` on.
  std::uint32_t from(std::uint32_t tie) const {
    const std::uint32_t place = tie - 128 * first_;
    std::uint32_t bits;
    std::memcpy(&bits, reinterpret_cast<const char*>(words_.data()) + place / 8, sizeof bits);
    return bits >> place % 8;
  }

 private:
  std::uint32_t first_ = 0;
  std::vector<std::uint32_t> words_;
};

/// Of `count` <= 16 numbers those that have a bit, side by side; returns how many. `to` has room for 16.
inline std::uint32_t pack(const std::uint32_t* from, std::uint32_t bits, std::uint32_t count,
                          std::uint32_t* to) {
  bits &= (1u << count) - 1;
#ifdef __AVX512F__
  const __m512i all = _mm512_maskz_loadu_epi32(static_cast<__mmask16>((1u << count) - 1), from);
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), all));
  return static_cast<std::uint32_t>(__builtin_popcount(bits));
#else
  std::uint32_t kept = 0;
  for (std::uint32_t k = 0; k < count; ++k) {
    to[kept] = from[k];
    kept += bits >> k & 1;
  }
  return kept;
#endif
}

}  // namespace knowhow::ceiling
