// SIR in steps, 2 % each: everybody's count of infected neighbours is kept, and changed only when one of them
// is infected or recovers. So a step is one pass over two bytes an agent, with one draw each, and the rows of
// those who changed. The model draws waiting times instead (cascade_spreading.h): the same distribution,
// other draws.
#include <omp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <vector>

#include "bench/ceiling/ceiling.h"

namespace knowhow::ceiling {
namespace {

constexpr double infection = .02, recovery = .02;
constexpr std::uint32_t block = 1024;

class Contagion {
 public:
  Contagion(const sim::Network& network, const sim::Draws& draws, int threads)
      : network_(network),
        draws_(draws),
        threads_(threads),
        room_((network.size() + block - 1) / block * block),
        state_(room_),
        infected_near_(room_),
        changed_(static_cast<std::size_t>(threads)) {
    for (std::uint32_t near = 0; near < 256; ++near) {
      chance_[near] = static_cast<std::uint32_t>(sim::threshold(1 - std::pow(1 - infection, near)));
      chance_[256 + near] = static_cast<std::uint32_t>(sim::threshold(recovery));
    }
    std::fill(state_.data() + network.size(), state_.data() + room_, std::uint8_t{2});
    const std::uint32_t seeds = network.size() / 100;
    for (std::uint32_t k = 0, found = 0; found < seeds; ++k) {
      const std::uint32_t agent =
          sim::index_of(draws.word(sim::purpose("ceiling seed"), 0, k), network.size());
      if (state_[agent]) continue;
      state_[agent] = 1;
      tell(agent, 1);
      ++found;
    }
  }

  void step(std::uint32_t when) {
#pragma omp parallel num_threads(threads_)
    {
      auto& changed = changed_[static_cast<std::size_t>(omp_get_thread_num())];
      changed.resize(room_ + 16);
      std::uint32_t count = 0;
      alignas(64) std::array<std::uint32_t, block> words;
#pragma omp for schedule(dynamic, 8)
      for (std::uint32_t first = 0; first < room_; first += block) {
        draw(when, first, words);
        const std::uint8_t *state = &state_[first], *near = &infected_near_[first];
        for (std::uint32_t k = 0; k < block; ++k) {
          changed[count] = first + k;
          count += words[k] < chance_[256u * state[k] + near[k]];
        }
      }
      for (std::uint32_t k = 0; k < count; ++k) {
        if (k + 16 < count) network_.prefetch(changed[k + 16]);
        if (k + 8 < count) __builtin_prefetch(network_.of(changed[k + 8]).data());
        const std::uint32_t agent = changed[k];
        tell(agent, state_[agent]++ == 0 ? 1 : -1);
      }
    }
  }

  double share(std::uint8_t state) {
    return static_cast<double>(std::count(state_.data(), state_.data() + network_.size(), state)) /
           network_.size();
  }

 private:
  void draw(std::uint32_t when, std::uint32_t first, std::array<std::uint32_t, block>& words) const {
    constexpr std::uint32_t lanes = sim::Draws::lanes;
    for (std::uint32_t k = 0; k < block; k += 4 * lanes) {
      const sim::Draws::Blocks drawn = draws_.blocks(sim::purpose("ceiling sir"), when, (first + k) / 4);
      std::memcpy(&words[k], &drawn, sizeof drawn);
    }
  }
  void tell(std::uint32_t agent, int change) {
    for (const std::uint32_t other : network_.of(agent)) {
      if (threads_ == 1)
        infected_near_[other] = static_cast<std::uint8_t>(infected_near_[other] + change);
      else
        std::atomic_ref(infected_near_[other])
            .fetch_add(static_cast<std::uint8_t>(change), std::memory_order_relaxed);
    }
  }

  const sim::Network& network_;
  const sim::Draws& draws_;
  int threads_;
  std::uint32_t room_;
  Buffer<std::uint8_t> state_, infected_near_;  ///< 0 susceptible, 1 infected, 2 recovered
  std::vector<std::vector<std::uint32_t>> changed_;
  std::array<std::uint32_t, 3 * 256> chance_{};  ///< by state and infected neighbours
};

}  // namespace

Told sir(const Work& work) {
  const sim::Network network = random_of_degree_10(work);
  const sim::Draws draws(work.seed, 0);
  Told told;
  const Clock clock;
  Contagion contagion(network, draws, work.threads);
  for (int step = 0; step < work.steps; ++step) contagion.step(static_cast<std::uint32_t>(step));
  clock.stop(told);
  told.results = {{"susceptible", contagion.share(0)}, {"infected", contagion.share(1)}};
  return told;
}

}  // namespace knowhow::ceiling
