#pragma once
// The report: one page of HTML that needs no network and no other file. Works from what a results file says
// of itself (docs/format.md) and knows no model; what only the model knows is handed over in ReportNotes.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "output/report_page.h"
#include "output/results_values.h"
#include "sim/model.h"

namespace knowhow::output {

/// What the results file does not say.
struct ReportNotes {
  std::string question;  ///< may be empty
  std::vector<sim::Headline> headlines;
  /// How answers speak of a variable, with {value} for its number: of the baseline, and shorter of others.
  struct Phrase {
    std::string of_baseline, of_scenario;
  };
  std::map<std::string, Phrase> phrases;
  std::string primary;  ///< the variable of the headline that scenarios are ranked by; empty: the first
  std::vector<ReportNote> notes;
  std::vector<sim::Vocabulary> vocabularies;  ///< in which the ledger can be told; the first has no labels
  std::string program;                        ///< `knowhow 0.1.0 (commit)`, which makes the page
};

/// The page. Reads /summary and the numbers of each run that are small; of long series only as many
/// replicates as are read in seconds, and says so. Throws sim::FileTrouble where the file is damaged.
std::string report_page(const ResultsValues& results, const ReportNotes& notes);

}  // namespace knowhow::output
