#include "bench/bound_model.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include "models/catalogue.h"

namespace knowhow::bench {

BoundModel::BoundModel(const std::string& yaml, std::vector<std::string> set)
    : BoundModel(scenarios::load_resolved(yaml, {}, {std::move(set), {}, {}, {}}, models::catalogue())) {}

BoundModel BoundModel::of_file(const std::string& name, std::vector<std::string> set) {
  return BoundModel(scenarios::load(std::string(KNOWHOW_SOURCE "/scenarios/") + name,
                                    {std::move(set), {}, {}, {}}, models::catalogue()));
}

BoundModel::BoundModel(scenarios::Scenario scenario)
    : scenario_(std::make_unique<scenarios::Scenario>(std::move(scenario))),
      workers_(std::make_unique<sim::Workers>(1)) {
  const auto& all = models::catalogue();
  const auto model = std::find_if(all.begin(), all.end(),
                                  [&](const sim::Model& one) { return one.name == scenario_->plan.model; });
  study_ = model->bind(scenario_->plan);
  renew(0);
}

void BoundModel::renew(std::uint32_t replicate) { world_ = study_->world(replicate, *workers_); }

sim::Rows BoundModel::run(std::size_t scenario) { return world_->run(scenario, *workers_, {}, tally_); }

double BoundModel::last(const sim::Rows& rows, std::string_view variable) const {
  const auto& variables = study_->layout().variables;
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i].name == variable) return std::get<std::vector<double>>(rows.at(i)).back();
  throw std::logic_error("the model shows no " + std::string(variable));
}

}  // namespace knowhow::bench
