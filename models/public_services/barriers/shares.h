#pragma once
// Barriers 8-10 take a share of what a contact that passed the gates could teach; 12 and 13 act where an
// organisation starts and fits a practice.
#include "models/public_services/barriers/gates.h"

namespace knowhow::public_services {

struct Codifiability {
  static constexpr std::string_view name = "codifiability";
  static constexpr std::string_view meaning = "The channel cannot carry all of the tacit part.";
  static constexpr Words words{"mechanisms", "capacity", "information"};
  double strength;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Codifiability::strength, "strength", 1, unit_range, {.8, 1}, Unit::share, When::any_time,
                  "1 since a channel's own share of the tacit already says what is lost; Szulanski 1996",
                  "strength s: 0 removes the barrier"}};
  }
  // clang-format on
  double q(const Situation& s, Level) const { return s.carried; }
};

struct Transfer {
  static constexpr std::string_view name = "transfer";
  static constexpr std::string_view meaning = "Excellence is not teaching: the source cannot put it across.";
  static constexpr Words words{"mechanisms", "capacity", "adaptation"};
  static constexpr Level level = Level::person;
  double strength, document;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Transfer::strength, "strength", .6, unit_range, {.4, .8}, Unit::share, When::any_time,
                  "assumption; Easterby-Smith, Lyles and Tsang 2008", "strength s: 0 removes the barrier"},
        Parameter{&Transfer::document, "document", .6, unit_range, {.3, .8}, Unit::share, When::any_time,
                  "assumption", "q of a document, which has no teacher"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    if (s.source.person) return s.source.trait(transfer_capability, l);
    return s.teaches >= 0 ? s.teaches : document;
  }
};

struct Absorption {
  static constexpr std::string_view name = "absorption";
  static constexpr std::string_view meaning = "The recipient cannot take it in.";
  static constexpr Words words{"mechanisms", "capacity", "capacity"};
  static constexpr Level level = Level::person;
  double strength, prior, complexity;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Absorption::strength, "strength", .7, unit_range, {.5, .9}, Unit::share, When::any_time,
                  "assumption; Cohen and Levinthal 1990", "strength s: 0 removes the barrier"},
        Parameter{&Absorption::prior, "prior", .5, unit_range, {.2, .8}, Unit::share, When::any_time,
                  "assumption; Cohen and Levinthal 1990",
                  "how far related prior knowledge makes up for a lack of absorptive capacity"},
        Parameter{&Absorption::complexity, "complexity", .5, unit_range, {.2, .8}, Unit::share, When::any_time,
                  "assumption; Szulanski 1996", "how much complexity takes from q"}};
  }
  // clang-format on
  double q(const Situation& s, Level l) const {
    const double own = s.recipient.trait(absorptive_capacity, l);
    return (own + (1 - own) * prior * s.prior) * (1 - complexity * s.complexity);
  }
};

struct Application {
  static constexpr std::string_view name = "application";
  static constexpr std::string_view meaning = "Leadership, evidence or capacity to act on it are missing.";
  static constexpr Words words{"mechanisms", "motivation", "information"};
  double strength, champion;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Application::strength, "strength", .6, unit_range, {.4, .8}, Unit::share, When::any_time,
                  "assumption; Vera and Crossan 2004", "strength s: 0 removes the barrier"},
        Parameter{&Application::champion, "champion", .9, unit_range, {.6, 1}, Unit::share, When::any_time,
                  "assumption", "leadership that a champion stands in for"}};
  }
  // clang-format on
  /// Not of a contact: of an organisation at the point of starting.
  double q(double leadership_trait, bool has_champion, double evidence, double capacity_trait) const {
    return (std::max(leadership_trait, has_champion ? champion : 0) + evidence + capacity_trait) / 3;
  }
};

struct Adaptation {
  static constexpr std::string_view name = "adaptation";
  static constexpr std::string_view meaning = "It does not fit the recipient's own context.";
  static constexpr Words words{"mechanisms", "capacity", "adaptation"};
  double strength;
  // clang-format off
  static constexpr auto parameters() {
    return std::array{
        Parameter{&Adaptation::strength, "strength", 1, unit_range, {.8, 1}, Unit::share, When::any_time,
                  "1 since the fit already says what is lost; Downe: grafted, not pasted",
                  "strength s: 0 removes the barrier"}};
  }
  // clang-format on
  /// Rule R12: the fit of a practice learned from places this similar, with so much know-how to adapt it.
  double fit(double s, double similarity, double adaptation_trait, double team_tacit) const {
    return 1 - s * (1 - similarity) * (1 - std::min(1.0, adaptation_trait) * team_tacit);
  }
};

}  // namespace knowhow::public_services
