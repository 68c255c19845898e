#include "sim/threefry.h"

#include <cstring>

namespace knowhow::sim {

namespace {

/// A register of as many lanes' words. Not wider than the processor's: of what does not fit, compilers make
/// memory.
template <std::uint32_t width>
struct Register {
  using Words [[gnu::vector_size(width * sizeof(std::uint32_t))]] = std::uint32_t;
};

/// `to` gains `from`, which is rotated and mixed.
template <int rotation>
[[gnu::always_inline]] inline void mix(auto& to, auto& from) {
  to += from;
  from = (from << rotation | from >> (32 - rotation)) ^ to;
}

/// Random123's threefry4x32_R(20, counter, key), written for `width` lanes at a time.
template <std::uint32_t width>
[[gnu::always_inline]] inline void threefry(const ThreefryKey& key, Draws::Blocks& words) {
  for (std::uint32_t lane = 0; lane < Draws::lanes; lane += width) {
    typename Register<width>::Words a, b, c, d;
    std::memcpy(&a, &words[0][lane], sizeof a);
    std::memcpy(&b, &words[1][lane], sizeof b);
    std::memcpy(&c, &words[2][lane], sizeof c);
    std::memcpy(&d, &words[3][lane], sizeof d);
    a += key[0], b += key[1], c += key[2], d += key[3];
    for (std::uint32_t four = 1; four <= 5; ++four) {
      if (four % 2 == 1) {
        mix<R_32x4_0_0>(a, b), mix<R_32x4_0_1>(c, d);
        mix<R_32x4_1_0>(a, d), mix<R_32x4_1_1>(c, b);
        mix<R_32x4_2_0>(a, b), mix<R_32x4_2_1>(c, d);
        mix<R_32x4_3_0>(a, d), mix<R_32x4_3_1>(c, b);
      } else {
        mix<R_32x4_4_0>(a, b), mix<R_32x4_4_1>(c, d);
        mix<R_32x4_5_0>(a, d), mix<R_32x4_5_1>(c, b);
        mix<R_32x4_6_0>(a, b), mix<R_32x4_6_1>(c, d);
        mix<R_32x4_7_0>(a, d), mix<R_32x4_7_1>(c, b);
      }
      a += key[four % 5];
      b += key[(four + 1) % 5];
      c += key[(four + 2) % 5];
      d += key[(four + 3) % 5] + four;
    }
    std::memcpy(&words[0][lane], &a, sizeof a);
    std::memcpy(&words[1][lane], &b, sizeof b);
    std::memcpy(&words[2][lane], &c, sizeof c);
    std::memcpy(&words[3][lane], &d, sizeof d);
  }
}

void plain(const ThreefryKey& key, Draws::Blocks& words) { threefry<4>(key, words); }

#ifdef __x86_64__
[[gnu::target("avx2")]] void by_avx2(const ThreefryKey& key, Draws::Blocks& words) {
  threefry<8>(key, words);
}
[[gnu::target("avx512vl")]] void by_avx512(const ThreefryKey& key, Draws::Blocks& words) {
  threefry<16>(key, words);
}
#endif

}  // namespace

std::vector<Threefry> threefry_of_each_width() {
  std::vector<Threefry> found;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512vl")) found.push_back(by_avx512);
  if (__builtin_cpu_supports("avx2")) found.push_back(by_avx2);
#endif
  found.push_back(plain);
  return found;
}

}  // namespace knowhow::sim
