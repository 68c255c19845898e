// Mandates against closed forms: who responds when, who refuses and why, and what they may not give up.
#include <algorithm>
#include <cmath>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

std::string mandate(const std::string& form, const std::string& more = "") {
  return small_scenario("channels:\n  law: {shape: mandate, form: " + form +
                        ", about: [agile working], in_force: 1" + more + "}\n");
}

std::vector<std::string> set_of(std::vector<std::string> more) {
  more.insert(more.begin(), {"world.counts.council.number=20", "stages.apply.trial_ends=0"});
  return at_rest(more);
}

/// How many of all organisations but the origin are as `counts` says, over replicates.
template <class Counts>
std::pair<double, double> share(const std::string& yaml, const std::vector<std::string>& set,
                                Counts&& counts) {
  double yes = 0, all = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(yaml, set, replicate);
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o) ++all, yes += counts(run, o);
    });
  }
  return {yes, all};
}

bool tries(const public_services::Run& run, std::uint32_t o) {
  return run.state.stage[o] == Stage::trialling;
}

TEST(Mandate, JustDoItIsObeyedAtARateThatLeadershipSets) {
  const auto [yes, all] =
      share(mandate("just_do_it"),
            set_of({"channels.law.rate=1.5", "world.traits.leadership=0.7", "time.horizon=26 weeks"}), tries);
  const double p = 1 - std::exp(-1.5 * 1.2 * .5);
  EXPECT_LIKELY(yes, all * p, std::sqrt(all * p * (1 - p)));
}

TEST(Mandate, TheLawIsObeyedByItsTerm) {
  for (const auto& [horizon, expected] : {std::pair{"51 weeks", 0.0}, std::pair{"53 weeks", 1.0}}) {
    const auto [yes, all] =
        share(mandate("legislation", ", within: 1 year"),
              set_of({"channels.law.rate=0", std::string("time.horizon=") + horizon}), tries);
    EXPECT_EQ(yes, expected * all) << horizon;
  }
}

TEST(Mandate, CouncilsAdoptOrJustify) {
  const std::vector<std::string> set =
      set_of({"channels.law.rate=50", "channels.law.refusals=0.5",
              "world.practices.agile working.evidence=0.2", "world.traits.capacity=0.6",
              "world.traits.leadership=0.8", "barriers.adaptation.strength=0", "time.horizon=1 year"});
  const std::string yaml = mandate("adopt_or_justify");
  const auto [yes, all] = share(yaml, set, tries);
  const double readiness = (.2 + .6 + 1 + .8) / 4, refuse = .5 * 2 * (1 - readiness);
  EXPECT_LIKELY(yes, all * (1 - refuse), std::sqrt(all * refuse * (1 - refuse)));
  // All give the reason in which they are least ready, and nobody is left without an answer.
  const auto [reasons, of] = share(yaml, set, [](const public_services::Run& run, std::uint32_t o) {
    return run.state.refused[o] == Reason::evidence;
  });
  EXPECT_EQ(reasons + yes, of);
}

TEST(Mandate, RefusalsAreReported) {
  Laboratory laboratory(mandate("adopt_or_justify"),
                        set_of({"channels.law.rate=50", "channels.law.refusals=1", "world.traits.capacity=0",
                                "time.horizon=1 year"}));
  const auto rows = laboratory.run(0, nullptr, [](const public_services::Run&) {});
  const auto& variables = laboratory.layout().variables;
  std::size_t at = 0;
  while (variables[at].name != "refusals") ++at;
  const auto& refusals = std::get<std::vector<std::int32_t>>(rows[at]);
  EXPECT_EQ(refusals[0] + refusals[2] + refusals[3], 0);
  EXPECT_GT(refusals[1], 5);
}

TEST(Mandate, WhatMustBeDoneSucceedsAndStays) {
  // A practice without benefit, that would be abandoned within weeks.
  const std::vector<std::string> set =
      set_of({"channels.law.rate=50", "stages.apply.trial_ends=50", "stages.apply.success=0",
              "stages.apply.success_slope=0", "world.practices.agile working.benefit=0 GBP",
              "world.practices.agile working.evidence=1", "stages.apply.abandon=50"});
  const auto applied = [](const public_services::Run& run, std::uint32_t o) {
    return run.state.stage[o] == Stage::applied;
  };
  const auto [bound, all] = share(mandate("just_do_it"), set, applied);
  EXPECT_EQ(bound, all);
  auto free = set;
  free.push_back("channels.law.refusals=0.001");
  const auto [unbound, of] = share(mandate("adopt_or_justify"), free, applied);
  EXPECT_LT(unbound, .5 * of);
}

TEST(Mandate, ObligesOnlyWhomItNames) {
  const auto [yes, all] =
      share(mandate("just_do_it", ", kinds: [board]"), set_of({"channels.law.rate=50"}), tries);
  EXPECT_EQ(yes, all / 20);  // 19 councils besides the origin, and one board
}

TEST(Mandate, CarriesNoKnowledge) {
  Laboratory laboratory(mandate("just_do_it"), set_of({"channels.law.rate=50"}));
  laboratory.run(0, nullptr, [](const public_services::Run& run) {
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o)
      for (std::uint32_t i = run.world.people.first[o]; i < run.world.people.first[o + 1]; ++i)
        EXPECT_EQ(run.row(i)[0], Knowledge{});
  });
}

TEST(Mandate, EndsWhenItIsLifted) {
  Laboratory laboratory(mandate("just_do_it", ", rate: 2") +
                            "interventions: {lifted: {from: 26 weeks, set: {channels.law.in_force: "
                            "0}}}\nscenarios: {lifted: [lifted]}\n",
                        set_of({}));
  const auto tried = [&](std::size_t scenario) {
    int count = 0;
    laboratory.run(scenario, nullptr, [&](const public_services::Run& run) {
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o) count += tries(run, o);
    });
    return count;
  };
  EXPECT_LT(tried(1), tried(0));
}

}  // namespace
}  // namespace knowhow::public_services
