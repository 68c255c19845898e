#pragma once
// Which ties of gap_closing are open in a step, and who is left to learn from.
#include <cstdint>
#include <span>
#include <vector>

#include "sim/random.h"

namespace knowhow::published {

/// Ties are directed, and numbered as they stand in the rows of a network. Of 128 ties each has a bit of its
/// own in block(purpose, step, tie / 128, 0, digit): bit tie % 32 of word tie / 32 % 4. These bits, digit by
/// digit and the most significant first, are the tie's number in this step; it is open if that is below the
/// threshold (sim::threshold), so a higher one only opens more. Digits are drawn until all are decided: one
/// for a probability of a half, some eleven for most others, where a word a tie would be thirty-two.
class OpenTies {
 public:
  /// Has room for the draws of `most` ties in turn.
  explicit OpenTies(std::uint32_t most);

  /// Draws those of [begin, end); begin < end, and at most as many as there is room for.
  void draw(const sim::Draws& draws, std::uint32_t step, std::uint64_t threshold, std::uint32_t begin,
            std::uint32_t end);
  /// How many of those that were drawn are open.
  std::uint32_t count() const;
  /// `to` of the open ones, in order; to[0] belongs to the first that was drawn. And for each of `starts`,
  /// numbers of ties among those, the end included, where what comes from it on begins in what was kept.
  void pack(const std::uint32_t* to, std::span<const std::uint32_t> starts, std::uint32_t* kept,
            std::uint32_t* kept_starts);
  /// `to` of the open ones, `from` of the closed ones.
  void redirect(const std::uint32_t* to, const std::uint32_t* from, std::uint32_t* redirected) const;

 private:
  std::uint64_t window(std::uint32_t tie) const;

  std::vector<std::uint64_t> open_;    ///< a bit a tie, from base_ on
  std::vector<std::uint32_t> before_;  ///< by word of open_: how many are open in those before it
  std::uint32_t base_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace knowhow::published
