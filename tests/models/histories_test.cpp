// Histories of single organisations: what measures over groups are made of.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/observation.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

using Numbers = std::vector<float>;

class HistoriesTest : public testing::Test {
 protected:
  std::unique_ptr<Laboratory> laboratory = Laboratory::of_file(
      "wales.yaml", {"world.people.staff_per_person=200", "measures=[adoption, histories]"});
  std::vector<bool> recipient;  ///< by organisation and practice: whom the groups count
  sim::Rows rows = laboratory->run(0, nullptr, [this](const public_services::Run& run) {
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
      for (std::size_t k = 0; k < run.practices.size(); ++k)
        recipient.push_back(run.is_recipient(o, k) && !run.frame.organisations[o].national);
  });
  const WorldFacts& world = laboratory->world();
  std::size_t organisations = world.organisations(), practices = world.practices(),
              times = sim::output_steps(laboratory->plan()).size();

  template <class Values>
  const Values& of(const std::string& name) const {
    const auto& variables = laboratory->layout().variables;
    const auto found = std::ranges::find(variables, name, &sim::Variable::name);
    return std::get<Values>(rows[static_cast<std::size_t>(found - variables.begin())]);
  }
  std::size_t place(std::size_t time, std::size_t o, std::size_t k) const {
    return (time * organisations + o) * practices + k;
  }
  /// Organisations of the group `all` that count for a practice.
  template <class See>
  void each_recipient(std::size_t k, See&& see) const {
    for (std::uint32_t o = 0; o < organisations; ++o)
      if (recipient[o * practices + k]) see(o);
  }
};

TEST_F(HistoriesTest, MakeUpTheSharesAndSumsOfTheirGroup) {
  const auto& stages = of<std::vector<std::int32_t>>("stage_by_organisation");
  const auto &improvement = of<Numbers>("improvement_by_organisation"), &sums = of<Numbers>("improvement"),
             &shares = of<Numbers>("organisations_at_stage");
  const std::size_t groups = sums.size() / times / practices;
  ASSERT_EQ(stages.size(), times * organisations * practices);
  std::size_t changed = 0;
  for (std::size_t time = 0; time < times; ++time)
    for (std::size_t k = 0; k < practices; ++k) {
      std::array<int, stage_names.size()> at_stage{};
      int counted = 0;
      double sum = 0;
      each_recipient(k, [&](std::uint32_t o) {
        ++counted, ++at_stage.at(static_cast<std::size_t>(stages[place(time, o, k)]));
        sum += improvement[place(time, o, k)];
        changed += stages[place(time, o, k)] != stages[place(0, o, k)];
      });
      if (counted == 0) continue;
      const std::size_t group = time * groups * practices + k;
      for (std::size_t s = 0; s < at_stage.size(); ++s)
        EXPECT_FLOAT_EQ(shares[group * at_stage.size() + s],
                        static_cast<float>(at_stage[s]) / static_cast<float>(counted));
      EXPECT_NEAR(sums[group], sum, 1e-6 * std::abs(sum));
    }
  EXPECT_GT(changed, 100u);
}

TEST_F(HistoriesTest, MeansAreOfThePeopleOfTheField) {
  const auto &e = of<Numbers>("explicit_by_organisation"), &t = of<Numbers>("tacit_by_organisation"),
             &aware = of<Numbers>("aware_by_organisation"), &means = of<Numbers>("explicit_knowledge"),
             &tacit = of<Numbers>("tacit_knowledge");
  const std::size_t groups = means.size() / times / practices, last = times - 1;
  double known = 0;
  for (std::size_t k = 0; k < practices; ++k) {
    double people = 0, sum_e = 0, sum_t = 0;
    each_recipient(k, [&](std::uint32_t o) {
      const double members =
          static_cast<double>(world.people.members_of(o, world.frame.practices[k].field).size());
      const std::size_t here = place(last, o, k);
      ASSERT_EQ(std::isnan(e[here]), members == 0);
      if (members == 0) return;
      EXPECT_TRUE(aware[here] >= 0 && aware[here] <= 1);
      people += members, sum_e += members * e[here], sum_t += members * t[here];
    });
    const std::size_t group = last * groups * practices + k;
    EXPECT_NEAR(means[group], sum_e / people, 1e-6);
    EXPECT_NEAR(tacit[group], sum_t / people, 1e-6);
    known += sum_e;
  }
  EXPECT_GT(known, 0);
}

TEST(Histories, TellOfOriginsToo) {
  Laboratory laboratory(small_scenario(), at_rest({"measures=[histories]"}));
  const auto rows = laboratory.run();
  ASSERT_EQ(laboratory.layout().variables[1].name, "stage_by_organisation");
  const auto& stages = std::get<std::vector<std::int32_t>>(rows[1]);
  EXPECT_EQ(stages[0], static_cast<int>(Stage::applied));  // the practice began there
  EXPECT_EQ(stages[1], static_cast<int>(Stage::unaware));
}

TEST(Histories, AreNotMeasuredUnlessAskedFor) {
  Laboratory laboratory(small_scenario());
  for (const auto& variable : laboratory.layout().variables)
    EXPECT_NE(variable.name, "stage_by_organisation");
}

}  // namespace
}  // namespace knowhow::public_services
