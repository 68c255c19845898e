#include "models/public_services/forgetting.h"

#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace knowhow::public_services {

namespace {

constexpr std::uint64_t half = std::uint64_t{1} << 31;

Marks plain(const WholeRow& row, Knowledge* left, std::size_t practices, std::uint64_t reads,
            ForgettingNumbers& numbers) {
  Marks marks;
  for (std::size_t k = 0; k < practices; ++k) {
    auto e = static_cast<std::uint64_t>(row[k].e), t = static_cast<std::uint64_t>(row[k].t);
    if ((reads >> k & 1) && numbers.written[k] > e) {
      const std::uint64_t read = ((numbers.written[k] - e) * numbers.read_share + half) >> 32;
      numbers.explicit_read[k] += read;
      e += read;
    }
    const std::uint64_t of_e = (e * numbers.explicit_share[k] + half) >> 32,
                        of_t = (t * numbers.tacit_share[k] + half) >> 32;
    numbers.explicit_taken[k] += of_e, numbers.tacit_taken[k] += of_t;
    e -= of_e, t -= of_t;
    left[k] = {static_cast<std::int32_t>(e), static_cast<std::int32_t>(t)};
    const auto mastered =
        static_cast<std::int64_t>((e * numbers.explicit_weight[k] + t * numbers.tacit_weight[k]) >> 16);
    marks.holds |= std::uint64_t{(e | t) != 0} << k;
    marks.tells |= std::uint64_t{mastered >= numbers.tells_from} << k;
    marks.unsure |= std::uint64_t{mastered < numbers.sure_from} << k;
  }
  marks.tells &= marks.holds;
  return marks;
}

#ifdef __x86_64__
// A practice a lane: its explicit knowledge is the lower half, its tacit knowledge the upper. Compilers do
// not find the product of 32 bits by 32 in a loop over lanes of 64, hence by name.
[[gnu::target("avx2")]] inline __m256i lanes(const std::uint64_t* from) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
}

[[gnu::target("avx2")]] inline void add_to(std::uint64_t* sum, __m256i more) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(sum), _mm256_add_epi64(lanes(sum), more));
}

/// A share, 2^-32, of the lower halves, to the nearest.
[[gnu::target("avx2")]] inline __m256i share_of(__m256i x, __m256i share) {
  const __m256i rounding = _mm256_set1_epi64x(static_cast<std::int64_t>(half));
  return _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epu32(x, share), rounding), 32);
}

/// The lanes whose bits are set, of the four lowest.
[[gnu::target("avx2")]] inline __m256i selected(std::uint64_t bits) {
  const __m256i each = _mm256_set_epi64x(8, 4, 2, 1);
  return _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(static_cast<std::int64_t>(bits)), each),
                            each);
}

[[gnu::target("avx2")]] inline std::uint64_t mask(__m256i lanes_that, std::size_t k) {
  return static_cast<std::uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(lanes_that))) << k;
}

[[gnu::target("avx2")]] Marks by_avx2(const WholeRow& row, Knowledge* left, std::size_t practices,
                                      std::uint64_t reads, ForgettingNumbers& numbers) {
  const __m256i tells_from = _mm256_set1_epi64x(numbers.tells_from),
                sure_from = _mm256_set1_epi64x(numbers.sure_from),
                lower_half = _mm256_set1_epi64x(0xffffffff),
                read_share = _mm256_set1_epi64x(static_cast<std::int64_t>(numbers.read_share));
  std::uint64_t nothing = 0, too_little = 0, unsure = 0;
  for (std::size_t k = 0; k < practices; k += 4) {
    __m256i knows = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row.data() + k));
    const __m256i gap = _mm256_sub_epi64(lanes(&numbers.written[k]), _mm256_and_si256(knows, lower_half));
    const __m256i read_lanes =
        _mm256_and_si256(_mm256_cmpgt_epi64(gap, _mm256_setzero_si256()), selected(reads >> k));
    const __m256i read = share_of(_mm256_and_si256(gap, read_lanes), read_share);
    add_to(&numbers.explicit_read[k], read);
    knows = _mm256_add_epi64(knows, read);
    const __m256i of_e = share_of(knows, lanes(&numbers.explicit_share[k])),
                  of_t = share_of(_mm256_srli_epi64(knows, 32), lanes(&numbers.tacit_share[k]));
    add_to(&numbers.explicit_taken[k], of_e), add_to(&numbers.tacit_taken[k], of_t);
    knows = _mm256_sub_epi64(knows, _mm256_or_si256(of_e, _mm256_slli_epi64(of_t, 32)));
    if (k + 4 <= practices)
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(left + k), knows);
    else
      std::memcpy(static_cast<void*>(left + k), &knows, (practices - k) * sizeof(Knowledge));
    const __m256i mastered = _mm256_srli_epi64(
        _mm256_add_epi64(_mm256_mul_epu32(knows, lanes(&numbers.explicit_weight[k])),
                         _mm256_mul_epu32(_mm256_srli_epi64(knows, 32), lanes(&numbers.tacit_weight[k]))),
        16);
    nothing |= mask(_mm256_cmpeq_epi64(knows, _mm256_setzero_si256()), k);
    too_little |= mask(_mm256_cmpgt_epi64(tells_from, mastered), k);
    unsure |= mask(_mm256_cmpgt_epi64(sure_from, mastered), k);
  }
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - practices);
  return {~nothing & all, ~nothing & ~too_little & all, unsure & all};
}
#endif

}  // namespace

std::vector<ForgettingOfRow> forgetting_of_each_width() {
  std::vector<ForgettingOfRow> found;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) found.push_back(by_avx2);
#endif
  found.push_back(plain);
  return found;
}

}  // namespace knowhow::public_services
