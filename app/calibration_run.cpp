#include "app/calibration_run.h"

#include <algorithm>

#include "models/catalogue.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

/// The scenario that was lived through: the baseline, unless another is named.
std::size_t chosen(const scenarios::Calibration& calibration, const sim::Plan& plan) {
  if (calibration.under.empty()) return 0;
  std::vector<std::string> names;
  for (const auto& scenario : plan.scenarios) names.push_back(scenario.name);
  const auto found = std::ranges::find(names, calibration.under);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  sim::Problems problems;
  problems.add(calibration.under_place, "under", "there is no scenario '" + calibration.under + "'",
               sim::suggestion(calibration.under, names));
  problems.raise_if_any();
  return 0;
}

/// Takes what is fitted out of what is drawn, and makes room for samples of it.
std::vector<studies::Prior> take_priors(const scenarios::Calibration& calibration, sim::Plan& plan) {
  std::vector<studies::Prior> priors;
  std::erase_if(plan.uncertain, [&](const sim::UncertainNumber& number) {
    const sim::Slot& slot = plan.slots[static_cast<std::size_t>(number.slot)];
    if (!calibration.priors.find(slot.path)) return false;
    priors.push_back({number.slot, slot.path, std::string(sim::to_string(slot.declaration->unit)),
                      number.distribution, slot.declaration->range});
    plan.samples.slots.push_back(number.slot);
    return true;
  });
  sim::Problems problems;
  for (const auto& prior : priors)
    if (!(prior.at(0.05) < prior.at(0.95)))
      problems.add(calibration.priors.find(prior.path)->key_place, "priors." + prior.path,
                   "can be one value only",
                   "a number that is known stands in the scenario; widen the prior, or leave it out");
  problems.raise_if_any();
  return priors;
}

}  // namespace

std::unique_ptr<CalibrationInput> load_calibration(const std::string& file, const std::string& seed) {
  auto input = std::make_unique<CalibrationInput>();
  input->calibration = scenarios::read_calibration(file);
  auto& calibration = input->calibration;
  scenarios::Overrides overrides;
  overrides.uncertain = calibration.priors;
  overrides.seed = seed.empty() ? std::to_string(calibration.seed) : seed;
  const auto& models = models::catalogue();
  input->scenario = scenarios::load(calibration.file, overrides, models);
  sim::Plan& plan = input->scenario.plan;
  calibration.seed = plan.seed;
  input->under = chosen(calibration, plan);
  input->priors = take_priors(calibration, plan);
  input->model = &*std::ranges::find(models, plan.model, &sim::Model::name);
  input->study = input->model->bind(plan);
  input->figures = std::make_unique<studies::Figures>(calibration.observations, input->study->layout());
  return input;
}

}  // namespace knowhow::app
