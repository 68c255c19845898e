#include "sim/math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace knowhow::sim {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The distance in units of the spacing of the doubles at the exact value.
double ulps(double computed, long double exact) {
  const int exponent = std::max(std::ilogb(exact), std::numeric_limits<double>::min_exponent - 1);
  return static_cast<double>(std::abs(computed - exact) / std::ldexp(1.0L, exponent - 52));
}

class Worst {
 public:
  void add(double x, double computed, long double exact) {
    const double error = ulps(computed, exact);
    if (!(error <= worst_)) {
      worst_ = error;
      at_ = x;
    }
  }
  void expect_below(double bound) const { EXPECT_LT(worst_, bound) << "at " << std::hexfloat << at_; }

 private:
  double worst_ = 0, at_ = 0;
};

class Points {
 public:
  double between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(bits_);
  }
  /// Any positive finite double, each exponent (those of the subnormals too) as likely as another.
  double any_exponent() {
    const std::uint64_t bits = bits_() >> 1;
    return std::bit_cast<double>((bits >> 52) == 2047 ? bits & ~(std::uint64_t{1} << 62) : bits);
  }

 private:
  std::mt19937_64 bits_{2014};
};

TEST(Exp, WithinOneUlpOverItsRange) {
  Points points;
  Worst worst;
  for (int i = 0; i < 400'000; ++i) {
    const double x = points.between(-745.2, 709.8);
    if (exp(x) != infinity) worst.add(x, exp(x), std::exp(static_cast<long double>(x)));
  }
  worst.expect_below(1);
}

TEST(Exp, WithinOneUlpNearZero) {
  Points points;
  Worst worst;
  for (int i = 0; i < 200'000; ++i) {
    const double x = points.between(-1, 1);
    worst.add(x, exp(x), std::exp(static_cast<long double>(x)));
    const double tiny = (i % 2 == 0 ? 1 : -1) * points.any_exponent();
    if (std::abs(tiny) < 1) worst.add(tiny, exp(tiny), std::exp(static_cast<long double>(tiny)));
  }
  worst.expect_below(1);
}

TEST(Exp, WithinOneUlpWhereTheReductionChangesAndAtPowersOfTwo) {
  Worst worst;
  for (int half = -2148; half <= 2047; ++half) {
    double x = half * 0.34657359027997264;
    for (int i = 0; i < 20; ++i) x = std::nextafter(x, -infinity);
    for (int i = 0; i < 40; ++i, x = std::nextafter(x, infinity))
      worst.add(x, exp(x), std::exp(static_cast<long double>(x)));
  }
  worst.expect_below(1);
}

TEST(Exp, WithinOneUlpWhereResultsAreSubnormal) {
  Points points;
  Worst worst;
  for (int i = 0; i < 100'000; ++i) {
    const double x = points.between(-745.2, -708.3);
    worst.add(x, exp(x), std::exp(static_cast<long double>(x)));
  }
  worst.expect_below(1);
}

TEST(Exp, Edges) {
  const double last = 709.782712893383973096, first = -745.133219101941108420;
  EXPECT_GT(exp(last), 1.79e308);
  EXPECT_LT(exp(last), infinity);
  EXPECT_EQ(exp(std::nextafter(last, infinity)), infinity);
  EXPECT_EQ(exp(first), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(exp(std::nextafter(first, -infinity)), 0);
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(-infinity), 0);
  EXPECT_EQ(exp(std::numeric_limits<double>::max()), infinity);
  EXPECT_EQ(exp(std::numeric_limits<double>::lowest()), 0);
  EXPECT_EQ(exp(0.0), 1);
  EXPECT_EQ(exp(-0.0), 1);
  EXPECT_TRUE(std::isnan(exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(Log, WithinOneUlpForEveryExponent) {
  Points points;
  Worst worst;
  for (int i = 0; i < 400'000; ++i) {
    const double x = points.any_exponent();
    if (x > 0) worst.add(x, log(x), std::log(static_cast<long double>(x)));
  }
  for (int exponent = -1074; exponent <= 1023; ++exponent) {
    const double x = std::ldexp(1.0, exponent);
    if (exponent != 0) worst.add(x, log(x), std::log(static_cast<long double>(x)));
    const double y = std::ldexp(std::sqrt(0.5), exponent);
    for (double near : {std::nextafter(y, 0), y, std::nextafter(y, infinity)})
      if (near > 0) worst.add(near, log(near), std::log(static_cast<long double>(near)));
  }
  worst.expect_below(1);
}

TEST(Log, WithinOneUlpNearOne) {
  Points points;
  Worst worst;
  for (int i = 0; i < 200'000; ++i) {
    const double x = points.between(0.5, 2);
    worst.add(x, log(x), std::log(static_cast<long double>(x)));
    const double near = 1 + std::ldexp(points.between(-1, 1), -1 - i % 52);
    if (near != 1) worst.add(near, log(near), std::log(static_cast<long double>(near)));
  }
  worst.expect_below(1);
}

TEST(Log, Edges) {
  EXPECT_EQ(log(1.0), 0);
  EXPECT_FALSE(std::signbit(log(1.0)));
  EXPECT_EQ(log(0.0), -infinity);
  EXPECT_EQ(log(-0.0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_TRUE(std::isnan(log(-1.0)));
  EXPECT_TRUE(std::isnan(log(-infinity)));
  EXPECT_TRUE(std::isnan(log(std::numeric_limits<double>::quiet_NaN())));
}

TEST(Chance, WithinTwoUlps) {
  Points points;
  Worst worst;
  for (int i = 0; i < 200'000; ++i) {
    for (const double hazard : {points.between(0, 2), points.between(0, 40), points.any_exponent()})
      if (hazard > 0 && hazard < 1e4)
        worst.add(hazard, chance(hazard), -std::expm1(-static_cast<long double>(hazard)));
  }
  worst.expect_below(2);
}

TEST(Chance, Edges) {
  EXPECT_EQ(chance(0), 0);
  EXPECT_FALSE(std::signbit(chance(0)));
  EXPECT_EQ(chance(-0.0), 0);
  EXPECT_EQ(chance(1e-300), 1e-300);
  EXPECT_EQ(chance(std::numeric_limits<double>::denorm_min()), std::numeric_limits<double>::denorm_min());
  EXPECT_LT(chance(36), 1);
  EXPECT_EQ(chance(38), 1);
  EXPECT_EQ(chance(1e300), 1);
  EXPECT_EQ(chance(infinity), 1);
  EXPECT_TRUE(std::isnan(chance(-1e-9)));
  EXPECT_TRUE(std::isnan(chance(std::numeric_limits<double>::quiet_NaN())));
}

TEST(Chance, NeverFallsAsTheHazardGrows) {
  double before = 0;
  for (int i = 1; i < 400'000; ++i) {
    const double now = chance(i * 1e-4);
    ASSERT_GE(now, before) << "at " << i * 1e-4;
    before = now;
  }
}

// Nothing but the source may decide these bits: neither compiler, optimisation nor processor.
TEST(Math, GoldenBits) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  EXPECT_EQ(bits(exp(1.0)), 0x4005bf0a8b14576au);
  EXPECT_EQ(bits(exp(-0.1)), 0x3fecf46d99d52b3au);
  EXPECT_EQ(bits(exp(12.345)), 0x410c0d80ffb740c4u);
  EXPECT_EQ(bits(exp(-740.5)), 0x0000000000000033u);
  EXPECT_EQ(bits(log(2.0)), 0x3fe62e42fefa39efu);
  EXPECT_EQ(bits(log(0.1)), 0xc0026bb1bbb55515u);
  EXPECT_EQ(bits(log(12345.678)), 0x4022d79559791e31u);
  EXPECT_EQ(bits(chance(0.05)), 0x3fa8f874f58d95a1u);
  EXPECT_EQ(bits(chance(0.7)), 0x3fe01bf92311555fu);
}

TEST(Math, HazardIsTheInverseOfChance) {
  EXPECT_EQ(hazard(0), 0);
  EXPECT_EQ(hazard(1), std::numeric_limits<double>::infinity());
  for (double p = 0x1p-1000; p < 1; p *= 1.7) EXPECT_NEAR(hazard(p) / -std::log1p(-p), 1, 1e-15) << p;
  for (double p = .001; p < 1; p += .013) EXPECT_NEAR(hazard(p) / -std::log1p(-p), 1, 1e-15) << p;
}

}  // namespace
}  // namespace knowhow::sim
