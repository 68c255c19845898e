#pragma once
// Parameters of the levers, each declared once: default, range, unit, source and meaning. A lever does
// nothing by default: an intervention opens its rounds, or hires its staff.
#include "sim/declaration.h"

namespace knowhow::public_services {

using sim::Parameter;
using sim::Unit;
using sim::When;

/// Money for projects, in rounds of applications that a panel marks: Invest to Save.
struct Fund {
  double rounds, budget, share, loan, repaid_from, repaid_over, interest, own_ideas, each, paper, threshold,
      owed_for, dissemination_plan, evaluation, evidence_found, lessons_learned, liaison, links;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Fund::rounds, "rounds", 0, {0, 364}, {0, 2}, Unit::per_year, When::any_time,
                  "the scenario's", "rounds of applications"},
        Parameter{&Fund::budget, "budget", 20e6, {0, 1e12}, {10e6, 30e6}, Unit::pounds, When::any_time,
                  "assumption; press release of the PPIW: about 100 million pounds for 90 projects", "what a round can give at most"},
        Parameter{&Fund::share, "share", 1, {0, 1}, {.5, 1}, Unit::share, When::any_time,
                  "assumption", "share of a project's cost that it pays, at its start"},
        Parameter{&Fund::loan, "loan", 1, {0, 1}, {1, 1}, Unit::share, When::any_time,
                  "Downe: paid back, without interest", "share of that which is to be paid back; 0: a grant"},
        Parameter{&Fund::repaid_from, "repaid_from", 1, {0, 100}, {.5, 2}, Unit::years, When::any_time,
                  "assumption", "when paying back begins, after the project's start"},
        Parameter{&Fund::repaid_over, "repaid_over", 4, {.02, 100}, {2, 6}, Unit::years, When::any_time,
                  "assumption", "how long paying back takes, in equal parts"},
        Parameter{&Fund::interest, "interest", .3, {0, 1}, {.1, .6}, Unit::share, When::any_time,
                  "assumption; Downe: over a hundred applications in the first round",
                  "probability that an organisation applies for money to adopt what it has heard of, times its "
                  "perceived benefit, the appetite for risk and that for loans"},
        Parameter{&Fund::own_ideas, "own_ideas", .01, {0, 1}, {0, .03}, Unit::share, When::any_time,
                  "assumption; Downe: three separate digital record projects",
                  "probability that it applies with an idea of its own for what is done elsewhere already"},
        Parameter{&Fund::each, "each", 3, {1, 64}, {1, 6}, Unit::count, When::any_time,
                  "assumption", "applications of one organisation a round, at most"},
        Parameter{&Fund::paper, "paper", .5, {0, 1}, {.2, .8}, Unit::share, When::any_time,
                  "assumption; Downe: simply better at completing the application process",
                  "weight of how well an application is written in the panel's mark; the rest is what its practice is "
                  "believed to be worth"},
        Parameter{&Fund::threshold, "threshold", .4, {0, 1}, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "least mark that is funded"},
        Parameter{&Fund::owed_for, "owed_for", .75, {0, 100}, {.5, 1}, Unit::years, When::any_time,
                  "assumption; Downe: sharing falls once the money has arrived",
                  "how long after its start a project is still owed money"},
        Parameter{&Fund::dissemination_plan, "dissemination_plan", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; Downe: a plan as a condition", "how far projects undertake to pass on what they learn"},
        Parameter{&Fund::evaluation, "evaluation", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; Downe: independent evaluation", "share of finished projects that are evaluated independently"},
        Parameter{&Fund::evidence_found, "evidence_found", .9, {0, 1}, {.7, 1}, Unit::share, When::any_time,
                  "assumption", "evidence of a practice that an evaluation leaves"},
        Parameter{&Fund::lessons_learned, "lessons_learned", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; Downe: a lessons-learned document",
                  "share of finished projects, failed ones too, that write a document"},
        Parameter{&Fund::liaison, "liaison", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; Downe: liaise with each other when designing projects",
                  "probability that an applicant is put in touch with another for the same practice"},
        Parameter{&Fund::links, "links", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; evaluation of the LSB-ESF projects",
                  "probability that a new project is put in touch with one under way in the same field"}};
  }
  // clang-format on
};

/// An honour, with a duty to host: the Beacon Scheme; without it, Innovations in American Government.
struct Award {
  double rounds, awards, interest, paper, threshold, lasts, honour, repute, hosting, cost;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Award::rounds, "rounds", 0, {0, 364}, {0, 2}, Unit::per_year, When::any_time,
                  "the scenario's", "rounds of applications"},
        Parameter{&Award::awards, "awards", 10, {0, 1e5}, {5, 40}, Unit::count, When::any_time,
                  "assumption", "awards of a round, at most"},
        Parameter{&Award::interest, "interest", .5, {0, 1}, {.2, .8}, Unit::share, When::any_time,
                  "assumption", "probability that a donor applies, times twice its awareness of value to others"},
        Parameter{&Award::paper, "paper", .5, {0, 1}, {.2, .8}, Unit::share, When::any_time,
                  "assumption", "weight of how well an application is written in the panel's mark; the rest is what its "
                  "practice is believed to be worth"},
        Parameter{&Award::threshold, "threshold", .4, {0, 1}, {.2, .6}, Unit::share, When::any_time,
                  "assumption", "least mark that is honoured"},
        Parameter{&Award::lasts, "lasts", 2, {.02, 100}, {1, 3}, Unit::years, When::any_time,
                  "assumption", "how long it is held, and the duty with it"},
        Parameter{&Award::honour, "honour", 1, {0, 1}, {.5, 1}, Unit::share, When::any_time,
                  "assumption; Downe: a non-financial incentive", "how far it moves its holders to share (barriers 2 and 3)"},
        Parameter{&Award::repute, "repute", .3, {0, 1}, {.1, .5}, Unit::share, When::any_time,
                  "assumption", "how much of what a practice's reputation lacks an award on it adds, while it is held"},
        Parameter{&Award::hosting, "hosting", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "the scenario's; Downe: Beacons had to host", "share of refusals to present or to write that the duty overrules"},
        Parameter{&Award::cost, "cost", 0, {0, 1e12}, {0, 50000}, Unit::pounds, When::any_time,
                  "the scenario's", "what an award costs the programme"}};
  }
  // clang-format on
};

/// Staff whose job it is to bring it all together.
struct Resource {
  double staff, salary, matches, follow_up, evaluations, evidence_found;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Resource::staff, "staff", 0, {0, 1e5}, {0, 10}, Unit::number, When::any_time,
                  "the scenario's; Downe: a dedicated resource", "members of staff"},
        Parameter{&Resource::salary, "salary", 60000, {0, 1e9}, {45000, 80000}, Unit::pounds, When::any_time,
                  "assumption", "what one costs the programme a year, with overheads"},
        Parameter{&Resource::matches, "matches", 5, {0, 1000}, {2, 10}, Unit::number, When::any_time,
                  "assumption; Downe: matchmaking", "pairs that one keeps going through `meets_through`, across sectors"},
        Parameter{&Resource::follow_up, "follow_up", .05, {0, 1}, {0, .1}, Unit::share, When::any_time,
                  "assumption", "what one adds to the follow-up of `gatherings`"},
        Parameter{&Resource::evaluations, "evaluations", .5, {0, 100}, {0, 2}, Unit::per_year, When::any_time,
                  "assumption", "practices that one has evaluated independently"},
        Parameter{&Resource::evidence_found, "evidence_found", .9, {0, 1}, {.7, 1}, Unit::share, When::any_time,
                  "assumption", "evidence of a practice that an evaluation leaves"}};
  }
  // clang-format on
};

}  // namespace knowhow::public_services
