#include "models/public_services/forgetting.h"

#include <cstring>

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
/// A practice a lane: its explicit knowledge is the lower half, its tacit knowledge the upper.
using Lanes = std::uint64_t __attribute__((vector_size(32)));
using SignedLanes = std::int64_t __attribute__((vector_size(32)));
constexpr std::size_t lanes = 4;

[[gnu::target("avx2")]] inline Lanes load(const void* from) {
  Lanes found;
  std::memcpy(&found, from, sizeof found);
  return found;
}

[[gnu::target("avx2")]] inline void add_to(std::uint64_t* sums, Lanes more) {
  more += load(sums);
  std::memcpy(sums, &more, sizeof more);
}

/// Of the lower halves. g++ does not see that such a product is one instruction, clang++ does.
[[gnu::target("avx2")]] inline Lanes product(Lanes a, Lanes b) {
#ifdef __clang__
  return (a & 0xffffffff) * (b & 0xffffffff);
#else
  using Halves = int __attribute__((vector_size(32)));
  return reinterpret_cast<Lanes>(
      __builtin_ia32_pmuludq256(reinterpret_cast<Halves>(a), reinterpret_cast<Halves>(b)));
#endif
}

/// A share, 2^-32, of the lower halves, to the nearest.
[[gnu::target("avx2")]] inline Lanes share_of(Lanes x, Lanes share) {
  return (product(x, share) + half) >> 32;
}

/// A bit for each lane that is all ones, from the k-th on.
[[gnu::target("avx2")]] inline std::uint64_t bits_of(SignedLanes which, std::size_t k) {
  using Numbers = double __attribute__((vector_size(32)));
  return static_cast<std::uint64_t>(__builtin_ia32_movmskpd256(reinterpret_cast<Numbers>(which))) << k;
}

[[gnu::target("avx2")]] Marks by_avx2(const WholeRow& row, Knowledge* left, std::size_t practices,
                                      std::uint64_t reads, ForgettingNumbers& numbers) {
  constexpr Lanes each_bit{1, 2, 4, 8};
  std::uint64_t something = 0, tells = 0, unsure = 0;
  for (std::size_t k = 0; k < practices; k += lanes) {
    Lanes knows = load(&row[k]);
    const auto gap = reinterpret_cast<SignedLanes>(load(&numbers.written[k]) - (knows & 0xffffffff));
    const SignedLanes reading =
        (gap > 0) & reinterpret_cast<SignedLanes>(((reads >> k) & each_bit) == each_bit);
    const Lanes read = share_of(reinterpret_cast<Lanes>(gap & reading), Lanes{} + numbers.read_share);
    add_to(&numbers.explicit_read[k], read);
    knows += read;
    const Lanes of_e = share_of(knows, load(&numbers.explicit_share[k])),
                of_t = share_of(knows >> 32, load(&numbers.tacit_share[k]));
    add_to(&numbers.explicit_taken[k], of_e), add_to(&numbers.tacit_taken[k], of_t);
    knows -= of_e | of_t << 32;
    if (k + lanes <= practices)
      std::memcpy(static_cast<void*>(left + k), &knows, sizeof knows);
    else
      std::memcpy(static_cast<void*>(left + k), &knows, (practices - k) * sizeof(Knowledge));
    const auto mastered =
        reinterpret_cast<SignedLanes>((product(knows, load(&numbers.explicit_weight[k])) +
                                       product(knows >> 32, load(&numbers.tacit_weight[k]))) >>
                                      16);
    something |= bits_of(knows != 0, k);
    tells |= bits_of(mastered >= numbers.tells_from, k);
    unsure |= bits_of(mastered < numbers.sure_from, k);
  }
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - practices);
  return {something & all, something & tells & all, unsure & all};
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
