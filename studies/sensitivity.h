#pragma once
// Which parameters matter: indices from the outputs of a design, by published estimators.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "studies/design.h"

namespace knowhow::studies {

/// A number with the interval in which it lies with 95 % confidence.
struct Estimate {
  double value = 0, least = 0, most = 0;
};

struct SobolIndices {
  std::vector<Estimate> first, total;  ///< by factor
  double mean = 0, variance = 0;
};

/// Of a saltelli design: for each row the outputs at A, at B, and at A with factor i from B. First order by
/// Saltelli and others 2010 (table 2, b), total by Jansen 1999 (table 2, f); outputs are centred first.
/// Percentile intervals from `resamples` bootstraps over rows (Archer, Saltelli and Sobol 1997), keyed by
/// `seed`. Throws std::invalid_argument for outputs that are not a whole number of rows, fewer than two rows,
/// or none that differ.
SobolIndices sobol_indices(std::span<const double> outputs, std::size_t factors, std::size_t resamples,
                           std::uint64_t seed);

struct MorrisEffects {
  std::vector<double> mean, mu_star,
      sigma;  ///< by factor, in units of the output over the whole range of a factor
  std::vector<Estimate> mu_star_interval;  ///< percentile bootstrap over trajectories
};

/// Elementary effects of a morris design (Morris 1991; mu* by Campolongo, Cariboni and Saltelli 2007). `at`
/// are the places of the points in the unit cube, as `morris` made them.
MorrisEffects morris_effects(const Points& at, std::span<const double> outputs, std::size_t resamples,
                             std::uint64_t seed);

struct Ranking {
  std::vector<Estimate> share;  ///< of the output's variance that the factor alone explains
  std::vector<double>
      chance;  ///< what 95 % of shuffled outputs stay below: a share under it is no sign of anything
  std::vector<double> rank_correlation;  ///< Spearman's; its sign is the direction
};

/// For any other sample: first-order indices from given data by the correlation ratio over classes of equal
/// frequency (Plischke, Borgonovo and Smith 2013, section 3), less the bias that classes bring (Olkin and
/// Pratt's epsilon squared, Kelley 1935). `values` are (point, factor).
Ranking feature_ranking(std::span<const double> values, std::size_t factors, std::span<const double> outputs,
                        std::size_t resamples, std::uint64_t seed);

}  // namespace knowhow::studies
