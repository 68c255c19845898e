#pragma once
// Parameters of the channels, by shape.
#include "sim/declaration.h"

namespace knowhow::public_services {

using sim::Parameter;
using sim::Unit;
using sim::When;

/// Two people who know each other talk about work.
struct Ties {
  double talks, dose, carried, leader, manager, officer, degree, rewired, trust_least, trust_most, anywhere,
      same_kind, adjacent, covers, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Ties::talks, "talks", 3, {0, 1000}, {1.5, 6}, Unit::per_year, When::any_time,
                  "calibrated to the baseline", "talks about work practices on each tie, each way"},
        Parameter{&Ties::dose, "dose", .20, {0, 1}, {.1, .3}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one talk could close"},
        Parameter{&Ties::carried, "carried", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption; order after Dixon 2000, Brown and Duguid 1991",
                  "share of the tacit part that a talk can carry (kappa)"},
        Parameter{&Ties::leader, "leader", 6, {0, 500}, {3, 9}, Unit::number, When::at_start,
                  "assumption", "people elsewhere whom a leader names, on average"},
        Parameter{&Ties::manager, "manager", 3, {0, 500}, {1.5, 4.5}, Unit::number, When::at_start,
                  "assumption", "people elsewhere whom a manager names"},
        Parameter{&Ties::officer, "officer", .4, {0, 500}, {.2, .6}, Unit::number, When::at_start,
                  "assumption", "people elsewhere whom an officer names"},
        Parameter{&Ties::degree, "degree", 4, {0, 1000}, {2, 10}, Unit::count, When::at_start,
                  "assumption", "ties a person of the generated networks (not `named`, not `groups`)"},
        Parameter{&Ties::rewired, "rewired", .1, {0, 1}, {.01, .2}, Unit::share, When::at_start,
                  "assumption; Watts and Strogatz 1998", "share of ties rewired in a small world"},
        Parameter{&Ties::trust_least, "trust_least", .4, {0, 1}, {.3, .5}, Unit::share, When::at_start,
                  "assumption", "trust in a tie, at least"},
        Parameter{&Ties::trust_most, "trust_most", .9, {0, 1}, {.8, 1}, Unit::share, When::at_start,
                  "assumption", "trust in a tie, at most; uniform between"},
        Parameter{&Ties::anywhere, "anywhere", .15, {0, 1000}, {.05, .3}, Unit::number, When::at_start,
                  "assumption", "weight of any organisation as a place to know somebody"},
        Parameter{&Ties::same_kind, "same_kind", 1, {0, 1000}, {.5, 2}, Unit::number, When::at_start,
                  "assumption", "added weight of one of the same kind"},
        Parameter{&Ties::adjacent, "adjacent", 2, {0, 1000}, {1, 4}, Unit::number, When::at_start,
                  "assumption", "added weight of a neighbour (`world.adjacency`)"},
        Parameter{&Ties::covers, "covers", 1.5, {0, 1000}, {.75, 3}, Unit::number, When::at_start,
                  "assumption", "added weight of one that serves the same people (`world.footprints`)"},
        Parameter{&Ties::hours, "hours", .5, {0, 1000}, {.25, 1}, Unit::number, When::any_time,
                  "assumption", "staff time that a talk takes, of both together, in hours"}};
  }
  // clang-format on
};

/// Documents that wait to be found (visits) or are pushed to leaders (letters).
struct Publication {
  double visits_leader, visits_manager, visits_officer, further_portal, looked_at, other_documents, documents,
      ageing, pages, dose, trust, letters, cascade, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Publication::visits_leader, "visits_leader", .1, {0, 1000}, {0, .5}, Unit::per_year, When::any_time,
                  "Downe: unlikely that senior officers spend much, if any, time", "visits of a leader"},
        Parameter{&Publication::visits_manager, "visits_manager", 1, {0, 1000}, {.5, 2}, Unit::per_year, When::any_time,
                  "assumption", "visits of a manager"},
        Parameter{&Publication::visits_officer, "visits_officer", .4, {0, 1000}, {.2, .8}, Unit::per_year, When::any_time,
                  "assumption", "visits of an officer"},
        Parameter{&Publication::further_portal, "further_portal", .15, {0, 1}, {0, .3}, Unit::share, When::any_time,
                  "assumption; Downe: more on-line structures",
                  "visits gained, in all, by each further portal; portals share the rest"},
        Parameter{&Publication::looked_at, "looked_at", 20, {0, 1e6}, {10, 40}, Unit::number, When::any_time,
                  "assumption", "entries that a visitor looks at"},
        Parameter{&Publication::other_documents, "other_documents", 400, {1, 1e9}, {100, 1000}, Unit::number, When::any_time,
                  "Downe: 214 pages of case studies; assumption",
                  "documents on other matters among which these stand"},
        Parameter{&Publication::documents, "documents", 4, {0, 364}, {2, 8}, Unit::per_year, When::any_time,
                  "assumption", "occasions to write on which a donor meets barriers 1-3"},
        Parameter{&Publication::ageing, "ageing", 1.0 / 3, {0, 1000}, {.2, .5}, Unit::per_year, When::any_time,
                  "assumption", "rate at which documents grow out of date"},
        Parameter{&Publication::pages, "pages", 4, {.1, 1000}, {1, 8}, Unit::number, When::any_time,
                  "Downe: case studies of 4-5 pages against 1", "length of a document"},
        Parameter{&Publication::dose, "dose", .10, {0, 1}, {.05, .2}, Unit::share, When::any_time,
                  "assumption", "share of the gap that a document of four pages could close"},
        Parameter{&Publication::trust, "trust", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption", "trust in a document"},
        Parameter{&Publication::letters, "letters", 0, {0, 364}, {0, 4}, Unit::per_year, When::any_time,
                  "Downe: the Finance Minister's letter", "letters to leaders, each on one practice"},
        Parameter{&Publication::cascade, "cascade", .05, {0, 1}, {0, .2}, Unit::share, When::any_time,
                  "assumption", "probability that an organisation passes a letter on to the field"},
        Parameter{&Publication::hours, "hours", .25, {0, 1000}, {.1, .5}, Unit::number, When::any_time,
                  "assumption", "staff time that reading a document of four pages takes, in hours"}};
  }
  // clang-format on
};

/// Colleagues talk: taking home what one person learned.
struct Home {
  double talks, same_field, leader, champion, dose, carried, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Home::talks, "talks", 30, {0, 1000}, {15, 60}, Unit::per_year, When::any_time,
                  "calibrated to the baseline",
                  "talks that somebody who masters something starts with colleagues"},
        Parameter{&Home::same_field, "same_field", .75, {0, 1}, {.6, .9}, Unit::share, When::any_time,
                  "assumption", "of them, with people of the same field"},
        Parameter{&Home::leader, "leader", .10, {0, 1}, {.05, .2}, Unit::share, When::any_time,
                  "assumption", "of them, with a leader; the rest with anyone"},
        Parameter{&Home::champion, "champion", 1.5, {0, 100}, {1, 2}, Unit::number, When::any_time,
                  "assumption", "factor on a champion's talks"},
        Parameter{&Home::dose, "dose", .15, {0, 1}, {.1, .2}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one talk could close"},
        Parameter{&Home::carried, "carried", .7, {0, 1}, {.5, .9}, Unit::share, When::any_time,
                  "assumption", "share of the tacit part that it can carry (kappa)"},
        Parameter{&Home::hours, "hours", .25, {0, 1000}, {.1, .5}, Unit::number, When::any_time,
                  "assumption", "staff time that a talk takes, of both together, in hours"}};
  }
  // clang-format on
};

/// Who has heard of something looks for somebody who has done it.
struct Seeking {
  double visits, talks, dose, carried, trust, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Seeking::visits, "visits", 3.5, {0, 1000}, {2, 7}, Unit::per_year, When::any_time,
                  "calibrated; Downe: an applicant had been to see a health board",
                  "visits to a donor, times the share aware, the perceived benefit and the motivation to "
                  "learn"},
        Parameter{&Seeking::talks, "talks", 2, {0, 100}, {1, 4}, Unit::count, When::any_time,
                  "assumption", "talks at a visit"},
        Parameter{&Seeking::dose, "dose", .20, {0, 1}, {.1, .3}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one talk could close"},
        Parameter{&Seeking::carried, "carried", .6, {0, 1}, {.4, .8}, Unit::share, When::any_time,
                  "assumption", "share of the tacit part that it can carry (kappa)"},
        Parameter{&Seeking::trust, "trust", .55, {0, 1}, {.4, .7}, Unit::share, When::any_time,
                  "assumption", "trust between visitor and host"},
        Parameter{&Seeking::hours, "hours", 4, {0, 1000}, {2, 8}, Unit::number, When::any_time,
                  "assumption", "staff time that a talk at a visit takes, of both together, travel included, in hours"}};
  }
  // clang-format on
};

/// People meet at a rhythm: network, seminar, collaborative, board. Each network is an agent of its own.
struct Gathering {
  double meetings, items, focus, leaders, managers, officers, attendance, places, dose, carried, trust,
      by_transfer, follow_up, visit_lasts, visits, visit_dose, visit_carried, visit_trust, call_to_action,
      remembers, consulted, memory_fades, fades, expects, ends_below, cost, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Gathering::meetings, "meetings", 5.2, {0, 364}, {2, 8}, Unit::per_year, When::any_time,
                  "Downe: twelve meetings in thirty months", "meetings of each network"},
        Parameter{&Gathering::items, "items", 3, {0, 32}, {2, 6}, Unit::count, When::any_time,
                  "assumption", "items on an agenda"},
        Parameter{&Gathering::focus, "focus", .20, {0, 1}, {.1, .4}, Unit::share, When::any_time,
                  "Downe: on the agenda of two meetings of twelve",
                  "probability that an item is about sharing a practice rather than complaint"},
        Parameter{&Gathering::leaders, "leaders", .40, {0, 1}, {.2, .6}, Unit::share, When::at_start,
                  "assumption; Downe: there are networks all over the place", "share of leaders that belong"},
        Parameter{&Gathering::managers, "managers", .40, {0, 1}, {.2, .6}, Unit::share, When::at_start,
                  "assumption", "share of managers that belong"},
        Parameter{&Gathering::officers, "officers", 0, {0, 1}, {0, .05}, Unit::share, When::at_start,
                  "assumption", "share of officers that belong"},
        Parameter{&Gathering::attendance, "attendance", .8, {0, 1}, {.6, .9}, Unit::share, When::any_time,
                  "assumption", "probability that a member who has the time (barrier 4) comes"},
        Parameter{&Gathering::places, "places", 65, {0, 1e6}, {30, 100}, Unit::number, When::any_time,
                  "assumption", "people that an event open to everyone draws, some of whom then lack the time"},
        Parameter{&Gathering::dose, "dose", .10, {0, 1}, {.05, .2}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one item could close"},
        Parameter{&Gathering::carried, "carried", .25, {0, 1}, {.1, .4}, Unit::share, When::any_time,
                  "assumption; order after Dixon 2000, Brown and Duguid 1991",
                  "share of the tacit part that it can carry (kappa)"},
        Parameter{&Gathering::trust, "trust", .55, {0, 1}, {.4, .7}, Unit::share, When::any_time,
                  "assumption", "trust between those who meet"},
        Parameter{&Gathering::by_transfer, "by_transfer", 0, {0, 10}, {0, 2}, Unit::number, When::any_time,
                  "assumption; O'Dell and Grayson 1998",
                  "how much a presenter's transfer capability weighs in the choice of presenters, as an exponent"},
        Parameter{&Gathering::follow_up, "follow_up", .03, {0, 1}, {0, .1}, Unit::share, When::any_time,
                  "Downe: often no action between meetings",
                  "probability that who attends an item follows it up with visits to the presenter"},
        Parameter{&Gathering::visit_lasts, "visit_lasts", 8.0 / 52, {0, 100}, {.1, .5}, Unit::years, When::any_time,
                  "assumption", "how long such visits go on"},
        Parameter{&Gathering::visits, "visits", 26, {0, 364}, {13, 52}, Unit::per_year, When::any_time,
                  "assumption", "rate of contacts meanwhile"},
        Parameter{&Gathering::visit_dose, "visit_dose", .20, {0, 1}, {.1, .3}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one such contact could close"},
        Parameter{&Gathering::visit_carried, "visit_carried", .9, {0, 1}, {.7, 1}, Unit::share, When::any_time,
                  "assumption; order after Dixon 2000, Brown and Duguid 1991",
                  "share of the tacit part that it can carry (kappa)"},
        Parameter{&Gathering::visit_trust, "visit_trust", .75, {0, 1}, {.6, .9}, Unit::share, When::any_time,
                  "assumption", "trust between visitor and host"},
        Parameter{&Gathering::call_to_action, "call_to_action", 0, {0, 1}, {0, .5}, Unit::share, When::any_time,
                  "assumption; Downe on the Good Practice Exchange",
                  "probability that who attends an item commits the organisation to act on it"},
        Parameter{&Gathering::remembers, "remembers", 0, {0, 1}, {0, .5}, Unit::share, When::any_time,
                  "assumption", "share of what a presenter knows that the network writes down, of what it lacks"},
        Parameter{&Gathering::consulted, "consulted", 0, {0, 364}, {0, 4}, Unit::per_year, When::any_time,
                  "assumption", "how often a member looks up what the network wrote down"},
        Parameter{&Gathering::memory_fades, "memory_fades", .25, {0, 1000}, {.1, .5}, Unit::per_year, When::any_time,
                  "assumption", "rate at which what it wrote down grows out of date"},
        Parameter{&Gathering::fades, "fades", 0, {0, 1000}, {0, 1}, Unit::per_year, When::any_time,
                  "assumption", "rate at which vitality follows what members learn"},
        Parameter{&Gathering::expects, "expects", .002, {1e-6, 1}, {.001, .005}, Unit::share, When::any_time,
                  "assumption", "mastery gained per attendance that keeps a network fully alive"},
        Parameter{&Gathering::ends_below, "ends_below", .05, {0, 1}, {0, .1}, Unit::share, When::any_time,
                  "assumption", "vitality below which a network ends"},
        Parameter{&Gathering::cost, "cost", 0, {0, 1e12}, {0, 20000}, Unit::pounds, When::any_time,
                  "the scenario's", "what a meeting costs the programme"},
        Parameter{&Gathering::hours, "hours", 1.5, {0, 1000}, {.75, 3}, Unit::number, When::any_time,
                  "assumption", "staff time that an item, or a contact of a visit left behind, takes of who attends, in hours"}};
  }
  // clang-format on
};

/// A donor and a recipient are put together for a time: mentoring, site visits, secondment, peer review.
struct Pairing {
  double pairs, rounds, lasts, people, contacts, dose, carried, trust, consent, help, by_results, by_transfer,
      brokered, hosts, cost, hours;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Pairing::pairs, "pairs", 0, {0, 1e5}, {0, 40}, Unit::count, When::any_time,
                  "assumption", "pairs at a time, at most"},
        Parameter{&Pairing::rounds, "rounds", 13, {0, 364}, {4, 26}, Unit::per_year, When::any_time,
                  "assumption", "how often free places are filled"},
        Parameter{&Pairing::lasts, "lasts", .5, {.01, 100}, {.25, 1}, Unit::years, When::any_time,
                  "assumption", "how long a pair works together"},
        Parameter{&Pairing::people, "people", 3, {0, 1000}, {1, 5}, Unit::count, When::any_time,
                  "assumption", "people of the recipient's field who take part"},
        Parameter{&Pairing::contacts, "contacts", 26, {0, 364}, {13, 52}, Unit::per_year, When::any_time,
                  "assumption", "rate at which each of them meets the donor"},
        Parameter{&Pairing::dose, "dose", .20, {0, 1}, {.1, .3}, Unit::share, When::any_time,
                  "assumption", "share of the gap that one contact could close"},
        Parameter{&Pairing::carried, "carried", .9, {0, 1}, {.7, 1}, Unit::share, When::any_time,
                  "assumption; order after Dixon 2000, Brown and Duguid 1991",
                  "share of the tacit part that it can carry (kappa)"},
        Parameter{&Pairing::trust, "trust", .75, {0, 1}, {.6, .9}, Unit::share, When::any_time,
                  "assumption", "trust between the two"},
        Parameter{&Pairing::consent, "consent", 3, {0, 1000}, {2, 4}, Unit::number, When::any_time,
                  "assumption", "times the motivations to teach and to learn: the probability that both agree"},
        Parameter{&Pairing::help, "help", .3, {0, 1}, {.1, .5}, Unit::share, When::any_time,
                  "assumption; Downe: grafted, not pasted",
                  "what a pair that went its whole time adds to the recipient's adaptation of the practice"},
        Parameter{&Pairing::by_results, "by_results", 1, {0, 10}, {0, 2}, Unit::number, When::any_time,
                  "assumption", "how much a donor's results weigh in the choice of donors, as an exponent"},
        Parameter{&Pairing::by_transfer, "by_transfer", 0, {0, 10}, {0, 2}, Unit::number, When::any_time,
                  "assumption; O'Dell and Grayson 1998",
                  "how much a donor's transfer capability weighs in it, as an exponent"},
        Parameter{&Pairing::brokered, "brokered", 0, {0, 1}, {0, 1}, Unit::share, When::any_time,
                  "assumption; Burt 2005", "share of pairs that a broker introduces, across sectors"},
        Parameter{&Pairing::hosts, "hosts", 3, {0, 1e5}, {1, 6}, Unit::count, When::any_time,
                  "assumption", "pairs at a time that one donor takes on"},
        Parameter{&Pairing::cost, "cost", 0, {0, 1e12}, {0, 50000}, Unit::pounds, When::any_time,
                  "the scenario's", "what a pair costs the programme, at its start"},
        Parameter{&Pairing::hours, "hours", 7, {0, 1000}, {4, 14}, Unit::number, When::any_time,
                  "assumption", "staff time that a contact takes, of both together, travel included, in hours"}};
  }
  // clang-format on
};

/// An authority obliges organisations to adopt. It carries no knowledge: it moves the decision.
struct Mandate {
  double in_force, rate, refusals, within;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Mandate::in_force, "in_force", 0, {0, 1}, {0, 1}, Unit::count, When::any_time,
                  "the scenario's", "1 while it holds"},
        Parameter{&Mandate::rate, "rate", 3, {0, 1000}, {1.5, 6}, Unit::per_year, When::any_time,
                  "assumption", "rate at which those obliged respond"},
        Parameter{&Mandate::refusals, "refusals", .5, {0, 1}, {.25, .75}, Unit::share, When::any_time,
                  "assumption; Downe: adopt or justify",
                  "of organisations half ready for it, those that justify why not (form `adopt_or_justify`)"},
        Parameter{&Mandate::within, "within", 1, {0, 100}, {.5, 2}, Unit::years, When::any_time,
                  "assumption", "by when at the latest the law must be obeyed (form `legislation`)"}};
  }
  // clang-format on
};

}  // namespace knowhow::public_services
