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
      same_kind, adjacent, covers;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Ties::talks, "talks", 2, {0, 1000}, {1, 6}, Unit::per_year, When::any_time,
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
                  "assumption", "added weight of one that serves the same people (`world.footprints`)"}};
  }
  // clang-format on
};

/// Documents that wait to be found (visits) or are pushed to leaders (letters).
struct Publication {
  double visits_leader, visits_manager, visits_officer, further_portal, looked_at, other_documents, documents,
      ageing, pages, dose, trust, letters, cascade;
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
                  "assumption", "probability that an organisation passes a letter on to the field"}};
  }
  // clang-format on
};

/// Colleagues talk: taking home what one person learned.
struct Home {
  double talks, same_field, leader, champion, dose, carried;
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
                  "assumption", "share of the tacit part that it can carry (kappa)"}};
  }
  // clang-format on
};

/// Who has heard of something looks for somebody who has done it.
struct Seeking {
  double visits, talks, dose, carried, trust;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Seeking::visits, "visits", 4, {0, 1000}, {2, 8}, Unit::per_year, When::any_time,
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
                  "assumption", "trust between visitor and host"}};
  }
  // clang-format on
};

}  // namespace knowhow::public_services
