#include "tests/statistics.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdio>
#include <string>

namespace knowhow::statistics {

namespace {

/// What the current test has compared.
struct Made {
  const ::testing::TestInfo* test = nullptr;
  std::size_t fewest = 0;  ///< values behind a standard error; 0 where it is known beforehand
  int comparisons = 0;
  double false_alarm = 0;
  double furthest = 0;  ///< in standard errors
};

Made& made() {
  static Made of_test;
  const auto* current = ::testing::UnitTest::GetInstance()->current_test_info();
  if (current != of_test.test) {
    of_test = {};
    of_test.test = current;
  }
  return of_test;
}

/// The chance that luck goes further than it may. Of counts, whose error is the root of what is expected, by
/// the Poisson distribution, whose tail is longer than a binomial's or a normal's.
double chance_of_alarm(double allowed, double expected, double error, std::size_t fewest) {
  namespace math = boost::math;
  if (!(error > 0)) return 0;
  if (fewest > 1)
    return 2 * math::cdf(math::complement(math::students_t(static_cast<double>(fewest - 1)), allowed));
  const double count = expected / error * (expected / error);
  if (count < 1 || count > 1e9) return 2 * math::cdf(math::complement(math::normal(), allowed));
  const math::poisson counts(count);
  const double least = std::ceil(count - allowed * std::sqrt(count)) - 1;
  return math::cdf(math::complement(counts, std::floor(count + allowed * std::sqrt(count)))) +
         (least >= 0 ? math::cdf(counts, least) : 0);
}

void property(const char* name, double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  ::testing::Test::RecordProperty(name, std::string(text));
}

}  // namespace

void sampled(std::size_t values) {
  Made& of_test = made();
  of_test.fewest = of_test.fewest ? std::min(of_test.fewest, values) : values;
}

::testing::AssertionResult likely_within(double allowed, double found, double expected, double error,
                                         double slack) {
  const double off = std::abs(found - expected);
  const double distance = off <= slack ? 0 : off - slack;  // what is not a number is not near
  Made& of_test = made();
  ++of_test.comparisons;
  of_test.false_alarm += chance_of_alarm(allowed, expected, error, of_test.fewest);
  if (error > 0) of_test.furthest = std::max(of_test.furthest, distance / error);
  property("comparisons", of_test.comparisons);
  property("false_alarm", of_test.false_alarm);
  property("furthest", of_test.furthest);
  if (distance <= allowed * error) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << found << " is " << distance / error << " standard errors of " << error << " from " << expected
         << " (allowed besides: " << slack << ")";
}

::testing::AssertionResult likely(double found, double expected, double error, double slack) {
  return likely_within(sigmas, found, expected, error, slack);
}

}  // namespace knowhow::statistics
