// Parallel problem solvers, world and all (most of it is finding the best solution that there is), and the
// 200 steps alone; against a loop that looks values up in a table of all solutions.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "bench/bound_model.h"
#include "bench/plain.h"

namespace knowhow::bench {
namespace {

constexpr std::uint32_t agents = 100, n = 20, k = 5;

std::string shape(const benchmark::State& state) { return state.range(0) ? "complete" : "line"; }

void lazer_friedman(benchmark::State& state, bool world) {
  BoundModel model = BoundModel::of_file("published/lazer_friedman.yaml",
                                         {"network.shape=" + shape(state), "output.every=200 steps"});
  std::uint32_t replicate = 0;
  double score = 0;
  for (auto _ : state) {
    if (!world) state.PauseTiming();
    model.renew(replicate++);
    if (!world) state.ResumeTiming();
    score += model.last(model.run(), "final_score");
  }
  state.counters["score"] = score / replicate;
}

class PlainSolvers {
 public:
  PlainSolvers(bool complete, std::uint64_t seed)
      : complete_(complete), random_(seed), values_(1u << n), held_(agents), next_(agents) {
    std::vector<std::vector<std::uint32_t>> others(n);
    std::vector<std::vector<double>> contributions(n, std::vector<double>(2u << k));
    for (std::uint32_t locus = 0; locus < n; ++locus) {
      std::vector<std::uint32_t> candidates;
      for (std::uint32_t other = 0; other < n; ++other)
        if (other != locus) candidates.push_back(other);
      others[locus] = {locus};
      for (std::uint32_t i = 0; i < k; ++i) {
        std::swap(candidates[i], candidates[i + random_.below(n - 1 - i)]);
        others[locus].push_back(candidates[i]);
      }
      for (double& one : contributions[locus]) one = random_.uniform();
    }
    for (std::uint32_t locus = 0; locus < n; ++locus)
      for (std::uint32_t solution = 0; solution < values_.size(); ++solution) {
        std::uint32_t index = 0;
        for (std::uint32_t bit : others[locus]) index = 2 * index + (solution >> bit & 1);
        values_[solution] += contributions[locus][index];
      }
    largest_ = *std::max_element(values_.begin(), values_.end());
    for (std::uint32_t& solution : held_) solution = random_.below(1u << n);
  }

  void run() {
    for (int step = 0; step < 200; ++step) {
      std::uint32_t leader = 0;
      for (std::uint32_t i = 1; i < agents; ++i)
        if (value(i) > value(leader)) leader = i;
      for (std::uint32_t i = 0; i < agents; ++i) {
        std::uint32_t best = complete_ && value(leader) > value(i) ? leader : i;
        if (!complete_ && i > 0 && value(i - 1) > value(best)) best = i - 1;
        if (!complete_ && i + 1 < agents && value(i + 1) > value(best)) best = i + 1;
        next_[i] = held_[best];
        if (best != i) continue;
        const std::uint32_t other = held_[i] ^ 1u << random_.below(n);
        if (values_[other] > value(i)) next_[i] = other;
      }
      held_.swap(next_);
    }
  }

  double score() const {
    double sum = 0;
    for (std::uint32_t solution : held_) sum += std::pow(values_[solution] / largest_, 8);
    return sum / agents;
  }

 private:
  double value(std::uint32_t agent) const { return values_[held_[agent]]; }

  bool complete_;
  Xoshiro random_;
  std::vector<double> values_;
  double largest_ = 0;
  std::vector<std::uint32_t> held_, next_;
};

void lazer_friedman_plain(benchmark::State& state, bool world) {
  std::uint32_t replicate = 0;
  double score = 0;
  for (auto _ : state) {
    if (!world) state.PauseTiming();
    PlainSolvers plain(state.range(0), replicate++);
    if (!world) state.ResumeTiming();
    plain.run();
    score += plain.score();
  }
  state.counters["score"] = score / replicate;
}

BENCHMARK_CAPTURE(lazer_friedman, world_and_run, true)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(lazer_friedman_plain, world_and_run, true)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(lazer_friedman, run, false)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond)->Iterations(100);
BENCHMARK_CAPTURE(lazer_friedman_plain, run, false)
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(100);

}  // namespace
}  // namespace knowhow::bench
