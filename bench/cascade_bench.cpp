// Contagion on a random network that is given: only the run is timed, from a start that takes off, except
// where the name says `with_network`. Against plain loops, and against igraph's exact simulation of the same
// model.
#include <benchmark/benchmark.h>
#ifdef KNOWHOW_HAS_IGRAPH
#include <igraph/igraph.h>
#endif

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "bench/bound_model.h"
#include "bench/plain.h"
#include "sim/lattices.h"
#include "sim/network.h"

namespace knowhow::bench {
namespace {

constexpr double degree = 10, rate = 1.0 / 64;
constexpr std::uint64_t seed = 1;

std::string scenario(std::int64_t agents, const std::string& process) {
  return "knowhow: 1\ntitle: A contagion\nquestion: How fast is it simulated?\nmodel: independent_cascade\n"
         "time: {horizon: 3000 steps}\noutput: {every: 3000 steps}\n"
         "network: {shape: random, mean_degree: 10, agents: " +
         std::to_string(agents) + "}\nprocess: " + process +
         "\nrun: {replicates: 1, seed: " + std::to_string(seed) + "}\n";
}
const std::string continuous = "{shape: sir_continuous, infection: 0.015625, recovery: 0.015625}";
const std::string in_steps = "{shape: sir, infection: 0.015625, recovery: 0.015625}";
const std::string once = "{shape: one_shot, probability: 0.2}";

/// The first replicate in which it takes off.
std::uint32_t taking_off(BoundModel& model) {
  for (std::uint32_t replicate = 0; replicate < 100; ++replicate) {
    model.renew(replicate);
    if (model.last(model.run(), "major") == 1) return replicate;
  }
  throw std::logic_error("nothing takes off");
}

void run_model(benchmark::State& state, const std::string& process) {
  BoundModel model(scenario(state.range(0), process));
  taking_off(model);
  double share = 0, infected = 0;
  for (auto _ : state) {
    const sim::Rows rows = model.run();
    share = model.last(rows, "attack_share");
    infected = model.last(rows, "infected");
  }
  if (infected > 0) state.SkipWithError("it has not ended");
  state.counters["attack_share"] = share;
}

void run_with_network(benchmark::State& state) {
  BoundModel model(scenario(state.range(0), continuous));
  const std::uint32_t replicate = taking_off(model);
  for (auto _ : state) {
    model.renew(replicate);
    state.counters["attack_share"] = model.last(model.run(), "attack_share");
  }
}

/// The model's network of that replicate.
std::vector<sim::Tie> ties_of(std::uint32_t agents, std::uint32_t replicate) {
  return sim::independent_ties(agents, degree / (agents - 1), sim::Draws(seed, replicate), "network");
}

std::uint64_t sir_by_steps(const sim::Network& network, Xoshiro& random) {
  std::vector<char> state(network.size());  // 0 susceptible, 1 infected, 2 recovered
  std::vector<std::uint32_t> infected{random.below(network.size())}, next;
  state[infected[0]] = 1;
  std::uint64_t ever = 1;
  while (!infected.empty()) {
    next.clear();
    for (const std::uint32_t i : infected) {
      for (const std::uint32_t j : network.of(i))
        if (state[j] == 0 && random.uniform() < rate) {
          state[j] = 1;
          next.push_back(j);
          ++ever;
        }
      if (random.uniform() < rate)
        state[i] = 2;
      else
        next.push_back(i);
    }
    infected.swap(next);
  }
  return ever;
}

std::uint64_t one_shot(const sim::Network& network, Xoshiro& random) {
  std::vector<char> active(network.size());
  std::vector<std::uint32_t> latest{random.below(network.size())}, next;
  active[latest[0]] = 1;
  std::uint64_t ever = 1;
  while (!latest.empty()) {
    next.clear();
    for (const std::uint32_t i : latest)
      for (const std::uint32_t j : network.of(i))
        if (active[j] == 0 && random.uniform() < .2) {
          active[j] = 1;
          next.push_back(j);
          ++ever;
        }
    latest.swap(next);
  }
  return ever;
}

template <class Loop>
void run_plain(benchmark::State& state, Loop&& loop) {
  const auto agents = static_cast<std::uint32_t>(state.range(0));
  const sim::Network network = sim::Network::undirected(agents, ties_of(agents, 0));
  std::uint64_t start = 0, ever = 0;
  const auto run = [&] {
    Xoshiro random(start);
    ever = loop(network, random);
  };
  for (run(); 20 * ever < agents; run()) ++start;
  for (auto _ : state) run();
  state.counters["attack_share"] = static_cast<double>(ever) / agents;
}

void sir_continuous(benchmark::State& state) { run_model(state, continuous); }
void sir_continuous_with_network(benchmark::State& state) { run_with_network(state); }
void sir(benchmark::State& state) { run_model(state, in_steps); }
void sir_plain(benchmark::State& state) { run_plain(state, sir_by_steps); }
void one_shot(benchmark::State& state) { run_model(state, once); }
void one_shot_plain(benchmark::State& state) {
  run_plain(state, [](const sim::Network& network, Xoshiro& random) { return one_shot(network, random); });
}

#define CASCADE_BENCH(name) BENCHMARK(name)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)
CASCADE_BENCH(sir_continuous);
CASCADE_BENCH(sir_continuous_with_network);
CASCADE_BENCH(sir);
CASCADE_BENCH(sir_plain);
CASCADE_BENCH(one_shot);
CASCADE_BENCH(one_shot_plain);

#ifdef KNOWHOW_HAS_IGRAPH
void sir_continuous_igraph(benchmark::State& state) {
  const auto agents = static_cast<std::uint32_t>(state.range(0));
  igraph_vector_int_t ends;
  igraph_vector_int_init(&ends, 0);
  for (const sim::Tie& tie : ties_of(agents, 0)) {
    igraph_vector_int_push_back(&ends, tie.from);
    igraph_vector_int_push_back(&ends, tie.to);
  }
  igraph_t graph;
  igraph_create(&graph, &ends, agents, IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&ends);
  igraph_uint_t start = 1;
  double share = 0;
  const auto run = [&] {
    igraph_rng_seed(igraph_rng_default(), start);
    igraph_vector_ptr_t runs;
    igraph_vector_ptr_init(&runs, 0);
    igraph_sir(&graph, rate, rate, 1, &runs);
    auto* only = static_cast<igraph_sir_t*>(VECTOR(runs)[0]);
    share = 1 - static_cast<double>(igraph_vector_int_tail(&only->no_s)) / agents;
    igraph_sir_destroy(only);
    igraph_free(only);
    igraph_vector_ptr_destroy(&runs);
  };
  for (run(); share < .05; run()) ++start;
  for (auto _ : state) run();
  state.counters["attack_share"] = share;
  igraph_destroy(&graph);
}
CASCADE_BENCH(sir_continuous_igraph);
#endif

}  // namespace
}  // namespace knowhow::bench
