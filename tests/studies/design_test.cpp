#include "studies/design.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace knowhow::studies {
namespace {

const std::vector<Factor> three{{"talks", 0}, {"visits", 0}, {"shape", 3}};

TEST(Design, LatinHypercubeMeetsEverySliceOnce) {
  constexpr std::size_t count = 50;
  const Points points = all_of(*latin_hypercube(three, count, 7));
  ASSERT_EQ(points.size(), count);
  for (std::size_t f = 0; f < 2; ++f) {
    std::set<int> slices;
    for (std::size_t i = 0; i < count; ++i) slices.insert(static_cast<int>(points(i, f) * count));
    EXPECT_EQ(slices.size(), count);
    EXPECT_EQ(*slices.rbegin(), static_cast<int>(count) - 1);
  }
  std::vector<int> levels(3);
  for (std::size_t i = 0; i < count; ++i) ++levels[static_cast<std::size_t>(points(i, 2) * 3)];
  for (const int often : levels) EXPECT_NEAR(often, count / 3.0, 1);
}

TEST(Design, AnotherFactorMovesNoOther) {
  auto more = three;
  more.insert(more.begin(), {"one more", 0});
  const Points few = all_of(*latin_hypercube(three, 20, 7)), many = all_of(*latin_hypercube(more, 20, 7));
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t f = 0; f < 3; ++f) EXPECT_EQ(few(i, f), many(i, f + 1));
}

TEST(Design, AnotherSeedGivesOtherPoints) {
  for (const auto make : {+[](std::uint64_t seed) { return all_of(*latin_hypercube(three, 16, seed)); },
                          +[](std::uint64_t seed) { return all_of(*sobol(three, 16, seed)); },
                          +[](std::uint64_t seed) { return all_of(*saltelli(three, 16, seed)); },
                          +[](std::uint64_t seed) { return all_of(*morris(three, 16, 4, seed)); }}) {
    EXPECT_EQ(make(1).at, make(1).at);
    EXPECT_NE(make(1).at, make(2).at);
  }
}

/// What makes a (0, k, 2)-net in base 2: each box of volume 2^-k holds one of 2^k points, whatever its sides.
/// Scrambling must keep that.
TEST(Design, TheFirstTwoFactorsOfSobolAreANet) {
  constexpr std::size_t k = 6, count = 1 << k;
  const std::vector<Factor> two{{"a", 0}, {"b", 0}};
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Points points = all_of(*sobol(two, count, seed));
    for (std::size_t across = 0; across <= k; ++across) {
      std::set<std::pair<int, int>> boxes;
      for (std::size_t i = 0; i < count; ++i)
        boxes.insert({static_cast<int>(std::ldexp(points(i, 0), static_cast<int>(across))),
                      static_cast<int>(std::ldexp(points(i, 1), static_cast<int>(k - across)))});
      EXPECT_EQ(boxes.size(), count) << across;
    }
  }
}

TEST(Design, ManySobolFactorsAreEvenEachAndNoTwoAlike) {
  std::vector<Factor> many;
  for (int i = 0; i < 40; ++i) many.push_back({"factor " + std::to_string(i), 0});
  constexpr std::size_t count = 256;
  const Points points = all_of(*sobol(many, count, 5));
  for (std::size_t f = 0; f < many.size(); ++f) {
    std::set<int> slices;
    for (std::size_t i = 0; i < count; ++i) slices.insert(static_cast<int>(points(i, f) * count));
    EXPECT_EQ(slices.size(), count);
    for (std::size_t g = 0; g < f; ++g) {
      double product = 0;
      for (std::size_t i = 0; i < count; ++i) product += (points(i, f) - 0.5) * (points(i, g) - 0.5);
      EXPECT_LT(std::fabs(product / count * 12), 0.35) << f << " and " << g;
    }
  }
}

TEST(Design, ABeginningOfSobolIsASmallerSobol) {
  const Points few = all_of(*sobol(three, 64, 3)), many = all_of(*sobol(three, 128, 3));
  EXPECT_TRUE(std::equal(few.at.begin(), few.at.end(), many.at.begin()));
}

TEST(Design, SaltelliTakesOneFactorAtATimeFromTheOtherRow) {
  const std::vector<Factor> two{{"a", 0}, {"b", 0}};
  const Points points = all_of(*saltelli(two, 8, 1));
  ASSERT_EQ(points.size(), 8u * 4);
  for (std::size_t row = 0; row < 8; ++row) {
    const std::size_t a = row * 4, b = a + 1;
    for (std::size_t f = 0; f < 2; ++f) {
      EXPECT_NE(points(a, f), points(b, f));
      for (std::size_t g = 0; g < 2; ++g) EXPECT_EQ(points(a + 2 + f, g), points(f == g ? b : a, g));
    }
  }
}

TEST(Design, MorrisMovesOneFactorAStepAndEachOnce) {
  const std::vector<Factor> four{{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}};
  const Points points = all_of(*morris(four, 30, 4, 1));
  ASSERT_EQ(points.size(), 30u * 5);
  std::set<double> met;
  for (std::size_t t = 0; t < 30; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t step = 0; step < 4; ++step) {
      std::size_t changes = 0;
      for (std::size_t f = 0; f < 4; ++f) {
        const double by = points(t * 5 + step + 1, f) - points(t * 5 + step, f);
        if (by == 0) continue;
        ++changes;
        moved.insert(f);
        EXPECT_NEAR(std::fabs(by), 2.0 / 3, 1e-12);
      }
      EXPECT_EQ(changes, 1u);
    }
    EXPECT_EQ(moved.size(), 4u);
  }
  for (const double at : points.at) met.insert(std::round(at * 3));
  EXPECT_EQ(met, (std::set<double>{0, 1, 2, 3}));
}

TEST(Design, AGridHasEveryCombinationOnce) {
  const Points points = all_of(*grid(three, 5));
  ASSERT_EQ(points.size(), 5u * 5 * 3);
  std::set<std::vector<double>> all;
  for (std::size_t i = 0; i < points.size(); ++i) all.insert({points(i, 0), points(i, 1), points(i, 2)});
  EXPECT_EQ(all.size(), points.size());
  EXPECT_EQ(points(0, 0), 0);
  EXPECT_EQ(points(points.size() - 1, 1), 1);
}

}  // namespace
}  // namespace knowhow::studies
