// Pairings against closed forms: who is matched with whom, how often they meet, and what help they leave.
#include <cmath>
#include <map>
#include <set>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

const std::string mentoring =
    "channels:\n  mentoring: {shape: pairing, pairs: 4, consent: 1000, hosts: 100, cost: 100}\n";

std::vector<std::string> at_rest_but(std::vector<std::string> more) {
  more.insert(more.begin(), {"world.counts.council.number=9"});
  return at_rest(more);
}

struct Met : Witness {
  struct Meeting {
    int step;
    Contact contact;
  };
  std::vector<Meeting> meetings;
  int step = 0;
  void step_begins(const public_services::Run& run) override { step = run.step; }
  void contact(const Contact& contact, int, Knowledge) override { meetings.push_back({step, contact}); }
};

std::set<std::uint32_t> recipients(const Laboratory& laboratory, const Met& met) {
  std::set<std::uint32_t> organisations;
  for (const auto& meeting : met.meetings)
    organisations.insert(laboratory.world().people.organisation[meeting.contact.recipient]);
  return organisations;
}

TEST(Pairing, FillsItsPlacesAndNoMore) {
  Laboratory laboratory(small_scenario(mentoring), at_rest_but({"channels.mentoring.lasts=2 years"}));
  Met met;
  laboratory.run(0, &met, [&](const public_services::Run& run) {
    EXPECT_DOUBLE_EQ(run.programme_cost[0] + run.programme_cost[1], 400);
  });
  EXPECT_EQ(recipients(laboratory, met).size(), 4u);
  for (const auto& [step, contact] : met.meetings) {
    EXPECT_EQ(contact.terms, paired);
    EXPECT_EQ(laboratory.world().people.organisation[contact.source], 0u);
    EXPECT_EQ(laboratory.world().people.field[contact.recipient], 0);
  }
}

TEST(Pairing, MeetsAtItsRate) {
  double contacts = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 10; ++replicate) {
    Laboratory laboratory(small_scenario(mentoring),
                          at_rest_but({"channels.mentoring.lasts=2 years", "channels.mentoring.people=5"}),
                          replicate);
    Met met;
    laboratory.run(0, &met);
    std::set<std::uint32_t> people;
    int first = 104;
    for (const auto& [step, contact] : met.meetings)
      people.insert(contact.recipient), first = std::min(first, step);
    EXPECT_EQ(people.size(), 20u);
    contacts += static_cast<double>(met.meetings.size()), expected += 20 * 26.0 * (104 - 3) / 52;
  }
  // Pairs begin at the first round, in the first four weeks.
  EXPECT_LIKELY(contacts, expected, std::sqrt(expected));
}

TEST(Pairing, HelpGrowsOverItsTimeAndStays) {
  Laboratory laboratory(small_scenario(mentoring),
                        at_rest_but({"channels.mentoring.lasts=26 weeks", "channels.mentoring.help=0.4"}));
  laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    int helped = 0;
    for (double help : run.state.help.values) {
      EXPECT_LE(help, .4 + 1e-12);
      helped += std::abs(help - .4) < 1e-9;
    }
    EXPECT_GE(helped, 4);
  });
}

TEST(Pairing, NeedsConsentOfBoth) {
  const auto pairs = [](const std::string& consent) {
    double made = 0;
    for (std::uint32_t replicate = 0; replicate < 100; ++replicate) {
      Laboratory laboratory(
          small_scenario(
              "channels:\n  mentoring: {shape: pairing, pairs: 9, hosts: 100, rounds: 1, cost: 1}\n"),
          at_rest_but({"channels.mentoring.consent=" + consent, "world.traits.motivation_to_teach=0.4",
                       "world.traits.motivation_to_learn=0.5", "time.horizon=1 year",
                       "channels.mentoring.lasts=1 week"}),
          replicate);
      laboratory.run(0, nullptr, [&](const public_services::Run& run) { made += run.programme_cost[0]; });
    }
    return made;
  };
  EXPECT_EQ(pairs("0"), 0);
  const double expected = 100 * 9 * 2 * .4 * .5;
  EXPECT_LIKELY(pairs("2"), expected, std::sqrt(expected * (1 - 2 * .4 * .5)));
  EXPECT_EQ(pairs("5"), 900);
}

/// Every organisation begins a practice of its own, so that each can teach the others something.
std::string many_donors(const std::string& channel) {
  std::string yaml =
      small_scenario("channels:\n  mentoring: {shape: pairing, pairs: 9, consent: 1000, " + channel + "}\n");
  const std::string one = "    agile working: {field: estates, origin: council 1}\n";
  std::string more;
  for (int n = 2; n <= 9; ++n)
    more += "    practice " + std::to_string(n) + ": {field: estates, origin: council " + std::to_string(n) +
            "}\n";
  more += "    practice of the board: {field: estates, origin: board 1}\n";
  return yaml.replace(yaml.find(one) + one.size(), 0, more);
}

TEST(Pairing, AcrossSectorsMeansAnotherSector) {
  for (const bool brokered_too : {false, true}) {
    Laboratory laboratory(many_donors(brokered_too ? "brokered: 1" : "matching: across_sectors"),
                          at_rest_but({}));
    Met met;
    laboratory.run(0, &met);
    ASSERT_GT(met.meetings.size(), 100u);
    for (const auto& [step, contact] : met.meetings) {
      const auto& people = laboratory.world().people.organisation;
      const auto& organisations = laboratory.world().frame.organisations;
      EXPECT_NE(organisations[people[contact.source]].sector,
                organisations[people[contact.recipient]].sector);
      EXPECT_EQ(contact.terms, brokered_too ? paired | brokered : paired);
    }
  }
}

TEST(Pairing, ADonorTakesNoMoreThanItsHosts) {
  Laboratory laboratory(small_scenario(mentoring),
                        at_rest_but({"channels.mentoring.hosts=2", "channels.mentoring.lasts=2 years"}));
  Met met;
  laboratory.run(0, &met);
  EXPECT_EQ(recipients(laboratory, met).size(), 2u);
}

TEST(Pairing, PrefersDonorsThatTeachWellWhereTheRuleSaysSo) {
  // Two donors of one practice: its origin, and a board that had to apply it and whose friends told it how.
  const std::string yaml = small_scenario(
      "channels:\n"
      "  law: {shape: mandate, form: just_do_it, about: [agile working], kinds: [board], in_force: 1, rate: "
      "1000}\n"
      "  friends: {shape: ties, network: random, degree: 10, talks: 50}\n"
      "  mentoring: {shape: pairing, pairs: 9, consent: 1000, hosts: 100, matching: anyone, by_results: 0, "
      "lasts: 8 weeks}\n");
  const auto share_of_best = [&](const std::string& by_transfer) {
    double best = 0, all = 0;
    for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
      Laboratory laboratory(
          yaml,
          at_rest_but({"channels.mentoring.by_transfer=" + by_transfer, "channels.home.talks=30",
                       "stages.apply.trial_ends=1000", "stages.improve.donor=0",
                       "world.practices.agile working.lead_time=2 weeks",
                       "world.traits.transfer_capability={uniform: {least: 0.05, most: 0.95}}"}),
          replicate);
      Met met;
      std::array<double, 2> teaches{};
      laboratory.run(0, &met, [&](const public_services::Run& run) {
        teaches = {run.traits[0][transfer_capability], run.traits[9][transfer_capability]};
      });
      const std::uint32_t better = teaches[0] > teaches[1] ? 0 : 9;
      for (const auto& [step, contact] : met.meetings) {
        const std::uint32_t from = laboratory.world().people.organisation[contact.source];
        if (contact.terms != paired || step < 30 ||
            from == laboratory.world().people.organisation[contact.recipient])
          continue;
        ++all, best += from == better;
      }
    }
    EXPECT_GT(all, 1000);
    return best / all;
  };
  EXPECT_GT(share_of_best("10"), share_of_best("0") + .2);
}

TEST(Pairing, ComplementaryMeansThatTheyKnowDifferentThings) {
  // Of two donors of the same practice, the one whose other knowledge differs most from the recipient's is
  // preferred.
  Laboratory laboratory(many_donors("matching: complementary, about: [agile working]"), at_rest_but({}));
  Met met;
  laboratory.run(0, &met);
  ASSERT_GT(met.meetings.size(), 100u);
  for (const auto& [step, contact] : met.meetings) EXPECT_EQ(contact.practice, 0);
}

}  // namespace
}  // namespace knowhow::public_services
