// Bass 1969: those who have not adopted do so at the rate p + q F, F being the share that has.
// The hazard is the paper's; here it meets single agents. On a complete network F is everybody's, and the
// mean follows the paper's curve; on any other, F is the share among those who reach the agent (as in
// netdiffuseR), which the paper does not have. `continuous` is the paper's time; `synchronous` takes p + q F
// as a probability a step. An agent draws once, how much hazard it withstands: a higher rate can only make it
// adopt sooner.
#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "models/published/bass_ground.h"
#include "models/published/fingerprint.h"
#include "models/published/models.h"
#include "sim/distribution.h"
#include "sim/math.h"

namespace knowhow::published {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

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

class BassProcess : public Process {
 public:
  explicit BassProcess(const BassGround& ground) : ground_(ground) {}

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
  void keep(sim::Keeper& keeper) override { keeper(adopters_, adoptions_, latest_, most_, peak_, half_); }

 protected:
  /// Who adopts from the beginning of `step` to its end.
  virtual void spread(int step) = 0;

  double rate(double share_of_others) const { return rates_.innovation + rates_.imitation * share_of_others; }
  double share(std::uint32_t number) const { return static_cast<double>(number) / ground_.agents; }
  void adopt(std::uint32_t agent, int step, double when) {
    adoptions_.put(agent, step);
    count(1, when);
  }
  /// All of them at the end of the step.
  void adopt(std::span<const std::uint32_t> agents, int step) {
    adoptions_.put(agents, step);
    count(static_cast<std::uint32_t>(agents.size()), step + 1);
  }

  const BassGround& ground_;
  Rates rates_{};
  std::uint32_t adopters_ = 0;

 private:
  void count(std::uint32_t more, double when) {
    adopters_ += more;
    if (2 * std::uint64_t{adopters_} >= ground_.agents && half_ == never) half_ = when;
  }

  Fingerprint adoptions_;  ///< of agents and steps
  std::uint32_t latest_ = 0, most_ = 0;
  int peak_ = 0;
  double half_ = never;
};

/// All meet the same hazard, so in each step those adopt whose luck lies between two numbers.
class CompleteSynchronous : public BassProcess {
 public:
  using BassProcess::BassProcess;
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("withstood", std::span<const double>(&withstood_, 1));
  }
  void keep(sim::Keeper& keeper) override {
    BassProcess::keep(keeper);
    keeper(withstood_, adopt_below_);
  }

 private:
  void spread(int step) override {
    withstood_ *= 1 - std::min(1.0, rate(share(adopters_)));
    const std::uint64_t from = adopt_below_;
    adopt_below_ = sim::threshold(1 - withstood_);
    if (adopt_below_ == from) return;
    const std::uint32_t first = BassGround::digit_of(from), last = BassGround::digit_of(adopt_below_ - 1);
    adopt_some(ground_.with_digits(first, first + 1), from, step);
    if (first == last) return;
    adopt(ground_.with_digits(first + 1, last), step);
    adopt_some(ground_.with_digits(last, last + 1), from, step);
  }

  void adopt_some(std::span<const std::uint32_t> agents, std::uint64_t from, int step) {
    some_.clear();
    for (const std::uint32_t i : agents)
      if (from <= ground_.luck[i] && ground_.luck[i] < adopt_below_) some_.push_back(i);
    adopt(some_, step);
  }

  double withstood_ = 1;           ///< the share of luck that has adopted by none of the steps
  std::uint64_t adopt_below_ = 0;  ///< of luck: who has less has adopted
  std::vector<std::uint32_t> some_;
};

class CompleteContinuous : public BassProcess {
 public:
  using BassProcess::BassProcess;
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("hazard", std::span<const double>(&hazard_, 1));
  }
  void keep(sim::Keeper& keeper) override {
    BassProcess::keep(keeper);
    keeper(hazard_);
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
  void keep(sim::Keeper& keeper) override {
    BassProcess::keep(keeper);
    keeper(waiting_, examples_, withstood_);
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
    adopt(fresh_, step);
    for (const std::uint32_t i : fresh_)
      for (const std::uint32_t other : ground_.network.of(i)) ++examples_[other];
  }

  std::vector<std::uint32_t> waiting_;   ///< who has not adopted
  std::vector<std::uint32_t> examples_;  ///< by agent: adopters who reach it
  std::vector<double> withstood_;        ///< by agent: the share of luck that would not have adopted by now
  std::vector<std::uint32_t> fresh_;
};

class NetworkContinuous : public BassProcess {
 public:
  explicit NetworkContinuous(const BassGround& ground)
      : BassProcess(ground),
        has_adopted_(ground.agents),
        examples_(ground.agents),
        left_(ground.agents),
        since_(ground.agents) {
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
      if (!has_adopted_[i]) meet(i, now_);
    rates_ = after;
    changed_ = true;
  }
  void digest(sim::Digest& chain) const override {
    BassProcess::digest(chain);
    chain.add_column("left", std::span<const double>(left_));
  }
  void keep(sim::Keeper& keeper) override {
    BassProcess::keep(keeper);
    keeper(ready_, changed_, now_, has_adopted_, examples_, left_, since_, events_);
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
      if (has_adopted_[event.agent]) continue;  // it was moved to an earlier time, and has been there
      has_adopted_[event.agent] = true;
      adopt(event.agent, step, event.when);
      for (const std::uint32_t other : ground_.network.of(event.agent)) {
        if (has_adopted_[other]) continue;
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
      if (has_adopted_[i]) continue;
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
  std::vector<bool> has_adopted_;        ///< by agent
  std::vector<std::uint32_t> examples_;  ///< by agent: adopters who reach it
  std::vector<double> left_, since_;     ///< by agent: hazard that it still withstands, and as of when
  std::vector<Event> events_;            ///< a heap, earliest first; agents may stand in it several times
};

}  // namespace

std::unique_ptr<Process> BassGround::process() const {
  if (complete && continuous) return std::make_unique<CompleteContinuous>(*this);
  if (complete) return std::make_unique<CompleteSynchronous>(*this);
  if (continuous) return std::make_unique<NetworkContinuous>(*this);
  return std::make_unique<NetworkSynchronous>(*this);
}

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
  bass.headlines = {{"adopted", "%", "final_adopted", 100, sim::Better::higher},
                    {"peak", "step", "peak_at"},
                    {"half", "steps", "half_at", 1, sim::Better::lower}};
  bass.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                   const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<BassGround>(plan, base, draws);
  };
  return model_of(bass);
}

}  // namespace knowhow::published
