#pragma once
// The gaps of some agents, closed by registers of whatever width the processor has. All widths give the same
// bits: a category is a lane of its own, the neighbours of an agent are added up in the order of its row, and
// a product is rounded before it is added to anything (-ffp-contract=off).
#include <cstdint>
#include <vector>

namespace knowhow::published {

/// What agents know fills rows of 4, 8, 16, 32 or 64 floats, the least that has room; beyond its categories a
/// row holds zeros.
constexpr std::uint32_t row_for(std::uint32_t categories) {
  std::uint32_t row = 4;
  while (row < categories) row *= 2;
  return row;
}

/// A pass over `agents` agents from `first` on.
struct GapPass {
  const float* before;  ///< rows of all agents
  float* after;         ///< the same at the end of the step; only those of the pass are written
  std::uint32_t first, agents;
  /// Whom they learn from: the k-th agent of the pass from neighbours[starts[k]] to neighbours[starts[k +
  /// 1]], that one not among them. All before neighbours[end] are agents.
  const std::uint32_t *neighbours, *starts;
  std::uint32_t end;
  float rate;
};
using CloseGaps = void (*)(const GapPass& pass);

/// How a pass is made.
struct GapWays {
  std::uint32_t row;  ///< floats
  bool capped;        ///< nobody comes to know more than the best of those it learns from
  bool far;           ///< the rows of neighbours are asked for early, as they are not in the cache
};

/// One for each width of registers that this processor has, the quickest first.
std::vector<CloseGaps> close_gaps_of_each_width(const GapWays& ways);
/// The first of them.
CloseGaps quickest_close_gaps(const GapWays& ways);

}  // namespace knowhow::published
