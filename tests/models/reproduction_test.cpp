// Who brought whom to apply a practice, where it is known exactly, and against a recount from the contacts.
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "models/public_services/lineage.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Nothing stands in the way of a contact; who learns anything starts at once, and every trial succeeds.
std::vector<std::string> eager(const std::vector<std::string>& more = {}) {
  auto set = at_rest();
  for (const char* barrier :
       {"awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation",
        "codifiability", "transfer", "absorption", "application"})
    set.push_back(std::string("barriers.") + barrier + ".strength=0");
  set.insert(set.end(), {"stages.apply.start=1000", "stages.apply.trial_ends=1000", "stages.apply.success=1",
                         "measures=[reproduction]"});
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

/// A ring of people in the order of their organisations: each organisation has a tie to the one before it and
/// one to the one behind. The board between the last council and the first is deaf.
const std::string ring =
    "channels:\n  ties: {shape: ties, network: small_world, degree: 2, rewired: 0, talks: 20}\n";
std::vector<std::string> in_a_chain(const std::vector<std::string>& more = {}) {
  auto set =
      eager({"world.counts.council.number=4", "world.people.least=3", "world.people.staff_per_person=1000",
             "world.people.variation=0", "channels.home.talks=20", "barriers.motivation.by_kind.board=1",
             "world.traits.motivation_to_learn=0", "stages.improve.source=0.4", "time.horizon=10 years"});
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

TEST(Reproduction, OfAChainIsOneForAllButTheLast) {
  Laboratory laboratory(small_scenario(ring), in_a_chain());
  std::vector<int> since;
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    for (std::uint32_t o = 0; o < 5; ++o) since.push_back(run.state.applied_since[o]);
    for (std::uint32_t o = 1; o < 4; ++o) {
      const auto& gains = run.lineage->gains(o, 0);
      ASSERT_EQ(gains.size(), 1u) << o;
      EXPECT_EQ(gains[0].from, o - 1);
      EXPECT_TRUE(gains[0].applied);
    }
  });
  EXPECT_EQ(since[0], -1);  // the origin has it from the start
  EXPECT_EQ(since[4], -1);
  ASSERT_TRUE(0 < since[1] && since[1] < since[2] && since[2] < since[3])
      << since[1] << " " << since[2] << " " << since[3];
  EXPECT_EQ(laboratory.of(rows, "brought_by"), (std::vector<double>{1, 2, 0, 0, 0, 0}));
  EXPECT_EQ(sum(laboratory.of(rows, "brought_since")), 2);
  EXPECT_EQ(laboratory.of(rows, "brought_between"), (std::vector<double>{2, 0, 0, 0}));
  // Of three councils two, one and none are left while one, two and three apply it.
  const double expected = ((since[2] - since[1]) * 1 * 2 + (since[3] - since[2]) * 2 * 1) / 3.0 / 52;
  EXPECT_NEAR(laboratory.of(rows, "exposure_between")[0], expected, 1e-9);
}

TEST(Reproduction, OfIsolatedOrganisationsIsNil) {
  Laboratory laboratory(small_scenario(ring), in_a_chain({"channels.ties.talks=0"}));
  const auto rows = laboratory.run();
  for (const char* name : {"brought_by", "brought_since", "brought_between", "exposure_between"})
    EXPECT_EQ(sum(laboratory.of(rows, name)), 0) << name;

  // Told to apply it, or by inventing it, they apply it without having been brought by anybody.
  Laboratory inventive(small_scenario(), eager({"stages.apply.invention=5", "stages.apply.start=0"}));
  const auto own = inventive.run();
  const auto& by = inventive.of(own, "brought_by");
  EXPECT_GT(by[4], 0);
  EXPECT_EQ(sum(by), by[4]);
  EXPECT_EQ(sum(inventive.of(own, "brought_between")), 0);
  EXPECT_GT(sum(inventive.of(own, "exposure_between")), 0);
}

/// What each organisation had learned from each other one, from the contacts and newcomers themselves.
struct LessonsSeen : Witness {
  using From = std::pair<std::uint32_t, bool>;  ///< organisation, whether it applied the practice
  const public_services::Run* run = nullptr;
  std::map<std::pair<std::uint32_t, std::size_t>, std::map<From, std::int64_t>> learned;
  std::map<std::pair<std::uint32_t, std::size_t>, double> from_others;

  bool applies(std::uint32_t o, std::size_t k) const {
    return run->state.stage[run->cell(o, k)] == Stage::applied;
  }
  void step_begins(const public_services::Run& now) override { run = &now; }
  void contact(const Contact& contact, int, Knowledge gain) override {
    if (contact.route == Route::home) return;
    const auto& people = run->world.people;
    const bool written = contact.source == nobody;
    const std::uint32_t from = written ? nobody : people.organisation[contact.source];
    learned[{people.organisation[contact.recipient], contact.practice}]
           [{from, !written && applies(from, contact.practice)}] +=
        mastery(gain.e, gain.t, run->practices[contact.practice].tacit16);
  }
  void newcomer(const public_services::Run& now, std::uint32_t person, std::uint32_t forerunner,
                const Knowledge* brought) override {
    run = &now;
    const auto& people = now.world.people;
    const std::uint32_t from = people.organisation[forerunner];
    for (std::size_t k = 0; k < now.practices.size(); ++k)
      learned[{people.organisation[person], k}][{from, applies(from, k)}] +=
          mastery(brought[k].e, brought[k].t, now.practices[k].tacit16);
  }
  void step_ends(const public_services::Run& now) override {
    for (std::uint32_t o = 0; o < now.world.organisations(); ++o)
      for (std::size_t k = 0; k < now.practices.size(); ++k) {
        if (!applies(o, k) || !now.is_recipient(o, k) || from_others.count({o, k})) continue;
        double whole = 0, others = 0;
        for (const auto& [from, amount] : learned[{o, k}]) {
          whole += static_cast<double>(amount);
          if (from.second && !now.is_origin(from.first, k)) others += static_cast<double>(amount);
        }
        from_others[{o, k}] = whole > 0 && !now.state.invented[now.cell(o, k)] ? others / whole : 0;
      }
  }
};

TEST(Reproduction, IsWhatContactsAndNewcomersBrought) {
  const auto laboratory =
      Laboratory::of_file("invest_to_save.yaml", {"time.horizon=4 years", "measures=[reproduction]"});
  const std::size_t last = laboratory->plan().scenarios.size() - 1;
  LessonsSeen seen;
  const auto rows = laboratory->run(last, &seen);
  double others = 0;
  for (const auto& [cell, share] : seen.from_others) others += share;
  EXPECT_GT(others, 1);
  EXPECT_NEAR(sum(laboratory->of(rows, "brought_since")), others, 1e-9 * others);
  EXPECT_NEAR(sum(laboratory->of(rows, "brought_between")), others, 1e-9 * others);
  EXPECT_NEAR(sum(laboratory->of(rows, "brought_by")), static_cast<double>(seen.from_others.size()), 1e-9);
  // Noting it changes nothing, and threads change nothing of it.
  EXPECT_TRUE(same(rows, laboratory->run(last, nullptr, {}, 2)));
  const auto without =
      Laboratory::of_file("invest_to_save.yaml", {"time.horizon=4 years", "measures=[levers]"});
  EXPECT_EQ(std::get<std::string>(rows[0]), std::get<std::string>(without->run(last)[0]));
}

}  // namespace
}  // namespace knowhow::public_services
