// Many small runs: fifty agents on a small world of their own, everything in a core's first cache.
#include <immintrin.h>
#include <omp.h>

#include <array>

#include "bench/ceiling/ceiling.h"
#include "bench/ceiling/open_ties.h"

namespace knowhow::ceiling {
namespace {

constexpr std::uint32_t agents = 50, degree = 10, categories = 8, ties = agents * degree;
constexpr float rate = .01f;

/// As sim::small_world(agents, degree, .1, draws, "network"), rows sorted.
class SmallWorld {
 public:
  explicit SmallWorld(const sim::Draws& draws) {
    constexpr std::uint32_t why = sim::purpose("network"), lanes = sim::Draws::lanes;
    for (std::uint32_t i = 0; i < agents; ++i)
      for (std::uint32_t lap = 1; lap <= degree / 2; ++lap) tie(i, (i + lap) % agents);
    std::array<std::uint32_t, agents> degrees;
    degrees.fill(degree);
    for (std::uint32_t number = 0; number < ties / 2; number += lanes) {
      const sim::Draws::Blocks words = draws.blocks(why, 0, number);
      for (std::uint32_t lane = 0; lane < lanes && number + lane < ties / 2; ++lane) {
        const std::uint32_t from = (number + lane) % agents,
                            to = (from + 1 + (number + lane) / agents) % agents;
        if (words[0][lane] >= sim::threshold(.1) || degrees[from] == agents - 1) continue;
        std::uint32_t stranger = other_than(from, words[1][lane]);
        for (std::uint32_t attempt = 1; tied_[from][stranger]; ++attempt)
          stranger = other_than(from, draws.block(why, 0, number + lane, attempt)[1]);
        tied_[from][to] = tied_[to][from] = false;
        --degrees[to], ++degrees[stranger];
        tie(from, stranger);
      }
    }
    std::uint32_t end = 0;
    for (std::uint32_t i = 0; i < agents; ++i) {
      starts[i] = end;
      for (std::uint32_t j = 0; j < agents; ++j)
        if (tied_[i][j]) neighbours[end++] = static_cast<std::uint8_t>(j);
    }
    starts[agents] = end;
  }

  std::array<std::uint32_t, agents + 1> starts;
  std::array<std::uint8_t, ties> neighbours;

 private:
  static std::uint32_t other_than(std::uint32_t agent, std::uint32_t word) {
    const std::uint32_t other = sim::index_of(word, agents - 1);
    return other < agent ? other : other + 1;
  }
  void tie(std::uint32_t a, std::uint32_t b) { tied_[a][b] = tied_[b][a] = true; }

  bool tied_[agents][agents] = {};
};

double mean_at_end(const sim::Draws& draws, int steps, double open, OpenBits& bits) {
  const SmallWorld world(draws);
  alignas(64) float levels[2][agents * categories];
  constexpr std::uint32_t blocks = agents * categories / 4, lanes = sim::Draws::lanes;
  for (std::uint32_t block = 0; block < blocks; block += lanes) {
    sim::Draws::PerLane fours, who;
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      fours[lane] = (block + lane) % 2, who[lane] = (block + lane) / 2;
    const sim::Draws::Blocks words = draws.blocks(sim::purpose("gap_closing start"), 0, fours, who);
    for (std::uint32_t lane = 0; lane < lanes && block + lane < blocks; ++lane)
      for (std::uint32_t c = 0; c < 4; ++c)
        levels[0][4 * (block + lane) + c] = static_cast<float>(sim::unit(words[c][lane]));
  }
  for (int step = 0; step < steps; ++step) {
    const float* const before = levels[step % 2];
    float* const after = levels[(step + 1) % 2];
    if (open < 1) bits.draw(draws, static_cast<std::uint32_t>(step), open, 0, ties);
    for (std::uint32_t i = 0; i < agents; ++i) {
      const __m256 own = _mm256_load_ps(before + categories * i);
      __m256 sum = _mm256_setzero_ps();
      std::uint64_t is_open = ~std::uint64_t{0};
      for (std::uint32_t e = world.starts[i]; e < world.starts[i + 1]; ++e, is_open >>= 1) {
        if ((e - world.starts[i]) % 24 == 0 && open < 1) is_open = bits.from(e);
        const __m256 other = _mm256_load_ps(before + categories * world.neighbours[e]);
        const __m256 gap = _mm256_sub_ps(_mm256_max_ps(own, other), own);
        const auto mask = _mm256_castsi256_ps(_mm256_set1_epi32(-static_cast<int>(is_open & 1)));
        sum = _mm256_add_ps(sum, _mm256_and_ps(gap, mask));
      }
      _mm256_store_ps(after + categories * i, _mm256_add_ps(own, _mm256_mul_ps(_mm256_set1_ps(rate), sum)));
    }
  }
  double sum = 0;
  for (const float level : levels[steps % 2]) sum += level;
  return sum / (agents * categories);
}

}  // namespace

Told small(const Work& work) {
  Told told;
  double sum = 0;
  const Clock clock;
#pragma omp parallel num_threads(work.threads) reduction(+ : sum)
  {
    OpenBits bits;
#pragma omp for schedule(dynamic, 8)
    for (int replicate = 0; replicate < work.replicates; ++replicate)
      sum += mean_at_end(sim::Draws(work.seed, static_cast<std::uint32_t>(replicate)), work.steps, work.open,
                         bits);
  }
  clock.stop(told);
  told.results["mean_knowledge"] = sum / work.replicates;
  return told;
}

}  // namespace knowhow::ceiling
