#pragma once
// Everything that changes while the model runs, as columns. Nothing here can be computed from the rest.
#include "models/public_services/clocks.h"
#include "models/public_services/world.h"
#include "sim/column.h"
#include "sim/digest.h"

namespace knowhow::public_services {

/// How far an organisation is with a practice.
enum class Stage : std::uint8_t { unaware, aware, acquired, trialling, applied };
constexpr std::array<std::string_view, 5> stage_names{"unaware", "aware", "acquired", "trialling", "applied"};

/// Why an organisation that had to adopt or justify did not adopt: what it was least ready in.
enum class Reason : std::uint8_t { none, evidence, capacity, context, leadership };
constexpr std::array<std::string_view, 4> reason_names{"evidence", "capacity", "context", "leadership"};

constexpr std::uint32_t nobody = ~std::uint32_t{0};

struct State {
  // By person, and for knowledge by person and practice.
  sim::StateColumn<Knowledge> knowledge{"knowledge", "2^-30", "explicit and tacit knowledge"};
  sim::StateColumn<std::uint64_t> aware{"aware", "mask",
                                        "practices that the person has heard of and not forgotten"};
  sim::StateColumn<std::uint64_t> offered{"offered", "mask",
                                          "practices that a contact offered since the year began"};
  sim::StateColumn<std::uint32_t> stay{"stay", "2^-26", "hazard left until the holder of the post leaves"};
  sim::StateColumn<std::uint32_t> spell{"spell", "1", "how many have held the post before"};

  // By organisation and practice.
  sim::StateColumn<Stage> stage{"stage", "1", "0 unaware, 1 aware, 2 acquired, 3 trialling, 4 applied"};
  sim::StateColumn<std::uint8_t> invented{"invented", "1",
                                          "1 if the organisation tries or applies what it invented itself"};
  sim::StateColumn<std::uint32_t> champion{"champion", "person", "its champion, or nobody"};
  sim::StateColumn<std::int32_t> wait_until{"wait_until", "step", "no new attempt before this step"};
  sim::StateColumn<std::int32_t> repository{"repository", "2^-30", "explicit knowledge written down"};
  sim::StateColumn<double> improvement{"improvement", "GBP a year", "realised improvement"};
  sim::StateColumn<std::int64_t> learned_alike{
      "learned_alike", "2^-30", "all gains from elsewhere, times the similarity of their source"};
  sim::StateColumn<double> commitment{"commitment", "1",
                                      "commitments to act on it, as far as they still hold"};
  sim::StateColumn<double> help{"help", "1", "what pairings added to the adaptation of it"};
  sim::StateColumn<std::int32_t> obliged_since{"obliged_since", "step",
                                               "since when a mandate demands it, or -1"};
  sim::StateColumn<std::uint8_t> forced{"forced", "1", "1 if it was started under a mandate"};
  sim::StateColumn<Reason> refused{"refused", "1", "0 not, 1 evidence, 2 capacity, 3 context, 4 leadership"};
  sim::StateColumn<std::int32_t> started{"started", "step", "since when it was last on trial, or -1"};
  sim::StateColumn<std::int32_t> applied_since{"applied_since", "step", "since when it applies it, or -1"};
  sim::StateColumn<std::int32_t> known_since{"known_since", "step",
                                             "since when observers know that it applies it, or -1"};

  // By organisation, practice and contributor: each channel, and newcomers last.
  sim::StateColumn<std::int64_t> learned_through{
      "learned_through", "2^-30", "gains from elsewhere by channel, and what newcomers brought"};
  sim::StateColumn<std::int64_t> credited{"credited", "2^-30",
                                          "the same as it was when the organisation came to apply it"};
  Clocks start{"start", "hazard of starting, towards the draw of the attempt"};
  Clocks trial{"trial", "hazard of a trial's end"};
  Clocks naming{"champion named", "hazard of naming a champion"};
  Clocks abandoning{"abandon", "hazard of giving up a practice without benefit"};
  Clocks invention{"invention", "hazard of inventing it oneself"};
  Clocks mandate{"mandate", "hazard of responding to a mandate"};

  // By practice.
  sim::StateColumn<std::uint32_t> duplicates{"duplicates", "1",
                                             "own inventions of what had already begun elsewhere"};

  sim::StateColumn<double> evidence{"evidence", "1", "evidence that evaluations of the practice found"};

  template <class Visit>
  void each(Visit&& visit) const {
    each_of(*this, visit);
    for (const Clocks* clocks : {&start, &trial, &naming, &abandoning, &invention, &mandate})
      visit(clocks->hazard), visit(clocks->round);
    visit(duplicates), visit(evidence);
  }
  template <class Keeper>
  void keep(Keeper& keeper) {
    each_of(*this, keeper);
    keeper(start, trial, naming, abandoning, invention, mandate, duplicates, evidence);
  }

 private:
  template <class Self, class Visit>
  static void each_of(Self& self, Visit&& visit) {
    visit(self.knowledge), visit(self.aware), visit(self.offered), visit(self.stay), visit(self.spell),
        visit(self.stage), visit(self.invented), visit(self.champion), visit(self.wait_until),
        visit(self.repository), visit(self.improvement), visit(self.learned_alike), visit(self.commitment),
        visit(self.help), visit(self.obliged_since), visit(self.forced), visit(self.refused),
        visit(self.started), visit(self.applied_since), visit(self.known_since), visit(self.learned_through),
        visit(self.credited);
  }
};

/// What an organisation's people amount to, for one practice: derived from the state at the end of each step.
struct Summary {
  std::int64_t team_mastery = 0, team_tacit = 0, field_mastery = 0;  ///< sums, 2^-30
  std::uint32_t team = 0, field = 0, aware = 0;  ///< numbers of people; `aware` of the field
  std::int64_t team_least = 0;                   ///< mastery of who masters it least of the team, 2^-30
  std::int32_t team_explicit = 0;                ///< the team's best explicit knowledge, 2^-30
  std::uint32_t best = nobody;                   ///< who masters it most, of all the organisation
  bool leader_aware = false;

  /// Who masters less is hardly of the next team: it changes little in a step. Any bound gives the same team.
  std::int64_t near_team() const { return team_least - team_least / 16; }
  double mastery() const { return team ? from_fixed(team_mastery) / team : 0; }
  double tacit() const { return team ? from_fixed(team_tacit) / team : 0; }
  double field_mean() const { return field ? from_fixed(field_mastery) / field : 0; }
  double aware_share() const { return field ? static_cast<double>(aware) / field : 0; }
};

}  // namespace knowhow::public_services
