// Every mechanism meets a closed form, with everything else at rest. Tolerances are computed: of integers one
// unit a step for rounding, of counts five standard deviations with a fixed seed.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/public_services/measures/measures.h"
#include "tests/models/laboratory.h"
#include "tests/statistics.h"

namespace knowhow::public_services {
namespace {

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
  Laboratory laboratory(small_scenario(), at_rest({"stages.forget.explicit=0.5", "stages.forget.tacit=0.9",
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
                        at_rest({"stages.improve.doing=1.5", "world.practices.agile working.complexity=0.4",
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
                        at_rest({"stages.take_home.write_down=1000", "stages.take_home.read_up=0.8"}));
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
                        at_rest({"stages.begin.explicit_least=1", "stages.begin.explicit_most=1",
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
                        at_rest({"stages.forget.awareness=0.6", "stages.forget.aware_until=1"}));
  int before = 0, after = 0;
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    Laboratory one_of_many(
        small_scenario(), at_rest({"stages.forget.awareness=0.6", "stages.forget.aware_until=1"}), replicate);
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
  EXPECT_LIKELY(after, before * p, std::sqrt(before * p * (1 - p)));
}

TEST(ClosedForm, PeopleLeaveAtTheirRate) {
  double left = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(small_scenario(),
                          at_rest({"stages.turnover.people=0.4", "stages.turnover.champions=0.4"}),
                          replicate);
    laboratory.run(0, nullptr, [&](const public_services::Run& run) {
      for (auto spell : run.state.spell.values) left += spell;
      expected += run.world.people.size() * .4 * 2;
      // The audit has checked that what they knew departed with them; nobody brought anything that was not
      // taken over.
      EXPECT_GT(run.years[0].flows[0][static_cast<std::size_t>(Flow::departed)][0], 0);
    });
  }
  EXPECT_LIKELY(left, expected, std::sqrt(expected));
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
      at_rest({"channels.friends.dose=0"}));
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
  EXPECT_LIKELY(counting.seen, counting.expected, std::sqrt(counting.expected));
}

TEST(ClosedForm, ColleaguesTalkAtTheirRate) {
  Laboratory laboratory(small_scenario(), at_rest({"channels.home.talks=20", "channels.home.dose=0"}));
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
  EXPECT_LIKELY(counting.seen, counting.expected, std::sqrt(counting.expected));
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
  EXPECT_LIKELY(counting.seen, counting.expected, std::sqrt(counting.expected));
}

TEST(ClosedForm, LettersComeAtTheirRhythmAndCascade) {
  // Everybody who gets a letter reads it with probability 1 / (1 + 1 / 2); leaders get every one, the field
  // by cascade.
  double seen = 0, expected = 0, variance = 0;
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
    Laboratory laboratory(small_scenario("channels:\n  letter: {shape: publication, letters: 26, pages: 1, "
                                         "cascade: 0.4, dose: 0, visits_leader: 0, "
                                         "visits_manager: 0, visits_officer: 0, documents: 0}\n"),
                          at_rest(), replicate);
    Counting counting;
    counting.channel = 2;
    counting.expect = [](const public_services::Run& run) {
      if (run.step % 2 == 0) return 0.0;  // one in two weeks, the first when half a year's rate has filled
      double reads = 0;
      for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
        reads += run.world.people.leaders[o] / 1.5;
        for (std::uint32_t i : run.world.people.members_of(o, 0))
          reads += (run.world.people.role[i] != Role::leader) * .4 / 1.5;
      }
      return reads;
    };
    laboratory.run(0, &counting);
    EXPECT_GT(counting.expected, 300);
    seen += counting.seen, expected += counting.expected;
    // A cascade moves a whole field at once, so its variance is that of letters, times the square of the
    // field.
    const double field = static_cast<double>(laboratory.world().people.members_of(0, 0).size());
    variance += counting.expected + 3 * 52 * .4 * .6 * field * field;
  }
  EXPECT_LIKELY(seen, expected, std::sqrt(variance));
}

TEST(ClosedForm, VisitsAreSoughtAtTheirRate) {
  // Everybody has heard of it and nobody learns: visits to the origin at the rate of rule R6, two talks each.
  double seen = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 20; ++replicate) {
    Laboratory laboratory(small_scenario("channels:\n  letter: {shape: publication, letters: 52, pages: 0.1, "
                                         "cascade: 1, dose: 0, visits_leader: 0, "
                                         "visits_manager: 0, visits_officer: 0, documents: 0, trust: 1}\n"),
                          at_rest({"channels.seeking.visits=6", "channels.seeking.dose=0"}), replicate);
    Counting counting;
    counting.channel = 1;
    counting.expect = [](const public_services::Run& run) {
      double talks = 0;
      for (std::uint32_t o = 1; o < run.world.organisations(); ++o) {
        const Summary& summary = run.summaries[o];
        const double share = summary.aware          ? summary.aware_share()
                             : summary.leader_aware ? 1.0 / summary.field
                                                    : 0;
        const bool seeks = run.state.stage[o] == Stage::aware || run.state.stage[o] == Stage::acquired;
        talks +=
            seeks * 2 * 6 * run.dt * share * run.practices[0].perceived * run.traits[o][motivation_to_learn];
      }
      return talks;
    };
    laboratory.run(0, &counting);
    seen += counting.seen, expected += counting.expected;
  }
  EXPECT_GT(expected, 150);
  EXPECT_LIKELY(seen, expected, std::sqrt(2 * expected));  // talks come in pairs
}

/// Transitions of organisations that do not hold the origin, and what their hazards should give.
struct Transitions : Witness {
  std::function<double(const public_services::Run&, std::uint32_t)> hazard;
  std::function<bool(Stage, Stage)> counts;
  double expected = 0, seen = 0;
  std::vector<Stage> before;
  void step_begins(const public_services::Run& run) override {
    before = run.state.stage.values;
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o) expected += -std::expm1(-hazard(run, o));
  }
  void step_ends(const public_services::Run& run) override {
    for (std::uint32_t o = 1; o < run.world.organisations(); ++o)
      seen += counts(before[o], run.state.stage[o]);
  }
};

TEST(ClosedForm, InventionTrialAndGivingUpComeAtTheirHazards) {
  // A worthless practice that nobody hears of: invented, tried, given up, again and again, waiting in
  // between.
  const std::vector<std::string> set =
      at_rest({"stages.apply.invention=2", "stages.apply.trial_ends=3", "stages.apply.abandon=4",
               "stages.apply.wait=0", "world.practices.agile working.benefit=0", "stages.apply.success=0.7",
               "stages.forget.explicit=40", "stages.forget.tacit=40", "stages.forget.applied=1",
               "stages.forget.awareness=40", "time.horizon=10 years"});
  Transitions trials, outcomes, given_up;
  trials.hazard = [](const public_services::Run& run, std::uint32_t o) {
    const double rate = 2 * (.5 + run.traits[o][risk_tolerance]) * run.dt;
    // From the stages' own rule: not while it is tried or applied, nor while the team still masters it.
    const bool may = run.state.stage[o] < Stage::acquired;
    return may ? rate * (1 - run.summaries[o].aware_share()) : 0;
  };
  trials.counts = [](Stage before, Stage after) {
    return before < Stage::trialling && after == Stage::trialling;
  };
  outcomes.hazard = [](const public_services::Run& run, std::uint32_t o) {
    return run.state.stage[o] == Stage::trialling ? 3 * run.dt : 0;
  };
  outcomes.counts = [](Stage before, Stage after) {
    return before == Stage::trialling && after != Stage::trialling;
  };
  given_up.hazard = [](const public_services::Run& run, std::uint32_t o) {
    return run.state.stage[o] == Stage::applied ? 4 * .5 * run.dt : 0;
  };
  given_up.counts = [](Stage before, Stage after) {
    return before == Stage::applied && after != Stage::applied;
  };
  double ended = 0, succeeded = 0;
  for (Transitions* transitions : {&trials, &outcomes, &given_up})
    for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
      Laboratory laboratory(small_scenario(), set, replicate);
      laboratory.run(0, transitions, [&](const public_services::Run& run) {
        if (transitions != &outcomes) return;
        for (std::uint32_t o = 1; o < 3; ++o) ended += run.state.trial.round[o];
        for (const Books& books : run.years)
          for (const auto& balance : books.adaptation)
            EXPECT_EQ(balance.potential, balance.gained + balance.lost);
      });
    }
  for (const Transitions* t : {&outcomes, &given_up}) {
    EXPECT_GT(t->expected, 60);
    EXPECT_LIKELY(t->seen, t->expected, std::sqrt(t->expected));
  }
  // Awareness of a step's end, not of its start, decides an invention: the two differ by what faded in one
  // week.
  EXPECT_GT(trials.seen, 60);
  EXPECT_LIKELY(trials.seen, trials.expected, std::sqrt(trials.expected), .05 * trials.expected);
  // Without a benefit a trial succeeds with `success` alone; whoever applied it gave it up or applies it
  // still.
  Transitions successes;
  successes.hazard = [](const public_services::Run&, std::uint32_t) { return 0; };
  successes.counts = [](Stage before, Stage after) {
    return before == Stage::trialling && after == Stage::applied;
  };
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate)
    Laboratory(small_scenario(), set, replicate).run(0, &successes);
  succeeded = successes.seen;
  EXPECT_LIKELY(succeeded, .7 * ended, std::sqrt(ended * .7 * .3));
}

TEST(ClosedForm, NewcomersBringWhatSomebodyElsewhereKnows) {
  double brought = 0, expected = 0;
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
    Laboratory laboratory(
        small_scenario(),
        at_rest({"stages.turnover.people=0.5", "stages.turnover.champions=0.5", "stages.turnover.bring=0.6",
                 "stages.turnover.bring_explicit=1", "stages.turnover.bring_tacit=1"}),
        replicate);
    // Posts outside the origin's field at the origin know nothing at first, so only some newcomers bring
    // anything; expected from each step's start: the chance that the forerunner, anybody of the field
    // elsewhere, knows something.
    struct Brought : Witness {
      std::vector<std::uint32_t> spells;
      std::vector<double> chance;
      double expected = 0, seen = 0;
      void newcomer(const public_services::Run& run, std::uint32_t, std::uint32_t,
                    const Knowledge* brings) override {
        if (run.step > 0) seen += !(brings[0] == Knowledge{});
      }
      void step_ends(const public_services::Run& run) override {
        const People& people = run.world.people;
        if (!spells.empty())
          for (std::uint32_t i = 0; i < people.size(); ++i)
            expected += (run.state.spell[i] - spells[i]) * chance[i];
        spells = run.state.spell.values;
        chance.assign(people.size(), 0);
        double know[2][3] = {}, all[2][3] = {};
        for (std::uint32_t i = 0; i < people.size(); ++i) {
          know[people.field[i]][people.organisation[i]] += !(run.row(i)[0] == Knowledge{});
          ++all[people.field[i]][people.organisation[i]];
        }
        for (std::uint32_t i = 0; i < people.size(); ++i)
          for (std::uint32_t o = 0; o < 3; ++o) {
            if (o == people.organisation[i]) continue;
            double elsewhere = 0;
            for (std::uint32_t other = 0; other < 3; ++other)
              elsewhere += other == people.organisation[i] ? 0 : all[people.field[i]][other];
            chance[i] += .6 * know[people.field[i]][o] / elsewhere;
          }
      }
    } witness;
    laboratory.run(0, &witness, [&](const public_services::Run& run) {
      brought += witness.seen, expected += witness.expected;
      std::int64_t flow = 0;
      for (const Books& books : run.years) flow += books.flows[0][static_cast<std::size_t>(Flow::brought)][0];
      EXPECT_GT(flow, 0);
    });
  }
  EXPECT_GT(expected, 100);
  EXPECT_LIKELY(brought, expected, std::sqrt(expected));
}

TEST(ClosedForm, TheRepositoryDecays) {
  // Written down while the team knows; then the team has forgotten, and nothing but decay is left.
  Laboratory laboratory(small_scenario("interventions: {gone: {from: 1 year, set: "
                                       "{stages.take_home.write_down: 0}}}\nscenarios: {gone: [gone]}\n"),
                        at_rest({"stages.take_home.write_down=1000", "stages.take_home.decay=0.8"}));
  struct AtOneYear : Witness {
    std::int32_t repository = 0;
    void step_begins(const public_services::Run& run) override {
      if (run.step == 52) repository = run.state.repository[0];
    }
  } year;
  laboratory.run(1, &year, [&](const public_services::Run& run) {
    EXPECT_GT(year.repository, one / 2);
    EXPECT_NEAR(run.state.repository[0], year.repository * std::exp(-.8), 52);
  });
}

TEST(ClosedForm, NeverMetIsTheGapToTheBestTeamWithinReach) {
  Laboratory laboratory(small_scenario(), at_rest());
  laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    // Nobody meets anybody and everything stays as it was: each year the same gap, summed by hand.
    const auto mastered = [&](std::uint32_t i) {
      return mastery(run.row(i)[0].e, run.row(i)[0].t, run.practices[0].tacit16);
    };
    std::vector<std::int64_t> all;
    for (std::uint32_t i : run.world.people.members_of(0, 0)) all.push_back(mastered(i));
    std::sort(all.rbegin(), all.rend());
    const auto team = static_cast<std::size_t>(.19 * static_cast<double>(all.size()) + .5);
    const std::int64_t reach =
        std::accumulate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(team), std::int64_t{0}) /
        static_cast<std::int64_t>(team);
    std::int64_t councils = 0, boards = 0;
    for (std::uint32_t o : {0u, 1u, 2u})
      for (std::uint32_t i : run.world.people.members_of(o, 0))
        (o < 2 ? councils : boards) += std::max<std::int64_t>(0, reach - mastered(i));
    for (const Books& books : run.years) {
      EXPECT_EQ(books.never_met[0], councils);
      EXPECT_EQ(books.never_met[1], boards);  // of another kind, but in the same region
    }
  });
}

TEST(ClosedForm, PresentValueDiscountsWhatIsSavedAndWhatItCosts) {
  Laboratory laboratory(
      small_scenario("interventions: {dear: {from: 1 year, add: {channels.home.talks: 0}, cost: {once: 1000 "
                     "GBP, a_year: 520 GBP}}}\nscenarios: {dear: [dear]}\n"),
      at_rest());
  double without = 0;
  laboratory.run(0, nullptr, [&](const public_services::Run& run) {
    double expected = 0;
    for (int n = 0; n < 104;
         ++n)  // the origin alone saves, towards benefit x mastery of its field, within a year
      expected += run.practices[0].benefit * run.summaries[0].field_mean() * (1 - std::exp(-(n + 1) / 52.0)) /
                  52 * std::pow(1.035, -n / 52.0);
    without = run.money[0].present_value;
    EXPECT_NEAR(without, expected, 1e-6 * expected);
  });
  laboratory.run(1, nullptr, [&](const public_services::Run& run) {
    double expected = -1000 * std::pow(1.035, -1.0);
    for (int n = 52; n < 104; ++n) expected -= 10 * std::pow(1.035, -n / 52.0);
    EXPECT_NEAR(run.programme_present_value, expected, 1e-6);
    EXPECT_EQ(run.money[0].present_value, without);
  });
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
  EXPECT_LIKELY(rung, expected, std::sqrt(expected));
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
