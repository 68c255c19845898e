// Thresholds on a network that is given: only the run is timed, from a start that is followed. Against a loop
// that counts, for each adopter's neighbours, how many adopters they see.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "bench/bound_model.h"
#include "sim/lattices.h"
#include "sim/network.h"

namespace knowhow::bench {
namespace {

const std::string watts =
    "knowhow: 1\ntitle: A cascade\nquestion: How fast is it simulated?\nmodel: threshold\n"
    "time: {horizon: 200 steps}\noutput: {every: 200 steps}\n"
    "network: {shape: random, mean_degree: 4, agents: 1000000}\nrun: {replicates: 1, seed: 1}\n";

/// Until nobody adopts any more. Returns how many have.
template <class Enough>
std::uint64_t spread(const sim::Network& network, std::vector<std::uint32_t> latest, Enough&& enough) {
  std::vector<char> adopted(network.size());
  std::vector<std::uint32_t> seen(network.size()), next;
  for (const std::uint32_t i : latest) adopted[i] = 1;
  std::uint64_t all = latest.size();
  while (!latest.empty()) {
    next.clear();
    for (const std::uint32_t i : latest)
      for (const std::uint32_t j : network.of(i))
        if (!adopted[j] && enough(j, ++seen[j])) {
          adopted[j] = 1;
          next.push_back(j);
        }
    all += next.size();
    latest.swap(next);
  }
  return all;
}

void threshold_watts(benchmark::State& state) {
  BoundModel model(watts);
  for (std::uint32_t replicate = 1; model.last(model.run(), "global") != 1; ++replicate)
    model.renew(replicate);
  for (auto _ : state) state.counters["adopted"] = model.last(model.run(), "adopted");
}

void threshold_watts_plain(benchmark::State& state) {
  constexpr std::uint32_t agents = 1'000'000;
  const sim::Network network = sim::Network::undirected(
      agents, sim::independent_ties(agents, 4.0 / (agents - 1), sim::Draws(1, 0), "network"));
  const auto enough = [&](std::uint32_t i, std::uint32_t seen) { return seen >= .18 * network.degree(i); };
  std::uint32_t start = 0;
  while (20 * spread(network, {start}, enough) < agents) ++start;
  std::uint64_t all = 0;
  for (auto _ : state) benchmark::DoNotOptimize(all = spread(network, {start}, enough));
  state.counters["adopted"] = static_cast<double>(all) / agents;
}

void threshold_ring(benchmark::State& state) {
  BoundModel model =
      BoundModel::of_file("published/threshold_centola_macy.yaml", {"output.every=1200 steps"});
  for (auto _ : state) state.counters["adopted"] = model.last(model.run(), "adopted");
}

void threshold_ring_plain(benchmark::State& state) {
  constexpr std::uint32_t agents = 4000;
  const sim::Network network = sim::Network::undirected(agents, sim::ring_lattice(agents, 8));
  std::uint64_t all = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(all = spread(network,
                                          {0, 1, 2, 3, 4, agents - 4, agents - 3, agents - 2, agents - 1},
                                          [](std::uint32_t, std::uint32_t seen) { return seen >= 2; }));
  state.counters["adopted"] = static_cast<double>(all) / agents;
}

BENCHMARK(threshold_watts)->Unit(benchmark::kMillisecond);
BENCHMARK(threshold_watts_plain)->Unit(benchmark::kMillisecond);
BENCHMARK(threshold_ring)->Unit(benchmark::kMicrosecond);
BENCHMARK(threshold_ring_plain)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace knowhow::bench
