// Thresholds: an agent adopts, for good, once enough of those who reach it have. All agents look at the
// beginning of a step and adopt at its end. `fractional` is Watts 2002, whose agents update one at a time and
// in any order: where thresholds alone decide, the final set is the same. `absolute`, with seeds that are a
// neighbourhood, is Centola and Macy 2007; their network size and the order in which agents update are not
// known. `noise` is the chance of adopting below the threshold of Eckles and others 2024, here of those who
// have at least one adopter to see.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "models/published/fingerprint.h"
#include "models/published/models.h"
#include "models/published/network.h"
#include "models/published/process.h"
#include "models/published/seeds.h"
#include "models/published/shape.h"
#include "sim/math.h"

namespace knowhow::published {

namespace {

using sim::Parameter;
using sim::Unit;
using sim::When;

/// More adopters than any threshold asks for.
constexpr std::int32_t unreachable = 1 << 30;
/// Stands for 'has adopted': however many more adopters are counted down from it, it stays above.
constexpr std::int32_t has_adopted = std::numeric_limits<std::int32_t>::max();
constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

struct Noise {
  double noise;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Noise::noise, "noise", 0, {0, 1}, {0, .05}, Unit::share, When::any_time,
                  "Eckles, Mossel, Rahimian and Sen 2024",
                  "probability a step of adopting below the threshold, with an adopter to see"}};
  }
  // clang-format on
};

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration rule;
    rule.name = "rule";
    rule.meaning = "When an agent adopts.";
    rule.word = "fractional";
    rule.shapes = {
        shape("fractional", "Once a share of those who reach it has adopted; never, if nobody does.",
              {sim::number("share", .18, {0, 1}, {.1, .3}, Unit::share, When::any_time, "Watts 2002",
                           "share of those who reach it", sim::Scope::person)}),
        shape("absolute", "Once a number of those who reach it have adopted.",
              {sim::number("number", 2, {0, 1'000'000}, {1, 3}, Unit::number, When::any_time,
                           "Centola and Macy 2007", "how many adopters", sim::Scope::person)})};
    sim::Declaration all;
    all.children = {network_declaration("random"), rule, seeds_declaration("random")};
    for (auto& number : sim::section_of<Noise>("", "").children) all.children.push_back(number);
    return all;
  }();
  return root;
}

class ThresholdGround : public Ground {
 public:
  ThresholdGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws_)
      : draws(draws_),
        network(make_network(plan.root["network"], base, draws)),
        seeds(make_seeds(plan.root["seeds"], plan.root["network"], network, base, draws)),
        fractional(plan.root["rule"].word == "fractional"),
        rule(static_cast<std::size_t>(plan.root["rule"][fractional ? "share" : "number"].slot)),
        noise(static_cast<std::size_t>(plan.root["noise"].slot)),
        steps(plan.time.steps),
        base_rule(base[rule]),
        needs(network.size()) {
    const std::vector<double> own = numbers_of_agents(
        plan, plan.root["rule"][fractional ? "share" : "number"], base, network.size(), draws);
    for (std::uint32_t i = 0; i < network.size(); ++i) {
      needs[i] = need(i, own[i]);
      if (needs[i] <= 0 && !std::binary_search(seeds.begin(), seeds.end(), i)) willing.push_back(i);
    }
  }
  std::unique_ptr<Process> process() const override;
  sim::Size size() const override {
    const std::uint64_t agents = network.size(), ties = network.ties();
    return {agents, ties, agents * 24 + ties * 16, {}};
  }

  /// How many adopters an agent wants to see, given its threshold.
  std::int32_t need(std::uint32_t agent, double threshold) const {
    if (!fractional) return static_cast<std::int32_t>(std::ceil(threshold));
    const std::uint32_t others = network.reached_by(agent);
    if (others == 0) return unreachable;
    // The least whole number whose share is enough: the product may be off by a rounding.
    auto adopters = static_cast<std::uint32_t>(std::ceil(threshold * others));
    while (adopters > 0 && static_cast<double>(adopters - 1) / others >= threshold) --adopters;
    while (static_cast<double>(adopters) / others < threshold) ++adopters;
    return static_cast<std::int32_t>(adopters);
  }

  const sim::Draws& draws;
  sim::Network network;
  std::vector<std::uint32_t> seeds;
  bool fractional;
  std::size_t rule, noise;  ///< slots
  int steps;
  double base_rule;
  std::vector<std::int32_t> needs;     ///< by agent, as long as the rule has its base value
  std::vector<std::uint32_t> willing;  ///< those besides the seeds who need nobody
};

class ThresholdProcess : public Process {
 public:
  explicit ThresholdProcess(const ThresholdGround& ground)
      : ground_(ground),
        rule_(ground.base_rule),
        wanting_(ground.needs),
        adopters_(std::make_unique_for_overwrite<std::uint32_t[]>(wanting_.size())),
        willing_(ground.willing) {
    for (const std::uint32_t seed : ground.seeds) adopt(seed);
    note_milestones(0);
  }

  void refresh(const std::vector<double>& values) override {
    if (const double rule = values[ground_.rule]; rule != rule_) change_rule(rule);
    if (const double noise = values[ground_.noise]; noise != noise_) {
      noise_ = noise;
      noise_changed_ = true;
    }
  }

  void advance(int step) override {
    if (noise_changed_) renew_hesitation(step);
    const std::size_t from = seen_;
    seen_ = adopted_;
    if (noise_ > 0)
      show<true, true>(from, step);
    else if (seen_ - from > 2 * ahead)
      show<false, true>(from, step);
    else
      show<false, false>(from, step);
    for (const std::uint32_t agent : willing_) adopt(agent);
    willing_.clear();
    if (noise_ > 0)
      for (std::uint32_t i = first_at_[static_cast<std::size_t>(step)]; i != nobody; i = next_[i])
        if (hesitates(i)) adopt(i);
    note_milestones(step + 1);
  }

  bool at_rest() const override {
    return seen_ == adopted_ && willing_.empty() && (noise_ == 0 || (!noise_changed_ && hesitant_ == 0));
  }
  void observe(std::span<double> now) const override {
    now[0] = share(adopted_);
    now[1] = share(adopted_ - seen_);
  }
  void conclude(std::span<double> at_end) const override {
    const std::uint64_t adopted = adopted_, agents = wanting_.size();
    at_end[0] = share(adopted);
    at_end[1] = 20 * adopted > agents;
    at_end[2] = 10 * adopted >= 9 * agents;
    if (to_90_ >= 0) at_end[3] = to_90_;
    if (to_99_ >= 0) at_end[4] = to_99_;
  }
  void digest(sim::Digest& chain) const override {
    const std::uint64_t seen = seen_;
    happened_.put_in_turn({adopters_.get() + printed_, adopted_ - printed_},
                          static_cast<std::uint32_t>(printed_));
    printed_ = adopted_;
    happened_.digest("adopted", chain);
    chain.add_column("seen", std::span<const std::uint64_t>(&seen, 1));
  }
  std::uint64_t contacts() const override { return contacts_; }
  void keep(sim::Keeper& keeper) override {
    keeper(rule_, noise_, wanting_, adopted_);
    if (adopted_ > wanting_.size()) throw std::runtime_error("more have adopted than there are");
    keeper.several(adopters_.get(), adopted_);
    keeper(seen_, willing_, happened_, printed_, contacts_, to_90_, to_99_);
    keeper(noise_changed_, noise_since_, mean_wait_, hesitant_, exposed_, first_at_, next_);
  }

 private:
  double share(std::size_t number) const {
    return static_cast<double>(number) / static_cast<double>(wanting_.size());
  }
  bool hesitates(std::uint32_t agent) const { return wanting_[agent] > 0 && wanting_[agent] <= unreachable; }

  template <bool noisy = true>
  void adopt(std::uint32_t agent) {
    if (noisy && noise_ > 0 && !exposed_.empty() && exposed_[agent]) --hesitant_;
    wanting_[agent] = has_adopted;
    adopters_[adopted_++] = agent;
  }

  /// Whom an adopter reaches lies anywhere in memory: where they are many, so many ahead are asked for early.
  static constexpr std::size_t ahead = 8;

  /// Everybody sees those who adopted in the step before; whom that is enough for adopts.
  template <bool noisy, bool many>
  void show(std::size_t from, int step) {
    std::int32_t* const wanting = wanting_.data();
    for (std::size_t at = from; at < seen_; ++at) {
      if constexpr (many) {
        if (at + 3 * ahead < seen_) ground_.network.prefetch(adopters_[at + 3 * ahead]);
        if (at + 2 * ahead < seen_) __builtin_prefetch(ground_.network.of(adopters_[at + 2 * ahead]).data());
        if (at + ahead < seen_)
          for (const std::uint32_t other : ground_.network.of(adopters_[at + ahead]))
            __builtin_prefetch(&wanting[other], 1);
      }
      const auto reached = ground_.network.of(adopters_[at]);
      contacts_ += reached.size();
      for (const std::uint32_t other : reached) {
        if constexpr (noisy)
          if (!exposed_[other] && hesitates(other)) hesitate(other, step);
        if (--wanting[other] == 0) adopt<noisy>(other);
      }
    }
  }

  void change_rule(double rule) {
    for (std::uint32_t i = 0; i < wanting_.size(); ++i)
      if (hesitates(i)) {
        const std::int32_t saw = ground_.need(i, rule_) - wanting_[i];
        wanting_[i] = ground_.need(i, rule) - saw;
      }
    rule_ = rule;
    find_willing();
  }

  /// Those whose threshold was met without anybody new to see.
  void find_willing() {
    willing_.clear();
    for (std::uint32_t i = 0; i < wanting_.size(); ++i)
      if (wanting_[i] <= 0) willing_.push_back(i);
  }

  /// Waiting has no memory, so that when the noise changes everybody may wait anew.
  void renew_hesitation(int step) {
    noise_changed_ = false;
    if (noise_ == 0) return;
    noise_since_ = static_cast<std::uint32_t>(step);
    mean_wait_ = 1 / sim::hazard(noise_);
    first_at_.assign(static_cast<std::size_t>(ground_.steps), nobody);
    next_.resize(wanting_.size());
    exposed_.assign(wanting_.size(), 0);
    hesitant_ = 0;
    for (std::size_t at = 0; at < seen_; ++at)
      for (const std::uint32_t other : ground_.network.of(adopters_[at]))
        if (!exposed_[other] && hesitates(other)) hesitate(other, step);
  }

  /// One draw says in which step the agent would adopt below its threshold: more noise, no later.
  void hesitate(std::uint32_t agent, int step) {
    exposed_[agent] = 1;
    ++hesitant_;
    static constexpr std::uint32_t why = sim::purpose("threshold noise");
    const double luck = sim::unit(ground_.draws.block(why, noise_since_, agent)[0]);
    const double when = step + std::floor(-sim::log(luck) * mean_wait_);
    if (!(when < ground_.steps)) return;
    const auto at = static_cast<std::size_t>(when);
    next_[agent] = first_at_[at];
    first_at_[at] = agent;
  }

  void note_milestones(int step) {
    const std::uint64_t adopted = adopted_, agents = wanting_.size();
    if (to_90_ < 0 && 10 * adopted >= 9 * agents) to_90_ = step;
    if (to_99_ < 0 && 100 * adopted >= 99 * agents) to_99_ = step;
  }

  const ThresholdGround& ground_;
  double rule_, noise_ = 0;
  std::vector<std::int32_t> wanting_;          ///< by agent: adopters it still wants to see
  std::unique_ptr<std::uint32_t[]> adopters_;  ///< in the order of adoption; room for all
  std::size_t adopted_ = 0;                    ///< how many have
  std::size_t seen_ = 0;                       ///< so many adopters have been seen by those whom they reach
  std::vector<std::uint32_t> willing_;
  mutable Fingerprint happened_;
  mutable std::size_t printed_ = 0;  ///< so many adopters are in it
  std::uint64_t contacts_ = 0;
  int to_90_ = -1, to_99_ = -1;

  // Only where there is noise:
  bool noise_changed_ = false;
  std::uint32_t noise_since_ = 0;
  double mean_wait_ = 0;
  std::uint64_t hesitant_ = 0;           ///< how many see an adopter and have not adopted
  std::vector<std::uint8_t> exposed_;    ///< by agent: whether it has seen an adopter
  std::vector<std::uint32_t> first_at_;  ///< by step: one who would adopt in it below the threshold, and
  std::vector<std::uint32_t> next_;      ///< by agent: the next who would in the same step
};

std::unique_ptr<Process> ThresholdGround::process() const {
  return std::make_unique<ThresholdProcess>(*this);
}

void check(const sim::Plan& plan) {
  check_seeds(plan.root["seeds"], plan.root["network"]);
  const sim::Setting& rule = plan.root["rule"];
  const char* name = rule.word == "fractional" ? "share" : "number";
  const int slot = rule[name].slot;
  const bool differ = plan.slots[static_cast<std::size_t>(slot)].base.spread.has_value();
  for (const auto& intervention : plan.interventions)
    for (const auto& change : intervention.changes)
      if (change.slot == slot && (differ || change.number.spread))
        throw sim::InvalidInput(
            {{intervention.place, "interventions." + intervention.name,
              "thresholds that differ from agent to agent cannot change while it runs",
              std::string("give rule.") + name + " one number for all, or leave it as it is"}});
}

}  // namespace

sim::Model threshold() {
  Description threshold;
  threshold.name = "threshold";
  threshold.meaning =
      "Adoption once enough of those whom one sees have adopted (Watts 2002; Centola and Macy 2007).";
  threshold.source =
      "Watts 2002, A simple model of global cascades on random networks, PNAS 99(9); Centola and Macy 2007, "
      "Complex contagions and the weakness of long ties, American Journal of Sociology 113(3)";
  threshold.declaration = &declaration();
  threshold.over_time = {{"adopted", "share that has adopted"},
                         {"newly_adopted", "share that adopted in the step before"}};
  threshold.at_end = {
      {"final_adopted", "share that has adopted at the end"},
      {"global", "whether more than 5 % have adopted", "1", "1 or 0; the mean over runs is a probability"},
      {"nearly_all", "whether at least 90 % have adopted", "1",
       "1 or 0; the mean over runs is a probability"},
      {"steps_to_90", "steps until 90 % had adopted", "1", "missing where fewer have", true},
      {"steps_to_99", "steps until 99 % had adopted", "1", "missing where fewer have", true}};
  threshold.headlines = {{"adopted", "%", "final_adopted", 100, sim::Better::higher},
                         {"global", "%", "global", 100, sim::Better::higher},
                         {"to 99 %", "steps", "steps_to_99", 1, sim::Better::lower}};
  threshold.check = check;
  threshold.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                        const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<ThresholdGround>(plan, base, draws);
  };
  return model_of(threshold);
}

}  // namespace knowhow::published
