#pragma once
// The time axis of a report's charts: few enough points for a page, as dates where there is a calendar.
#include <string>
#include <vector>

#include "output/report_table.h"
#include "sim/results.h"

namespace knowhow::output {

/// So many days after a date written `2014-04-01`, written alike; empty if `start` is no date.
std::string date_after(const std::string& start, int days);

struct Times {
  std::vector<std::size_t> kept;   ///< which times are shown; the last always is
  std::vector<std::string> dates;  ///< of these, `2014-04-01`; none where steps are counted
  std::vector<double> steps;

  explicit Times(const sim::Dimension& time);
  ReportColumn column() const;
  /// Calls `work` with the date of a kept time, or with its step.
  template <class Work>
  void visit(std::size_t k, Work&& work) const {
    if (dates.empty())
      work(steps[k]);
    else
      work(dates[k]);
  }
};

}  // namespace knowhow::output
