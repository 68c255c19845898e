// The same works as somebody would write them who has igraph: plain loops over its adjacency lists.
#ifdef KNOWHOW_HAS_IGRAPH
#include <igraph/igraph.h>

#include <vector>

#include "bench/ceiling/ceiling.h"
#include "bench/plain.h"

namespace knowhow::ceiling {
namespace {

class Lists {
 public:
  explicit Lists(const sim::Network& network) {
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, 0);
    for (std::uint32_t i = 0; i < network.size(); ++i)
      for (const std::uint32_t j : network.of(i))
        if (i < j) {
          igraph_vector_int_push_back(&ends, i);
          igraph_vector_int_push_back(&ends, j);
        }
    igraph_create(&graph_, &ends, network.size(), IGRAPH_UNDIRECTED);
    igraph_vector_int_destroy(&ends);
    igraph_adjlist_init(&graph_, &lists_, IGRAPH_ALL, IGRAPH_NO_LOOPS, IGRAPH_NO_MULTIPLE);
  }
  ~Lists() {
    igraph_adjlist_destroy(&lists_);
    igraph_destroy(&graph_);
  }
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;
  const igraph_vector_int_t& of(std::uint32_t agent) { return *igraph_adjlist_get(&lists_, agent); }

 private:
  igraph_t graph_;
  igraph_adjlist_t lists_;
};

}  // namespace

Told igraph_gaps(const Work& work) {
  constexpr std::uint32_t categories = 8;
  Lists lists(random_of_degree_10(work));
  const sim::Draws draws(work.seed, 0);
  std::vector<float> before(std::size_t{categories} * work.agents), after(before.size());
  for (std::uint32_t i = 0; i < work.agents; ++i)
    for (std::uint32_t c = 0; c < categories; ++c)
      before[std::size_t{categories} * i + c] = start_level(draws, i, c);
  Told told;
  const Clock clock;
  for (int step = 0; step < work.steps; ++step) {
    for (std::uint32_t i = 0; i < work.agents; ++i) {
      const float* const own = &before[std::size_t{categories} * i];
      float gaps[categories] = {};
      const igraph_vector_int_t& row = lists.of(i);
      for (igraph_integer_t e = 0; e < igraph_vector_int_size(&row); ++e) {
        const float* const other = &before[categories * static_cast<std::size_t>(VECTOR(row)[e])];
        for (std::uint32_t c = 0; c < categories; ++c) gaps[c] += other[c] > own[c] ? other[c] - own[c] : 0;
      }
      for (std::uint32_t c = 0; c < categories; ++c)
        after[std::size_t{categories} * i + c] = own[c] + .01f * gaps[c];
    }
    before.swap(after);
  }
  clock.stop(told);
  double sum = 0;
  for (const float level : before) sum += level;
  told.results["mean_knowledge"] = sum / static_cast<double>(before.size());
  return told;
}

Told igraph_sir(const Work& work) {
  Lists lists(random_of_degree_10(work));
  std::vector<char> state(work.agents);  // 0 susceptible, 1 infected, 2 recovered
  std::vector<std::uint32_t> infected, next;
  bench::Xoshiro random(work.seed);
  Told told;
  const Clock clock;
  while (infected.size() < work.agents / 100) {
    const std::uint32_t agent = random.below(work.agents);
    if (!state[agent]) infected.push_back(agent);
    state[agent] = 1;
  }
  for (int step = 0; step < work.steps; ++step) {
    next.clear();
    for (const std::uint32_t agent : infected) {
      const igraph_vector_int_t& row = lists.of(agent);
      for (igraph_integer_t e = 0; e < igraph_vector_int_size(&row); ++e) {
        const auto other = static_cast<std::uint32_t>(VECTOR(row)[e]);
        if (state[other] == 0 && random.uniform() < .02) {
          state[other] = 1;
          next.push_back(other);
        }
      }
      if (random.uniform() < .02)
        state[agent] = 2;
      else
        next.push_back(agent);
    }
    infected.swap(next);
  }
  clock.stop(told);
  double susceptible = 0;
  for (const char one : state) susceptible += one == 0;
  told.results = {{"susceptible", susceptible / work.agents},
                  {"infected", static_cast<double>(infected.size()) / work.agents}};
  return told;
}

}  // namespace knowhow::ceiling
#endif
