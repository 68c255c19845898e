#pragma once
// From the command line to a bound study.
#include <memory>
#include <optional>

#include "app/command.h"
#include "scenarios/scenario.h"
#include "sim/model.h"

namespace knowhow::app {

struct Input {
  scenarios::Scenario scenario;
  const sim::Model* model;
  std::unique_ptr<sim::Study> study;  ///< refers to scenario.plan
  sim::Size size;                     ///< of the first replicate's world
};

/// Loads the scenario file with what the command line puts on top of it, binds its model, and rehearses every
/// scenario in the first replicate's world: what `check` lets through, `run` can run.
/// `replicates` replaces what the file and the command line say.
std::unique_ptr<Input> load_input(const po::variables_map& options, const std::string& file,
                                  std::optional<std::size_t> replicates = {});

}  // namespace knowhow::app
