#include "sim/problem.h"

#include <gtest/gtest.h>

#include <chrono>

namespace knowhow::sim {
namespace {

TEST(Problem, NamesPlaceSubjectFaultAndCure) {
  EXPECT_EQ(to_string({{"wales.yaml", 41, 9},
                       "barriers.relationship",
                       "no such barrier",
                       "did you mean 'relationships'?"}),
            "wales.yaml:41:9: barriers.relationship: no such barrier; did you mean 'relationships'?");
}

TEST(Problem, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_string({{"a.yaml", 4, 2}, "", "is empty", ""}), "a.yaml:4:2: is empty");
  EXPECT_EQ(to_string({{"a.yaml", 4, 0}, "", "is empty", ""}), "a.yaml:4: is empty");
  EXPECT_EQ(to_string({{"a.yaml", 0, 0}, "run", "is missing", "add it"}), "a.yaml: run: is missing; add it");
  EXPECT_EQ(to_string({{"a.yaml", 0, 7}, "", "is empty", ""}), "a.yaml: is empty");
  EXPECT_EQ(to_string({{"", 4, 2}, "--seed", "is no number", ""}), "--seed: is no number");
  EXPECT_EQ(to_string({{}, "", "is empty", "write something"}), "is empty; write something");
}

TEST(Suggestion, FindsTheSlipOfAHand) {
  const std::vector<std::string> known{"time", "relationships", "absorptive capacity", "trust"};
  EXPECT_EQ(suggestion("relationship", known), "did you mean 'relationships'?");
  EXPECT_EQ(suggestion("realtionships", known), "did you mean 'relationships'?");
  EXPECT_EQ(suggestion("trsut", known), "did you mean 'trust'?") << "a swap is one edit";
  EXPECT_EQ(suggestion("tme", known), "did you mean 'time'?");
  EXPECT_EQ(suggestion("TIME", known), "did you mean 'time'?");
  EXPECT_EQ(suggestion("Absorptive_Capacity", known), "did you mean 'absorptive capacity'?");
  EXPECT_EQ(suggestion("absorptive-capacty", known), "did you mean 'absorptive capacity'?");
}

TEST(Suggestion, ChoosesTheNearestAndThenTheFirst) {
  EXPECT_EQ(suggestion("networks", {"netwalks", "network", "networking"}), "did you mean 'network'?");
  EXPECT_EQ(suggestion("bat", {"cat", "hat"}), "did you mean 'cat'?");
}

TEST(Suggestion, SaysWhereThereIsNothingToName) {
  EXPECT_EQ(suggestion("council", {}), "none is defined here");
}

TEST(Suggestion, AllowsAThirdOfTheLettersButAlwaysOne) {
  EXPECT_EQ(suggestion("abcdef", {"abcdxy"}), "did you mean 'abcdxy'?");
  EXPECT_EQ(suggestion("abcdef", {"abcxyz"}), "known: abcxyz");
  EXPECT_EQ(suggestion("abcde", {"abcxy"}), "known: abcxy");
  EXPECT_EQ(suggestion("ab", {"ax"}), "did you mean 'ax'?");
  EXPECT_EQ(suggestion("ab", {"xy"}), "known: xy");
  EXPECT_EQ(suggestion("abc", {"cab"}), "known: cab") << "not neighbours: no swap";
  EXPECT_EQ(suggestion("abcdef", {"abcdefghi"}), "known: abcdefghi");
}

TEST(Suggestion, OptimalStringAlignmentEditsNothingTwice) {
  // An unrestricted Damerau-Levenshtein distance would be 2: swap to `ac`, then put `b` in between.
  EXPECT_EQ(suggestion("cazzzz", {"abczzzz"}), "known: abczzzz");
}

TEST(Suggestion, ListsTheKnownNames) {
  EXPECT_EQ(suggestion("", {"share"}), "known: share");
  EXPECT_EQ(suggestion("anything", {"one", "two", "six"}), "known: one, two, six");
  std::vector<std::string> names;
  for (char c = 'a'; c < 'a' + 12; ++c) names.push_back(std::string(3, c));
  const std::string twelve = "known: aaa, bbb, ccc, ddd, eee, fff, ggg, hhh, iii, jjj, kkk, lll";
  EXPECT_EQ(suggestion("anything", names), twelve);
  names.push_back("mmm");
  EXPECT_EQ(suggestion("anything", names), twelve + ", ... (13 in all)");
}

// Comparing letter by letter would take many seconds; a scenario of 1 MiB may well hold such a key.
TEST(Suggestion, IsQuickForALongText) {
  const std::vector<std::string> known(500, "relationships");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(suggestion(std::string(1'000'000, 'x'), known).substr(0, 21), "known: relationships,");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

std::vector<std::string> raised(Problems& problems) {
  try {
    problems.raise_if_any();
  } catch (const InvalidInput& error) {
    std::vector<std::string> lines;
    for (const Problem& problem : error.problems()) lines.push_back(to_string(problem));
    return lines;
  }
  return {};
}

TEST(InvalidInput, SaysEverything) {
  const InvalidInput error(
      {{{"a.yaml", 1, 2}, "x", "is bad", ""}, {{"b.csv", 3, 0}, "", "is worse", "mend it"}});
  EXPECT_STREQ(error.what(), "a.yaml:1:2: x: is bad\nb.csv:3: is worse; mend it");
  EXPECT_EQ(error.problems().size(), 2u);
}

TEST(Problems, NothingToRaise) {
  Problems problems;
  EXPECT_TRUE(problems.empty());
  EXPECT_NO_THROW(problems.raise_if_any());
}

TEST(Problems, SortedByPlaceWithFilesAsFirstMet) {
  Problems problems;
  problems.add({"z.yaml", 10, 1}, "", "later line", "mend");
  problems.add({"a.csv", 1, 1}, "", "other file", "mend");
  problems.add({"z.yaml", 9, 3}, "", "later column", "mend");
  problems.add({"z.yaml", 9, 2}, "s", "earlier column", "mend");
  problems.add({"z.yaml", 9, 2}, "a", "same place, found later", "mend");
  problems.add({"z.yaml", 0, 0}, "", "whole file", "mend");
  EXPECT_EQ(problems.size(), 6u);
  EXPECT_EQ(raised(problems), (std::vector<std::string>{
                                  "z.yaml: whole file; mend",
                                  "z.yaml:9:2: s: earlier column; mend",
                                  "z.yaml:9:2: a: same place, found later; mend",
                                  "z.yaml:9:3: later column; mend",
                                  "z.yaml:10:1: later line; mend",
                                  "a.csv:1:1: other file; mend",
                              }));
}

TEST(Problems, KeepTheirOrderAtOnePlace) {
  Problems problems;
  std::vector<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    problems.add({"a.yaml", 1, 1}, "", std::to_string(i), "mend");
    expected.push_back("a.yaml:1:1: " + std::to_string(i) + "; mend");
  }
  EXPECT_EQ(raised(problems), expected);
}

TEST(Problems, DropsExactRepeatsOnly) {
  Problems problems;
  const auto add = [&problems](int column, std::string subject, std::string cure) {
    problems.add({"a.yaml", 1, column}, std::move(subject), "is bad", std::move(cure));
  };
  add(1, "x", "");
  add(1, "y", "");
  add(1, "x", "");
  add(1, "x", "mend");
  add(2, "x", "");
  EXPECT_EQ(raised(problems), (std::vector<std::string>{
                                  "a.yaml:1:1: x: is bad",
                                  "a.yaml:1:1: y: is bad",
                                  "a.yaml:1:1: x: is bad; mend",
                                  "a.yaml:1:2: x: is bad",
                              }));
}

TEST(Problems, AreThrownAtTheThousandth) {
  Problems problems;
  for (int line = 1; line < 1000; ++line) problems.add({"a.yaml", line, 1}, "", "wrong", "mend");
  try {
    problems.add({"a.yaml", 1000, 1}, "", "wrong", "mend");
    FAIL() << "nothing was thrown";
  } catch (const InvalidInput& invalid) {
    ASSERT_EQ(invalid.problems().size(), 1001u);
    EXPECT_EQ(to_string(invalid.problems().back()),
              "there may be more problems than these 1000; mend these first");
  }
  EXPECT_TRUE(problems.empty());
}

TEST(Problems, AreHandedOverOnce) {
  Problems problems;
  problems.add({"a.yaml", 1, 1}, "", "is bad", "mend");
  EXPECT_THROW(problems.raise_if_any(), InvalidInput);
  EXPECT_TRUE(problems.empty());
}

}  // namespace
}  // namespace knowhow::sim
