#pragma once
// Scenarios against one of them, replicate by replicate: what a results file says for decisions.
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "output/results_values.h"
#include "output/summary.h"
#include "sim/model.h"

namespace knowhow::output {

/// One measure of a scenario and of its reference in the same replicates. Pairs with a missing value (NaN)
/// are left out.
struct Paired {
  std::size_t pairs = 0;
  Estimate difference;           ///< own less reference: mean, half-width of the 95 % interval (Student's t)
  std::size_t better = 0;        ///< pairs in which own is the better; the higher, where neither is declared
  std::size_t worse = 0;         ///< the rest are equal
  bool exactly_nothing = false;  ///< in every pair both are the same
  /// How many times as many replicates a comparison of scenarios with random numbers of their own needs for
  /// an interval as narrow: (var(own) + var(reference)) / var(own - reference). Infinite where differences do
  /// not vary but the scenarios do; NaN below two pairs, or where nothing varies.
  double gain = 0;
};
Paired paired(std::span<const double> own, std::span<const double> reference, sim::Better better);

/// Values of every headline of every run, and what they say against one scenario.
class Comparison {
 public:
  /// `values` in the shape (headline, scenario, replicate), in the units shown.
  Comparison(std::vector<std::string> scenarios, std::vector<sim::Headline> headlines,
             std::vector<double> values, std::size_t reference = 0);

  const std::vector<std::string>& scenarios() const { return scenarios_; }
  const std::vector<sim::Headline>& headlines() const { return headlines_; }
  std::size_t replicates() const { return replicates_; }
  std::size_t reference() const { return reference_; }

  std::span<const double> values(std::size_t headline, std::size_t scenario) const;
  Estimate mean(std::size_t headline, std::size_t scenario) const;
  Paired against_reference(std::size_t headline, std::size_t scenario) const;
  /// Scenarios by their mean difference, the best first (the highest, where neither is declared); what has
  /// none comes last. Equal ones stay in order.
  std::vector<std::size_t> ranking(std::size_t headline) const;

 private:
  std::vector<std::string> scenarios_;
  std::vector<sim::Headline> headlines_;
  std::vector<double> values_;
  std::size_t replicates_, reference_;
};

/// Results that cannot be compared with one another: why, and the way out.
class NotComparable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The headlines of files of one study: their scenarios one after the other, each once. Throws NotComparable
/// unless all are runs of the same world from the same seed, in as many replicates, and differ in scenarios
/// only; sim::FileTrouble for a damaged file. Headlines whose variables a file does not have are left out.
Comparison compared(std::span<const ResultsValues> files, const std::vector<sim::Headline>& headlines);

/// The short name of a headline: its own, or that of its variable without `final_`.
std::string short_name(const sim::Headline& headline);
/// The headline of that name, variable or short name; headlines.size() if there is none, or more than one.
std::size_t find_headline(const std::vector<sim::Headline>& headlines, const std::string& name);

}  // namespace knowhow::output
