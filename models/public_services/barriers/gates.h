#pragma once
// Barriers 1-7: each stops a contact whole. A contact passes with probability 1 - s (1 - q); s is the
// strength, q what the situation offers (rule R11). Adding a barrier: a type here, and its place in the lists
// of barriers.h.
#include <algorithm>
#include <cmath>

#include "models/public_services/barriers/situation.h"
#include "models/public_services/barriers/words.h"

namespace knowhow::public_services {

using sim::Parameter;
using sim::Range;
using sim::Unit;
using sim::When;

constexpr Range unit_range{0, 1};

struct Awareness {
  static constexpr std::string_view name = "awareness";
  static constexpr std::string_view meaning = "The source does not realise that others may find it useful.";
  static constexpr Words words{"awareness", "ignorance", "information"};
  static constexpr Level level = Level::person;
  double strength, donor, champion;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Awareness::strength, "strength", .4, unit_range, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "strength s: 0 removes the barrier"},
        Parameter{&Awareness::donor, "donor", .2, unit_range, {0, .4}, Unit::share, When::any_time,
                  "assumption", "added to q where the source's organisation is a donor"},
        Parameter{&Awareness::champion, "champion", .2, unit_range, {0, .4}, Unit::share, When::any_time,
                  "assumption", "added to q where the source is a champion"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    return s.source.trait(awareness_of_value, l) + (s.donor ? donor : 0) + (s.source.champion ? champion : 0);
  }
};

struct Responsibility {
  static constexpr std::string_view name = "responsibility";
  static constexpr std::string_view meaning = "The source's organisation does not see sharing as its job.";
  static constexpr Words words{"responsibility", "motivation", "information"};
  static constexpr Level level = Level::person;
  double strength, plan, award, paired;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Responsibility::strength, "strength", .5, unit_range, {.3, .7}, Unit::share, When::any_time,
                  "assumption", "strength s: 0 removes the barrier"},
        Parameter{&Responsibility::plan, "plan", .3, unit_range, {.1, .5}, Unit::share, When::any_time,
                  "assumption; Downe: a dissemination plan as a condition",
                  "added to q of a donor whose practice has a `dissemination_plan`"},
        Parameter{&Responsibility::award, "award", .2, unit_range, {0, .4}, Unit::share, When::any_time,
                  "assumption; Downe on the Beacon Scheme", "added to q of a donor whose practice has an `award`"},
        Parameter{&Responsibility::paired, "paired", .4, unit_range, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "added to q where the two have been paired"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    return s.source.trait(responsibility, l) + plan * s.plan + award * s.award + (s.paired ? paired : 0);
  }
};

struct Incentives {
  static constexpr std::string_view name = "incentives";
  static constexpr std::string_view meaning = "Nothing rewards the source for teaching.";
  static constexpr Words words{"incentives", "motivation", "information"};
  static constexpr Level level = Level::person;
  double strength, owed, award, paired;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Incentives::strength, "strength", .6, unit_range, {.4, .8}, Unit::share, When::any_time,
                  "assumption", "strength s: 0 removes the barrier"},
        Parameter{&Incentives::owed, "owed", .35, unit_range, {.1, .5}, Unit::share, When::any_time,
                  "assumption; Downe: sharing falls once the money has arrived",
                  "added to q while the fund still owes money"},
        Parameter{&Incentives::award, "award", .25, unit_range, {.1, .5}, Unit::share, When::any_time,
                  "assumption; Downe: a non-financial incentive", "added to q of a donor whose practice has an `award`"},
        Parameter{&Incentives::paired, "paired", .3, unit_range, {.1, .5}, Unit::share, When::any_time,
                  "assumption", "added to q where the two have been paired"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    return s.source.trait(motivation_to_teach, l) + (s.owed ? owed : 0) + award * s.award +
           (s.paired ? paired : 0);
  }
};

struct Capacity {
  static constexpr std::string_view name = "capacity";
  static constexpr std::string_view meaning = "One of the two has no time for it.";
  static constexpr Words words{"mechanisms", "capacity", "capacity"};
  static constexpr Level level = Level::person;
  double strength, paired;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Capacity::strength, "strength", .4, unit_range, {.2, .6}, Unit::share, When::any_time,
                  "assumption; O'Dell and Grayson 1998", "strength s: 0 removes the barrier"},
        Parameter{&Capacity::paired, "paired", .4, unit_range, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "added to q where the two have been paired"}};
  }
  // clang-format on
  /// The geometric mean of the two capacities; where nobody gives up time for it, the recipient's own.
  double q(const Situation& s, Level l) const {
    if (!s.source.person) return s.recipient.trait(capacity, l);
    const double lift = s.paired ? paired : 0;
    if (l == Level::person)
      return double{(*s.source.person)[root_of_capacity]} * (*s.recipient.person)[root_of_capacity] + lift;
    return std::sqrt(s.source.trait(capacity, l) * s.recipient.trait(capacity, l)) + lift;
  }
};

struct Attention {
  static constexpr std::string_view name = "attention";
  static constexpr std::string_view meaning = "The recipient had too much else to look at this step.";
  static constexpr Words words{"mechanisms", "capacity", "coordination"};
  double strength, contacts;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Attention::strength, "strength", .5, unit_range, {.3, .7}, Unit::share, When::any_time,
                  "assumption; Institute for Government: so much information",
                  "strength s: 0 removes the barrier"},
        Parameter{&Attention::contacts, "contacts", 3, {.1, 1000}, {1, 6}, Unit::number, When::any_time,
                  "assumption", "length of other contacts in a step that halves attention"}};
  }
  // clang-format on
  double q(const Situation& s, Level) const { return 1 / (1 + s.load / contacts); }
};

struct Relationships {
  static constexpr std::string_view name = "relationships";
  static constexpr std::string_view meaning =
      "Too little trust, too different a place, another sector, or too much power.";
  static constexpr Words words{"relationships", "relationships", "adaptation"};
  double strength, not_invented_here, other_sector, brokered, power;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Relationships::strength, "strength", .6, unit_range, {.4, .8}, Unit::share, When::any_time,
                  "assumption; Easterby-Smith, Lyles and Tsang 2008", "strength s: 0 removes the barrier"},
        Parameter{&Relationships::not_invented_here, "not_invented_here", .6, unit_range, {.3, .9}, Unit::share, When::any_time,
                  "assumption; Lane and Lubatkin 1998", "how much unlikeness takes from q"},
        Parameter{&Relationships::other_sector, "other_sector", .45, unit_range, {.2, .8}, Unit::share, When::any_time,
                  "assumption", "factor on q between sectors"},
        Parameter{&Relationships::brokered, "brokered", .9, unit_range, {.7, 1}, Unit::share, When::any_time,
                  "assumption; Burt 2005", "the same where a broker introduced the two"},
        Parameter{&Relationships::power, "power", .2, unit_range, {0, .5}, Unit::share, When::any_time,
                  "assumption; Easterby-Smith, Lyles and Tsang 2008",
                  "how much a more powerful source takes from q"}};
  }
  // clang-format on
  double q(const Situation& s, Level) const {
    const double sector = s.same_sector ? 1 : s.brokered ? std::max(brokered, other_sector) : other_sector;
    return s.trust * (1 - not_invented_here * (1 - s.similarity)) * sector *
           (1 - power * std::max(0.0, s.power));
  }
};

struct Motivation {
  static constexpr std::string_view name = "motivation";
  static constexpr std::string_view meaning = "The recipient does not care to learn it.";
  static constexpr Words words{"incentives", "motivation", "capacity"};
  static constexpr Level level = Level::person;
  double strength, irrelevant, champion;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Motivation::strength, "strength", .6, unit_range, {.4, .8}, Unit::share, When::any_time,
                  "assumption; Easterby-Smith, Lyles and Tsang 2008", "strength s: 0 removes the barrier"},
        Parameter{&Motivation::irrelevant, "irrelevant", .4, unit_range, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "factor on motivation where the practice is of no relevance"},
        Parameter{&Motivation::champion, "champion", .2, unit_range, {0, .4}, Unit::share, When::any_time,
                  "assumption", "added to q where the recipient is a champion"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    return s.recipient.trait(motivation_to_learn, l) * (irrelevant + (1 - irrelevant) * s.relevance) +
           (s.recipient.champion ? champion : 0);
  }
};

struct TakingHome {
  static constexpr std::string_view name = "taking_home";
  static constexpr std::string_view meaning =
      "The organisation's culture keeps one person's learning from spreading.";
  static constexpr Words words{"awareness", "relationships", "coordination"};
  double strength;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&TakingHome::strength, "strength", .5, unit_range, {.3, .7}, Unit::share, When::any_time,
                  "assumption; Huber 1991", "strength s: 0 removes the barrier"}};
  }
  // clang-format on
  double q(const Situation& s, Level) const {
    return ((*s.recipient.organisation)[leadership] + (*s.recipient.organisation)[openness]) * .5;
  }
};

}  // namespace knowhow::public_services
