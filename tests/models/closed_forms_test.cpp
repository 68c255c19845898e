// Every mechanism meets a closed form, with everything else at rest. Tolerances are computed: of integers one
// unit a step for rounding, of counts five standard deviations with a fixed seed.
#include <cmath>

#include "models/public_services/measures/measures.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

std::vector<std::string> rest_but(std::vector<std::string> more) {
  auto set = at_rest();
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

/// Remembers what everybody knew when people first looked.
struct Start : Witness {
  void step_begins(const Run& run) override {
    if (run.step == 0) knowledge = run.state.knowledge.values;
  }
  std::vector<Knowledge> knowledge;
};

TEST(ClosedForm, AtRestNothingMoves) {
  Laboratory laboratory(small_scenario(), at_rest());
  Start start;
  laboratory.run(0, &start, [&](const public_services::Run& run) {
    EXPECT_EQ(run.state.knowledge.values, start.knowledge);
    EXPECT_EQ(run.years[0].contacts, std::vector<std::int64_t>(run.years[0].contacts.size()));
  });
}

TEST(ClosedForm, ForgettingIsExponential) {
  Laboratory laboratory(small_scenario(), rest_but({"stages.forget.explicit=0.5", "stages.forget.tacit=0.9",
                                                    "stages.forget.applied=0.4"}));
  Start start;
  laboratory.run(0, &start, [&](const public_services::Run& run) {
    const int steps = laboratory.plan().time.steps;
    const double years = steps * run.dt;
    int known = 0;
    for (std::size_t c = 0; c < start.knowledge.size(); ++c) {
      known += start.knowledge[c].e > 0;
      EXPECT_NEAR(run.state.knowledge[c].e, start.knowledge[c].e * std::exp(-.5 * .4 * years), steps);
      EXPECT_NEAR(run.state.knowledge[c].t, start.knowledge[c].t * std::exp(-.9 * .4 * years), steps);
    }
    EXPECT_GT(known, 30);
  });
}

TEST(ClosedForm, DoingClosesTheGapToItsCeiling) {
  Laboratory laboratory(small_scenario(),
                        rest_but({"stages.improve.doing=1.5", "world.practices.agile working.complexity=0.4",
                                  "stages.begin.champion=0.8", "stages.begin.explicit_most=0.8"}));
  Start start;
  laboratory.run(0, &start, [&](const public_services::Run& run) {
    const int steps = laboratory.plan().time.steps;
    for (std::uint32_t i : run.world.people.members_of(0, 0)) {
      const double ac = run.person_traits[i][absorptive_capacity];
      const double g = 1.5 * run.dt * (.5 + .5 * ac) * (1 - .5 * .4);
      const double e0 = start.knowledge[i].e, ceiling = .9 * one;
      // e closes in on the ceiling, and t on the e of the step's start, but only from below.
      double e = e0, t = start.knowledge[i].t;
      for (int n = 0; n < steps; ++n) {
        t += g * std::max(0.0, e - t);
        e += g * (ceiling - e);
      }
      EXPECT_NEAR(e, ceiling - (ceiling - e0) * std::pow(1 - g, steps), 1);
      EXPECT_NEAR(run.row(i)[0].e, e, 2 * steps);
      EXPECT_NEAR(run.row(i)[0].t, t, 4 * steps);
    }
  });
}

TEST(ClosedForm, ReadingUpClosesTheGapToTheRepository) {
  // The repository stands at the best of the team after the first step; from the second on people read it.
  Laboratory laboratory(small_scenario(),
                        rest_but({"stages.take_home.write_down=1000", "stages.take_home.read_up=0.8"}));
  Start start;
  laboratory.run(0, &start, [&](const public_services::Run& run) {
    const auto& traits = run.traits[0];
    const double share = 1 - std::exp(-.8 * traits[openness] * (.5 + .5 * traits[leadership]) * run.dt);
    const int steps = laboratory.plan().time.steps;
    std::int32_t best = 0;
    for (std::uint32_t i : run.world.people.members_of(0, 0)) best = std::max(best, start.knowledge[i].e);
    for (std::uint32_t i : run.world.people.members_of(0, 0)) {
      const double expected = best - (double(best) - start.knowledge[i].e) * std::pow(1 - share, steps - 1);
      // Writing down is all but complete in a step: exp(-1000 / 52 * codification) of the first step's gap is
      // left.
      const double unwritten = double(best) * std::exp(-1000.0 * traits[codification] * run.dt);
      EXPECT_NEAR(run.row(i)[0].e, expected, steps + unwritten);
    }
  });
}

TEST(ClosedForm, ImprovementApproachesBenefitTimesMastery) {
  Laboratory laboratory(small_scenario(),
                        rest_but({"stages.begin.explicit_least=1", "stages.begin.explicit_most=1",
                                  "stages.begin.tacit_least=1", "stages.begin.tacit_most=1",
                                  "stages.begin.champion=1", "world.practices.agile working.benefit=400000",
                                  "world.practices.agile working.lead_time=3 years"}));
  laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    EXPECT_NEAR(run.state.improvement[0], 400000 * (1 - std::exp(-2.0 / 3)), 1e-6);
    // Saved: the sum over steps of what is realised after each.
    double saved = 0;
    for (int n = 1; n <= 104; ++n) saved += 400000 * (1 - std::exp(-n / 52.0 / 3)) / 52;
    EXPECT_NEAR(run.money[0].saved[0] + run.money[0].saved[1], saved, 1e-5);
  });
}

TEST(ClosedForm, AwarenessFadesExponentially) {
  Laboratory laboratory(small_scenario(),
                        rest_but({"stages.forget.awareness=0.6", "stages.forget.aware_until=1"}));
  int before = 0, after = 0;
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    Laboratory one_of_many(small_scenario(),
                           rest_but({"stages.forget.awareness=0.6", "stages.forget.aware_until=1"}),
                           replicate);
    struct Aware : Witness {
      int start = 0;
      void step_begins(const public_services::Run& run) override {
        if (run.step == 0)
          for (auto mask : run.state.aware.values) start += mask != 0;
      }
    } aware;
    one_of_many.run(0, &aware, [&](const public_services::Run& run) {
      for (auto mask : run.state.aware.values) after += mask != 0;
    });
    before += aware.start;
  }
  const double p = std::exp(-.6 * 2);
  EXPECT_GT(before, 1000);
  EXPECT_NEAR(after, before * p, sigmas * std::sqrt(before * p * (1 - p)));
}

TEST(ClosedForm, PeopleLeaveAtTheirRate) {
  double left = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(small_scenario(),
                          rest_but({"stages.turnover.people=0.4", "stages.turnover.champions=0.4"}),
                          replicate);
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (auto spell : run.state.spell.values) left += spell;
      expected += run.world.people.size() * .4 * 2;
      // The audit has checked that what they knew departed with them; nobody brought anything that was not
      // taken over.
      EXPECT_GT(run.years[0].flows[0][static_cast<std::size_t>(Flow::departed)][0], 0);
    });
  }
  EXPECT_NEAR(left, expected, sigmas * std::sqrt(expected));
}

/// Counts contacts of a channel, and what the draws should give on average from each step's start (a
/// martingale: its variance is at most the sum of the expected counts).
struct Counting : Witness {
  std::uint16_t channel = 0;
  std::function<double(const Run&)> expect;
  double expected = 0, seen = 0;
  void step_begins(const Run& run) override { expected += expect(run); }
  void contact(const Contact& contact, int, Knowledge) override { seen += contact.channel == channel; }
};

TEST(ClosedForm, TiesTalkAtTheirRate) {
  Laboratory laboratory(
      small_scenario("channels:\n  friends: {shape: ties, network: random, degree: 8, talks: 20}\n"),
      rest_but({"channels.friends.dose=0"}));
  Counting counting;
  counting.channel = 2;
  counting.expect = [](const public_services::Run& run) {
    double talks = 0;
    const auto& network = run.world.ties[2].network;
    for (std::uint32_t i = 0; i < network.size(); ++i)
      for (std::uint32_t partner : network.of(i)) talks += (run.sources[partner] != 0) * 20 * run.dt;
    return talks;
  };
  laboratory.run(0, &counting);
  EXPECT_GT(counting.expected, 500);
  EXPECT_NEAR(counting.seen, counting.expected, sigmas * std::sqrt(counting.expected));
}

TEST(ClosedForm, ColleaguesTalkAtTheirRate) {
  Laboratory laboratory(small_scenario(), rest_but({"channels.home.talks=20", "channels.home.dose=0"}));
  Counting counting;
  counting.channel = 0;
  counting.expect = [](const public_services::Run& run) {
    double talks = 0;
    const People& people = run.world.people;
    for (std::uint32_t i = 0; i < people.size(); ++i) {
      if (run.sources[i] == 0) continue;
      const std::uint32_t o = people.organisation[i];
      const double rate = 20 * run.dt * (run.champions[i] ? 1.5 : 1);
      // Nobody talks to themselves: of the circle chosen, one's own place falls away.
      const double field = people.members_of(o, people.field[i]).size(),
                   all = people.first[o + 1] - people.first[o], leaders = people.leaders[o];
      const double nobody_there =
          .75 / field + (people.role[i] == Role::leader ? .10 / leaders : 0) + .15 / all;
      talks += rate * (1 - nobody_there);
    }
    return talks;
  };
  laboratory.run(0, &counting);
  EXPECT_GT(counting.expected, 500);
  EXPECT_NEAR(counting.seen, counting.expected, sigmas * std::sqrt(counting.expected));
}

TEST(ClosedForm, PortalVisitorsFindWhatTheyLookFor) {
  // Every donor writes each week and nothing ages: n documents on the one practice among 400 others.
  Laboratory laboratory(
      small_scenario(
          "channels:\n  portal: {shape: publication, documents: 52, ageing: 0, visits_leader: 10, "
          "visits_manager: 10, visits_officer: 10, dose: 0}\n"
          "barriers: {awareness: {strength: 0}, responsibility: {strength: 0}, incentives: {strength: 0}}\n"),
      at_rest());
  Counting counting;
  counting.channel = 2;
  counting.expect = [](const public_services::Run& run) {
    const double documents = run.step + 1, share = 20 * documents / (400 + documents);
    double reads = 0;
    for (std::uint32_t i = 0; i < run.world.people.size(); ++i)
      reads += 10 * run.dt * (1 - std::exp(-share * run.world.relevance_to(i)[0] / 65535.0)) / (1 + 4 / 2.0);
    return reads;
  };
  laboratory.run(0, &counting);
  EXPECT_GT(counting.expected, 300);
  EXPECT_NEAR(counting.seen, counting.expected, sigmas * std::sqrt(counting.expected));
}

TEST(ClosedForm, ClocksRingAtTheirHazard) {
  const sim::Draws draws(1, 0);
  Clocks clocks("start", "a clock");
  clocks.start(draws, 100, 20);
  int rung = 0;
  for (int step = 0; step < 50; ++step)
    for (std::size_t cell = 0; cell < 2000; ++cell) rung += clocks.advance(draws, cell, .03);
  // A renewal process in steps: each round takes ceil(E / .03) steps, and rings at most once a step.
  const double expected = 2000 * 50 * -std::expm1(-.03);
  EXPECT_NEAR(rung, expected, sigmas * std::sqrt(expected));
}

TEST(ClosedForm, AHigherHazardNeverRingsLater) {
  const sim::Draws draws(3, 1);
  Clocks slow("start", "a clock"), fast("start", "a clock");
  slow.start(draws, 50, 10), fast.start(draws, 50, 10);
  std::vector<int> slow_at(500, 1000), fast_at(500, 1000);
  for (int step = 0; step < 400; ++step)
    for (std::size_t cell = 0; cell < 500; ++cell) {
      if (slow.advance(draws, cell, .01)) slow_at[cell] = std::min(slow_at[cell], step);
      if (fast.advance(draws, cell, .011)) fast_at[cell] = std::min(fast_at[cell], step);
    }
  for (std::size_t cell = 0; cell < 500; ++cell) EXPECT_LE(fast_at[cell], slow_at[cell]);
}

}  // namespace
}  // namespace knowhow::public_services
