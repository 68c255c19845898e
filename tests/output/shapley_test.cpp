#include "output/shapley.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace knowhow::output {

namespace {

/// By the definition: the mean over all orders of what a member adds to those before it.
std::vector<double> over_all_orders(const std::vector<std::vector<double>>& of_subsets, std::size_t count,
                                    std::size_t replicate) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::vector<double> sums(count);
  double orders = 0;
  do {
    std::size_t before = 0;
    for (const std::size_t member : order) {
      const std::size_t with = before | std::size_t{1} << member;
      sums[member] += of_subsets[with][replicate] - of_subsets[before][replicate];
      before = with;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& sum : sums) sum /= orders;
  return sums;
}

TEST(Shapley, IsTheMeanOverAllOrders) {
  std::mt19937 draws(3);
  std::uniform_real_distribution<double> any(-5, 5);
  for (std::size_t count = 1; count <= 6; ++count) {
    std::vector<std::vector<double>> of_subsets(std::size_t{1} << count, std::vector<double>(3));
    for (auto& values : of_subsets)
      for (double& value : values) value = any(draws);
    const auto found = shapley_values(of_subsets);
    ASSERT_EQ(found.size(), count);
    for (std::size_t r = 0; r < 3; ++r) {
      const auto expected = over_all_orders(of_subsets, count, r);
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) {
        EXPECT_NEAR(found[i][r], expected[i], 1e-12);
        sum += found[i][r];
      }
      EXPECT_NEAR(sum, of_subsets.back()[r] - of_subsets.front()[r], 1e-12);
    }
  }
}

TEST(Shapley, WantsEverySubset) {
  EXPECT_THROW(shapley_values(std::vector<std::vector<double>>(3, {1})), std::logic_error);
  EXPECT_THROW(shapley_values({}), std::logic_error);
  EXPECT_THROW(shapley_values(std::vector<std::vector<double>>{{1}, {1}, {1, 2}, {1}}), std::logic_error);
}

TEST(Shapley, OfAPackage) {
  // none, a, b, both; two replicates. Together they do more than each alone.
  const Comparison comparison{{"baseline", "a", "b", "a and b"},
                              {{"apply it", "%", "final_applied", 100, sim::Better::higher}},
                              {10, 12, 11, 14, 12, 13, 16, 19}};
  const Package package = package_of(comparison, 0, {"a", "b"}, {0, 1, 2, 3});
  EXPECT_DOUBLE_EQ(package.whole.mean, 6.5);
  EXPECT_DOUBLE_EQ(package.members[0].alone.mean, 1.5);
  EXPECT_DOUBLE_EQ(package.members[0].last.mean, 5);
  EXPECT_DOUBLE_EQ(package.members[0].shapley.mean, 3.25);
  EXPECT_DOUBLE_EQ(package.members[0].shapley.mean + package.members[1].shapley.mean, package.whole.mean);
  EXPECT_NE(package_text(package, "a and b", comparison.headlines()[0]).find("the whole"), std::string::npos);
}

}  // namespace

}  // namespace knowhow::output
