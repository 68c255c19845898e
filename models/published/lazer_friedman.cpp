// Agents in a network solve the same hard problem: each copies the best solution it sees, or else tries a
// small change of its own. Lazer, D. and Friedman, A. (2007), The network structure of exploration and
// exploitation, Administrative Science Quarterly 52(4), 667-694.
//
// All act at once, on what they saw at the beginning of the step. An agent copies the best of its neighbours
// if that is strictly better than its own (of several equally good ones, the least numbered), and else turns
// one bit round and keeps the change if it is strictly better. The problem is an NK landscape; a solution's
// score is its value, divided by the largest there is, to the power of 8. The rule is told as replications
// have it. Not known of the original: how it broke ties, and the details of its variants. Here an agent that
// does not look tries a change instead, and one that copies with errors keeps what it got, better or not.
#include <algorithm>

#include "models/published/landscape.h"
#include "models/published/lanes.h"
#include "models/published/models.h"
#include "models/published/network.h"
#include "models/published/process.h"
#include "sim/math.h"

namespace knowhow::published {

namespace {

using sim::Parameter;
using sim::Unit;
using sim::When;

struct Problem {
  double n, k, power;
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Problem::n,
                  "n",
                  20,
                  {1, 24},
                  {20, 20},
                  Unit::count,
                  When::at_start,
                  "Lazer and Friedman 2007",
                  "bits of a solution (N)"},
        Parameter{&Problem::k,
                  "k",
                  5,
                  {0, 23},
                  {0, 10},
                  Unit::count,
                  When::at_start,
                  "Lazer and Friedman 2007",
                  "other bits on which the contribution of each bit depends (K): how rugged the problem is"},
        Parameter{&Problem::power,
                  "power",
                  8,
                  {.1, 100},
                  {8, 8},
                  Unit::number,
                  When::at_start,
                  "Lazer and Friedman 2007",
                  "the power to which a solution's share of the largest value is raised"}};
  }
};

struct Search {
  double looks, copying_error;
  static constexpr auto parameters() {
    return std::array{Parameter{&Search::looks,
                                "looks",
                                1,
                                {0, 1},
                                {.1, 1},
                                Unit::share,
                                When::any_time,
                                "Lazer and Friedman 2007",
                                "probability that an agent looks at its neighbours' solutions, per step"},
                      Parameter{&Search::copying_error,
                                "copying_error",
                                0,
                                {0, 1},
                                {0, .1},
                                Unit::share,
                                When::any_time,
                                "Lazer and Friedman 2007",
                                "probability that a bit is turned round when it is copied"}};
  }
};

constexpr std::uint32_t start_purpose = sim::purpose("lazer_friedman start");
constexpr std::uint32_t look_purpose = sim::purpose("lazer_friedman look");
constexpr std::uint32_t error_purpose = sim::purpose("lazer_friedman error");
constexpr std::uint32_t change_purpose = sim::purpose("lazer_friedman change");

constexpr double unknown = -1;

/// A solution in somebody's hands. All but the solution follows from it.
struct Held {
  std::uint64_t value = 0;
  double score = unknown;
  Solution solution = 0;
  Solution no_better = 0;  ///< bits known to make it no better when turned round
};

class LazerFriedmanGround : public Ground {
 public:
  LazerFriedmanGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws)
      : plan_(plan),
        draws_(draws),
        problem_(checked(plan, base)),
        landscape_(static_cast<std::uint32_t>(problem_.n), static_cast<std::uint32_t>(problem_.k), draws),
        complete_(is_complete(plan.root["network"])),
        held_(agents_of(plan.root["network"], base)) {
    if (!complete_) network_ = make_network(plan.root["network"], base, draws);
    for (std::uint32_t agent = 0; agent < held_.size(); ++agent)
      held_[agent] = hold(draws.word(start_purpose, 0, agent) & first_lanes<Solution>(landscape_.n()));
  }

  std::unique_ptr<Process> process() const override;

  sim::Size size() const override {
    sim::Size size;
    size.agents = held_.size();
    size.ties = complete_ ? size.agents * (size.agents - 1) / 2 : network_.ties();
    size.bytes = size.agents * (3 * sizeof(Held) + sizeof(Solution)) +
                 Landscape::bytes(landscape_.n(), static_cast<std::uint32_t>(problem_.k)) +
                 (complete_ ? 0 : (size.agents + 4 * size.ties) * sizeof(std::uint32_t));
    return size;
  }

  Held hold(Solution solution) const { return {landscape_.value(solution), unknown, solution, 0}; }
  double score(std::uint64_t value) const {
    const double share = static_cast<double>(value) / static_cast<double>(landscape_.largest());
    return sim::exp(problem_.power * sim::log(share));
  }

  const sim::Plan& plan() const { return plan_; }
  const sim::Draws& draws() const { return draws_; }
  const Landscape& landscape() const { return landscape_; }
  bool complete() const { return complete_; }
  const sim::Network& network() const { return network_; }
  const std::vector<Held>& start() const { return held_; }

 private:
  static Problem checked(const sim::Plan& plan, const std::vector<double>& base) {
    const sim::Setting& section = plan.root["problem"];
    const auto problem = sim::read_section<Problem>(section, base);
    const sim::Place place = section["k"].place;
    if (problem.k >= problem.n)
      throw sim::InvalidInput(
          {{place, "problem.k", "there are not that many other bits",
            "write less than `n`, which is " + std::to_string(static_cast<int>(problem.n))}});
    constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;
    if (Landscape::bytes(static_cast<std::uint32_t>(problem.n), static_cast<std::uint32_t>(problem.k)) >
        most_bytes)
      throw sim::InvalidInput(
          {{place, "problem.k", "a landscape of so many contributions would take more than a gigabyte",
            "write a smaller `k` or `n`"}});
    return problem;
  }

  const sim::Plan& plan_;
  const sim::Draws& draws_;
  Problem problem_;
  Landscape landscape_;
  bool complete_;
  sim::Network network_;  ///< empty if complete
  std::vector<Held> held_;
};

class LazerFriedmanProcess : public Process {
 public:
  explicit LazerFriedmanProcess(const LazerFriedmanGround& ground)
      : ground_(ground),
        landscape_(ground.landscape()),
        draws_(ground.draws()),
        all_bits_(first_lanes<Solution>(landscape_.n())),
        now_(ground.start()),
        best_(now_.size()),
        is_eager_(now_.size()),
        solutions_(now_.size()) {}

  void refresh(const std::vector<double>& values) override {
    const auto search = sim::read_section<Search>(ground_.plan().root["search"], values);
    looks_ = sim::threshold(search.looks);
    copying_error_ = sim::threshold(search.copying_error);
    look_around();
    rests_ = nothing_can_change();
  }

  void advance(int step) override {
    const auto at = static_cast<std::uint32_t>(step);
    sim::WordsInTurn bits(draws_, change_purpose, at);
    changes_.clear();
    for (std::uint32_t agent = 0; agent < agents(); ++agent) {
      Held& own = now_[agent];
      if (looks(at, agent)) {
        const Held& best = now_[best_[agent]];
        contacts_ += ground_.complete() ? agents() - 1 : ground_.network().degree(agent);
        if (best.value > own.value) {
          changes_.push_back({agent, best});
          if (copying_error_) spoil(changes_.back().to, at, agent);
          continue;
        }
      }
      if (own.no_better != all_bits_) try_change(agent, sim::index_of(bits.of(agent), landscape_.n()));
    }
    for (const Change& change : changes_) now_[change.agent] = change.to;
    look_again();
    rests_ = nothing_can_change();
  }

  bool at_rest() const override { return rests_; }

  void observe(std::span<double> now) const override { show(now); }
  void conclude(std::span<double> at_end) const override { show(at_end); }

  void digest(sim::Digest& chain) const override {
    for (std::uint32_t agent = 0; agent < agents(); ++agent) solutions_[agent] = now_[agent].solution;
    chain.add_column("solution", std::span<const Solution>(solutions_));
  }

  std::uint64_t contacts() const override { return contacts_; }
  void keep(sim::Keeper& keeper) override { keeper(now_, best_, is_eager_, eager_, rests_, contacts_); }

 private:
  struct Change {
    std::uint32_t agent;
    Held to;
  };

  std::uint32_t agents() const { return static_cast<std::uint32_t>(now_.size()); }

  bool looks(std::uint32_t step, std::uint32_t agent) const {
    return looks_ >> 32 || (looks_ && draws_.word(look_purpose, step, agent) < looks_);
  }

  std::uint32_t best_of_all() const {
    std::uint32_t best = 0;
    for (std::uint32_t other = 1; other < agents(); ++other)
      if (now_[other].value > now_[best].value) best = other;
    return best;
  }

  std::uint32_t best_seen(std::uint32_t agent) const {
    std::uint32_t best = agent;
    std::uint64_t most = now_[agent].value;
    for (std::uint32_t other : ground_.network().of(agent)) {
      const std::uint64_t value = now_[other].value;
      best = value > most ? other : best;
      most = std::max(value, most);
    }
    return best;
  }

  /// Finds whom each would copy who looks.
  void look_around() {
    eager_ = 0;
    if (!looks_) return;
    const std::uint32_t leader = ground_.complete() ? best_of_all() : 0;
    for (std::uint32_t agent = 0; agent < agents(); ++agent) {
      best_[agent] = ground_.complete() ? leader : best_seen(agent);
      is_eager_[agent] = now_[best_[agent]].value > now_[agent].value;
      eager_ += is_eager_[agent];
    }
  }

  /// The same after a step: only those look anew who changed, or see somebody who did.
  void look_again() {
    if (!looks_ || changes_.empty()) return;
    if (ground_.complete() || ground_.network().is_directed()) return look_around();
    const auto look = [&](std::uint32_t agent) {
      eager_ -= is_eager_[agent];
      best_[agent] = best_seen(agent);
      is_eager_[agent] = best_[agent] != agent;
      eager_ += is_eager_[agent];
    };
    for (const Change& change : changes_) {
      look(change.agent);
      for (const std::uint32_t other : ground_.network().of(change.agent)) look(other);
    }
  }

  void spoil(Held& copy, std::uint32_t step, std::uint32_t agent) const {
    Bits<Solution> bits(draws_, error_purpose, step, agent);
    const Solution wrong = happens(all_bits_, copying_error_, bits);
    if (wrong) copy = ground_.hold(copy.solution ^ wrong);
  }

  void try_change(std::uint32_t agent, std::uint32_t bit) {
    Held& held = now_[agent];
    const Solution mask = Solution{1} << bit;
    if (held.no_better & mask) return;
    const std::uint64_t value = landscape_.turned(held.solution, held.value, bit);
    if (value > held.value)
      changes_.push_back({agent, {value, unknown, held.solution ^ mask, mask}});
    else
      held.no_better |= mask;
  }

  /// Nobody who looks sees a better solution than its own, and no single change would make one better.
  bool nothing_can_change() {
    if (eager_ > 0) return false;
    for (Held& held : now_) {
      const Solution open = all_bits_ & ~held.no_better;
      for (std::uint32_t bit = 0; bit < landscape_.n(); ++bit) {
        if (!(open >> bit & 1)) continue;
        if (landscape_.turned(held.solution, held.value, bit) > held.value) return false;
        held.no_better |= Solution{1} << bit;
      }
    }
    return true;
  }

  void show(std::span<double> values) const {
    double sum = 0, most = 0;
    std::uint32_t at_largest = 0;
    for (std::uint32_t agent = 0; agent < agents(); ++agent) {
      if (now_[agent].score == unknown) now_[agent].score = ground_.score(now_[agent].value);
      sum += now_[agent].score;
      most = std::max(most, now_[agent].score);
      at_largest += now_[agent].value == landscape_.largest();
      solutions_[agent] = now_[agent].solution;
    }
    std::sort(solutions_.begin(), solutions_.end());
    values[0] = sum / agents();
    values[1] = most;
    values[2] = static_cast<double>(std::unique(solutions_.begin(), solutions_.end()) - solutions_.begin());
    values[3] = static_cast<double>(at_largest) / agents();
  }

  const LazerFriedmanGround& ground_;
  const Landscape& landscape_;
  const sim::Draws& draws_;
  Solution all_bits_;
  mutable std::vector<Held> now_;       ///< scores are computed when they are first looked at
  std::vector<Change> changes_;         ///< of the step: all act on what was before it
  std::vector<std::uint32_t> best_;     ///< by agent: the best that it can see, it among them
  std::vector<std::uint8_t> is_eager_;  ///< by agent: whether that is better than its own
  std::uint32_t eager_ = 0;             ///< how many are
  std::uint64_t looks_ = 0, copying_error_ = 0;
  bool rests_ = false;
  std::uint64_t contacts_ = 0;
  mutable std::vector<Solution> solutions_;  ///< room to sort in
};

std::unique_ptr<Process> LazerFriedmanGround::process() const {
  return std::make_unique<LazerFriedmanProcess>(*this);
}

std::unique_ptr<Ground> ground(const sim::Plan& plan, const std::vector<double>& base,
                               const sim::Draws& draws) {
  return std::make_unique<LazerFriedmanGround>(plan, base, draws);
}

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration network = network_declaration("line");
    for (auto& shape : network.shapes)
      for (auto& number : shape.children)
        if (number.name == "agents") {
          number.preset = 100;
          number.source = "Lazer and Friedman 2007";
        }
    sim::Declaration all;
    all.meaning = "Agents who search for good solutions to the same problem, and see those of others.";
    all.children = {sim::section_of<Problem>("problem", "The problem: an NK landscape."),
                    sim::section_of<Search>("search", "How agents look at each other."), std::move(network)};
    return all;
  }();
  return root;
}

}  // namespace

sim::Model lazer_friedman() {
  const char* score = "(value / largest value) ^ power";
  return model_of(
      {"lazer_friedman",
       "Agents in a network copy better solutions to a hard problem, or else try changes of their own: "
       "who sees much is soon good, and who sees little is better in the end.",
       "Lazer and Friedman (2007), The network structure of exploration and exploitation, "
       "Administrative Science Quarterly 52(4), 667-694",
       &declaration(),
       {{"score", "mean score", "1", score},
        {"best_score", "score of the best solution", "1", score},
        {"solutions", "number of distinct solutions"},
        {"at_largest", "share of agents that hold the best solution there is"}},
       {{"final_score", "mean score at the end", "1", score},
        {"final_best_score", "score of the best solution at the end", "1", score},
        {"final_solutions", "number of distinct solutions at the end"},
        {"final_at_largest", "share of agents that hold the best solution there is, at the end"}},
       {{"score", "%", "final_score", 100, sim::Better::higher},
        {"best score", "%", "final_best_score", 100, sim::Better::higher},
        {"solutions", "", "final_solutions"},
        {"rested at", "step", "rested_at"}},
       nullptr,
       ground});
}

}  // namespace knowhow::published
