#include "scenarios/reader/quantity.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knowhow::scenarios {
namespace {

using sim::Unit;

TEST(Number, IsReadAsWritten) {
  const struct {
    std::string text;
    double value;
  } numbers[] = {{"0", 0},
                 {"12", 12},
                 {"-0.5", -0.5},
                 {"0.1", 0.1},
                 {"1e3", 1000},
                 {"1E3", 1000},
                 {"1e+3", 1000},
                 {"2.5e-3", 0.0025},
                 {"-1e-3", -0.001},
                 {"150 000", 150000},
                 {"1 234 567.5", 1234567.5},
                 {"-12 345", -12345},
                 {"123456789", 123456789},
                 {"0.000", 0},
                 {"0e5", 0},
                 {"1e308", 1e308},
                 {"9007199254740993", 9007199254740992.0},
                 {"0.30000000000000004", 0.30000000000000004},
                 {"1.7976931348623157e308", 1.7976931348623157e308},
                 {"5e-324", 5e-324}};
  for (const auto& [text, value] : numbers) {
    const auto read = read_number(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value) << text;
  }
  EXPECT_FALSE(std::signbit(*read_number("-0")));
  EXPECT_FALSE(std::signbit(*read_number("-0.0")));
}

TEST(Number, IsNothingElse) {
  const std::string refused[] = {"",
                                 " ",
                                 "-",
                                 "+1",
                                 ".5",
                                 "-.5",
                                 "5.",
                                 "1.e3",
                                 "010",
                                 "-01",
                                 "00",
                                 "00.5",
                                 "0x1F",
                                 "0X1",
                                 "0o17",
                                 "0b1",
                                 "1_000",
                                 "1,5",
                                 "1,000",
                                 "1.000.000",
                                 "1'000",
                                 "150  000",
                                 "15 00",
                                 "150 0000",
                                 "1500 000",
                                 "150 000 00",
                                 "0 000",
                                 "012 345",
                                 "150 ",
                                 " 150",
                                 "1 ",
                                 "1 000 ",
                                 "1\t000",
                                 "1\xC2\xA0"
                                 "000",
                                 "--1",
                                 "- 1",
                                 "−1",
                                 "1-",
                                 "1e",
                                 "1e+",
                                 "1e 3",
                                 "e3",
                                 "1e3.5",
                                 "1e1e1",
                                 "1e400",
                                 "-1e400",
                                 "1e-400",
                                 "1e99999999999",
                                 "1e-99999999999",
                                 "nan",
                                 ".nan",
                                 "NaN",
                                 "inf",
                                 "-inf",
                                 ".inf",
                                 "infinity",
                                 "1f",
                                 "1.0f",
                                 "0x1p3",
                                 "12 a year",
                                 "30 %",
                                 "½",
                                 "１",
                                 "five",
                                 "true",
                                 "~",
                                 "1 2",
                                 "1/2"};
  for (const auto& text : refused) EXPECT_FALSE(read_number(text)) << text;
}

TEST(Quantity, IsReadInTheUnitOfItsSetting) {
  const struct {
    Unit unit;
    std::string text;
    double value;
  } quantities[] = {
      {Unit::share, "0.3", 0.3},
      {Unit::share, "30 %", 0.3},
      {Unit::share, "30%", 0.3},
      {Unit::share, "0.1 %", 0.001},
      {Unit::share, "12.5 %", 0.125},
      {Unit::share, "7 %", 0.07},
      {Unit::share, "100 %", 1},
      {Unit::share, "0 %", 0},
      {Unit::share, "-5 %", -0.05},
      {Unit::share, "2.9e1 %", 0.29},
      {Unit::share, "1e-3 %", 1e-5},
      {Unit::number, "12", 12},
      {Unit::number, "-0.5", -0.5},
      {Unit::number, "150 000", 150000},
      {Unit::count, "25", 25},
      {Unit::count, "1e3", 1000},
      {Unit::count, "150 000", 150000},
      {Unit::count, "2.0", 2},
      {Unit::count, "0", 0},
      {Unit::count, "2.5e1", 25},
      {Unit::count, "-3", -3},
      {Unit::count, "9007199254740991", 9007199254740991.0},
      {Unit::per_year, "12", 12},
      {Unit::per_year, "12 a year", 12},
      {Unit::per_year, "12 per year", 12},
      {Unit::per_year, "1 a month", 12},
      {Unit::per_year, "2 a week", 104},
      {Unit::per_year, "1 a day", 364},
      {Unit::per_year, "0.1 a month", 1.2},
      {Unit::per_year, "0.7 per week", 36.4},
      {Unit::per_year, "0.5 per day", 182},
      {Unit::per_year, "1 000 a month", 12000},
      {Unit::per_year, "1e300 a day", 3.64e302},
      {Unit::years, "26 weeks", 0.5},
      {Unit::years, "1 week", 1.0 / 52},
      {Unit::years, "5 years", 5},
      {Unit::years, "1 year", 1},
      {Unit::years, "3 months", 0.25},
      {Unit::years, "18 months", 1.5},
      {Unit::years, "182 days", 0.5},
      {Unit::years, "10 days", 10.0 / 364},
      {Unit::years, "1 day", 1.0 / 364},
      {Unit::years, "2.6 weeks", 0.05},
      {Unit::years, "1.2 months", 0.1},
      {Unit::years, "0.5 years", 0.5},
      {Unit::years, "0", 0},
      {Unit::years, "0.0", 0},
      {Unit::years, "0 weeks", 0},
      {Unit::years, "1 000 days", 1000.0 / 364},
      {Unit::years, "-26 weeks", -0.5},
      {Unit::years, "1e2 weeks", 100.0 / 52},
      {Unit::years, "5.2e20 weeks", 1e19},
      {Unit::pounds, "400000", 400000},
      {Unit::pounds, "400 000 GBP", 400000},
      {Unit::pounds, "-200 000 GBP", -200000},
      {Unit::pounds, "£400 000", 400000},
      {Unit::pounds, "-£400 000", -400000},
      {Unit::pounds, "£12.50", 12.5},
      {Unit::pounds, "4e5 GBP", 400000},
      {Unit::pounds, "0 GBP", 0},
  };
  for (const auto& [unit, text, value] : quantities) {
    std::string cure;
    const auto read = read_quantity(text, unit, cure);
    ASSERT_TRUE(read) << text << ": " << cure;
    EXPECT_EQ(*read, value) << text;
    EXPECT_EQ(cure, "") << text;
  }
}

TEST(Quantity, IsRefusedWithTheWayToWriteIt) {
  const struct {
    Unit unit;
    std::string text, piece;
  } refused[] = {
      {Unit::share, "", "`0.3` or `30 %`"},
      {Unit::share, "0,3", "a point for fractions"},
      {Unit::share, "30 percent", "`30 %`"},
      {Unit::share, "30  %", "`30 %`"},
      {Unit::share, "%30", "`30 %`"},
      {Unit::share, "30 %%", "`30 %`"},
      {Unit::share, "30 % ", "`30 %`"},
      {Unit::share, ".3", "a digit before the point"},
      {Unit::share, "3.", "a digit behind the point"},
      {Unit::share, "3. %", "a digit behind the point"},
      {Unit::share, "+0.3", "without the '+'"},
      {Unit::share, "1/3", "`0.3`"},
      {Unit::share, "3 in 10", "`30 %`"},
      {Unit::share, "1e-323 %", "`30 %`"},
      {Unit::share, "nan", "`0.3`"},
      {Unit::number, "12 a year", "a plain number"},
      {Unit::number, "30 %", "a plain number"},
      {Unit::number, "0x1F", "in decimal digits"},
      {Unit::number, "0o17", "in decimal digits"},
      {Unit::number, "010", "without zeros in front"},
      {Unit::number, "-010", "without zeros in front"},
      {Unit::number, "inf", "a plain number"},
      {Unit::number, "1e400", "a plain number"},
      {Unit::number, "many", "a plain number"},
      {Unit::number, "true", "a plain number"},
      {Unit::count, "2.5", "a whole number"},
      {Unit::count, "1e-1", "a whole number"},
      {Unit::count, "30 %", "a whole number"},
      {Unit::count, "1,000", "spaces between thousands"},
      {Unit::count, "1.000.000", "a whole number"},
      {Unit::count, "10k", "with all its zeros"},
      {Unit::count, "3 people", "a whole number"},
      {Unit::count, "1e20", "a whole number"},
      {Unit::count, "9007199254740993", "a whole number"},
      {Unit::count, "ten", "a whole number"},
      {Unit::per_year, "12 years", "`12 a year`"},
      {Unit::per_year, "1 an hour", "`1 a day`"},
      {Unit::per_year, "12/year", "`12 a year`"},
      {Unit::per_year, "1 a months", "`1 a month`"},
      {Unit::per_year, "1 month", "`1 a month`"},
      {Unit::per_year, "2 aweek", "`2 a week`"},
      {Unit::per_year, "a year", "`12 a year`"},
      {Unit::per_year, "12 a", "`12 a year`"},
      {Unit::per_year, "12 a ", "`12 a year`"},
      {Unit::per_year, "1e308 a day", "`1 a day`"},
      {Unit::per_year, "weekly", "`2 a week`"},
      {Unit::years, "26", "`26 weeks`"},
      {Unit::years, "5", "`5 years`"},
      {Unit::years, "0.5", "`26 weeks`"},
      {Unit::years, "26weeks", "`26 weeks`"},
      {Unit::years, "26 wk", "`26 weeks`"},
      {Unit::years, "26 Weeks", "`26 weeks`"},
      {Unit::years, "5 yrs", "`5 years`"},
      {Unit::years, "2 hours", "`10 days`"},
      {Unit::years, "weeks", "`26 weeks`"},
      {Unit::years, "1 year 6 months", "`5 years`"},
      {Unit::years, "5 yearss", "`5 years`"},
      {Unit::years, "1,5 years", "a point for fractions"},
      {Unit::years, "01 week", "without zeros in front"},
      {Unit::years, "s", "`26 weeks`"},
      {Unit::years, "5 ", "`5 years`"},
      {Unit::years, "5 s", "`5 years`"},
      {Unit::years, "26 weeks ", "`26 weeks`"},
      {Unit::years, "5e-324 days", "`10 days`"},
      {Unit::pounds, "400k", "with all its zeros"},
      {Unit::pounds, "400k GBP", "with all its zeros"},
      {Unit::pounds, "£400k", "with all its zeros"},
      {Unit::pounds, "-£4m", "with all its zeros"},
      {Unit::pounds, "4 million GBP", "with all its zeros"},
      {Unit::pounds, "400,000", "spaces between thousands"},
      {Unit::pounds, "£400,000 GBP", "spaces between thousands"},
      {Unit::pounds, "400000 EUR", "`400 000 GBP`"},
      {Unit::pounds, "400000GBP", "`400 000 GBP`"},
      {Unit::pounds, "400 000 gbp", "`400 000 GBP`"},
      {Unit::pounds, "GBP 400 000", "`400 000 GBP`"},
      {Unit::pounds, "$400", "`£400 000`"},
      {Unit::pounds, "£400 GBP", "`£400 000`"},
      {Unit::pounds, "£-400", "`£400 000`"},
      {Unit::pounds, "-£-400", "`£400 000`"},
      {Unit::pounds, "££400", "`£400 000`"},
      {Unit::pounds, "£", "`£400 000`"},
      {Unit::pounds, "£ 400", "`£400 000`"},
      {Unit::pounds, "400 000 pounds", "`400 000 GBP`"},
      {Unit::share, "£1", "`0.3`"},
  };
  for (const auto& [unit, text, piece] : refused) {
    std::string cure;
    EXPECT_FALSE(read_quantity(text, unit, cure)) << text;
    EXPECT_NE(cure.find(piece), std::string::npos) << text << ": " << cure;
  }
}

TEST(Date, CountsDays) {
  EXPECT_EQ(read_date("1970-01-01"), 0);
  EXPECT_EQ(read_date("1970-01-02"), 1);
  EXPECT_EQ(read_date("1969-12-31"), -1);
  EXPECT_EQ(read_date("2014-04-01"), 16161);
  EXPECT_EQ(read_date("2000-02-29"), 11016);
  EXPECT_EQ(read_date("2016-02-29"), 16860);
  EXPECT_EQ(read_date("2400-02-29"), 157113);
  EXPECT_EQ(read_date("0001-01-01"), -719162);
  EXPECT_EQ(read_date("9999-12-31"), 2932896);
}

TEST(Date, IsARealOneInOneForm) {
  for (const std::string text :
       {"",           "2014",        "2014-04",     "2014-4-1",         "2014-04-1",
        "14-04-01",   "2014-04-31",  "2015-02-29",  "1900-02-29",       "2014-00-01",
        "2014-13-01", "2014-01-00",  "2014-01-32",  "2014/04/01",       "2014.04.01",
        "01-04-2014", "2014-04-01 ", " 2014-04-01", "2014-04-01T00:00", "-014-04-01",
        "+014-04-01", "2014-0a-01",  "2014-04- 1",  "20140401",         "２014-04-01",
        "today"})
    EXPECT_FALSE(read_date(text)) << text;
}

}  // namespace
}  // namespace knowhow::scenarios
