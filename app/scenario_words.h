#pragma once
// What a scenario changes and assumes, in words.
#include <vector>

#include "output/report.h"
#include "sim/plan.h"

namespace knowhow::app {

/// A note for each scenario (its interventions, what they change, when and for what money), one for what is
/// drawn anew in every future, and one for the numbers that rest on nothing but an assumption.
std::vector<output::ReportNote> notes_of(const sim::Plan& plan);

}  // namespace knowhow::app
