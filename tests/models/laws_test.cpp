// Laws that hold exactly, without statistics: what must not matter does not matter.
#include <atomic>
#include <fstream>
#include <regex>

#include "models/public_services/declaration.h"
#include "models/public_services/purposes.h"
#include "sim/digest.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

const std::string busy =
    "channels:\n"
    "  friends: {shape: ties, network: random, degree: 10, talks: 12}\n"
    "  portal: {shape: publication, visits_manager: 6, visits_officer: 3, other_documents: 40}\n"
    "  letter: {shape: publication, letters: 6, cascade: 0.5, visits_leader: 0, visits_manager: 0, "
    "visits_officer: 0, documents: 0}\n";

/// All columns of the state at the end of each step, as bytes.
struct Columns : Witness {
  std::vector<std::string> steps;
  void step_ends(const public_services::Run& run) override {
    sim::Digest digest;
    steps.push_back(run.digest(digest));
  }
};

std::vector<std::byte> all_columns(const public_services::Run& run) {
  std::vector<std::byte> bytes;
  run.state.each([&](const auto& column) {
    auto values = column.values;
    // Where a channel has a place of its own, one that does nothing leaves zeros there.
    if (column.name == run.state.learned_through.name || column.name == run.state.credited.name)
      std::erase(values, typename decltype(values)::value_type{});
    const auto view = std::as_bytes(std::span(values));
    bytes.insert(bytes.end(), view.begin(), view.end());
  });
  return bytes;
}

TEST(Law, ThreadsChangeNoColumn) {
  // Enough people for many blocks, on a random graph, so that work is really shared out.
  const std::vector<std::string> larger{"world.counts.council.number=9", "world.counts.council.staff=20000",
                                        "time.horizon=26 weeks"};
  std::vector<std::byte> one_thread;
  Laboratory laboratory(small_scenario(busy), larger);
  laboratory.run(0, nullptr, [&](const public_services::Run& run) { one_thread = all_columns(run); });
  for (int threads : {2, 3, 8}) {
    laboratory.run(
        0, nullptr,
        [&](const public_services::Run& run) {
          EXPECT_EQ(all_columns(run), one_thread) << threads << " threads";
        },
        threads);
  }
}

TEST(Law, APlaceboChangesNothing) {
  Laboratory laboratory(
      small_scenario(busy +
                     "interventions:\n  nothing: {add: {channels.friends.talks: 0, world.traits.openness: "
                     "0}, scale: {barriers.attention.strength: 1}, set: {channels.portal.pages: 4}}\n"
                     "scenarios: {placebo: [nothing]}\n"));
  EXPECT_TRUE(same(laboratory.run(0), laboratory.run(1)));
}

TEST(Law, NothingHappensBeforeAnIntervention) {
  Laboratory laboratory(small_scenario(busy + "interventions:\n  late: {from: 60 weeks, scale: "
                                              "{channels.friends.talks: 10, channels.home.talks: 3}}\n"
                                              "scenarios: {late: [late]}\n"));
  Columns baseline, late;
  laboratory.run(0, &baseline);
  laboratory.run(1, &late);
  for (std::size_t step = 0; step < 60; ++step) ASSERT_EQ(baseline.steps[step], late.steps[step]) << step;
  EXPECT_NE(baseline.steps.back(), late.steps.back());
}

/// An intervention that holds from the start to the end is the same as the value written in the file.
TEST(Law, AnInterventionIsTheValueWrittenOut) {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"channels.friends.talks", "30"},
      {"channels.portal.pages", "1"},
      {"channels.portal.documents", "40"},
      {"channels.letter.cascade", "0.9"},
      {"channels.home.dose", "0.3"},
      {"channels.seeking.visits", "30"},
      {"barriers.relationships.not_invented_here", "0"},
      {"barriers.attention.by_kind.board", "0.9"},
      {"barriers.transfer.by_channel.friends", "0"},
      {"stages.apply.start", "40"},
      {"stages.forget.tacit", "1"},
      {"stages.turnover.people", "0.5"},
      {"stages.improve.source", "0.2"},
      {"stages.take_home.read_up", "3"},
      {"world.practices.agile working.tacitness", "0.9"},
      {"world.practices.agile working.benefit", "900000"},
      {"world.traits.leadership", "0.9"},
      {"world.traits.absorptive_capacity", "{uniform: {least: 0.2, most: 0.9}}"}};
  for (const auto& [path, value] : changes) {
    Laboratory written(small_scenario(busy), {path + "=" + value});
    Laboratory set(small_scenario(busy + "interventions: {change: {set: {\"" + path + "\": " + value +
                                  "}}}\nscenarios: {changed: [change]}\n"));
    const auto expected = written.run(0);
    EXPECT_TRUE(same(set.run(1), expected)) << path;
    EXPECT_FALSE(same(set.run(0), expected)) << path << " does nothing";
  }
}

TEST(Law, AnIdleChannelMovesNoDraw) {
  Laboratory without(small_scenario(busy)),
      with(small_scenario(busy + "  idle: {shape: ties, talks: 0}\n  shut: {shape: publication, "
                                 "visits_leader: 0, visits_manager: 0, visits_officer: 0, documents: 0}\n"));
  Columns a, b;
  without.run(0, &a, [&](const public_services::Run& run) {
    const auto bytes = all_columns(run);
    with.run(0, &b, [&](const public_services::Run& other) { EXPECT_EQ(all_columns(other), bytes); });
  });
}

TEST(Law, AZeroDoseTeachesNothing) {
  for (const char* channel : {"home", "seeking", "friends", "portal", "letter"}) {
    Laboratory laboratory(small_scenario(busy), {std::string("channels.") + channel + ".dose=0"});
    std::size_t number = 0;
    while (laboratory.world().frame.channels[number].name != channel) ++number;
    double contacts = 0;
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (const Books& books : run.years)
        for (std::size_t c = number; c < books.potential.size(); c += run.channels.size()) {
          contacts += books.contacts[c];
          EXPECT_EQ(books.potential[c], 0) << channel;
          EXPECT_EQ(books.gained[c], 0) << channel;
        }
    });
    EXPECT_GT(contacts, 0) << channel;
  }
}

TEST(Law, KnowledgeThatIsGoneStaysGone) {
  // At such a rate rows reach zero, and nobody who knows nothing may know it again without a contact.
  auto set = at_rest();
  set.push_back("stages.forget.explicit=900");
  set.push_back("stages.forget.tacit=900");
  Laboratory laboratory(small_scenario(), set);
  struct Sums : Witness {
    std::int64_t last = INT64_MAX;
    void step_ends(const public_services::Run& run) override {
      std::int64_t sum = 0;
      for (const Knowledge& knows : run.state.knowledge.values) sum += std::int64_t{knows.e} + knows.t;
      EXPECT_LE(sum, last);
      last = sum;
    }
  } sums;
  laboratory.run(0, &sums);
  EXPECT_EQ(sums.last, 0);
}

/// What everybody knows, how far organisations have come, and who has left, at the end of each step.
struct Course : Witness {
  std::vector<std::vector<Knowledge>> knowledge;
  std::vector<std::vector<Stage>> stages;
  std::vector<std::vector<std::uint32_t>> spells;
  void step_ends(const public_services::Run& run) override {
    knowledge.push_back(run.state.knowledge.values);
    stages.push_back(run.state.stage.values);
    spells.emplace_back(run.state.spell.values.begin(), run.state.spell.values.end());
  }
};

TEST(Law, ALongerRunBeginsAsTheShorterOne) {
  Laboratory shorter(small_scenario(busy), {"time.horizon=1 year"}), longer(small_scenario(busy));
  Course a, b;
  shorter.run(0, &a);
  longer.run(0, &b);
  ASSERT_EQ(a.knowledge.size(), 52u);
  ASSERT_GT(b.knowledge.size(), a.knowledge.size());
  for (std::size_t step = 0; step < a.knowledge.size(); ++step) {
    ASSERT_EQ(a.knowledge[step], b.knowledge[step]) << step;
    ASSERT_EQ(a.stages[step], b.stages[step]) << step;
    ASSERT_EQ(a.spells[step], b.spells[step]) << step;
  }
  EXPECT_NE(a.knowledge.front(), a.knowledge.back());
}

/// Organisations that nobody has to do with, listed behind all others, change nothing for those: everybody in
/// front knows what they knew without them.
TEST(Law, OrganisationsApartChangeNothing) {
  const std::string home = "channels: {}\n";
  const std::vector<std::string> set{"channels.seeking.visits=0", "stages.turnover.bring=0",
                                     "stages.apply.invention=0"};
  std::vector<Knowledge> alone;
  std::vector<std::uint32_t> spells;
  Laboratory(small_scenario(home), set).run(0, nullptr, [&](const public_services::Run& run) {
    alone = run.state.knowledge.values;
    spells.assign(run.state.spell.values.begin(), run.state.spell.values.end());
  });
  std::string more = small_scenario(home);
  const auto put = [&more](const std::string& behind, const std::string& text) {
    const auto at = more.find(behind);
    ASSERT_NE(at, std::string::npos) << behind;
    more.insert(at + behind.size(), text);
  };
  put("board: {number: 1, staff: 3000, population: 100000, area_km2: 500}\n",
      "    museum: {number: 3, staff: 2000, population: 100000, area_km2: 500}\n");
  put("board: {estates: 0.6, records: 0.4}\n", "    museum: {collections: 1}\n");
  put("board: health", ", museum: culture");
  Laboratory(more, set).run(0, nullptr, [&](const public_services::Run& run) {
    ASSERT_GT(run.state.knowledge.values.size(), alone.size());
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), run.state.knowledge.values.begin()));
    EXPECT_TRUE(std::equal(spells.begin(), spells.end(), run.state.spell.values.begin()));
    EXPECT_GT(std::count_if(spells.begin(), spells.end(), [](auto spell) { return spell > 0; }), 0);
    EXPECT_TRUE(std::all_of(run.state.knowledge.values.begin() + static_cast<std::ptrdiff_t>(alone.size()),
                            run.state.knowledge.values.end(),
                            [](const Knowledge& knows) { return knows == Knowledge{}; }));
  });
}

/// The names of channels decide, not the order in which they stand in the file.
TEST(Law, TheOrderOfChannelsChangesNothing) {
  std::string turned = "channels:\n";
  std::vector<std::string> lines;
  for (std::size_t at = busy.find('\n') + 1, end; at < busy.size(); at = end + 1) {
    end = busy.find('\n', at);
    lines.push_back(busy.substr(at, end - at) + "\n");
  }
  ASSERT_EQ(lines.size(), 3u);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) turned += *line;
  std::vector<Knowledge> knowledge;
  Laboratory(small_scenario(busy)).run(0, nullptr, [&](const public_services::Run& run) {
    knowledge = run.state.knowledge.values;
  });
  Laboratory(small_scenario(turned)).run(0, nullptr, [&](const public_services::Run& run) {
    EXPECT_EQ(run.state.knowledge.values, knowledge);
  });
}

TEST(Law, ReplicatesDifferAndRepeat) {
  Laboratory first(small_scenario(busy), {}, 0), again(small_scenario(busy), {}, 0),
      second(small_scenario(busy), {}, 1);
  const auto rows = first.run();
  EXPECT_TRUE(same(rows, again.run()));
  EXPECT_FALSE(same(rows, second.run()));
}

TEST(Law, UncertainNumbersAreDrawnOncePerReplicateForAllScenarios) {
  const std::string yaml = small_scenario(
      busy +
      "uncertain:\n  channels.friends.talks: {uniform: {least: 1, most: 50}}\n  world.traits.openness: "
      "plausible\n"
      "interventions: {less: {scale: {channels.home.talks: 0.5}}}\nscenarios: {less: [less]}\n");
  Laboratory a(yaml, {}, 0), b(yaml, {}, 1);
  const auto slot = static_cast<std::size_t>(a.plan().slot("channels.friends.talks"));
  EXPECT_NE(a.world().base[slot], b.world().base[slot]);
  for (const auto* world : {&a.world(), &b.world()}) {
    EXPECT_GE(world->base[slot], 1);
    EXPECT_LE(world->base[slot], 50);
    EXPECT_EQ(world->traits[0][openness], world->traits[2][openness]);  // one number for all
  }
  a.run(1);
}

TEST(Law, EveryPurposeIsKnown) {
  // A purpose that is missing in purposes.h would not be checked for sharing its draws with another.
  const std::regex literal(
      "purpose\\(\"([^\"]*)\"\\)|purpose\\(\\w+\\.name \\+ \"([^\"]*)\"\\)|\\.name \\+ \"( [^\"]*)\"");
  std::size_t found = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(KNOWHOW_SOURCE "/models/public_services")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (std::sregex_iterator match(text.begin(), text.end(), literal), end; match != end; ++match) {
      const std::string fixed = (*match)[1], by_channel = (*match)[2].str() + (*match)[3].str();
      ++found;
      const auto known = [](const auto& names, const std::string& name) {
        return name.empty() || name == " " || std::find(names.begin(), names.end(), name) != names.end();
      };
      EXPECT_TRUE(known(fixed_purposes, fixed)) << fixed;
      EXPECT_TRUE(known(channel_purposes, by_channel) || known(lever_purposes, by_channel)) << by_channel;
    }
  }
  EXPECT_GT(found, 12u);
  const Laboratory laboratory(small_scenario());
  for (const char* name : {"leaving", "world.traits.openness"}) {
    try {
      Laboratory clash(small_scenario("channels: {\"" + std::string(name) + "\": {shape: ties}}\n"));
      if (std::string(name) == "leaving") ADD_FAILURE() << "shares its draws with those of leaving";
    } catch (const sim::InvalidInput& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

/// Every number that the model declares refuses what is just outside its range, and says what it is about.
TEST(Catalogue, EveryNumberRefusesWhatIsOutOfRange) {
  const Laboratory laboratory(small_scenario(busy));
  int refused = 0;
  for (const auto& slot : laboratory.plan().slots) {
    const auto& d = *slot.declaration;
    EXPECT_FALSE(d.meaning.empty()) << slot.path;
    EXPECT_FALSE(d.source.empty()) << slot.path;
    EXPECT_TRUE(d.range.contains(d.plausible.least) && d.range.contains(d.plausible.most)) << slot.path;
    const std::string unit = d.unit == sim::Unit::years ? " years" : "";
    for (const double outside : {d.range.least - std::max(1.0, std::abs(d.range.least)),
                                 d.range.most + std::max(1.0, d.range.most)}) {
      char number[64];
      std::snprintf(number, sizeof number, "%.17g", outside);
      try {
        Laboratory wrong(small_scenario(busy), {slot.path + "=" + number + unit});
        ADD_FAILURE() << slot.path << " takes " << number;
      } catch (const sim::InvalidInput& error) {
        EXPECT_NE(std::string(error.what()).find(slot.path), std::string::npos) << error.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 300);
}

TEST(Catalogue, TooManyTalksAStepAreRefusedNotCut) {
  Laboratory laboratory(
      small_scenario("channels: {friends: {shape: ties, network: random, degree: 60, talks: 1000}}\n"));
  try {
    laboratory.run();
    FAIL() << "thousands of talks a week were taken";
  } catch (const sim::InvalidInput& error) {
    EXPECT_NE(std::string(error.what()).find("channels.friends.talks"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace knowhow::public_services
