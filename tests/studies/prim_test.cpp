#include "studies/prim.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/random.h"
#include "studies/design.h"

namespace knowhow::studies {
namespace {

std::vector<Factor> factors(std::size_t count) {
  std::vector<Factor> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({"x" + std::to_string(i), 0});
  return all;
}

template <class Function>
std::vector<bool> where(const Points& points, Function&& function) {
  std::vector<bool> all;
  for (std::size_t i = 0; i < points.size(); ++i)
    all.push_back(function(points.at.data() + i * points.factors, i));
  return all;
}

TEST(Prim, FindsAKnownBox) {
  const Points points = all_of(*sobol(factors(4), 2048, 1));
  const auto such = where(points, [](const double* u, std::size_t) { return u[0] > 0.6 && u[2] < 0.4; });
  const auto boxes = prim(points.at, 4, such, {});
  ASSERT_EQ(boxes.size(), 1u);
  const Box& box = boxes[0];
  EXPECT_NEAR(box.limits[0].least, 0.6, 0.03);
  EXPECT_NEAR(box.limits[2].most, 0.4, 0.03);
  EXPECT_TRUE(std::isinf(box.limits[0].most) && std::isinf(box.limits[2].least));
  EXPECT_FALSE(box.limits[1].restricts() || box.limits[3].restricts());
  EXPECT_GT(box.coverage, 0.95);
  EXPECT_GT(box.density, 0.8);
}

TEST(Prim, FindsABoxThroughNoise) {
  const Points points = all_of(*sobol(factors(4), 2048, 2));
  const sim::Draws draws(1, 0);
  const auto such = where(points, [&](const double* u, std::size_t i) {
    const double chance = u[0] > 0.5 && u[1] < 0.5 ? 0.9 : 0.1;
    return sim::unit(draws.word(7, 0, static_cast<std::uint32_t>(i))) < chance;
  });
  const auto boxes = prim(points.at, 4, such, {});
  ASSERT_GE(boxes.size(), 1u);
  EXPECT_NEAR(boxes[0].limits[0].least, 0.5, 0.08);
  EXPECT_NEAR(boxes[0].limits[1].most, 0.5, 0.08);
  EXPECT_FALSE(boxes[0].limits[2].restricts() || boxes[0].limits[3].restricts());
  EXPECT_NEAR(boxes[0].density, 0.9, 0.08);
}

TEST(Prim, FindsTwoBoxesOneAfterTheOther) {
  const Points points = all_of(*sobol(factors(3), 4096, 3));
  const auto such = where(points, [](const double* u, std::size_t) {
    return (u[0] > 0.7 && u[1] > 0.7) || (u[0] < 0.3 && u[2] < 0.3);
  });
  const auto boxes = prim(points.at, 3, such, {});
  ASSERT_GE(boxes.size(), 2u);
  EXPECT_GT(boxes[0].coverage + boxes[1].coverage, 0.9);
  for (std::size_t b = 0; b < 2; ++b) EXPECT_GT(boxes[b].density, 0.8);
}

TEST(Prim, TellsNoBoxFromLuckAlone) {
  int found = 0;
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const Points points = all_of(*sobol(factors(3), 512, seed));
    const sim::Draws draws(seed, 0);
    const auto such = where(points, [&](const double*, std::size_t i) {
      return draws.word(9, 0, static_cast<std::uint32_t>(i)) < (1u << 30);
    });
    PrimOptions options;
    options.chance = 1e-4;  // the best of many boxes is tested as if it were the only one
    found += !prim(points.at, 3, such, options).empty();
  }
  EXPECT_LE(found, 2);
}

TEST(Prim, RefusesWhatIsEverywhereOrNowhere) {
  const Points points = all_of(*sobol(factors(2), 16, 1));
  EXPECT_THROW(prim(points.at, 2, std::vector<bool>(16, true), {}), std::invalid_argument);
  EXPECT_THROW(prim(points.at, 2, std::vector<bool>(16, false), {}), std::invalid_argument);
}

TEST(Robustness, OfTwoChoicesAtThreePoints) {
  const double missing = std::nan("");
  const std::vector<double> outcomes{1, 4, 5, 3, missing, 9, 2, 2};
  const auto found = robustness(outcomes, 2, 3);
  EXPECT_DOUBLE_EQ(found[0].mean, 8.0 / 3);
  EXPECT_DOUBLE_EQ(found[1].mean, 3);
  EXPECT_DOUBLE_EQ(found[0].worst, 1);
  EXPECT_DOUBLE_EQ(found[0].most_regret, 3);
  EXPECT_DOUBLE_EQ(found[1].mean_regret, 2.0 / 3);
  EXPECT_DOUBLE_EQ(found[0].satisfied, 1.0 / 3);
  EXPECT_DOUBLE_EQ(found[1].satisfied, 2.0 / 3);
  EXPECT_DOUBLE_EQ(found[0].best, 2.0 / 3);
}

}  // namespace
}  // namespace knowhow::studies
