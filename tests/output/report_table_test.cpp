#include "output/report_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace knowhow::output {

namespace {

TEST(ReportFigures, AreWrittenForPeople) {
  EXPECT_EQ(figure(1234567.25, 1), "1,234,567.2");
  EXPECT_EQ(figure(-999.5, 2), "−999.50");
  EXPECT_EQ(figure(-0.004, 2), "0.00");
  EXPECT_EQ(figure(std::numeric_limits<double>::infinity(), 1), "not known");
  EXPECT_EQ(change(0.25, 2), "+0.25");
  EXPECT_EQ(change(0.004, 2), "0.00");
  EXPECT_EQ(change(-1000, 0), "−1,000");
}

TEST(ReportFigures, HaveAsManyDigitsAsTheirUncertaintyLeaves) {
  EXPECT_EQ(digits_for(250), 0);
  EXPECT_EQ(digits_for(10), 0);
  EXPECT_EQ(digits_for(9.9), 1);
  EXPECT_EQ(digits_for(0.3), 1);
  EXPECT_EQ(digits_for(0.03), 2);
  EXPECT_EQ(digits_for(1e-9), 4);
  EXPECT_EQ(digits_for(0), 1);
  EXPECT_EQ(digits_for(std::nan("")), 1);
}

TEST(ReportFigures, TextsCannotLeaveTheirPlace) {
  EXPECT_EQ(escaped("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(in_words("final_net_value"), "final net value");
}

}  // namespace

}  // namespace knowhow::output
