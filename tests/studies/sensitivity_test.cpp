// Estimators against functions whose indices are known in closed form.
#include "studies/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace knowhow::studies {
namespace {

using std::numbers::pi;

std::vector<Factor> factors(std::size_t count) {
  std::vector<Factor> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({"x" + std::to_string(i), 0});
  return all;
}

template <class Function>
std::vector<double> outputs_of(const Points& points, Function&& function) {
  std::vector<double> outputs;
  for (std::size_t i = 0; i < points.size(); ++i)
    outputs.push_back(function(points.at.data() + i * points.factors));
  return outputs;
}

/// Ishigami and Homma 1990, with a = 7 and b = 0.1, on [-pi, pi].
double ishigami(const double* u) {
  const auto x = [&](int i) { return pi * (2 * u[i] - 1); };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

struct Truth {
  std::vector<double> first, total;
};

Truth of_ishigami() {
  const double a = 7, b = 0.1, p4 = std::pow(pi, 4), p8 = p4 * p4;
  const double v1 = 0.5 * std::pow(1 + b * p4 / 5, 2), v2 = a * a / 8, v13 = 8 * b * b * p8 / 225,
               v = v1 + v2 + v13;
  return {{v1 / v, v2 / v, 0}, {(v1 + v13) / v, v2 / v, v13 / v}};
}

/// Sobol's g-function (Saltelli and Sobol 1995).
const std::vector<double> g_weights{0, 1, 4.5, 9, 99, 99};
double g_function(const double* u) {
  double product = 1;
  for (std::size_t i = 0; i < g_weights.size(); ++i)
    product *= (std::fabs(4 * u[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
  return product;
}

Truth of_g_function() {
  double all = 1;
  std::vector<double> parts;
  for (const double a : g_weights) {
    parts.push_back(1.0 / 3 / ((1 + a) * (1 + a)));
    all *= 1 + parts.back();
  }
  Truth truth;
  for (const double part : parts) {
    truth.first.push_back(part / (all - 1));
    truth.total.push_back(part * all / (1 + part) / (all - 1));
  }
  return truth;
}

void expect_near(const SobolIndices& found, const Truth& truth, double tolerance) {
  for (std::size_t f = 0; f < truth.first.size(); ++f) {
    EXPECT_NEAR(found.first[f].value, truth.first[f], tolerance) << "first order of factor " << f;
    EXPECT_NEAR(found.total[f].value, truth.total[f], tolerance) << "total of factor " << f;
    EXPECT_LE(found.first[f].least, found.first[f].value);
    EXPECT_GE(found.first[f].most, found.first[f].value);
  }
}

TEST(SobolIndices, OfIshigamisFunction) {
  const Points points = all_of(*saltelli(factors(3), 4096, 1));
  const auto outputs = outputs_of(points, ishigami);
  expect_near(sobol_indices(outputs, 3, 200, 1), of_ishigami(), 0.015);
}

TEST(SobolIndices, OfSobolsGFunction) {
  const Points points = all_of(*saltelli(factors(6), 4096, 2));
  const auto outputs = outputs_of(points, g_function);
  expect_near(sobol_indices(outputs, 6, 200, 1), of_g_function(), 0.015);
}

/// An interval that is 95 % holds the truth about 95 times in a hundred. Rows of a scrambled net are more
/// even than the independent ones that a bootstrap draws, so it may hold it more often, never much less.
TEST(SobolIndices, IntervalsHoldTheTruth) {
  const Truth truth = of_ishigami();
  int held = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Points points = all_of(*saltelli(factors(3), 256, seed));
    const auto found = sobol_indices(outputs_of(points, ishigami), 3, 200, seed);
    for (std::size_t f = 0; f < 3; ++f) {
      held += found.first[f].least <= truth.first[f] && truth.first[f] <= found.first[f].most;
      held += found.total[f].least <= truth.total[f] && truth.total[f] <= found.total[f].most;
      all += 2;
    }
  }
  EXPECT_GE(held, all * 88 / 100);
}

TEST(SobolIndices, RefuseWhatIsNoDesignAndWhatNeverDiffers) {
  const std::vector<double> same(50, 1.0), odd(51, 1.0);
  EXPECT_THROW(sobol_indices(same, 3, 10, 1), std::invalid_argument);
  EXPECT_THROW(sobol_indices(odd, 3, 10, 1), std::invalid_argument);
}

TEST(MorrisEffects, OfALinearFunctionAreItsCoefficients) {
  const Points points = all_of(*morris(factors(3), 10, 4, 1));
  const auto found =
      morris_effects(points, outputs_of(points, [](const double* u) { return 3 * u[0] - 2 * u[1]; }), 100, 1);
  for (const auto& [factor, coefficient] : {std::pair{0, 3.0}, {1, -2.0}, {2, 0.0}}) {
    const auto f = static_cast<std::size_t>(factor);
    EXPECT_NEAR(found.mean[f], coefficient, 1e-12);
    EXPECT_NEAR(found.mu_star[f], std::fabs(coefficient), 1e-12);
    EXPECT_NEAR(found.sigma[f], 0, 1e-12);
  }
}

/// The effect of u0 in u0 * u1 is u1, which is uniform on 0, 1/3, 2/3, 1: mean 1/2, variance 5/36.
TEST(MorrisEffects, OfAProductSpreadAsTheOtherFactor) {
  constexpr std::size_t trajectories = 2000;
  const Points points = all_of(*morris(factors(2), trajectories, 4, 1));
  const auto found =
      morris_effects(points, outputs_of(points, [](const double* u) { return u[0] * u[1]; }), 100, 1);
  const double sd = std::sqrt(5.0 / 36), error = sd / std::sqrt(double{trajectories});
  for (const std::size_t f : {0, 1}) {
    EXPECT_NEAR(found.mu_star[f], 0.5, 4 * error);
    EXPECT_NEAR(found.sigma[f], sd, 4 * error);
    EXPECT_LT(found.mu_star_interval[f].least, 0.5);
    EXPECT_GT(found.mu_star_interval[f].most, 0.5);
  }
}

TEST(FeatureRanking, OfASumSharesOutItsVariance) {
  const Points points = all_of(*latin_hypercube(factors(3), 1000, 1));
  const auto found = feature_ranking(
      points.at, 3, outputs_of(points, [](const double* u) { return u[0] - 0.5 * u[1]; }), 100, 1);
  EXPECT_NEAR(found.share[0].value, 0.8, 0.03);
  EXPECT_NEAR(found.share[1].value, 0.2, 0.03);
  EXPECT_LT(found.share[2].value, 2 * found.chance[2]);
  EXPECT_LT(found.chance[2], 0.05);
  EXPECT_GT(found.rank_correlation[0], 0.8);
  EXPECT_LT(found.rank_correlation[1], -0.3);
}

/// A correlation would not see it: the share of a factor whose effect goes up and down again.
TEST(FeatureRanking, SeesWhatIsNotMonotone) {
  const Points points = all_of(*latin_hypercube(factors(2), 1000, 1));
  const auto found = feature_ranking(
      points.at, 2, outputs_of(points, [](const double* u) { return std::fabs(u[0] - 0.5); }), 100, 1);
  EXPECT_GT(found.share[0].value, 0.9);
  EXPECT_NEAR(found.rank_correlation[0], 0, 0.1);
}

}  // namespace
}  // namespace knowhow::studies
