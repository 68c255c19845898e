#pragma once
// Scenarios that a question adds to a scenario file: parts of a package of interventions, and every scenario
// with one barrier away.
#include <string>
#include <vector>

#include "scenarios/reader/yaml.h"
#include "sim/declaration.h"
#include "sim/problem.h"

namespace knowhow::scenarios {

constexpr std::size_t most_in_package = 6;

/// Adds a scenario for every subset of a scenario's interventions that has none yet, called `A + B`; the
/// empty set is the baseline. Complains if there is no scenario of that name, or it has fewer than two
/// interventions or more than most_in_package. Returns the names of all subsets but the empty one.
std::vector<std::string> add_parts_of(const std::string& package, YamlNode& root, sim::Problems& problems);

/// For every scenario and the baseline, adds `SCENARIO without BARRIER` for each item of `barriers` that
/// declares a number `strength`: an intervention takes it, and what the file gives by kind, sector or
/// channel, to 0 from the start. Complains if the model has no barriers. `only` keeps to these scenarios and
/// the baseline, if not empty. Returns the names added.
std::vector<std::string> add_without_barriers(const sim::Declaration& model,
                                              const std::vector<std::string>& only, YamlNode& root,
                                              sim::Problems& problems);

}  // namespace knowhow::scenarios
