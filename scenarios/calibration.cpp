#include "scenarios/calibration.h"

#include <algorithm>

#include "scenarios/compose.h"
#include "scenarios/files.h"
#include "scenarios/run_section.h"
#include "scenarios/written.h"

namespace knowhow::scenarios {

namespace {

constexpr double most = 1e15;

sim::Declaration number_from(double least, const char* meaning, sim::Unit unit = sim::Unit::share) {
  sim::Declaration declaration;
  declaration.unit = unit;
  declaration.range = {least, most};
  declaration.meaning = meaning;
  return declaration;
}

void read_at(const Written& written, Observation& observation) {
  observation.at_place = written.node().place;
  if (!written.is_map()) return;
  for (const auto& member : written.node().members) {
    const Written value = written.value_of(member);
    std::vector<std::string> elements;
    if (value.node().kind == YamlNode::Kind::list) {
      elements = value.words().value_or(elements);
      if (value.node().items.empty()) value.refuse("names nothing", "name at least one element");
    } else if (const auto word = value.word()) {
      elements = {*word};
    }
    observation.at.emplace_back(member.key, std::move(elements));
  }
}

/// Exactly one of `sample` and `error` says how far the observation itself may be off.
void read_precision(const Written& written, Observation& observation) {
  const auto sample = written.at("sample"), error = written.at("error");
  if (sample.has_value() == error.has_value()) {
    written.refuse(
        sample ? "has both a sample and an error" : "has neither a sample nor an error",
        "write `sample: 314` for a share of so many who were asked, or `error:` with a standard error");
    return;
  }
  if (sample) {
    const auto asked = sample->number(number_from(1, "how many were asked", sim::Unit::count));
    if (asked && *asked > 1e9)
      sample->refuse("is more than anybody asks", "write how many were asked");
    else if (asked)
      observation.sample = static_cast<int>(*asked);
    if (observation.value < 0 || observation.value > 1)
      sample->refuse("goes with a share",
                     "write the value as one, such as 55 %, or an `error` instead of a sample");
  } else if (const auto value = error->number(number_from(0, "standard error, in the figure's own unit"))) {
    observation.error = *value;
    if (*value == 0) error->refuse("must be above 0", "nothing is observed without error");
  }
}

std::vector<Observation> read_observations(const Written& written, bool fitted) {
  std::vector<Observation> result;
  if (!written.is_map()) return result;
  for (const auto& member : written.node().members) {
    const Written value = written.value_of(member);
    check_name(member, value.path(), written.problems());
    Observation observation;
    observation.name = member.key;
    observation.place = member.key_place;
    observation.fitted = fitted;
    if (!value.is_map()) continue;
    value.allow_only({"variable", "at", "value", "sample", "error", "source"});
    if (const auto variable = value.require("variable", "name a variable of the results file"))
      observation.variable = variable->word().value_or("");
    observation.at_place = value.node().place;
    if (const auto at = value.at("at")) read_at(*at, observation);
    if (const auto figure = value.require("value", "write what was observed"))
      observation.value = figure->number(number_from(-most, "what was observed")).value_or(0);
    read_precision(value, observation);
    if (const auto source = value.require("source", "say who observed it"))
      observation.source = source->word().value_or("");
    result.push_back(std::move(observation));
  }
  return result;
}

void read_search(const Written& written, Calibration& calibration) {
  if (!written.is_map()) return;
  const auto declared = sim::section_of<Search>("search", "how long to look");
  std::vector<std::string> keys{"seed"};
  for (const auto& child : declared.children) keys.push_back(child.name);
  written.allow_only(keys);
  if (const auto seed = written.at("seed")) calibration.seed = read_seed(*seed);
  for (const auto& p : Search::parameters())
    if (const auto value = written.at(p.name))
      calibration.search.*(p.member) =
          value->number(*declared.child(p.name)).value_or(calibration.search.*(p.member));
}

void read_body(const Written& root, Calibration& calibration) {
  root.allow_only(
      {"knowhow", "title", "question", "scenario", "under", "priors", "observed", "predicted", "search"});
  if (const auto title = root.require("title", "say in a few words what is fitted"))
    calibration.title = title->word().value_or("");
  if (const auto question = root.at("question")) calibration.question = question->word().value_or("");
  if (const auto file = root.require("scenario", "name the scenario file, beside this one"))
    if (const auto name = file->word()) calibration.file = beside(file->node().place, *name);
  if (const auto under = root.at("under")) {
    calibration.under = under->word().value_or("");
    calibration.under_place = under->node().place;
  }
  if (const auto priors =
          root.require("priors", "name the unknown numbers, as under `uncertain` of a scenario"))
    if (priors->is_map()) {
      if (priors->node().members.empty()) priors->refuse("names no number", "name what is to be fitted");
      calibration.priors = priors->node();
    }
  if (const auto observed = root.require("observed", "name what was observed"))
    calibration.observations = read_observations(*observed, true);
  if (calibration.observations.empty() && root.at("observed") && root.at("observed")->node().members.empty())
    root.at("observed")->refuse("names no figure", "name what was observed");
  if (const auto predicted = root.at("predicted"))
    for (auto& observation : read_observations(*predicted, false)) {
      if (std::ranges::find(calibration.observations, observation.name, &Observation::name) !=
          calibration.observations.end())
        predicted->problems().add(observation.place, observation.name,
                                  "is the name of an observed figure, too",
                                  "give each figure a name of its own");
      calibration.observations.push_back(std::move(observation));
    }
  for (const auto& p : Search::parameters()) calibration.search.*(p.member) = p.preset;
  if (const auto search = root.at("search")) read_search(*search, calibration);
}

}  // namespace

Calibration read_calibration(const std::filesystem::path& path) {
  sim::Problems problems;
  Calibration calibration;
  calibration.text = read_text(path, longest_file, problems);
  problems.raise_if_any();
  if (const auto root = parse_document(calibration.text, path.string(), problems))
    read_body(Written{*root, "", problems}, calibration);
  problems.raise_if_any();
  return calibration;
}

}  // namespace knowhow::scenarios
