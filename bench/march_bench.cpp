// March's organisation from its first beliefs to rest, against a loop over arrays of whole numbers.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "bench/bound_model.h"
#include "bench/plain.h"

namespace knowhow::bench {
namespace {

constexpr int people = 50, dimensions = 30, horizon = 500;

/// `state` holds p1 and p2 in tenths. Both are timed with the making of their first state.
double tenths(const benchmark::State& state, int which) {
  return static_cast<double>(state.range(which)) / 10;
}

void march(benchmark::State& state) {
  BoundModel model(
      "knowhow: 1\ntitle: bench\nmodel: march\ntime: {horizon: 500 steps}\noutput: {every: 500 steps}\n",
      {"people.socialisation=" + std::to_string(tenths(state, 0)),
       "code.learning=" + std::to_string(tenths(state, 1))});
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    model.renew(replicate++);
    known += model.last(model.run(), "final_code_knowledge");
  }
  state.counters["code_knowledge"] = known / replicate;
}

class PlainMarch {
 public:
  PlainMarch(double socialisation, double learning, std::uint64_t seed)
      : socialisation_(socialisation), random_(seed) {
    for (int& value : reality_) value = coin();
    for (auto& beliefs : beliefs_)
      for (int& belief : beliefs) belief = static_cast<int>(random_.below(3)) - 1;
    for (int s = 0; s <= people; ++s) changes_[s] = 1 - std::pow(1 - learning, s);
  }

  void run() {
    for (int step = 0; step < horizon && !rests(); ++step) {
      const int code_score = score(code_);
      std::array<int, dimensions> majority{};
      for (const auto& beliefs : beliefs_) {
        std::array<int, dimensions> act = beliefs;
        for (int& one : act)
          if (one == 0) one = coin();
        if (score(act) > code_score)
          for (int d = 0; d < dimensions; ++d) majority[d] += act[d];
      }
      for (auto& beliefs : beliefs_)
        for (int d = 0; d < dimensions; ++d)
          if (code_[d] != 0 && beliefs[d] != code_[d] && random_.uniform() < socialisation_)
            beliefs[d] += code_[d];
      for (int d = 0; d < dimensions; ++d) {
        const int sign = (majority[d] > 0) - (majority[d] < 0);
        if (sign != 0 && sign != code_[d] && random_.uniform() < changes_[std::abs(majority[d])])
          code_[d] = sign;
      }
    }
  }

  double knowledge() const { return static_cast<double>(score(code_)) / dimensions; }

 private:
  int coin() { return random_() >> 63 ? 1 : -1; }
  int score(const std::array<int, dimensions>& held) const {
    int sum = 0;
    for (int d = 0; d < dimensions; ++d) sum += held[d] * reality_[d];
    return sum;
  }
  bool rests() const {
    const int code_score = score(code_);
    for (const auto& beliefs : beliefs_) {
      int best = 0;
      for (int d = 0; d < dimensions; ++d) {
        if (code_[d] != 0 && beliefs[d] != code_[d]) return false;
        best += beliefs[d] == 0 ? 1 : beliefs[d] * reality_[d];
      }
      if (best > code_score) return false;
    }
    return true;
  }

  double socialisation_;
  Xoshiro random_;
  std::array<double, people + 1> changes_{};
  std::array<int, dimensions> reality_{}, code_{};
  std::array<std::array<int, dimensions>, people> beliefs_{};
};

void march_plain(benchmark::State& state) {
  std::uint32_t replicate = 0;
  double known = 0;
  for (auto _ : state) {
    PlainMarch plain(tenths(state, 0), tenths(state, 1), replicate++);
    plain.run();
    known += plain.knowledge();
  }
  state.counters["code_knowledge"] = known / replicate;
}

BENCHMARK(march)->Args({1, 5})->Args({5, 5})->Args({9, 9})->Unit(benchmark::kMicrosecond);
BENCHMARK(march_plain)->Args({1, 5})->Args({5, 5})->Args({9, 9})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace knowhow::bench
