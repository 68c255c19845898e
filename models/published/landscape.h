#pragma once
// Kauffman's NK landscapes: n bits, each of which contributes by its own value and that of k others.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/random.h"

namespace knowhow::published {

using Solution = std::uint32_t;  ///< one bit a locus

/// Contributions are whole numbers, uniform over 32 bits; a solution's value is their exact sum, so that two
/// values compare without rounding.
class Landscape {
 public:
  /// 1 <= n <= 24, 0 <= k < n. Which others count is drawn too.
  Landscape(std::uint32_t n, std::uint32_t k, const sim::Draws& draws);

  std::uint32_t n() const { return n_; }
  std::uint64_t value(Solution solution) const;
  /// The same with one bit turned round, where the value without is known: looks only at what depends on it.
  std::uint64_t turned(Solution solution, std::uint64_t value, std::uint32_t bit) const;
  /// The value of the best solution of all.
  std::uint64_t largest() const { return largest_; }

  static std::uint64_t bytes(std::uint32_t n, std::uint32_t k);

 private:
  struct Search;
  std::span<const std::uint32_t> influences(std::uint32_t locus) const {
    return {influence_.data() + locus * (k_ + 1), k_ + 1};
  }
  std::span<const std::uint32_t> dependents(std::uint32_t bit) const {
    return {dependent_.data() + first_dependent_[bit], first_dependent_[bit + 1] - first_dependent_[bit]};
  }
  const std::uint32_t* tree(std::uint32_t locus) const {
    return best_.data() + (static_cast<std::size_t>(locus) << (k_ + 2));
  }
  /// Where a solution's contributions stand in their trees, by locus: those of all loci at once, which is
  /// quicker than one by one.
  using Leaves = std::array<std::uint32_t, 24>;
  Leaves leaves(Solution solution) const {
    Leaves leaves = part_of_leaves_[solution & 15];
    for (std::uint32_t group = 1; group < groups(); ++group) {
      const Leaves& part = part_of_leaves_[group * 16 + (solution >> 4 * group & 15)];
      for (std::size_t locus = 0; locus < leaves.size(); ++locus) leaves[locus] += part[locus];
    }
    return leaves;
  }
  std::uint32_t groups() const { return (n_ + 3) / 4; }
  void draw_influences(const sim::Draws& draws);
  void order_bits();
  void place_leaves();
  void draw_contributions(const sim::Draws& draws);

  std::uint32_t n_, k_;
  std::vector<std::uint32_t> influence_;  ///< k + 1 bits a locus, in the order of the search
  std::vector<std::uint32_t> dependent_, first_dependent_;  ///< the loci that depend on each bit
  std::vector<std::uint32_t> step_of_leaf_;  ///< of each dependent: how far the bit moves in its tree
  std::vector<Leaves> part_of_leaves_;       ///< of four bits of a solution, by their values: added up
  std::vector<std::uint32_t> order_;         ///< of bits, in the search for the best
  /// A tree for each locus: contributions are the leaves, and each node above holds the best below it, so
  /// that deciding one bit after another goes down the tree and bounds what can still be reached.
  std::vector<std::uint32_t> best_;
  std::uint64_t largest_ = 0;
};

}  // namespace knowhow::published
