#include "models/public_services/consolidation.h"

#include <algorithm>
#ifdef __x86_64__
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // of its own intrinsics (GCC bug 105593)
#endif
#include <immintrin.h>
#endif

namespace knowhow::public_services {

namespace {

constexpr std::uint64_t half = std::uint64_t{1} << 31, low = 0xffffffff;

void plain(const Consolidated* people, std::size_t count, std::size_t practices, ConsolidationNumbers& n,
           Marks* marks) {
  const auto of = [](std::uint64_t x, std::uint64_t share) { return (x * share + half) >> 32; };
  const auto gap = [](std::uint64_t to, std::uint64_t from) { return to > from ? to - from : 0; };
  for (std::size_t p = 0; p < count; ++p) {
    const Consolidated& person = people[p];
    Marks found;
    for (std::size_t k = 0; k < practices; ++k) {
      auto e = static_cast<std::uint64_t>(person.row[k].e), t = static_cast<std::uint64_t>(person.row[k].t);
      const auto mastered = [&] {
        return static_cast<std::int64_t>((e * n.explicit_weight[k] + t * n.tacit_weight[k]) >> 16);
      };
      if (person.reads >> k & 1) {
        const std::uint64_t read = of(gap(n.written[k], e), n.read_share);
        n.explicit_read[k] += read, e += read;
      }
      if ((person.does >> k & 1) && mastered() >= n.doing_from) {
        const double closed = std::min(1.0, person.doing * n.plainness[k] * n.dt);
        const std::uint64_t share = std::min(low, static_cast<std::uint64_t>(closed * 0x1p32 + .5));
        const std::uint64_t done_e = of(gap(n.ceiling, e), share), done_t = of(gap(e, t), share);
        n.explicit_done[k] += done_e, n.tacit_done[k] += done_t;
        e += done_e, t += done_t;
      }
      const std::uint64_t of_e = of(e, n.explicit_share[k]), of_t = of(t, n.tacit_share[k]);
      n.explicit_taken[k] += of_e, n.tacit_taken[k] += of_t;
      e -= of_e, t -= of_t;
      person.left[k] = {static_cast<std::int32_t>(e), static_cast<std::int32_t>(t)};
      const std::int64_t m = mastered();
      const std::uint64_t bit = std::uint64_t{1} << k;
      if ((e | t) != 0) found.holds |= bit;
      if (m >= n.tells_from) found.tells |= bit;
      if (m < n.sure_from) found.unsure |= bit;
      if (!(person.in_field & bit)) continue;
      n.field_mastery[k] += static_cast<std::uint64_t>(m);
      n.field_knowing[k] += m > 0;
      if (m > 0 && m >= static_cast<std::int64_t>(n.near_team[k])) found.near_team |= bit;
    }
    found.tells &= found.holds;
    marks[p] = found;
  }
}

#ifdef __x86_64__

// Four practices at a time. Where a mask is a register, its lanes are all ones or all zeros.
#define LANES [[gnu::target("avx2")]] inline
using Four = __m256i;

LANES Four all4(auto x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }
LANES Four load4(const std::uint64_t* from) { return _mm256_load_si256(reinterpret_cast<const Four*>(from)); }
LANES void add4(std::uint64_t* sums, Four more) {
  _mm256_store_si256(reinterpret_cast<Four*>(sums), _mm256_add_epi64(load4(sums), more));
}
LANES Four share4(Four x, Four share) {
  return _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epu32(x, share), all4(half)), 32);
}
LANES Four mastery4(Four e, Four t, Four of_e, Four of_t) {
  return _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epu32(e, of_e), _mm256_mul_epu32(t, of_t)), 16);
}
/// The lanes from the k-th bit on as a mask.
LANES Four mask4(std::uint64_t bits, std::size_t k) {
  const Four each = _mm256_set_epi64x(8, 4, 2, 1);
  return _mm256_cmpeq_epi64(_mm256_and_si256(all4(bits >> k), each), each);
}
LANES std::uint64_t bits4(Four mask, std::size_t k) {
  return static_cast<std::uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(mask))) << k;
}
/// What is missing to `to`, where something is.
LANES Four gap4(Four to, Four from) {
  const Four gap = _mm256_sub_epi64(to, from);
  return _mm256_and_si256(gap, _mm256_cmpgt_epi64(gap, _mm256_setzero_si256()));
}

[[gnu::target("avx2")]] void by_avx2(const Consolidated* people, std::size_t count, std::size_t practices,
                                     ConsolidationNumbers& n, Marks* marks) {
  const Four zero = _mm256_setzero_si256(), lower = all4(low);
  const Four read_share = all4(n.read_share), ceiling = all4(n.ceiling), doing_below = all4(n.doing_from - 1),
             tells_below = all4(n.tells_from - 1), sure_from = all4(n.sure_from);
  for (std::size_t p = 0; p < count; ++p) marks[p] = {};
  for (std::size_t k = 0; k < practices; k += 4) {
    const bool all = practices - k >= 4;
    const Four there = mask4(all ? 15 : (1u << (practices - k)) - 1, 0);
    const Four of_e = load4(&n.explicit_weight[k]), of_t = load4(&n.tacit_weight[k]);
    const Four near_below = _mm256_sub_epi64(load4(&n.near_team[k]), all4(1));
    Four read_sum = zero, taken_e = zero, taken_t = zero, field_mastery = zero, field_knowing = zero;
    for (std::size_t p = 0; p < count; ++p) {
      const Consolidated& person = people[p];
      const Four knows = _mm256_maskload_epi64(reinterpret_cast<const long long*>(person.row + k), there);
      Four e = _mm256_and_si256(knows, lower), t = _mm256_srli_epi64(knows, 32);
      const Four read =
          share4(_mm256_and_si256(gap4(load4(&n.written[k]), e), mask4(person.reads, k)), read_share);
      read_sum = _mm256_add_epi64(read_sum, read);
      e = _mm256_add_epi64(e, read);
      if (person.does >> k & 15) {
        const Four does = _mm256_and_si256(mask4(person.does, k),
                                           _mm256_cmpgt_epi64(mastery4(e, t, of_e, of_t), doing_below));
        const __m256d closed = _mm256_min_pd(
            _mm256_mul_pd(_mm256_mul_pd(_mm256_set1_pd(person.doing), _mm256_load_pd(&n.plainness[k])),
                          _mm256_set1_pd(n.dt)),
            _mm256_set1_pd(1));
        // A whole number below 2^52, as the lower bits of a double of that size.
        const __m256d whole =
            _mm256_floor_pd(_mm256_add_pd(_mm256_mul_pd(closed, _mm256_set1_pd(0x1p32)), _mm256_set1_pd(.5)));
        const __m256d share_at_most = _mm256_min_pd(whole, _mm256_set1_pd(0xffffffffp0));
        const Four share = _mm256_and_si256(
            _mm256_castpd_si256(_mm256_add_pd(share_at_most, _mm256_set1_pd(0x1p52))), lower);
        const Four done_e = _mm256_and_si256(share4(gap4(ceiling, e), share), does),
                   done_t = _mm256_and_si256(share4(gap4(e, t), share), does);
        add4(&n.explicit_done[k], done_e), add4(&n.tacit_done[k], done_t);
        e = _mm256_add_epi64(e, done_e), t = _mm256_add_epi64(t, done_t);
      }
      const Four lost_e = share4(e, load4(&n.explicit_share[k])),
                 lost_t = share4(t, load4(&n.tacit_share[k]));
      taken_e = _mm256_add_epi64(taken_e, lost_e), taken_t = _mm256_add_epi64(taken_t, lost_t);
      e = _mm256_sub_epi64(e, lost_e), t = _mm256_sub_epi64(t, lost_t);
      const Four left = _mm256_or_si256(e, _mm256_slli_epi64(t, 32));
      if (all)  // a store by a mask takes many times as long
        _mm256_storeu_si256(reinterpret_cast<Four*>(person.left + k), left);
      else
        _mm256_maskstore_epi64(reinterpret_cast<long long*>(person.left + k), there, left);
      const Four m = mastery4(e, t, of_e, of_t), of_field = mask4(person.in_field, k);
      const Four knowing = _mm256_and_si256(of_field, _mm256_cmpgt_epi64(m, zero));
      field_mastery = _mm256_add_epi64(field_mastery, _mm256_and_si256(m, of_field));
      field_knowing = _mm256_sub_epi64(field_knowing, knowing);
      const Four something = _mm256_andnot_si256(_mm256_cmpeq_epi64(left, zero), there);
      marks[p].holds |= bits4(something, k);
      marks[p].tells |= bits4(_mm256_and_si256(something, _mm256_cmpgt_epi64(m, tells_below)), k);
      marks[p].unsure |= bits4(_mm256_and_si256(there, _mm256_cmpgt_epi64(sure_from, m)), k);
      marks[p].near_team |= bits4(_mm256_and_si256(knowing, _mm256_cmpgt_epi64(m, near_below)), k);
    }
    add4(&n.explicit_read[k], read_sum), add4(&n.explicit_taken[k], taken_e);
    add4(&n.tacit_taken[k], taken_t), add4(&n.field_mastery[k], field_mastery);
    add4(&n.field_knowing[k], field_knowing);
  }
}
#undef LANES

// Eight practices at a time.
#define LANES [[gnu::target("avx512f,avx512dq")]] inline
using Eight = __m512i;

LANES Eight all8(auto x) { return _mm512_set1_epi64(static_cast<long long>(x)); }
LANES Eight load8(const std::uint64_t* from) { return _mm512_load_si512(from); }
LANES void add8(std::uint64_t* sums, Eight more) {
  _mm512_store_si512(sums, _mm512_add_epi64(load8(sums), more));
}
LANES Eight share8(Eight x, Eight share) {
  return _mm512_srli_epi64(_mm512_add_epi64(_mm512_mul_epu32(x, share), all8(half)), 32);
}
LANES Eight mastery8(Eight e, Eight t, Eight of_e, Eight of_t) {
  return _mm512_srli_epi64(_mm512_add_epi64(_mm512_mul_epu32(e, of_e), _mm512_mul_epu32(t, of_t)), 16);
}
LANES __mmask8 eight(std::uint64_t bits, std::size_t k) { return static_cast<__mmask8>(bits >> k); }

[[gnu::target("avx512f,avx512dq")]] void by_avx512(const Consolidated* people, std::size_t count,
                                                   std::size_t practices, ConsolidationNumbers& n,
                                                   Marks* marks) {
  const Eight zero = _mm512_setzero_si512(), lower = all8(low);
  const Eight read_share = all8(n.read_share), ceiling = all8(n.ceiling), doing_from = all8(n.doing_from),
              tells_from = all8(n.tells_from), sure_from = all8(n.sure_from);
  for (std::size_t k = 0; k < practices; k += 8) {
    const __mmask8 there = practices - k >= 8 ? 0xff : static_cast<__mmask8>((1u << (practices - k)) - 1);
    const Eight of_e = load8(&n.explicit_weight[k]), of_t = load8(&n.tacit_weight[k]),
                share_e = load8(&n.explicit_share[k]), share_t = load8(&n.tacit_share[k]),
                written = load8(&n.written[k]), near_team = load8(&n.near_team[k]);
    const __m512d plainness = _mm512_load_pd(&n.plainness[k]);
    Eight read_sum = zero, done_e_sum = zero, done_t_sum = zero, taken_e = zero, taken_t = zero,
          field_mastery = zero, field_knowing = zero;
    for (std::size_t p = 0; p < count; ++p) {
      const Consolidated& person = people[p];
      const Eight knows = _mm512_maskz_loadu_epi64(there, person.row + k);
      Eight e = _mm512_and_si512(knows, lower), t = _mm512_srli_epi64(knows, 32);
      const Eight gap = _mm512_sub_epi64(written, e);
      const Eight read =
          share8(_mm512_maskz_mov_epi64(_mm512_mask_cmpgt_epi64_mask(eight(person.reads, k), gap, zero), gap),
                 read_share);
      read_sum = _mm512_add_epi64(read_sum, read);
      e = _mm512_add_epi64(e, read);
      if (const __mmask8 may = eight(person.does, k)) {
        const __mmask8 does = _mm512_mask_cmpge_epi64_mask(may, mastery8(e, t, of_e, of_t), doing_from);
        const __m512d closed = _mm512_min_pd(
            _mm512_mul_pd(_mm512_mul_pd(_mm512_set1_pd(person.doing), plainness), _mm512_set1_pd(n.dt)),
            _mm512_set1_pd(1));
        const Eight share =
            _mm512_min_epu64(lower, _mm512_cvttpd_epi64(_mm512_add_pd(
                                        _mm512_mul_pd(closed, _mm512_set1_pd(0x1p32)), _mm512_set1_pd(.5))));
        const Eight done_e = _mm512_maskz_mov_epi64(
                        does, share8(_mm512_max_epi64(_mm512_sub_epi64(ceiling, e), zero), share)),
                    done_t = _mm512_maskz_mov_epi64(
                        does, share8(_mm512_max_epi64(_mm512_sub_epi64(e, t), zero), share));
        done_e_sum = _mm512_add_epi64(done_e_sum, done_e), done_t_sum = _mm512_add_epi64(done_t_sum, done_t);
        e = _mm512_add_epi64(e, done_e), t = _mm512_add_epi64(t, done_t);
      }
      const Eight lost_e = share8(e, share_e), lost_t = share8(t, share_t);
      taken_e = _mm512_add_epi64(taken_e, lost_e), taken_t = _mm512_add_epi64(taken_t, lost_t);
      e = _mm512_sub_epi64(e, lost_e), t = _mm512_sub_epi64(t, lost_t);
      const Eight left = _mm512_or_si512(e, _mm512_slli_epi64(t, 32));
      _mm512_mask_storeu_epi64(person.left + k, there, left);
      const Eight m = mastery8(e, t, of_e, of_t);
      const __mmask8 of_field = eight(person.in_field, k);
      const __mmask8 knowing = _mm512_mask_cmpgt_epi64_mask(of_field, m, zero);
      field_mastery = _mm512_mask_add_epi64(field_mastery, of_field, field_mastery, m);
      field_knowing = _mm512_mask_sub_epi64(field_knowing, knowing, field_knowing, all8(-1));
      const __mmask8 something = _mm512_mask_cmpneq_epi64_mask(there, left, zero);
      const auto bits = [k](__mmask8 which) { return std::uint64_t{which} << k; };
      const Marks more{bits(something), bits(_mm512_mask_cmpge_epi64_mask(something, m, tells_from)),
                       bits(_mm512_mask_cmplt_epi64_mask(there, m, sure_from)),
                       bits(_mm512_mask_cmpge_epi64_mask(knowing, m, near_team))};
      if (k == 0)
        marks[p] = more;
      else
        marks[p] |= more;
    }
    add8(&n.explicit_read[k], read_sum), add8(&n.explicit_done[k], done_e_sum);
    add8(&n.tacit_done[k], done_t_sum), add8(&n.explicit_taken[k], taken_e);
    add8(&n.tacit_taken[k], taken_t), add8(&n.field_mastery[k], field_mastery);
    add8(&n.field_knowing[k], field_knowing);
  }
}
#undef LANES
#endif

}  // namespace

std::vector<Consolidate> consolidation_of_each_width() {
  std::vector<Consolidate> found;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) found.push_back(by_avx512);
  if (__builtin_cpu_supports("avx2")) found.push_back(by_avx2);
#endif
  found.push_back(plain);
  return found;
}

void Consolidation::enter(Books& books) {
  const auto sum = [](std::uint64_t units) { return static_cast<std::int64_t>(units); };
  for (std::size_t k = 0; k < practices_; ++k) {
    books.flow(Flow::read, k, sum(numbers.explicit_read[k]), 0);
    books.flow(Flow::done, k, sum(numbers.explicit_done[k]), sum(numbers.tacit_done[k]));
    books.flow(Flow::forgotten, k, sum(numbers.explicit_taken[k]), sum(numbers.tacit_taken[k]));
  }
  for (auto* sums : {&numbers.explicit_read, &numbers.explicit_done, &numbers.tacit_done,
                     &numbers.explicit_taken, &numbers.tacit_taken})
    std::fill_n(sums->begin(), practices_, 0);
}

}  // namespace knowhow::public_services
