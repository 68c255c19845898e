#include "sim/beginnings.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace knowhow::sim {
namespace {

/// Scenarios that first change something at these steps, of 100; 100: never.
Plan plan_of(const std::vector<int>& first_changes) {
  Plan plan;
  plan.time.steps = 100;
  for (const int from : first_changes) {
    NamedScenario scenario{std::to_string(from), {}};
    if (from < 100) {
      // A later one besides, which counts for nothing.
      for (const int at : {99, from}) {
        scenario.interventions.push_back(static_cast<int>(plan.interventions.size()));
        plan.interventions.push_back({});
        plan.interventions.back().from = at;
        plan.interventions.back().until = 100;
      }
    }
    plan.scenarios.push_back(scenario);
  }
  return plan;
}

/// A run whose state is the steps that it did itself; returns the step at which it began.
int run(Checkpoints& checkpoints, std::vector<int>& steps, int ends = 100) {
  int step = 0;
  const auto keep = [&](Keeper& keeper) { keeper(step, steps); };
  checkpoints.resume(keep);
  const int began = step;
  for (; step < ends; ++step) {
    stop_or_save(step, {}, &checkpoints, keep);
    steps.push_back(step);
  }
  return began;
}

TEST(Beginnings, EachGoesOnFromTheLatestStateThatIsItsOwn) {
  const std::vector<int> first_changes{100, 40, 0, 70, 40, 10};
  const Plan plan = plan_of(first_changes);
  const std::vector<std::size_t> scenarios{0, 1, 2, 3, 4, 5};
  Beginnings beginnings(plan, scenarios);
  std::vector<int> began;
  for (const std::size_t s : scenarios) {
    EXPECT_EQ(first_change(plan, s), first_changes[s]);
    std::vector<int> steps;
    began.push_back(run(*beginnings.of(s), steps));
    ASSERT_EQ(steps.size(), 100u);
    for (int step = 0; step < 100; ++step) EXPECT_EQ(steps[static_cast<std::size_t>(step)], step);
  }
  EXPECT_EQ(began, (std::vector<int>{0, 40, 0, 70, 40, 10}));
}

TEST(Beginnings, NothingIsTakenFromWhoHadChangedBefore) {
  const Plan plan = plan_of({20, 60, 100});
  const std::vector<std::size_t> scenarios{0, 1, 2};
  Beginnings beginnings(plan, scenarios);
  std::vector<int> first, second, third;
  EXPECT_EQ(run(*beginnings.of(0), first), 0);
  EXPECT_EQ(run(*beginnings.of(1), second), 0);
  EXPECT_EQ(run(*beginnings.of(2), third), 0);
}

TEST(Beginnings, AStepThatIsPassedOverIsNotKept) {
  const Plan plan = plan_of({100, 40});
  const std::vector<std::size_t> scenarios{0, 1};
  Beginnings beginnings(plan, scenarios);
  std::vector<int> steps;
  run(*beginnings.of(0), steps, 40);  // ends, at rest, before it comes to the step
  EXPECT_EQ(run(*beginnings.of(1), steps), 0);
}

TEST(Beginnings, OnlyWhatIsToRunCan) {
  const Plan plan = plan_of({100, 40, 40});
  const std::vector<std::size_t> scenarios{0, 2};
  Beginnings beginnings(plan, scenarios);
  EXPECT_THROW(beginnings.of(1), std::logic_error);
  beginnings.of(2);
  EXPECT_THROW(beginnings.of(0), std::logic_error);  // its turn has passed
}

/// Where a run of its own was kept, that comes first.
class OfRun : public Checkpoints {
 public:
  bool resume(const std::function<void(Keeper&)>& keep) override {
    MemoryKeeper keeper(kept, true);
    if (!kept.empty()) keep(keeper);
    return !kept.empty();
  }
  bool due(int step, bool) override { return step == 55; }
  void save(const std::function<void(Keeper&)>& keep) override {
    MemoryKeeper keeper(kept, false);
    keep(keeper);
  }
  std::vector<std::byte> kept;
};

TEST(Beginnings, GoBesideTheCheckpointsOfARun) {
  const Plan plan = plan_of({100, 40});
  const std::vector<std::size_t> scenarios{0, 1};
  OfRun of_run;
  std::vector<int> steps;
  {
    Beginnings beginnings(plan, scenarios);
    EXPECT_EQ(run(*beginnings.of(0, &of_run), steps), 0);
    EXPECT_FALSE(of_run.kept.empty());
    EXPECT_EQ(run(*beginnings.of(1), steps), 40);
  }
  Beginnings beginnings(plan, scenarios);
  EXPECT_EQ(run(*beginnings.of(0, &of_run), steps), 55);
  EXPECT_EQ(steps.size(), 100u);
  EXPECT_EQ(run(*beginnings.of(1), steps), 0);  // step 40 was not passed again
}

TEST(Beginnings, WhatTakesTooMuchMemoryIsRunAgain) {
  const Plan plan = plan_of({100, 40, 40});
  const std::vector<std::size_t> scenarios{0, 1, 2};
  Beginnings beginnings(plan, scenarios);
  std::vector<std::uint8_t> large(std::size_t{65} << 20);
  std::vector<int> began;
  for (const std::size_t s : scenarios) {
    if (s == 2) large.clear();
    const auto checkpoints = beginnings.of(s);
    int step = 0;
    const auto keep = [&](Keeper& keeper) { keeper(step, large); };
    checkpoints->resume(keep);
    began.push_back(step);
    for (; step < 100; ++step) stop_or_save(step, {}, checkpoints.get(), keep);
  }
  EXPECT_EQ(began, (std::vector<int>{0, 0, 0}));
}

TEST(MemoryKeeper, LessThanWasKeptIsNoticed) {
  std::vector<std::byte> kept;
  std::vector<int> values(10);
  {
    MemoryKeeper keeper(kept, false);
    keeper(values);
  }
  EXPECT_EQ(kept.size(), bytes_of([&](Keeper& keeper) { keeper(values); }));
  kept.pop_back();
  MemoryKeeper keeper(kept, true);
  EXPECT_THROW(keeper(values), std::runtime_error);
}

}  // namespace
}  // namespace knowhow::sim
