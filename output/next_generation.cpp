#include "output/next_generation.h"

#include <algorithm>
#include <cmath>

namespace knowhow::output {

/// The radius is the limit of the norm of the n-th power to 1/n (Gelfand); squaring doubles n each time.
double spectral_radius(std::vector<double> matrix, std::size_t size) {
  constexpr int squarings = 48;
  double log_scale = 0, share = 1;  // the power in hand is matrix * exp(log_scale / share)
  std::vector<double> squared(matrix.size());
  for (int n = 0; n <= squarings; ++n) {
    double norm = 0;
    for (std::size_t i = 0; i < size; ++i) {
      double row = 0;
      for (std::size_t j = 0; j < size; ++j) row += matrix[i * size + j];
      norm = std::max(norm, row);
    }
    if (!(norm > 0)) return 0;
    log_scale += std::log(norm) * share;
    share /= 2;
    for (double& element : matrix) element /= norm;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < size; ++k) sum += matrix[i * size + k] * matrix[k * size + j];
        squared[i * size + j] = sum;
      }
    matrix.swap(squared);
  }
  return std::exp(log_scale);
}

Reproduction& Reproduction::operator+=(const Reproduction& other) {
  if (brought.empty()) return *this = other;
  for (std::size_t i = 0; i < brought.size(); ++i)
    brought[i] += other.brought[i], exposure[i] += other.exposure[i];
  return *this;
}

Reproduction& Reproduction::operator-=(const Reproduction& other) {
  for (std::size_t i = 0; i < brought.size(); ++i)
    brought[i] -= other.brought[i], exposure[i] -= other.exposure[i];
  return *this;
}

double growth(const Reproduction& counted, std::size_t kinds) {
  std::vector<double> rates(counted.brought.size());
  for (std::size_t i = 0; i < rates.size(); ++i)
    // What subtracting left of nothing is nothing.
    rates[i] = counted.exposure[i] > 1e-9 ? std::max(0.0, counted.brought[i]) / counted.exposure[i] : 0;
  return spectral_radius(std::move(rates), kinds);
}

Growth growth(const std::vector<Reproduction>& blocks, std::size_t kinds) {
  Reproduction all;
  for (const auto& block : blocks) all += block;
  Growth found;
  found.rate = growth(all, kinds);
  std::vector<double> pseudo;
  const auto n = static_cast<double>(blocks.size());
  for (const auto& block : blocks) {
    Reproduction others = all;
    others -= block;
    pseudo.push_back(n * found.rate - (n - 1) * growth(others, kinds));
  }
  const double half = estimate(pseudo).half_width;
  found.low = std::max(0.0, found.rate - half), found.high = found.rate + half;
  if (!std::isfinite(half)) found.low = found.high = std::nan("");
  return found;
}

}  // namespace knowhow::output
