#include "app/scenario_input.h"

#include <algorithm>

#include "models/catalogue.h"

namespace knowhow::app {

std::unique_ptr<Input> load_input(const po::variables_map& options, const std::string& file,
                                  std::optional<std::size_t> replicates) {
  scenarios::Overrides overrides;
  if (options.count("set")) overrides.set = options["set"].as<std::vector<std::string>>();
  if (options.count("scenario")) overrides.only = options["scenario"].as<std::vector<std::string>>();
  if (options.count("seed")) overrides.seed = options["seed"].as<std::string>();
  if (options.count("replicates")) overrides.replicates = options["replicates"].as<std::string>();
  if (replicates) overrides.replicates = std::to_string(*replicates);
  const auto& models = models::catalogue();
  auto input = std::make_unique<Input>(Input{scenarios::load(file, overrides, models), nullptr, nullptr, {}});
  const auto& plan = input->scenario.plan;
  input->model =
      &*std::find_if(models.begin(), models.end(), [&](const sim::Model& m) { return m.name == plan.model; });
  input->study = input->model->bind(plan);
  sim::Workers workers(sim::available_threads());
  const auto world = input->study->world(0, workers);
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) world->rehearse(s, workers);
  input->size = world->size();
  return input;
}

}  // namespace knowhow::app
