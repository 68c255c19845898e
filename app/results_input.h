#pragma once
// From a results file, and nothing else, back to the study that made it.
#include <memory>
#include <string>
#include <vector>

#include "app/command.h"
#include "output/results_reader.h"
#include "scenarios/scenario.h"
#include "sim/model.h"

namespace knowhow::app {

struct ResultsInput {
  output::ResultsReader results;
  scenarios::Scenario scenario;
  const sim::Model* model;
  std::unique_ptr<sim::Study> study;  ///< refers to scenario.plan
};

/// Reads the file, loads the scenario that it carries, and binds its model.
std::unique_ptr<ResultsInput> load_results(const std::string& file);

/// How the program that made the file differs from this one, each as `version 0.1.0, here 0.2.0`; empty if it
/// does not.
std::vector<std::string> differences_of_program(const output::ResultsReader& results);

/// The number behind --run; WrongUsage unless the file has such a run.
std::size_t chosen_run(const po::variables_map& given, const ResultsInput& input);
/// The place of a scenario in the file; WrongUsage, with a suggestion, if it has none of that name.
std::size_t chosen_scenario(const std::string& name, const ResultsInput& input);

}  // namespace knowhow::app
