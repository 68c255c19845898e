// What had taught those who apply a practice, what observers know of it, and what is read: against recounts
// from the contacts themselves, and closed forms.
#include <cmath>
#include <map>
#include <set>

#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

template <class T>
const std::vector<T>& values(const Laboratory& laboratory, const sim::Rows& rows, const std::string& name) {
  const auto& variables = laboratory.layout().variables;
  std::size_t at = 0;
  while (variables.at(at).name != name) ++at;
  return std::get<std::vector<T>>(rows.at(at));
}

std::vector<std::string> names(const Laboratory& laboratory, const std::string& dimension) {
  for (const auto& each : laboratory.layout().dimensions)
    if (each.name == dimension) return std::get<std::vector<std::string>>(each.coordinate);
  return {};
}

/// Nothing stands in the way of a contact. All else is at rest, but organisations start what they know.
std::vector<std::string> free_to_learn(const std::vector<std::string>& more = {}) {
  auto set = at_rest();
  for (const char* barrier :
       {"awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation",
        "codifiability", "transfer", "absorption", "application"})
    set.push_back(std::string("barriers.") + barrier + ".strength=0");
  set.insert(set.end(), {"world.counts.council.number=9", "stages.apply.start=20",
                         "stages.apply.trial_ends=12", "stages.apply.success=1", "stages.improve.doing=2"});
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

const std::string network =
    "channels:\n  network: {shape: gathering, members: field, fields: [estates], leaders: 1, managers: 1, "
    "attendance: 1, focus: 1, follow_up: 0, meetings: 6}\n";

/// Organisations, other than origins, that apply a practice.
int applying(const public_services::Run& run) {
  int count = 0;
  for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
    for (std::size_t k = 0; k < run.practices.size(); ++k)
      count += run.state.stage[run.cell(o, k)] == Stage::applied && !run.is_origin(o, k);
  return count;
}

/// What each contributor brought, from the contacts and newcomers themselves.
struct Recount : Witness {
  using Key = std::array<std::size_t, 3>;  ///< organisation, practice, contributor
  const public_services::Run* run = nullptr;
  std::map<Key, std::int64_t> gained, credited;
  std::set<std::pair<std::size_t, std::size_t>> apply;

  void step_begins(const public_services::Run& now) override { run = &now; }
  void contact(const Contact& contact, int, Knowledge gain) override {
    if (contact.route == Route::home) return;
    gained[{run->world.people.organisation[contact.recipient], contact.practice, contact.channel}] +=
        mastery(gain.e, gain.t, run->practices[contact.practice].tacit16);
  }
  void newcomer(const public_services::Run& now, std::uint32_t person, std::uint32_t,
                const Knowledge* brought) override {
    for (std::size_t k = 0; k < now.practices.size(); ++k)
      gained[{now.world.people.organisation[person], k, now.frame.channels.size()}] +=
          mastery(brought[k].e, brought[k].t, now.practices[k].tacit16);
  }
  void step_ends(const public_services::Run& now) override {
    for (std::uint32_t o = 0; o < now.world.organisations(); ++o)
      for (std::size_t k = 0; k < now.practices.size(); ++k) {
        const bool applies = now.state.stage[now.cell(o, k)] == Stage::applied;
        const bool new_to_it = applies && apply.insert({o, k}).second;
        if (!applies) apply.erase({o, k});
        for (std::size_t c = 0; c <= now.frame.channels.size(); ++c)
          if (new_to_it || !applies) credited[{o, k, c}] = applies ? gained[{o, k, c}] : 0;
      }
  }
};

TEST(Attribution, IsWhatContactsAndNewcomersBrought) {
  const auto laboratory = Laboratory::of_file("invest_to_save.yaml", {"time.horizon=3 years"});
  Recount recount;
  laboratory->run(laboratory->plan().scenarios.size() - 1, &recount, [&](const public_services::Run& run) {
    int of_channels = 0, of_newcomers = 0;
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
      for (std::size_t k = 0; k < run.practices.size(); ++k)
        for (std::size_t c = 0; c <= run.frame.channels.size(); ++c) {
          const std::size_t at = run.contribution(run.cell(o, k), c);
          ASSERT_EQ(run.state.learned_through[at], (recount.gained[{o, k, c}])) << o << " " << k << " " << c;
          ASSERT_EQ(run.state.credited[at], (recount.credited[{o, k, c}])) << o << " " << k << " " << c;
          (c < run.frame.channels.size() ? of_channels : of_newcomers) += run.state.credited[at] > 0;
        }
    EXPECT_GT(of_channels, 50);
    EXPECT_GT(of_newcomers, 1);
  });
}

TEST(Attribution, SharesSumToThoseWhoApply) {
  const auto laboratory = Laboratory::of_file("invest_to_save.yaml", {"time.horizon=4 years"});
  std::size_t mandate = 0;
  while (laboratory->plan().scenarios[mandate].name != "mandate") ++mandate;
  const auto contributors = names(*laboratory, "contributor");
  std::vector<int> by_practice(laboratory->world().practices());
  const auto rows = laboratory->run(mandate, nullptr, [&](const public_services::Run& run) {
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
      for (std::size_t k = 0; k < run.practices.size(); ++k)
        by_practice[k] += run.state.stage[run.cell(o, k)] == Stage::applied && !run.is_origin(o, k);
  });
  const auto& through = laboratory->of(rows, "applied_through");
  std::map<std::string, double> by_contributor;
  for (std::size_t k = 0; k < by_practice.size(); ++k) {
    double sum = 0;
    for (std::size_t c = 0; c < contributors.size(); ++c) {
      EXPECT_GE(through[k * contributors.size() + c], 0);
      sum += through[k * contributors.size() + c];
      by_contributor[contributors[c]] += through[k * contributors.size() + c];
    }
    EXPECT_EQ(sum, by_practice[k]) << k;
  }
  for (const char* name : {"seeking", "professional ties", "own invention"})
    EXPECT_GT(by_contributor[name], 0) << name;
  EXPECT_EQ(by_contributor.count("home"), 0u);
  EXPECT_EQ(by_contributor.count("early release in the NHS"), 0u);
  double improvement = 0;
  for (double value : laboratory->of(rows, "improvement_through")) improvement += value;
  const double expected = laboratory->of(rows, "final_improvement")[0];
  EXPECT_NEAR(improvement, expected, 1e-9 * std::abs(expected));
}

TEST(Attribution, IsAllTheOnlyTeachers) {
  Laboratory laboratory(small_scenario(network), free_to_learn());
  int who = 0;
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) { who = applying(run); });
  EXPECT_GE(who, 5);
  EXPECT_EQ(names(laboratory, "contributor"),
            (std::vector<std::string>{"seeking", "network", "newcomers", "own invention",
                                      "nothing from elsewhere"}));
  EXPECT_EQ(laboratory.of(rows, "applied_through"),
            (std::vector<double>{0, static_cast<double>(who), 0, 0, 0}));
}

TEST(Attribution, OfWhatNobodyTaught) {
  const std::string law =
      "channels:\n  law: {shape: mandate, form: just_do_it, about: [agile working], in_force: 1, rate: 12}\n";
  Laboratory obliged(small_scenario(law), free_to_learn());
  int who = 0;
  const auto count = [&](const public_services::Run& run) { who = applying(run); };
  auto rows = obliged.run(0, nullptr, count);
  EXPECT_EQ(who, 9);
  EXPECT_EQ(obliged.of(rows, "applied_through"), (std::vector<double>{0, 0, 0, 9}));

  Laboratory inventive(small_scenario(), free_to_learn({"stages.apply.invention=5", "stages.apply.start=0"}));
  rows = inventive.run(0, nullptr, count);
  EXPECT_GE(who, 5);
  EXPECT_EQ(inventive.of(rows, "applied_through"), (std::vector<double>{0, 0, static_cast<double>(who), 0}));
}

// ---- What observers know

const std::string talkative = "channels:\n  ties: {shape: ties, network: random, degree: 8, talks: 6}\n";

/// The first step at which each organisation that applies a practice told of it to somebody who observes.
struct Overhears : Witness {
  const public_services::Run* run = nullptr;
  std::vector<std::int32_t> known, donor;
  void step_begins(const public_services::Run& now) override {
    run = &now;
    known.resize(now.world.organisations(), -1), donor.resize(now.world.organisations(), -1);
    for (std::uint32_t o = 0; o < known.size(); ++o)
      if (donor[o] < 0 && now.is_donor(o, 0)) donor[o] = now.step;
  }
  void contact(const Contact& contact, int stopped, Knowledge) override {
    if (stopped >= 0 || contact.source == nobody) return;
    const auto& people = run->world.people;
    const std::uint32_t from = people.organisation[contact.source];
    if (run->frame.kinds[run->frame.organisations[people.organisation[contact.recipient]].kind] == "board" &&
        run->state.stage[run->cell(from, 0)] == Stage::applied && known[from] < 0)
      known[from] = run->step;
  }
};

TEST(Observed, IsWhatObserversHear) {
  // With barriers in the way, so that some contacts are not heard.
  const auto set =
      at_rest({"world.counts.council.number=9", "stages.apply.start=40", "stages.apply.trial_ends=12",
               "stages.improve.doing=2", "channels.ties.talks=20", "world.national=[board]"});
  Laboratory laboratory(small_scenario(talkative), set);
  Overhears overhears;
  const auto rows = laboratory.run(0, &overhears, [&](const public_services::Run& run) {
    int later = 0, unknown = 0;
    double delays = 0;
    for (std::uint32_t o = 1; o < 9; ++o) {
      EXPECT_EQ(run.state.known_since[o], overhears.known[o]) << o;
      if (run.state.stage[o] != Stage::applied) continue;
      unknown += run.state.known_since[o] < 0;
      later += run.state.known_since[o] >= 0;
      if (run.state.known_since[o] >= 0)
        delays += (run.state.known_since[o] - run.state.applied_since[o]) * run.dt;
    }
    ASSERT_GT(later, 3);
    EXPECT_GT(delays, 0);
  });
  EXPECT_GT(laboratory.of(rows, "observed_delay")[0], 0);
}

/// What is known of never exceeds what is, at any time, in any group, for any practice.
TEST(Observed, NeverExceedsWhatIs) {
  const auto laboratory = Laboratory::of_file("invest_to_save.yaml", {"time.horizon=4 years"});
  const auto rows = laboratory->run(laboratory->plan().scenarios.size() - 1);
  const auto& known = values<float>(*laboratory, rows, "observed_applied");
  const auto& stages = values<float>(*laboratory, rows, "organisations_at_stage");
  ASSERT_EQ(known.size() * stage_names.size(), stages.size());
  double of_all = 0, of_known = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const float applied = stages[i * stage_names.size() + static_cast<std::size_t>(Stage::applied)];
    ASSERT_EQ(std::isnan(known[i]), std::isnan(applied));
    if (std::isnan(applied)) continue;
    ASSERT_LE(known[i], applied) << i;
    of_all += applied, of_known += known[i];
  }
  EXPECT_GT(of_known, 0);
  EXPECT_LT(of_known, of_all);
  EXPECT_GE(laboratory->of(rows, "observed_delay")[0], 0);
}

TEST(Observed, NobodyKnowsWhoIsNotTold) {
  // Councils meet councils, and boards boards.
  Laboratory laboratory(small_scenario(network), free_to_learn({"world.observers=[board]",
                                                                "channels.network.members=kind_and_field"}));
  int who = 0;
  const auto rows = laboratory.run(0, nullptr, [&](const public_services::Run& run) { who = applying(run); });
  EXPECT_GE(who, 5);
  for (float share : values<float>(laboratory, rows, "observed_applied")) EXPECT_EQ(share, 0);
  EXPECT_EQ(laboratory.of(rows, "observed_never")[0], 1);
  EXPECT_TRUE(std::isnan(laboratory.of(rows, "observed_delay")[0]));
}

TEST(Observed, WhatDonorsWriteIsKnown) {
  const std::string portal =
      "  portal: {shape: publication, documents: 52, visits_leader: 0, visits_manager: 0, visits_officer: "
      "0}\n";
  Laboratory laboratory(small_scenario(network + portal), free_to_learn({"channels.network.officers=1"}));
  Overhears overhears;
  laboratory.run(0, &overhears, [&](const public_services::Run& run) {
    int donors = 0;
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o) {
      EXPECT_EQ(run.state.known_since[o], overhears.donor[o]) << o;
      donors += overhears.donor[o] > 0;
    }
    EXPECT_GE(donors, 4);
  });
}

TEST(Observed, WhatIsPresentedToObserversIsKnown) {
  // Boards hear nothing that councils say (strength by kind), but they sit there.
  const std::vector<std::string> deaf{"barriers.motivation.by_kind.board=1",
                                      "world.traits.motivation_to_learn=0", "world.people.variation=0",
                                      "channels.network.officers=1"};
  const auto known = [&](const std::vector<std::string>& more) {
    auto set = free_to_learn(deaf);
    set.insert(set.end(), more.begin(), more.end());
    Laboratory laboratory(small_scenario(network), set);
    int count = 0;
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o) count += run.state.known_since[o] >= 0;
    });
    return count;
  };
  EXPECT_GE(known({"world.observers=[board]"}), 3);
  // From a network of their own, boards learn nothing of councils.
  EXPECT_EQ(known({"world.observers=[board]", "channels.network.members=kind_and_field"}), 0);
}

// ---- Reads

TEST(Reads, AreVisitsTimesTheChanceToFindAndRead) {
  const std::string portal =
      "channels:\n  portal: {shape: publication, documents: 52, ageing: 0, other_documents: 100, pages: 2, "
      "visits_leader: 30, visits_manager: 20, visits_officer: 10}\n";
  Laboratory laboratory(small_scenario(portal), free_to_learn({"stages.apply.start=0"}));
  const auto rows = laboratory.run();
  const auto& world = laboratory.world();
  const double dt = 1.0 / 52, by_role[] = {30, 20, 10};
  double visits = 0, documents = 0, most = 0;
  for (int step = 0; step < 104; ++step)
    for (std::uint32_t i = 0; i < world.people.size(); ++i) {
      const double a_step = by_role[static_cast<int>(world.people.role[i])] * dt, written = step + 1;
      const double found = 1 - std::exp(-20 * world.relevance_to(i)[0] / 65535.0 * written / (100 + written));
      visits += a_step, documents += a_step * found / 2, most = std::max(most, found / 2);
    }
  const auto sum = [&](const char* name) {
    double all = 0;
    for (double value : laboratory.of(rows, name)) all += value;
    return all;
  };
  EXPECT_GT(documents, 1000);
  EXPECT_LIKELY(sum("publication_visits"), visits, std::sqrt(visits));
  EXPECT_LIKELY(sum("documents_read"), documents, std::sqrt(documents));
  EXPECT_EQ(sum("letters_read"), 0);
}

TEST(Reads, EachIsAContact) {
  const auto laboratory =
      Laboratory::of_file("wales.yaml", {"time.horizon=2 years", "measures=[reads, ledger]"});
  const auto rows = laboratory->run(0, nullptr, {}, 2);
  const auto& frame = laboratory->world().frame;
  const auto publications = names(*laboratory, "publication");
  ASSERT_EQ(publications, (std::vector<std::string>{"portal", "minister's letter"}));
  const std::size_t practices = frame.practices.size(), channels = frame.channels.size(),
                    groups = frame.sectors.size();
  const auto &contacts = laboratory->of(rows, "contacts"),
             &documents = laboratory->of(rows, "documents_read"),
             &letters = laboratory->of(rows, "letters_read");
  double all_documents = 0, all_letters = 0;
  for (std::size_t year = 0; year < 2; ++year)
    for (std::size_t p = 0; p < publications.size(); ++p)
      for (std::size_t k = 0; k < practices; ++k) {
        double met = 0;
        for (std::size_t g = 0; g < groups; ++g)
          for (std::size_t c = 0; c < channels; ++c)
            if (frame.channels[c].name == publications[p])
              met += contacts[((year * groups + g) * practices + k) * channels + c];
        const std::size_t at = (year * publications.size() + p) * practices + k;
        EXPECT_EQ(documents[at] + letters[at], met);
        all_documents += documents[at], all_letters += letters[at];
        EXPECT_EQ(p == 0 ? letters[at] : documents[at], 0);
      }
  EXPECT_GT(all_documents, 50);
  EXPECT_GT(all_letters, 20);
}

}  // namespace
}  // namespace knowhow::public_services
