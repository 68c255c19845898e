#pragma once
// What all kinds of cascades share: their numbers, the network and its seeds, and counts.
#include <array>
#include <memory>
#include <vector>

#include "models/published/network.h"
#include "models/published/process.h"
#include "models/published/seeds.h"

namespace knowhow::published {

struct OneShot {
  double probability;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&OneShot::probability, "probability", .1, {0, 1}, {.01, .5}, sim::Unit::share, sim::When::any_time,
                  "NDlib's default", "probability that a try succeeds"}};
  }
  // clang-format on
};

struct OneShotContinuous {
  double probability, delay;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&OneShotContinuous::probability, "probability", .1, {0, 1}, {.01, .5}, sim::Unit::share, sim::When::any_time,
                  "NDlib's default", "probability that a try succeeds"},
        sim::Parameter{&OneShotContinuous::delay, "delay", 1, {1e-6, 1000}, {.1, 10}, sim::Unit::number, sim::When::any_time,
                  "assumption", "rate, a step, at which a try that succeeds does so"}};
  }
  // clang-format on
};

struct Sir {
  double infection, recovery;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&Sir::infection, "infection", .05, {0, 1}, {.01, .2}, sim::Unit::share, sim::When::any_time,
                  "assumption", "probability a step that an infected agent infects a susceptible neighbour"},
        sim::Parameter{&Sir::recovery, "recovery", .1, {0, 1}, {.01, .5}, sim::Unit::share, sim::When::any_time,
                  "assumption", "probability a step that an infected agent recovers"}};
  }
  // clang-format on
};

struct SirContinuous {
  double infection, recovery;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&SirContinuous::infection, "infection", .05, {0, 1000}, {.01, .2}, sim::Unit::number, sim::When::any_time,
                  "assumption", "rate, a step, at which an infected agent infects a susceptible neighbour"},
        sim::Parameter{&SirContinuous::recovery, "recovery", .1, {0, 1000}, {.01, .5}, sim::Unit::number, sim::When::any_time,
                  "assumption", "rate, a step, at which an infected agent recovers"}};
  }
  // clang-format on
};

class CascadeGround : public Ground {
 public:
  CascadeGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws_)
      : draws(draws_),
        section(plan.root["process"]),
        network(make_network(plan.root["network"], base, draws)),
        seeds(make_seeds(plan.root["seeds"], plan.root["network"], network, base, draws)),
        steps(plan.time.steps) {
    for (std::uint32_t i = 0; i < network.size(); ++i) arcs += network.degree(i);
  }
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override {
    const std::uint64_t agents = network.size(), ties = network.ties();
    return {agents, ties, agents * 40 + ties * 16, {}};
  }
  double mean_degree() const { return static_cast<double>(arcs) / network.size(); }

  const sim::Draws& draws;
  const sim::Setting& section;
  sim::Network network;
  std::vector<std::uint32_t> seeds;
  int steps;
  std::uint64_t arcs = 0;
};

/// Counts, and what does not depend on how it passes.
class Contagion : public Process {
 public:
  explicit Contagion(const CascadeGround& ground)
      : ground_(ground), infected_(ground.seeds.size()), ever_(infected_), most_(infected_) {}

  bool at_rest() const override { return infected_ == 0; }
  void observe(std::span<double> now) const override {
    now[0] = share(ground_.network.size() - ever_);
    now[1] = share(infected_);
    now[2] = share(ever_ - infected_);
    now[3] = share(ever_);
  }
  void conclude(std::span<double> at_end) const override {
    at_end[0] = share(ever_);
    at_end[1] = 20 * ever_ > ground_.network.size();
    at_end[2] = share(most_);
    at_end[3] = peak_;
  }
  std::uint64_t contacts() const override { return contacts_; }
  void keep(sim::Keeper& keeper) override { keeper(infected_, ever_, contacts_, most_, peak_); }

 protected:
  double share(std::uint64_t number) const { return static_cast<double>(number) / ground_.network.size(); }
  void note_peak(int step) {
    if (infected_ > most_) most_ = infected_, peak_ = step;
  }

  const CascadeGround& ground_;
  std::uint64_t infected_, ever_;
  std::uint64_t contacts_ = 0;

 private:
  std::uint64_t most_;
  int peak_ = 0;
};

}  // namespace knowhow::published
