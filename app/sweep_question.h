#pragma once
// A question to a sweep, and where in the space of what one does not know its answer is yes.
#include <functional>
#include <string>
#include <vector>

#include "app/sweep_results.h"
#include "studies/prim.h"

namespace knowhow::app {

/// `apply it < 30`: an outcome, as it is shown, on one side of a number.
struct Question {
  std::string variable, name, unit;
  double factor = 1, threshold = 0;  ///< as shown
  bool below = true;

  bool holds(double value) const { return below ? value * factor < threshold : value * factor > threshold; }
};

/// From what --where says. Throws WrongUsage.
Question question_from(const std::string& text, const SweepResults& results);
/// `apply it stays under 30 %`.
std::string in_words(const Question& question);

/// Boxes among the points whose outcome is such. They are sought among what one does not know; what one
/// decides is beside the question, unless nothing else varies.
struct SweepBoxes {
  std::vector<std::size_t> columns;  ///< the parameters that limits are of
  std::size_t points = 0, such = 0;  ///< points without an outcome are left out
  std::vector<studies::Box> boxes;
};
SweepBoxes boxes_where(const SweepResults& results, const std::vector<double>& outputs,
                       const std::function<bool(double)>& such);
/// `a.b is above 3 a year and c is below 20 %`.
std::string in_words(const SweepResults& results, const SweepBoxes& found, const studies::Box& box);

std::string three_digits(double value);
std::string in_percent(double share);

}  // namespace knowhow::app
