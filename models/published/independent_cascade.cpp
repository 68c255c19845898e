// Contagion from those who have it, along ties. `one_shot` is the independent cascade of Kempe, Kleinberg and
// Tardos 2003: whoever becomes active tries each neighbour once, in the next step. `one_shot_continuous` lets
// each try that succeeds take its own time; the final set is the same for the same draws. `sir` is Kermack
// and McKendrick's model on a network in steps: in each, an infected agent tries each susceptible neighbour,
// and recovers at the end. `sir_continuous` is the same with rates, as igraph and EoN have it, and exact: an
// agent is infected at the earliest of the times that those who reach it, and those who reach them, drew.
// Nothing is simulated of steps in which nothing happens to a tie: waiting times are drawn, whole or not.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "models/published/cascade_clock.h"
#include "models/published/fingerprint.h"
#include "models/published/models.h"
#include "models/published/network.h"
#include "models/published/process.h"
#include "models/published/seeds.h"

namespace knowhow::published {

namespace {

using sim::Parameter;
using sim::Unit;
using sim::When;

struct OneShot {
  double probability;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&OneShot::probability, "probability", .1, {0, 1}, {.01, .5}, Unit::share, When::any_time,
                  "NDlib's default", "probability that a try succeeds"}};
  }
  // clang-format on
};

struct OneShotContinuous {
  double probability, delay;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&OneShotContinuous::probability, "probability", .1, {0, 1}, {.01, .5}, Unit::share, When::any_time,
                  "NDlib's default", "probability that a try succeeds"},
        Parameter{&OneShotContinuous::delay, "delay", 1, {1e-6, 1000}, {.1, 10}, Unit::number, When::any_time,
                  "assumption", "rate, a step, at which a try that succeeds does so"}};
  }
  // clang-format on
};

struct Sir {
  double infection, recovery;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Sir::infection, "infection", .05, {0, 1}, {.01, .2}, Unit::share, When::any_time,
                  "assumption", "probability a step that an infected agent infects a susceptible neighbour"},
        Parameter{&Sir::recovery, "recovery", .1, {0, 1}, {.01, .5}, Unit::share, When::any_time,
                  "assumption", "probability a step that an infected agent recovers"}};
  }
  // clang-format on
};

struct SirContinuous {
  double infection, recovery;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&SirContinuous::infection, "infection", .05, {0, 1000}, {.01, .2}, Unit::number, When::any_time,
                  "assumption", "rate, a step, at which an infected agent infects a susceptible neighbour"},
        Parameter{&SirContinuous::recovery, "recovery", .1, {0, 1000}, {.01, .5}, Unit::number, When::any_time,
                  "assumption", "rate, a step, at which an infected agent recovers"}};
  }
  // clang-format on
};

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration process;
    process.name = "process";
    process.meaning = "How it passes from one agent to another.";
    process.word = "one_shot";
    process.shapes = {
        sim::section_of<OneShot>("one_shot",
                                 "Whoever becomes active tries each neighbour once, in the next step."),
        sim::section_of<OneShotContinuous>(
            "one_shot_continuous",
            "Whoever becomes active tries each neighbour once; a success takes its time."),
        sim::section_of<Sir>("sir", "The infected try their neighbours in each step, until they recover."),
        sim::section_of<SirContinuous>("sir_continuous",
                                       "The infected infect neighbours and recover at rates, at any time.")};
    sim::Declaration all;
    all.children = {network_declaration("random"), process, seeds_declaration("random")};
    return all;
  }();
  return root;
}

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

/// How the four kinds differ: the rest is one calendar. Each tie's draw is keyed by the agent that reaches,
/// the place in its row, and (where waiting is drawn anew after a change) the step of the change.
enum class Kind { one_shot, one_shot_continuous, sir, sir_continuous };

template <Kind kind>
class Spreading : public Contagion {
  static constexpr bool whole = kind == Kind::one_shot || kind == Kind::sir;
  static constexpr bool recovers = kind == Kind::sir || kind == Kind::sir_continuous;
  using Moment = std::conditional_t<whole, std::int32_t, double>;
  static constexpr Moment not_yet = std::numeric_limits<Moment>::max();
  /// Recovers after everything else: not at all, as far as anybody can see.
  static constexpr Moment outlives = whole ? not_yet - 1 : not_yet / 2;
  using Numbers =
      std::conditional_t<kind == Kind::one_shot, OneShot,
                         std::conditional_t<kind == Kind::one_shot_continuous, OneShotContinuous,
                                            std::conditional_t<kind == Kind::sir, Sir, SirContinuous>>>;

 public:
  explicit Spreading(const CascadeGround& ground)
      : Contagion(ground), infected_at_(ground.network.size(), not_yet), recovered_at_(infected_at_) {
    for (const std::uint32_t seed : ground.seeds) {
      infected_at_[seed] = 0;
      happened_.put(seed, 0);
    }
  }

  bool at_rest() const override {
    if constexpr (recovers)
      if (started_ && !changed_ && numbers_.recovery == 0 &&
          (numbers_.infection == 0 || ever_ == ground_.network.size()))
        return true;
    return Contagion::at_rest();
  }
  void refresh(const std::vector<double>& values) override {
    const Numbers before = numbers_;
    numbers_ = sim::read_section<Numbers>(ground_.section, values);
    for (const auto& p : Numbers::parameters()) changed_ |= numbers_.*(p.member) != before.*(p.member);
  }

  void advance(int step) override {
    step_ = step;
    if (changed_ || !started_) renew();
    const std::int64_t first = std::int64_t{step} * calendar_.bins_a_step();
    for (std::int64_t bin = first; bin < first + calendar_.bins_a_step(); ++bin) settle(bin);
    infected_ -= recoveries_[static_cast<std::size_t>(step)];
    note_peak(step + 1);
  }

  void digest(sim::Digest& chain) const override {
    const std::array<std::uint64_t, 2> counts{ever_, infected_};
    happened_.digest("infected_at", chain);
    chain.add_column("counts", std::span<const std::uint64_t>(counts));
  }

 private:
  /// Draws, for everybody who is infected, what is still to come.
  void renew() {
    changed_ = false;
    if constexpr (kind == Kind::one_shot_continuous) {
      if (started_) return stretch();
    }
    set_waits();
    calendar_.start(ground_.steps, bins_a_step());
    recoveries_.assign(static_cast<std::size_t>(ground_.steps), 0);
    std::vector<std::uint32_t> spreading;
    if (!started_) {
      spreading = ground_.seeds;
    } else {
      for (std::uint32_t i = 0; i < infected_at_.size(); ++i) {
        if (infected_at_[i] > step_)
          infected_at_[i] = not_yet;
        else if (recovered_at_[i] > step_)
          spreading.push_back(i);
      }
    }
    started_ = true;
    since_ = step_;
    for (const std::uint32_t i : spreading) {
      forget(i);
      spread(i, -1);
    }
  }

  /// Tries that are under way go on at the new rate: what is left of each delay stretches.
  void stretch() {
    const double old_mean = delay_.mean();
    set_waits();
    const double factor = delay_.mean() / old_mean;
    calendar_.start(ground_.steps, bins_a_step());
    recoveries_.assign(static_cast<std::size_t>(ground_.steps), 0);
    const auto later = [&](Moment when) {
      return static_cast<Moment>(after(step_, (when - step_) * factor));
    };
    for (std::uint32_t i = 0; i < infected_at_.size(); ++i) {
      if (infected_at_[i] == not_yet) continue;
      if (infected_at_[i] > step_) {
        infected_at_[i] = later(infected_at_[i]);
        calendar_.add(calendar_.bin_of(infected_at_[i]), i);
      } else if (recovered_at_[i] > step_) {
        recovered_at_[i] = later(recovered_at_[i]);
        count_recovery(i, +1);
      }
    }
  }

  void set_waits() {
    if constexpr (kind == Kind::one_shot || kind == Kind::one_shot_continuous)
      success_ = sim::threshold(numbers_.probability);
    if constexpr (kind == Kind::one_shot_continuous) delay_ = Wait::of_rate(numbers_.delay);
    if constexpr (kind == Kind::sir) {
      delay_ = Wait::of_chance(numbers_.infection);
      recovery_ = Wait::of_chance(numbers_.recovery);
    }
    if constexpr (kind == Kind::sir_continuous) {
      delay_ = Wait::of_rate(numbers_.infection);
      recovery_ = Wait::of_rate(numbers_.recovery);
    }
  }

  /// So many that few are infected by those infected in the same bin: those may be looked at twice.
  int bins_a_step() const {
    if constexpr (whole) return 1;
    constexpr double most = 1 << 22;
    const double rate = 2 * ground_.mean_degree() / delay_.mean();
    int bins = 1;
    while (bins < rate && bins < 1024 && 2.0 * bins * ground_.steps <= most) bins *= 2;
    return bins;
  }

  /// Everybody whose time is in the bin. Who infects whom within it is found by correcting: the earliest time
  /// wins in whatever order they are looked at.
  void settle(std::int64_t bin) {
    constexpr std::size_t ahead = 8;  // nearly every look at an agent waits for memory: ask early
    for (;;) {
      batch_.clear();
      calendar_.empty_into(bin, batch_);
      if (batch_.empty()) return;
      for (std::size_t at = 0; at < batch_.size(); ++at) {
        if (at + 3 * ahead < batch_.size()) ground_.network.prefetch(batch_[at + 3 * ahead]);
        if (at + 2 * ahead < batch_.size()) {
          const std::uint32_t soon = batch_[at + 2 * ahead];
          __builtin_prefetch(ground_.network.of(soon).data());
          __builtin_prefetch(&infected_at_[soon]);
          __builtin_prefetch(&recovered_at_[soon], 1);
        }
        if (at + ahead < batch_.size())
          for (const std::uint32_t other : ground_.network.of(batch_[at + ahead]))
            __builtin_prefetch(&infected_at_[other], 1);
        const std::uint32_t agent = batch_[at];
        if (calendar_.bin_of(infected_at_[agent]) == bin) spread(agent, bin);  // or it was infected earlier
      }
    }
  }

  /// The agent is infected: when it recovers, and whom it infects when. `bin` is the one being settled.
  void spread(std::uint32_t agent, std::int64_t bin) {
    ++infected_;
    ++ever_;
    happened_.put(agent, infected_at_[agent]);
    const double start = std::max<double>(infected_at_[agent], since_);
    const auto row = ground_.network.of(agent);
    contacts_ += row.size();
    double until;
    if constexpr (recovers)
      until = spread_until_recovery(agent, row, start, bin);
    else
      until = spread_once(agent, row, start, bin);
    recovered_at_[agent] = until < static_cast<double>(outlives) ? static_cast<Moment>(until) : outlives;
    count_recovery(agent, +1);
  }

  double spread_until_recovery(std::uint32_t agent, std::span<const std::uint32_t> row, double start,
                               std::int64_t bin) {
    static constexpr std::uint32_t why = sim::purpose("cascade sir");
    const auto words = [&](std::uint32_t number) {
      return ground_.draws.block(why, static_cast<std::uint32_t>(since_), agent, number);
    };
    const auto degree = static_cast<std::uint32_t>(row.size());
    sim::Block block = words(0);
    const double lasts = recovery_.draw(block[0]);
    const double until = after(start, lasts);
    const std::uint64_t in_time = delay_.in_time(lasts);
    for (std::uint32_t number = 0, place = 0; place < degree; ++number) {
      const std::uint32_t end = std::min(degree, 4 * number + 3);
      const bool any = std::any_of(row.begin() + place, row.begin() + end,
                                   [&](std::uint32_t other) { return infected_at_[other] > start; });
      if (any && number > 0) block = words(number);
      if (any)
        for (; place < end; ++place) {
          const std::uint32_t word = block[(place + 1) & 3];
          if (word >= in_time && infected_at_[row[place]] > start + delay_.at_least(word))
            expect(row[place], std::min(after(start, delay_.draw(word)), until), bin);
        }
      place = end;
    }
    return until;
  }

  double spread_once(std::uint32_t agent, std::span<const std::uint32_t> row, double start,
                     std::int64_t bin) {
    static constexpr std::uint32_t why = sim::purpose("cascade try");
    static constexpr std::uint32_t delays = sim::purpose("cascade delay");
    const auto degree = static_cast<std::uint32_t>(row.size());
    double until = whole ? start + 1 : start;
    for (std::uint32_t place = 0; place < degree;) {
      const std::uint32_t end = std::min(degree, place + 4);
      if (whole && std::none_of(row.begin() + place, row.begin() + end,
                                [&](std::uint32_t other) { return infected_at_[other] == not_yet; })) {
        place = end;
        continue;
      }
      const sim::Block block = ground_.draws.block(why, 0, agent, place >> 2);
      for (; place < end; ++place) {
        if (block[place & 3] >= success_) continue;
        if constexpr (whole) {
          expect(row[place], start + 1, bin);
        } else {
          const double when = after(start, delay_.draw(ground_.draws.word(delays, place, agent)));
          until = std::max(until, when);
          if (infected_at_[row[place]] > start) expect(row[place], when, bin);
        }
      }
    }
    return until;
  }

  /// Somebody would infect the agent at `when`.
  void expect(std::uint32_t agent, double when, std::int64_t bin) {
    const Moment before = infected_at_[agent];
    if (!(when < before)) return;
    const std::int64_t its_bin = calendar_.bin_of(when);
    if (before != not_yet && its_bin == calendar_.bin_of(before)) {
      if (its_bin != bin || recovered_at_[agent] == not_yet) {
        infected_at_[agent] = static_cast<Moment>(when);  // it stands in that bin, and has not been looked at
        return;
      }
      count_recovery(agent, -1);
      forget(agent);
    }
    infected_at_[agent] = static_cast<Moment>(when);
    calendar_.add(its_bin, agent);
  }

  /// Later than `start`, if only by a rounding.
  static double after(double start, double delay) {
    const double when = start + delay;
    return when > start ? when : std::nextafter(start, never);
  }

  /// As if it had not been infected.
  void forget(std::uint32_t agent) {
    --infected_;
    --ever_;
    happened_.take(agent, infected_at_[agent]);
    recovered_at_[agent] = not_yet;
  }

  void count_recovery(std::uint32_t agent, int count) {
    const double step = std::max<double>(std::ceil(static_cast<double>(recovered_at_[agent])) - 1, step_);
    if (step < ground_.steps)
      recoveries_[static_cast<std::size_t>(step)] += static_cast<std::uint32_t>(count);
  }

  Numbers numbers_{};
  bool changed_ = false, started_ = false;
  int step_ = 0, since_ = 0;  ///< since_: the step as of which waiting was last drawn anew
  Wait delay_, recovery_;
  std::uint64_t success_ = 0;
  Calendar calendar_;
  std::vector<Moment> infected_at_;        ///< by agent: expected, as long as it lies ahead
  std::vector<Moment> recovered_at_;       ///< by agent
  std::vector<std::uint32_t> recoveries_;  ///< by step
  std::vector<std::uint32_t> batch_;
  Fingerprint happened_;
};

std::unique_ptr<Process> CascadeGround::process() const {
  if (section.word == "one_shot") return std::make_unique<Spreading<Kind::one_shot>>(*this);
  if (section.word == "sir") return std::make_unique<Spreading<Kind::sir>>(*this);
  if (section.word == "sir_continuous") return std::make_unique<Spreading<Kind::sir_continuous>>(*this);
  return std::make_unique<Spreading<Kind::one_shot_continuous>>(*this);
}

}  // namespace

sim::Model independent_cascade() {
  Description cascade;
  cascade.name = "independent_cascade";
  cascade.meaning =
      "Contagion along ties, by one try at each neighbour (Kempe, Kleinberg and Tardos 2003) or until "
      "recovery "
      "(SIR).";
  cascade.source =
      "Kempe, Kleinberg and Tardos 2003, Maximizing the spread of influence through a social network, KDD; "
      "Newman 2002, Spread of epidemic disease on networks, Physical Review E 66";
  cascade.declaration = &declaration();
  cascade.over_time = {{"susceptible", "share that has never had it"},
                       {"infected", "share that has it and passes it on", "1",
                        "one_shot: those who became active in the step before; one_shot_continuous: those "
                        "with a try under way"},
                       {"recovered", "share that had it and passes it on no more"},
                       {"adopted", "share that has had it"}};
  cascade.at_end = {
      {"attack_share", "share that has had it by the end"},
      {"major", "whether more than 5 % have had it", "1", "1 or 0; the mean over runs is a probability"},
      {"peak_infected", "greatest share infected at the beginning of a step"},
      {"peak_at", "first step at whose beginning it was that great"}};
  cascade.headlines = {{"attack share", "%", "attack_share", 100},
                       {"major", "%", "major", 100},
                       {"peak", "%", "peak_infected", 100},
                       {"peak", "step", "peak_at"}};
  cascade.check = [](const sim::Plan& plan) { check_seeds(plan.root["seeds"], plan.root["network"]); };
  cascade.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                      const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<CascadeGround>(plan, base, draws);
  };
  return model_of(cascade);
}

}  // namespace knowhow::published
