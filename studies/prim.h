#pragma once
// Scenario discovery: where in the space of uncertainties an outcome fails, as boxes that can be told in
// words.
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace knowhow::studies {

/// One side of a box: infinite where the box is open.
struct Limits {
  double least = -std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::infinity();
  bool restricts() const {
    return least > -std::numeric_limits<double>::infinity() || most < std::numeric_limits<double>::infinity();
  }
  bool contains(double value) const { return least <= value && value <= most; }
};

struct Box {
  std::vector<Limits> limits;  ///< by parameter
  std::size_t inside = 0, interesting = 0;
  double density = 0;   ///< share of the points inside that are interesting
  double coverage = 0;  ///< share of all interesting points that are inside
  std::vector<double>
      chance;  ///< by parameter: how likely its limits would raise the density as far by luck alone
};

struct PrimOptions {
  double peel = 0.05;           ///< share of the points inside that one step takes away, at most
  double least_support = 0.05;  ///< share of all points that a box must hold
  double density = 0.8;         ///< that a box should reach
  double chance = 0.05;         ///< limits that luck explains with at least this probability are taken back
  std::size_t boxes = 3;        ///< at most
};

/// The patient rule induction method (Friedman and Fisher 1999) for a yes or no: boxes are peeled by the step
/// that raises the density most, pasted back while that does not lower it, and of the path the box is taken
/// that covers most with the density asked for, or else the densest; limits that a binomial test calls luck
/// are dropped (Bryant and Lempert 2010, section 3). The next box is sought among the points outside. None,
/// where nothing is denser than the whole. `values` are (point, parameter). std::invalid_argument without
/// interesting and uninteresting points.
std::vector<Box> prim(std::span<const double> values, std::size_t parameters,
                      const std::vector<bool>& interesting, const PrimOptions& options);

/// How a choice stands against the best for each point. `outcomes` are (point, choice); more is better.
struct Robustness {
  double mean = 0, worst = 0;
  double mean_regret = 0, most_regret = 0, regret_90 = 0;  ///< behind the best choice of each point
  double satisfied = 0;  ///< share of points at which the outcome reaches the threshold
  double best = 0;       ///< share of points at which no choice is better
};

/// Savage's regret, and Simon's satisficing (Lempert and others 2006; McPhail and others 2018). Points with a
/// missing outcome are left out.
std::vector<Robustness> robustness(std::span<const double> outcomes, std::size_t choices, double threshold);

}  // namespace knowhow::studies
