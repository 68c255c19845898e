#pragma once
// Model time as a scenario writes it: `time`, dates, durations, and counted steps.
#include <optional>

#include "scenarios/written.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// The section `time`; nothing if any of it is wrong, which then is told to the problems. A model that counts
/// steps needs no calendar: a scenario that gives neither `start` nor `step` has none.
std::optional<sim::Time> read_time(const Written& written, bool may_count);

/// Whether something may happen at the end of the run, where its last step is over.
enum class Until { last_step, end };

/// A date, or a duration from the start, in years from the start; a date is the beginning of the step that
/// contains it. Where steps are counted: a number of steps. Without `time`, only its form is checked, and
/// nothing is returned.
std::optional<double> read_moment(const Written& written, const std::optional<sim::Time>& time, Until latest);

/// A duration that is a whole number of steps, at least one and at most `most`, or nothing.
std::optional<int> read_steps(const Written& written, const sim::Time& time, int most);

}  // namespace knowhow::scenarios
