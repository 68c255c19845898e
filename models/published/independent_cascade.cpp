// Contagion from those who have it, along ties. `one_shot` is the independent cascade of Kempe, Kleinberg and
// Tardos 2003: whoever becomes active tries each neighbour once, in the next step. `one_shot_continuous` lets
// each try that succeeds take its own time; the final set is the same for the same draws. `sir` is Kermack
// and McKendrick's model on a network in steps: in each, an infected agent tries each susceptible neighbour,
// and recovers at the end. `sir_continuous` is the same with rates, as igraph and EoN have it, and exact: an
// agent is infected at the earliest of the times that those who reach it, and those who reach them, drew.
// Nothing is simulated of steps in which nothing happens to a tie: waiting times are drawn, whole or not.
#include <algorithm>

#include "models/published/cascade.h"
#include "models/published/cascade_spreading.h"
#include "models/published/fingerprint.h"
#include "models/published/models.h"

namespace knowhow::published {

namespace {

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

/// One try at each neighbour in the next step needs no calendar: those who became active last try next.
/// Whether a try would succeed is drawn before anybody looks whom it meets: most fail, and need no look.
class OneShotInSteps : public Contagion {
 public:
  explicit OneShotInSteps(const CascadeGround& ground)
      : Contagion(ground), active_(ground.network.size()), latest_(ground.seeds) {
    latest_.reserve(active_.size());
    next_.reserve(active_.size());
    for (const std::uint32_t seed : ground.seeds) active_[seed] = 1;
    happened_.put(latest_, 0);
  }

  void refresh(const std::vector<double>& values) override {
    success_ = sim::threshold(sim::read_section<OneShot>(ground_.section, values).probability);
  }

  void advance(int step) override {
    constexpr std::size_t ahead = 8;  // rows lie anywhere in memory: ask early
    for (std::size_t at = 0; at < latest_.size(); ++at) {
      if (at + 2 * ahead < latest_.size()) ground_.network.prefetch(latest_[at + 2 * ahead]);
      if (at + ahead < latest_.size()) __builtin_prefetch(ground_.network.of(latest_[at + ahead]).data());
      const auto row = ground_.network.of(latest_[at]);
      contacts_ += row.size();
      if (ever_ + next_.size() < active_.size()) line_up(latest_[at], row);
    }
    try_all();
    latest_.swap(next_);
    next_.clear();
    infected_ = latest_.size();
    ever_ += infected_;
    happened_.put(latest_, step + 1);
    note_peak(step + 1);
  }

  void keep(sim::Keeper& keeper) override {
    Contagion::keep(keeper);
    keeper(active_, latest_, happened_);
  }

  void digest(sim::Digest& chain) const override {
    happened_.digest("infected_at", chain);
    const std::array<std::uint64_t, 2> counts{ever_, infected_};
    chain.add_column("counts", std::span<const std::uint64_t>(counts));
  }

 private:
  static constexpr std::uint32_t lanes = sim::Draws::lanes;
  /// Up to four neighbours, who share a block of draws.
  using Four = std::span<const std::uint32_t>;

  void line_up(std::uint32_t agent, std::span<const std::uint32_t> row) {
    for (std::uint32_t place = 0; place < row.size(); place += 4) {
      agents_[waiting_] = agent;
      places_[waiting_] = place / 4;
      fours_[waiting_] = row.subspan(place, std::min<std::size_t>(4, row.size() - place));
      if (++waiting_ == lanes) try_all();
    }
  }

  /// Those who wait in line. What is drawn where nobody does is not looked at.
  void try_all() {
    static constexpr std::uint32_t why = sim::purpose("cascade try");
    if (waiting_ == 0) return;
    const sim::Draws::Blocks words = ground_.draws.blocks(why, 0, agents_, places_);
    std::array<std::uint32_t, 4 * lanes> met;  // without a branch: which tries succeed cannot be foretold
    std::size_t successes = 0;
    for (std::uint32_t lane = 0; lane < waiting_; ++lane)
      for (std::uint32_t p = 0; p < 4; ++p) {
        const bool is_there = p < fours_[lane].size();
        met[successes] = fours_[lane][is_there ? p : 0];
        successes += is_there & (words[p][lane] < success_);
      }
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < successes; ++i) {
      const std::uint32_t agent = met[i];
      met[fresh] = agent;
      fresh += !active_[agent];
      active_[agent] = 1;
    }
    next_.insert(next_.end(), met.begin(), met.begin() + fresh);
    waiting_ = 0;
  }

  std::uint64_t success_ = 0;
  std::vector<std::uint8_t> active_;          ///< by agent
  std::vector<std::uint32_t> latest_, next_;  ///< who became active in the step before, and in this one
  Fingerprint happened_;

  // In line, in the order of their tries:
  std::uint32_t waiting_ = 0;
  sim::Draws::PerLane agents_{}, places_{};
  std::array<Four, lanes> fours_;
};

}  // namespace

std::unique_ptr<Process> CascadeGround::process() const {
  if (section.word == "one_shot") return std::make_unique<OneShotInSteps>(*this);
  if (section.word == "sir") return std::make_unique<Spreading<Kind::sir>>(*this);
  if (section.word == "sir_continuous") return std::make_unique<Spreading<Kind::sir_continuous>>(*this);
  return std::make_unique<Spreading<Kind::one_shot_continuous>>(*this);
}

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