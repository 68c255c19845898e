#pragma once
// Where a difference between two scenarios comes from: the books of losses of the one beside those of the
// other.
#include <span>
#include <string>
#include <vector>

#include "output/results_values.h"
#include "sim/model.h"

namespace knowhow::output {

/// What one cause took in both scenarios, and what came of the change.
struct Loss {
  std::string name;
  double before = 0, after = 0;  ///< lost to it
  /// Of the difference in what was gained, the part that its change made: its own alone, by the logarithmic
  /// mean Divisia index (Ang 2004). Causes take one after the other, each of what the ones before it left.
  /// NaN where nothing was left in one of the two.
  double effect = 0;
};

/// One book in both: potential = gained + losses. Amounts are means over replicates.
struct BookChange {
  std::string title, gained_name;
  double potential_before = 0, potential_after = 0, gained_before = 0, gained_after = 0;
  double effect_of_potential =
      0;  ///< of the difference in what was gained; with the losses' it sums to the whole
  std::vector<Loss> losses;
};

/// From the amounts of both; `labels` names each loss, and those of one name are told together.
BookChange change_between(std::span<const double> losses_before, double potential_before,
                          std::span<const double> losses_after, double potential_after,
                          const std::vector<std::string>& labels);

/// A scenario of a file.
struct Place {
  const ResultsValues& file;
  std::size_t scenario = 0;
};

/// Every breakdown that is a book (it names its `whole` and its `rest`) and that both files hold, in the
/// words of `labels` (the barriers' own if empty). Throws sim::FileTrouble for a damaged file.
std::vector<BookChange> explain(const Place& before, const Place& after,
                                const std::vector<sim::Breakdown>& breakdowns, const std::string& labels);

/// What the last column is, below the text.
extern const char* const explanation_legend;

/// The books as text, for a terminal; `before` and `after` are the scenarios' names.
std::string explanation_text(const std::vector<BookChange>& books, const std::string& before,
                             const std::string& after);
std::string explanation_markdown(const std::vector<BookChange>& books, const std::string& before,
                                 const std::string& after);
/// JSON text: an array of books.
std::string explanation_json(const std::vector<BookChange>& books);

}  // namespace knowhow::output
