// Summaries over organisations against cases that can be done by hand.
#include <cmath>

#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

TEST(Adoption, InequalityIsGreatestWhereOneImprovesAlone) {
  // A fund pays for one project, with an idea of its own, so that one of 22 organisations improves.
  Laboratory laboratory(
      small_scenario(
          "levers:\n  money: {shape: fund, rounds: 1, own_ideas: 1, paper: 0, threshold: 0, loan: 0, "
          "budget: 120 000 GBP}\n"),
      at_rest({"world.counts.council.number=21", "world.traits.risk_tolerance=0.5",
               "stages.apply.trial_ends=1000", "stages.apply.success=1", "time.horizon=80 weeks"}),
      1);  // in replicate 0 the trial fails: at best 95 of 100 succeed
  int apply = 0;
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    for (std::uint32_t o = 1; o < 22; ++o) apply += run.state.stage[run.cell(o, 0)] == Stage::applied;
  });
  ASSERT_EQ(apply, 1);
  EXPECT_NEAR(laboratory.of(rows, "improvement_gini")[0], 21. / 22, 1e-12);
  for (double years : laboratory.of(rows, "years_to_applied"))
    EXPECT_TRUE(std::isnan(years));  // 1 of 21 is 4.8 %
}

TEST(Adoption, TimeToAShareIsWhenItIsReached) {
  Laboratory laboratory(
      small_scenario(
          "channels:\n  law: {shape: mandate, form: legislation, within: 26 weeks, rate: 0, in_force: 1, "
          "about: [agile working]}\n"),
      at_rest({"world.counts.council.number=21", "stages.apply.trial_ends=1000", "time.horizon=2 years"}));
  const auto rows = laboratory.run();
  for (double years : laboratory.of(rows, "years_to_applied")) EXPECT_NEAR(years, .5, 5. / 52);
}

}  // namespace
}  // namespace knowhow::public_services
