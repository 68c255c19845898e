// The scenario files that come with the program, read by the declarations of their model.
#include <gtest/gtest.h>

#include <filesystem>

#include "models/public_services/declaration.h"
#include "scenarios/scenario.h"

namespace knowhow {
namespace {

std::vector<sim::Model> models() {
  sim::Model model;
  model.name = "public_services";
  model.declaration = &public_services::declaration();
  model.measures = {{"adoption", ""}, {"ledger", ""}, {"economics", ""}};
  model.target_sets = {"kind", "region", "sector", "organisation"};
  model.ledger_groups = {"sector", "kind"};
  return {model};
}

/// Tests run from a build folder; the scenarios lie beside this file's folders.
std::filesystem::path file(const std::string& name) {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "scenarios" / name;
}

TEST(ShippedScenarios, WalesSaysWhatIsInIt) {
  const auto known = models();
  const auto scenario = scenarios::load(file("wales.yaml"), {}, known);
  const sim::Plan& plan = scenario.plan;
  EXPECT_EQ(plan.root["world"]["organisations"].rows, 36u);
  EXPECT_EQ(plan.sets.at("organisation").size(), 36u);
  EXPECT_EQ(plan.sets.at("kind").size(), 7u);
  EXPECT_EQ(plan.sets.at("practice").size(), 12u);
  EXPECT_EQ(plan.sets.at("sector"), (std::vector<std::string>{"local_government", "health", "national"}));
  EXPECT_EQ(plan.sets.at("channel"), (std::vector<std::string>{"home", "seeking", "professional ties",
                                                               "portal", "minister's letter"}));
  EXPECT_EQ(plan.time.steps, 260);
  EXPECT_EQ(plan.replicates, 50);
  EXPECT_EQ(plan.seed, 2014u);
  ASSERT_EQ(plan.scenarios.size(), 1u);
  const auto& letter = plan.root["channels"]["minister's letter"];
  EXPECT_EQ(letter.word, "publication");
  EXPECT_EQ(plan.slots[static_cast<std::size_t>(letter["dose"].slot)].base.value, 0.057);
  EXPECT_EQ(scenario.files.size(), 3u);
}

TEST(ShippedScenarios, InvestToSaveComparesSixScenariosWithTheBaseline) {
  const auto known = models();
  const auto scenario = scenarios::load(file("invest_to_save.yaml"), {}, known);
  const sim::Plan& plan = scenario.plan;
  ASSERT_EQ(plan.scenarios.size(), 7u);
  EXPECT_EQ(plan.scenarios[0].name, "baseline");
  EXPECT_EQ(plan.scenarios[6].interventions, (std::vector<int>{3, 4}));
  const auto& duty = plan.interventions[4];
  EXPECT_EQ(duty.from, 52);
  EXPECT_EQ(duty.until, 260);
  EXPECT_EQ(duty.cost_a_year, 50000);
  EXPECT_EQ(duty.target.at("kind"), (std::vector<std::string>{"council", "health_board"}));
  EXPECT_EQ(plan.slots[static_cast<std::size_t>(duty.changes.at(0).slot)].path,
            "world.traits.responsibility");
}

}  // namespace
}  // namespace knowhow
