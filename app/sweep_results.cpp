#include "app/sweep_results.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "sim/problem.h"
#include "studies/unit.h"

namespace knowhow::app {

namespace {

std::size_t whole_number(const std::string& text) {
  if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos) return 0;
  return std::stoull(text);
}

}  // namespace

SweepResults::SweepResults(const std::string& path) : path_(path), file_(output::read_arrays(path)) {
  const std::string kind = file_.attribute("knowhow_kind");
  if (kind == "sweep part") refuse("is one part of a sweep; join the parts with `knowhow merge`");
  if (kind != "sweep") refuse("holds a " + kind + ", not a sweep; `knowhow sweep` makes one");
  design_ = file_.attribute("design");
  seed_ = whole_number(file_.attribute("seed"));
  const auto* point = file_.dimension("point");
  const auto* replicate = file_.dimension("replicate");
  const auto* scenario = file_.dimension("scenario");
  const auto told = nlohmann::json::parse(file_.text("parameters"), nullptr, false);
  if (!point || !replicate || !scenario || !told.is_array())
    refuse("is damaged: it lacks its dimensions or parameters");
  points_ = point->size();
  replicates_ = replicate->size();
  if (const auto* names = std::get_if<std::vector<std::string>>(&scenario->coordinate)) scenarios_ = *names;
  for (const auto& each : told)
    parameters_.push_back({each.value("path", ""), each.value("name", ""), each.value("unit", ""),
                           each.value("meaning", ""), each.value("lever", false),
                           each.value("words", std::vector<std::string>())});
  values_.resize(points_ * parameters_.size());
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const auto* array = file_.array(parameters_[p].name);
    const auto* column = array ? std::get_if<std::vector<double>>(&array->values) : nullptr;
    if (!column || column->size() != points_)
      refuse("is damaged: the values of " + parameters_[p].path + " are missing");
    for (std::size_t i = 0; i < points_; ++i) values_[i * parameters_.size() + p] = (*column)[i];
  }
  const auto* status = file_.array("run_status");
  if (!status) refuse("is damaged: 'run_status' is missing");
  for (const auto each : std::get<std::vector<std::int32_t>>(status->values)) {
    failed_ += each == studies::failed;
    missing_ += each == studies::missing;
  }
}

void SweepResults::refuse(const std::string& what) const { throw sim::FileTrouble(path_ + ": " + what); }

void SweepResults::refuse_incomplete() const {
  if (failed_ + missing_ == 0) return;
  refuse(std::to_string(failed_) + " runs failed and " + std::to_string(missing_) + " are missing of " +
         std::to_string(points_ * replicates_) +
         ": what is left is no sample of its design; narrow the ranges so that no run fails, or finish the "
         "sweep");
}

studies::Points SweepResults::cube() const {
  std::vector<studies::Factor> factors;
  // The places, not the values, are what effects are measured by; lists stand on their levels there, too.
  for (const auto& each : parameters_) factors.push_back({each.path, 0});
  return all_of(*studies::morris(factors, whole_number(file_.attribute("design_points")),
                                 whole_number(file_.attribute("design_levels")), seed_));
}

std::vector<std::string> SweepResults::scalars() const {
  std::vector<std::string> names;
  for (const auto& array : file_.arrays)
    if (array.dimensions == std::vector<std::string>{"point", "replicate", "scenario"})
      names.push_back(array.name);
  return names;
}

SweepResults::Shown SweepResults::shown(const std::string& variable) const {
  const auto headlines = nlohmann::json::parse(file_.text("headlines"), nullptr, false);
  if (headlines.is_array())
    for (const auto& each : headlines)
      if (each.value("variable", "") == variable)
        return {each.value("name", ""), each.value("unit", ""), each.value("factor", 1.0)};
  const auto* array = file_.array(variable);
  std::string unit;
  if (array)
    for (const auto& [name, text] : array->attributes)
      if (name == "units" && text != "1") unit = text;
  return {variable, unit, 1};
}

std::string SweepResults::heading(const std::string& variable, std::size_t scenario) const {
  const Shown own = shown(variable);
  return (own.name == variable ? variable : own.name + " (" + variable + ")") + ", " + scenarios_[scenario] +
         ": " + std::to_string(points_) + " points x " + std::to_string(replicates_) +
         (replicates_ == 1 ? " replicate" : " replicates");
}

std::string SweepResults::outcome_named(const std::string& name) const {
  std::vector<std::string> known = scalars();
  for (const auto& each : scalars())
    if (each == name || shown(each).name == name) return each;
  for (const auto& each : scalars())
    if (shown(each).name != each) known.push_back(shown(each).name);
  throw WrongUsage("there is no outcome '" + name + "' of one number a run in " + path_ + "; " +
                   sim::suggestion(name, known));
}

std::vector<double> SweepResults::means(const std::string& variable, std::size_t scenario) const {
  const auto* array = file_.array(variable);
  std::vector<double> result(points_, std::numeric_limits<double>::quiet_NaN());
  std::visit(
      [&]<class Number>(const std::vector<Number>& all) {
        if constexpr (!std::is_same_v<Number, std::string>)
          for (std::size_t point = 0; point < points_; ++point) {
            double sum = 0;
            std::size_t count = 0;
            for (std::size_t r = 0; r < replicates_; ++r) {
              const auto value =
                  static_cast<double>(all[(point * replicates_ + r) * scenarios_.size() + scenario]);
              if (std::isnan(value)) continue;
              sum += value;
              ++count;
            }
            if (count > 0) result[point] = sum / static_cast<double>(count);
          }
      },
      array->values);
  return result;
}

}  // namespace knowhow::app
