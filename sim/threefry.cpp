#include "sim/threefry.h"

#include <cstring>

namespace knowhow::sim {

namespace {

/// A word of each lane; compilers keep it in as many registers as it needs.
using Lanes = std::uint32_t __attribute__((vector_size(Draws::lanes * sizeof(std::uint32_t))));

/// `to` gains `from`, which is rotated and mixed.
template <int rotation>
[[gnu::always_inline]] inline void mix(Lanes& to, Lanes& from) {
  to += from;
  from = (from << rotation | from >> (32 - rotation)) ^ to;
}

/// Random123's threefry4x32_R(20, counter, key), written for lanes.
[[gnu::always_inline]] inline void threefry(const ThreefryKey& key, Draws::Blocks& words) {
  Lanes a, b, c, d;
  std::memcpy(&a, &words[0], sizeof a);
  std::memcpy(&b, &words[1], sizeof b);
  std::memcpy(&c, &words[2], sizeof c);
  std::memcpy(&d, &words[3], sizeof d);
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
  std::memcpy(&words[0], &a, sizeof a);
  std::memcpy(&words[1], &b, sizeof b);
  std::memcpy(&words[2], &c, sizeof c);
  std::memcpy(&words[3], &d, sizeof d);
}

void plain(const ThreefryKey& key, Draws::Blocks& words) { threefry(key, words); }

#ifdef __x86_64__
[[gnu::target("avx2")]] void by_avx2(const ThreefryKey& key, Draws::Blocks& words) { threefry(key, words); }
[[gnu::target("avx512vl")]] void by_avx512(const ThreefryKey& key, Draws::Blocks& words) {
  threefry(key, words);
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
