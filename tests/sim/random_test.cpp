#include "sim/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "sim/threefry.h"
#include "tests/statistics.h"

namespace knowhow::sim {
namespace {

/// A vector of Random123's tests/kat_vectors, `threefry4x32 20`: its words written straight into counter and
/// key.
struct Known {
  Block counter, key, answer;
};

const Known known[] = {
    {{0, 0, 0, 0}, {0, 0, 0, 0}, {0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
     {0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84}},
};

// The third vector, whose words all differ, also shows that each argument lands in its own word.
TEST(Draws, KnownAnswersAndTheirPlaces) {
  for (const auto& [counter, key, answer] : known) {
    const std::uint64_t seed = std::uint64_t{key[1]} << 32 | key[0];
    EXPECT_EQ(Draws(seed, key[2]).block(key[3], counter[0], counter[1], counter[2], counter[3]), answer);
  }
}

TEST(Draws, AgreeWithRandom123Itself) {
  const threefry4x32_key_t key{{0x89abcdef, 0x01234567, 11, purpose("talks")}};
  const threefry4x32_ctr_t counter{{3, 5, 7, 9}};
  const threefry4x32_ctr_t expected = threefry4x32(counter, key);
  const Block block = Draws(0x0123456789abcdef, 11).block(purpose("talks"), 3, 5, 7, 9);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(block[i], expected[i]);
}

TEST(Draws, ManyAtOnceAreTheSameBlocks) {
  const Draws draws(0x1234567890abcdefu, 77);
  for (const std::uint32_t first : {0u, 5u, 0xfffffffbu}) {  // the last goes past the greatest number, to 0
    const Draws::Blocks blocks = draws.blocks(purpose("meeting"), 3, first, 9, 11);
    for (std::uint32_t lane = 0; lane < Draws::lanes; ++lane) {
      const Block expected = draws.block(purpose("meeting"), 3, first + lane, 9, 11);
      for (std::size_t word = 0; word < 4; ++word) EXPECT_EQ(blocks[word][lane], expected[word]);
    }
  }
}

TEST(Draws, ManyAtOnceMayBeOfAnyAgentsAndOthers) {
  const Draws draws(0x1234567890abcdefu, 77);
  const Draws::PerLane agents{7, 7, 0, 0xffffffff, 12, 5, 7, 1}, others{0, 1, 2, 3, 0xffffffff, 5, 0, 9};
  const Draws::Blocks blocks = draws.blocks(purpose("meeting"), 3, agents, others, 11);
  for (std::uint32_t lane = 0; lane < Draws::lanes; ++lane) {
    const Block expected = draws.block(purpose("meeting"), 3, agents[lane], others[lane], 11);
    for (std::size_t word = 0; word < 4; ++word) EXPECT_EQ(blocks[word][lane], expected[word]);
  }
}

TEST(Draws, WordsInTurnAreTheSameWords) {
  const Draws draws(2014, 7);
  WordsInTurn words(draws, purpose("contacts"), 52);
  for (std::uint32_t agent : {0u, 1u, 31u, 32u, 33u, 100u, 2u, 1'000'002u, 0xffffffffu, 0u})
    EXPECT_EQ(words.of(agent), draws.word(purpose("contacts"), 52, agent)) << agent;
}

TEST(Threefry, EveryWidthGivesTheKnownAnswers) {
  for (const Threefry threefry : threefry_of_each_width())
    for (const auto& [counter, key, answer] : known) {
      const std::uint32_t parity = SKEIN_KS_PARITY32 ^ key[0] ^ key[1] ^ key[2] ^ key[3];
      Draws::Blocks words{};
      for (std::uint32_t lane : {0u, 3u, 7u})
        for (std::size_t word = 0; word < 4; ++word) words[word][lane] = counter[word];
      threefry({key[0], key[1], key[2], key[3], parity}, words);
      for (std::uint32_t lane = 0; lane < Draws::lanes; ++lane) {
        const bool is_known = lane == 0 || lane == 3 || lane == 7 || counter == Block{};
        for (std::size_t word = 0; word < 4; ++word)
          EXPECT_EQ(words[word][lane] == answer[word], is_known) << lane;
      }
    }
}

TEST(Draws, OtherAndIndexAreZeroUnlessGiven) {
  const Draws draws(1, 2);
  EXPECT_EQ(draws.block(3, 4, 5), draws.block(3, 4, 5, 0, 0));
  EXPECT_EQ(draws.word(3, 4, 5), draws.word(3, 4, 5, 0, 0));
}

TEST(Draws, AgentsShareBlocksInFours) {
  const Draws draws(2014, 7);
  const std::uint32_t why = purpose("contacts");
  for (std::uint32_t agent : {0u, 1u, 2u, 3u, 4u, 17u, 1'000'002u, 0xffffffffu})
    EXPECT_EQ(draws.word(why, 52, agent, 8, 9), draws.block(why, 52, agent / 4, 8, 9)[agent % 4]);
}

TEST(Draws, EveryPartOfTheQuestionCounts) {
  std::set<Block> blocks;
  for (std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}, (std::uint64_t{1} << 32) + 1})
    for (std::uint32_t replicate : {0u, 1u}) {
      const Draws draws(seed, replicate);
      blocks.insert({draws.block(1, 1, 1, 1, 1), draws.block(2, 1, 1, 1, 1), draws.block(1, 2, 1, 1, 1),
                     draws.block(1, 1, 2, 1, 1), draws.block(1, 1, 1, 2, 1), draws.block(1, 1, 1, 1, 2)});
    }
  EXPECT_EQ(blocks.size(), 36u);
}

// The offset basis and vectors of Fowler, Noll and Vo's published test suite.
TEST(Purpose, IsFnv1a) {
  static_assert(purpose("") == 2166136261u);
  EXPECT_EQ(purpose("a"), 0xE40C292Cu);
  EXPECT_EQ(purpose("b"), 0xE70C2DE5u);
  EXPECT_EQ(purpose("foobar"), 0xBF9CF968u);
  EXPECT_EQ(purpose("\xff"), (2166136261u ^ 0xffu) * 16777619u) << "bytes above 127 are not negative";
}

TEST(Unit, IsInTheOpenInterval) {
  EXPECT_EQ(unit(0), 0x1p-33);
  EXPECT_EQ(unit(0xffffffff), 1 - 0x1p-33);
  EXPECT_EQ(unit(0x80000000), 0.5 + 0x1p-33);
}

TEST(IndexOf, SpreadsWordsEvenly) {
  EXPECT_EQ(index_of(0, 1), 0u);
  EXPECT_EQ(index_of(0xffffffff, 1), 0u);
  EXPECT_EQ(index_of(0, 0xffffffff), 0u);
  EXPECT_EQ(index_of(0xffffffff, 0xffffffff), 0xfffffffeu);
  EXPECT_EQ(index_of(0x55555555, 3), 0u);
  EXPECT_EQ(index_of(0x55555556, 3), 1u);
  EXPECT_EQ(index_of(0xaaaaaaaa, 3), 1u);
  EXPECT_EQ(index_of(0xaaaaaaab, 3), 2u);
}

TEST(PointOf, IsTheWholePartOfTheProduct) {
  __extension__ using Wide = unsigned __int128;
  for (const std::uint64_t total : {0ull, 1ull, 3ull, 0xffffffffull, 0x100000000ull, 0x123456789abcdefull})
    for (const std::uint32_t word : {0u, 1u, 0x7fffffffu, 0x80000001u, 0xffffffffu})
      EXPECT_EQ(point_of(word, total), static_cast<std::uint64_t>(Wide{total} * word >> 32))
          << total << ' ' << word;
}

TEST(Threshold, NeverAndAlways) {
  EXPECT_EQ(threshold(0), 0u);
  EXPECT_EQ(threshold(-1), 0u);
  EXPECT_EQ(threshold(std::numeric_limits<double>::quiet_NaN()), 0u);
  EXPECT_EQ(threshold(1), std::uint64_t{1} << 32);
  EXPECT_EQ(threshold(2), std::uint64_t{1} << 32);
  EXPECT_EQ(threshold(0.5), std::uint64_t{1} << 31);
  EXPECT_EQ(threshold(0x1p-32), 1u);
  EXPECT_EQ(threshold(1 - 0x1p-53), 0xffffffffu);
}

// A change of one bit of the counter moves each bit of the answer half of the time. 64 x 128 bits.
TEST(Draws, NeighbouringQuestionsAreUnlike) {
  const Draws draws(1, 0);
  int flipped = 0;
  for (std::uint32_t agent = 0; agent < 64; ++agent) {
    const Block a = draws.block(1, 0, agent), b = draws.block(1, 0, agent ^ 1);
    for (std::size_t i = 0; i < 4; ++i) flipped += __builtin_popcount(a[i] ^ b[i]);
  }
  EXPECT_LIKELY(flipped, 4096, std::sqrt(64 * 128 * .5 * .5));
}

}  // namespace
}  // namespace knowhow::sim
