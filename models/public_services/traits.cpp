#include "models/public_services/traits.h"

namespace knowhow::public_services {

namespace {
struct TraitText {
  double mean;
  std::string_view source, meaning;
};
// The order of the means is from the sources: capacity, awareness and responsibility are said to be low
// (cuts in spending, reluctance to sell oneself), willingness is not. Values assumed.
constexpr std::string_view report = "assumption; order after Downe, A Shared Responsibility (PPIW)";
constexpr std::array<TraitText, trait_count> texts{{
    {.50, "assumption; Cohen and Levinthal 1990", "how well new knowledge is recognised, taken in and used"},
    {.50, "assumption; Easterby-Smith, Lyles and Tsang 2008", "how well what is known can be taught"},
    {.50, report, "how willing people are to pass on what they know"},
    {.55, report, "how willing people are to learn from elsewhere"},
    {.40, report, "how far sharing is seen as part of the job"},
    {.45, report, "how far people realise that others may find what they do useful"},
    {.40, report, "time and money to spare for teaching and learning"},
    {.50, "assumption; Vera and Crossan 2004", "how strongly leaders back learning and change"},
    {.50, "assumption; Huber 1991", "how openly knowledge moves inside the organisation"},
    {.45, "assumption", "how readily something new is tried"},
    {.40, "assumption; Nonaka 1994", "how much of what is known gets written down"},
    {.50, "assumption; after Downe: grafted, not pasted", "how well a practice is fitted to its own context"},
    {.50, "assumption; Easterby-Smith, Lyles and Tsang 2008", "power over others"},
    {.50, "assumption; Downe: simply better at completing the application process",
     "how well it writes applications"},
    {.30, "assumption; Downe: no-one wants to take money and repay unless they have to",
     "of the occasions on which it would take a grant, the share on which it would take a loan"},
}};
}  // namespace

sim::Declaration traits_declaration() {
  sim::Declaration section;
  section.name = "traits";
  section.meaning =
      "Traits of organisations, each a number in [0, 1] or a distribution drawn per organisation.";
  for (std::size_t trait = 0; trait < trait_count; ++trait) {
    auto number = sim::number(std::string(TraitNames::all[trait]), texts[trait].mean, {0, 1}, {.2, .8},
                              sim::Unit::share, sim::When::any_time, std::string(texts[trait].source),
                              std::string(texts[trait].meaning), sim::Scope::organisation);
    section.children.push_back(std::move(number));
  }
  return section;
}

}  // namespace knowhow::public_services
