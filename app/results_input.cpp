#include "app/results_input.h"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "knowhow_version.h"
#include "models/catalogue.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

std::map<std::string, std::string> tables_of(const output::ResultsReader& results) {
  const auto files = nlohmann::json::parse(results.provenance("files"), nullptr, false);
  std::map<std::string, std::string> tables;
  bool sound = files.is_object();
  if (sound)
    for (const auto& [name, text] : files.items()) {
      sound = sound && text.is_string();
      if (sound) tables[name] = text.get<std::string>();
    }
  if (!sound)
    throw sim::FileTrouble(results.path().string() +
                           ": is damaged: 'files' in /provenance does not hold the scenario's tables");
  return tables;
}

/// What is wrong with a scenario that once ran, told with where it lies now and what may have happened.
[[noreturn]] void explain(const output::ResultsReader& results, const sim::InvalidInput& error) {
  auto problems = error.problems();
  for (auto& problem : problems)
    problem.place.file = results.path().string() + " /provenance: " + problem.place.file;
  const auto differences = differences_of_program(results);
  std::cerr << "knowhow: the scenario in " << results.path().string()
            << (differences.empty() ? " does not hold: it was changed or damaged after it ran\n"
                                    : " is not one that this program understands; the file was made by "
                                      "another:\n");
  for (const auto& difference : differences) std::cerr << "  " << difference << "\n";
  throw sim::InvalidInput(std::move(problems));
}

scenarios::Scenario scenario_of(const output::ResultsReader& results) {
  try {
    return scenarios::load_resolved(results.provenance("scenario_file"), tables_of(results), {},
                                    models::catalogue());
  } catch (const sim::InvalidInput& error) {
    explain(results, error);
  }
}

}  // namespace

std::unique_ptr<ResultsInput> load_results(const std::string& file) {
  output::ResultsReader results(file);
  if (results.attribute("knowhow_kind") != "ensemble")
    throw sim::FileTrouble(file + ": holds a " + results.attribute("knowhow_kind") +
                           ", not the runs of one scenario file; name a file that `knowhow run` wrote");
  auto scenario = scenario_of(results);
  auto input =
      std::make_unique<ResultsInput>(ResultsInput{std::move(results), std::move(scenario), nullptr, nullptr});
  const auto& plan = input->scenario.plan;
  std::vector<std::string> names;
  for (const auto& named : plan.scenarios) names.push_back(named.name);
  if (names != input->results.scenarios() ||
      static_cast<std::size_t>(plan.replicates) != input->results.replicates())
    throw sim::FileTrouble(file + ": is damaged: its runs are not those of the scenario that it carries");
  const auto& models = models::catalogue();
  input->model = &*std::find_if(models.begin(), models.end(),
                                [&](const sim::Model& model) { return model.name == plan.model; });
  try {
    input->study = input->model->bind(plan);
  } catch (const sim::InvalidInput& error) {
    explain(input->results, error);
  }
  return input;
}

std::vector<std::string> differences_of_program(const output::ResultsReader& results) {
  std::vector<std::string> differences;
  const auto compare = [&](const char* what, const std::string& here) {
    const auto& there = results.provenance(what);
    if (there != here) differences.push_back(std::string(what) + " " + there + ", here " + here);
  };
  compare("version", KNOWHOW_VERSION);
  compare("commit", KNOWHOW_COMMIT);
  compare("compiler", KNOWHOW_COMPILER);
  compare("build", KNOWHOW_BUILD);
  return differences;
}

std::size_t chosen_run(const po::variables_map& given, const ResultsInput& input) {
  const auto text = given["run"].as<std::string>();
  const std::size_t runs = input.results.replicates();
  std::size_t run = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), run);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || run >= runs)
    throw WrongUsage("--run: '" + text + "' is no replicate of " + input.results.path().string() +
                     (runs == 1 ? ", which has the replicate 0 only"
                                : ", whose replicates are 0 to " + std::to_string(runs - 1)));
  return run;
}

std::size_t chosen_scenario(const std::string& name, const ResultsInput& input) {
  const auto& known = input.results.scenarios();
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end())
    throw WrongUsage("--scenario: there is no scenario '" + name + "' in " + input.results.path().string() +
                     "; " + sim::suggestion(name, known));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace knowhow::app
