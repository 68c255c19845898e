// People learn the beliefs of an organisation's code, and the code learns from those who know more than it
// does. March, J.G. (1991), Exploration and exploitation in organizational learning, Organization Science
// 2(1), 71-87.
//
// The paper's text is not enough to get its figure 1. The variant `acting` adds what replications found to be
// missing: who has no belief tosses a coin and acts, and it is acts, not beliefs, that are compared with the
// code and that it learns from; people come round one step at a time, from a wrong belief to none to the
// code's; and knowledge is what is right less what is wrong. The variant `literal` takes the text at its
// word: beliefs are compared, by the share that is right, and people jump to the code's belief. Which of the
// two (or a third) made the paper's other figures is not known.
//
// In a period, people who leave are replaced and reality changes first. Then people learn from the code, and
// the code from people, both as they were before either learned.
#include <algorithm>
#include <cmath>

#include "models/published/lanes.h"
#include "models/published/models.h"
#include "models/published/process.h"

namespace knowhow::published {

namespace {

using sim::Parameter;
using sim::Unit;
using sim::When;

struct Reality {
  double dimensions, turbulence;
  static constexpr auto parameters() {
    return std::array{Parameter{&Reality::dimensions,
                                "dimensions",
                                30,
                                {1, 64},
                                {30, 30},
                                Unit::count,
                                When::at_start,
                                "March 1991",
                                "things about which one can be right or wrong"},
                      Parameter{&Reality::turbulence,
                                "turbulence",
                                0,
                                {0, 1},
                                {0, .1},
                                Unit::share,
                                When::any_time,
                                "March 1991",
                                "probability that a dimension of reality turns round, per step (p4)"}};
  }
};

struct People {
  double number, socialisation, second_share, second_socialisation, turnover;
  static constexpr auto parameters() {
    return std::array{
        Parameter{&People::number,
                  "number",
                  50,
                  {1, 1e6},
                  {50, 50},
                  Unit::count,
                  When::at_start,
                  "March 1991",
                  "how many people there are"},
        Parameter{&People::socialisation,
                  "socialisation",
                  .1,
                  {0, 1},
                  {.1, .9},
                  Unit::share,
                  When::any_time,
                  "March 1991",
                  "probability that a person learns a belief of the code that is not theirs, per step (p1)"},
        Parameter{&People::second_share,
                  "second_share",
                  0,
                  {0, 1},
                  {0, 1},
                  Unit::share,
                  When::any_time,
                  "March 1991",
                  "share of people who learn at the rate `second_socialisation` instead"},
        Parameter{&People::second_socialisation,
                  "second_socialisation",
                  .9,
                  {0, 1},
                  {.1, .9},
                  Unit::share,
                  When::any_time,
                  "March 1991",
                  "socialisation of that share of people"},
        Parameter{&People::turnover,
                  "turnover",
                  0,
                  {0, 1},
                  {0, .1},
                  Unit::share,
                  When::any_time,
                  "March 1991",
                  "probability that a person is replaced by a newcomer, per step (p3)"}};
  }
};

struct Code {
  double learning;
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Code::learning,
                  "learning",
                  .5,
                  {0, 1},
                  {.1, .9},
                  Unit::share,
                  When::any_time,
                  "March 1991",
                  "how readily the code learns (p2): it keeps a belief with probability (1 - p2)^s, where s "
                  "is the majority, in people, against it among those who know more than it does"}};
  }
};

constexpr std::uint32_t reality_purpose = sim::purpose("march reality");
constexpr std::uint32_t belief_purpose = sim::purpose("march belief");
constexpr std::uint32_t turnover_purpose = sim::purpose("march turnover");
constexpr std::uint32_t newcomer_purpose = sim::purpose("march newcomer");
constexpr std::uint32_t turbulence_purpose = sim::purpose("march turbulence");
constexpr std::uint32_t person_purpose = sim::purpose("march person");
constexpr std::uint32_t code_purpose = sim::purpose("march code");

constexpr std::uint64_t one_third = 0x55555555;

/// Beliefs on all dimensions: the lanes in which they are +1 and those in which they are -1; 0 in neither.
template <class Lanes>
struct Beliefs {
  Lanes plus = 0, minus = 0;
};

/// Each dimension +1, 0 or -1, equally likely.
template <class Lanes>
Beliefs<Lanes> any_beliefs(Lanes all, Bits<Lanes> bits) {
  const Lanes sign = bits.next();
  const Lanes some = all & ~happens(all, one_third, bits);
  return {some & sign, some & ~sign};
}

/// As they are before the first step.
template <class Lanes>
struct Start {
  Lanes all = 0, reality = 0;
  std::vector<Lanes> plus, minus;  ///< of people
};

template <class Lanes>
class MarchProcess : public Process {
 public:
  MarchProcess(const sim::Plan& plan, const sim::Draws& draws, const Start<Lanes>& start)
      : plan_(plan),
        draws_(draws),
        acting_(plan.root["variant"].word == "acting"),
        all_(start.all),
        reality_(start.reality),
        plus_(start.plus),
        minus_(start.minus),
        acts_plus_(plus_.size()),
        acts_minus_(plus_.size()),
        who_(plus_.size()),
        blocks_(plus_.size()),
        changes_(plus_.size() + 1) {}

  void refresh(const std::vector<double>& values) override {
    const auto reality = sim::read_section<Reality>(plan_.root["reality"], values);
    const auto rates = sim::read_section<People>(plan_.root["people"], values);
    const auto code = sim::read_section<Code>(plan_.root["code"], values);
    turbulence_ = sim::threshold(reality.turbulence);
    turnover_ = sim::threshold(rates.turnover);
    first_ = sim::threshold(rates.socialisation);
    second_ = sim::threshold(rates.second_socialisation);
    first_people_ = people() - static_cast<std::uint32_t>(std::lround(rates.second_share * people()));
    double keeps = 1;
    for (auto& threshold : changes_) {
      threshold = sim::threshold(1 - keeps);
      keeps *= 1 - code.learning;
    }
    look_for_rest();
  }

  void advance(int step) override {
    const auto now = static_cast<std::uint32_t>(step);
    if (turnover_) replace_people(now);
    if (turbulence_) {
      Bits<Lanes> bits(draws_, turbulence_purpose, now, 0);
      reality_ ^= happens(all_, turbulence_, bits);
    }
    people_act_and_learn(now);
    code_learns(now, contested(acts_plus_, acts_minus_));
    contacts_ += people();
    look_for_rest();
  }

  bool at_rest() const override { return rests_; }

  void observe(std::span<double> now) const override {
    const Knowledge of_people = people_knowledge();
    now[0] = knowledge(code_.plus, code_.minus);
    now[1] = of_people.knowledge;
    now[2] = share_right(code_.plus, code_.minus);
    now[3] = of_people.share_right;
    now[4] = diversity();
    now[5] = std::popcount(code_.plus | code_.minus) / dimensions();
  }

  void conclude(std::span<double> at_end) const override {
    const Knowledge of_people = people_knowledge();
    at_end[0] = knowledge(code_.plus, code_.minus);
    at_end[1] = of_people.knowledge;
    at_end[2] = share_right(code_.plus, code_.minus);
    at_end[3] = of_people.share_right;
  }

  void digest(sim::Digest& chain) const override {
    chain.add_column("plus", std::span<const Lanes>(plus_));
    chain.add_column("minus", std::span<const Lanes>(minus_));
    chain.add_column("common", std::span<const Lanes>(std::array{code_.plus, code_.minus, reality_}));
  }

  std::uint64_t contacts() const override { return contacts_; }

 private:
  struct Knowledge {
    double knowledge = 0, share_right = 0;
  };

  std::uint32_t people() const { return static_cast<std::uint32_t>(plus_.size()); }
  double dimensions() const { return std::popcount(all_); }
  int right(Lanes plus, Lanes minus) const { return std::popcount((plus & reality_) | (minus & ~reality_)); }
  int wrong(Lanes plus, Lanes minus) const { return std::popcount((plus & ~reality_) | (minus & reality_)); }
  double knowledge(Lanes plus, Lanes minus) const {
    return (right(plus, minus) - wrong(plus, minus)) / dimensions();
  }
  double share_right(Lanes plus, Lanes minus) const { return right(plus, minus) / dimensions(); }

  /// What decides who knows more.
  int score(Lanes plus, Lanes minus) const {
    return acting_ ? right(plus, minus) - wrong(plus, minus) : right(plus, minus);
  }

  /// The dimensions on which a person could learn from the code.
  Lanes differs(std::uint32_t person) const {
    return (code_.plus & ~plus_[person]) | (code_.minus & ~minus_[person]);
  }

  std::uint64_t socialisation(std::uint32_t person) const {
    return person < first_people_ ? first_ : second_;
  }

  void replace_people(std::uint32_t now) {
    constexpr std::uint32_t width = 8 * sizeof(Lanes);
    for (std::uint32_t from = 0; from < people(); from += width) {
      Bits<Lanes> bits(draws_, turnover_purpose, now, from / width);
      const Lanes leave = happens(first_lanes<Lanes>(people() - from), turnover_, bits);
      for_each_lane(leave, [&](std::uint32_t lane) {
        const std::uint32_t person = from + lane;
        const auto newcomer = any_beliefs(all_, Bits<Lanes>(draws_, newcomer_purpose, now, person));
        plus_[person] = newcomer.plus;
        minus_[person] = newcomer.minus;
      });
    }
  }

  void people_act_and_learn(std::uint32_t now) {
    acts_plus_ = plus_;
    acts_minus_ = minus_;
    const Lanes tosses = acting_ ? all_ : 0;
    std::uint32_t asked = 0;  // only people for whom something is open need a draw
    for (std::uint32_t person = 0; person < people(); ++person) {
      const Lanes open = differs(person) | (tosses & ~(plus_[person] | minus_[person]));
      who_[asked] = person;
      asked += open != 0;
    }
    for (std::uint32_t i = 0; i < asked; ++i) blocks_[i] = draws_.block(person_purpose, now, who_[i]);
    for (std::uint32_t i = 0; i < asked; ++i) {
      const std::uint32_t person = who_[i];
      Bits<Lanes> bits(draws_, person_purpose, now, person, blocks_[i]);
      const Lanes none = tosses & ~(plus_[person] | minus_[person]);
      const Lanes coins = bits.next();
      acts_plus_[person] |= none & coins;
      acts_minus_[person] |= none & ~coins;
      const Lanes learns = happens(differs(person), socialisation(person), bits);
      const Lanes up = learns & code_.plus, down = learns & code_.minus;
      const Lanes was_plus = plus_[person], was_minus = minus_[person];
      plus_[person] = (was_plus & ~down) | (acting_ ? up & ~was_minus : up);
      minus_[person] = (was_minus & ~up) | (acting_ ? down & ~was_plus : down);
    }
  }

  /// Counts what those who know more than the code believe or do: the dimensions on which the majority of
  /// them is not the code's.
  Lanes contested(const std::vector<Lanes>& plus, const std::vector<Lanes>& minus) {
    const int code_score = score(code_.plus, code_.minus);
    std::uint32_t superiors = 0;
    for (std::uint32_t person = 0; person < people(); ++person) {
      who_[superiors] = person;
      superiors += score(plus[person], minus[person]) > code_score;
    }
    for_.clear();
    against_.clear();
    for (std::uint32_t i = 0; i < superiors; ++i) {
      for_.add(plus[who_[i]]);
      against_.add(minus[who_[i]]);
    }
    return (for_.above(against_) & ~code_.plus) | (against_.above(for_) & ~code_.minus);
  }

  void code_learns(std::uint32_t now, Lanes open) {
    constexpr std::uint32_t no_block = ~std::uint32_t{0};
    sim::Block block{};
    std::uint32_t block_of = no_block;
    for_each_lane(open, [&](std::uint32_t dimension) {
      if (dimension / 4 != block_of) {
        block_of = dimension / 4;
        block = draws_.block(code_purpose, now, block_of);
      }
      const std::uint32_t yes = for_.of(dimension), no = against_.of(dimension);
      if (block[dimension % 4] >= changes_[yes > no ? yes - no : no - yes]) return;
      const Lanes lane = Lanes{1} << dimension;
      code_.plus = yes > no ? code_.plus | lane : code_.plus & ~lane;
      code_.minus = yes > no ? code_.minus & ~lane : code_.minus | lane;
    });
  }

  /// Nothing can change once no person can learn from the code, and the code from nobody, even if all tosses
  /// went well.
  void look_for_rest() {
    rests_ = false;
    if (turnover_ || turbulence_) return;
    for (std::uint32_t person = 0; person < people(); ++person)
      if (socialisation(person) && differs(person)) return;
    rests_ = !code_can_learn();
  }

  bool code_can_learn() {
    if (!changes_[1]) return false;
    if (!acting_) return contested(plus_, minus_) != 0;
    const int code_score = score(code_.plus, code_.minus), all = std::popcount(all_);
    for (std::uint32_t person = 0; person < people(); ++person)
      if (all - 2 * wrong(plus_[person], minus_[person]) > code_score) return true;
    return false;
  }

  Knowledge people_knowledge() const {
    std::int64_t rights = 0, wrongs = 0;
    for (std::uint32_t person = 0; person < people(); ++person) {
      rights += right(plus_[person], minus_[person]);
      wrongs += wrong(plus_[person], minus_[person]);
    }
    const double beliefs = people() * dimensions();
    return {static_cast<double>(rights - wrongs) / beliefs, static_cast<double>(rights) / beliefs};
  }

  double diversity() const {
    LaneCounts<Lanes> plus, minus;
    for (std::uint32_t person = 0; person < people(); ++person) {
      plus.add(plus_[person]);
      minus.add(minus_[person]);
    }
    double differ = 0;  // pairs of people, over all dimensions
    for_each_lane(all_, [&](std::uint32_t dimension) {
      const double yes = plus.of(dimension), no = minus.of(dimension), none = people() - yes - no;
      differ += yes * no + yes * none + no * none;
    });
    const double pairs = people() * (people() - 1.0) / 2;
    return pairs > 0 ? differ / (pairs * dimensions()) : 0;
  }

  const sim::Plan& plan_;
  const sim::Draws& draws_;
  bool acting_;
  Lanes all_, reality_;
  Beliefs<Lanes> code_;
  std::vector<Lanes> plus_, minus_;  ///< beliefs of people
  std::uint64_t turbulence_ = 0, turnover_ = 0, first_ = 0, second_ = 0;
  std::uint32_t first_people_ = 0;  ///< how many learn at the first rate
  std::vector<Lanes> acts_plus_, acts_minus_;
  std::vector<std::uint32_t> who_;
  std::vector<sim::Block> blocks_;
  std::vector<std::uint64_t> changes_;  ///< [s] threshold of the code's change against a majority of s
  LaneCounts<Lanes> for_, against_;
  bool rests_ = false;
  std::uint64_t contacts_ = 0;
};

template <class Lanes>
class MarchGround : public Ground {
 public:
  MarchGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws)
      : plan_(plan), draws_(draws) {
    const auto reality = sim::read_section<Reality>(plan.root["reality"], base);
    const auto people =
        static_cast<std::uint32_t>(sim::read_section<People>(plan.root["people"], base).number);
    start_.all = first_lanes<Lanes>(static_cast<std::uint32_t>(reality.dimensions));
    start_.reality = Bits<Lanes>(draws, reality_purpose, 0, 0).next() & start_.all;
    for (std::uint32_t person = 0; person < people; ++person) {
      const auto beliefs = any_beliefs(start_.all, Bits<Lanes>(draws, belief_purpose, 0, person));
      start_.plus.push_back(beliefs.plus);
      start_.minus.push_back(beliefs.minus);
    }
  }

  std::unique_ptr<Process> process() const override {
    return std::make_unique<MarchProcess<Lanes>>(plan_, draws_, start_);
  }

  sim::Size size() const override {
    sim::Size size;
    size.agents = start_.plus.size();
    size.bytes = size.agents *
                 (6 * sizeof(Lanes) + sizeof(std::uint32_t) + sizeof(sim::Block) + sizeof(std::uint64_t));
    return size;
  }

 private:
  const sim::Plan& plan_;
  const sim::Draws& draws_;
  Start<Lanes> start_;
};

std::unique_ptr<Ground> ground(const sim::Plan& plan, const std::vector<double>& base,
                               const sim::Draws& draws) {
  if (sim::read_section<Reality>(plan.root["reality"], base).dimensions > 32)
    return std::make_unique<MarchGround<std::uint64_t>>(plan, base, draws);
  return std::make_unique<MarchGround<std::uint32_t>>(plan, base, draws);
}

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration variant;
    variant.form = sim::Form::choice;
    variant.name = "variant";
    variant.meaning =
        "acting: people without a belief toss a coin and act, acts are compared, and people come "
        "round one step at a time; literal: beliefs are compared, and people jump to the code's";
    variant.source = "March 1991; replications";
    variant.word = "acting";
    variant.words = {"acting", "literal"};
    sim::Declaration all;
    all.meaning = "An organisation's code and its people, who learn from each other.";
    all.children = {
        variant, sim::section_of<Reality>("reality", "What there is to know."),
        sim::section_of<People>("people", "Those who learn from the code, and it from the best of them."),
        sim::section_of<Code>("code", "What the organisation holds to be true.")};
    return all;
  }();
  return root;
}

}  // namespace

sim::Model march() {
  const char* score = "right less wrong, over all dimensions: 1 all right, 0 by chance, -1 all wrong";
  const char* share = "dimensions on which there is no belief are not right";
  return model_of(
      {"march",
       "People learn an organisation's code, and the code from those who know more: exploration and "
       "exploitation.",
       "March (1991), Exploration and exploitation in organizational learning, Organization Science 2(1), "
       "71-87",
       &declaration(),
       {{"code_knowledge", "knowledge of the code", "1", score},
        {"people_knowledge", "mean knowledge of people", "1", score},
        {"code_correct", "share of dimensions on which the code is right", "1", share},
        {"people_correct", "mean share of dimensions on which a person is right", "1", share},
        {"diversity", "probability that two different people do not believe the same of a dimension"},
        {"code_decided", "share of dimensions on which the code has a belief"}},
       {{"final_code_knowledge", "knowledge of the code at the end", "1", score},
        {"final_people_knowledge", "mean knowledge of people at the end", "1", score},
        {"final_code_correct", "share of dimensions on which the code is right at the end", "1", share},
        {"final_people_correct", "mean share of dimensions on which a person is right at the end", "1",
         share}},
       {{"code knowledge", "%", "final_code_knowledge", 100},
        {"people's knowledge", "%", "final_people_knowledge", 100},
        {"rested at", "step", "rested_at"}},
       nullptr,
       ground});
}

}  // namespace knowhow::published
