#include "output/precision.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace knowhow::output {

namespace {

constexpr std::size_t most_replicates_told = 1'000'000'000;

double half_width_of(double variance, std::size_t replicates, int groups) {
  const auto n = static_cast<double>(replicates);
  const double t = boost::math::quantile(boost::math::students_t(groups * (n - 1)), .975);
  return t * std::sqrt(variance / n);
}

double sample_variance(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return squares / (n - 1);
}

}  // namespace

std::size_t replicates_needed(double variance, double half_width, int groups) {
  if (!(half_width > 0)) throw std::logic_error("an interval's half-width is above 0");
  std::size_t enough = 2;
  while (enough < most_replicates_told && half_width_of(variance, enough, groups) > half_width) enough *= 2;
  std::size_t few = enough / 2;
  while (few + 1 < enough) {
    const std::size_t middle = few + (enough - few) / 2;
    (half_width_of(variance, middle, groups) > half_width ? few : enough) = middle;
  }
  return std::max<std::size_t>(enough, 2);
}

std::vector<Known> known_after(const Comparison& comparison, std::size_t headline, std::size_t count,
                               double half_width) {
  std::vector<Known> all;
  for (std::size_t s = 0; s < comparison.scenarios().size(); ++s) {
    if (s == comparison.reference()) continue;
    const auto own = comparison.values(headline, s).first(count);
    const auto reference = comparison.values(headline, comparison.reference()).first(count);
    std::vector<double> a, b, differences;
    for (std::size_t r = 0; r < count; ++r) {
      if (std::isnan(own[r]) || std::isnan(reference[r])) continue;
      a.push_back(own[r]);
      b.push_back(reference[r]);
      differences.push_back(own[r] - reference[r]);
    }
    Known known{s, estimate(differences).half_width, 0, 0};
    if (differences.size() >= 2) {
      known.needed = replicates_needed(sample_variance(differences), half_width);
      known.unpaired = replicates_needed(sample_variance(a) + sample_variance(b), half_width, 2);
    }
    all.push_back(known);
  }
  return all;
}

bool narrow_enough(const std::vector<Known>& known, double half_width) {
  return std::all_of(known.begin(), known.end(),
                     [&](const Known& one) { return one.half_width <= half_width; });
}

std::size_t next_count(const std::vector<Known>& known, std::size_t count, std::size_t least,
                       std::size_t most) {
  std::size_t wanted = 0;
  for (const auto& one : known) wanted = std::max(wanted, one.needed == 0 ? 2 * count : one.needed);
  return std::min(std::clamp(wanted, count + least, std::max(count + least, 2 * count)), most);
}

}  // namespace knowhow::output
