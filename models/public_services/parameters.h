#pragma once
// Parameters of the world and of the stages, each declared once: default, range, unit, source and meaning.
#include "sim/declaration.h"

namespace knowhow::public_services {

using sim::Parameter;
using sim::Unit;
using sim::When;

struct PeopleParameters {
  double staff_per_person, least, leaders, least_leaders, managers, least_managers, variation;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&PeopleParameters::staff_per_person, "staff_per_person", 50, {1, 1e6}, {50, 50}, Unit::number, When::at_start,
                  "assumption; results are compared at one ratio only",
                  "staff that one simulated person stands for"},
        Parameter{&PeopleParameters::least, "least", 6, {3, 1e6}, {6, 6}, Unit::count, When::at_start,
                  "assumption", "people of the smallest organisation"},
        Parameter{&PeopleParameters::leaders, "leaders", .02, {0, 1}, {.01, .04}, Unit::share, When::at_start,
                  "assumption", "share of leaders"},
        Parameter{&PeopleParameters::least_leaders, "least_leaders", 1, {1, 1000}, {1, 1}, Unit::count, When::at_start,
                  "assumption", "leaders at least"},
        Parameter{&PeopleParameters::managers, "managers", .18, {0, 1}, {.1, .25}, Unit::share, When::at_start,
                  "assumption", "share of managers; the rest are officers"},
        Parameter{&PeopleParameters::least_managers, "least_managers", 2, {0, 1000}, {2, 2}, Unit::count, When::at_start,
                  "assumption", "managers at least"},
        Parameter{&PeopleParameters::variation, "variation", .10, {0, 1}, {.05, .2}, Unit::share, When::at_start,
                  "assumption", "standard deviation of a person's traits around the organisation's"}};
  }
  // clang-format on
};

struct Similarity {
  double distance, other_sector;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Similarity::distance, "distance", .35, {0, 100}, {.2, .6}, Unit::number, When::at_start,
                  "assumption; Lane and Lubatkin 1998",
                  "how fast likeness falls with the distance in log population and log density"},
        Parameter{&Similarity::other_sector, "other_sector", .6, {0, 1}, {.4, .8}, Unit::share, When::at_start,
                  "assumption", "factor on likeness between sectors"}};
  }
  // clang-format on
};

struct Relevance {
  double same_field, leader, other_field, national, unsuited;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Relevance::same_field, "same_field", 1, {0, 1}, {.9, 1}, Unit::share, When::at_start,
                  "assumption", "of a practice to people of its field"},
        Parameter{&Relevance::leader, "leader", .5, {0, 1}, {.3, .7}, Unit::share, When::at_start,
                  "assumption", "to leaders of another field"},
        Parameter{&Relevance::other_field, "other_field", .05, {0, 1}, {.02, .1}, Unit::share, When::at_start,
                  "assumption", "to others of another field"},
        Parameter{&Relevance::national, "national", .1, {0, 1}, {.05, .2}, Unit::share, When::at_start,
                  "assumption", "to people of national bodies"},
        Parameter{&Relevance::unsuited, "unsuited", .02, {0, 1}, {0, .05}, Unit::share, When::at_start,
                  "assumption", "to people of organisations that it does not suit"}};
  }
  // clang-format on
};

/// The numbers of one practice.
struct Practice {
  double tacitness, complexity, evidence, reputation, benefit, cost, lead_time, owed_for, dissemination_plan,
      award;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Practice::tacitness, "tacitness", .5, {0, 1}, {.1, .8}, Unit::share, When::any_time,
                  "assumption; Polanyi 1966", "share of mastery that is know-how and cannot be written down"},
        Parameter{&Practice::complexity, "complexity", .5, {0, 1}, {.2, .8}, Unit::share, When::any_time,
                  "assumption; Szulanski 1996", "how hard it is to take in"},
        Parameter{&Practice::evidence, "evidence", .5, {0, 1}, {.25, .75}, Unit::share, When::any_time,
                  "assumption", "how far its true benefit is known rather than its repute"},
        Parameter{&Practice::reputation, "reputation", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption",
                  "what it is believed to be worth, on the scale of `stages.apply.benefit_scale`"},
        Parameter{&Practice::benefit, "benefit", 300000, {-1e12, 1e12}, {150000, 700000}, Unit::pounds, When::any_time,
                  "assumption",
                  "true benefit a year to a typical organisation that masters it; may be nil or negative"},
        Parameter{&Practice::cost, "cost", 75000, {0, 1e12}, {30000, 250000}, Unit::pounds, When::any_time,
                  "assumption", "cost of adopting it"},
        Parameter{&Practice::lead_time, "lead_time", 1, {.02, 50}, {.5, 2.5}, Unit::years, When::any_time,
                  "assumption", "time constant with which the benefit comes"},
        Parameter{&Practice::owed_for, "owed_for", .75, {0, 100}, {.5, 1}, Unit::years, When::at_start,
                  "assumption; Downe: sharing falls once the money has arrived",
                  "how long the fund owes the origin money"},
        Parameter{&Practice::dissemination_plan, "dissemination_plan", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "assumption; Downe: a plan as a condition of the fund",
                  "how far its donors have undertaken to pass it on"},
        Parameter{&Practice::award, "award", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "assumption; Downe on the Beacon Scheme and a non-financial incentive",
                  "how far its donors are honoured for passing it on"}};
  }
  // clang-format on
};

/// The numbers of one scheme: a programme as something to hear of.
struct Scheme {
  double complexity, reputation;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Scheme::complexity, "complexity", .2, {0, 1}, {.1, .4}, Unit::share, When::any_time,
                  "assumption; Szulanski 1996", "how hard it is to take in"},
        Parameter{&Scheme::reputation, "reputation", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption", "what it is believed to be worth: how readily people speak of it"}};
  }
  // clang-format on
};

/// Seeding: what the people of an origin, or of an inventor, know.
struct Begin {
  double explicit_least, explicit_most, tacit_least, tacit_most, champion, leaders;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Begin::explicit_least, "explicit_least", .5, {0, 1}, {.4, .6}, Unit::share, When::at_start,
                  "assumption", "explicit knowledge in the origin's field, at least"},
        Parameter{&Begin::explicit_most, "explicit_most", 1, {0, 1}, {.9, 1}, Unit::share, When::at_start,
                  "assumption", "and at most"},
        Parameter{&Begin::tacit_least, "tacit_least", .4, {0, 1}, {.3, .5}, Unit::share, When::at_start,
                  "assumption", "tacit knowledge in the origin's field, at least"},
        Parameter{&Begin::tacit_most, "tacit_most", .8, {0, 1}, {.7, .9}, Unit::share, When::at_start,
                  "assumption", "and at most"},
        Parameter{&Begin::champion, "champion", .95, {0, 1}, {.9, 1}, Unit::share, When::at_start,
                  "assumption", "explicit and tacit knowledge of its champion"},
        Parameter{&Begin::leaders, "leaders", .3, {0, 1}, {.2, .5}, Unit::share, When::at_start,
                  "assumption", "explicit knowledge of the origin's leaders"}};
  }
  // clang-format on
};

struct TakeHome {
  double write_down, read_up, decay;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&TakeHome::write_down, "write_down", .6, {0, 1000}, {.3, 1.2}, Unit::per_year, When::any_time,
                  "assumption; Nonaka 1994",
                  "rate at which the best explicit knowledge is written into the repository, times "
                  "codification"},
        Parameter{&TakeHome::read_up, "read_up", .5, {0, 1000}, {.25, 1}, Unit::per_year, When::any_time,
                  "assumption; Nonaka 1994",
                  "rate at which aware people of the field read the repository, times openness and leadership"},
        Parameter{&TakeHome::decay, "decay", .1, {0, 1000}, {.05, .3}, Unit::per_year, When::any_time,
                  "assumption", "rate at which the repository grows out of date"}};
  }
  // clang-format on
};

struct Apply {
  double start, peers, aware_share, acquired, team_share, trial_ends, success, success_slope,
      without_champion, wait, champion_named, abandon, invention, commitment, commitment_halves,
      benefit_scale, comparison;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Apply::start, "start", 7.5, {0, 1000}, {4, 15}, Unit::per_year, When::any_time,
                  "calibrated to the baseline", "starting rate h0 of rule R8"},
        Parameter{&Apply::peers, "peers", 1.5, {0, 100}, {.5, 3}, Unit::number, When::any_time,
                  "assumption; DiMaggio and Powell 1983",
                  "how much the share of similar organisations that apply it raises the starting rate"},
        Parameter{&Apply::aware_share, "aware_share", .10, {0, 1}, {.05, .2}, Unit::share, When::any_time,
                  "assumption", "an organisation is aware when this share of the field is, or a leader"},
        Parameter{&Apply::acquired, "acquired", .10, {0, 1}, {.05, .2}, Unit::share, When::any_time,
                  "assumption", "mastery of the team (or person) from which a practice is acquired"},
        Parameter{&Apply::team_share, "team_share", .19, {0, 1}, {.1, .3}, Unit::share, When::at_start,
                  "assumption", "share of the field, its best, that decides: the team"},
        Parameter{&Apply::trial_ends, "trial_ends", 2, {0, 1000}, {1, 4}, Unit::per_year, When::any_time,
                  "assumption", "rate at which trials end"},
        Parameter{&Apply::success, "success", .15, {0, 1}, {.05, .3}, Unit::share, When::any_time,
                  "assumption", "probability that a trial succeeds whatever its worth"},
        Parameter{&Apply::success_slope, "success_slope", 1.2, {0, 10}, {.8, 1.6}, Unit::number, When::any_time,
                  "assumption", "how much worth, fit and mastery add to it"},
        Parameter{&Apply::without_champion, "without_champion", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption; Downe on champions", "factor on that without a champion"},
        Parameter{&Apply::wait, "wait", 1, {0, 100}, {.5, 2}, Unit::years, When::any_time,
                  "assumption", "how long a failed trial keeps an organisation from trying again"},
        Parameter{&Apply::champion_named, "champion_named", .5, {0, 1000}, {.25, 1}, Unit::per_year, When::any_time,
                  "assumption; Downe on champions",
                  "rate at which a champion is named once a practice is acquired, times leadership"},
        Parameter{&Apply::abandon, "abandon", .25, {0, 1000}, {.1, .5}, Unit::per_year, When::any_time,
                  "assumption", "rate at which a practice without benefit is given up, times its evidence"},
        Parameter{&Apply::invention, "invention", .012, {0, 1000}, {.006, .024}, Unit::per_year, When::any_time,
                  "calibrated: three separate digital record projects in seven health boards",
                  "rate of own invention, times risk tolerance and the share unaware"},
        Parameter{&Apply::commitment, "commitment", .3, {0, 1000}, {.1, .6}, Unit::per_year, When::any_time,
                  "assumption", "what one commitment to act adds to the starting rate, times the perceived benefit"},
        Parameter{&Apply::commitment_halves, "commitment_halves", .5, {.01, 100}, {.25, 1}, Unit::years, When::any_time,
                  "assumption", "half-life of a commitment"},
        Parameter{&Apply::benefit_scale, "benefit_scale", 700000, {1, 1e12}, {700000, 700000}, Unit::pounds, When::at_start,
                  "assumption", "benefit a year that counts as 1 in decisions"},
        Parameter{&Apply::comparison, "comparison", .5, {0, 1}, {.2, .8}, Unit::share, When::any_time,
                  "assumption; Downe: different models are a natural experiment",
                  "how much of what the evidence lacks is made up for by having heard of two variants of a practice"}};
  }
  // clang-format on
};

struct Improve {
  double donor, source, doing, doing_ceiling, doing_from;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Improve::donor, "donor", .20, {0, 1}, {.1, .4}, Unit::share, When::any_time,
                  "assumption", "share of the true benefit that must be realised to become a donor"},
        Parameter{&Improve::source, "source", .03, {0, 1}, {.01, .1}, Unit::share, When::any_time,
                  "assumption", "mastery from which somebody can tell others"},
        Parameter{&Improve::doing, "doing", 2, {0, 50}, {1, 4}, Unit::per_year, When::any_time,
                  "calibrated to the baseline; Nonaka 1994",
                  "rate of learning by doing while trialling or applied"},
        Parameter{&Improve::doing_ceiling, "doing_ceiling", .9, {0, 1}, {.8, 1}, Unit::share, When::any_time,
                  "assumption", "explicit knowledge that doing leads to"},
        Parameter{&Improve::doing_from, "doing_from", .05, {0, 1}, {.02, .1}, Unit::share, When::any_time,
                  "assumption", "mastery from which doing teaches: one must have been told"}};
  }
  // clang-format on
};

struct Forget {
  double explicit_rate, tacit_rate, applied, awareness, aware_until;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Forget::explicit_rate, "explicit", .25, {0, 1000}, {.1, .5}, Unit::per_year, When::any_time,
                  "assumption; Argote 2013", "rate at which explicit knowledge is forgotten"},
        Parameter{&Forget::tacit_rate, "tacit", .35, {0, 1000}, {.15, .7}, Unit::per_year, When::any_time,
                  "assumption; Argote 2013", "rate at which tacit knowledge is forgotten"},
        Parameter{&Forget::applied, "applied", .2, {0, 1}, {.1, .4}, Unit::share, When::any_time,
                  "assumption", "factor on both where the practice is applied"},
        Parameter{&Forget::awareness, "awareness", .7, {0, 1000}, {.35, 1.4}, Unit::per_year, When::any_time,
                  "assumption", "rate at which awareness fades"},
        Parameter{&Forget::aware_until, "aware_until", .05, {0, 1}, {.02, .1}, Unit::share, When::any_time,
                  "assumption", "mastery from which awareness does not fade"}};
  }
  // clang-format on
};

struct Turnover {
  double people, champions, bring, bring_explicit, bring_tacit, champions_move;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Turnover::people, "people", .10, {0, 1000}, {.05, .2}, Unit::per_year, When::any_time,
                  "assumption", "rate at which people leave"},
        Parameter{&Turnover::champions, "champions", .15, {0, 1000}, {.1, .3}, Unit::per_year, When::any_time,
                  "assumption", "rate at which champions leave"},
        Parameter{&Turnover::bring, "bring", .05, {0, 1}, {0, .1}, Unit::share, When::any_time,
                  "assumption", "share of newcomers that bring what somebody of their field elsewhere knows"},
        Parameter{&Turnover::bring_explicit, "bring_explicit", .9, {0, 1}, {.7, 1}, Unit::share, When::any_time,
                  "assumption", "share of the explicit knowledge that they bring"},
        Parameter{&Turnover::bring_tacit, "bring_tacit", .7, {0, 1}, {.5, .9}, Unit::share, When::any_time,
                  "assumption", "share of the tacit knowledge that they bring"},
        Parameter{&Turnover::champions_move, "champions_move", 0, {0, 1}, {0, .5}, Unit::share, When::any_time,
                  "assumption; Downe: contacts who move post",
                  "share of leaving champions who take a post of their field elsewhere, and what they know along"}};
  }
  // clang-format on
};

/// What those who attended a surveyed gathering answer.
struct Survey {
  double noise, little, fair, made_within, intended_within, attended_within, asked_after, attributable,
      realised;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Survey::noise, "noise", .5, {0, 3}, {.2, .8}, Unit::number, When::at_start,
                  "assumption", "standard deviation of an answer's logarithm around what it is about"},
        Parameter{&Survey::little, "little", .065, {0, 100}, {.03, .1}, Unit::number, When::at_start,
                  "to be fitted: most respondents to the Beacon survey learned only a little (Downe)",
                  "share of what the sessions could teach from which an answer is `a little`"},
        Parameter{&Survey::fair, "fair", .27, {0, 100}, {.15, .4}, Unit::number, When::at_start,
                  "to be fitted: 77 % of them expected to learn a fair amount or a great deal (Downe)",
                  "the same of `a fair amount`; twice that is `a great deal`"},
        Parameter{&Survey::made_within, "made_within", .5, {0, 100}, {.25, 1}, Unit::years, When::at_start,
                  "assumption", "a change is made if the organisation starts the practice so soon after the event"},
        Parameter{&Survey::intended_within, "intended_within", 1, {0, 100}, {.5, 2}, Unit::years, When::at_start,
                  "assumption", "a change is intended if, by the respondent's own mastery, it would start so soon"},
        Parameter{&Survey::attended_within, "attended_within", 2, {0, 100}, {1, 3}, Unit::years, When::at_start,
                  "assumption; Downe: the second wave came three years later",
                  "who attended in so long a time from the start is asked again"},
        Parameter{&Survey::asked_after, "asked_after", 5, {0, 1000}, {3, 6}, Unit::years, When::at_start,
                  "assumption; Downe: the second wave came three years later",
                  "when they are asked again, from the start"},
        Parameter{&Survey::attributable, "attributable", 1.0 / 3, {0, 1}, {.2, .5}, Unit::share, When::at_start,
                  "assumption, fixed before anything is fitted",
                  "share of what the organisation gained of a practice from elsewhere that makes its start "
                  "attributable to the gathering, visits left behind included"},
        Parameter{&Survey::realised, "realised", .10, {0, 1}, {.05, .2}, Unit::share, When::at_start,
                  "assumption", "share of the benefit that must be realised for a practice to be introduced"}};
  }
  // clang-format on
};

struct Economics {
  double discount, trial_share, invention_extra, running_years, staff_hour;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Economics::discount, "discount", .035, {0, 1}, {.02, .06}, Unit::share, When::at_start,
                  "HM Treasury, The Green Book", "discount rate a year"},
        Parameter{&Economics::trial_share, "trial_share", .25, {0, 1}, {.1, .4}, Unit::share, When::at_start,
                  "assumption", "share of the cost paid when a trial starts; the rest on applying"},
        Parameter{&Economics::invention_extra, "invention_extra", .5, {0, 10}, {.2, 1}, Unit::share, When::at_start,
                  "assumption", "how much more an own invention costs"},
        Parameter{&Economics::running_years, "running_years", 5, {0, 100}, {5, 5}, Unit::years, When::at_start,
                  "assumption", "years for which benefits that run at the end are counted on"},
        Parameter{&Economics::staff_hour, "staff_hour", 30, {0, 10000}, {20, 45}, Unit::pounds, When::at_start,
                  "assumption", "what an hour of staff time costs, with overheads"}};
  }
  // clang-format on
};

}  // namespace knowhow::public_services
