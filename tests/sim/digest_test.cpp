#include "sim/digest.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace knowhow::sim {
namespace {

using Column = std::vector<std::int32_t>;

std::string digest_of(const std::vector<std::pair<std::string, Column>>& columns) {
  Digest digest;
  for (const auto& [name, values] : columns) digest.add_column<std::int32_t>(name, values);
  return digest.hex();
}

// Whoever changes these changes the digest of every result that was ever published.
TEST(Digest, Golden) {
  EXPECT_EQ(Digest().hex(), "99aa06d3014798d86001c324468d497f") << "XXH3's published digest of nothing";
  EXPECT_EQ(digest_of({{"stage", {1, 2, 3}}, {"trust", {-4}}}), "5968d361f8445e7bc00aa236034f1245");
}

TEST(Digest, SameColumnsSameDigest) {
  EXPECT_EQ(digest_of({{"stage", {1, 2, 3}}}), digest_of({{"stage", {1, 2, 3}}}));
  EXPECT_EQ(digest_of({{"stage", {}}}), digest_of({{"stage", {}}}));
}

TEST(Digest, EveryBitCounts) {
  const Column column{1, 2, 3, 4};
  const std::string before = digest_of({{"stage", column}});
  for (std::size_t i = 0; i < column.size(); ++i)
    for (int bit = 0; bit < 31; ++bit) {
      Column changed = column;
      changed[i] ^= 1 << bit;
      EXPECT_NE(digest_of({{"stage", changed}}), before);
    }
}

TEST(Digest, NamesOrderAndBoundariesCount) {
  const std::string before = digest_of({{"a", {1, 2}}, {"b", {3}}});
  EXPECT_NE(digest_of({{"a", {1, 2}}, {"c", {3}}}), before);
  EXPECT_NE(digest_of({{"b", {3}}, {"a", {1, 2}}}), before);
  EXPECT_NE(digest_of({{"a", {1}}, {"b", {2, 3}}}), before);
  EXPECT_NE(digest_of({{"a", {2, 1}}, {"b", {3}}}), before);
  EXPECT_NE(digest_of({{"a", {1, 2}}, {"b", {3}}, {"c", {}}}), before);
  EXPECT_NE(digest_of({{"a", {}}}), digest_of({{"b", {}}}));
}

TEST(Digest, ABoundaryBetweenNameAndBytesCounts) {
  Digest one, other;
  one.add_column<char>("ab", std::vector<char>{'c'});
  other.add_column<char>("a", std::vector<char>{'b', 'c'});
  EXPECT_NE(one.hex(), other.hex());
}

TEST(Digest, BytesThatImitateAColumnDoNotPassForOne) {
  const auto digest = [](std::vector<std::uint64_t> first, bool second) {
    Digest sum;
    sum.add_column<std::uint64_t>("a", first);
    if (second) sum.add_column<std::uint64_t>("", {});
    return sum.hex();
  };
  EXPECT_NE(digest({7}, true), digest({7, 0, 8}, false));
  EXPECT_NE(digest({7}, true), digest({7, 0, 8, 0}, false));
}

TEST(Digest, ElementSizeCounts) {
  Digest wide, narrow;
  wide.add_column<std::int32_t>("a", std::vector<std::int32_t>{1});
  narrow.add_column<std::int16_t>("a", std::vector<std::int16_t>{1, 0});
  EXPECT_NE(wide.hex(), narrow.hex());
}

TEST(Digest, TakesBitsAsTheyAre) {
  Digest plus, minus;
  plus.add_column<double>("x", std::vector<double>{0.0});
  minus.add_column<double>("x", std::vector<double>{-0.0});
  EXPECT_NE(plus.hex(), minus.hex());
}

TEST(Digest, MayBeReadWhileGoingOn) {
  Digest digest;
  digest.add_column<std::int32_t>("stage", Column{1, 2, 3});
  const std::string midway = digest.hex();
  EXPECT_EQ(digest.hex(), midway);
  EXPECT_EQ(midway, digest_of({{"stage", {1, 2, 3}}}));
  digest.add_column<std::int32_t>("trust", Column{-4});
  EXPECT_EQ(digest.hex(), digest_of({{"stage", {1, 2, 3}}, {"trust", {-4}}}));
}

TEST(Digest, RefusesBrokenElements) {
  const std::vector<std::byte> bytes(6);
  Digest digest;
  EXPECT_THROW(digest.add("a", bytes, 4), std::invalid_argument);
  EXPECT_THROW(digest.add("a", bytes, 0), std::invalid_argument);
  EXPECT_EQ(digest.hex(), Digest().hex());
  EXPECT_NO_THROW(digest.add("a", bytes, 3));
}

}  // namespace
}  // namespace knowhow::sim
