#pragma once
// What a search found: the posterior of each number, and what it says of each figure.
#include <span>
#include <string>
#include <vector>

#include "scenarios/calibration.h"
#include "sim/plan.h"
#include "studies/figures.h"
#include "studies/population_monte_carlo.h"

namespace knowhow::studies {

/// An unknown number and what was thought of it before.
struct Prior {
  int slot = -1;
  std::string path;
  std::string unit;
  sim::Distribution distribution;
  sim::Range range{0, 0};
  /// The value below which a share of the prior lies, within the number's range.
  double at(double share) const { return sim::clip(distribution.quantile(share), range); }
};

/// The median, and between which values 90 % lie.
struct Band {
  double least = 0, middle = 0, most = 0;
  double width() const { return most - least; }
};

/// Weighted quantiles: the least value up to which that share of the weight lies. NaN values are left out;
/// all missing gives NaN.
Band band(std::span<const double> values, std::span<const double> weights);

/// The continuous ranked probability score of weighted samples against what came (Gneiting and Raftery 2007),
/// in the figure's own unit: 0 for a sure and right prediction, and for a sure and wrong one as much as it is
/// off.
double ranked_probability_score(std::span<const double> values, std::span<const double> weights, double came);

struct NumberFound {
  Prior prior;
  Band before, after;
  /// Standard deviation of the posterior over that of the prior, on the scale of the prior's shares: 1 where
  /// the observations say nothing.
  double left_open = 1;
  bool pinned() const { return left_open < 0.8; }
};

struct FigureFound {
  scenarios::Observation observation;
  double error = 0;    ///< standard, of the observation
  Band before, after;  ///< as it would be observed, before and after the search
  double score = 0;    ///< ranked probability score afterwards
  bool inside() const { return after.least <= observation.value && observation.value <= after.most; }
  bool narrower() const { return after.width() < before.width(); }
};

struct Posterior {
  std::vector<NumberFound> numbers;
  std::vector<FigureFound> figures;
  std::vector<Generation> generations;
  std::size_t runs = 0;
  bool settled = false;
  double effective = 0;  ///< effective number of samples: 1 / sum of squared weights
  // Of the samples, nearest first:
  std::vector<Particle> particles;
  std::vector<double> values;  ///< (sample, number)
  std::vector<double> model;   ///< (sample, figure): of the run itself
  std::vector<double> seen;    ///< (sample, figure): as it would be observed
};

/// All runs of a search so far: what they were run with, and what came of them.
class Trials {
 public:
  Trials(std::vector<Prior> priors, Figures figures, std::uint64_t seed)
      : priors_(std::move(priors)), figures_(std::move(figures)), seed_(seed) {}

  const std::vector<Prior>& priors() const { return priors_; }
  const Figures& figures() const { return figures_; }
  std::size_t count() const { return count_; }

  /// The values of further runs, from shares of their priors.
  void add(const std::vector<std::vector<double>>& shares);
  std::span<const double> values() const { return values_; }  ///< (run, number)
  /// What came of a run; the figures as sim::Rows gave them. Runs may end in any order, but only one at a
  /// time is told.
  void tell(std::size_t run, std::span<const double> figures);
  /// The distances of the runs from `first` on.
  std::vector<double> distances(std::size_t first) const;

  Posterior posterior(const PopulationMonteCarlo& search,
                      const std::vector<scenarios::Observation>& observations) const;

 private:
  std::vector<Prior> priors_;
  Figures figures_;
  std::uint64_t seed_;
  std::size_t count_ = 0;
  std::vector<double> shares_, values_;  ///< (run, number)
  std::vector<double> model_, seen_;     ///< (run, figure)
};

}  // namespace knowhow::studies
