// Every form of setting, as a scenario writes it and as a model reads it.
#include <cmath>

#include "tests/scenarios/example.h"

namespace knowhow::scenarios::example {
namespace {

TEST(Forms, NumbersAreSlotsInTheOrderOfTheDeclarations) {
  const Folder folder;
  const auto plan = folder.load(scenario).plan;
  Words paths;
  for (const auto& each : plan.slots) paths.push_back(each.path);
  EXPECT_EQ(paths, (Words{"world.traits.skill",
                          "world.traits.zeal",
                          "world.traits.leaders",
                          "world.practices.LED lighting.benefit",
                          "world.practices.LED lighting.lead_time",
                          "world.practices.agile working.benefit",
                          "world.practices.agile working.lead_time",
                          "channels.home.talks",
                          "channels.home.degree",
                          "channels.portal.pages",
                          "channels.peers.talks",
                          "channels.peers.degree",
                          "barriers.trust.strength",
                          "barriers.trust.by_kind.council",
                          "barriers.trust.by_kind.board",
                          "barriers.trust.by_sector.local",
                          "barriers.trust.by_sector.health",
                          "barriers.trust.by_channel.home",
                          "barriers.trust.by_channel.portal",
                          "barriers.trust.by_channel.peers",
                          "barriers.trust.fixed"}));
  EXPECT_EQ(slot(plan, "world.practices.LED lighting.benefit").base.value, 250000);
  EXPECT_EQ(slot(plan, "channels.peers.degree").base.value, 8);
  EXPECT_EQ(plan.root["channels"]["peers"]["degree"].slot, plan.slot("channels.peers.degree"));
  EXPECT_EQ(slot(plan, "channels.portal.pages").place.line, 15);
}

TEST(Forms, DefaultsFillWhatIsNotWritten) {
  const Folder folder;
  const auto plan = folder.load(scenario).plan;
  const auto& world = plan.root["world"];
  EXPECT_EQ(world["links"].rows, 0u);
  EXPECT_EQ(slot(plan, "world.traits.zeal").base.value, .4);
  EXPECT_EQ(world["national"].words, Words{"board"});
  EXPECT_EQ(plan.root["channels"]["home"].word, "ties");
  EXPECT_EQ(plan.root["channels"]["peers"]["network"].word, "named");
  EXPECT_EQ(plan.root["notes"].word, "");
  EXPECT_EQ(world["practices"]["agile working"]["starts"].years, 0);
  EXPECT_EQ(plan.measures, (Words{"adoption", "ledger"}));
  EXPECT_EQ(plan.output_every, 4);
  EXPECT_EQ(plan.ledger_by, "sector");
  EXPECT_EQ(plan.replicates, 100);
  EXPECT_EQ(plan.seed, 1u);
}

TEST(Forms, SetsAreInTheOrderOfTheirDefinition) {
  const Folder folder;
  const auto text =
      replaced(scenario, "  sectors: {council: local, board: health}",
               "  counts: {trust: {number: 2}}\n  sectors: {board: health, trust: health, council: local}");
  const auto plan = folder
                        .load(replaced(text, "    board: {clinical: 1}",
                                       "    board: {clinical: 1}\n    trust: {records: 1}"))
                        .plan;
  EXPECT_EQ(plan.sets.at("kind"), (Words{"council", "board", "trust"}));
  EXPECT_EQ(plan.sets.at("place"), (Words{"conwy", "swansea", "betsi", "trust 1", "trust 2"}));
  EXPECT_EQ(plan.sets.at("sector"), (Words{"local", "health"}));
  EXPECT_EQ(plan.sets.at("field"), (Words{"estates", "clinical", "records"}));
  EXPECT_EQ(plan.sets.at("channel"), (Words{"home", "portal", "peers"}));
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(plan.root["world"]["sectors"].pairs,
            (Pairs{{"council", "local"}, {"board", "health"}, {"trust", "health"}}));
  using Shares = std::vector<std::pair<std::string, double>>;
  const auto& shares = plan.root["world"]["fields"].shares;
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_EQ(shares[0].second, (Shares{{"estates", .75}, {"clinical", .25}, {"records", 0}}));
  EXPECT_EQ(shares[2],
            (std::pair<std::string, Shares>{"trust", {{"estates", 0}, {"clinical", 0}, {"records", 1}}}));
}

TEST(Forms, TablesAreReadByColumnName) {
  const Folder folder;
  const auto loaded =
      folder.load(replaced(scenario, "  sectors:", "  links: {file: data/links.csv}\n  sectors:"));
  const auto& world = loaded.plan.root["world"];
  EXPECT_EQ(world["links"].table.at("a").words, Words{"swansea"});
  EXPECT_EQ(world["places"].rows, 3u);
  EXPECT_EQ(world["places"].table.at("size").numbers, (std::vector<double>{100, 250, 1000}));
  EXPECT_TRUE(world["places"].table.at("kind").numbers.empty());
  EXPECT_EQ(loaded.files.at("places.csv"), places);
}

TEST(Forms, BuiltInItemsComeFirstAndMayBeChanged) {
  const Folder folder;
  const auto plan =
      folder.load(replaced(scenario, "  peers: {", "  home: {talks: 1 a month, network: random}\n  peers: {"))
          .plan;
  const auto& home = plan.root["channels"].children.at(0);
  EXPECT_EQ(home.name, "home");
  EXPECT_EQ(home["network"].word, "random");
  EXPECT_EQ(slot(plan, "channels.home.talks").base.value, 12);
}

TEST(Forms, NumbersByNameInheritWhereTheyAreLeftOut) {
  const Folder folder;
  const auto plan =
      folder.load(scenario + "barriers: {trust: {by_kind: {board: 20 %}, by_channel: {home: 0}}}\n").plan;
  EXPECT_EQ(slot(plan, "barriers.trust.by_kind.board").base.value, .2);
  EXPECT_TRUE(std::isnan(slot(plan, "barriers.trust.by_kind.council").base.value));
  const auto& by_kind = plan.root["barriers"]["trust"]["by_kind"];
  ASSERT_EQ(by_kind.children.size(), 2u);
  EXPECT_EQ(slot(plan, "barriers.trust.by_channel.home").base.value, 0);
}

TEST(Forms, DistributionsKeepTheirFamilyAndTheirMean) {
  using Family = sim::Distribution::Family;
  const std::vector<std::tuple<std::string, sim::Distribution, double>> cases{
      {"{normal: {mean: 50 %, sd: 0.1}}", {Family::normal, .5, .1}, .5},
      {"{uniform: {least: 0.2, most: 0.4}}", {Family::uniform, .2, .4}, .3},
      {"{triangular: {least: 0, mode: 0.1, most: 0.8}}", {Family::triangular, 0, .1, .8}, .3},
      {"{lognormal: {mean: 0.5, sd: 0.1}}", {Family::lognormal, .5, .1}, .5},
      {"{exponential: {mean: 0.5}}", {Family::exponential, .5}, .5}};
  const Folder folder;
  for (const auto& [written, expected, mean] : cases) {
    const auto plan =
        folder.load(replaced(scenario, "  practices:", "  traits: {zeal: " + written + "}\n  practices:"))
            .plan;
    const auto& base = slot(plan, "world.traits.zeal").base;
    EXPECT_EQ(base.spread, expected) << written;
    EXPECT_DOUBLE_EQ(base.value, mean) << written;
  }
}

TEST(Forms, ACountMayHaveAFractionalMean) {
  const Folder folder;
  const auto plan =
      folder
          .load(replaced(scenario,
                         "  practices:", "  traits: {leaders: {normal: {mean: 2.5, sd: 1}}}\n  practices:"))
          .plan;
  EXPECT_EQ(slot(plan, "world.traits.leaders").base.value, 2.5);
}

int step_at(const Folder& folder, const std::string& time, const std::string& starts) {
  const auto text = replaced(replaced(scenario, "start: 2014-04-01, step: 1 week, horizon: 2 years", time),
                             "2014-07-01", starts);
  const auto plan = folder.load(text).plan;
  return plan.time.step_of(plan.root["world"]["practices"]["LED lighting"]["starts"].years);
}

TEST(Moments, ADateIsTheStepThatContainsIt) {
  const Folder folder;
  const std::string weeks = "start: 2014-04-01, horizon: 2 years",
                    months = "start: 2014-01-31, step: 1 month, horizon: 2 years";
  EXPECT_EQ(step_at(folder, weeks, "2014-04-01"), 0);
  EXPECT_EQ(step_at(folder, weeks, "2014-04-07"), 0);
  EXPECT_EQ(step_at(folder, weeks, "2014-04-08"), 1);
  EXPECT_EQ(step_at(folder, weeks, "2014-07-01"), 13);
  EXPECT_EQ(step_at(folder, months, "2014-02-27"), 0);
  EXPECT_EQ(step_at(folder, months, "2014-02-28"), 1);
  EXPECT_EQ(step_at(folder, months, "2015-01-31"), 12);
  EXPECT_EQ(step_at(folder, weeks, "26 weeks"), 26);
  EXPECT_EQ(step_at(folder, weeks, "3 months"), 13);
  EXPECT_EQ(step_at(folder, weeks, "103 weeks"), 103);
}

TEST(Time, StepsDivideAYear) {
  const Folder folder;
  const std::vector<std::tuple<std::string, int, int>> cases{
      {"1 day", 364, 728}, {"1 week", 52, 104}, {"2 weeks", 26, 52}, {"4 weeks", 13, 26},
      {"1 month", 12, 24}, {"3 months", 4, 8},  {"6 months", 2, 4},  {"1 year", 1, 2}};
  for (const auto& [step, per_year, steps] : cases) {
    auto text = replaced(scenario, "step: 1 week", "step: " + step);
    text = replaced(replaced(text, "26 weeks, until: 1 year", "0 weeks, until: 2 years"), "2015-04-01", "0");
    const auto plan = folder.load(text).plan;
    EXPECT_EQ(plan.time.steps_per_year, per_year) << step;
    EXPECT_EQ(plan.time.steps, steps) << step;
    EXPECT_EQ(plan.time.step, step);
    EXPECT_EQ(plan.output_every, std::min(4, steps));
  }
}

}  // namespace
}  // namespace knowhow::scenarios::example
