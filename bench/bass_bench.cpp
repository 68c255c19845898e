// Adoption on a complete network, thirty steps, each agent's luck and world included: against a loop that
// asks everybody who has not adopted, at every step, with one uniform draw.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "bench/bound_model.h"
#include "bench/plain.h"

namespace knowhow::bench {
namespace {

constexpr int steps = 30;

void bass(benchmark::State& state) {
  BoundModel model = BoundModel::of_file(
      "published/bass.yaml",
      {"timing=synchronous", "network.agents=" + std::to_string(state.range(0)), "output.every=1 step"});
  std::uint32_t replicate = 0;
  double adopted = 0;
  for (auto _ : state) {
    model.renew(replicate++);
    adopted += model.last(model.run(), "adopted");
  }
  state.counters["adopted"] = adopted / replicate;
}

void bass_plain(benchmark::State& state) {
  const auto agents = static_cast<std::uint32_t>(state.range(0));
  std::uint32_t replicate = 0;
  double adopted = 0;
  for (auto _ : state) {
    Xoshiro random(replicate++);
    std::vector<std::int32_t> adopted_at(agents, -1);
    std::vector<std::uint32_t> waiting(agents);
    for (std::uint32_t i = 0; i < agents; ++i) waiting[i] = i;
    std::vector<double> share(1, 0.0);
    for (int step = 0; step < steps; ++step) {
      const double probability = .03 + .38 * share.back();
      std::size_t kept = 0;
      for (const std::uint32_t i : waiting)
        if (random.uniform() < probability)
          adopted_at[i] = step;
        else
          waiting[kept++] = i;
      waiting.resize(kept);
      share.push_back(static_cast<double>(agents - kept) / agents);
    }
    benchmark::DoNotOptimize(adopted_at.data());
    adopted += share.back();
  }
  state.counters["adopted"] = adopted / replicate;
}

BENCHMARK(bass)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(bass_plain)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace knowhow::bench
