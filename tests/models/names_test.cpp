// What a scenario names must be there, be of the right sort, and do something: else it is told at its place.
#include "sim/problem.h"
#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

const std::string with_national =
    "world:\n"
    "  counts:\n"
    "    council: {number: 2, staff: 3000, population: 100000, area_km2: 500}\n"
    "    board: {number: 1, staff: 3000, population: 100000, area_km2: 500}\n"
    "    auditor: {number: 1, staff: 3000, population: 100000, area_km2: 500}\n"
    "  sectors: {council: local, board: health, auditor: national}\n"
    "  national: [auditor]\n"
    "  fields:\n"
    "    council: {estates: 0.6, records: 0.4, audit: 0}\n"
    "    board: {estates: 0.6, records: 0.4, audit: 0}\n"
    "    auditor: {estates: 0, records: 0.4, audit: 0.6}\n";

std::string of_world(const std::string& practices, const std::string& schemes, const std::string& more) {
  return "knowhow: 1\ntitle: Names\nmodel: public_services\n"
         "time: {start: 2014-04-01, step: 1 week, horizon: 1 year}\nrun: {replicates: 1, seed: 7}\n" +
         with_national + "  practices:\n    agile working: {field: estates, origin: council 1}\n" +
         practices + (schemes.empty() ? "" : "  schemes:\n    loans: " + schemes + "\n") + more;
}

struct Wrong {
  std::string schemes, more, subject, says;
  std::string practices = {};
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.subject << " " << wrong.says; }

class Names : public testing::TestWithParam<Wrong> {};

TEST_P(Names, AreRefusedAtTheirPlace) {
  const Wrong& wrong = GetParam();
  try {
    Laboratory(of_world(wrong.practices, wrong.schemes, wrong.more));
    FAIL() << "taken without a word";
  } catch (const sim::InvalidInput& refused) {
    ASSERT_EQ(refused.problems().size(), 1u) << refused.what();
    EXPECT_EQ(refused.problems()[0].subject, wrong.subject);
    EXPECT_NE(refused.problems()[0].what.find(wrong.says), std::string::npos) << refused.what();
    EXPECT_FALSE(refused.problems()[0].cure.empty());
    EXPECT_GT(refused.problems()[0].place.line, 0);
  }
}

const std::string scheme = "{field: records, origin: auditor 1}";
const std::string audit = "{field: audit, origin: auditor 1}";
const std::string talk =
    "channels:\n  friends: {shape: ties, network: random}\n  duty: {shape: pairing, about: [agile "
    "working]}\n";

INSTANTIATE_TEST_SUITE_P(
    Levers, Names,
    testing::Values(
        Wrong{scheme, "levers: {money: {shape: fund, scheme: agile working}}\n", "levers.money.scheme",
              "is no scheme"},
        Wrong{scheme, "levers: {money: {shape: fund, about: [loans]}}\n", "levers.money.about",
              "'loans' is a scheme, and nobody applies it"},
        Wrong{"", "levers: {money: {shape: fund, kinds: [auditor]}}\n", "levers.money.kinds",
              "'auditor' is a kind of national body"},
        Wrong{audit, "levers: {money: {shape: fund, scheme: loans, kinds: [council]}}\n",
              "levers.money.scheme", "nobody in a council works in its field"},
        Wrong{"", talk + "levers: {money: {shape: fund, meets_through: friends}}\n",
              "levers.money.meets_through", "'friends' is no channel of shape `pairing`"},
        Wrong{"", talk + "levers: {money: {shape: fund, published_in: duty}}\n", "levers.money.published_in",
              "'duty' is no channel of shape `publication`"},
        Wrong{"", "levers: {money: {shape: fund, links: 0.5}}\n", "levers.money.links",
              "without `meets_through`"},
        Wrong{"", "levers: {money: {shape: fund, lessons_learned: 0.5}}\n", "levers.money.lessons_learned",
              "without `published_in`"},
        Wrong{"",
              "levers: {money: {shape: fund}}\ninterventions: {links: {set: {levers.money.liaison: 0.5}}}\n",
              "levers.money.liaison", "without `meets_through`"},
        Wrong{"", "levers: {staff: {shape: resource, follow_up: 0}}\n", "levers.staff.matches",
              "without `meets_through`"},
        Wrong{"", "levers: {staff: {shape: resource, matches: 0}}\n", "levers.staff.follow_up",
              "without `gatherings`"},
        Wrong{"", talk + "levers: {staff: {shape: resource, meets_through: duty, gatherings: [friends]}}\n",
              "levers.staff.gatherings", "'friends' is no channel of shape `gathering`"}));

INSTANTIATE_TEST_SUITE_P(
    Channels, Names,
    testing::Values(
        Wrong{scheme, "channels: {duty: {shape: pairing, about: [loans]}}\n", "channels.duty.about",
              "'loans' is a scheme"},
        Wrong{"",
              "channels: {visits: {shape: gathering, presenters: money}}\nlevers: {money: {shape: fund}}\n",
              "channels.visits.presenters", "'money' is no lever of shape `award`"}));

INSTANTIATE_TEST_SUITE_P(
    World, Names,
    testing::Values(Wrong{"{field: audit, origin: council 1}", "", "world.schemes.loans.origin",
                          "nobody there works in the field"},
                    Wrong{"", "", "world.practices.ledgers.origin", "nobody there works in the field",
                          "    ledgers: {field: audit, origin: council 1, suits: [council]}\n"},
                    Wrong{scheme, "", "world.schemes.loans", "has this name already",
                          "    loans: {field: estates, origin: council 1}\n"}));

}  // namespace
}  // namespace knowhow::public_services
