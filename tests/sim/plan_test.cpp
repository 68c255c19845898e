#include "sim/plan.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sim/observation.h"
#include "sim/random.h"

namespace knowhow::sim {
namespace {

Time time_of(const std::string& step, int steps_per_year, int steps) {
  Time time;
  time.start_day = 16161;  // 2014-04-01
  time.start = "2014-04-01";
  time.step = step;
  time.steps_per_year = steps_per_year;
  time.steps = steps;
  return time;
}

TEST(Time, WeeksAndDaysHaveALengthAndMonthsFollowTheCalendar) {
  EXPECT_EQ(time_of("1 week", 52, 104).days(3), 21);
  EXPECT_EQ(time_of("1 day", 364, 364).days(3), 3);
  EXPECT_EQ(time_of("1 month", 12, 12).days(2), 30 + 31);
  EXPECT_EQ(time_of("1 quarter", 4, 4).days(2), 30 + 31 + 30 + 31 + 31 + 30);
  EXPECT_EQ(time_of("1 year", 1, 4).days(2), 365 + 366);
  Time from_january = time_of("1 month", 12, 12);
  from_january.start_day = 16101;  // 2014-01-31
  EXPECT_EQ(from_january.days(1), 28);
  EXPECT_EQ(from_january.days(2), 59);
}

TEST(Time, AYearThatHasBegunCounts) {
  EXPECT_EQ(time_of("1 week", 52, 52).model_years(), 1);
  EXPECT_EQ(time_of("1 week", 52, 53).model_years(), 2);
  EXPECT_EQ(time_of("1 week", 52, 104).model_years(), 2);
}

TEST(Time, WhatHappensSomeYearsOnHappensAtTheNearestStep) {
  const Time time = time_of("1 week", 52, 104);
  EXPECT_DOUBLE_EQ(time.dt(), 1 / 52.);
  EXPECT_EQ(time.step_of(1.5), 78);
  EXPECT_EQ(time.step_of(10.4 / 52), 10);
  EXPECT_EQ(time.step_of(10.5 / 52), 11);
}

TEST(Time, IsToldInWords) {
  EXPECT_EQ(time_of("1 week", 52, 104).in_words(), "104 steps of 1 week from 2014-04-01");
  Time counted = time_of("", 1, 80);
  counted.calendar = false;
  EXPECT_EQ(counted.in_words(), "80 steps");
  counted.steps = 1;
  EXPECT_EQ(counted.in_words(), "1 step");
}

TEST(Range, HasBothItsEnds) {
  constexpr Range range{-1, 2};
  for (const double inside : {-1., 0., 2.}) EXPECT_TRUE(range.contains(inside));
  for (const double outside : {-1.001, 2.001}) EXPECT_FALSE(range.contains(outside));
  EXPECT_EQ(clip(-5, range), -1);
  EXPECT_EQ(clip(1, range), 1);
  EXPECT_EQ(clip(5, range), 2);
}

TEST(Parameter, IsCompleteWhereNothingLacksAndAllLiesWithinItsRange) {
  struct Owner {
    double value;
  };
  const auto complete = [](std::string_view name, double preset, Range range, Range plausible,
                           std::string_view source, std::string_view meaning) {
    return Parameter<Owner>(&Owner::value, name, preset, range, plausible, Unit::share, When::any_time,
                            source, meaning)
        .complete();
  };
  EXPECT_TRUE(complete("n", .5, {0, 1}, {.2, .2}, "s", "m"));
  EXPECT_FALSE(complete("", .5, {0, 1}, {.2, .4}, "s", "m"));
  EXPECT_FALSE(complete("n", .5, {0, 1}, {.2, .4}, "", "m"));
  EXPECT_FALSE(complete("n", .5, {0, 1}, {.2, .4}, "s", ""));
  EXPECT_FALSE(complete("n", 1.5, {0, 1}, {.2, .4}, "s", "m"));
  EXPECT_FALSE(complete("n", .5, {0, 1}, {.4, .2}, "s", "m"));
  EXPECT_FALSE(complete("n", .5, {0, 1}, {-.2, .4}, "s", "m"));
  EXPECT_FALSE(complete("n", .5, {0, 1}, {.2, 1.4}, "s", "m"));
}

TEST(Setting, IsFoundByName) {
  Setting section;
  section.name = "section";
  section.children.resize(2);
  section.children[0].name = "one", section.children[1].name = "other";
  EXPECT_EQ(section.find("other"), &section.children[1]);
  EXPECT_EQ(section.find("none"), nullptr);
  EXPECT_EQ(&section["one"], &section.children[0]);
  EXPECT_THROW(section["none"], std::out_of_range);
  Declaration declaration;
  declaration.children.resize(2);
  declaration.children[1].name = "other";
  EXPECT_EQ(declaration.child("other"), &declaration.children[1]);
  EXPECT_EQ(declaration.child("none"), nullptr);
}

TEST(Setting, AnEmptyListOfNamesCoversAll) {
  Setting names;
  EXPECT_TRUE(names.covers("anybody"));
  names.words = {"council", "board"};
  EXPECT_TRUE(names.covers("board"));
  EXPECT_FALSE(names.covers("anybody"));
}

/// Three numbers: one given, one a distribution by organisation, one uncertain.
struct Three {
  Declaration declaration;
  Plan plan;
  Three() {
    declaration.range = {0, 10};
    for (const char* path : {"given", "spread", "uncertain"}) {
      Slot slot;
      slot.path = path, slot.declaration = &declaration, slot.base.value = 3;
      plan.slots.push_back(slot);
    }
    plan.slots[1].base.spread = Distribution{Distribution::Family::uniform, 1, 2, 0};
    plan.uncertain.push_back({2, Distribution{Distribution::Family::uniform, 4, 24, 0}});
  }
};

TEST(Plan, BaseValuesAreGivenMeansOrDrawn) {
  Three three;
  EXPECT_EQ(three.plan.slot("uncertain"), 2);
  EXPECT_EQ(three.plan.slot("none"), -1);
  bool clipped = false;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    const Draws draws(7, replicate);
    const double u = unit(draws.block(purpose("uncertain uncertain"), 0, 0)[0]);
    clipped = clipped || 4 + 20 * u > 10;
    EXPECT_EQ(base_values(three.plan, draws), (std::vector<double>{3, 1.5, std::min(10.0, 4 + 20 * u)}));
  }
  EXPECT_TRUE(clipped);
}

TEST(Plan, SamplesComeOnTopOneToAReplicate) {
  Three three;
  three.plan.uncertain.clear();
  three.plan.samples.slots = {2, 0};
  three.plan.samples.values = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(base_values(three.plan, Draws(7, 0)), (std::vector<double>{2, 1.5, 1}));
  EXPECT_EQ(base_values(three.plan, Draws(7, 2)), (std::vector<double>{6, 1.5, 5}));
}

TEST(Plan, WeightedSamplesAreDrawnByTheirWeight) {
  Samples samples;
  samples.slots = {0};
  samples.values = {1, 2, 3};
  samples.up_to = {.25, .5, 1};
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    const Draws draws(7, replicate);
    const double u = unit(draws.block(purpose("uncertain posterior"), 0, 0)[0]);
    EXPECT_EQ(samples.of(draws).front(), u <= .25 ? 1 : u <= .5 ? 2 : 3) << u;
    EXPECT_EQ(samples.of(draws).size(), 1u);
  }
}

TEST(Observation, IsOfEverySoManyStepsAndOfTheEnd) {
  Plan plan;
  plan.time = time_of("1 week", 52, 10);
  plan.output_every = 4;
  EXPECT_EQ(output_steps(plan), (std::vector{0, 4, 8, 10}));
  plan.time.steps = 8;
  EXPECT_EQ(output_steps(plan), (std::vector{0, 4, 8}));
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(time_axis(plan).coordinate),
            (std::vector<std::int32_t>{0, 28, 56}));
  EXPECT_EQ(time_axis(plan).attributes[2].second, "days since 2014-04-01");
  plan.time.calendar = false;
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(time_axis(plan).coordinate),
            (std::vector<std::int32_t>{0, 4, 8}));
}

}  // namespace
}  // namespace knowhow::sim
