#include "tests/models/published_runs.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <stdexcept>

#include "models/catalogue.h"
#include "tests/statistics.h"

namespace knowhow::published {

PublishedRuns::PublishedRuns(scenarios::Scenario scenario)
    : scenario_(std::make_unique<scenarios::Scenario>(std::move(scenario))) {
  const auto& models = models::catalogue();
  const auto model = std::ranges::find(models, scenario_->plan.model, &sim::Model::name);
  study_ = model->bind(scenario_->plan);
}

PublishedRuns::PublishedRuns(const std::string& yaml, std::vector<std::string> set,
                             const std::map<std::string, std::string>& files)
    : PublishedRuns(scenarios::load_resolved("knowhow: 1\ntitle: test\n" + yaml, files,
                                             {std::move(set), {}, {}, {}}, models::catalogue())) {}

PublishedRuns PublishedRuns::of_file(const std::string& name, std::vector<std::string> set) {
  return PublishedRuns(scenarios::load(std::filesystem::path(KNOWHOW_SOURCE) / "scenarios/published" / name,
                                       {std::move(set), {}, {}, {}}, models::catalogue()));
}

sim::Rows PublishedRuns::rows(std::uint32_t replicate, std::size_t scenario, int threads) {
  sim::Workers workers(threads);
  sim::Tally tally;
  return study_->world(replicate, workers)->run(scenario, workers, {}, tally);
}

const std::vector<double>& PublishedRuns::of(const sim::Rows& rows, std::string_view variable) const {
  const auto& variables = study_->layout().variables;
  const auto found = std::ranges::find(variables, variable, &sim::Variable::name);
  if (found == variables.end()) throw std::out_of_range(std::string(variable));
  return std::get<std::vector<double>>(rows[static_cast<std::size_t>(found - variables.begin())]);
}

std::vector<double> PublishedRuns::lasts(std::string_view variable, int count, std::size_t scenario) {
  std::vector<double> values;
  for (int r = 0; r < count; ++r)
    values.push_back(of(rows(static_cast<std::uint32_t>(r), scenario), variable).back());
  return values;
}

Mean mean_of(const std::vector<double>& values) {
  statistics::sampled(values.size());
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace knowhow::published
