#pragma once
// From a calibration file to its runs: bound to a model, searched, and told.
#include <memory>
#include <vector>

#include "scenarios/calibration.h"
#include "scenarios/scenario.h"
#include "sim/model.h"
#include "studies/posterior.h"

namespace knowhow::app {

struct CalibrationInput {
  scenarios::Calibration calibration;
  scenarios::Scenario scenario;  ///< whose numbers are taken from plan.samples, sample n by replicate n
  const sim::Model* model;
  std::size_t under = 0;  ///< the scenario that is run
  std::vector<studies::Prior> priors;
  std::unique_ptr<sim::Study> study;  ///< refers to scenario.plan
  std::unique_ptr<studies::Figures> figures;
};

/// Reads the file and its scenario, and finds every number and figure. Throws as loading a scenario does.
std::unique_ptr<CalibrationInput> load_calibration(const std::string& file, const std::string& seed);

/// For a person: what was found of each number and figure. `markdown`: as tables of a page.
std::string posterior_text(const scenarios::Calibration& calibration, const studies::Posterior& posterior,
                           bool markdown);
/// For a program: the same, as JSON.
std::string posterior_json(const scenarios::Calibration& calibration, const studies::Posterior& posterior);
/// The samples as a table that a scenario's `uncertain: {posterior: ...}` reads: a weight, and a column a
/// number.
std::string posterior_csv(const studies::Posterior& posterior);

}  // namespace knowhow::app
