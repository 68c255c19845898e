#pragma once
// When a run is observed, and the axis along which what was seen lies.
#include <vector>

#include "sim/plan.h"
#include "sim/results.h"

namespace knowhow::sim {

/// The steps at whose beginning a run is observed: 0, every so many, and the end (`Time::steps`).
std::vector<int> output_steps(const Plan& plan);

/// The dimension `time` over output_steps: days since the start, or steps where there is no calendar.
Dimension time_axis(const Plan& plan);

/// The variable that every model's rows begin with.
Variable state_digest();

}  // namespace knowhow::sim
