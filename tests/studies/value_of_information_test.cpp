// The value of information against decisions for which it is known in closed form.
#include "studies/value_of_information.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "sim/distribution.h"
#include "sim/random.h"

namespace knowhow::studies {
namespace {

struct Sample {
  std::vector<double> values, outcomes;
};

constexpr std::size_t parameters = 4;

/// Standard normal parameters; what `second` and `third` make of them, and of luck, against a choice of 0.
Sample sample(std::size_t draws, std::uint64_t seed, const std::function<double(const double*)>& second,
              const std::function<double(const double*)>& third = {}, double luck = 0) {
  Sample all;
  for (std::uint32_t i = 0; i < draws; ++i) {
    double at[parameters + 1];
    for (std::uint32_t p = 0; p <= parameters; ++p)
      at[p] = sim::normal_quantile(sim::unit(sim::Draws(seed, i).word(sim::purpose("voi test"), p, 0)));
    all.values.insert(all.values.end(), at, at + parameters);
    const double lucky = luck * at[parameters];
    all.outcomes.push_back(lucky);  // the same luck for all choices, as replicates have it
    all.outcomes.push_back(second(at) + lucky);
    if (third) all.outcomes.push_back(third(at) + lucky);
  }
  return all;
}

/// E max(0, X) - max(0, E X) of a normal X: what it is worth to know X before choosing it or 0.
double of_normal(double mean, double deviation) {
  const double z = mean / deviation;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi),
               below = 0.5 * std::erfc(-z / std::numbers::sqrt2);
  return mean * below + deviation * density - std::max(mean, 0.0);
}

constexpr double mean = 0.3, slope[parameters] = {1.0, 0.5, 0.1, 0.0};

double linear(const double* at) {
  double sum = mean;
  for (std::size_t p = 0; p < parameters; ++p) sum += slope[p] * at[p];
  return sum;
}

void expect_the_closed_form(const ValueOfInformation& found) {
  EXPECT_EQ(found.best, 1u);
  double squares = 0;
  for (const double each : slope) squares += each * each;
  EXPECT_NEAR(found.perfect, of_normal(mean, std::sqrt(squares)), 4 * found.error);
  for (std::size_t p = 0; p < 2; ++p)
    EXPECT_NEAR(found.parameters[p].value, of_normal(mean, slope[p]), 4 * found.parameters[p].error) << p;
  EXPECT_LT(found.parameters[3].value, 2 * found.parameters[3].chance + 1e-9);
}

TEST(ValueOfInformation, OfALinearDecisionWithNormalUnknownsIsTheClosedForm) {
  const auto drawn = sample(4000, 1, linear, {}, 2.0);
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 2, 30, 1);
  expect_the_closed_form(found);
  EXPECT_LT(found.parameters[0].error, 0.05 * of_normal(mean, slope[0]) * 4);  // and it is known closely
  EXPECT_GT(found.parameters[0].value, 3 * found.parameters[0].chance);
  ASSERT_EQ(found.parameters[0].best.size(), 2u);
  EXPECT_EQ(found.parameters[0].best[0].choice, 0u);
  EXPECT_NEAR(found.parameters[0].best[1].from, -mean / slope[0], 0.15);
  EXPECT_NEAR(found.elsewhere, 0.5 * std::erfc(mean / std::sqrt(1.26) / std::numbers::sqrt2), 0.03);
}

TEST(ValueOfInformation, APlantedErrorIsCaught) {
  // Columns in the wrong order, and a decision of which one choice is told with the wrong sign.
  auto drawn = sample(4000, 1, linear, {}, 2.0);
  for (std::size_t i = 0; i < drawn.values.size(); i += parameters)
    std::swap(drawn.values[i], drawn.values[i + 1]);
  const auto swapped = value_of_information(drawn.values, parameters, drawn.outcomes, 2, 30, 1);
  EXPECT_GT(std::fabs(swapped.parameters[0].value - of_normal(mean, slope[0])),
            4 * swapped.parameters[0].error);
  const auto wrong = sample(4000, 1, [](const double* at) { return linear(at) - 2 * mean; });
  const auto of_wrong = value_of_information(wrong.values, parameters, wrong.outcomes, 2, 0, 1);
  EXPECT_NE(of_wrong.best, 1u);
}

TEST(ValueOfInformation, ACurveIsFollowedAndEachRangeHasItsChoice) {
  // Against 0: x^2 - 1 pays outside of [-1, 1]. E max(0, x^2 - 1) = 2 phi(1), and E (x^2 - 1) = 0.
  const auto drawn = sample(4000, 2, [](const double* at) { return at[0] * at[0] - 1; });
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 2, 30, 1);
  EXPECT_NEAR(found.parameters[0].value, 2 * std::exp(-0.5) / std::sqrt(2 * std::numbers::pi),
              4 * found.parameters[0].error);
  ASSERT_EQ(found.parameters[0].best.size(), 3u);
  EXPECT_EQ(found.parameters[0].best[0].choice, 1u);
  EXPECT_NEAR(found.parameters[0].best[1].from, -1, 0.1);
  EXPECT_NEAR(found.parameters[0].best[2].from, 1, 0.1);
}

TEST(ValueOfInformation, ASwitchThatIsWorthNearlyNothingIsNotTold) {
  // The second and the third choice take turns by a hair; against the first it matters on which side of 0 one
  // is.
  const auto drawn = sample(
      2000, 7, [](const double* at) { return at[0]; },
      [](const double* at) { return at[0] + 0.002 * std::sin(4 * at[0]); });
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 3, 10, 1);
  ASSERT_EQ(found.parameters[0].best.size(), 2u);
  EXPECT_EQ(found.parameters[0].best[0].choice, 0u);
  EXPECT_NEAR(found.parameters[0].best[1].from, 0, 0.05);
}

TEST(ValueOfInformation, ThreeChoicesAndAParameterOfFewValues) {
  // The first parameter becomes a coin; heads is for the second choice, tails for the third, each 1 better.
  auto drawn = sample(
      1000, 3, [](const double* at) { return at[0] < 0 ? 1 : -1; },
      [](const double* at) { return at[0] < 0 ? -1 : 1; }, 3.0);
  for (std::size_t i = 0; i < drawn.values.size(); i += parameters)
    drawn.values[i] = drawn.values[i] < 0 ? 0 : 1;
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 3, 30, 1);
  EXPECT_NEAR(found.parameters[0].value, 1, 4 * found.parameters[0].error + 0.05);
  EXPECT_NEAR(found.perfect, found.parameters[0].value, 1e-9);  // there is nothing else to know
  ASSERT_EQ(found.parameters[0].best.size(), 2u);
  EXPECT_EQ(found.parameters[0].best[0].choice, 1u);
  EXPECT_EQ(found.parameters[0].best[1].choice, 2u);
}

TEST(ValueOfInformation, OfWhatChangesNoChoiceIsNothing) {
  const auto drawn = sample(500, 4, [](const double* at) { return 10 + at[0]; });
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 2, 20, 1);
  EXPECT_EQ(found.perfect, 0);
  EXPECT_EQ(found.elsewhere, 0);
  for (const auto& each : found.parameters) {
    EXPECT_NEAR(each.value, 0, 1e-12);
    EXPECT_EQ(each.best.size(), 1u);
  }
}

TEST(ValueOfInformation, OneThingIsNeverWorthMoreThanEverything) {
  // Never worse, but a smooth curve through it dips below 0.
  const auto drawn = sample(60, 6, [](const double* at) { return at[0] > 0 ? at[0] : 0; });
  const auto found = value_of_information(drawn.values, parameters, drawn.outcomes, 2, 20, 1);
  EXPECT_EQ(found.perfect, 0);
  for (const auto& each : found.parameters) EXPECT_EQ(each.value, 0);
}

TEST(ValueOfInformation, TooLittleIsRefused) {
  const auto drawn = sample(40, 5, linear);
  EXPECT_THROW(value_of_information(drawn.values, parameters, drawn.outcomes, 1, 0, 1),
               std::invalid_argument);
  EXPECT_THROW(value_of_information(std::span(drawn.values).first(20 * parameters), parameters,
                                    std::span(drawn.outcomes).first(40), 2, 0, 1),
               std::invalid_argument);
}

}  // namespace
}  // namespace knowhow::studies
