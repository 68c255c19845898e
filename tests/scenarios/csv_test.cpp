#include "scenarios/reader/csv.h"

#include <gtest/gtest.h>

#include "tests/scenarios/problems_found.h"

namespace knowhow::scenarios {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// The header and the rows.
Rows texts(const CsvTable& table) {
  Rows rows(1);
  for (const auto& cell : table.header) rows[0].push_back(cell.text);
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (const auto& cell : row) rows.back().push_back(cell.text);
  }
  return rows;
}

TEST(Csv, ReadsWhatIsInOrder) {
  const struct {
    std::string text;
    Rows rows;
  } tables[] = {
      {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
      {"\xEF\xBB\xBF"
       "a\n1\n",
       {{"a"}, {"1"}}},
      {"a,b\n", {{"a", "b"}}},
      {"a", {{"a"}}},
      {"a\n1\n\n\r\n\n", {{"a"}, {"1"}}},
      {"a,b\n,\n", {{"a", "b"}, {"", ""}}},
      {"a\n\"\"\n", {{"a"}, {""}}},
      {"\"a\",\"b,c\"\n\"x \"\"y\"\"\",\"\"\"\"\n", {{"a", "b,c"}, {"x \"y\"", "\""}}},
      {"a,b\n\"1\n2\r\n3\",4\n5,6\n", {{"a", "b"}, {"1\n2\r\n3", "4"}, {"5", "6"}}},
      {"a,b\n x , y z \n", {{"a", "b"}, {" x ", " y z "}}},
      {"a;b,c\n1;2,it's\n", {{"a;b", "c"}, {"1;2", "it's"}}},
      {"é,日\n\"ü\",", {{"é", "日"}, {"ü", ""}}},
  };
  for (const auto& [text, rows] : tables) {
    sim::Problems problems;
    EXPECT_EQ(texts(parse_csv(text, "a.csv", problems)), rows) << text;
    EXPECT_TRUE(problems.empty()) << text;
  }
}

TEST(Csv, EveryCellKnowsItsPlace) {
  sim::Problems problems;
  const CsvTable table = parse_csv("\xEF\xBB\xBFé,b\n\"1\n2\",3\nü,\"4\"\n", "a.csv", problems);
  const auto at = [](const CsvCell& cell) {
    return cell.place.file + ":" + std::to_string(cell.place.line) + ":" + std::to_string(cell.place.column);
  };
  EXPECT_EQ(at(table.header[0]), "a.csv:1:1");
  EXPECT_EQ(at(table.header[1]), "a.csv:1:3");
  EXPECT_EQ(at(table.rows[0][0]), "a.csv:2:1");
  EXPECT_EQ(at(table.rows[0][1]), "a.csv:3:4");
  EXPECT_EQ(at(table.rows[1][0]), "a.csv:4:1");
  EXPECT_EQ(at(table.rows[1][1]), "a.csv:4:3");
}

TEST(Csv, RefusesWithPlaceReasonAndWayOut) {
  using namespace std::string_literals;
  const Refused refused[] = {
      {"", 1, 1, "no header"},
      {"\n", 1, 1, "no header"},
      {"\na,b\n1,2\n", 1, 1, "no header"},
      {"\r\na\n", 1, 1, "no header"},
      {"a,,c\n1,2,3\n", 1, 3, "column 2 has no name"},
      {",b\n1,2\n", 1, 1, "column 1 has no name"},
      {"a,\n1,2\n", 1, 3, "column 2 has no name"},
      {"a,\"\"\n1,2\n", 1, 3, "column 2 has no name"},
      {"é,b,é\n1,2,3\n", 1, 5, "column 1 has this name too"},
      {"a,b,\"b\"\n", 1, 5, "column 2 has this name too"},
      {"a;b\n1;2\n", 1, 2, "semicolons"},
      {"a\tb\n1\t2\n", 1, 2, "tabs"},
      {"a,b\n1\n", 2, 1, "1 cell, the header 2"},
      {"a,b\n1,2,3\n", 2, 1, "3 cells, the header 2"},
      {"a,b\n1,2,\n", 2, 1, "3 cells, the header 2"},
      {"a,b\n1,2\n1,000,2\n", 3, 1, "3 cells, the header 2"},
      {"a,b\n1,2\n\n3,4\n", 3, 1, "an empty line"},
      {"a,b\r\n1,2\r\n\r\n3,4\r\n", 3, 1, "an empty line"},
      {"a\n1\n\n2\n", 3, 1, "an empty line"},
      {"a,b\n\n1,2\n", 2, 1, "an empty line"},
      {"a,b\n1,2\n   \n", 3, 1, "1 cell, the header 2"},
      {"a,b\n1,\"2\n", 2, 3, "this quote is not closed"},
      {"a,b\n1,\"2\"\"\n3,4\n", 2, 3, "this quote is not closed"},
      {"a,\"b\n1,2\n", 1, 3, "this quote is not closed"},
      {"\"", 1, 1, "this quote is not closed"},
      {"a,b\n1,\"", 2, 3, "this quote is not closed"},
      {"a,b\n\"1\"x,2\n", 2, 4, "text behind the closing quote"},
      {"a,b\n\"1\" ,2\n", 2, 4, "text behind the closing quote"},
      {"a,b\né,\"ü\"\t\n", 2, 6, "text behind the closing quote"},
      {"\"a\"b,c\n", 1, 4, "text behind the closing quote"},
      {"a,b\n1\"2,3\n", 2, 2, "a quote inside a cell"},
      {"a,b\n6\",3\n", 2, 2, "a quote inside a cell"},
      {"a,b\n1, \"2\"\n", 2, 4, "a space before the quote"},
      {"a \"b\"\n1\n", 1, 3, "a quote inside a cell"},
      {"a,b\n1,\xE9\n", 2, 3, "not UTF-8"},
      {"a,b\n1,\0\n"s, 2, 3, "NUL"},
      {"a,b\r1,2\r", 1, 4, "carriage return"},
      {"\xFF\xFE"
       "a\0"s,
       1, 1, "UTF-16"},
  };
  for (const auto& [text, line, column, piece] : refused) {
    SCOPED_TRACE(text);
    sim::Problems problems;
    parse_csv(text, "a.csv", problems);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].place.file, "a.csv");
    EXPECT_EQ(all[0].place.line, line);
    EXPECT_EQ(all[0].place.column, column);
    EXPECT_NE(all[0].what.find(piece), std::string::npos) << all[0].what;
    EXPECT_FALSE(all[0].cure.empty());
  }
}

TEST(Csv, TellsEveryMistakeAtOnceAndKeepsTheGoodRows) {
  sim::Problems problems;
  const CsvTable table =
      parse_csv("a,a,\n1,2,3\n4\n\n5,6\"7,\"8\"9\n10,11,12\n13,\"14,15\n", "a.csv", problems);
  const auto all = found(problems);
  const Refused expected[] = {{"", 1, 3, "this name too"}, {"", 1, 5, "no name"},
                              {"", 3, 1, "1 cell"},        {"", 4, 1, "empty line"},
                              {"", 5, 4, "quote inside"},  {"", 5, 10, "text behind"},
                              {"", 7, 4, "is not closed"}};
  ASSERT_EQ(all.size(), std::size(expected));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].place.line, expected[i].line) << i;
    EXPECT_EQ(all[i].place.column, expected[i].column) << i;
    EXPECT_NE(all[i].what.find(expected[i].piece), std::string::npos) << all[i].what;
  }
  EXPECT_EQ(texts(table), (Rows{{"a", "a", ""}, {"1", "2", "3"}, {"10", "11", "12"}}));
}

}  // namespace
}  // namespace knowhow::scenarios
