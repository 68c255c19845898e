#pragma once
// The section `run`: how often, and with which luck.
#include <cstdint>
#include <optional>

#include "scenarios/written.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// All 63 bits, which a double does not hold.
std::uint64_t read_seed(const Written& written);

/// The section `run`, or its defaults.
void read_run(const std::optional<Written>& written, sim::Plan& plan);

}  // namespace knowhow::scenarios
