#pragma once
// How many replicates it takes to know a difference as closely as one wants to.
#include <cstddef>
#include <vector>

#include "output/comparison.h"

namespace knowhow::output {

/// The least number of replicates whose 95 % interval has at most this half-width, where single differences
/// have this variance: paired ones, or, with `groups` = 2, ones of two scenarios whose variances sum to it.
/// At least 2.
std::size_t replicates_needed(double variance, double half_width, int groups = 1);

/// How closely one scenario's difference is known.
struct Known {
  std::size_t scenario = 0;
  double half_width = 0;     ///< of the paired 95 % interval
  std::size_t needed = 0;    ///< replicates, going by their variance, for the half-width asked
  std::size_t unpaired = 0;  ///< the same without common random numbers
};

/// Of one headline, over the first `count` replicates, for every scenario but the reference. A half-width of
/// NaN (below two pairs) is no knowledge.
std::vector<Known> known_after(const Comparison& comparison, std::size_t headline, std::size_t count,
                               double half_width);
bool narrow_enough(const std::vector<Known>& known, double half_width);

/// When to look next: enough replicates by what is known, but not more than twice as many as now and not
/// fewer than `least` more, nor beyond `most`. It depends on the values alone.
std::size_t next_count(const std::vector<Known>& known, std::size_t count, std::size_t least,
                       std::size_t most);

}  // namespace knowhow::output
