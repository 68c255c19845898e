// Every number that may change at any time can be changed by an intervention: random interventions are held
// against scenarios that have the changed value written out.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <random>
#include <set>
#include <sstream>

#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

/// Every shape of channel at work, so that every number matters to something.
const std::string everything = R"(channels:
  friends: {shape: ties, network: random, degree: 6, talks: 6}
  portal: {shape: publication, visits_manager: 6, visits_officer: 3, other_documents: 40}
  letter: {shape: publication, letters: 6, cascade: 0.5, visits_leader: 0, visits_manager: 0, visits_officer: 0, documents: 0}
  network: {shape: gathering, members: field, leaders: 1, managers: 1, meetings: 12, focus: 0.7, follow_up: 0.2,
            call_to_action: 0.3, remembers: 0.5, consulted: 6, fades: 0.5, cost: 10}
  event: {shape: gathering, members: everyone, places: 20, focus: 1}
  mentoring: {shape: pairing, pairs: 2, hosts: 2, brokered: 0.3, cost: 5}
  guidance: {shape: mandate, form: adopt_or_justify, about: [agile working], in_force: 1, rate: 0.3}
  law: {shape: mandate, form: legislation, about: [shared payroll], in_force: 1, rate: 0.2}
levers:
  money: {shape: fund, scheme: programme, meets_through: mentoring, published_in: portal, rounds: 4, own_ideas: 0.2,
          interest: 0.6, each: 1, budget: 150 000 GBP, share: 0.5, loan: 0.5, threshold: 0.3, dissemination_plan: 0.5,
          evaluation: 0.5, lessons_learned: 0.5, liaison: 0.5, links: 0.5}
  honour: {shape: award, rounds: 4, awards: 1, threshold: 0.3, honour: 0.5, hosting: 0.5, cost: 3}
  team: {shape: resource, meets_through: mentoring, gatherings: [network, event], staff: 1, evaluations: 2}
barriers:
  attention: {by_kind: {board: 0.3}}
  transfer: {by_channel: {friends: 0.2}}
)";

std::string scenario(const std::string& more) {
  std::string yaml = small_scenario(everything + more);
  const std::string one = "    agile working: {field: estates, origin: council 1}\n";
  return yaml.replace(
      yaml.find(one) + one.size(), 0,
      "    shared payroll: {field: records, origin: board 1, starts: 8 weeks, evidence: 0.3}\n"
      "    nil practice: {field: estates, origin: council 2, benefit: 0 GBP, dissemination_plan: 0.5, award: "
      "0.5}\n"
      "    hot desks: {field: estates, origin: council 2, evidence: 0.2, variant_of: agile working}\n"
      "  schemes:\n    programme: {field: records, origin: board 1}\n");
}

std::string written(double value, sim::Unit unit) {
  std::ostringstream text;
  text << std::setprecision(17) << value;
  return text.str() + (unit == sim::Unit::years ? " years" : unit == sim::Unit::pounds ? " GBP" : "");
}

struct Case {
  const sim::Slot* slot;
  double base, changed;
  std::string operation, amount;
};

/// A random change of one number, and what it then is.
Case random_case(const sim::Slot& slot, std::mt19937& luck) {
  const sim::Declaration& d = *slot.declaration;
  const bool whole = d.unit == sim::Unit::count;
  const double low = std::max(d.range.least, d.plausible.least),
               high = std::min(d.range.most, d.plausible.most);
  const auto between = [&] {
    const double value = low + (high - low) * std::uniform_real_distribution<>(0, 1)(luck);
    return whole ? std::round(value) : value;
  };
  Case result{&slot, slot.base.value, between(), "set", ""};
  switch (std::uniform_int_distribution<>(0, whole || !std::isfinite(slot.base.value) ? 0 : 2)(luck)) {
    case 1: {
      const double extra = result.changed - slot.base.value;
      result.operation = "add", result.amount = written(extra, d.unit);
      result.changed = sim::clip(slot.base.value + extra, d.range);
      break;
    }
    case 2: {
      const double factor = std::uniform_real_distribution<>(0, 2)(luck);
      result.operation = "scale", result.amount = written(factor, sim::Unit::number);
      result.changed = sim::clip(slot.base.value * factor, d.range);
      break;
    }
    default:
      result.amount = written(result.changed, d.unit);
  }
  return result;
}

TEST(Intervention, AtAnyTimeIsTheChangedValueWrittenOut) {
  const Laboratory plain(scenario(""));
  std::mt19937 luck(20141);
  std::vector<Case> cases;
  std::set<std::string> sections;
  for (const auto& slot : plain.plan().slots) {
    if (slot.declaration->when != sim::When::any_time || std::isnan(slot.base.value)) continue;
    cases.push_back(random_case(slot, luck));
    sections.insert(slot.path.substr(0, slot.path.rfind('.')));
  }
  EXPECT_GT(cases.size(), 180u);
  // Ten at a time, each with a time of its own: first the new values in a file that goes back to the old ones
  // until then, then the old values in a file that goes over to the new ones.
  std::shuffle(cases.begin(), cases.end(), luck);
  int moved = 0;
  for (std::size_t first = 0; first < cases.size(); first += 10) {
    const int weeks = std::uniform_int_distribution<>(1, 80)(luck);
    std::string change, back, names;
    std::vector<std::string> set;
    for (std::size_t n = first; n < std::min(cases.size(), first + 10); ++n) {
      const Case& c = cases[n];
      names += c.slot->path + " " + c.operation + " " + c.amount + "; ";
      const sim::Unit unit = c.slot->declaration->unit;
      const std::string name = "c" + std::to_string(n);
      change += "  " + name + ": {from: " + std::to_string(weeks) + " weeks, " + c.operation + ": {\"" +
                c.slot->path + "\": " + c.amount + "}}\n";
      back += "  " + name + ": {until: " + std::to_string(weeks) + " weeks, set: {\"" + c.slot->path +
              "\": " + written(c.base, unit) + "}}\n";
      set.push_back(c.slot->path + "=" + written(c.changed, unit));
    }
    std::string list = "scenarios: {changed: [";
    for (std::size_t n = first; n < std::min(cases.size(), first + 10); ++n)
      list += (n == first ? "c" : ", c") + std::to_string(n);
    list += "]}\n";
    Laboratory goes_over(scenario("interventions:\n" + change + list)),
        goes_back(scenario("interventions:\n" + back + list), set);
    const auto rows = goes_over.run(1);
    EXPECT_TRUE(same(rows, goes_back.run(1))) << weeks << " weeks; " << names;
    moved += !same(rows, goes_over.run(0));
  }
  // Ten numbers changed late may change nothing yet; that each does something is the next test.
  EXPECT_GE(moved * 10 + 10, static_cast<int>(cases.size()));
}

/// Each number by itself does something, in one channel or practice at least: none is declared and then
/// ignored.
TEST(Intervention, EveryNumberMatters) {
  // Organisations differ, so that there is something to choose, and there are two portals; one world in which
  // organisations soon become donors, and one in which they are slow to start.
  const std::vector<std::string> slow{"world.traits.influence={uniform: {least: 0, most: 1}}",
                                      "world.traits.transfer_capability={uniform: {least: 0, most: 1}}",
                                      "channels.letter.visits_manager=2",
                                      "channels.letter.documents=6",
                                      "world.counts.council.number=8",
                                      "world.traits.application_skill={uniform: {least: 0, most: 1}}"};
  std::vector<std::string> eager = slow;
  eager.insert(eager.end(),
               {"stages.apply.start=60", "stages.improve.donor=0.02", "barriers.application.strength=1"});
  std::set<const sim::Declaration*> declared, matters;
  for (std::uint32_t replicate = 0; replicate < 8; ++replicate) {
    const auto& world = replicate % 2 ? eager : slow;
    Laboratory laboratory(scenario(""), world, replicate);
    const auto baseline = laboratory.run();
    declared.clear();
    for (const auto& slot : laboratory.plan().slots) {
      const sim::Declaration& d = *slot.declaration;
      if (d.when != sim::When::any_time) continue;
      declared.insert(&d);
      for (double value :
           {d.plausible.least, d.plausible.most, d.range.least, std::min(d.range.most, 50.0)}) {
        if (matters.count(&d)) break;
        if (value == slot.base.value || !d.range.contains(value)) continue;
        Laboratory changed(scenario("interventions: {change: {set: {\"" + slot.path + "\": " +
                                    written(value, d.unit) + "}}}\nscenarios: {changed: [change]}\n"),
                           world, replicate);
        if (!same(changed.run(1), baseline)) matters.insert(&d);
      }
    }
  }
  EXPECT_GT(declared.size(), 130u);
  for (const auto* d : declared) EXPECT_TRUE(matters.count(d)) << d->name << ": " << d->meaning;
}

TEST(Intervention, ATargetIsWhomItNames) {
  const auto rows = [](const std::string& target) {
    Laboratory laboratory(
        scenario("interventions:\n  change: {from: 20 weeks, until: 60 weeks, add: {world.traits.openness: "
                 "0.3}, scale: {world.traits.motivation_to_learn: 1.4}" +
                 target + "}\nscenarios: {changed: [change]}\n"));
    return laboratory.run(1);
  };
  const auto everybody = rows(""), councils = rows(", target: {kind: [council]}");
  EXPECT_TRUE(same(everybody, rows(", target: {kind: [council, board]}")));
  EXPECT_TRUE(same(councils, rows(", target: {sector: [local]}")));
  EXPECT_TRUE(same(councils, rows(", target: {organisation: [council 1, council 2]}")));
  EXPECT_FALSE(same(councils, everybody));
  EXPECT_FALSE(same(councils, rows(", target: {organisation: [council 1]}")));
}

TEST(Intervention, CostsWhatItSays) {
  const auto cost = [](const std::string& interventions) {
    Laboratory laboratory(
        scenario("interventions: {change: {from: 26 weeks, until: 78 weeks, add: {channels.friends.talks: "
                 "0}, cost: {" +
                 interventions + "}}}\nscenarios: {changed: [change]}\n"));
    double sum[2] = {0, 0};
    for (std::size_t s : {0, 1})
      laboratory.run(s, nullptr, [&](const public_services::Run& run) {
        for (double year : run.programme_cost) sum[s] += year;
      });
    return sum[1] - sum[0];
  };
  EXPECT_NEAR(cost("once: 5000"), 5000, 1e-6);
  EXPECT_NEAR(cost("a_year: 52 000 GBP"), 52000, 1e-6);
  EXPECT_NEAR(cost("once: 1, a_year: 52"), 53, 1e-6);
}

}  // namespace
}  // namespace knowhow::public_services
