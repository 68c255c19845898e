#include "output/next_generation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knowhow::output {
namespace {

TEST(NextGeneration, SpectralRadiusOfKnownMatrices) {
  EXPECT_NEAR(spectral_radius({3}, 1), 3, 1e-9);
  EXPECT_NEAR(spectral_radius({0, 4, 1, 0}, 2), 2, 1e-9);  // periodic: +2 and -2
  EXPECT_NEAR(spectral_radius({1, 2, 3, 4}, 2), (5 + std::sqrt(33)) / 2, 1e-9);
  EXPECT_NEAR(spectral_radius({2, 1, 0, 2}, 2), 2, 1e-9);   // defective
  EXPECT_NEAR(spectral_radius({1, 0, 0, .5}, 2), 1, 1e-9);  // reducible
  EXPECT_NEAR(spectral_radius({1e-9, 0, 0, 1e-12}, 2), 1e-9, 1e-18);
}

/// Isolated types bring nobody; a chain ends: each brings one, and yet it does not go on.
TEST(NextGeneration, OfIsolatedTypesAndOfAChainIsNil) {
  EXPECT_EQ(spectral_radius({0, 0, 0, 0}, 2), 0);
  EXPECT_EQ(spectral_radius({0, 0, 0, 1, 0, 0, 0, 1, 0}, 3), 0);
}

TEST(NextGeneration, RatesAreCountsOverExposure) {
  // Two kinds that bring each other only: 4 in 8 years and 6 in 3: the root of 0.5 times 2.
  EXPECT_NEAR(growth(Reproduction{{0, 4, 6, 0}, {5, 8, 3, 0}}, 2), 1, 1e-9);
  EXPECT_EQ(growth(Reproduction{{0, 0, 0, 0}, {0, 0, 0, 0}}, 2), 0);
}

/// Of one kind with the same exposure in every block the jackknife is Student's interval of the mean.
TEST(NextGeneration, IntervalsOfOneKindAreStudents) {
  const Growth found = growth({{{1}, {1}}, {{2}, {1}}, {{6}, {1}}}, 1);
  EXPECT_NEAR(found.rate, 3, 1e-9);
  // scipy.stats.t.interval(0.95, 2, loc=3, scale=numpy.std([1, 2, 6], ddof=1) / 3**0.5): -3.572 to 9.572
  EXPECT_EQ(found.low, 0);
  EXPECT_NEAR(found.high, 9.5724, 1e-3);
  EXPECT_TRUE(std::isnan(growth(std::vector<Reproduction>{{{1}, {1}}}, 1).high));
}

}  // namespace
}  // namespace knowhow::output
