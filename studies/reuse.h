#pragma once
// Runs that other sweeps have finished, taken over where their content is the same.
#include <filesystem>
#include <functional>
#include <string>

#include "sim/results.h"
#include "studies/sweep.h"

namespace knowhow::studies {

struct Reused {
  std::size_t taken = 0;
  std::string why_not;  ///< if nothing in the file can be: what differs
};

/// Reads a part or a merged sweep and calls `take` with every unit of `sweep` that is `wanted` and finished
/// there with the same content: program, scenario file and data, seed, scenarios, path and value of every
/// parameter, replicate, and at least the same outcomes. The designs and their sizes may differ. A unit may
/// be taken more than once. Throws sim::FileTrouble where the file is no sweep's, or damaged.
Reused reuse(const std::filesystem::path& file, const Sweep& sweep, const sim::Layout& layout,
             const sim::Attributes& program, const std::function<bool(std::size_t unit)>& wanted,
             const std::function<void(std::size_t unit, const sim::Rows&)>& take);

}  // namespace knowhow::studies
