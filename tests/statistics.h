#pragma once
// Tests of random outcomes, all of one kind, so that they can be listed with the chance that another seed
// would have them fail though nothing is wrong: scripts/false_alarms.
#include <gtest/gtest.h>

#include <cstddef>

namespace knowhow::statistics {

/// Standard errors that luck is allowed. For a normal error one false alarm in 1.7 million, and the seeds are
/// fixed.
constexpr double sigmas = 5;

/// Standard errors of the current test come from samples as small as this, so that its errors have the tails
/// of Student's t.
void sampled(std::size_t values);

/// Whether a random outcome of this standard error is what is expected, but for `slack`, which is no luck.
::testing::AssertionResult likely(double found, double expected, double error, double slack = 0);

/// The same where luck is allowed another number of standard errors.
::testing::AssertionResult likely_within(double allowed, double found, double expected, double error,
                                         double slack = 0);

}  // namespace knowhow::statistics

#define EXPECT_LIKELY(...) EXPECT_TRUE(::knowhow::statistics::likely(__VA_ARGS__))
#define EXPECT_LIKELY_WITHIN(...) EXPECT_TRUE(::knowhow::statistics::likely_within(__VA_ARGS__))
