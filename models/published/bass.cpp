// Bass 1969: those who have not adopted do so at the rate p + q F, F being the share that has.
// The hazard is the paper's; here it meets single agents. On a complete network F is everybody's, and the
// mean follows the paper's curve; on any other, F is the share among those who reach the agent (as in
// netdiffuseR), which the paper does not have. `continuous` is the paper's time; `synchronous` takes p + q F
// as a probability a step. An agent draws once, how much hazard it withstands: a higher rate can only make it
// adopt sooner.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>

#include "models/published/fingerprint.h"
#include "models/published/models.h"
#include "models/published/network.h"
#include "models/published/process.h"
#include "sim/distribution.h"
#include "sim/math.h"

namespace knowhow::published {

namespace {

using sim::Parameter;
using sim::Unit;
using sim::When;

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::int32_t not_yet = -1;

struct Rates {
  double innovation, imitation;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Rates::innovation, "innovation", .03, {0, 1000}, {.001, .1}, Unit::number, When::any_time,
                  "Sultan, Farley and Lehmann 1990: mean of many applications", "p: rate of adopting without example, a step"},
        Parameter{&Rates::imitation, "imitation", .38, {0, 1000}, {.1, .8}, Unit::number, When::any_time,
                  "Sultan, Farley and Lehmann 1990: mean of many applications",
                  "q: added rate where all have adopted, a step; on a complete network an agent counts as one of all"}};
  }
  // clang-format on
};

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration timing;
    timing.name = "timing";
    timing.form = sim::Form::choice;
    timing.meaning = "whether agents adopt at the end of a step, or at any time within it";
    timing.source = "assumption; Bass 1969 is continuous";
    timing.word = "synchronous";
    timing.words = {"synchronous", "continuous"};
    sim::Declaration all;
    all.children = {network_declaration("complete"), timing,
                    sim::section_of<Rates>("adoption", "How readily agents adopt.")};
    return all;
  }();
  return root;
}

class BassGround : public Ground {
 public:
  BassGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws)
      : section(plan.root["adoption"]),
        continuous(plan.root["timing"].word == "continuous"),
        complete(is_complete(plan.root["network"])),
        agents(agents_of(plan.root["network"], base)),
        luck(agents) {
    constexpr std::uint32_t lanes = sim::Draws::lanes;
    for (std::uint32_t i = 0; i < agents; i += 4 * lanes) {
      const sim::Draws::Blocks blocks = draws.blocks(sim::purpose("bass withstands"), 0, i / 4);
      for (std::uint32_t j = i; j < std::min(i + 4 * lanes, agents); ++j)
        luck[j] = blocks[j % 4][(j - i) / 4];
    }
    if (complete)
      put_in_order();
    else
      network = make_network(plan.root["network"], base, draws);
  }
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override {
    const std::uint64_t ties = network.ties();
    return {agents, ties, std::uint64_t{agents} * 40 + ties * 16, {}};
  }

  const sim::Setting& section;
  bool continuous, complete;
  std::uint32_t agents;
  std::vector<std::uint32_t> luck;   ///< by agent: it withstands the hazard -log(1 - unit(luck))
  std::vector<std::uint64_t> order;  ///< complete: luck and agent, in the order in which they adopt
  sim::Network network;              ///< empty where complete

 private:
  /// Two stable passes over the digits of luck that tell most agents apart, and the rest in place.
  void put_in_order() {
    constexpr int width = 11;
    constexpr std::uint64_t digits = 1u << width;
    order.resize(agents);
    std::vector<std::uint64_t> half(agents);
    for (std::uint32_t i = 0; i < agents; ++i) half[i] = std::uint64_t{luck[i]} << 32 | i;
    for (const int shift : {64 - 2 * width, 64 - width}) {
      std::array<std::uint32_t, digits + 1> next{};
      for (const std::uint64_t each : half) ++next[(each >> shift) % digits + 1];
      std::partial_sum(next.begin(), next.end(), next.begin());
      for (const std::uint64_t each : half) order[next[(each >> shift) % digits]++] = each;
      half.swap(order);
    }
    for (std::size_t i = 1; i < half.size(); ++i)
      for (std::size_t j = i; j > 0 && half[j] < half[j - 1]; --j) std::swap(half[j], half[j - 1]);
    order = std::move(half);
  }
};

class BassProcess : public Process {
 public:
  explicit BassProcess(const BassGround& ground) : ground_(ground), adopted_at_(ground.agents, not_yet) {}

  void refresh(const std::vector<double>& values) override {
    rates_ = sim::read_section<Rates>(ground_.section, values);
  }
  void advance(int step) override {
    const std::uint32_t before = adopters_;
    spread(step);
    latest_ = adopters_ - before;
    if (latest_ > most_) most_ = latest_, peak_ = step;
  }
  bool at_rest() const override {
    const bool nobody_can = rates_.innovation == 0 && (rates_.imitation == 0 || adopters_ == 0);
    return latest_ == 0 && (adopters_ == ground_.agents || nobody_can);
  }
  void observe(std::span<double> now) const override { now[0] = share(adopters_), now[1] = share(latest_); }
  void conclude(std::span<double> at_end) const override {
    at_end[0] = share(adopters_);
    if (most_ > 0) at_end[1] = peak_;
    if (half_ < never) at_end[2] = half_;
  }
  void digest(sim::Digest& chain) const override { adoptions_.digest("adopted_at", chain); }

 protected:
  /// Who adopts from the beginning of `step` to its end.
  virtual void spread(int step) = 0;

  double rate(double share_of_others) const { return rates_.innovation + rates_.imitation * share_of_others; }
  double share(std::uint32_t number) const { return static_cast<double>(number) / ground_.agents; }
  void adopt(std::uint32_t agent, int step, double when) {
    adopted_at_[agent] = step;
    adoptions_.put(agent, step);
    if (2 * std::uint64_t{++adopters_} >= ground_.agents && half_ == never) half_ = when;
  }

  const BassGround& ground_;
  Rates rates_{};
  std::uint32_t adopters_ = 0;
  std::vector<std::int32_t> adopted_at_;  ///< by agent: step
  Fingerprint adoptions_;                 ///< of that column

 private:
  std::uint32_t latest_ = 0, most_ = 0;
  int peak_ = 0;
  double half_ = never;
};

/// All meet the same hazard, so they adopt in the order of their luck.
class CompleteSynchronous : public BassProcess {
 public:
  using BassProcess::BassProcess;
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("withstood", std::span<const double>(&withstood_, 1));
  }

 private:
  void spread(int step) override {
    withstood_ *= 1 - std::min(1.0, rate(share(adopters_)));
    const std::uint64_t adopt_below = sim::threshold(1 - withstood_);
    while (adopters_ < ground_.agents && ground_.order[adopters_] >> 32 < adopt_below)
      adopt(static_cast<std::uint32_t>(ground_.order[adopters_]), step, step + 1);
  }

  double withstood_ = 1;  ///< the share of luck that has adopted by none of the steps
};

class CompleteContinuous : public BassProcess {
 public:
  using BassProcess::BassProcess;
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("hazard", std::span<const double>(&hazard_, 1));
  }

 private:
  void spread(int step) override {
    double now = step;
    while (adopters_ < ground_.agents) {
      const std::uint64_t next = ground_.order[adopters_];
      const double withstands = sim::exponential_quantile(sim::unit(static_cast<std::uint32_t>(next >> 32)));
      const double hazard = rate(share(adopters_));
      const double left = step + 1 - now;
      if (!(hazard * left > withstands - hazard_)) {
        hazard_ += hazard * left;
        return;
      }
      now += (withstands - hazard_) / hazard;
      hazard_ = withstands;
      adopt(static_cast<std::uint32_t>(next), step, now);
    }
  }

  double hazard_ = 0;  ///< that everybody has met so far
};

class NetworkSynchronous : public BassProcess {
 public:
  explicit NetworkSynchronous(const BassGround& ground)
      : BassProcess(ground), waiting_(ground.agents), examples_(ground.agents), withstood_(ground.agents, 1) {
    std::iota(waiting_.begin(), waiting_.end(), 0u);
    fresh_.reserve(ground.agents);
  }
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("withstood", std::span<const double>(withstood_));
  }

 private:
  void spread(int step) override {
    fresh_.clear();
    std::size_t kept = 0;
    for (const std::uint32_t i : waiting_) {
      const std::uint32_t others = ground_.network.reached_by(i);
      const double example = others == 0 ? 0 : static_cast<double>(examples_[i]) / others;
      withstood_[i] *= 1 - std::min(1.0, rate(example));
      if (ground_.luck[i] < sim::threshold(1 - withstood_[i]))
        fresh_.push_back(i);
      else
        waiting_[kept++] = i;
    }
    waiting_.resize(kept);
    for (const std::uint32_t i : fresh_) {
      adopt(i, step, step + 1);
      for (const std::uint32_t other : ground_.network.of(i)) ++examples_[other];
    }
  }

  std::vector<std::uint32_t> waiting_;   ///< who has not adopted
  std::vector<std::uint32_t> examples_;  ///< by agent: adopters who reach it
  std::vector<double> withstood_;        ///< by agent: the share of luck that would not have adopted by now
  std::vector<std::uint32_t> fresh_;
};

class NetworkContinuous : public BassProcess {
 public:
  explicit NetworkContinuous(const BassGround& ground)
      : BassProcess(ground), examples_(ground.agents), left_(ground.agents), since_(ground.agents) {
    for (std::uint32_t i = 0; i < ground.agents; ++i)
      left_[i] = sim::exponential_quantile(sim::unit(ground.luck[i]));
    events_.reserve(ground.agents + 2 * std::size_t{ground.network.ties()});
  }

  /// Until now agents met the old rates; from now on, the new ones.
  void refresh(const std::vector<double>& values) override {
    const Rates before = rates_;
    BassProcess::refresh(values);
    const Rates after = rates_;
    if (ready_ && after.innovation == before.innovation && after.imitation == before.imitation) return;
    ready_ = true;
    rates_ = before;
    for (std::uint32_t i = 0; i < ground_.agents; ++i)
      if (adopted_at_[i] == not_yet) meet(i, now_);
    rates_ = after;
    changed_ = true;
  }
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("left", std::span<const double>(left_));
  }

 private:
  struct Event {
    double when;
    std::uint32_t agent;
    bool operator>(const Event& other) const {
      return when != other.when ? when > other.when : agent > other.agent;
    }
  };

  void spread(int step) override {
    if (changed_) expect_anew(step);
    while (!events_.empty() && events_.front().when < step + 1) {
      const Event event = events_.front();
      std::pop_heap(events_.begin(), events_.end(), std::greater<>());
      events_.pop_back();
      if (adopted_at_[event.agent] != not_yet)
        continue;  // it was moved to an earlier time, and has been there
      adopt(event.agent, step, event.when);
      for (const std::uint32_t other : ground_.network.of(event.agent)) {
        if (adopted_at_[other] != not_yet) continue;
        meet(other, event.when);
        ++examples_[other];
        expect(other);
      }
    }
    now_ = step + 1;
  }

  /// Nobody has met anything while the run rested.
  void expect_anew(int step) {
    changed_ = false;
    events_.clear();
    for (std::uint32_t i = 0; i < ground_.agents; ++i) {
      if (adopted_at_[i] != not_yet) continue;
      since_[i] = step;
      expect(i);
    }
  }
  double rate_of(std::uint32_t i) const {
    const std::uint32_t others = ground_.network.reached_by(i);
    return rate(others == 0 ? 0 : static_cast<double>(examples_[i]) / others);
  }
  void meet(std::uint32_t i, double when) {
    left_[i] -= rate_of(i) * (when - since_[i]);
    since_[i] = when;
  }
  void expect(std::uint32_t i) {
    const double hazard = rate_of(i);
    if (hazard == 0) return;
    events_.push_back({since_[i] + std::max(0.0, left_[i]) / hazard, i});
    std::push_heap(events_.begin(), events_.end(), std::greater<>());
  }

  bool ready_ = false, changed_ = false;
  double now_ = 0;
  std::vector<std::uint32_t> examples_;  ///< by agent: adopters who reach it
  std::vector<double> left_, since_;     ///< by agent: hazard that it still withstands, and as of when
  std::vector<Event> events_;            ///< a heap, earliest first; agents may stand in it several times
};

std::unique_ptr<Process> BassGround::process() const {
  if (complete && continuous) return std::make_unique<CompleteContinuous>(*this);
  if (complete) return std::make_unique<CompleteSynchronous>(*this);
  if (continuous) return std::make_unique<NetworkContinuous>(*this);
  return std::make_unique<NetworkSynchronous>(*this);
}

}  // namespace

sim::Model bass() {
  Description bass;
  bass.name = "bass";
  bass.meaning =
      "Adoption of something new, by oneself and by the example of others (Bass 1969), agent by agent.";
  bass.source = "Bass 1969, A new product growth for model consumer durables, Management Science 15(5)";
  bass.declaration = &declaration();
  bass.over_time = {{"adopted", "share that has adopted"},
                    {"newly_adopted", "share that adopted in the step before"}};
  bass.at_end = {
      {"final_adopted", "share that has adopted at the end"},
      {"peak_at", "step in which most adopted", "1", "the first of them; missing where nobody did", true},
      {"half_at", "time in steps at which half had adopted", "1", "missing where fewer have", true}};
  bass.headlines = {
      {"adopted", "%", "final_adopted", 100}, {"peak", "step", "peak_at"}, {"half", "steps", "half_at"}};
  bass.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                   const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<BassGround>(plan, base, draws);
  };
  return model_of(bass);
}

}  // namespace knowhow::published
