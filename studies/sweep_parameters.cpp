#include "studies/sweep_parameters.h"

#include <algorithm>
#include <cmath>

#include "scenarios/distributions.h"
#include "scenarios/files.h"
#include "scenarios/reader/quantity.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using scenarios::Written;
using scenarios::YamlMember;
using scenarios::YamlNode;

constexpr std::size_t most_table_bytes = std::size_t{1} << 30;

}  // namespace

ParameterReader::ParameterReader(Sweep& sweep, const scenarios::Overrides& overrides,
                                 std::span<const sim::Model> models, sim::Problems& problems)
    : sweep_(sweep),
      scenario_overrides_(overrides),
      models_(models),
      problems_(problems),
      slots_(sweep.base.plan.slots, {}, {}) {}

/// A parameter as far as its path says.
Parameter ParameterReader::parameter(const YamlMember& member) {
  Parameter result;
  result.path = result.name = member.key;
  std::ranges::replace(result.name, ' ', '_');
  std::ranges::replace(result.name, '/', '_');
  result.place = member.key_place;
  const auto& plan = sweep_.base.plan;
  const int slot = plan.slot(member.key);
  if (slot < 0) return result;
  const auto& declaration = *plan.slots[static_cast<std::size_t>(slot)].declaration;
  result.unit = std::string(sim::to_string(declaration.unit));
  result.meaning = declaration.meaning;
  result.range = declaration.range;
  result.whole = declaration.unit == sim::Unit::count;
  if (std::ranges::find(sweep_.base.numbering, slot) == sweep_.base.numbering.end()) result.slot = slot;
  return result;
}

void ParameterReader::read(const Written& written) {
  for (const char* section : {"uncertainties", "levers"}) {
    const auto map = written.at(section);
    if (!map || !map->is_map()) continue;
    for (const auto& member : map->node().members) {
      if (std::string_view(section) == "levers" && member.key == "scenarios") continue;
      const Written value = map->value_of(member);
      if (std::ranges::find(sweep_.parameters, member.key, &Parameter::path) != sweep_.parameters.end()) {
        problems_.add(member.key_place, value.path(), "varies already", "keep it under one of the two");
        continue;
      }
      Parameter result = parameter(member);
      result.lever = std::string_view(section) == "levers";
      if (read_values(member, value, result)) sweep_.parameters.push_back(std::move(result));
    }
  }
  if (sweep_.parameters.empty() && problems_.empty())
    written.refuse("nothing varies", "name parameters under `uncertainties` or `levers`");
}

bool ParameterReader::read_values(const YamlMember& member, const Written& value, Parameter& result) {
  const auto& plan = sweep_.base.plan;
  const int slot = plan.slot(member.key);
  const sim::Declaration* declaration =
      slot < 0 ? nullptr : plan.slots[static_cast<std::size_t>(slot)].declaration;
  if (value.node().kind == YamlNode::Kind::list) return read_list(member, value, declaration, result);
  if (!declaration) {  // complains, with what is like it
    slots_.find(member, value.path(), problems_);
    return false;
  }
  if (value.node().kind == YamlNode::Kind::scalar && value.node().text == "plausible") {
    const auto& range = declaration->plausible;
    if (range.least == range.most) {
      value.refuse("no plausible range is declared for it", "write {least: ..., most: ...} or a list");
      return false;
    }
    result.spread = {sim::Distribution::Family::uniform, range.least, range.most};
    return true;
  }
  if (value.node().kind != YamlNode::Kind::map) {
    value.refuse("must be a range, a list, or the word `plausible`",
                 "such as {least: 4, most: 24} or [4, 12, 24]");
    return false;
  }
  if (value.node().find("least") || value.node().find("most")) {
    value.allow_only({"least", "most"});
    const auto least = value.require("least", "where the range begins"),
               most = value.require("most", "where the range ends");
    std::optional<double> a, b;
    if (least) a = least->number(*declaration);
    if (most) b = most->number(*declaration);
    if (!a || !b) return false;
    if (!(*a < *b)) {
      most->refuse("must be more than least", "raise it, or lower `least`");
      return false;
    }
    result.spread = {sim::Distribution::Family::uniform, *a, *b};
    return true;
  }
  result.spread = scenarios::read_distribution(value, *declaration);
  return result.spread.has_value();
}

bool ParameterReader::read_list(const YamlMember& member, const Written& value,
                                const sim::Declaration* declaration, Parameter& result) {
  if (value.node().items.empty()) {
    value.refuse("names no value", "such as [4, 12, 24]");
    return false;
  }
  bool sound = true;
  for (const auto& item : value.items()) {
    if (item.node().kind != YamlNode::Kind::scalar) {
      item.refuse("must be one value", "write it without brackets");
      return false;
    }
    if (std::ranges::find(result.words, item.node().text) != result.words.end()) {
      item.refuse("is there twice", "keep one of the two");
      sound = false;
    }
    result.words.push_back(item.node().text);
    if (!declaration) continue;
    const auto number = item.number(*declaration);
    sound = sound && number;
    result.numbers.push_back(number.value_or(0));
  }
  if (!sound) return false;
  if (declaration) return true;
  // No number: a choice, a shape, a name. Whoever reads scenarios says whether there is such a setting.
  for (const auto& word : result.words)
    try_settings({member.key + "=" + word}, value.node().place, value.path());
  return problems_.empty();
}

/// Complains, here, of what a scenario with these settings is refused for.
void ParameterReader::try_settings(const std::vector<std::string>& settings, const sim::Place& place,
                                   const std::string& path) {
  auto overrides = scenario_overrides_;
  overrides.set.insert(overrides.set.end(), settings.begin(), settings.end());
  try {
    const auto scenario = scenarios::load(sweep_.scenario_file, overrides, models_);
    sim::Workers workers(1);
    const auto study = sweep_.model->bind(scenario.plan);
    const auto world = study->world(0, workers);
    for (const std::size_t s : sweep_.scenarios) world->rehearse(s, workers);
  } catch (const sim::InvalidInput& error) {
    std::string told;
    for (const auto& setting : settings) told += (told.empty() ? "" : ", ") + setting;
    for (const auto& problem : error.problems())
      problems_.add(place, path,
                    "the scenario is refused with " + told + ": " + problem.subject +
                        (problem.subject.empty() ? "" : " ") + problem.what,
                    problem.cure);
  }
}

/// Each parameter by itself at the ends of its range, where mistakes show.
void ParameterReader::try_ends() {
  const std::size_t number = sweep_.parameters.size();
  std::vector<double> least(number, INFINITY), most(number, -INFINITY);
  for (std::size_t point = 0; point < sweep_.points(); ++point) {
    const auto values = sweep_.point(point);
    for (std::size_t p = 0; p < number; ++p) {
      least[p] = std::min(least[p], values[p]);
      most[p] = std::max(most[p], values[p]);
    }
  }
  for (std::size_t p = 0; p < number; ++p) {
    const Parameter& parameter = sweep_.parameters[p];
    if (!parameter.numeric()) continue;  // each was tried when it was read
    for (const double end : {least[p], most[p]}) {
      const std::size_t before = problems_.size();
      try_settings({parameter.path + "=" + parameter.written(end)}, parameter.place, parameter.path);
      if (problems_.size() > before) break;
    }
  }
}

/// A table of points: one column a parameter.
void ParameterReader::read_points(const Written& written, const Written& table_of) {
  for (const char* section : {"uncertainties", "levers"})
    if (const auto map = written.at(section); map && map->node().kind == YamlNode::Kind::map)
      for (const auto& member : map->node().members)
        if (std::string_view(section) != "levers" || member.key != "scenarios")
          problems_.add(member.key_place, map->value_of(member).path(), "varies by the table of points",
                        "give it a column there, and leave it out here");
  const fs::path path = scenarios::beside(table_of.node().place, sweep_.design.file);
  const auto text = scenarios::read_named_file(table_of, path, most_table_bytes);
  if (!text) return;
  const auto table = scenarios::parse_csv(*text, path.string(), problems_);
  if (table.rows.empty() && problems_.empty()) table_of.refuse("the table has no points", "add rows to it");
  for (const auto& cell : table.header) {
    Parameter result = parameter({cell.text, cell.place, {}});
    if (result.slot < 0 && result.unit.empty()) result.words.clear();
    sweep_.parameters.push_back(std::move(result));
  }
  for (const auto& row : table.rows)
    for (std::size_t p = 0; p < row.size(); ++p)
      sweep_.table.push_back(read_cell(row[p], sweep_.parameters[p]));
  for (auto& each : sweep_.parameters)
    if (!each.unit.empty()) each.spread = sim::Distribution{};  // its values are numbers as they stand
}

double ParameterReader::read_cell(const scenarios::CsvCell& cell, Parameter& of) {
  const int slot = sweep_.base.plan.slot(of.path);
  if (slot < 0) {
    const auto found = std::ranges::find(of.words, cell.text);
    const auto index = found - of.words.begin();
    if (found == of.words.end()) {
      of.words.push_back(cell.text);
      if (of.words.size() <= 100) try_settings({of.path + "=" + cell.text}, cell.place, of.path);
    }
    return static_cast<double>(index);
  }
  const auto& declaration = *sweep_.base.plan.slots[static_cast<std::size_t>(slot)].declaration;
  std::string cure;
  const auto value = scenarios::read_quantity(cell.text, declaration.unit, cure);
  if (!value)
    problems_.add(cell.place, of.path, "'" + cell.text + "' is no such quantity", cure);
  else if (!declaration.range.contains(*value))
    problems_.add(cell.place, of.path, "'" + cell.text + "' is out of range",
                  "it goes from " + scenarios::in_words(declaration.range.least, declaration.unit) + " to " +
                      scenarios::in_words(declaration.range.most, declaration.unit));
  return value.value_or(0);
}

}  // namespace knowhow::studies
