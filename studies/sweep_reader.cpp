#include <algorithm>
#include <cmath>

#include "scenarios/distributions.h"
#include "scenarios/files.h"
#include "scenarios/interventions.h"
#include "scenarios/reader/csv.h"
#include "scenarios/reader/quantity.h"
#include "scenarios/reader/yaml.h"
#include "scenarios/written.h"
#include "studies/sweep.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using scenarios::Written;
using scenarios::YamlMember;
using scenarios::YamlNode;

constexpr std::size_t most_table_bytes = std::size_t{1} << 30;
constexpr std::size_t most_points = 100'000'000;
sim::Declaration whole_number(double least, double most, std::string meaning) {
  sim::Declaration declaration;
  declaration.unit = sim::Unit::count;
  declaration.range = {least, most};
  declaration.meaning = std::move(meaning);
  return declaration;
}

class Reader {
 public:
  Reader(const fs::path& path, const SweepOverrides& overrides, std::span<const sim::Model> models)
      : path_(path), overrides_(overrides), models_(models) {}

  Sweep read() {
    sweep_.text = scenarios::read_text(path_, scenarios::longest_file, problems_);
    problems_.raise_if_any();
    const YamlNode root = scenarios::parse_yaml(sweep_.text, path_.string(), problems_);
    problems_.raise_if_any();
    const Written written{root, "", problems_};
    if (!written.is_map()) problems_.raise_if_any();
    written.allow_only({"knowhow", "title", "scenario", "uncertainties", "levers", "outcomes", "design",
                        "points", "replicates", "seed"});
    read_version(written);
    if (const auto title = written.at("title")) sweep_.title = title->word().value_or("");
    read_numbers(written);
    read_design(written);
    load_scenario(written);
    const scenarios::SlotTable slots(sweep_.base.plan.slots, {}, {});
    slots_ = &slots;
    if (sweep_.design.kind == DesignKind::csv)
      read_points(written);
    else
      read_parameters(written);
    read_outcomes(written);
    problems_.raise_if_any();
    if (sweep_.design.kind != DesignKind::csv) make_points(written);
    try_ends();
    problems_.raise_if_any();
    return std::move(sweep_);
  }

 private:
  void read_version(const Written& written) {
    const std::string cure = "write `knowhow: 1`, the version of this format";
    if (const auto version = written.require("knowhow", cure))
      if (version->node().text != "1" || version->node().quoted) version->refuse("must be 1", cure);
  }

  /// A whole number of the file, or of the command line instead.
  std::optional<double> number(const Written& written, const char* key,
                               const std::optional<std::string>& instead, double most) {
    const auto declaration = whole_number(1, most, key);
    if (instead) {
      const auto value = scenarios::read_number(*instead);
      if (value && *value == std::floor(*value) && declaration.range.contains(*value)) return value;
      problems_.add({std::string("--") + key, 0, 0}, "",
                    "'" + *instead + "' is no whole number from 1 to " + shortest(most));
      return {};
    }
    const auto value = written.at(key);
    return value ? value->number(declaration) : std::nullopt;
  }

  void read_numbers(const Written& written) {
    sweep_.replicates =
        static_cast<int>(number(written, "replicates", overrides_.replicates, 1e6).value_or(1));
    points_ = number(written, "points", overrides_.points, most_points);
    if (overrides_.seed)
      seed_ = overrides_.seed;
    else if (const auto seed = written.at("seed"))
      seed_ = seed->plain("a whole number");
  }

  void read_design(const Written& written) {
    const std::string known = scenarios::listed(design_names());
    const auto design = written.require("design", "choose one: " + known);
    if (!design) return;
    const YamlNode& node = design->node();
    std::string name = node.text;
    std::optional<Written> inside;
    if (node.kind == YamlNode::Kind::map && node.members.size() == 1) {
      name = node.members[0].key;
      inside = design->value_of(node.members[0]);
    } else if (node.kind != YamlNode::Kind::scalar) {
      return design->refuse("must be the name of a design", "choose one: " + known);
    }
    const auto& names = design_names();
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
      return design->refuse("there is no design '" + name + "'", sim::suggestion(name, names));
    sweep_.design.kind = static_cast<DesignKind>(found - names.begin());
    const bool has_levels = name == "grid" || name == "morris";
    if (name == "csv") {
      if (!inside || !inside->plain("the name of a table"))
        return design->refuse("needs a table of points", "write `design: {csv: points.csv}`");
      sweep_.design.file = inside->node().text;
      table_.emplace(*inside);
    } else if (inside && inside->is_map()) {
      if (!has_levels) return inside->refuse("has no keys", "write `design: " + name + "`");
      inside->allow_only({"levels"});
      if (const auto levels = inside->at("levels"))
        if (const auto value = levels->number(whole_number(2, 10'000, "values of each range"))) {
          sweep_.design.levels = static_cast<std::size_t>(*value);
          if (name == "morris" && sweep_.design.levels % 2 != 0) levels->refuse("must be even", "4 is usual");
        }
    }
    const bool sized = name != "grid" && name != "csv";
    if (sized && !points_ && problems_.empty())
      written.refuse("`points` is missing", "say how many " +
                                                std::string(name == "morris"     ? "trajectories"
                                                            : name == "saltelli" ? "base rows"
                                                                                 : "points") +
                                                ", such as `points: 256`");
    if (!sized && points_)
      written.refuse("`points` has no meaning for the design " + name,
                     "leave it out: the " + std::string(name == "grid" ? "levels" : "table") +
                         " say how many there are");
    sweep_.design.points = static_cast<std::size_t>(points_.value_or(0));
    if ((name == "sobol" || name == "saltelli") && points_) {
      const std::size_t asked = sweep_.design.points;
      std::size_t power = 1;
      while (power < asked) power *= 2;
      if (power != asked)
        sweep_.remarks.push_back("points: " + std::to_string(asked) + " was rounded up to " +
                                 std::to_string(power) + ": Sobol's sequence is even only at powers of two");
      sweep_.design.points = power;
    }
  }

  void load_scenario(const Written& written) {
    const auto file = written.require("scenario", "name the scenario file that varies");
    const auto name = file ? file->word() : std::nullopt;
    if (!name) problems_.raise_if_any();
    sweep_.scenario_file = scenarios::beside(file->node().place, *name);
    scenario_overrides_.set = overrides_.set;
    scenario_overrides_.seed = seed_;
    scenario_overrides_.replicates = "1";  // those of a sweep are counted by the sweep
    scenario_overrides_.only = {scenarios::baseline};
    std::vector<std::string> wanted{scenarios::baseline};
    const auto levers = written.at("levers");
    const auto named =
        levers && levers->node().kind == YamlNode::Kind::map ? levers->at("scenarios") : std::nullopt;
    if (named)
      if (const auto words = named->words()) scenario_overrides_.only = wanted = *words;
    if (wanted.empty()) {
      named->refuse("names no scenario", "leave it out for the baseline alone");
      problems_.raise_if_any();
    }
    try {
      sweep_.base = scenarios::load(sweep_.scenario_file, scenario_overrides_, models_);
    } catch (const sim::InvalidInput& error) {
      for (auto problem : error.problems()) {
        if (problem.place.file == "--scenario") problem.place = named->node().place;
        problems_.add(problem.place, problem.subject, problem.what, problem.cure);
      }
      problems_.raise_if_any();
    }
    const auto& plan = sweep_.base.plan;
    sweep_.model = &*std::ranges::find(models_, plan.model, &sim::Model::name);
    sweep_.seed = plan.seed;
    for (const auto& each : wanted)
      for (std::size_t s = 0; s < plan.scenarios.size(); ++s)
        if (plan.scenarios[s].name == each) sweep_.scenarios.push_back(s);
    if (sweep_.title.empty()) sweep_.title = plan.title;
  }

  /// A parameter as far as its path says.
  Parameter parameter(const YamlMember& member) {
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

  void read_parameters(const Written& written) {
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

  bool read_values(const YamlMember& member, const Written& value, Parameter& result) {
    const auto& plan = sweep_.base.plan;
    const int slot = plan.slot(member.key);
    const sim::Declaration* declaration =
        slot < 0 ? nullptr : plan.slots[static_cast<std::size_t>(slot)].declaration;
    if (value.node().kind == YamlNode::Kind::list) return read_list(member, value, declaration, result);
    if (!declaration) {  // complains, with what is like it
      slots_->find(member, value.path(), problems_);
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

  bool read_list(const YamlMember& member, const Written& value, const sim::Declaration* declaration,
                 Parameter& result) {
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
  void try_settings(const std::vector<std::string>& settings, const sim::Place& place,
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
  void try_ends() {
    for (std::size_t p = 0; p < sweep_.parameters.size(); ++p) {
      const Parameter& parameter = sweep_.parameters[p];
      double least = INFINITY, most = -INFINITY;
      for (std::size_t point = 0; point < sweep_.points(); ++point) {
        least = std::min(least, sweep_.point(point)[p]);
        most = std::max(most, sweep_.point(point)[p]);
      }
      if (!parameter.numeric()) continue;  // each was tried when it was read
      for (const double end : {least, most}) {
        const std::size_t before = problems_.size();
        try_settings({parameter.path + "=" + parameter.written(end)}, parameter.place, parameter.path);
        if (problems_.size() > before) break;
      }
    }
  }

  void read_outcomes(const Written& written) {
    const auto study = sweep_.model->bind(sweep_.base.plan);
    std::vector<std::string> known, variables;
    for (const auto& variable : study->layout().variables)
      if (variable.type != sim::Type::text) variables.push_back(variable.name);
    for (const auto& headline : sweep_.model->headlines)
      if (std::ranges::find(variables, headline.variable) != variables.end()) {
        known.push_back(headline.name);
        if (!written.at("outcomes")) sweep_.outcomes.push_back(headline.variable);
      }
    known.insert(known.end(), variables.begin(), variables.end());
    const auto outcomes = written.at("outcomes");
    if (!outcomes || !outcomes->words()) return;
    if (outcomes->node().items.empty())
      outcomes->refuse("names no outcome", "leave it out for the headlines");
    for (const auto& item : outcomes->items()) {
      const std::string& name = item.node().text;
      if (std::ranges::find(known, name) == known.end()) {
        item.refuse("there is no outcome '" + name + "'", sim::suggestion(name, known));
        continue;
      }
      // Where a headline has the name of another variable, as it may, the variable is meant.
      const auto headline = std::ranges::find(sweep_.model->headlines, name, &sim::Headline::name);
      const bool own = std::ranges::find(variables, name) != variables.end();
      const std::string variable = own ? name : headline->variable;
      if (std::ranges::find(sweep_.outcomes, variable) != sweep_.outcomes.end())
        item.refuse("is there twice, once by another name", "keep one of the two");
      else
        sweep_.outcomes.push_back(variable);
    }
  }

  void make_points(const Written& written) {
    std::vector<Factor> factors;
    double combinations = 1;
    const Design& design = sweep_.design;
    for (const auto& each : sweep_.parameters) {
      factors.push_back({each.path, each.words.size()});
      combinations *= static_cast<double>(each.listed() ? each.words.size() : design.levels);
    }
    const double total =
        design.kind == DesignKind::grid       ? combinations
        : design.kind == DesignKind::saltelli ? static_cast<double>(design.points * (factors.size() + 2))
        : design.kind == DesignKind::morris   ? static_cast<double>(design.points * (factors.size() + 1))
                                              : static_cast<double>(design.points);
    if (total > static_cast<double>(most_points) || factors.size() > 400) {
      written.at("design")->refuse(
          "would have " + shortest(total) + " points of " + std::to_string(factors.size()) + " parameters",
          "vary less; at most 100 million points of 400 parameters are taken");
      return;
    }
    const Points points =
        design.kind == DesignKind::grid       ? grid(factors, design.levels)
        : design.kind == DesignKind::sobol    ? sobol(factors, design.points, sweep_.seed)
        : design.kind == DesignKind::saltelli ? saltelli(factors, design.points, sweep_.seed)
        : design.kind == DesignKind::morris   ? morris(factors, design.points, design.levels, sweep_.seed)
                                              : latin_hypercube(factors, design.points, sweep_.seed);
    sweep_.values.reserve(points.at.size());
    for (std::size_t i = 0; i < points.at.size(); ++i)
      sweep_.values.push_back(sweep_.parameters[i % points.factors].at(points.at[i]));
  }

  /// A table of points: one column a parameter.
  void read_points(const Written& written) {
    for (const char* section : {"uncertainties", "levers"})
      if (const auto map = written.at(section); map && map->node().kind == YamlNode::Kind::map)
        for (const auto& member : map->node().members)
          if (std::string_view(section) != "levers" || member.key != "scenarios")
            problems_.add(member.key_place, map->value_of(member).path(), "varies by the table of points",
                          "give it a column there, and leave it out here");
    if (!table_) return;
    const fs::path path = scenarios::beside(table_->node().place, sweep_.design.file);
    const auto text = scenarios::read_named_file(*table_, path, most_table_bytes);
    if (!text) return;
    const auto table = scenarios::parse_csv(*text, path.string(), problems_);
    if (table.rows.empty() && problems_.empty()) table_->refuse("the table has no points", "add rows to it");
    for (const auto& cell : table.header) {
      Parameter result = parameter({cell.text, cell.place, {}});
      if (result.slot < 0 && result.unit.empty()) result.words.clear();
      sweep_.parameters.push_back(std::move(result));
    }
    for (const auto& row : table.rows)
      for (std::size_t p = 0; p < row.size(); ++p)
        sweep_.values.push_back(read_cell(row[p], sweep_.parameters[p]));
    for (auto& each : sweep_.parameters)
      if (!each.unit.empty()) each.spread = sim::Distribution{};  // its values are numbers as they stand
  }

  double read_cell(const scenarios::CsvCell& cell, Parameter& of) {
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
                    "it goes from " + scenarios::in_words(declaration.range.least, declaration.unit) +
                        " to " + scenarios::in_words(declaration.range.most, declaration.unit));
    return value.value_or(0);
  }

  const fs::path& path_;
  const SweepOverrides& overrides_;
  std::span<const sim::Model> models_;
  sim::Problems problems_;
  scenarios::Overrides scenario_overrides_;
  Sweep sweep_;
  std::optional<double> points_;
  std::optional<std::string> seed_;
  std::optional<Written> table_;
  const scenarios::SlotTable* slots_ = nullptr;
};

}  // namespace

Sweep load_sweep(const fs::path& path, const SweepOverrides& overrides, std::span<const sim::Model> models) {
  return Reader(path, overrides, models).read();
}

}  // namespace knowhow::studies
