#pragma once
// What a step takes of what people know: of a whole row at once, whatever it holds, as that is quicker than
// to ask which practices it holds.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "models/public_services/books.h"
#include "models/public_services/fixed.h"

namespace knowhow::public_services {

/// What somebody knows by practice, in a row long enough for registers: the rest is zeros.
using WholeRow = std::array<Knowledge, 64>;

/// Which practices of a row somebody knows anything of, could tell others about, or masters so little of that
/// awareness may fade.
struct Marks {
  std::uint64_t holds = 0, tells = 0, unsure = 0;
  bool operator==(const Marks&) const = default;
};

/// What forgetting is computed from, by practice, and what it took so far. Each is below 2^32 but the sums.
struct ForgettingNumbers {
  using ByPractice = std::array<std::uint64_t, 64>;
  alignas(64) ByPractice explicit_share{}, tacit_share{};    ///< that is forgotten, 2^-32
  alignas(64) ByPractice written{};                          ///< of what the organisation wrote down, 2^-30
  alignas(64) ByPractice explicit_weight{}, tacit_weight{};  ///< in mastery, 2^-16
  alignas(64) ByPractice explicit_taken{}, tacit_taken{};    ///< sums, 2^-30
  alignas(64) ByPractice explicit_read{};                    ///< sums, 2^-30
  std::uint64_t read_share = 0;                              ///< of what is written and not known, 2^-32
  std::int64_t tells_from = 0, sure_from = 0;                ///< mastery, 2^-30
};

/// Of the practices `reads` somebody reads up what is written, and of all something is forgotten. What is
/// left of a row goes to `left`, which has only as many practices as there are.
using ForgettingOfRow = Marks (*)(const WholeRow& row, Knowledge* left, std::size_t practices,
                                  std::uint64_t reads, ForgettingNumbers& numbers);

/// One for each width of registers that this processor has, the quickest first. All give the same bits.
std::vector<ForgettingOfRow> forgetting_of_each_width();

class Forgetting {
 public:
  explicit Forgetting(std::size_t practices) : practices_(practices) {}

  void set_practice(std::size_t k, std::int64_t tacit16) {
    numbers_.explicit_weight[k] = static_cast<std::uint64_t>(65536 - tacit16);
    numbers_.tacit_weight[k] = static_cast<std::uint64_t>(tacit16);
  }
  /// The shares, 2^-32, that the people in hand forget of it.
  void set_shares(std::size_t k, std::int64_t of_explicit, std::int64_t of_tacit) {
    numbers_.explicit_share[k] = in_32_bits(of_explicit), numbers_.tacit_share[k] = in_32_bits(of_tacit);
  }
  /// The share, 2^-32, of what is written and they do not know that they read.
  void set_read_share(std::int64_t share) { numbers_.read_share = in_32_bits(share); }
  void set_written(std::size_t k, std::int32_t e) { numbers_.written[k] = static_cast<std::uint64_t>(e); }
  /// From which mastery on, 2^-30, one could tell others, and one's awareness does not fade.
  void set_limits(std::int64_t tells_from, std::int64_t sure_from) {
    numbers_.tells_from = tells_from, numbers_.sure_from = sure_from;
  }

  Marks take(const WholeRow& row, Knowledge* left, std::uint64_t reads) {
    static const ForgettingOfRow quickest = forgetting_of_each_width().front();
    return quickest(row, left, practices_, reads, numbers_);
  }

  /// Enters what was taken since the last time.
  void enter(Books& books) {
    for (std::size_t k = 0; k < practices_; ++k) {
      books.flow(Flow::read, k, static_cast<std::int64_t>(numbers_.explicit_read[k]), 0);
      books.flow(Flow::forgotten, k, static_cast<std::int64_t>(numbers_.explicit_taken[k]),
                 static_cast<std::int64_t>(numbers_.tacit_taken[k]));
    }
    for (auto* sum : {&numbers_.explicit_read, &numbers_.explicit_taken, &numbers_.tacit_taken})
      std::fill_n(sum->begin(), practices_, 0);
  }

 private:
  /// Of anything below 2^31, a share of 1 - 2^-32 takes all, as 1 does.
  static std::uint64_t in_32_bits(std::int64_t share) {
    return static_cast<std::uint64_t>(
        std::min<std::int64_t>(share, std::numeric_limits<std::uint32_t>::max()));
  }

  std::size_t practices_;
  ForgettingNumbers numbers_;
};

}  // namespace knowhow::public_services
