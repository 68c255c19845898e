// Gaps that close, one 256-bit register an agent.
#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "bench/ceiling/ceiling.h"
#include "bench/ceiling/open_ties.h"

namespace knowhow::ceiling {
namespace {

constexpr std::uint32_t categories = 8;
constexpr float rate = .01f;
constexpr int grain = 2048;  // agents that a thread takes at a time

/// Adds up what agent i would learn from neighbours[from, to); two sums, so that one need not wait for the
/// other.
inline __m256 gaps_to(const float* before, __m256 own, const std::uint32_t* neighbours, std::uint32_t from,
                      std::uint32_t to) {
  __m256 even = _mm256_setzero_ps(), odd = even;
  const auto gap = [&](std::uint32_t e) {
    const __m256 other = _mm256_load_ps(before + std::size_t{categories} * neighbours[e]);
    return _mm256_sub_ps(_mm256_max_ps(own, other), own);
  };
  for (; from + 1 < to; from += 2) {
    even = _mm256_add_ps(even, gap(from));
    odd = _mm256_add_ps(odd, gap(from + 1));
  }
  if (from < to) even = _mm256_add_ps(even, gap(from));
  return _mm256_add_ps(even, odd);
}

/// `ahead`: how many neighbours early a row is asked for; 0 where all rows are in the cache.
template <std::uint32_t ahead>
void close_over(const float* before, float* after, std::uint32_t first, std::uint32_t last,
                const std::uint32_t* neighbours, const std::uint32_t* starts, std::uint32_t end) {
  for (std::uint32_t i = first; i < last; ++i) {
    const std::uint32_t from = starts[i - first], to = starts[i - first + 1];
    if (ahead)
      for (std::uint32_t soon = from + ahead, stop = std::min(to + ahead, end); soon < stop; ++soon)
        _mm_prefetch(reinterpret_cast<const char*>(before + std::size_t{categories} * neighbours[soon]),
                     _MM_HINT_T0);
    const __m256 own = _mm256_load_ps(before + std::size_t{categories} * i);
    const __m256 gaps = gaps_to(before, own, neighbours, from, to);
    _mm256_store_ps(after + std::size_t{categories} * i,
                    _mm256_add_ps(own, _mm256_mul_ps(_mm256_set1_ps(rate), gaps)));
  }
}

template <std::uint32_t ahead>
void step_of_all(const sim::Network& network, const float* before, float* after, int threads) {
  const std::uint32_t *neighbours = network.rows().data(), *starts = network.row_starts().data();
  const auto end = static_cast<std::uint32_t>(network.rows().size());
  const std::uint32_t agents = network.size();
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (std::uint32_t first = 0; first < agents; first += grain)
    close_over<ahead>(before, after, first, std::min(agents, first + grain), neighbours, starts + first, end);
}

/// Neighbours over open ties are put side by side before any row is read.
template <std::uint32_t ahead>
void step_of_open(const sim::Network& network, const float* before, float* after, int threads,
                  const sim::Draws& draws, std::uint32_t step, double open) {
  const std::uint32_t *neighbours = network.rows().data(), *starts = network.row_starts().data();
  const std::uint32_t agents = network.size(), some = 512;
#pragma omp parallel num_threads(threads)
  {
    OpenBits bits;
    std::vector<std::uint32_t> kept, kept_starts(some + 1);
#pragma omp for schedule(dynamic, 4)
    for (std::uint32_t first = 0; first < agents; first += some) {
      const std::uint32_t last = std::min(agents, first + some), begin = starts[first];
      bits.draw(draws, step, open, begin, starts[last]);
      kept.resize(starts[last] - begin + 32);
      std::uint32_t count = 0;
      for (std::uint32_t i = first; i < last; ++i) {
        kept_starts[i - first] = count;
        for (std::uint32_t e = starts[i]; e < starts[i + 1]; e += 16)
          count += pack(neighbours + e, bits.from(e), std::min(16u, starts[i + 1] - e), kept.data() + count);
      }
      kept_starts[last - first] = count;
      close_over<ahead>(before, after, first, last, kept.data(), kept_starts.data(), count);
    }
  }
}

}  // namespace

Told gaps(const Work& work) {
  const sim::Network network = random_of_degree_10(work);
  const sim::Draws draws(work.seed, 0);
  const std::size_t size = std::size_t{categories} * work.agents;
  Buffer<float> one(size), two(size);
  float *before = one.data(), *after = two.data();
#pragma omp parallel for num_threads(work.threads) schedule(static)
  for (std::uint32_t i = 0; i < work.agents; ++i)
    for (std::uint32_t c = 0; c < categories; ++c) {
      before[std::size_t{categories} * i + c] = start_level(draws, i, c);
      after[std::size_t{categories} * i + c] = 0;
    }
  const bool far = size * sizeof(float) > 2 << 20;
  Told told;
  const Clock clock;
  for (int step = 0; step < work.steps; ++step) {
    if (work.open >= 1)
      (far ? step_of_all<64> : step_of_all<0>)(network, before, after, work.threads);
    else
      (far ? step_of_open<64> : step_of_open<0>)(network, before, after, work.threads, draws,
                                                 static_cast<std::uint32_t>(step), work.open);
    std::swap(before, after);
  }
  clock.stop(told);
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += before[i];
  told.results["mean_knowledge"] = sum / static_cast<double>(size);
  return told;
}

}  // namespace knowhow::ceiling
