#pragma once
// What it would be worth to know more before choosing: expected value of perfect information, of everything
// (EVPI) and of one parameter (EVPPI), from the outcomes of several choices at the same draws of what is
// unknown (Raiffa and Schlaifer 1961; the estimator: Strong, Oakley and Brennan 2014, Medical Decision Making
// 34(3), 311-326). Greater is better; all values are in the unit of the outcome, per decision.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace knowhow::studies {

/// A value of the parameter from which on another choice is best.
struct Switch {
  double from = 0;
  std::size_t choice = 0;
};

struct ParameterValue {
  double value =
      0;  ///< EVPPI: what knowing this parameter alone would add to the expected outcome; 0 to EVPI
  double error = 0;   ///< its standard error, by bootstrap over draws
  double chance = 0;  ///< what 95 % of shuffled draws stay below: less is no sign of anything
  /// The best choice along the parameter, from its least value up; one entry where it is the same everywhere.
  /// Switches that together add less than a twentieth of the value are left out.
  std::vector<Switch> best;
};

struct ValueOfInformation {
  std::vector<double> means;               ///< by choice
  std::size_t best = 0;                    ///< the choice with the greatest mean
  double perfect = 0;                      ///< EVPI
  double error = 0;                        ///< its standard error, by bootstrap over draws
  double elsewhere = 0;                    ///< share of draws at which another choice is better
  std::vector<ParameterValue> parameters;  ///< as they stand in `values`
};

/// `values` are (draw, parameter), `outcomes` (draw, choice); draws are a sample of what is unknown, of equal
/// weight. Each choice's advantage over the first one is regressed on one parameter: by a penalised cubic
/// spline (Wood 2006, section 4.1.2) of up to 10 knots at quantiles, smoothed by generalised
/// cross-validation; or by means of classes where a parameter takes 10 values or fewer. Estimates are a
/// little too high where luck looks like an advantage, which `chance` shows. `resamples` bootstraps and
/// shuffles, keyed by `seed`. Throws std::invalid_argument for fewer than two choices or 30 draws.
ValueOfInformation value_of_information(std::span<const double> values, std::size_t parameters,
                                        std::span<const double> outcomes, std::size_t choices,
                                        std::size_t resamples, std::uint64_t seed);

}  // namespace knowhow::studies
