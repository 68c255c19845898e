// Bases underneath, the command line on top, and the one document that both come to.
#include <cmath>

#include "tests/scenarios/example.h"

namespace knowhow::scenarios::example {
namespace {

TEST(Bases, AreMergedKeyByKeyAndTheFileWins) {
  const Folder folder;
  folder.write("base/wales.yaml", scenario);
  folder.write("base/data/places.csv", places);
  folder.write("middle.yaml",
               "knowhow: 1\nextends: base/wales.yaml\nchannels: {portal: {pages: 3}}\nworld: {traits: {zeal: "
               "{normal: {mean: 0.5, sd: 0.1}}}}\n");
  const auto loaded = folder.load(
      "knowhow: 1\nextends: middle.yaml\ntitle: Mine\nscenarios: {both: [duty]}\nchannels: {notices: {shape: "
      "letters}}\n"
      "world: {traits: {zeal: {uniform: {least: 0, most: 1}}}}\n");
  const auto& plan = loaded.plan;
  EXPECT_EQ(plan.title, "Mine");
  EXPECT_EQ(slot(plan, "channels.portal.pages").base.value, 3);
  EXPECT_EQ(slot(plan, "channels.peers.degree").base.value, 8);
  EXPECT_EQ(plan.sets.at("channel"), (Words{"home", "portal", "peers", "notices"}));
  EXPECT_EQ(plan.scenarios.at(2).interventions, (std::vector<int>{1}));
  EXPECT_EQ(slot(plan, "world.traits.zeal").base.spread,
            (sim::Distribution{sim::Distribution::Family::uniform, 0, 1}));
  EXPECT_EQ(loaded.files.at("places.csv"), places);
  EXPECT_TRUE(slot(plan, "channels.portal.pages").place.file.ends_with("middle.yaml"));
  EXPECT_TRUE(slot(plan, "channels.peers.degree").place.file.ends_with("base/wales.yaml"));
}

void expect_first(const std::vector<sim::Problem>& problems, const std::string& file, int line,
                  const std::string& said) {
  ASSERT_FALSE(problems.empty());
  EXPECT_TRUE(problems[0].place.file.ends_with(file)) << problems[0].place.file;
  EXPECT_EQ(problems[0].place.line, line);
  EXPECT_NE((problems[0].what + "; " + problems[0].cure).find(said), std::string::npos)
      << sim::to_string(problems[0]);
}

TEST(Bases, MistakesAreToldInTheFileTheyAreIn) {
  const Folder folder;
  folder.write("base.yaml", replaced(scenario, "pages: 2", "pages: -2"));
  expect_first(folder.problems("knowhow: 1\nextends: base.yaml\n"), "base.yaml", 15, "must be from 0.1");
  expect_first(folder.problems("knowhow: 1\nextends: bas.yaml\n"), "scenario.yaml", 2,
               "did you mean 'base.yaml'?");
  expect_first(folder.problems("knowhow: 1\nextends: [base.yaml]\n"), "scenario.yaml", 2, "must be a text");
  folder.write("base.yaml", replaced(scenario, "knowhow: 1\n", ""));
  expect_first(folder.problems("knowhow: 1\nextends: base.yaml\n"), "base.yaml", 1, "is missing");
}

TEST(Bases, MustNotGoInACircle) {
  const Folder folder;
  folder.write("other.yaml", "knowhow: 1\nextends: ./scenario.yaml\n");
  expect_first(folder.problems("knowhow: 1\nextends: other.yaml\n"), "other.yaml", 2,
               "scenario.yaml -> other.yaml -> scenario.yaml");
  expect_first(folder.problems("knowhow: 1\nextends: scenario.yaml\n"), "scenario.yaml", 2,
               "scenario.yaml -> scenario.yaml");
}

Overrides setting(Words set) { return {std::move(set), {}, {}, {}}; }

TEST(CommandLine, SetsWhateverTheFileCouldSay) {
  const Folder folder;
  const auto plan =
      folder
          .load(scenario,
                setting({"channels.portal.pages=3", "world.practices.LED lighting.benefit=10 000 GBP",
                         "interventions.shorter.set.channels.portal.pages=2",
                         "uncertain.channels.peers.talks=plausible", "scenarios.brief=[duty]",
                         "barriers.trust.by_kind.board=5 %"}))
          .plan;
  EXPECT_EQ(slot(plan, "channels.portal.pages").base.value, 3);
  EXPECT_EQ(slot(plan, "world.practices.LED lighting.benefit").base.value, 10000);
  EXPECT_EQ(plan.interventions[0].changes.at(0).number.value, 2);
  EXPECT_EQ(plan.uncertain.at(0).slot, plan.slot("channels.peers.talks"));
  EXPECT_EQ(plan.scenarios.at(1).interventions, (std::vector<int>{1}));
  EXPECT_EQ(slot(plan, "barriers.trust.by_kind.board").base.value, .05);
  EXPECT_EQ(slot(plan, "channels.portal.pages").place.file, "--set channels.portal.pages");
}

TEST(CommandLine, MistakesNameTheOption) {
  const Folder folder;
  expect_first(folder.problems(scenario, setting({"scenarios.n@\x8e=[]"})), "--set scenarios.n@\x8e", 1,
               "UTF-8");
  expect_first(folder.problems(scenario, setting({"scenarios.a\x01=[]"})), "--set scenarios.a\x01", 1,
               "control character");
  expect_first(folder.problems(scenario, setting({"channels.portal.pages=0"})), "--set channels.portal.pages",
               0, "must be from 0.1");
  expect_first(folder.problems(scenario, setting({"channels.portal.page=1"})), "--set channels.portal.page",
               0, "did you mean 'pages'?");
  expect_first(folder.problems(scenario, setting({"channels.portal.pages.x=1"})),
               "--set channels.portal.pages.x", 0, "no keys of its own");
  expect_first(folder.problems(scenario, setting({"channels"})), "--set channels", 0, "path.to.key=value");
  expect_first(folder.problems(scenario, setting({"channels..pages=1"})), "--set channels..pages", 0,
               "path.to.key=value");
  expect_first(folder.problems(scenario, setting({"title=[a"})), "--set title", 1, "");
  expect_first(folder.problems(scenario, setting({"knowhow=2"})), "--set knowhow", 0, "must be 1");
  expect_first(folder.problems(scenario, {{}, {}, "0", {}}), "--replicates", 0, "must be from 1");
  expect_first(folder.problems(scenario, {{}, "9223372036854775808", {}, {}}), "--seed", 0, "is not a seed");
  expect_first(folder.problems(scenario, {{}, {}, {}, {"breif"}}), "--scenario", 0, "did you mean 'brief'?");
}

TEST(CommandLine, KeepsTheBaselineWithTheScenariosAskedFor) {
  const Folder folder;
  const auto plan = folder.load(scenario, {{}, {}, {}, {"both"}}).plan;
  ASSERT_EQ(plan.scenarios.size(), 2u);
  EXPECT_EQ(plan.scenarios[0].name, "baseline");
  EXPECT_EQ(plan.scenarios[1].name, "both");
}

void expect_equal(const sim::Setting& a, const sim::Setting& b) {
  SCOPED_TRACE(a.name);
  EXPECT_EQ(std::tie(a.declaration, a.name, a.slot, a.word, a.words, a.years, a.pairs, a.shares, a.rows),
            std::tie(b.declaration, b.name, b.slot, b.word, b.words, b.years, b.pairs, b.shares, b.rows));
  ASSERT_EQ(a.table.size(), b.table.size());
  for (const auto& [name, column] : a.table) {
    EXPECT_EQ(column.words, b.table.at(name).words);
    EXPECT_EQ(column.numbers, b.table.at(name).numbers);
  }
  ASSERT_EQ(a.children.size(), b.children.size());
  for (std::size_t i = 0; i < a.children.size(); ++i) expect_equal(a.children[i], b.children[i]);
}

void expect_equal(const sim::Plan& a, const sim::Plan& b) {
  EXPECT_EQ(std::tie(a.title, a.question, a.model, a.time.start_day, a.time.start, a.time.step,
                     a.time.steps_per_year, a.time.steps, a.sets, a.measures, a.output_every, a.ledger_by,
                     a.replicates, a.seed),
            std::tie(b.title, b.question, b.model, b.time.start_day, b.time.start, b.time.step,
                     b.time.steps_per_year, b.time.steps, b.sets, b.measures, b.output_every, b.ledger_by,
                     b.replicates, b.seed));
  expect_equal(a.root, b.root);
  ASSERT_EQ(a.slots.size(), b.slots.size());
  for (std::size_t i = 0; i < a.slots.size(); ++i) {
    EXPECT_EQ(a.slots[i].path, b.slots[i].path);
    EXPECT_TRUE(a.slots[i].base.value == b.slots[i].base.value ||
                (std::isnan(a.slots[i].base.value) && std::isnan(b.slots[i].base.value)));
    EXPECT_EQ(a.slots[i].base.spread, b.slots[i].base.spread);
  }
  ASSERT_EQ(a.uncertain.size(), b.uncertain.size());
  for (std::size_t i = 0; i < a.uncertain.size(); ++i) {
    EXPECT_EQ(a.uncertain[i].slot, b.uncertain[i].slot);
    EXPECT_EQ(a.uncertain[i].distribution, b.uncertain[i].distribution);
  }
  ASSERT_EQ(a.interventions.size(), b.interventions.size());
  for (std::size_t i = 0; i < a.interventions.size(); ++i) {
    const auto &one = a.interventions[i], &other = b.interventions[i];
    EXPECT_EQ(
        std::tie(one.name, one.from, one.until, one.target, one.cost_once, one.cost_a_year),
        std::tie(other.name, other.from, other.until, other.target, other.cost_once, other.cost_a_year));
    ASSERT_EQ(one.changes.size(), other.changes.size());
    for (std::size_t j = 0; j < one.changes.size(); ++j) {
      EXPECT_EQ(one.changes[j].slot, other.changes[j].slot);
      EXPECT_EQ(one.changes[j].operation, other.changes[j].operation);
      EXPECT_EQ(one.changes[j].number.value, other.changes[j].number.value);
    }
  }
  ASSERT_EQ(a.scenarios.size(), b.scenarios.size());
  for (std::size_t i = 0; i < a.scenarios.size(); ++i) {
    EXPECT_EQ(a.scenarios[i].name, b.scenarios[i].name);
    EXPECT_EQ(a.scenarios[i].interventions, b.scenarios[i].interventions);
  }
}

TEST(Resolved, GivesTheSamePlan) {
  const Folder folder;
  folder.write("base/wales.yaml", scenario);
  folder.write("base/data/places.csv", places);
  folder.write("elsewhere/places.csv", "a,b\nconwy,swansea\n");
  const auto loaded = folder.load(
      "knowhow: 1\nextends: base/wales.yaml\ntitle: 'Mine: \"this\" one # really'\n"
      "world: {links: {file: elsewhere/places.csv}, traits: {zeal: {normal: {mean: 0.5, sd: 0.1}}}}\n"
      "uncertain: {channels.portal.pages: plausible}\n",
      {{"channels.portal.pages=3"}, "9223372036854775807", "7", {"both"}});
  EXPECT_EQ(loaded.files.size(), 2u);
  EXPECT_EQ(loaded.plan.seed, 9223372036854775807u);
  EXPECT_EQ(loaded.resolved.find("extends"), std::string::npos);
  const auto again = load_resolved(loaded.resolved, loaded.files, {}, models());
  expect_equal(loaded.plan, again.plan);
  EXPECT_EQ(again.resolved, loaded.resolved);
  EXPECT_EQ(again.files, loaded.files);
}

TEST(Resolved, KnowsNoOtherFiles) {
  const Folder folder;
  const auto loaded = folder.load(scenario);
  expect_first(Folder::problems_of([&] {
                 load_resolved(loaded.resolved, {{"place.csv", places}}, {}, models());
               }),
               "resolved scenario", 10, "did you mean 'place.csv'?");
  expect_first(Folder::problems_of(
                   [&] { load_resolved("extends: a.yaml\n" + loaded.resolved, loaded.files, {}, models()); }),
               "resolved scenario", 1, "no such key");
}

}  // namespace
}  // namespace knowhow::scenarios::example
