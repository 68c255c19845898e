// Gatherings against closed forms: who meets, who comes, what is heard, and what it leaves behind.
#include <cmath>
#include <set>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

/// A network of all leaders and managers of one field, where everybody comes, nothing stands in the way, and
/// only `council 1` has something to tell.
const std::string network =
    "channels:\n  network: {shape: gathering, members: field, fields: [estates], leaders: 1, managers: 1, "
    "attendance: 1, focus: 1, follow_up: 0, meetings: 6}\n";

std::vector<std::string> without_barriers(std::vector<std::string> more = {}) {
  auto set = at_rest();
  for (const char* barrier : {"awareness", "responsibility", "incentives", "capacity", "attention",
                              "relationships", "motivation", "codifiability", "transfer", "absorption"})
    set.push_back(std::string("barriers.") + barrier + ".strength=0");
  set.push_back("world.counts.council.number=9");
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

struct Heard : Witness {
  std::vector<Contact> contacts;
  std::vector<int> stopped;
  std::vector<Knowledge> gained;
  std::set<int> steps;
  int step = 0;
  void step_begins(const public_services::Run& run) override { step = run.step; }
  void contact(const Contact& contact, int stop, Knowledge gain) override {
    contacts.push_back(contact), stopped.push_back(stop), gained.push_back(gain);
    steps.insert(step);
  }
};

std::size_t members(const Laboratory& laboratory) { return laboratory.world().members[2][0].size(); }

TEST(Gathering, MeetsAtItsRhythmAndCostsWhatItSays) {
  Laboratory laboratory(small_scenario(network), without_barriers({"channels.network.cost=1000"}));
  Heard heard;
  laboratory.run(0, &heard, [&](const public_services::Run& run) {
    EXPECT_EQ(heard.steps.size(), 12u);
    EXPECT_DOUBLE_EQ(run.programme_cost[0] + run.programme_cost[1], 12000);
  });
  // Every member outside the presenter's organisation hears the one thing that can be told, at every meeting.
  std::size_t outside = 0;
  for (std::uint32_t i : laboratory.world().members[2][0])
    outside += laboratory.world().people.organisation[i] != 0;
  EXPECT_EQ(heard.contacts.size(), 12 * outside);
  EXPECT_LT(outside, members(laboratory));
}

TEST(Gathering, AChangedRhythmKeepsTheDatesThatWereDue) {
  // From the second year on: of three times as many each third is a meeting of before; of half as many each
  // is one.
  for (const double times : {3., .5}) {
    Laboratory laboratory(
        small_scenario(network +
                       "interventions: {changed: {from: 1 year, scale: {channels.network.meetings: " +
                       std::to_string(times) + "}}}\nscenarios: {changed: [changed]}\n"),
        without_barriers({"time.horizon=4 years"}));
    Heard before, changed;
    laboratory.run(0, &before), laboratory.run(1, &changed);
    const auto& [fewer, more] =
        times < 1 ? std::tie(changed.steps, before.steps) : std::tie(before.steps, changed.steps);
    EXPECT_LT(fewer.size() + 8, more.size());
    EXPECT_TRUE(std::includes(more.begin(), more.end(), fewer.begin(), fewer.end())) << times;
  }
}

TEST(Gathering, AnItemClosesItsShareOfTheGap) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"channels.network.dose=0.25", "channels.network.carried=0.4",
                                          "barriers.codifiability.strength=1"}));
  Heard heard;
  laboratory.run(0, &heard);
  // Who hears the first item knew nothing.
  ASSERT_GT(heard.contacts.size(), 10u);
  const Contact& first = heard.contacts.front();
  EXPECT_NEAR(heard.gained.front().e, .25 * first.offered.e, 2);
  EXPECT_NEAR(heard.gained.front().t, .25 * .4 * first.offered.t, 20000);  // shares are counted in 2^-16
}

TEST(Gathering, ItemsAreAboutSharingAsOftenAsTheFocusSays) {
  double meetings = 0, with_item = 0;
  for (std::uint32_t replicate = 0; replicate < 60; ++replicate) {
    Laboratory laboratory(small_scenario(network),
                          without_barriers({"channels.network.focus=0.2", "channels.network.items=3"}),
                          replicate);
    Heard heard;
    laboratory.run(0, &heard);
    meetings += 12, with_item += static_cast<double>(heard.steps.size());
  }
  const double p = 1 - std::pow(.8, 3);  // nobody presents the same practice twice at a meeting
  EXPECT_LIKELY(with_item, meetings * p, std::sqrt(meetings * p * (1 - p)));
}

TEST(Gathering, MembersComeIfTheyMeanToAndHaveTheTime) {
  double invited = 0, offered = 0, absent_ones = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(
        small_scenario(network),
        without_barriers({"channels.network.attendance=0.7", "barriers.capacity.strength=0.5",
                          "world.traits.capacity=0.4", "world.people.variation=0"}),
        replicate);
    Heard heard;
    laboratory.run(0, &heard);
    std::size_t outside = 0;
    for (std::uint32_t i : laboratory.world().members[2][0])
      outside += laboratory.world().people.organisation[i] != 0;
    invited += 12.0 * static_cast<double>(outside), offered += static_cast<double>(heard.contacts.size());
    for (int stop : heard.stopped) absent_ones += stop == static_cast<int>(index_of_barrier<Capacity>());
  }
  EXPECT_LIKELY(offered, .7 * invited, std::sqrt(invited * .7 * .3));
  EXPECT_LIKELY(absent_ones, .3 * offered, std::sqrt(offered * .3 * .7));
}

TEST(Gathering, APresenterWhoRefusesStandsInNoBook) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"barriers.responsibility.strength=1",
                                          "world.traits.responsibility=0", "world.people.variation=0"}));
  Heard heard;
  laboratory.run(0, &heard);
  EXPECT_TRUE(heard.contacts.empty());
}

TEST(Gathering, AnOpenEventDrawsAsManyAsItsPlaces) {
  double guests = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(small_scenario("channels:\n  event: {shape: gathering, members: everyone, "
                                         "focus: 1, follow_up: 0, meetings: 6, places: 30}\n"),
                          without_barriers(), replicate);
    Heard heard;
    laboratory.run(0, &heard);
    // Those of the presenter's organisation come, too, and hear nothing new; each tenth organisation is one.
    double interest = 0, own = 0;
    const auto& world = laboratory.world();
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (std::uint32_t i = 0; i < world.people.size(); ++i) {
        const double w = world.relevance_to(i)[0] / 65535.0 * run.person_traits[i][motivation_to_learn];
        interest += w, own += world.people.organisation[i] == 0 ? w : 0;
      }
    });
    guests += static_cast<double>(heard.contacts.size()), expected += 12 * 30 * (1 - own / interest);
  }
  EXPECT_LIKELY(guests, expected, std::sqrt(expected));
}

TEST(Gathering, LeavesVisitsBehind) {
  double visits = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 10; ++replicate) {
    Laboratory laboratory(
        small_scenario(network),
        without_barriers({"channels.network.follow_up=0.3", "channels.network.visits=52",
                          "channels.network.visit_lasts=4 weeks", "channels.network.meetings=4"}),
        replicate);
    Heard heard;
    laboratory.run(0, &heard);
    double sessions = 0;
    for (const Contact& contact : heard.contacts) {
      if (contact.route == Route::gathering) {
        sessions += laboratory.world().relevance_to(contact.recipient)[0] / 65535.0;
        continue;
      }
      EXPECT_EQ(contact.terms, paired);
      EXPECT_EQ(laboratory.world().people.organisation[contact.source], 0u);
      ++visits;
    }
    expected += sessions * .3 * 4;  // four weeks, once a week; meetings are further apart
  }
  EXPECT_GT(expected, 500);
  // A visit's four contacts share their visit's luck: the variance of a compound sum, at most 4 + 16 a visit.
  EXPECT_LIKELY(visits, expected, std::sqrt(expected * 5));
}

TEST(Gathering, ACallToActionCommits) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"channels.network.call_to_action=1", "channels.network.meetings=1",
                                          "stages.apply.commitment_halves=1 year",
                                          "stages.apply.commitment=0", "time.horizon=1 year"}));
  Heard heard;
  laboratory.run(0, &heard, [&](const public_services::Run& run) {
    ASSERT_EQ(heard.steps.size(), 1u);
    // Each guest of the field commits at once; a commitment halves in a year.
    const int held = run.step - *heard.steps.begin();
    double most = 0;
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o) {
      double guests = 0;
      for (const Contact& contact : heard.contacts)
        guests += run.world.people.organisation[contact.recipient] == o;
      EXPECT_NEAR(run.state.commitment[o], guests * std::exp2(-held / 52.0), 1e-9);
      most = std::max(most, guests);
    }
    EXPECT_GT(most, 0);
  });
}

TEST(Gathering, CommitmentsRaiseTheStartingRate) {
  int started = 0, committed = 0;
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    Laboratory laboratory(
        small_scenario(network),
        without_barriers({"channels.network.call_to_action=1", "channels.network.meetings=52",
                          "stages.apply.commitment=1000", "barriers.application.strength=0",
                          "stages.apply.trial_ends=0", "time.horizon=26 weeks"}),
        replicate);
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o)
        ++committed, started += run.state.stage[o] == Stage::trialling;
    });
  }
  EXPECT_EQ(started, committed);
}

TEST(Gathering, MembersLookUpWhatTheNetworkWroteDown) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"channels.network.remembers=0.5", "channels.network.consulted=26",
                                          "channels.network.memory_fades=0", "channels.network.dose=0",
                                          "channels.network.focus=1"}));
  Heard heard;
  laboratory.run(0, &heard);
  double lookups = 0;
  std::int32_t presented = 0;
  std::set<std::int32_t> memories;
  for (const Contact& contact : heard.contacts) {
    if (contact.route == Route::gathering) presented = contact.offered.e;
    if (contact.route != Route::memory) continue;
    ++lookups;
    memories.insert(contact.offered.e);
    EXPECT_EQ(contact.source, nobody);
    EXPECT_EQ(contact.offered.t, 0);
  }
  // Half of what is not yet written, at each of twelve meetings.
  ASSERT_EQ(memories.size(), 12u);
  double written = 0;
  for (std::int32_t memory : memories) {
    written += .5 * (presented - written);
    EXPECT_NEAR(memory, written, 12);
  }
  const double expected = 26 * 2 * static_cast<double>(members(laboratory));
  EXPECT_LT(lookups, expected);  // nothing is looked up before the first meeting
  EXPECT_GT(lookups, .85 * expected);
}

TEST(Gathering, FadesWhereNothingIsLearnedAndEnds) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"channels.network.dose=0", "channels.network.fades=1",
                                          "channels.network.ends_below=0.3", "channels.network.cost=1"}));
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    // Vitality is exp(-time since the first meeting); below .3 the network is no more: after 1.2 years.
    const int meetings = static_cast<int>(run.programme_cost[0] + run.programme_cost[1]);
    EXPECT_GE(meetings, 7);
    EXPECT_LE(meetings, 9);
  });
  const auto& vitality = laboratory.layout().variables;
  std::size_t at = 0;
  while (vitality[at].name != "network_vitality") ++at;
  const auto& series = std::get<std::vector<float>>(rows[at]);
  EXPECT_EQ(series.front(), 1);
  EXPECT_EQ(series.back(), 0);
}

TEST(Gathering, LivesOnWhereMembersLearn) {
  Laboratory laboratory(small_scenario(network),
                        without_barriers({"channels.network.dose=0.02", "channels.network.fades=1",
                                          "channels.network.expects=0.0001"}));
  laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    EXPECT_EQ(run.channels[2]->vitality().front(), 1);
    EXPECT_GT(run.channels[2]->taught_by_network().front(), 0);
  });
}

TEST(Gathering, NetworksAreForWhomTheySay) {
  const auto names = [](const std::string& channel) {
    Laboratory laboratory(small_scenario("channels: {network: {shape: gathering, " + channel + "}}\n"));
    std::vector<std::string> all;
    for (const auto& each : laboratory.world().frame.channels[2].networks) all.push_back(each.name);
    return all;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names("members: kind_and_field"), (Names{"network: council estates", "network: council records",
                                                     "network: board estates", "network: board records"}));
  EXPECT_EQ(names("members: field, fields: [records]"), Names{"network: records"});
  EXPECT_EQ(names("members: leaders"), Names{"network: leaders"});
  EXPECT_EQ(names("members: kind_and_field, kinds: [board]"),
            (Names{"network: board estates", "network: board records"}));
  EXPECT_THROW(names("members: kind_and_field, kinds: [bord]"), sim::InvalidInput);
}

}  // namespace
}  // namespace knowhow::public_services
