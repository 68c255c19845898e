#include "output/text_table.h"

#include <gtest/gtest.h>

#include <limits>

namespace knowhow::output {

namespace {

TEST(TextTable, NumbersHaveTheirDecimalsAndNeverAMinusBeforeNothing) {
  EXPECT_EQ(fixed(2.25, 1), "2.2");
  EXPECT_EQ(fixed(-2.5, 3), "-2.500");
  EXPECT_EQ(fixed(-0.04, 1), "0.0");
  EXPECT_EQ(fixed(-0.0, 0, true), "0");
  EXPECT_EQ(fixed(0.04, 1, true), "+0.0");
  EXPECT_EQ(fixed(std::numeric_limits<double>::quiet_NaN(), 1), "-");
}

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCellInCharacters) {
  EXPECT_EQ(align({{"", "ŷŷ", "per cent"}, {"baseline", "1"}, {"b", "1", "2"}}),
            "          ŷŷ  per cent\n"
            "baseline   1\n"
            "b          1         2\n");
}

}  // namespace

}  // namespace knowhow::output
