#pragma once
// What a step takes of what people know: of a whole row at once, whatever it holds, as that is quicker than
// to ask which practices it holds.
#include <algorithm>
#include <array>
#include <limits>

#include "models/public_services/books.h"
#include "models/public_services/fixed.h"

namespace knowhow::public_services {

class Forgetting {
 public:
  static constexpr std::size_t most = 64;  ///< practices, as masks have bits

  /// Which practices of a row somebody knows anything of, could tell others about, or masters so little of
  /// that awareness may fade.
  struct Marks {
    std::uint64_t holds = 0, tells = 0, unsure = 0;
  };

  explicit Forgetting(std::size_t practices) : practices_(practices) {}

  void set_practice(std::size_t k, std::int64_t tacit16) {
    weight_[2 * k] = static_cast<std::uint32_t>(65536 - tacit16);
    weight_[2 * k + 1] = static_cast<std::uint32_t>(tacit16);
  }
  /// The shares, 2^-32, that the people in hand forget of it.
  void set_shares(std::size_t k, std::int64_t of_explicit, std::int64_t of_tacit) {
    // Of anything below 2^31, a share of 1 - 2^-32 takes all, as 1 does.
    constexpr std::int64_t all = std::numeric_limits<std::uint32_t>::max();
    share_[2 * k] = static_cast<std::uint32_t>(std::min(of_explicit, all));
    share_[2 * k + 1] = static_cast<std::uint32_t>(std::min(of_tacit, all));
  }
  /// From which mastery on, 2^-30, one could tell others, and one's awareness does not fade.
  void set_limits(std::int64_t tells_from, std::int64_t sure_from) {
    tells_from_ = tells_from, sure_from_ = sure_from;
  }

  Marks take(Knowledge* row) {
    Marks marks;
    for (std::size_t k = 0; k < practices_; ++k) {
      const std::uint32_t e = left(row[k].e, 2 * k), t = left(row[k].t, 2 * k + 1);
      row[k] = {static_cast<std::int32_t>(e), static_cast<std::int32_t>(t)};
      const auto mastered = static_cast<std::int64_t>(
          (std::uint64_t{e} * weight_[2 * k] + std::uint64_t{t} * weight_[2 * k + 1]) >> 16);
      marks.holds |= std::uint64_t{(e | t) != 0} << k;
      marks.tells |= std::uint64_t{mastered >= tells_from_} << k;
      marks.unsure |= std::uint64_t{mastered < sure_from_} << k;
    }
    marks.tells &= marks.holds;
    return marks;
  }

  /// Enters what was taken since the last time.
  void enter(Books& books) {
    for (std::size_t k = 0; k < practices_; ++k) {
      books.flow(Flow::forgotten, k, taken_[2 * k], taken_[2 * k + 1]);
      taken_[2 * k] = taken_[2 * k + 1] = 0;
    }
  }

 private:
  std::uint32_t left(std::int32_t knows, std::size_t which) {
    const auto x = static_cast<std::uint32_t>(knows);
    const std::uint64_t forgotten = (std::uint64_t{x} * share_[which] + (std::uint64_t{1} << 31)) >> 32;
    taken_[which] += static_cast<std::int64_t>(forgotten);
    return x - static_cast<std::uint32_t>(forgotten);
  }

  // By practice, of explicit knowledge and of tacit.
  std::array<std::uint32_t, 2 * most> share_{}, weight_{};
  std::array<std::int64_t, 2 * most> taken_{};
  std::size_t practices_;
  std::int64_t tells_from_ = 0, sure_from_ = 0;
};

}  // namespace knowhow::public_services
