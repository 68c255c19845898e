#include "app/value_of_information.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "output/comparison_text.h"
#include "sim/problem.h"
#include "studies/sweep.h"
#include "studies/value_of_information.h"

namespace knowhow::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t resamples = 200;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string in_words(const SweepResults::Parameter& parameter, double value) {
  if (!parameter.words.empty()) return parameter.words.at(static_cast<std::size_t>(value));
  if (parameter.unit == "share") return number(100 * value) + " %";
  return number(value) + (parameter.unit.empty() || parameter.unit == "1" ? "" : " " + parameter.unit);
}

std::string outcome_of(const po::variables_map& given, const SweepResults& results) {
  if (given.count("outcome")) return results.outcome_named(given["outcome"].as<std::string>());
  const auto scalars = results.scalars();
  if (scalars.size() == 1) return scalars.front();
  std::string known;
  for (const auto& each : scalars) known += (known.empty() ? "" : ", ") + results.shown(each).name;
  throw WrongUsage("--value-of-information: name with --outcome what is decided by: " + known);
}

}  // namespace

std::string choices_in_words(const SweepResults& results, const SweepResults::Parameter& parameter,
                             const std::vector<studies::Switch>& best) {
  std::string all;
  for (const auto& each : best)
    all += all.empty()
               ? results.scenarios()[each.choice]
               : "; from " + in_words(parameter, each.from) + " on " + results.scenarios()[each.choice];
  return all;
}

std::string no_decision(const SweepResults& results) {
  if (results.scenarios().size() < 2)
    return "ran one scenario, so there is nothing to choose; name several under `levers: {scenarios: [...]}`";
  if (results.design() == "morris")
    return "has a morris design, whose points are no sample of what is unknown; use latin_hypercube, sobol "
           "or "
           "saltelli";
  for (const auto& parameter : results.parameters())
    if (parameter.lever)
      return parameter.path +
             " is a lever: one decides it, and need not know it. The value of information is of choosing "
             "between scenarios; make a sweep of uncertainties and `scenarios` alone";
  return {};
}

studies::ValueOfInformation value_of_information_in(const SweepResults& results, const std::string& variable,
                                                    bool less_is_better) {
  const double sign = less_is_better ? -1 : 1, factor = results.shown(variable).factor;
  const std::size_t scenarios = results.scenarios().size();
  std::vector<double> outcomes(results.points() * scenarios);
  for (std::size_t s = 0; s < scenarios; ++s) {
    const auto means = results.means(variable, s);
    for (std::size_t point = 0; point < means.size(); ++point)
      outcomes[point * scenarios + s] = sign * factor * means[point];
  }
  if (std::ranges::any_of(outcomes, [](double value) { return std::isnan(value); }))
    throw std::invalid_argument(variable + " is missing at some points, so that no choice can be made there");
  return studies::value_of_information(results.values(), results.parameters().size(), outcomes, scenarios,
                                       resamples, results.seed());
}

std::vector<std::size_t> by_worth(const studies::ValueOfInformation& found) {
  std::vector<std::size_t> order(found.parameters.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t p) { return found.parameters[p].value; });
  return order;
}

bool is_worth_knowing(const studies::ParameterValue& parameter) {
  return parameter.value > std::max(parameter.chance, 2 * parameter.error);
}

int tell_value_of_information(const po::variables_map& given, const SweepResults& results,
                              const std::string& file) {
  if (const auto why = no_decision(results); !why.empty()) throw sim::FileTrouble(file + ": " + why);
  results.refuse_incomplete();
  const std::string outcome = outcome_of(given, results);
  const auto shown = results.shown(outcome);
  const bool less = wants(given, "less-is-better");
  const double sign = less ? -1 : 1;
  const std::size_t scenarios = results.scenarios().size();
  studies::ValueOfInformation found;
  try {
    found = value_of_information_in(results, outcome, less);
  } catch (const std::invalid_argument& refused) {
    throw sim::FileTrouble(file + ": " + refused.what());
  }
  const auto order = by_worth(found);
  const std::string& best = results.scenarios()[found.best];

  if (wants(given, "json")) {
    Json means = Json::array(), parameters = Json::array();
    for (std::size_t s = 0; s < scenarios; ++s)
      means.push_back({{"scenario", results.scenarios()[s]}, {"mean", sign * found.means[s]}});
    for (const auto p : order) {
      const auto& parameter = results.parameters()[p];
      Json switches = Json::array();
      for (const auto& each : found.parameters[p].best) {
        Json one{{"from", each.from}, {"scenario", results.scenarios()[each.choice]}};
        if (!parameter.words.empty()) one["word"] = in_words(parameter, each.from);
        switches.push_back(std::move(one));
      }
      parameters.push_back({{"parameter", parameter.path},
                            {"unit", parameter.unit},
                            {"evppi", found.parameters[p].value},
                            {"standard_error", found.parameters[p].error},
                            {"by_chance", found.parameters[p].chance},
                            {"best", std::move(switches)}});
    }
    std::cout << Json{{"outcome", outcome},
                      {"unit", shown.unit},
                      {"less_is_better", less},
                      {"points", results.points()},
                      {"replicates", results.replicates()},
                      {"scenarios", std::move(means)},
                      {"best", best},
                      {"another_is_better", found.elsewhere},
                      {"evpi", found.perfect},
                      {"evpi_standard_error", found.error},
                      {"parameters", std::move(parameters)}}
                     .dump(2)
              << "\n";
    return done;
  }
  if (wants(given, "csv")) {
    std::cout << "parameter,unit,evppi,standard_error,by_chance,best\n";
    const auto exact = [](double value) { return studies::shortest(value); };
    for (const auto p : order) {
      const auto& parameter = results.parameters()[p];
      const auto& of = found.parameters[p];
      std::cout << output::csv_field(parameter.path) << "," << output::csv_field(parameter.unit) << ","
                << exact(of.value) << "," << exact(of.error) << "," << exact(of.chance) << ","
                << output::csv_field(choices_in_words(results, parameter, of.best)) << "\n";
    }
    return done;
  }
  const std::string unit = shown.unit.empty() ? "" : " " + shown.unit;
  std::cout << "Value of information: " << shown.name << (unit.empty() ? "" : "," + unit) << ", "
            << (less ? "less" : "more") << " is better; " << results.points() << " points x "
            << results.replicates() << (results.replicates() == 1 ? " replicate" : " replicates") << "\n\n";
  for (std::size_t s = 0; s < scenarios; ++s)
    std::cout << "  " << results.scenarios()[s] << ": " << number(sign * found.means[s]) << unit
              << (s == found.best ? ", the best on average" : "") << "\n";
  std::cout << "\nAnother than " << best << " is better at " << number(100 * found.elsewhere)
            << " % of points. Knowing everything before choosing would bring " << number(found.perfect)
            << " ± " << number(found.error) << unit << " (expected value of perfect information"
            << "; luck is among what would be known, the more so with few replicates).\n\n"
            << "What knowing one parameter before choosing would bring (expected value of partial perfect "
               "information: Strong, Oakley and Brennan 2014; ± is the standard error)\n\n";
  std::size_t width = 9;
  for (const auto& parameter : results.parameters()) width = std::max(width, parameter.path.size());
  const auto cell = [](const std::string& text, std::size_t room) {
    const auto letters = static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
    std::cout << "  " << text << std::string(letters < room ? room - letters : 0, ' ');
  };
  cell("parameter", width);
  cell("worth", 20);
  cell("by chance", 9);
  std::cout << "  best choice\n";
  for (const auto p : order) {
    const auto& of = found.parameters[p];
    cell(results.parameters()[p].path, width);
    cell(number(of.value) + " ± " + number(of.error), 20);
    cell(number(of.chance), 9);
    std::cout << "  "
              << (is_worth_knowing(of) || of.best.size() == 1
                      ? choices_in_words(results, results.parameters()[p], of.best)
                      : best + "; no sign that it depends on this")
              << "\n";
  }
  std::cout << "\nWhat is below `by chance` (95 % of shuffled points) is no sign of anything.\n";
  return done;
}

}  // namespace knowhow::app
