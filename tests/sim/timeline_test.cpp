#include "sim/timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace knowhow::sim {
namespace {

/// Two numbers in [0, 10], and interventions on them at various times.
struct Changing {
  Declaration declaration;
  Plan plan;
  Changing() {
    declaration.range = {0, 10};
    plan.time.steps = 20;
    plan.slots.resize(2);
    for (Slot& slot : plan.slots) slot.declaration = &declaration;
    add("set", 2, 6, {{0, Operation::set, {4, {}}}});
    Intervention& scale =
        add("scale", 4, 20, {{0, Operation::scale, {1.5, {}}}, {1, Operation::add, {2, {}}}});
    scale.cost_once = 100, scale.cost_a_year = 52;
    add("much", 8, 9, {{0, Operation::scale, {50, {}}}});
    add("for some", 3, 20, {{1, Operation::set, {9, {}}}}).target = {{"kind", {"board"}}};
    plan.scenarios = {{"baseline", {}}, {"all", {0, 1, 2, 3}}};
  }
  Intervention& add(const char* name, int from, int until, std::vector<Change> changes) {
    Intervention& added = plan.interventions.emplace_back();
    added.name = name, added.from = from, added.until = until, added.changes = std::move(changes);
    return added;
  }
};

TEST(Timeline, IsSetThenScaledThenAddedToWithinItsRange) {
  Changing changing;
  Timeline timeline(changing.plan, 1, {1, 3});
  std::vector<double> first, second;
  for (int step = 0; step < 10; ++step) {
    timeline.advance(step);
    first.push_back(timeline.values()[0]), second.push_back(timeline.values()[1]);
  }
  EXPECT_EQ(first, (std::vector{1., 1., 4., 4., 6., 6., 1.5, 1.5, 10., 1.5}));
  EXPECT_EQ(second, (std::vector{3., 3., 3., 3., 5., 5., 5., 5., 5., 5.}));
  EXPECT_EQ(timeline.base(), (std::vector{1., 3.}));
}

TEST(Timeline, TellsWhenSomethingMayHaveChanged) {
  Changing changing;
  Timeline timeline(changing.plan, 1, {1, 3});
  std::vector<int> when;
  for (int step = 0; step < 20; ++step)
    if (timeline.advance(step)) {
      when.push_back(step);
      EXPECT_EQ(timeline.changed(), step == 0 || step == 4 ? (std::vector{0, 1})
                                    : step == 3            ? std::vector{1}
                                                           : std::vector{0});
    }
  EXPECT_EQ(when, (std::vector{0, 2, 3, 4, 6, 8, 9}));
  EXPECT_EQ(timeline.next_change(0), 2);
  EXPECT_EQ(timeline.next_change(4), 6);
  EXPECT_EQ(timeline.next_change(8), 9);
  EXPECT_EQ(timeline.next_change(9), 20);
  EXPECT_EQ(Timeline(changing.plan, 0, {1, 3}).next_change(0), 20);
}

TEST(Timeline, HoldsAreThoseOfTheStep) {
  Changing changing;
  Timeline timeline(changing.plan, 1, {1, 3});
  const auto names = [&](int slot) {
    std::vector<std::string> all;
    for (const Hold& hold : timeline.holds(slot)) all.push_back(hold.intervention->name);
    return all;
  };
  using Names = std::vector<std::string>;
  timeline.advance(5);
  EXPECT_EQ(names(0), (Names{"set", "scale"}));
  EXPECT_EQ(names(1), (Names{"scale", "for some"}));
  timeline.advance(6);
  EXPECT_EQ(names(0), Names{"scale"});
}

TEST(Timeline, WhatInheritsIsLeftToWhoeverResolvesIt) {
  Changing changing;
  const double inherits = std::numeric_limits<double>::quiet_NaN();
  Timeline timeline(changing.plan, 1, {inherits, 3});
  timeline.advance(4);
  EXPECT_TRUE(std::isnan(timeline.values()[0]));
  EXPECT_EQ(timeline.values()[1], 5);
}

TEST(Timeline, CostsOnceAndWhileItHolds) {
  Changing changing;
  Timeline timeline(changing.plan, 1, {1, 3});
  std::vector<double> costs;
  for (int step = 2; step < 21; ++step) {
    timeline.advance(step);
    costs.push_back(timeline.cost(1 / 52.));
  }
  std::vector<double> expected(19, 1);
  expected[0] = expected[1] = expected[18] = 0, expected[2] = 101;
  EXPECT_EQ(costs, expected);
}

}  // namespace
}  // namespace knowhow::sim
