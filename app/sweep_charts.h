#pragma once
// Pictures of a sweep: what matters, two parameters at a time, and whether an advantage holds up.
#include <string>
#include <vector>

#include "app/sweep_question.h"
#include "app/sweep_results.h"
#include "output/report_table.h"

namespace knowhow::app {

/// An outcome of one number a run, in the unit shown, by scenario and point; means over replicates.
struct SweepOutcome {
  std::string variable, title;
  std::vector<std::vector<double>> values;
};

std::vector<SweepOutcome> outcomes_of(const SweepResults& results);

/// Sets `first_ranked` to the parameters by how much they matter for the first outcome and scenario.
output::ReportChart tornado_of(const SweepResults& results, const std::vector<SweepOutcome>& outcomes,
                               std::vector<std::size_t>& first_ranked);
/// Nothing where fewer than two parameters vary.
void add_heat(const SweepResults& results, const std::vector<SweepOutcome>& outcomes,
              const std::vector<std::size_t>& order, std::vector<output::ReportChart>& charts);
/// Differences of the other scenarios from the first, point by point.
void add_advantage(const SweepResults& results, const Question& question,
                   std::vector<output::ReportChart>& charts);
/// What it would be worth to know each parameter before choosing a scenario; a question for what is under a
/// number wants more of it, and one for what is above it less. Nothing where the sweep holds no such choice,
/// and where it is of too few points or incomplete. Returns the sentence that tells it.
std::string add_worth(const SweepResults& results, const Question& question,
                      std::vector<output::ReportChart>& charts);

}  // namespace knowhow::app
