#pragma once
// The books: where learning was lost, and the audit that they close against the state itself. Integers
// throughout, in units of 2^-30 of full knowledge, so sums have no order.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/public_services/barriers/barriers.h"
#include "models/public_services/fixed.h"

namespace knowhow::public_services {

/// Ways in which knowledge comes into the state or leaves it, for e and t each.
enum class Flow : std::size_t { gained, read, done, seeded, brought, forgotten, departed };
constexpr std::array<std::string_view, 7> flow_names{"gained",  "read",      "done",    "seeded",
                                                     "brought", "forgotten", "departed"};

/// One year's books. Shapes, in row-major order: contacts (group, practice, channel[, barrier]); starts and
/// fits (group, practice).
class Books {
 public:
  Books() = default;
  Books(std::size_t groups, std::size_t practices, std::size_t channels)
      : practices_(practices),
        channels_(channels),
        potential(groups * practices * channels),
        gained(potential.size()),
        lost(potential.size() * contact_barriers),
        contacts(potential.size()),
        application(groups * practices),
        adaptation(groups * practices),
        never_met(groups * practices),
        flows(practices) {}

  struct Balance {
    std::int64_t potential = 0, gained = 0, lost = 0;
    Balance& operator+=(const Balance& other) {
      potential += other.potential, gained += other.gained, lost += other.lost;
      return *this;
    }
  };

  std::size_t contact(std::size_t group, std::size_t practice, std::size_t channel) const {
    return (group * practices_ + practice) * channels_ + channel;
  }
  std::size_t cell(std::size_t group, std::size_t practice) const { return group * practices_ + practice; }
  void flow(Flow which, std::size_t practice, std::int64_t e, std::int64_t t) {
    auto& at = flows[practice][static_cast<std::size_t>(which)];
    at[0] += e, at[1] += t;
  }

  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(potential, gained, lost, contacts, application, adaptation, never_met, flows);
  }
  void add(const Books& other);
  void clear();

 private:
  std::size_t practices_ = 0, channels_ = 0;

 public:
  std::vector<std::int64_t> potential, gained, lost, contacts;
  std::vector<Balance> application, adaptation;
  std::vector<std::int64_t> never_met;
  std::vector<std::array<std::array<std::int64_t, 2>, flow_names.size()>>
      flows;  ///< by practice, flow, {e, t}
};

}  // namespace knowhow::public_services
