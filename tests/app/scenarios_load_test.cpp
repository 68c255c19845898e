// The scenario files that come with the program, read by the declarations of their model.
#include <gtest/gtest.h>

#include <algorithm>
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

std::filesystem::path file(const std::string& name) {
  return std::filesystem::path(KNOWHOW_SOURCE) / "scenarios" / name;
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
  EXPECT_EQ(plan.sets.at("channel"),
            (std::vector<std::string>{"home", "seeking", "professional ties", "professional networks",
                                      "regional networks", "leaders' network", "seminars", "portal",
                                      "minister's letter"}));
  EXPECT_EQ(plan.time.steps, 260);
  EXPECT_EQ(plan.replicates, 50);
  EXPECT_EQ(plan.seed, 2014u);
  ASSERT_EQ(plan.scenarios.size(), 1u);
  const auto& letter = plan.root["channels"]["minister's letter"];
  EXPECT_EQ(letter.word, "publication");
  EXPECT_EQ(plan.slots[static_cast<std::size_t>(letter["dose"].slot)].base.value, 0.057);
  EXPECT_EQ(scenario.files.size(), 3u);
}

TEST(ShippedScenarios, InvestToSaveComparesTenScenariosWithTheBaseline) {
  const auto known = models();
  const auto scenario = scenarios::load(file("invest_to_save.yaml"), {}, known);
  const sim::Plan& plan = scenario.plan;
  ASSERT_EQ(plan.scenarios.size(), 11u);
  EXPECT_EQ(plan.scenarios[0].name, "baseline");
  EXPECT_EQ(plan.scenarios[10].name, "all together");
  EXPECT_EQ(plan.scenarios[10].interventions.size(), 6u);
  const auto named = [&](const std::string& name) {
    return *std::find_if(plan.interventions.begin(), plan.interventions.end(),
                         [&](const auto& intervention) { return intervention.name == name; });
  };
  const auto mentoring = named("mentoring"), evaluation = named("independent evaluation");
  EXPECT_EQ(mentoring.from, 52);
  EXPECT_EQ(mentoring.until, 260);
  EXPECT_EQ(mentoring.cost_a_year, 50000);
  EXPECT_EQ(plan.slots[static_cast<std::size_t>(mentoring.changes.at(0).slot)].path,
            "channels.mentoring.pairs");
  EXPECT_EQ(evaluation.changes.size(), 12u);  // the evidence of every practice
}

}  // namespace
}  // namespace knowhow
