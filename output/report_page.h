#pragma once
// A page of HTML that needs no network and no other file, around charts that draw from their own tables.
#include <string>
#include <utility>
#include <vector>

#include "output/report_table.h"

namespace knowhow::output {

/// Things that a scenario assumes or changes, under one heading.
struct ReportNote {
  std::string heading;
  std::string lead;                                       ///< a sentence; may be empty
  std::vector<std::pair<std::string, std::string>> rows;  ///< what, and how it is set
};

struct ReportPage {
  std::string title, question;         ///< the question may be empty
  std::string answers;                 ///< as HTML
  std::vector<ReportNote> notes;       ///< what was assumed
  std::string provenance;              ///< as HTML
  std::vector<std::string> scenarios;  ///< the baseline first; may be empty
  std::string chosen = {};             ///< which stands beside the baseline at first
};

std::string page_of(const ReportPage& page, const std::vector<ReportChart>& charts);

/// A word of a command line as a shell takes it.
std::string shell_word(const std::string& text);

}  // namespace knowhow::output
