#pragma once
// Figures of a run that have been observed in the world, and how far the two lie apart.
#include <cstdint>
#include <span>
#include <vector>

#include "scenarios/calibration.h"
#include "sim/results.h"

namespace knowhow::studies {

class Figures {
 public:
  /// Finds each figure in the layout of a run. Throws sim::InvalidInput with the place of every observation
  /// whose variable, dimension or element is not there, or that leaves a dimension open.
  Figures(const std::vector<scenarios::Observation>& observations, const sim::Layout& layout);

  std::size_t count() const { return observations_.size(); }
  /// The figures of a run, in the order of the observations; NaN where the run has none.
  std::vector<double> of(const sim::Rows& rows) const;
  /// The same as they would have been observed: a share of `sample` people who were asked, or with a normal
  /// error. A run's luck in that is its own.
  std::vector<double> as_observed(std::span<const double> figures, std::uint64_t seed, std::size_t run) const;
  /// Root of the mean squared difference from what was observed, over the fitted figures, each in its
  /// standard error; NaN if one is missing.
  double distance(std::span<const double> seen) const;
  /// The standard error of an observation.
  double error(std::size_t figure) const;

 private:
  struct Place {
    std::size_t variable = 0;
    std::vector<std::size_t> elements;  ///< summed
  };
  std::vector<scenarios::Observation> observations_;
  std::vector<Place> places_;
};

}  // namespace knowhow::studies
