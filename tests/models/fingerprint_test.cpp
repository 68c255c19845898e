#include "models/published/fingerprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace knowhow::published {
namespace {

std::string digest(const Fingerprint& fingerprint) {
  sim::Digest chain;
  fingerprint.digest("what happened", chain);
  return chain.hex();
}

TEST(Fingerprint, ManyAtOneMomentAreEachOfThem) {
  const std::vector<std::uint32_t> agents{3, 0, 0xffffffff, 17};
  Fingerprint at_once, one_by_one;
  at_once.put(agents, 2.5);
  for (const std::uint32_t agent : {17u, 3u, 0xffffffffu, 0u}) one_by_one.put(agent, 2.5);
  EXPECT_EQ(digest(at_once), digest(one_by_one));
}

TEST(Fingerprint, ManyInTurnAreEachOfThemAtItsMoment) {
  std::vector<std::uint32_t> agents;
  for (std::uint32_t i = 0; i < 100; ++i) agents.push_back(i * 2654435761u);
  Fingerprint in_turn, one_by_one, at_once;
  in_turn.put_in_turn(agents, 7);
  for (std::uint32_t i = 0; i < 100; ++i) one_by_one.put(agents[i], 7 + i);
  EXPECT_EQ(digest(in_turn), digest(one_by_one));
  at_once.put(agents, 7);
  for (const std::uint32_t agent : agents) at_once.take(agent, 7);
  EXPECT_EQ(digest(at_once), digest(Fingerprint()));
}

TEST(Fingerprint, TellsAgentsAndMomentsApart) {
  std::set<std::string> digests{digest(Fingerprint())};
  for (const std::uint32_t agent : {0u, 1u, 2u})
    for (const double moment : {0., 1., 1.5}) {
      Fingerprint fingerprint;
      fingerprint.put(agent, moment);
      digests.insert(digest(fingerprint));
      fingerprint.take(agent, moment);
      EXPECT_EQ(digest(fingerprint), digest(Fingerprint()));
    }
  EXPECT_EQ(digests.size(), 10u);
}

}  // namespace
}  // namespace knowhow::published
