#pragma once
// Distributions by inverse: one uniform draw gives one value, so that a changed parameter keeps its luck.
// Only sim/math decides their values, so they are the same bits on every processor.
#include <cstdint>
#include <string_view>
#include <vector>

namespace knowhow::sim {

/// A distribution of a real parameter, given by the names a scenario uses.
struct Distribution {
  enum class Family { uniform, normal, triangular, lognormal, exponential };
  Family family = Family::uniform;
  double a = 0;  ///< uniform: least; normal, lognormal: mean (of the value itself); triangular: least;
                 ///< exponential: mean
  double b = 0;  ///< uniform: most; normal, lognormal: sd (of the value itself); triangular: mode
  double c = 0;  ///< triangular: most

  /// The value below which the share u of draws lies; 0 < u < 1. Not clipped to any range.
  double quantile(double u) const;
  double mean() const;
  bool operator==(const Distribution&) const = default;
};

/// The standard normal's quantile (Wichura 1988, algorithm AS 241, PPND16), with our own log; 0 < u < 1.
double normal_quantile(double u);

/// The exponential with mean 1: -log(1 - u); 0 < u < 1.
double exponential_quantile(double u);

/// The standard Gumbel distribution: -log(-log u); 0 < u < 1. Added to the logarithms of weights, the
/// greatest sum is drawn in proportion to the weights (Gumbel-max).
double gumbel_quantile(double u);

/// How many events a Poisson process has, from one 32-bit draw, by inverse: a higher rate only adds events.
/// It is the least n with unit(draw) <= P(N <= n).
/// The table is made from sim::exp alone; at() costs one comparison where nothing happens.
class PoissonTable {
 public:
  PoissonTable() = default;
  /// mean: expected events, 0 <= mean <= 500. Throws std::invalid_argument outside.
  explicit PoissonTable(double mean);
  int at(std::uint32_t draw) const {
    int count = 0;
    while (count < static_cast<int>(thresholds_.size()) && draw >= thresholds_[count]) ++count;
    return count;
  }
  /// Whether no draw makes an event.
  bool never() const { return thresholds_.empty(); }
  /// No draw below it makes an event.
  std::uint32_t first() const { return thresholds_.empty() ? ~std::uint32_t{0} : thresholds_[0]; }

 private:
  std::vector<std::uint32_t> thresholds_;  ///< [n] = 2^32 P(N <= n) to the nearest, until that is 2^32
};

}  // namespace knowhow::sim
