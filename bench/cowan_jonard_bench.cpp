// Barter of knowledge to its steady state, against a loop that draws every meeting and, once none of as many
// as there are ties was a trade, looks through all ties.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "bench/bound_model.h"
#include "bench/plain.h"
#include "sim/network.h"

namespace knowhow::bench {
namespace {

constexpr std::uint32_t agents = 500, degree = 10, categories = 5, experts = 50;
constexpr double absorption = .1, alike = .99;

/// `state` holds the share of ties rewired, in thousandths.
std::string rewired(const benchmark::State& state) {
  return std::to_string(static_cast<double>(state.range(0)) / 1000);
}

void cowan_jonard(benchmark::State& state) {
  BoundModel model = BoundModel::of_file(
      "published/cowan_jonard.yaml",
      {"experts.shape=distinct", "network.rewired=" + rewired(state), "output.every=20000 steps"});
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    state.PauseTiming();
    model.renew(replicate++);
    state.ResumeTiming();
    known += model.last(model.run(), "mean_knowledge");
  }
  state.counters["mean_knowledge"] = known / replicate;
}

class PlainBarter {
 public:
  PlainBarter(std::vector<sim::Tie> ties, std::uint64_t seed)
      : ties_(std::move(ties)), random_(seed), levels_(agents * categories) {
    for (double& level : levels_) level = 10 * random_.uniform();
    std::vector<std::uint32_t> order(agents);
    for (std::uint32_t i = 0; i < agents; ++i) order[i] = i;
    for (std::uint32_t e = 0; e < experts; ++e) {
      std::swap(order[e], order[e + random_.below(agents - e)]);
      levels_[order[e] * categories + e % categories] = 30;
    }
  }

  void run() {
    const auto count = static_cast<std::uint32_t>(ties_.size());
    for (std::uint32_t idle = 0;;) {
      const auto [from, to] = ties_[random_.below(count)];
      if (meet(&levels_[from * categories], &levels_[to * categories])) {
        idle = 0;
      } else if (++idle == count) {
        if (std::ranges::none_of(ties_, [&](const sim::Tie& tie) { return can_trade(tie); })) return;
        idle = 0;
      }
    }
  }

  double mean() const {
    double sum = 0;
    for (double level : levels_) sum += level;
    return sum / static_cast<double>(levels_.size());
  }

 private:
  bool can_trade(const sim::Tie& tie) const {
    const double *one = &levels_[tie.from * categories], *other = &levels_[tie.to * categories];
    bool ours = false, theirs = false;
    for (std::uint32_t c = 0; c < categories; ++c) {
      ours |= one[c] * alike > other[c];
      theirs |= other[c] * alike > one[c];
    }
    return ours && theirs;
  }

  bool meet(double* one, double* other) {
    std::uint32_t ours[categories], theirs[categories], our_count = 0, their_count = 0;
    for (std::uint32_t c = 0; c < categories; ++c) {
      if (one[c] * alike > other[c])
        ours[our_count++] = c;
      else if (other[c] * alike > one[c])
        theirs[their_count++] = c;
    }
    const std::uint32_t count = std::min(our_count, their_count);
    if (count == 0) return false;
    for (std::uint32_t k = 0; k < count; ++k) {
      std::swap(ours[k], ours[k + random_.below(our_count - k)]);
      std::swap(theirs[k], theirs[k + random_.below(their_count - k)]);
      other[ours[k]] += absorption * (one[ours[k]] - other[ours[k]]);
      one[theirs[k]] += absorption * (other[theirs[k]] - one[theirs[k]]);
    }
    return true;
  }

  std::vector<sim::Tie> ties_;
  Xoshiro random_;
  std::vector<double> levels_;
};

void cowan_jonard_plain(benchmark::State& state) {
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const sim::Draws draws(1, replicate++);
    PlainBarter barter(
        sim::small_world(agents, degree, static_cast<double>(state.range(0)) / 1000, draws, "network"),
        replicate);
    state.ResumeTiming();
    barter.run();
    known += barter.mean();
  }
  state.counters["mean_knowledge"] = known / replicate;
}

BENCHMARK(cowan_jonard)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(cowan_jonard_plain)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace knowhow::bench
