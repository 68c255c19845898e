#pragma once
// Cascades whose events lie at times of their own: one calendar, and times that are corrected until they are
// the earliest.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "models/published/cascade.h"
#include "models/published/cascade_clock.h"
#include "models/published/fingerprint.h"

namespace knowhow::published {

/// How the other kinds differ: the rest is one calendar. Each tie's draw is keyed by the agent that reaches,
/// the place in its row, and (where waiting is drawn anew after a change) the step of the change.
enum class Kind { one_shot_continuous, sir, sir_continuous };

template <Kind kind>
class Spreading : public Contagion {
  static constexpr bool whole = kind == Kind::sir;
  static constexpr bool recovers = kind == Kind::sir || kind == Kind::sir_continuous;
  using Moment = std::conditional_t<whole, std::int32_t, double>;
  static constexpr Moment not_yet = std::numeric_limits<Moment>::max();
  /// Recovers after everything else: not at all, as far as anybody can see.
  static constexpr Moment outlives = whole ? not_yet - 1 : not_yet / 2;
  using Numbers = std::conditional_t<kind == Kind::one_shot_continuous, OneShotContinuous,
                                     std::conditional_t<kind == Kind::sir, Sir, SirContinuous>>;

 public:
  explicit Spreading(const CascadeGround& ground)
      : Contagion(ground), infected_at_(ground.network.size(), not_yet), recovered_at_(infected_at_) {
    for (const std::uint32_t seed : ground.seeds) {
      infected_at_[seed] = 0;
      happened_.put(seed, 0);
    }
  }

  /// Threads share agents out by number, where a step is whole and has many.
  void employ(sim::Workers& workers) override {
    constexpr std::uint32_t worth_sharing = 1 << 16;
    if (!whole || workers.threads() == 1 || infected_at_.size() < worth_sharing) return;
    workers_ = &workers;
    // More parts than threads, as their size is a power of two.
    const auto most = std::min<std::size_t>(64, 2 * static_cast<std::size_t>(workers.threads()));
    const auto parts = [&] { return ((infected_at_.size() - 1) >> shift_) + 1; };
    for (shift_ = 0; parts() > most;) ++shift_;
    parts_ = std::vector<Part>(parts());
    for (Part& part : parts_) part.met.resize(parts_.size());
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
    if (parts_.empty()) {
      const std::int64_t bins = all_.calendar.bins_a_step(), first = step * bins;
      for (std::int64_t bin = first; bin < first + bins; ++bin) settle(bin);
    } else {
      settle_together(step);
    }
    each_part([&](const Part& part) { infected_ -= part.recoveries[static_cast<std::size_t>(step)]; });
    note_peak(step + 1);
  }

  void keep(sim::Keeper& keeper) override {
    Contagion::keep(keeper);
    keeper(numbers_, changed_, started_, step_, since_, delay_, recovery_, success_, infected_at_,
           recovered_at_, happened_);
    if (keeper.puts_back() && started_) plan_again();
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
    start_calendars();
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
      spread<false>(i, -1);
    }
  }

  /// Tries that are under way go on at the new rate: what is left of each delay stretches.
  void stretch() {
    const double old_mean = delay_.mean();
    set_waits();
    const double factor = delay_.mean() / old_mean;
    start_calendars();
    const auto later = [&](Moment when) {
      return static_cast<Moment>(after(step_, (when - step_) * factor));
    };
    for (std::uint32_t i = 0; i < infected_at_.size(); ++i) {
      if (infected_at_[i] == not_yet) continue;
      if (infected_at_[i] > step_) {
        infected_at_[i] = later(infected_at_[i]);
        line_up(infected_at_[i], i);
      } else if (recovered_at_[i] > step_) {
        recovered_at_[i] = later(recovered_at_[i]);
        count_recovery<false>(i, +1);
      }
    }
  }

  void start_calendars() {
    each_part([&](Part& part) {
      part.calendar.start(ground_.steps, bins_a_step());
      part.recoveries.assign(static_cast<std::size_t>(ground_.steps), 0);
    });
  }

  /// The calendars as they are after `step_`: all in them follows from who is infected when, and recovers.
  void plan_again() {
    start_calendars();
    for (std::uint32_t i = 0; i < infected_at_.size(); ++i) {
      if (infected_at_[i] == not_yet) continue;
      if (infected_at_[i] > step_ + 1)
        line_up(infected_at_[i], i);
      else
        count_recovery<false>(i, +1);
    }
  }

  void line_up(double when, std::uint32_t agent) {
    Calendar& calendar = part_of<false>(agent).calendar;
    calendar.add(calendar.bin_of(when), agent);
  }

  void set_waits() {
    if constexpr (kind == Kind::one_shot_continuous) {
      success_ = sim::threshold(numbers_.probability);
      delay_ = Wait::of_rate(numbers_.delay);
    }
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
    auto& batch = all_.batch;
    for (;;) {
      batch.clear();
      all_.calendar.empty_into(bin, batch);
      if (batch.empty()) return;
      for (std::size_t at = 0; at < batch.size(); ++at) {
        ask_early(batch, at);
        if (all_.calendar.bin_of(infected_at_[batch[at]]) == bin)  // or it was infected earlier
          spread<true>(batch[at], bin);
      }
    }
  }

  /// Nearly every look at an agent waits for memory. In place, as sim::Network::prefetch.
  [[gnu::always_inline]] void ask_early(const std::vector<std::uint32_t>& batch, std::size_t at) {
    constexpr std::size_t ahead = 8;
    if (at + 3 * ahead < batch.size()) ground_.network.prefetch(batch[at + 3 * ahead]);
    if (at + 2 * ahead < batch.size()) {
      const std::uint32_t soon = batch[at + 2 * ahead];
      __builtin_prefetch(ground_.network.of(soon).data());
      __builtin_prefetch(&infected_at_[soon]);
      __builtin_prefetch(&recovered_at_[soon], 1);
    }
    if (at + ahead < batch.size())
      for (const std::uint32_t other : ground_.network.of(batch[at + ahead]))
        __builtin_prefetch(&infected_at_[other], 1);
  }

  /// A whole step by several threads. First those infected in it say whom they would infect when, each part
  /// of the agents by itself; then each part takes over the earliest times of its own. Nobody is infected in
  /// the step by somebody infected in it, so that neither the parts nor their order show.
  void settle_together(int step) {
    for_parts([&](Part& part) {
      part.batch.clear();
      part.calendar.empty_into(step, part.batch);
      for (std::size_t at = 0; at < part.batch.size(); ++at) {
        ask_early(part.batch, at);
        const std::uint32_t agent = part.batch[at];
        if (part.calendar.bin_of(infected_at_[agent]) != step) continue;  // it was infected earlier
        const auto row = ground_.network.of(agent);
        ++part.infected;
        part.contacts += row.size();
        part.happened.put(agent, infected_at_[agent]);
        const double start = std::max<double>(infected_at_[agent], since_);
        note_recovery<false>(agent,
                             spread_until_recovery(agent, row, start, [&](std::uint32_t other, double when) {
                               if (when < infected_at_[other])
                                 part.met[other >> shift_].push_back({other, static_cast<Moment>(when)});
                             }));
      }
    });
    for_parts([&](Part& part) {
      const auto own = static_cast<std::size_t>(&part - parts_.data());
      for (Part& from : parts_) {
        for (const auto& [agent, when] : from.met[own]) {
          if (!(when < infected_at_[agent])) continue;
          infected_at_[agent] = when;
          part.calendar.add(part.calendar.bin_of(when), agent);
        }
        from.met[own].clear();
      }
    });
    for (Part& part : parts_) {
      infected_ += part.infected, ever_ += part.infected, contacts_ += part.contacts;
      happened_.add(part.happened);
      part.infected = part.contacts = 0;
      part.happened = {};
    }
  }

  template <class Body>
  void for_parts(Body&& body) {
    workers_->for_ranges(parts_.size(), 1, [&](std::size_t begin, std::size_t end, int) {
      for (std::size_t number = begin; number < end; ++number) body(parts_[number]);
    });
  }

  /// The agent is infected: when it recovers, and whom it infects when. `bin` is the one being settled.
  template <bool alone>
  void spread(std::uint32_t agent, std::int64_t bin) {
    ++infected_;
    ++ever_;
    happened_.put(agent, infected_at_[agent]);
    const double start = std::max<double>(infected_at_[agent], since_);
    const auto row = ground_.network.of(agent);
    contacts_ += row.size();
    double until;
    if constexpr (recovers)
      until = spread_until_recovery(
          agent, row, start, [&](std::uint32_t other, double when) { expect<alone>(other, when, bin); });
    else
      until = spread_once<alone>(agent, row, start, bin);
    note_recovery<alone>(agent, until);
  }

  template <bool alone>
  void note_recovery(std::uint32_t agent, double until) {
    recovered_at_[agent] = until < static_cast<double>(outlives) ? static_cast<Moment>(until) : outlives;
    count_recovery<alone>(agent, +1);
  }

  /// Calls infects(other, when) for whom it could infect; returns when it recovers.
  template <class Infects>
  double spread_until_recovery(std::uint32_t agent, std::span<const std::uint32_t> row, double start,
                               Infects&& infects) {
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
            infects(row[place], std::min(after(start, delay_.draw(word)), until));
        }
      place = end;
    }
    return until;
  }

  template <bool alone>
  double spread_once(std::uint32_t agent, std::span<const std::uint32_t> row, double start,
                     std::int64_t bin) {
    static constexpr std::uint32_t why = sim::purpose("cascade try");
    static constexpr std::uint32_t delays = sim::purpose("cascade delay");
    double until = start;
    sim::Block block{};
    for (std::uint32_t place = 0; place < row.size(); ++place) {
      if (place % 4 == 0) block = ground_.draws.block(why, 0, agent, place >> 2);
      if (block[place & 3] >= success_) continue;
      const double when = after(start, delay_.draw(ground_.draws.word(delays, place, agent)));
      until = std::max(until, when);
      if (infected_at_[row[place]] > start) expect<alone>(row[place], when, bin);
    }
    return until;
  }

  /// Somebody would infect the agent at `when`.
  template <bool alone>
  void expect(std::uint32_t agent, double when, std::int64_t bin) {
    const Moment before = infected_at_[agent];
    if (!(when < before)) return;
    Calendar& calendar = part_of<alone>(agent).calendar;
    const std::int64_t its_bin = calendar.bin_of(when);
    if (before != not_yet && its_bin == calendar.bin_of(before)) {
      if (its_bin != bin || recovered_at_[agent] == not_yet) {
        infected_at_[agent] = static_cast<Moment>(when);  // it stands in that bin, and has not been looked at
        return;
      }
      count_recovery<alone>(agent, -1);
      forget(agent);
    }
    infected_at_[agent] = static_cast<Moment>(when);
    calendar.add(its_bin, agent);
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

  template <bool alone>
  void count_recovery(std::uint32_t agent, int count) {
    const double step = std::max<double>(std::ceil(static_cast<double>(recovered_at_[agent])) - 1, step_);
    if (step < ground_.steps)
      part_of<alone>(agent).recoveries[static_cast<std::size_t>(step)] += static_cast<std::uint32_t>(count);
  }

  using Part = PartOfAgents<Moment>;
  /// `alone`: the caller knows that there is but one, which is at hand.
  template <bool alone>
  Part& part_of(std::uint32_t agent) {
    return alone || parts_.empty() ? all_ : parts_[agent >> shift_];
  }
  template <class Body>
  void each_part(Body&& body) {
    if (parts_.empty()) return body(all_);
    for (Part& part : parts_) body(part);
  }

  Numbers numbers_{};
  bool changed_ = false, started_ = false;
  int step_ = 0, since_ = 0;  ///< since_: the step as of which waiting was last drawn anew
  Wait delay_, recovery_;
  std::uint64_t success_ = 0;
  sim::Workers* workers_ = nullptr;   ///< if they share the work
  int shift_ = 0;                     ///< a part has 2^shift_ agents
  Part all_;                          ///< where one thread does it all
  std::vector<Part> parts_;           ///< otherwise
  std::vector<Moment> infected_at_;   ///< by agent: expected, as long as it lies ahead
  std::vector<Moment> recovered_at_;  ///< by agent
  Fingerprint happened_;
};

}  // namespace knowhow::published
