#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/files.h"
#include "scenarios/reader/quantity.h"
#include "scenarios/reader/yaml.h"
#include "scenarios/written.h"
#include "studies/sweep.h"
#include "studies/sweep_parameters.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using scenarios::Written;
using scenarios::YamlMember;
using scenarios::YamlNode;

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
    ParameterReader parameters(sweep_, scenario_overrides_, models_, problems_);
    if (sweep_.design.kind != DesignKind::csv)
      parameters.read(written);
    else if (table_)
      parameters.read_points(written, *table_);
    refuse_set_of_varying();
    read_outcomes(written);
    problems_.raise_if_any();
    if (sweep_.design.kind != DesignKind::csv) make_points(written);
    refuse_too_many_runs(written);
    problems_.raise_if_any();
    parameters.try_ends();
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
                    "'" + *instead + "' is no whole number from 1 to " + shortest(most),
                    "write one, or leave it out for that of the file");
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
        if (problem.place.file == "--seed" && !overrides_.seed) {
          problem.place = written.at("seed")->node().place;
          problem.subject = "seed";
        }
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

  /// Runs have numbers of 31 bits in the files.
  void refuse_too_many_runs(const Written& written) {
    const double runs = static_cast<double>(sweep_.points()) * sweep_.replicates;
    if (runs > std::numeric_limits<std::int32_t>::max())
      written.at("design")->refuse(
          "would have " + shortest(runs) + " runs with its replicates",
          "a sweep has at most 2 147 483 647; vary less, or share it out over several");
  }

  void refuse_set_of_varying() {
    for (const auto& setting : overrides_.set) {
      const std::string path = setting.substr(0, setting.find('='));
      // A map may set it, too.
      const auto varies = std::ranges::find_if(sweep_.parameters, [&](const Parameter& each) {
        return each.path == path ||
               (each.path.starts_with(path + ".") &&
                setting.find(each.path.substr(each.path.rfind('.') + 1) + ":") != std::string::npos);
      });
      if (varies != sweep_.parameters.end())
        problems_.add({"--set", 0, 0}, varies->path,
                      "varies in this sweep (" + varies->place.file + ":" +
                          std::to_string(varies->place.line) +
                          "), so that a value of its own would have no effect",
                      "leave it out here, or there");
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
    sweep_.places = design.kind == DesignKind::grid       ? grid(factors, design.levels)
                    : design.kind == DesignKind::sobol    ? sobol(factors, design.points, sweep_.seed)
                    : design.kind == DesignKind::saltelli ? saltelli(factors, design.points, sweep_.seed)
                    : design.kind == DesignKind::morris
                        ? morris(factors, design.points, design.levels, sweep_.seed)
                        : latin_hypercube(factors, design.points, sweep_.seed);
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
};

}  // namespace

Sweep load_sweep(const fs::path& path, const SweepOverrides& overrides, std::span<const sim::Model> models) {
  return Reader(path, overrides, models).read();
}

}  // namespace knowhow::studies
