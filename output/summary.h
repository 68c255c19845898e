#pragma once
// What an ensemble says at a glance: headline numbers of every scenario, paired with the baseline, and
// breakdowns.
#include <string>
#include <vector>

#include "sim/model.h"
#include "sim/results.h"

namespace knowhow::output {

/// A mean with the half-width of its 95 % interval (Student's t); the half-width is NaN below two values.
struct Estimate {
  double mean = 0, half_width = 0;
};

/// Mean of values; missing (NaN) ones are left out, and all missing gives NaN.
Estimate estimate(const std::vector<double>& values);

class Summary {
 public:
  /// Headlines and breakdowns whose variables the layout does not have are left out. Breakdowns are told by
  /// the dimensions' labels of that name, where there are any; elements of one label are summed.
  Summary(const sim::Layout& layout, std::vector<sim::Headline> headlines,
          std::vector<sim::Breakdown> breakdowns, const std::string& labels = {});

  /// One run; not thread-safe.
  void add(std::size_t scenario, std::size_t replicate, const sim::Rows& rows);

  const std::vector<std::string>& scenarios() const { return scenarios_; }
  const std::vector<sim::Headline>& headlines() const { return headlines_; }  ///< those that are there
  /// Of every run so far, in the shape (headline, scenario, replicate) and in the units shown; NaN: not yet.
  const std::vector<double>& values() const { return values_; }

  /// For a person: a line a scenario with its means, and beside them the paired differences from the
  /// baseline.
  std::string table() const;
  /// For a program: the same numbers, as JSON text (an array of scenarios).
  std::string json() const;

 private:
  std::vector<double> of(std::size_t headline, std::size_t scenario) const;
  std::vector<double> differences(std::size_t headline, std::size_t scenario) const;
  std::vector<double> shares(std::size_t breakdown, std::size_t scenario) const;
  std::string line(std::size_t breakdown) const;

  std::vector<std::string> scenarios_;
  std::size_t replicates_;
  std::vector<sim::Headline> headlines_;
  struct Part {
    sim::Breakdown breakdown;
    std::size_t variable = 0, whole = 0;
    std::size_t after = 1;                 ///< extent after the dimension
    std::vector<std::size_t> of_elements;  ///< the label of each element of the dimension
    std::vector<std::string> labels;       ///< what is left to the whole comes last, if it has a name
    std::vector<double> sums;              ///< (scenario, replicate, label), and the whole last
    std::size_t add_label(const std::string& label);
  };
  std::vector<std::size_t> headline_variables_;
  std::vector<double> values_;  ///< (headline, scenario, replicate)
  std::vector<Part> parts_;
};

}  // namespace knowhow::output
