#pragma once
// How March's organisation learns, a step at a time: each belief is a lane of a word.
#include <algorithm>
#include <cmath>

#include "models/published/lanes.h"
#include "models/published/march.h"
#include "models/published/process.h"

namespace knowhow::published {

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
    now[5] = count_lanes<Lanes>(code_.plus | code_.minus) / dimensions();
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
  void keep(sim::Keeper& keeper) override { keeper(reality_, code_, plus_, minus_, rests_, contacts_); }

 private:
  static constexpr std::uint32_t turnover_purpose = sim::purpose("march turnover");
  static constexpr std::uint32_t newcomer_purpose = sim::purpose("march newcomer");
  static constexpr std::uint32_t turbulence_purpose = sim::purpose("march turbulence");
  static constexpr std::uint32_t person_purpose = sim::purpose("march person");
  static constexpr std::uint32_t code_purpose = sim::purpose("march code");

  struct Knowledge {
    double knowledge = 0, share_right = 0;
  };

  std::uint32_t people() const { return static_cast<std::uint32_t>(plus_.size()); }
  double dimensions() const { return count_lanes<Lanes>(all_); }
  int right(Lanes plus, Lanes minus) const {
    return count_lanes<Lanes>((plus & reality_) | (minus & ~reality_));
  }
  int wrong(Lanes plus, Lanes minus) const {
    return count_lanes<Lanes>((plus & ~reality_) | (minus & reality_));
  }
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
    const int code_score = score(code_.plus, code_.minus), all = count_lanes<Lanes>(all_);
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

}  // namespace knowhow::published
