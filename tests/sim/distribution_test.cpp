#include "sim/distribution.h"

#include <gtest/gtest.h>

#include <bit>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/math.h"
#include "sim/random.h"

namespace knowhow::sim {
namespace {

using Family = Distribution::Family;

const Distribution every_family[] = {
    {Family::uniform, -2, 3},      {Family::normal, 10, 4},       {Family::triangular, 1, 2, 7},
    {Family::triangular, 1, 1, 7}, {Family::triangular, 1, 7, 7}, {Family::lognormal, 5, 2},
    {Family::exponential, 0.25},
};

TEST(NormalQuantile, KnownValues) {
  EXPECT_DOUBLE_EQ(normal_quantile(0.975), 1.959963984540054);
  EXPECT_DOUBLE_EQ(normal_quantile(0.025), -1.959963984540054);
  EXPECT_DOUBLE_EQ(normal_quantile(0.75), 0.6744897501960817);
  EXPECT_DOUBLE_EQ(normal_quantile(0.999), 3.090232306167813);
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(NormalQuantile, AgreesWithBoostInAllThreeRegions) {
  const boost::math::normal_distribution<long double> normal;
  for (int i = 1; i < 2000; ++i) {
    const double u = i / 2000.0;
    EXPECT_NEAR(normal_quantile(u), static_cast<double>(boost::math::quantile(normal, u)), 2e-15) << u;
  }
  for (double u = 0.1; u > 1e-300; u /= 7) {
    const auto exact = static_cast<double>(boost::math::quantile(normal, u));
    EXPECT_NEAR(normal_quantile(u) / exact, 1, 1e-15) << u;
  }
}

TEST(NormalQuantile, IsSymmetric) {
  for (std::uint32_t word = 0; word < 0x80000000u; word += 0x7fffff)
    EXPECT_EQ(normal_quantile(unit(word)), -normal_quantile(unit(~word)));
}

// Where two regions meet they differ by a bit: the middle one has the edge.
TEST(NormalQuantile, TheEdgeBelongsToTheMiddle) {
  ASSERT_EQ(log(exp(-25)), -25);
  EXPECT_EQ(normal_quantile(exp(-25)), -0x1.aa1b1c13ee525p+2);
}

TEST(ExponentialQuantile, KnownValues) {
  EXPECT_DOUBLE_EQ(exponential_quantile(0.5), 0.6931471805599453);
  EXPECT_DOUBLE_EQ(exponential_quantile(0.75), 1.3862943611198906);
  EXPECT_DOUBLE_EQ(exponential_quantile(unit(0xffffffff)), 33 * 0.6931471805599453);
  EXPECT_GT(exponential_quantile(unit(0)), 0);
}

TEST(Distribution, QuantilesOfUniform) {
  const Distribution uniform{Family::uniform, -2, 3};
  EXPECT_DOUBLE_EQ(uniform.quantile(0.25), -0.75);
  EXPECT_DOUBLE_EQ(uniform.quantile(0.5), 0.5);
}

TEST(Distribution, QuantilesOfNormal) {
  const Distribution normal{Family::normal, 10, 4};
  EXPECT_EQ(normal.quantile(0.5), 10);
  EXPECT_DOUBLE_EQ(normal.quantile(0.975), 10 + 4 * 1.959963984540054);
}

TEST(Distribution, QuantilesOfTriangular) {
  const Distribution triangular{Family::triangular, 1, 2, 7};
  EXPECT_DOUBLE_EQ(triangular.quantile(1 / 6.0), 2) << "the share below the mode is (2 - 1) / (7 - 1)";
  EXPECT_DOUBLE_EQ(triangular.quantile(1 / 24.0), 1.5) << "the share below x < mode is (x - 1)^2 / 6";
  EXPECT_DOUBLE_EQ(triangular.quantile(1 - 4 / 30.0), 5) << "the share above x > mode is (7 - x)^2 / 30";
  EXPECT_EQ((Distribution{Family::triangular, 3, 3, 3}.quantile(0.3)), 3);
}

TEST(Distribution, LognormalIsGivenByTheMeanAndSdOfTheValueItself) {
  for (const double sd : {0.001, 0.5, 2.0, 20.0}) {
    const double mean = 5, variance_of_log = std::log1p(sd * sd / (mean * mean));
    const boost::math::lognormal_distribution<> exact(std::log(mean) - variance_of_log / 2,
                                                      std::sqrt(variance_of_log));
    EXPECT_NEAR(boost::math::mean(exact), mean, 1e-12);
    EXPECT_NEAR(boost::math::standard_deviation(exact) / sd, 1, 1e-9);
    for (const double u : {0.001, 0.3, 0.5, 0.9, 0.9999})
      EXPECT_NEAR((Distribution{Family::lognormal, mean, sd}.quantile(u)) / boost::math::quantile(exact, u),
                  1, 1e-13);
  }
}

TEST(Distribution, LognormalOfATinySd) {
  EXPECT_NEAR((Distribution{Family::lognormal, 1, 1e-9}.quantile(0.975) - 1) / 1e-9, 1.959963984540054, 1e-6);
  EXPECT_EQ((Distribution{Family::lognormal, 5, 0}.quantile(0.975)), 5);
}

TEST(Distribution, QuantilesOfExponential) {
  EXPECT_DOUBLE_EQ((Distribution{Family::exponential, 0.25}.quantile(0.5)), 0.25 * 0.6931471805599453);
}

TEST(Distribution, NeverFallsAsTheDrawGrows) {
  for (const Distribution& distribution : every_family) {
    double before = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < 20'000; ++i) {
      const double now = distribution.quantile((i + 0.5) / 20'000);
      ASSERT_GE(now, before) << static_cast<int>(distribution.family) << " at " << i;
      before = now;
    }
  }
}

TEST(Distribution, TheMeanOfStratifiedQuantilesIsTheMean) {
  const int strata = 100'000;
  for (const Distribution& distribution : every_family) {
    double sum = 0;
    for (int i = 0; i < strata; ++i) sum += distribution.quantile((i + 0.5) / strata);
    EXPECT_NEAR(sum / strata, distribution.mean(), 1e-4 * std::abs(distribution.mean()))
        << static_cast<int>(distribution.family);
  }
}

TEST(Distribution, MeanByFamily) {
  EXPECT_EQ((Distribution{Family::uniform, -2, 3}.mean()), 0.5);
  EXPECT_EQ((Distribution{Family::normal, 10, 4}.mean()), 10);
  EXPECT_DOUBLE_EQ((Distribution{Family::triangular, 1, 2, 7}.mean()), 10 / 3.0);
  EXPECT_EQ((Distribution{Family::lognormal, 5, 2}.mean()), 5);
  EXPECT_EQ((Distribution{Family::exponential, 0.25}.mean()), 0.25);
}

/// The first draw that gives more than `count` events, by bisection: what the table knows, seen from outside.
std::uint64_t first_draw_above(const PoissonTable& table, int count) {
  std::uint64_t low = 0, high = std::uint64_t{1} << 32;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    if (table.at(static_cast<std::uint32_t>(middle)) > count)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

TEST(PoissonTable, ThresholdsAreTheDistributionFunction) {
  for (const double mean : {1e-6, 0.01, 0.3, 1.0, 2.5, 17.0, 80.0, 499.5, 500.0}) {
    const PoissonTable table(mean);
    const boost::math::poisson_distribution<long double> exact(mean);
    const int last = table.at(0xffffffff);
    for (int count = 0; count <= last; ++count)
      EXPECT_NEAR(static_cast<double>(first_draw_above(table, count)),
                  static_cast<double>(0x1p32L * boost::math::cdf(exact, count)), 0.501)
          << "P(N <= " << count << ") with mean " << mean;
  }
}

TEST(PoissonTable, ClosedFormOfSmallCounts) {
  const PoissonTable table(0.5);
  EXPECT_EQ(first_draw_above(table, 0), std::llround(0x1p32 * std::exp(-0.5)));
  EXPECT_EQ(first_draw_above(table, 1), std::llround(0x1p32 * std::exp(-0.5) * 1.5));
  EXPECT_EQ(first_draw_above(table, 2), std::llround(0x1p32 * std::exp(-0.5) * 1.625));
}

TEST(PoissonTable, AtMeanZeroNothingHappens) {
  for (const PoissonTable& table :
       {PoissonTable(), PoissonTable(0), PoissonTable(-0.0), PoissonTable(1e-11)}) {
    EXPECT_EQ(table.at(0), 0);
    EXPECT_EQ(table.at(0xffffffff), 0);
  }
}

TEST(PoissonTable, AHigherMeanOnlyAddsEvents) {
  const Draws draws(2014, 0);
  std::vector<std::uint32_t> words{0, 1, 0x7fffffff, 0xfffffffe, 0xffffffff};
  for (std::uint32_t i = 0; i < 3000; ++i) words.push_back(draws.word(purpose("test"), 0, i));
  std::vector<int> before(words.size(), 0);
  for (double mean = 1e-9; mean < 500; mean = mean * 1.05 + 1e-4) {
    const PoissonTable table(mean);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const int now = table.at(words[i]);
      ASSERT_GE(now, before[i]) << "draw " << words[i] << " at mean " << mean;
      before[i] = now;
    }
  }
}

TEST(PoissonTable, MeanAndVarianceOfStratifiedDraws) {
  for (const double mean : {0.05, 3.0, 200.0}) {
    const PoissonTable table(mean);
    const int strata = 1 << 16;
    double sum = 0, squares = 0;
    for (std::uint32_t i = 0; i < strata; ++i) {
      const double count = table.at((i << 16) + 0x8000);
      sum += count;
      squares += count * count;
    }
    EXPECT_NEAR(sum / strata / mean, 1, 1e-3);
    EXPECT_NEAR((squares / strata - sum / strata * (sum / strata)) / mean, 1, 5e-3);
  }
}

TEST(PoissonTable, RefusesOtherMeans) {
  EXPECT_THROW(PoissonTable{-1e-9}, std::invalid_argument);
  EXPECT_THROW(PoissonTable{500.001}, std::invalid_argument);
  EXPECT_THROW(PoissonTable{std::numeric_limits<double>::infinity()}, std::invalid_argument);
  EXPECT_THROW(PoissonTable{std::numeric_limits<double>::quiet_NaN()}, std::invalid_argument);
}

// Nothing but the source may decide these bits: neither compiler, optimisation nor processor.
TEST(Distribution, GoldenBits) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  EXPECT_EQ(bits(normal_quantile(0.3)), 0xbfe0c7e39582c5fau);
  EXPECT_EQ(bits(normal_quantile(0.01)), 0xc0029c5c4630ff0eu);
  EXPECT_EQ(bits(normal_quantile(1e-20)), 0xc022865170b43a4bu);
  EXPECT_EQ(bits(exponential_quantile(0.3)), 0x3fd6d3c324e13f50u);
  EXPECT_EQ(bits(Distribution{Family::lognormal, 5, 2}.quantile(0.3)), 0x400e5867436b576du);
  EXPECT_EQ(bits(Distribution{Family::triangular, 1, 2, 7}.quantile(0.3)), 0x400356e28dd5c2f6u);
}

}  // namespace
}  // namespace knowhow::sim
