#include "studies/unit.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>
#include <stdexcept>

#include "sim/beginnings.h"
#include "sim/digest.h"
#include "sim/problem.h"

namespace knowhow::studies {

namespace {

constexpr std::size_t longest_error = 4000;

std::size_t size_along(const sim::Layout& layout, const sim::Variable& variable) {
  std::size_t size = 1;
  for (const auto& name : variable.dimensions)
    size *= std::ranges::find(layout.dimensions, name, &sim::Dimension::name)->size();
  return size;
}

/// The digest of a unit: that of its scenario, or over those of all.
std::string digest_of(const std::vector<std::string>& digests) {
  if (digests.size() == 1) return digests.front();
  sim::Digest all;
  for (const auto& digest : digests) all.add("state_digest", std::as_bytes(std::span(digest)), 1);
  return all.hex();
}

template <class Number>
void append(sim::Values& to, const std::vector<Number>& from) {
  if (auto* floats = std::get_if<std::vector<float>>(&to))
    floats->insert(floats->end(), from.begin(), from.end());
  else
    std::get<std::vector<double>>(to).insert(std::get<std::vector<double>>(to).end(), from.begin(),
                                             from.end());
}

}  // namespace

sim::Layout unit_layout(const Sweep& sweep, const sim::Layout& of_study) {
  sim::Layout layout;
  const sim::Numbered points{sweep.points()}, replicates{static_cast<std::size_t>(sweep.replicates)};
  std::vector<std::string> names;
  for (const std::size_t s : sweep.scenarios) names.push_back(sweep.base.plan.scenarios[s].name);
  layout.dimensions = {{"point", points, {{"long_name", "point of the design"}, {"units", "1"}}},
                       {"replicate",
                        replicates,
                        {{"long_name", "replicate; points and scenarios of one share their random numbers"},
                         {"standard_name", "realization"},
                         {"units", "1"}}},
                       {"scenario", names, {{"long_name", "named set of interventions"}}}};
  layout.variables = {{"state_digest",
                       sim::Type::text,
                       {},
                       "digest of the run's state, over all its scenarios",
                       "",
                       "",
                       false},
                      {"run_status", sim::Type::int32, {}, "0 finished, 1 failed, 2 missing", "1", "", false},
                      {"run_error", sim::Type::text, {}, "why a run failed", "", "", false}};
  for (const auto& name : sweep.outcomes) {
    const auto found = std::ranges::find(of_study.variables, name, &sim::Variable::name);
    if (found == of_study.variables.end()) throw std::logic_error("sweep: no variable '" + name + "'");
    sim::Variable variable = *found;
    for (const auto& along : variable.dimensions)
      if (std::ranges::find(layout.dimensions, along, &sim::Dimension::name) == layout.dimensions.end())
        layout.dimensions.push_back(*std::ranges::find(of_study.dimensions, along, &sim::Dimension::name));
    variable.dimensions.insert(variable.dimensions.begin(), "scenario");
    if (variable.type == sim::Type::int32) variable.type = sim::Type::float64;
    variable.may_be_missing = true;
    layout.variables.push_back(std::move(variable));
  }
  return layout;
}

UnitRunner::UnitRunner(const Sweep& sweep, const sim::Layout& layout)
    : sweep_(sweep),
      layout_(layout),
      anew_(std::ranges::any_of(sweep.parameters, [](const auto& each) { return each.slot < 0; })) {
  if (anew_) return;
  plan_ = sweep.base.plan;
  std::erase_if(plan_.uncertain, [&](const sim::UncertainNumber& drawn) {
    return std::ranges::find(sweep.parameters, drawn.slot, &Parameter::slot) != sweep.parameters.end();
  });
}

UnitRunner::~UnitRunner() = default;

void UnitRunner::set(std::size_t point) {
  study_.reset();
  if (anew_) {
    scenarios::Overrides overrides;
    overrides.set = sweep_.settings(point);
    own_ = scenarios::load_resolved(sweep_.base.resolved, sweep_.base.files, overrides, {sweep_.model, 1});
    study_ = sweep_.model->bind(own_.plan);
    return;
  }
  const auto values = sweep_.point(point);
  for (std::size_t p = 0; p < values.size(); ++p)
    plan_.slots[static_cast<std::size_t>(sweep_.parameters[p].slot)].base = {values[p], {}};
  study_ = sweep_.model->bind(plan_);
}

sim::Rows UnitRunner::run(std::size_t unit, sim::Workers& workers, const std::function<bool()>& stop,
                          sim::Tally& tally) {
  try {
    set(point_of(sweep_, unit));
    const auto began = std::chrono::steady_clock::now();
    auto rows = run_scenarios(replicate_of(sweep_, unit), workers, stop, tally);
    simulating_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return rows;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return failure(error.what());
  }
}

sim::Rows UnitRunner::run_scenarios(std::size_t replicate, sim::Workers& workers,
                                    const std::function<bool()>& stop, sim::Tally& tally) {
  const auto& variables = study_->layout().variables;
  const auto world = study_->world(static_cast<std::uint32_t>(replicate), workers);
  size_ = world->size();
  sim::Rows rows{std::string(), std::vector<std::int32_t>{finished}, std::string()};
  for (std::size_t v = first_outcome; v < layout_.variables.size(); ++v)
    if (layout_.variables[v].type == sim::Type::float32)
      rows.emplace_back(std::vector<float>());
    else
      rows.emplace_back(std::vector<double>());
  std::vector<std::string> digests;
  sim::Beginnings beginnings(anew_ ? own_.plan : plan_, sweep_.scenarios);
  for (const std::size_t scenario : sweep_.scenarios) {
    const sim::Rows all = world->run(scenario, workers, stop, tally, beginnings.of(scenario).get());
    digests.push_back(std::get<std::string>(all[0]));
    for (std::size_t v = first_outcome; v < layout_.variables.size(); ++v) {
      const auto of_study = std::ranges::find(variables, layout_.variables[v].name, &sim::Variable::name);
      if (of_study == variables.end())
        throw std::runtime_error("this point has no " + layout_.variables[v].name);
      std::visit(
          [&]<class Row>(const Row& row) {
            if constexpr (!std::is_same_v<Row, std::string>) append(rows[v], row);
          },
          all[static_cast<std::size_t>(of_study - variables.begin())]);
    }
  }
  for (std::size_t v = first_outcome; v < layout_.variables.size(); ++v)
    if (std::visit([](const auto& row) { return row.size(); }, rows[v]) !=
        size_along(layout_, layout_.variables[v]))
      throw std::runtime_error("at this point " + layout_.variables[v].name + " has another shape");
  rows[digest_row] = digest_of(digests);
  return rows;
}

sim::Rows UnitRunner::failure(const std::string& error) const {
  sim::Rows rows{std::string(), std::vector<std::int32_t>{failed}, error.substr(0, longest_error)};
  for (std::size_t v = first_outcome; v < layout_.variables.size(); ++v) {
    const std::size_t size = size_along(layout_, layout_.variables[v]);
    if (layout_.variables[v].type == sim::Type::float32)
      rows.emplace_back(std::vector<float>(size, std::numeric_limits<float>::quiet_NaN()));
    else
      rows.emplace_back(std::vector<double>(size, std::numeric_limits<double>::quiet_NaN()));
  }
  return rows;
}

}  // namespace knowhow::studies
