#pragma once
// What becomes of what people know by the end of a step: they read up what is written, learn by doing and
// forget (rule R7 and "Forgetting" of docs/model.md). Of whole rows at once, whatever they hold, as that is
// quicker than to ask which practices they hold; and what these rows amount to is summed on the way.
#include <array>
#include <vector>

#include "models/public_services/books.h"
#include "models/public_services/fixed.h"

namespace knowhow::public_services {

/// Which practices of a row somebody knows anything of, could tell others about, masters so little of that
/// awareness may fade, or masters so much of that one may be of the team.
struct Marks {
  std::uint64_t holds = 0, tells = 0, unsure = 0, near_team = 0;
  bool operator==(const Marks&) const = default;
  Marks& operator|=(const Marks& more) {
    holds |= more.holds, tells |= more.tells, unsure |= more.unsure, near_team |= more.near_team;
    return *this;
  }
};

/// Somebody at the end of a step.
struct Consolidated {
  const Knowledge* row;     ///< what one knows, by practice
  Knowledge* left;          ///< where what is left of it goes
  std::uint64_t in_field;   ///< practices of one's field
  std::uint64_t reads = 0;  ///< of these, which one reads up if there is more to know
  std::uint64_t does = 0;   ///< and which one may learn by doing, after reading
  double doing = 0;         ///< at what rate a year, but for the practice's complexity
};

/// What consolidation is computed from, by practice, and sums of what came of it. Each is below 2^32 but
/// sums.
struct ConsolidationNumbers {
  using ByPractice = std::array<std::uint64_t, 64>;
  alignas(64) ByPractice explicit_share{}, tacit_share{};    ///< that is forgotten, 2^-32
  alignas(64) ByPractice written{};                          ///< of what the organisation wrote down, 2^-30
  alignas(64) ByPractice explicit_weight{}, tacit_weight{};  ///< in mastery, 2^-16
  alignas(64) ByPractice near_team{};                        ///< from which mastery on, 2^-30
  alignas(64) std::array<double, 64> plainness{};  ///< what its complexity leaves of learning by doing
  alignas(64) ByPractice explicit_read{}, explicit_done{}, tacit_done{};  ///< sums, 2^-30
  alignas(64) ByPractice explicit_taken{}, tacit_taken{};                 ///< sums, 2^-30
  alignas(64) ByPractice field_mastery{};  ///< sum of who is of its field, 2^-30
  alignas(64) ByPractice field_knowing{};  ///< how many of them know anything of it
  std::uint64_t read_share = 0;            ///< of what is written and not known, 2^-32
  std::uint64_t ceiling = 0;               ///< of what doing teaches of explicit knowledge, 2^-30
  std::int64_t doing_from = 0, tells_from = 0, sure_from = 0;  ///< mastery, 2^-30
  double dt = 0;                                               ///< years a step
};

/// Of `count` people, whose marks go to `marks`.
using Consolidate = void (*)(const Consolidated* people, std::size_t count, std::size_t practices,
                             ConsolidationNumbers& numbers, Marks* marks);

/// One for each width of registers that this processor has, the quickest first. All give the same bits.
std::vector<Consolidate> consolidation_of_each_width();

class Consolidation {
 public:
  explicit Consolidation(std::size_t practices) : practices_(practices) {}

  ConsolidationNumbers numbers;

  void set_practice(std::size_t k, std::int64_t tacit16, double complexity) {
    numbers.explicit_weight[k] = static_cast<std::uint64_t>(65536 - tacit16);
    numbers.tacit_weight[k] = static_cast<std::uint64_t>(tacit16);
    numbers.plainness[k] = 1 - .5 * complexity;
  }
  /// The shares, 2^-32, that the people in hand forget of it.
  void set_shares(std::size_t k, std::int64_t of_explicit, std::int64_t of_tacit) {
    numbers.explicit_share[k] = in_32_bits(of_explicit), numbers.tacit_share[k] = in_32_bits(of_tacit);
  }
  /// The share, 2^-32, of what is written and they do not know that they read.
  void set_read_share(std::int64_t share) { numbers.read_share = in_32_bits(share); }

  void take(const Consolidated* people, std::size_t count, Marks* marks) {
    static const Consolidate quickest = consolidation_of_each_width().front();
    quickest(people, count, practices_, numbers, marks);
  }

  /// Enters what came and went since the last time.
  void enter(Books& books);

 private:
  /// Of anything below 2^31, a share of 1 - 2^-32 takes all, as 1 does.
  static std::uint64_t in_32_bits(std::int64_t share) {
    return static_cast<std::uint64_t>(share < 0xffffffff ? share : 0xffffffff);
  }

  std::size_t practices_;
};

}  // namespace knowhow::public_services
