#pragma once
// Traits: what makes one organisation, or one of its people, better at teaching or learning than another.
#include <array>
#include <cstddef>
#include <string_view>

#include "sim/declaration.h"

namespace knowhow::public_services {

/// The first `person_traits_count` are also a person's own, by individual variation; the others are the
/// organisation's alone.
enum Trait : std::size_t {
  absorptive_capacity,
  transfer_capability,
  motivation_to_teach,
  motivation_to_learn,
  responsibility,
  awareness_of_value,
  capacity,
  person_traits_count,
  leadership = person_traits_count,
  openness,
  risk_tolerance,
  codification,
  adaptation,
  influence,
  application_skill,
  loan_appetite,
  trait_count
};

/// A trait row: half a cache line for a person, and what a contact needs of either side.
using PersonTraits = std::array<float, person_traits_count + 1>;  // the last is the square root of capacity
constexpr std::size_t root_of_capacity = person_traits_count;
using OrganisationTraits = std::array<float, trait_count>;

struct TraitNames {
  static constexpr std::array<std::string_view, trait_count> all{"absorptive_capacity",
                                                                 "transfer_capability",
                                                                 "motivation_to_teach",
                                                                 "motivation_to_learn",
                                                                 "responsibility",
                                                                 "awareness_of_value",
                                                                 "capacity",
                                                                 "leadership",
                                                                 "openness",
                                                                 "risk_tolerance",
                                                                 "codification",
                                                                 "adaptation",
                                                                 "influence",
                                                                 "application_skill",
                                                                 "loan_appetite"};
};

/// The section `world.traits`: each trait a number, or a distribution drawn per organisation.
sim::Declaration traits_declaration();

}  // namespace knowhow::public_services
