#include "output/precision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace knowhow::output {

namespace {

/// By scipy: the least n with stats.t.ppf(.975, n - 1) * sqrt(variance / n) <= half_width, and for two groups
/// with 2 n - 2 degrees of freedom.
TEST(Precision, NeedsAsManyReplicatesAsScipySays) {
  EXPECT_EQ(replicates_needed(1, 100), 2u);
  EXPECT_EQ(replicates_needed(0, .1), 2u);
  EXPECT_EQ(replicates_needed(1, .5), 18u);
  EXPECT_EQ(replicates_needed(1, .1), 387u);
  EXPECT_EQ(replicates_needed(4, .1), 1540u);
  EXPECT_EQ(replicates_needed(2, .5, 2), 32u);
  EXPECT_EQ(replicates_needed(20, 1, 2), 79u);
}

TEST(Precision, OnlyTheRatioCounts) {
  for (const double variance : {.3, 1., 7., 60.}) {
    const std::size_t n = replicates_needed(variance, .4);
    EXPECT_EQ(replicates_needed(variance * 4, .8), n);
    EXPECT_LT(replicates_needed(variance * .9, .4), n);
  }
}

const std::vector<sim::Headline> one{{"apply it", "%", "final_applied", 100, sim::Better::higher}};

TEST(Precision, LooksAtTheFirstReplicatesOnly) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Comparison comparison{{"baseline", "placebo", "visits"},
                              one,
                              {10, 20, 30, 40, nan, nan,  //
                               10, 20, 30, 40, nan, nan,  //
                               11, 22, 31, 42, nan, nan}};
  const auto known = known_after(comparison, 0, 4, .5);
  ASSERT_EQ(known.size(), 2u);
  EXPECT_EQ(known[0].scenario, 1u);
  EXPECT_EQ(known[0].half_width, 0);
  EXPECT_EQ(known[0].needed, 2u);
  EXPECT_NEAR(known[1].half_width, 3.182446 * std::sqrt(1. / 3 / 4), 1e-5);
  EXPECT_EQ(known[1].needed, replicates_needed(1. / 3, .5));
  EXPECT_GT(known[1].unpaired, 1000u);
  EXPECT_FALSE(narrow_enough(known, .5));
  EXPECT_TRUE(narrow_enough(known, 1));
  EXPECT_FALSE(narrow_enough(known_after(comparison, 0, 1, .5), 1e9));  // one pair says nothing
}

TEST(Precision, LooksAgainInTime) {
  const auto next = [](std::size_t needed, std::size_t count, std::size_t most) {
    return next_count({{1, 1, needed, 0}}, count, 10, most);
  };
  EXPECT_EQ(next(15, 10, 1000), 20u);
  EXPECT_EQ(next(73, 40, 1000), 73u);
  EXPECT_EQ(next(500, 40, 1000), 80u);
  EXPECT_EQ(next(500, 40, 60), 60u);
  EXPECT_EQ(next(45, 40, 1000), 50u);
  EXPECT_EQ(next(0, 40, 1000), 80u);  // nothing is known yet
}

}  // namespace

}  // namespace knowhow::output
