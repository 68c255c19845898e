#include "output/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

namespace knowhow::output {

namespace {

using ::testing::HasSubstr;

const std::vector<std::string> names{"awareness", "attention", "transfer"};

double effects_of(const BookChange& book) {
  double sum = book.effect_of_potential;
  for (const auto& loss : book.losses) sum += loss.effect;
  return sum;
}

TEST(Explanation, EffectsSumToTheDifference) {
  const BookChange book =
      change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{10, 30, 40}, 150, names);
  EXPECT_DOUBLE_EQ(book.gained_before, 40);
  EXPECT_DOUBLE_EQ(book.gained_after, 70);
  EXPECT_NEAR(effects_of(book), 30, 1e-12);
  // Of what reaches awareness less is lost, of what reaches attention more.
  EXPECT_GT(book.losses[0].effect, 0);
  EXPECT_LT(book.losses[1].effect, 0);
  EXPECT_NEAR(book.effect_of_potential, 30 / std::log(70. / 40) * std::log(1.5), 1e-12);
}

TEST(Explanation, AStrongerBarrierTakesItsOwnPartOnly) {
  // Twice as much at every place but the last, which takes the same share: all of it is the potential's.
  const BookChange more =
      change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{40, 20, 60}, 200, names);
  EXPECT_NEAR(more.effect_of_potential, 40, 1e-12);
  for (const auto& loss : more.losses) EXPECT_NEAR(loss.effect, 0, 1e-12);
  // Only the middle one changes; what comes after it takes the same share of what is left.
  const BookChange middle =
      change_between(std::vector<double>{20, 0, 40}, 100, std::vector<double>{20, 40, 20}, 100, names);
  EXPECT_NEAR(middle.losses[1].effect, -20, 1e-12);
  EXPECT_NEAR(middle.losses[0].effect + middle.losses[2].effect, 0, 1e-12);
}

TEST(Explanation, TellsWhatSharesAWordTogether) {
  const std::vector<std::string> words{"motivation", "capacity", "motivation"};
  const BookChange apart =
      change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{10, 30, 40}, 150, names);
  const BookChange together =
      change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{10, 30, 40}, 150, words);
  ASSERT_EQ(together.losses.size(), 2u);
  EXPECT_EQ(together.losses[0].name, "motivation");
  EXPECT_DOUBLE_EQ(together.losses[0].before, 50);
  EXPECT_DOUBLE_EQ(together.losses[0].after, 50);
  EXPECT_NEAR(together.losses[0].effect, apart.losses[0].effect + apart.losses[2].effect, 1e-12);
  EXPECT_NEAR(effects_of(together), 30, 1e-12);
}

TEST(Explanation, AsMarkdownIsOneTableABookWhateverNamesHold) {
  BookChange book = change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{10, 30, 40}, 150,
                                   {"awareness", "a|b", "transfer"});
  book.title = "Contacts";
  book.gained_name = "gained";
  const std::string text = explanation_markdown({book, book}, "baseline", "talk | duty");
  EXPECT_THAT(text, ::testing::StartsWith("### Contacts\n\n| "));
  EXPECT_THAT(text, HasSubstr("| lost to a\\|b | "));
  EXPECT_THAT(text, HasSubstr("| talk \\| duty | "));
  EXPECT_THAT(text, HasSubstr("|\n|---|---:|---:|---:|---:|---:|\n| "));
  std::istringstream lines(text);
  std::size_t rows = 0, titles = 0;
  for (std::string line; std::getline(lines, line);) {
    titles += line.starts_with("###");
    if (!line.starts_with("|")) continue;
    ++rows;
    std::size_t bars = 0;
    for (std::size_t at = 0; at < line.size(); ++at)
      bars += line[at] == '|' && (at == 0 || line[at - 1] != '\\');
    EXPECT_EQ(bars, 7u) << line;
  }
  EXPECT_EQ(titles, 2u);
  EXPECT_EQ(rows, 2u * (2 + 3 + 2));  // its head, the losses, and what there was and what was gained
}

TEST(Explanation, NeedsANameForEachLoss) {
  EXPECT_THROW(change_between(std::vector<double>{20, 10}, 100, std::vector<double>{10, 30, 40}, 150, names),
               std::logic_error);
  EXPECT_THROW(change_between(std::vector<double>{20, 10, 30}, 100, std::vector<double>{10}, 150, names),
               std::logic_error);
}

TEST(Explanation, SaysNothingWhereNothingWasLeft) {
  const BookChange book =
      change_between(std::vector<double>{20, 10, 70}, 100, std::vector<double>{10, 30, 40}, 150, names);
  EXPECT_TRUE(std::isnan(book.effect_of_potential));
  EXPECT_TRUE(std::isnan(book.losses[1].effect));
  EXPECT_DOUBLE_EQ(book.gained_after - book.gained_before, 70);
  const auto json = nlohmann::json::parse(explanation_json({book}));
  EXPECT_TRUE(json[0]["losses"][1]["effect"].is_null());
  EXPECT_THAT(explanation_text({book}, "a", "b"), HasSubstr("lost to attention"));
}

TEST(Explanation, NothingChangedMakesNoDifference) {
  const std::vector<double> losses{20, 10, 30};
  const BookChange book = change_between(losses, 100, losses, 100, names);
  EXPECT_EQ(book.effect_of_potential, 0);
  for (const auto& loss : book.losses) EXPECT_EQ(loss.effect, 0);
}

}  // namespace

}  // namespace knowhow::output
