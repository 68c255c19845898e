// The barriers: which gate stops whom, what the shares take, and that removing one only ever lets more
// through.
#include "models/public_services/barriers/barriers.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/public_services/declaration.h"
#include "models/public_services/measures/measures.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

TEST(Barriers, EachHasAWordInEachVocabulary) {
  const std::set<std::string_view> report{"mechanisms", "awareness", "responsibility", "incentives",
                                          "relationships"},
      odell_grayson{"ignorance", "capacity", "relationships", "motivation"},
      institute{"information", "coordination", "capacity", "adaptation"};
  EXPECT_TRUE(report.count(never_met_words.report));
  EXPECT_TRUE(odell_grayson.count(never_met_words.odell_grayson));
  EXPECT_TRUE(institute.count(never_met_words.institute_for_government));
  std::set<std::string_view> names;
  [&]<class... Barrier>(std::tuple<Barrier...>*) {
    const auto look = [&](std::string_view name, std::string_view meaning, const Words& words) {
      EXPECT_TRUE(names.insert(name).second) << name;
      EXPECT_FALSE(meaning.empty());
      EXPECT_TRUE(report.count(words.report)) << name;
      EXPECT_TRUE(odell_grayson.count(words.odell_grayson)) << name;
      EXPECT_TRUE(institute.count(words.institute_for_government)) << name;
    };
    (look(Barrier::name, Barrier::meaning, Barrier::words), ...);
  }(static_cast<AllBarriers*>(nullptr));
  EXPECT_EQ(names.size(), 13u);
}

TEST(Barriers, AMissingOrForeignWordIsNoticed) {
  EXPECT_TRUE(complete(Words{"awareness", "ignorance", "information"}));
  EXPECT_FALSE(complete(Words{"awareness", "ignorance", ""}));
  EXPECT_FALSE(complete(Words{"awareness", "motivation", "relationships"}));
  EXPECT_FALSE(complete(Words{"capacity", "capacity", "capacity"}));
}

TEST(Barriers, ThoseThatAContactMeetsHaveStrengthsByChannel) {
  const sim::Declaration section = barriers_declaration();
  ASSERT_EQ(section.children.size(), barrier_count);
  for (std::size_t b = 0; b < barrier_count; ++b) {
    const sim::Declaration& barrier = section.children[b];
    EXPECT_NE(barrier.child("by_kind"), nullptr) << barrier.name;
    EXPECT_NE(barrier.child("by_sector"), nullptr) << barrier.name;
    EXPECT_EQ(barrier.child("by_channel") != nullptr, b < contact_barriers) << barrier.name;
  }
}

TEST(Barriers, TheLayoutCarriesTheirWords) {
  Laboratory laboratory(small_scenario());
  const Measures measures(laboratory.world().frame);
  const sim::Layout& layout = measures.layout();
  const auto axis = std::find_if(layout.dimensions.begin(), layout.dimensions.end(),
                                 [](const auto& d) { return d.name == "contact_barrier"; });
  ASSERT_NE(axis, layout.dimensions.end());
  std::map<std::string, std::vector<std::string>> words;
  for (const auto& labels : axis->labels) words[labels.name] = labels.of_elements;
  ASSERT_EQ(words.size(), 3u);
  for (const auto& [name, of_elements] : words) EXPECT_EQ(of_elements.size(), contact_barriers) << name;
  EXPECT_EQ(words["vocabulary_report"][0], "awareness");
  EXPECT_EQ(words["vocabulary_odell_grayson"][0], "ignorance");
  EXPECT_EQ(words["vocabulary_institute_for_government"][4], "coordination");
  std::map<std::string, sim::Attributes> of_variables;
  for (const auto& variable : layout.variables)
    if (!variable.labels.empty()) of_variables[variable.name] = variable.labels;
  const auto expected = [](const char* report, const char* odell_grayson, const char* institute) {
    return sim::Attributes{{"vocabulary_report", report},
                           {"vocabulary_odell_grayson", odell_grayson},
                           {"vocabulary_institute_for_government", institute}};
  };
  EXPECT_EQ(of_variables, (std::map<std::string, sim::Attributes>{
                              {"application_lost", expected("mechanisms", "motivation", "information")},
                              {"adaptation_lost", expected("mechanisms", "capacity", "adaptation")},
                              {"never_met", expected("mechanisms", "ignorance", "information")}}));
}

/// Barriers with their default numbers, and a situation in which nothing speaks for or against teaching.
struct AtDefaults {
  Laboratory laboratory{small_scenario()};
  Barriers barriers{laboratory.plan().root["barriers"], 2, 2, laboratory.world().frame.sector_of_kind};
  PersonTraits source{.5f, .25f, .125f, .5f, .25f, .375f, .25f, .5f},
      recipient{.5f, .25f, .125f, .25f, .25f, .375f, .25f, .5f};
  OrganisationTraits organisation{}, teacher{};
  Situation nothing;

  AtDefaults() {
    sim::Timeline timeline(laboratory.plan(), 0, laboratory.world().base);
    timeline.advance(0);
    barriers.refresh(timeline);
    organisation[leadership] = .25f, organisation[openness] = .75f, organisation[capacity] = .0625f;
    teacher[capacity] = .25f;
    nothing.source = {&source, &teacher, false};
    nothing.recipient = {&recipient, &organisation, false};
  }
  /// q where the situation is changed.
  template <class Barrier, class Change>
  double q(Change&& change) const {
    Situation s = nothing;
    change(s);
    return barriers.get<Barrier>().q(s, Level::person);
  }
};

TEST(Barriers, EachTermOfWhatASourceOffersIsAddedByItself) {
  const AtDefaults at;
  EXPECT_DOUBLE_EQ(at.q<Awareness>([](Situation&) {}), .375);
  EXPECT_DOUBLE_EQ(at.q<Awareness>([](Situation& s) { s.donor = true; }), .375 + .2);
  EXPECT_DOUBLE_EQ(at.q<Awareness>([](Situation& s) { s.source.champion = true; }), .375 + .2);
  EXPECT_DOUBLE_EQ(at.q<Responsibility>([](Situation&) {}), .25);
  EXPECT_DOUBLE_EQ(at.q<Responsibility>([](Situation& s) { s.plan = .5; }), .25 + .3 * .5);
  EXPECT_DOUBLE_EQ(at.q<Responsibility>([](Situation& s) { s.award = .5; }), .25 + .2 * .5);
  EXPECT_DOUBLE_EQ(at.q<Responsibility>([](Situation& s) { s.paired = true; }), .25 + .4);
  EXPECT_DOUBLE_EQ(at.q<Incentives>([](Situation&) {}), .125);
  EXPECT_DOUBLE_EQ(at.q<Incentives>([](Situation& s) { s.owed = true; }), .125 + .35);
  EXPECT_DOUBLE_EQ(at.q<Incentives>([](Situation& s) { s.award = .5; }), .125 + .25 * .5);
  EXPECT_DOUBLE_EQ(at.q<Incentives>([](Situation& s) { s.paired = true; }), .125 + .3);
}

TEST(Barriers, EachTermOfWhatTheTwoOfferIsWhatRuleR11Says) {
  const AtDefaults at;
  EXPECT_DOUBLE_EQ(at.q<Capacity>([](Situation&) {}), .25);
  EXPECT_DOUBLE_EQ(at.q<Capacity>([](Situation& s) { s.paired = true; }), .25 + .4);
  EXPECT_DOUBLE_EQ(at.q<Capacity>([](Situation& s) { s.source.person = nullptr; }), .25);
  EXPECT_DOUBLE_EQ(at.barriers.get<Capacity>().q(at.nothing, Level::organisation), .125);
  EXPECT_DOUBLE_EQ(at.q<Attention>([](Situation&) {}), 1);
  EXPECT_DOUBLE_EQ(at.q<Attention>([](Situation& s) { s.load = 6; }), 1 / 3.);
  const auto relationships = [&](auto change) {
    return at.q<Relationships>([&](Situation& s) { s.trust = .5, change(s); });
  };
  EXPECT_DOUBLE_EQ(relationships([](Situation&) {}), .5);
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.similarity = .75; }), .5 * (1 - .6 * .25));
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.same_sector = false; }), .5 * .45);
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.same_sector = false, s.brokered = true; }), .5 * .9);
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.brokered = true; }), .5);
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.power = .5; }), .5 * (1 - .2 * .5));
  EXPECT_DOUBLE_EQ(relationships([](Situation& s) { s.power = -.5; }), .5);
  EXPECT_DOUBLE_EQ(at.q<Motivation>([](Situation&) {}), .25 * .4);
  EXPECT_DOUBLE_EQ(at.q<Motivation>([](Situation& s) { s.relevance = .5; }), .25 * (.4 + .6 * .5));
  EXPECT_DOUBLE_EQ(at.q<Motivation>([](Situation& s) { s.recipient.champion = true; }), .25 * .4 + .2);
  EXPECT_DOUBLE_EQ(at.q<TakingHome>([](Situation&) {}), .5);
  EXPECT_DOUBLE_EQ(at.q<Codifiability>([](Situation& s) { s.carried = .25; }), .25);
  EXPECT_DOUBLE_EQ(at.q<Transfer>([](Situation&) {}), .25);
  EXPECT_DOUBLE_EQ(at.q<Transfer>([](Situation& s) { s.source.person = nullptr; }), .6);
  EXPECT_DOUBLE_EQ(at.q<Transfer>([](Situation& s) { s.source.person = nullptr, s.teaches = 0; }), 0);
  EXPECT_DOUBLE_EQ(at.q<Absorption>([](Situation&) {}), .5);
  EXPECT_DOUBLE_EQ(at.q<Absorption>([](Situation& s) { s.prior = .5; }), .5 + .5 * .5 * .5);
  EXPECT_DOUBLE_EQ(at.q<Absorption>([](Situation& s) { s.complexity = .5; }), .5 * (1 - .5 * .5));
  const auto& starting = at.barriers.get<Application>();
  EXPECT_DOUBLE_EQ(starting.q(.3, false, .6, .3), .4);
  EXPECT_DOUBLE_EQ(starting.q(.3, true, .6, .3), .6);
  const auto& fitting = at.barriers.get<Adaptation>();
  EXPECT_DOUBLE_EQ(fitting.fit(.5, 1, .5, .5), 1);
  EXPECT_DOUBLE_EQ(fitting.fit(.5, .75, .5, .5), 1 - .5 * .25 * (1 - .25));
  EXPECT_DOUBLE_EQ(fitting.fit(.5, .75, 2, .5), 1 - .5 * .25 * .5);
}

/// What each gate of an outside contact stops, over a fine even grid of draws, against the product it should
/// be.
TEST(Barriers, GatesStopTheirProductOfShares) {
  Laboratory laboratory(small_scenario());
  sim::Timeline timeline(laboratory.plan(), 0, laboratory.world().base);
  timeline.advance(0);
  Barriers barriers(laboratory.plan().root["barriers"], 2, 2, laboratory.world().frame.sector_of_kind);
  barriers.refresh(timeline);

  const PersonTraits donor{.5f, .6f, .4f, .3f, .7f, .2f, .64f, .8f},
      learner{.5f, .6f, .4f, .55f, .7f, .2f, .36f, .6f};
  OrganisationTraits organisation{};
  Situation s;
  s.source = {&donor, &organisation, true};
  s.recipient = {&learner, &organisation, false};
  s.donor = true;
  s.owed = true;
  s.load = 3;
  s.trust = .8;
  s.similarity = .5;
  s.same_sector = false;
  s.power = .5;
  s.relevance = .5;
  // By hand from rule R11 and the default strengths.
  const double q[] = {
      .2 + .2 + .2,        .7, .4 + .35, .8 * .6, 1 / (1 + 3 / 3.0), .8 * (1 - .6 * .5) * .45 * (1 - .2 * .5),
      .55 * (.4 + .6 * .5)};
  const double strength[] = {.4, .5, .6, .4, .5, .6, .6};
  constexpr int grid = 400000;
  std::map<int, int> stopped;
  for (int n = 0; n < grid; ++n) ++stopped[barriers.stopped_by(OutsideGates{}, s, 0, 1, 0, (n + .5) / grid)];
  double reached = 1;
  for (int gate = 0; gate < 7; ++gate) {
    const double pass = 1 - strength[gate] * (1 - q[gate]);
    EXPECT_NEAR(stopped[gate], grid * reached * (1 - pass), 2) << gate;
    reached *= pass;
  }
  EXPECT_NEAR(stopped[-1], grid * reached, 2);
}

TEST(Barriers, TheMostSpecificStrengthHolds) {
  Laboratory laboratory(
      small_scenario("channels: {friends: {shape: ties}}\nbarriers:\n  attention: {strength: 0.1, by_sector: "
                     "{health: 0.2}, by_kind: {council: 0.3}, by_channel: {friends: 0.4}}\n"
                     "interventions: {less: {from: 1 week, scale: {barriers.attention.by_kind.board: 0.5, "
                     "barriers.attention.strength: 2}}}\nscenarios: {less: [less]}\n"));
  sim::Timeline timeline(laboratory.plan(), 1, laboratory.world().base);
  Barriers barriers(laboratory.plan().root["barriers"], 2, 3, laboratory.world().frame.sector_of_kind);
  timeline.advance(0);
  barriers.refresh(timeline);
  EXPECT_EQ(barriers.strength<Attention>(0, 0), .3);  // the council's own
  EXPECT_EQ(barriers.strength<Attention>(1, 0), .2);  // the board's sector's
  EXPECT_EQ(barriers.strength<Attention>(1, 2), .4);  // the channel's, before all
  EXPECT_EQ(barriers.strength<Capacity>(0, 0), .4);
  timeline.advance(1);
  barriers.refresh(timeline);
  EXPECT_EQ(barriers.strength<Attention>(1, 0), .1);  // half of what it inherits
  EXPECT_EQ(barriers.strength<Attention>(0, 0), .3);
  EXPECT_EQ(
      timeline.values()[static_cast<std::size_t>(laboratory.plan().slot("barriers.attention.strength"))], .2);
}

TEST(Barriers, TheFirstThreeTakeTheStrengthOfTheSourcesKind) {
  std::string yaml = "barriers:\n";
  for (const char* name :
       {"awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation"})
    yaml += std::string("  ") + name + ": {by_kind: {council: 1, board: 0}}\n";
  Laboratory laboratory(small_scenario(yaml));
  sim::Timeline timeline(laboratory.plan(), 0, laboratory.world().base);
  timeline.advance(0);
  Barriers barriers(laboratory.plan().root["barriers"], 2, 2, laboratory.world().frame.sector_of_kind);
  barriers.refresh(timeline);
  const PersonTraits nobody_cares{};
  OrganisationTraits organisation{};
  Situation s;
  s.source = s.recipient = {&nobody_cares, &organisation, false};
  s.load = 1e9;
  const auto stops = [&]<class Gate>(List<Gate>) {
    const int gate = static_cast<int>(index_of_barrier<Gate>());
    const bool of_source = gate < 3;
    EXPECT_EQ(barriers.stopped_by(List<Gate>{}, s, 0, 1, 0, .5), of_source ? gate : -1) << Gate::name;
    EXPECT_EQ(barriers.stopped_by(List<Gate>{}, s, 1, 0, 0, .5), of_source ? -1 : gate) << Gate::name;
  };
  [&]<class... Gate>(List<Gate...>) { (stops(List<Gate>{}), ...); }(OutsideGates{});
}

/// Every contact of a run's first steps, by what makes it the same contact in two scenarios.
struct Outcomes : Witness {
  using Key = std::tuple<int, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
  std::map<Key, int> stopped;
  std::vector<int> by_barrier = std::vector<int>(barrier_count);
  int step = 0, limit = 1;
  void step_begins(const Run& run) override { step = run.step; }
  void contact(const Contact& c, int by, Knowledge) override {
    if (by >= 0) ++by_barrier[static_cast<std::size_t>(by)];
    if (step < limit) stopped[{step, c.recipient, c.purpose, c.initiator, c.k}] = by;
  }
};

TEST(Barriers, RemovingOneOnlyLetsMoreThroughAndStopsNothingItself) {
  const std::string ties = "channels: {friends: {shape: ties, network: random, degree: 20, talks: 500}}\n";
  Laboratory all(small_scenario(ties), {"time.horizon=8 weeks"});
  Outcomes base;
  all.run(0, &base);
  std::size_t freed = 0;
  for (const auto& barrier : declaration().child("barriers")->children) {
    Laboratory without(small_scenario(ties),
                       {"barriers." + barrier.name + ".strength=0", "time.horizon=8 weeks"});
    Outcomes outcomes;
    without.run(0, &outcomes, [&](const public_services::Run& run) {
      std::size_t index = 0;
      for (const auto& other : declaration().child("barriers")->children) {
        if (other.name == barrier.name) break;
        ++index;
      }
      if (index >= contact_barriers) return;
      for (const Books& books : run.years)
        for (std::size_t c = 0; c < books.potential.size(); ++c)
          ASSERT_EQ(books.lost[c * contact_barriers + index], 0) << barrier.name;
    });
    ASSERT_EQ(outcomes.stopped.size(),
              base.stopped.size());  // of the first step, before anything has diverged
    for (const auto& [key, by] : base.stopped) {
      if (by < 0) {
        EXPECT_LT(outcomes.stopped.at(key), 0) << barrier.name;
      }
      freed += by >= 0 && outcomes.stopped.at(key) < 0;
    }
  }
  EXPECT_GT(base.stopped.size(), 100u);
  EXPECT_GT(freed, 20u);
}

TEST(Barriers, WithoutAnyEverythingIsGained) {
  std::vector<std::string> set;
  for (const auto& barrier : declaration().child("barriers")->children)
    set.push_back("barriers." + barrier.name + ".strength=0");
  Laboratory laboratory(
      small_scenario(
          "channels: {friends: {shape: ties, network: random, degree: 8}, portal: {shape: publication}}\n"),
      set);
  const auto rows = laboratory.run();
  EXPECT_EQ(laboratory.of(rows, "ledger_gained"), laboratory.of(rows, "ledger_potential"));
  double gained = 0;
  for (double cell : laboratory.of(rows, "ledger_gained")) gained += cell;
  EXPECT_GT(gained, 10);
}

}  // namespace
}  // namespace knowhow::public_services
