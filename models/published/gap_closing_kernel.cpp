#include "models/published/gap_closing_kernel.h"

#include <cstddef>
#include <cstring>

namespace knowhow::published {

namespace {

/// So many neighbours ahead a row is asked for: memory answers after some 100 ns, a neighbour takes 3.
constexpr std::uint32_t ahead = 64;
constexpr std::uint32_t line = 64 / sizeof(float);  // floats in a line of the cache

template <int bytes>
struct Register {
  using Floats [[gnu::vector_size(bytes)]] = float;
};

template <int bytes, std::uint32_t row, bool capped, bool far>
[[gnu::always_inline]] inline void close_gaps(const GapPass& pass) {
  using Floats = typename Register<bytes>::Floats;
  constexpr std::uint32_t lanes = bytes / sizeof(float), parts = row / lanes;
  // What the compiler need not look up again after each store.
  const float* const before = pass.before;
  const std::uint32_t* const neighbours = pass.neighbours;
  const Floats rate = Floats{} + pass.rate;
  for (std::uint32_t k = 0; k < pass.agents; ++k) {
    const std::size_t own = std::size_t{pass.first + k} * row;
    Floats known[parts], gaps[parts], most[parts];
    for (std::uint32_t p = 0; p < parts; ++p) {
      std::memcpy(&known[p], before + own + p * lanes, bytes);
      gaps[p] = Floats{};
      most[p] = known[p];
    }
    const auto learn_from = [&](std::uint32_t neighbour) __attribute__((always_inline)) {
      const float* const theirs = before + std::size_t{neighbour} * row;
      for (std::uint32_t p = 0; p < parts; ++p) {
        Floats other;
        std::memcpy(&other, theirs + p * lanes, bytes);
        // Written like this it is one instruction, which takes `other` from memory.
        const Floats greater = known[p] > other ? known[p] : other;
        gaps[p] += greater - known[p];
        if constexpr (capped) most[p] = most[p] > greater ? most[p] : greater;
      }
    };
    const std::uint32_t from = pass.starts[k], to = pass.starts[k + 1];
    if (far && pass.end - to >= ahead) {
      for (std::uint32_t e = from; e < to; ++e) {
        const float* const soon = before + std::size_t{neighbours[e + ahead]} * row;
        for (std::uint32_t part = 0; part < row; part += line) __builtin_prefetch(soon + part);
        learn_from(neighbours[e]);
      }
    } else {
      for (std::uint32_t e = from; e < to; ++e) learn_from(neighbours[e]);
    }
    for (std::uint32_t p = 0; p < parts; ++p) {
      Floats now = known[p] + rate * gaps[p];
      if constexpr (capped) now = now > most[p] ? most[p] : now;
      std::memcpy(pass.after + own + p * lanes, &now, bytes);
    }
  }
}

/// The widest registers that a row fills.
constexpr int widest(std::uint32_t row, int bytes) {
  const int needed = static_cast<int>(row * sizeof(float));
  return bytes < needed ? bytes : needed;
}

template <std::uint32_t row, bool capped, bool far>
void plain(const GapPass& pass) {
  close_gaps<widest(row, 16), row, capped, far>(pass);
}
#ifdef __x86_64__
template <std::uint32_t row, bool capped, bool far>
[[gnu::target("avx2")]] void by_avx2(const GapPass& pass) {
  close_gaps<widest(row, 32), row, capped, far>(pass);
}
template <std::uint32_t row, bool capped, bool far>
[[gnu::target("avx512f,avx512vl")]] void by_avx512(const GapPass& pass) {
  close_gaps<widest(row, 64), row, capped, far>(pass);
}
#endif

template <std::uint32_t row, bool capped, bool far>
std::vector<CloseGaps> of_each_width() {
  std::vector<CloseGaps> found;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
    found.push_back(by_avx512<row, capped, far>);
  if (__builtin_cpu_supports("avx2")) found.push_back(by_avx2<row, capped, far>);
#endif
  found.push_back(plain<row, capped, far>);
  return found;
}

template <std::uint32_t row>
std::vector<CloseGaps> of_each_width(const GapWays& ways) {
  if (ways.capped) return ways.far ? of_each_width<row, true, true>() : of_each_width<row, true, false>();
  return ways.far ? of_each_width<row, false, true>() : of_each_width<row, false, false>();
}

}  // namespace

std::vector<CloseGaps> close_gaps_of_each_width(const GapWays& ways) {
  switch (ways.row) {
    case 4:
      return of_each_width<4>(ways);
    case 8:
      return of_each_width<8>(ways);
    case 16:
      return of_each_width<16>(ways);
    case 32:
      return of_each_width<32>(ways);
    default:
      return of_each_width<64>(ways);
  }
}

CloseGaps quickest_close_gaps(const GapWays& ways) { return close_gaps_of_each_width(ways).front(); }

}  // namespace knowhow::published
