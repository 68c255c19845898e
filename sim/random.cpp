#include "sim/random.h"

#include <cstring>

namespace knowhow::sim {

namespace {

/// A word of each lane; compilers keep it in as many vector registers as the processor needs.
using Lanes = std::uint32_t __attribute__((vector_size(Draws::lanes * sizeof(std::uint32_t))));

/// `to` gains `from`, which is rotated and mixed.
template <int rotation>
inline void mix(Lanes& to, Lanes& from) {
  to += from;
  from = (from << rotation | from >> (32 - rotation)) ^ to;
}

}  // namespace

Draws::Blocks Draws::blocks(std::uint32_t purpose_hash, std::uint32_t step, std::uint32_t first,
                            std::uint32_t other, std::uint32_t index) const {
  // Random123's threefry4x32_R(20, counter, key), written for lanes.
  const std::uint32_t key[5] = {seed_low_, seed_high_, replicate_, purpose_hash,
                                SKEIN_KS_PARITY32 ^ seed_low_ ^ seed_high_ ^ replicate_ ^ purpose_hash};
  Lanes a = Lanes{} + (step + key[0]);
  Lanes b = Lanes{0, 1, 2, 3, 4, 5, 6, 7} + (first + key[1]);
  Lanes c = Lanes{} + (other + key[2]);
  Lanes d = Lanes{} + (index + key[3]);
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
  Blocks blocks;
  std::memcpy(blocks[0].data(), &a, sizeof a);
  std::memcpy(blocks[1].data(), &b, sizeof b);
  std::memcpy(blocks[2].data(), &c, sizeof c);
  std::memcpy(blocks[3].data(), &d, sizeof d);
  return blocks;
}

}  // namespace knowhow::sim
