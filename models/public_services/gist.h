#pragma once
// What the people of a block amount to at the end of a step, by practice: found while they are at hand, so
// that an organisation is summed up without looking at each of them again.
#include <cstdint>
#include <vector>

#include "models/public_services/consolidation.h"
#include "models/public_services/world.h"

namespace knowhow::public_services {

/// Somebody as a candidate for a team: mastery, 2^-30, then the post from the end; the greater come first.
constexpr std::uint64_t candidate(std::int64_t mastered, std::uint32_t person) {
  return static_cast<std::uint64_t>(mastered) << 32 | static_cast<std::uint32_t>(~person);
}
constexpr std::int64_t mastery_of(std::uint64_t candidate) {
  return static_cast<std::int64_t>(candidate >> 32);
}
constexpr std::uint32_t person_of(std::uint64_t candidate) { return ~static_cast<std::uint32_t>(candidate); }

struct Gist {
  explicit Gist(std::size_t practices) : mastery(practices), knowing(practices), aware(practices) {}

  std::vector<std::int64_t> mastery;          ///< by practice, sum of who is of its field, 2^-30
  std::vector<std::uint32_t> knowing, aware;  ///< by practice, how many of its field
  struct Candidate {
    std::uint64_t candidate;
    std::uint32_t practice;
  };
  std::vector<Candidate> near_team;  ///< who may be of a team, in the order of people

  /// Takes over what was summed since the last time.
  void take(ConsolidationNumbers& numbers);
  /// `of_field` is by field: its practices; `awareness` by person.
  void count_aware(const People& people, const std::vector<std::uint64_t>& of_field,
                   const std::vector<std::uint64_t>& awareness, std::uint32_t begin, std::uint32_t end);
};

}  // namespace knowhow::public_services
