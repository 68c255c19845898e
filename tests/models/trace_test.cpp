// A trace is true: what it lists is what the state and the books hold, to the last unit.
#include <gmock/gmock.h>

#include <map>
#include <numeric>

#include "models/catalogue.h"
#include "sim/problem.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {

namespace {

/// A world in which something happens: ties, a portal, and starts that are likely.
const std::string busy = R"(channels:
  ties: {shape: ties, talks: 20}
  portal: {shape: publication}
output: {ledger: {by: [kind]}}
)";

std::vector<std::string> nobody_starts() { return {"stages.apply.start=0", "stages.apply.invention=0"}; }

/// The trace as the program gets it: from a study bound to the plan.
class Traced {
 public:
  explicit Traced(std::unique_ptr<Laboratory> laboratory, std::uint32_t replicate = 0)
      : laboratory_(std::move(laboratory)),
        study_(models::catalogue()[0].bind(laboratory_->plan())),
        world_(study_->world(replicate, workers_)) {}

  sim::Trace of(const std::string& organisation, const std::string& practice, int threads = 1) {
    sim::Workers workers(threads);
    return world_->trace(0, {organisation, practice}, workers, {}).value();
  }
  Laboratory& laboratory() { return *laboratory_; }

 private:
  std::unique_ptr<Laboratory> laboratory_;
  sim::Workers workers_{1};
  std::unique_ptr<sim::Study> study_;
  std::unique_ptr<sim::World> world_;
};

std::unique_ptr<Laboratory> small(std::vector<std::string> set = {}) {
  return std::make_unique<Laboratory>(small_scenario(busy), std::move(set));
}

sim::Amount sum_of(const std::vector<sim::Lesson>& lessons) {
  sim::Amount sum = 0;
  for (const auto& lesson : lessons) sum += lesson.amount;
  return sum;
}

bool invented_before(const sim::Story& story, int step) {
  return std::any_of(story.events.begin(), story.events.end(), [&](const sim::Event& event) {
    return event.turn == sim::Turn::invented && event.step < step;
  });
}

/// Nothing comes from nothing: whoever taught had it from somewhere, and earlier.
void expect_whole(const sim::Trace& trace) {
  for (const auto& story : trace.stories) {
    EXPECT_EQ(story.learned, sum_of(story.lessons));
    int last = 0;
    for (const auto& lesson : story.lessons) {
      EXPECT_GE(lesson.step, last);
      EXPECT_LT(lesson.step, story.before);
      EXPECT_GT(lesson.amount, 0);
      last = lesson.step;
      if (lesson.from < 0) continue;
      const auto& source = trace.stories.at(static_cast<std::size_t>(lesson.from));
      if (&source == &story) continue;
      EXPECT_GE(source.before, lesson.step);
      EXPECT_TRUE(source.origin || invented_before(source, lesson.step) ||
                  (!source.lessons.empty() && source.lessons.front().step < lesson.step) ||
                  (!source.arrivals.empty() && source.arrivals.front().step <= lesson.step))
          << source.organisation << " taught " << story.organisation << " in step " << lesson.step;
    }
  }
}

/// The lessons of everybody who never applied it sum to what it learned, and what came and went to what is
/// known.
void expect_true_for_all(Traced& traced, const std::string& practice, std::size_t stride,
                         std::size_t least_checked) {
  auto& laboratory = traced.laboratory();
  const auto& frame = laboratory.world().frame;
  std::size_t k = 0;
  while (frame.practices[k].name != practice) ++k;
  std::vector<std::int64_t> learned;
  std::vector<std::int64_t> known;
  const auto rows = laboratory.run(0, nullptr, [&](const auto& run) {
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
      learned.push_back(run.learned(run.cell(o, k)));
      std::int64_t e = 0, t = 0;
      for (std::uint32_t i = run.world.people.first[o]; i < run.world.people.first[o + 1]; ++i)
        e += run.row(i)[k].e, t += run.row(i)[k].t;
      known.push_back(mastery(e, t, run.practices[k].tacit16));
    }
  });
  std::size_t checked = 0;
  for (std::size_t o = 0; o < frame.organisations.size(); o += stride) {
    const auto trace = traced.of(frame.organisations[o].id, practice);
    const auto& story = trace.stories.at(0);
    EXPECT_EQ(trace.digest, std::get<std::string>(rows[0])) << "the witness touched the run";
    EXPECT_EQ(trace.learned_in_all, learned[o]);
    EXPECT_LE(story.learned, learned[o]);
    expect_whole(trace);
    if (story.origin || story.before < laboratory.plan().time.steps) continue;
    ++checked;
    EXPECT_EQ(story.learned, learned[o]) << story.organisation;
    sim::Amount balance = 0;
    for (const auto& flow : trace.flows) balance += flow.amount;
    // Each part of the balance is rounded to a unit by itself, and each contact's gain.
    const auto contacts = static_cast<double>(
        std::accumulate(trace.traffic.begin(), trace.traffic.end(), std::int64_t{0},
                        [](std::int64_t sum, const sim::Traffic& traffic) { return sum + traffic.taught; }));
    EXPECT_NEAR(static_cast<double>(balance), static_cast<double>(known[o]), contacts + 8)
        << story.organisation;
  }
  EXPECT_GE(checked, least_checked);
}

TEST(Trace, SumsToTheStateInASmallWorld) {
  Traced traced(small(nobody_starts()));
  expect_true_for_all(traced, "agile working", 1, 2);
}

TEST(Trace, SumsToTheStateInWales) {
  Traced traced(Laboratory::of_file("wales.yaml", {"time.horizon=2 years"}));
  expect_true_for_all(traced, "LED lighting", 4, 5);
}

TEST(Trace, IsTheBooksOfItsGroup) {
  Traced traced(small(nobody_starts()));
  const auto trace = traced.of("board 1", "agile working");
  std::map<std::string, std::array<std::int64_t, 4>> told;  // contacts, gained, lost, stopped
  for (const auto& traffic : trace.traffic) {
    auto& channel = told[traffic.channel];
    channel[0] += traffic.contacts, channel[1] += traffic.gained;
    EXPECT_EQ(traffic.inside, traffic.channel == "home");
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> lost;
  for (const auto& toll : trace.tolls) lost[{toll.channel, toll.barrier}] += toll.lost;
  ASSERT_GT(told["ties"][1], 0);
  traced.laboratory().run(0, nullptr, [&](const auto& run) {
    const auto& frame = run.frame;
    for (std::size_t c = 0; c < frame.channels.size(); ++c) {
      std::int64_t contacts = 0, gained = 0;
      std::vector<std::int64_t> of_barrier(contact_barriers);
      for (const Books& books : run.years) {
        const std::size_t at = books.contact(1, 0, c);
        contacts += books.contacts[at], gained += books.gained[at];
        for (std::size_t b = 0; b < contact_barriers; ++b)
          of_barrier[b] += books.lost[at * contact_barriers + b];
      }
      const auto& name = frame.channels[c].name;
      EXPECT_EQ(told[name][0], contacts) << name;
      EXPECT_EQ(told[name][1], gained) << name;
      for (std::size_t b = 0; b < contact_barriers; ++b)
        EXPECT_EQ((lost[{name, frame.plan.root["barriers"].children[b].name}]), of_barrier[b]) << name << b;
    }
  });
}

TEST(Trace, IsTheSameFromAnyNumberOfThreads) {
  Traced traced(Laboratory::of_file("wales.yaml", {"time.horizon=2 years"}));
  const auto one = traced.of("cardiff", "LED lighting", 1), three = traced.of("cardiff", "LED lighting", 3);
  ASSERT_EQ(one.stories.size(), three.stories.size());
  ASSERT_FALSE(one.stories[0].lessons.empty());
  for (std::size_t i = 0; i < one.stories.size(); ++i) {
    EXPECT_EQ(one.stories[i].organisation, three.stories[i].organisation);
    const auto &a = one.stories[i].lessons, &b = three.stories[i].lessons;
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t n = 0; n < a.size(); ++n) {
      EXPECT_EQ(std::tie(a[n].step, a[n].channel, a[n].from, a[n].teacher, a[n].learner, a[n].amount),
                std::tie(b[n].step, b[n].channel, b[n].from, b[n].teacher, b[n].learner, b[n].amount));
    }
  }
}

TEST(Trace, OfTheOriginEndsThere) {
  Traced traced(small());
  const auto trace = traced.of("council 1", "agile working");
  ASSERT_EQ(trace.stories.size(), 1u);
  EXPECT_TRUE(trace.stories[0].origin && trace.stories[0].lessons.empty());
  ASSERT_FALSE(trace.stories[0].events.empty());
  EXPECT_EQ(trace.stories[0].events[0].turn, sim::Turn::began);
}

TEST(Trace, EndsWhenTheOrganisationComesToApplyIt) {
  Traced traced(small({"stages.apply.start=500", "stages.apply.success=0.95", "channels.ties.talks=100",
                       "stages.apply.trial_ends=26", "barriers.application.strength=0"}));
  const auto trace = traced.of("council 2", "agile working");
  const auto& story = trace.stories[0];
  const auto applied = std::find_if(story.events.begin(), story.events.end(),
                                    [](const sim::Event& event) { return event.stage == 4; });
  ASSERT_NE(applied, story.events.end());
  EXPECT_EQ(story.before, applied->step + 1);
  EXPECT_LT(story.learned, trace.learned_in_all);
  expect_whole(trace);
}

std::size_t count(const sim::Story& story, sim::Turn turn) {
  return static_cast<std::size_t>(
      std::count_if(story.events.begin(), story.events.end(), [&](const auto& e) { return e.turn == turn; }));
}

TEST(Trace, TellsOfAttemptsThatWereStopped) {
  const std::vector<std::string> set{"stages.apply.start=500",
                                     "channels.seeking.visits=50",
                                     "stages.apply.invention=0",
                                     "barriers.application.strength=1",
                                     "world.traits.leadership=0",
                                     "world.traits.capacity=0",
                                     "world.practices.agile working.evidence=0"};
  Traced traced(small(set));
  std::size_t stopped = 0;
  std::int64_t booked = 0;
  for (const char* name : {"council 2", "board 1"})
    stopped += count(traced.of(name, "agile working").stories[0], sim::Turn::attempt_stopped);
  traced.laboratory().run(0, nullptr, [&](const auto& run) {
    for (auto round : run.state.start.round.values) booked += round;
    for (const auto stage : run.state.stage.values) booked -= stage == Stage::trialling;
  });
  EXPECT_GT(stopped, 0u);
  EXPECT_LE(stopped, static_cast<std::size_t>(booked));
}

TEST(Trace, TellsOfInventionsAndFailedTrials) {
  Traced traced(small({"stages.apply.invention=20", "stages.apply.success=0", "stages.apply.success_slope=0",
                       "channels.ties.talks=0", "channels.seeking.visits=0", "channels.portal.documents=0"}));
  const auto trace = traced.of("board 1", "agile working");
  EXPECT_GT(count(trace.stories[0], sim::Turn::invented), 0u);
  EXPECT_GT(count(trace.stories[0], sim::Turn::trial_failed), 0u);
}

TEST(Trace, NamesTheFundThatPaid) {
  const std::string loans =
      "levers:\n  loans: {shape: fund, rounds: 4, interest: 1, paper: 0, threshold: 0, loan: 0}\n";
  auto set = nobody_starts();
  set.push_back("world.practices.agile working.evidence=1");
  Traced traced(std::make_unique<Laboratory>(small_scenario(busy + loans), set));
  for (const char* name : {"council 2", "board 1"}) {
    const auto trace = traced.of(name, "agile working");
    const auto& events = trace.stories[0].events;
    const auto paid = std::find_if(events.begin(), events.end(),
                                   [](const sim::Event& event) { return event.turn == sim::Turn::funded; });
    ASSERT_NE(paid, events.end());
    EXPECT_EQ(paid->by, "loans");
    // Nobody starts but by the fund, so no trial begins without its being told.
    for (const auto& event : events)
      EXPECT_FALSE(event.turn == sim::Turn::stage && event.stage == static_cast<int>(Stage::trialling));
  }
}

/// The busy world, with more in its `world`, behind its practice.
std::string world_with(const std::string& more) {
  std::string yaml = small_scenario(busy);
  const std::string practice = "    agile working: {field: estates, origin: council 1}\n";
  return yaml.insert(yaml.find(practice) + practice.size(), more);
}

TEST(Trace, TellsWhatAVariantReplaced) {
  const std::string variant =
      "    hot desks: {field: estates, origin: council 2, evidence: 1, benefit: 900 000 GBP, starts: 60 "
      "weeks, "
      "variant_of: agile working}\n";
  std::size_t replaced = 0;
  for (std::uint32_t replicate = 0; replicate < 6 && !replaced; ++replicate) {
    Traced traced(std::make_unique<Laboratory>(
                      world_with(variant),
                      std::vector<std::string>{"world.practices.agile working.benefit=300 000 GBP",
                                               "stages.apply.start=50", "stages.apply.success=1",
                                               "time.horizon=4 years", "stages.apply.abandon=0"},
                      replicate),
                  replicate);
    const auto trace = traced.of("board 1", "agile working");
    replaced += count(trace.stories[0], sim::Turn::replaced);
    EXPECT_EQ(count(trace.stories[0], sim::Turn::given_up), 0u);
  }
  EXPECT_GT(replaced, 0u);
}

TEST(Trace, OfASchemeEndsWithKnowingIt) {
  Traced traced(std::make_unique<Laboratory>(
      world_with("  schemes: {programme: {field: records, origin: board 1}}\n")));
  const auto trace = traced.of("council 1", "programme");
  EXPECT_EQ(trace.stages.back(), "acquired");
}

TEST(Trace, NamesNewcomersAndWhoTheyCameFrom) {
  auto set = at_rest();
  std::erase(set, "stages.turnover.people=0");
  for (const char* more : {"stages.turnover.people=2", "stages.turnover.bring=1", "channels.ties.talks=0",
                           "channels.portal.documents=0"})
    set.push_back(more);
  Traced traced(small(set));
  const auto trace = traced.of("board 1", "agile working");
  const auto& story = trace.stories[0];
  ASSERT_FALSE(story.arrivals.empty());
  EXPECT_TRUE(story.lessons.empty());
  sim::Amount brought = 0;
  for (const auto& arrival : story.arrivals) {
    brought += arrival.amount;
    EXPECT_FALSE(trace.stories.at(static_cast<std::size_t>(arrival.from)).organisation == story.organisation);
  }
  const auto flow =
      std::find_if(trace.flows.begin(), trace.flows.end(), [](const auto& f) { return f.name == "brought"; });
  EXPECT_NEAR(static_cast<double>(flow->amount), static_cast<double>(brought),
              static_cast<double>(story.arrivals.size()));
}

TEST(Trace, OfWhatIsUnknownIsRefused) {
  Traced traced(small());
  EXPECT_THROW(traced.of("council 9", "agile working"), sim::InvalidInput);
  EXPECT_THROW(traced.of("council 1", "agile"), sim::InvalidInput);
}

}  // namespace

}  // namespace knowhow::public_services
