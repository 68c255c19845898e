// What is uncertain, what interventions do, and which of them scenarios combine.
#include "tests/scenarios/example.h"

namespace knowhow::scenarios::example {
namespace {

TEST(Interventions, HaveASpanChangesATargetAndACost) {
  const Folder folder;
  const auto plan = folder.load(scenario).plan;
  ASSERT_EQ(plan.interventions.size(), 2u);
  const auto& shorter = plan.interventions[0];
  EXPECT_EQ(shorter.name, "shorter");
  EXPECT_EQ(shorter.from, 52);
  EXPECT_EQ(shorter.until, 104);
  EXPECT_EQ(shorter.cost_once, 50000);
  ASSERT_EQ(shorter.changes.size(), 1u);
  EXPECT_EQ(shorter.changes[0].slot, plan.slot("channels.portal.pages"));
  EXPECT_EQ(shorter.changes[0].number.value, 1);
  const auto& duty = plan.interventions[1];
  EXPECT_EQ(duty.from, 26);
  EXPECT_EQ(duty.until, 52);
  EXPECT_EQ(duty.changes.at(0).operation, sim::Operation::add);
  EXPECT_EQ(duty.target, (sim::Target{{"kind", {"council"}}}));
}

TEST(Interventions, MaySetDistributionsTakeAwayAndScale) {
  const Folder folder;
  const auto text = replaced(
      scenario, "set: {channels.portal.pages: 1}",
      "set: {world.traits.zeal: {uniform: {least: 0.5, most: 1}}}, add: {channels.peers.talks: -1 a month}, "
      "scale: {barriers.trust.by_kind.board: 0}");
  const auto changes = folder.load(text).plan.interventions.at(0).changes;
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].number.spread, (sim::Distribution{sim::Distribution::Family::uniform, .5, 1}));
  EXPECT_EQ(changes[1].number.value, -12);
  EXPECT_EQ(changes[2].operation, sim::Operation::scale);
}

TEST(Interventions, TheBaselineIsThereAndFirst) {
  const Folder folder;
  for (const std::string& text : {scenario, scenario + "  baseline: []\n"}) {
    const auto scenarios = folder.load(text).plan.scenarios;
    ASSERT_EQ(scenarios.size(), 3u);
    EXPECT_EQ(scenarios[0].name, "baseline");
    EXPECT_TRUE(scenarios[0].interventions.empty());
    EXPECT_EQ(scenarios[2].name, "both");
    EXPECT_EQ(scenarios[2].interventions, (std::vector<int>{0, 1}));
  }
}

TEST(Uncertain, IsADistributionOrThePlausibleRange) {
  const Folder folder;
  const auto plan = folder
                        .load(scenario +
                              "uncertain:\n  channels.portal.pages: plausible\n  "
                              "barriers.trust.by_kind.board: {uniform: {least: 0, most: 20 %}}\n")
                        .plan;
  using Family = sim::Distribution::Family;
  ASSERT_EQ(plan.uncertain.size(), 2u);
  EXPECT_EQ(plan.uncertain[0].slot, plan.slot("channels.portal.pages"));
  EXPECT_EQ(plan.uncertain[0].distribution, (sim::Distribution{Family::uniform, .1, 1000}));
  EXPECT_EQ(plan.uncertain[1].distribution, (sim::Distribution{Family::uniform, 0, .2}));
}

std::string with_second_setter(const std::string& span, const std::string& first, const std::string& second) {
  auto text = replaced(scenario, "set: {channels.portal.pages: 1}", first + "set: {world.traits.skill: 1}");
  text = replaced(text, "from: 26 weeks, until: 1 year", span);
  return replaced(text, "target: {kind: [council]}, add: {world.traits.skill: 0.3}",
                  second + "set: {world.traits.skill: 0.3}");
}

TEST(Overlaps, TwoMustNotSetOneNumberForTheSameAtTheSameTime) {
  const Folder folder;
  const std::string councils = "target: {kind: [council]}, ", boards = "target: {kind: [board]}, ",
                    conwy = "target: {place: [conwy]}, ";
  EXPECT_EQ(folder.problems(with_second_setter("from: 2 weeks, until: 52 weeks", "", "")).size(), 0u);
  const auto clash = folder.problems(with_second_setter("from: 2 weeks, until: 53 weeks", "", ""));
  ASSERT_EQ(clash.size(), 1u);
  EXPECT_EQ(clash[0].subject, "scenarios.both");
  EXPECT_EQ(clash[0].what, "'shorter' and 'duty' both set world.traits.skill at the same time");
  EXPECT_EQ(folder.problems(with_second_setter("from: 0", councils, boards)).size(), 0u);
  EXPECT_EQ(folder.problems(with_second_setter("from: 0", councils, councils)).size(), 1u);
  EXPECT_EQ(folder.problems(with_second_setter("from: 0", councils, conwy)).size(), 1u);
  EXPECT_EQ(folder.problems(with_second_setter("from: 0", councils, "")).size(), 1u);
}

struct Mistake {
  std::string from, to, subject, said;
};

TEST(InterventionMistakes, AreToldAtTheirPlace) {
  const std::string set = "set: {channels.portal.pages: 1}", add = "add: {world.traits.skill: 0.3}",
                    list = "[shorter, duty]";
  const std::string i = "interventions.shorter", d = "interventions.duty";
  const std::vector<Mistake> mistakes{
      {"from: 2015", "@form: 2015", i + ".form", "did you mean 'from'?"},
      {"from: 2015-04-01", "from: @2013-04-01", i + ".from", "before the start"},
      {"until: 1 year", "until: @26 weeks", d + ".until", "after `from`"},
      {"until: 1 year", "until: @105 weeks", d + ".until", "after the end of the run"},
      {set, "set: {@channels.portal.page: 1}", i + ".set.channels.portal.page",
       "did you mean 'channels.portal.pages'?"},
      {set, "set: {channels.portal.pages: @0}", i + ".set.channels.portal.pages", "must be from 0.1"},
      {set, "set: {channels.portal.pages: @{uniform: {least: 1, most: 2}}}", i + ".set.channels.portal.pages",
       "under `uncertain:`"},
      {set, "set: {@channels.peers.degree: 1}", i + ".set.channels.peers.degree", "is fixed at the start"},
      {set, "set: @[channels.portal.pages]", i + ".set", "must be a map"},
      {set, "scale: {channels.portal.pages: @-1}", i + ".scale.channels.portal.pages", "must not be below 0"},
      {set, "scale: {channels.portal.pages: @2 a year}", i + ".scale.channels.portal.pages",
       "is not a number"},
      {add, "add: {world.traits.skill: @a lot}", d + ".add.world.traits.skill", "is not a share"},
      {add, "add: {@channels.portal.pages: 1}", d + ".add.channels.portal.pages",
       "belongs to the scenario as a whole"},
      {"{from: 2015-04-01, " + set, "@{from: 2015-04-01", i, "changes nothing"},
      {"{from: 2015-04-01, " + set, "@{set: {}", i, "changes nothing"},
      {"{kind: [council]}", "{@field: [estates]}", d + ".target.field", "known: kind, place"},
      {"{kind: [council]}", "{kind: [@councils]}", d + ".target.kind", "did you mean 'council'?"},
      {"{kind: [council]}", "{kind: @council}", d + ".target.kind", "write [council]"},
      {"{kind: [council]}", "{kind: @[]}", d + ".target.kind", "names nobody"},
      {"{kind: [council]}", "@{}", d + ".target", "names nobody"},
      {"once: 50 000 GBP", "once: @-5 GBP", i + ".cost.once", "must be from 0 GBP"},
      {"once: 50 000 GBP", "@yearly: 5", i + ".cost.yearly", "known: once, a_year"},
      {list, "[shorter, @dutty]", "scenarios.both", "did you mean 'duty'?"},
      {list, "[shorter, @shorter]", "scenarios.both", "is there twice"},
      {list, "@shorter", "scenarios.both", "write [shorter]"},
      {"  both: [shorter, duty]", "  baseline: @[duty]", "scenarios.baseline", "has no interventions"},
      {"  both:", "  @'':", "scenarios.", "must not be empty"},
      {"scenarios:", "uncertain: {@channels.portal.pags: plausible}\nscenarios:",
       "uncertain.channels.portal.pags", "did you mean"},
      {"scenarios:", "uncertain: {channels.portal.pages: @maybe}\nscenarios:",
       "uncertain.channels.portal.pages", "`plausible`"},
      {"scenarios:", "uncertain: {barriers.trust.fixed: @plausible}\nscenarios:",
       "uncertain.barriers.trust.fixed", "no plausible range"},
      {"scenarios:", "uncertain: {channels.portal.pages: {uniform: {least: @0, most: 2}}}\nscenarios:",
       "uncertain.channels.portal.pages.uniform.least", "must be from 0.1"},
  };
  const Folder folder;
  for (const auto& mistake : mistakes) {
    SCOPED_TRACE(mistake.to);
    std::string text = replaced(scenario, mistake.from, mistake.to);
    const auto mark = text.find('@');
    const auto line_start = text.rfind('\n', mark) + 1;
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(mark), '\n') + 1;
    text.erase(mark, 1);
    const auto problems = folder.problems(text);
    std::string all;
    for (const auto& problem : problems) all += sim::to_string(problem) + "\n";
    ASSERT_EQ(problems.size(), 1u) << all;
    EXPECT_EQ(problems[0].place.line, line) << all;
    EXPECT_EQ(problems[0].place.column, static_cast<int>(mark - line_start) + 1) << all;
    EXPECT_EQ(problems[0].subject, mistake.subject) << all;
    EXPECT_NE(all.find(mistake.said), std::string::npos) << all << "lacks: " << mistake.said;
  }
}

TEST(InterventionMistakes, WhatIsDrawnAlreadyOrDecidesNamesIsNotUncertain) {
  const Folder folder;
  const auto drawn = folder.problems(
      replaced(scenario, "  practices:", "  traits: {zeal: {exponential: {mean: 0.1}}}\n  practices:") +
      "uncertain: {world.traits.zeal: plausible}\n");
  ASSERT_EQ(drawn.size(), 1u);
  EXPECT_NE(drawn[0].what.find("has a distribution already"), std::string::npos);
  const auto numbering =
      folder.problems(replaced(scenario, "  sectors:", "  counts: {board: {number: 2}}\n  sectors:") +
                      "uncertain: {world.counts.board.number: plausible}\n");
  ASSERT_EQ(numbering.size(), 1u);
  EXPECT_NE(numbering[0].what.find("names follow from it"), std::string::npos);
}

}  // namespace
}  // namespace knowhow::scenarios::example
