// Gaps that close on a random network of mean degree 10, eight categories, with the start of a run: against a
// loop over the same network in the widest registers that ask for rows early, and against one as it would be
// written first. And many small runs, each with a network of its own. One thread.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "bench/bound_model.h"
#include "bench/plain.h"
#include "sim/lattices.h"
#include "sim/network.h"

namespace knowhow::bench {
namespace {

constexpr std::uint32_t categories = 8;
constexpr int steps = 40;
constexpr float rate = .01f;

std::string scenario(const std::string& network, int horizon, const std::string& open) {
  return "knowhow: 1\ntitle: bench\nmodel: gap_closing\ntime: {horizon: " + std::to_string(horizon) +
         " steps}\nnetwork: {" + network + "}\nclosing: {open: " + open +
         "}\noutput: {every: " + std::to_string(horizon) + " steps}\n";
}

/// `state` holds how many agents, and in how many thousandths of steps a tie is open.
std::string open_of(const benchmark::State& state) {
  return std::to_string(static_cast<double>(state.range(1)) / 1000);
}

void gap_closing(benchmark::State& state) {
  BoundModel model(scenario("shape: random, mean_degree: 10, agents: " + std::to_string(state.range(0)),
                            steps, open_of(state)));
  double known = 0;
  for (auto _ : state) known = model.last(model.run(), "mean_knowledge");
  state.counters["mean_knowledge"] = known;
  state.counters["agent_steps"] =
      benchmark::Counter(static_cast<double>(model.tally().agent_steps), benchmark::Counter::kIsRate);
}

using Row = float __attribute__((vector_size(32)));

/// What both loops share: levels of all agents, now and at the end of the step.
class PlainGaps {
 public:
  PlainGaps(const sim::Network& network, std::uint64_t seed)
      : network_(network), random_(seed), now_(network.size()), next_(network.size()) {
    for (auto& row : now_)
      for (float& level : row.of) level = static_cast<float>(random_.uniform());
  }
  void step(double open) {
    if (open < 1)
      some(static_cast<std::uint32_t>(open * 0x1p32));
    else
      all();
    now_.swap(next_);
  }
  void step_simply(double open) {
    for (std::uint32_t i = 0; i < network_.size(); ++i) {
      float gaps[categories] = {};
      for (const std::uint32_t other : network_.of(i)) {
        if (open < 1 && random_.uniform() >= open) continue;
        for (std::uint32_t c = 0; c < categories; ++c) {
          const float gap = now_[other].of[c] - now_[i].of[c];
          if (gap > 0) gaps[c] += gap;
        }
      }
      for (std::uint32_t c = 0; c < categories; ++c) next_[i].of[c] = now_[i].of[c] + rate * gaps[c];
    }
    now_.swap(next_);
  }
  double mean() const {
    double sum = 0;
    for (const auto& row : now_)
      for (const float level : row.of) sum += level;
    return sum / categories / static_cast<double>(now_.size());
  }

 private:
  struct alignas(32) Levels {
    float of[categories];
  };
  static constexpr std::uint32_t ahead = 64;

  [[gnu::target("avx2")]] void all() {
    const auto rows = network_.rows();
    const auto starts = network_.row_starts();
    const auto last = static_cast<std::uint32_t>(rows.size());
    for (std::uint32_t i = 0; i < network_.size(); ++i) {
      Row own, gaps{};
      std::memcpy(&own, &now_[i], sizeof own);
      for (std::uint32_t e = starts[i] + ahead, to = std::min(starts[i + 1] + ahead, last); e < to; ++e)
        __builtin_prefetch(&now_[rows[e]]);
      for (std::uint32_t e = starts[i]; e < starts[i + 1]; ++e) {
        Row other;
        std::memcpy(&other, &now_[rows[e]], sizeof other);
        gaps += (own > other ? own : other) - own;
      }
      own += rate * gaps;
      std::memcpy(&next_[i], &own, sizeof own);
    }
  }

  /// Neighbours over open ties are put side by side, some agents at a time, before their rows are read.
  [[gnu::target("avx2")]] void some(std::uint32_t below) {
    constexpr std::uint32_t at_once = 512;
    const std::uint32_t agents = network_.size();
    for (std::uint32_t first = 0; first < agents; first += at_once) {
      const std::uint32_t count = std::min(at_once, agents - first);
      kept_.clear();
      kept_starts_.assign(1, 0);
      for (std::uint32_t i = first; i < first + count; ++i) {
        const auto row = network_.of(i);
        std::size_t size = kept_.size();
        kept_.resize(size + row.size());
        for (const std::uint32_t other : row) {
          kept_[size] = other;
          if (luck_used_ % 2 == 0) luck_ = random_();
          size += static_cast<std::uint32_t>(luck_used_++ % 2 == 0 ? luck_ : luck_ >> 32) < below;
        }
        kept_.resize(size);
        kept_starts_.push_back(static_cast<std::uint32_t>(size));
      }
      const auto last = static_cast<std::uint32_t>(kept_.size());
      for (std::uint32_t k = 0; k < count; ++k) {
        Row own, gaps{};
        std::memcpy(&own, &now_[first + k], sizeof own);
        for (std::uint32_t e = kept_starts_[k] + ahead, to = std::min(kept_starts_[k + 1] + ahead, last);
             e < to; ++e)
          __builtin_prefetch(&now_[kept_[e]]);
        for (std::uint32_t e = kept_starts_[k]; e < kept_starts_[k + 1]; ++e) {
          Row other;
          std::memcpy(&other, &now_[kept_[e]], sizeof other);
          gaps += (own > other ? own : other) - own;
        }
        own += rate * gaps;
        std::memcpy(&next_[first + k], &own, sizeof own);
      }
    }
  }

  const sim::Network& network_;
  Xoshiro random_;
  std::vector<Levels> now_, next_;
  std::vector<std::uint32_t> kept_, kept_starts_;
  std::uint64_t luck_ = 0, luck_used_ = 0;
};

template <void (PlainGaps::*step)(double)>
void gap_closing_by_hand(benchmark::State& state) {
  const auto agents = static_cast<std::uint32_t>(state.range(0));
  const double open = static_cast<double>(state.range(1)) / 1000;
  const sim::Draws draws(1, 0);
  const sim::Network network =
      sim::Network::undirected(agents, sim::independent_ties(agents, 10. / (agents - 1), draws, "network"));
  double known = 0;
  for (auto _ : state) {
    PlainGaps gaps(network, 1);
    for (int s = 0; s < steps; ++s) (gaps.*step)(open);
    known = gaps.mean();
  }
  state.counters["mean_knowledge"] = known;
}
void gap_closing_wide(benchmark::State& state) { gap_closing_by_hand<&PlainGaps::step>(state); }
void gap_closing_plain(benchmark::State& state) { gap_closing_by_hand<&PlainGaps::step_simply>(state); }

constexpr int small_steps = 200;
constexpr std::uint32_t small_agents = 50;

/// Many small runs; `state` holds in how many thousandths of steps a tie is open.
void gap_closing_small(benchmark::State& state) {
  BoundModel model(scenario("shape: small_world, agents: 50, degree: 10, rewired: 0.1", small_steps,
                            std::to_string(static_cast<double>(state.range(0)) / 1000)));
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    model.renew(replicate++);
    known += model.last(model.run(), "mean_knowledge");
  }
  state.counters["mean_knowledge"] = known / replicate;
  state.counters["runs"] = benchmark::Counter(replicate, benchmark::Counter::kIsRate);
}

template <void (PlainGaps::*step)(double)>
void gap_closing_small_by_hand(benchmark::State& state) {
  const double open = static_cast<double>(state.range(0)) / 1000;
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    const sim::Network network = sim::Network::undirected(
        small_agents, sim::small_world(small_agents, 10, .1, sim::Draws(1, replicate), "network"));
    PlainGaps gaps(network, ++replicate);
    for (int s = 0; s < small_steps; ++s) (gaps.*step)(open);
    known += gaps.mean();
  }
  state.counters["mean_knowledge"] = known / replicate;
  state.counters["runs"] = benchmark::Counter(replicate, benchmark::Counter::kIsRate);
}
void gap_closing_small_wide(benchmark::State& state) { gap_closing_small_by_hand<&PlainGaps::step>(state); }
void gap_closing_small_plain(benchmark::State& state) {
  gap_closing_small_by_hand<&PlainGaps::step_simply>(state);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgsProduct({{100'000, 1'000'000}, {1000, 500, 100}})->Unit(benchmark::kMillisecond);
}
BENCHMARK(gap_closing)->Apply(sizes);
BENCHMARK(gap_closing_wide)->Apply(sizes);
BENCHMARK(gap_closing_plain)->Apply(sizes);
BENCHMARK(gap_closing_small)->Arg(1000)->Arg(500)->Arg(300)->Unit(benchmark::kMicrosecond);
BENCHMARK(gap_closing_small_wide)->Arg(1000)->Arg(500)->Arg(300)->Unit(benchmark::kMicrosecond);
BENCHMARK(gap_closing_small_plain)->Arg(1000)->Arg(500)->Arg(300)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace knowhow::bench
