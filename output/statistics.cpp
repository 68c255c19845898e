#include "output/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace knowhow::output {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<double, 5> shares{.05, .25, .5, .75, .95};

/// numpy's own way from a to b, which meets both ends.
double between(double a, double b, double share) {
  return share < .5 ? a + (b - a) * share : b - (b - a) * (1 - share);
}

}  // namespace

Statistics statistics(std::span<double> values) {
  Statistics found;
  const auto end = std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); });
  values = {values.begin(), end};
  if (values.empty()) {
    found.fill(missing);
    return found;
  }
  const auto count = static_cast<double>(values.size());
  if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) {
    found.fill(values[0]);
    found[1] = values.size() > 1 ? 0 : missing;
    return found;
  }
  found[0] = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double v : values) squares += (v - found[0]) * (v - found[0]);
  found[1] = std::sqrt(squares / (count - 1));
  std::sort(values.begin(), values.end());
  for (std::size_t q = 0; q < shares.size(); ++q) {
    const double at = shares[q] * (count - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    found[2 + q] = between(values[below], values[above], at - static_cast<double>(below));
  }
  return found;
}

}  // namespace knowhow::output
