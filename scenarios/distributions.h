#pragma once
// Distributions as a scenario writes them: `{normal: {mean: 0.5, sd: 0.18}}`.
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/written.h"
#include "sim/distribution.h"

namespace knowhow::scenarios {

struct DistributionFamily {
  sim::Distribution::Family family;
  std::string_view name;
  std::vector<std::string> parameters;  ///< in the order of Distribution::a, b, c
};

const std::vector<DistributionFamily>& distribution_families();

/// A distribution whose parameters are quantities of the declared unit, and whose values can be in range.
std::optional<sim::Distribution> read_distribution(const Written& written,
                                                   const sim::Declaration& declaration);

/// A quantity, or a distribution where the scope allows one.
std::optional<sim::Number> read_number_setting(const Written& written, const sim::Declaration& declaration);

}  // namespace knowhow::scenarios
