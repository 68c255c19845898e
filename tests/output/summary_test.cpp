// The table that ends a run: parts of one word are one part, and with what is left they are the whole.
#include "output/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace knowhow::output {

namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Four barriers, of which two share a word; a book of one part; an amount; ways that have no other words.
sim::Layout study() {
  using sim::Type;
  const auto variable = [](const char* name, std::vector<std::string> along, sim::Attributes labels = {}) {
    return sim::Variable{name, Type::float64, std::move(along), name, "1", "", false, std::move(labels)};
  };
  return {{{"scenario", std::vector<std::string>{"baseline", "talk"}, {}},
           {"replicate", std::vector<std::int32_t>{0, 1}, {}},
           {"way", std::vector<std::string>{"ties", "letters"}, {}},
           {"barrier",
            std::vector<std::string>{"one", "two", "three", "four"},
            {},
            {{"short", "in short", {"a", "b", "a", "c"}}}},
           {"half", std::vector<std::int32_t>{1, 2}, {}}},
          {variable("lost", {"way", "barrier", "half"}), variable("possible", {"way"}),
           variable("stopped", {}, {{"short", "c"}}), variable("started", {}),
           variable("unseen", {"half"}, {{"short", "b"}})}};
}

const std::vector<sim::Breakdown> breakdowns{{"Lost", "lost", "barrier", "possible", "learned", {}},
                                             {"Starts", "stopped", {}, "started", "begun", "stop"},
                                             {"Unseen", "unseen", {}, {}, {}, "nobody"},
                                             {"Ways", "possible", "way", "possible", {}, {}},
                                             {"Not measured", "absent", "way", "possible", {}, {}}};

/// In units of 2^-30, where rounding would show.
constexpr double u = 0x1p-30;

Summary told(const std::string& labels) {
  Summary summary(study(), {}, breakdowns, labels);
  for (std::size_t scenario = 0; scenario < 2; ++scenario)
    for (std::size_t replicate = 0; replicate < 2; ++replicate) {
      const double more = static_cast<double>(scenario + replicate) * u;
      std::vector<double> lost(16, 1 + u);
      lost[2] = 2 + more;  // ties, two
      summary.add(scenario, replicate,
                  {lost, std::vector<double>{20, 12}, std::vector<double>{1}, std::vector<double>{4},
                   std::vector<double>{3, 4 + u}});
    }
  return summary;
}

/// What the numbers above say, by hand: 2 replicates of the baseline.
const double possible = 64, two_more = (2 + 0 * u) + (2 + 1 * u) - 2 * (1 + u);

TEST(Summary, TellsEachPartByItsOwnName) {
  const auto parts = json::parse(told({}).json())[0]["breakdowns"];
  const json& lost = parts["lost"];
  ASSERT_EQ(lost.size(), 5u);
  for (const char* name : {"one", "three", "four"}) EXPECT_EQ(lost[name], 8 * (1 + u) / possible) << name;
  EXPECT_EQ(lost["two"], (8 * (1 + u) + two_more) / possible);
  EXPECT_EQ(lost["learned"], (possible - 32 * (1 + u) - two_more) / possible);
  EXPECT_EQ(parts["stopped"], json::parse(R"({"stop": 0.25, "begun": 0.75})"));
  EXPECT_EQ(parts["unseen"], (json{{"nobody", 7 + u}}));
  EXPECT_EQ(parts["possible"], json::parse(R"({"ties": 0.625, "letters": 0.375})"));
  EXPECT_FALSE(parts.contains("absent"));
}

TEST(Summary, SumsPartsOfOneWordExactly) {
  const auto parts = json::parse(told("short").json())[0]["breakdowns"];
  const json& lost = parts["lost"];
  ASSERT_EQ(lost.size(), 4u);
  EXPECT_EQ(lost["a"], 16 * (1 + u) / possible);
  EXPECT_EQ(lost["b"], (8 * (1 + u) + two_more) / possible);
  EXPECT_EQ(lost["c"], 8 * (1 + u) / possible);
  EXPECT_EQ(lost["learned"], json::parse(told({}).json())[0]["breakdowns"]["lost"]["learned"]);
  double sum = 0;
  for (const auto& part : lost) sum += part.get<double>();
  EXPECT_DOUBLE_EQ(sum, 1);
  EXPECT_EQ(parts["stopped"], json::parse(R"({"c": 0.25, "begun": 0.75})"));
  EXPECT_EQ(parts["unseen"], (json{{"b", 7 + u}}));
  EXPECT_EQ(parts["possible"], json::parse(R"({"ties": 0.625, "letters": 0.375})")) << "has no such labels";
}

TEST(Summary, TheTableTellsWhatIsLeftFirstAndThenTheLargest) {
  const auto table = told("short").table();
  EXPECT_THAT(table, HasSubstr("Lost (baseline):\n  learned 46.9 %; a 25.0 %, b 15.6 %, c 12.5 %\n"));
  EXPECT_THAT(table, HasSubstr("Starts (baseline):\n  begun 75.0 %; c 25.0 %\n"));
  EXPECT_THAT(table, HasSubstr("Unseen (baseline):\n  b 7.0\n"));
  EXPECT_THAT(table, HasSubstr("Ways (baseline):\n  ties 62.5 %, letters 37.5 %\n"));
}

TEST(Summary, AWholeOfNothingHasNoParts) {
  Summary summary(study(), {}, {breakdowns[0], breakdowns[1]}, {});
  for (std::size_t run = 0; run < 4; ++run)
    summary.add(run / 2, run % 2,
                {std::vector<double>(16), std::vector<double>(2), std::vector<double>(1),
                 std::vector<double>(1), std::vector<double>(2)});
  EXPECT_THAT(summary.table(), HasSubstr("Lost (baseline):\n  nothing\n"));
  EXPECT_THAT(summary.table(), HasSubstr("Starts (baseline):\n  nothing\n"));
}

}  // namespace

}  // namespace knowhow::output
