// knowhow sensitivity: which parameters of a sweep matter for what comes out.
#include "studies/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/command.h"
#include "app/sweep_results.h"
#include "app/value_of_information.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

using Json = nlohmann::ordered_json;
using studies::Estimate;

constexpr std::size_t resamples = 1000;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string in_words(const Estimate& estimate) {
  return number(estimate.value) + " (" + number(estimate.least) + " to " + number(estimate.most) + ")";
}

Json in_json(const Estimate& estimate) {
  return {{"value", estimate.value}, {"least", estimate.least}, {"most", estimate.most}};
}

/// One table: a method, its columns, and a row a parameter, the most telling first.
struct Table {
  std::string method, note;
  std::vector<std::string> columns;
  struct Row {
    std::string path;
    double weight;
    std::vector<std::string> cells;
    Json told;
  };
  std::vector<Row> rows;
};

Table sobol(const SweepResults& results, const std::vector<double>& outputs) {
  const auto& parameters = results.parameters();
  const auto indices = studies::sobol_indices(outputs, parameters.size(), resamples, results.seed());
  double sum = 0;
  Table table{
      "Sobol indices (first order: Saltelli and others 2010; total: Jansen 1999; 95 % bootstrap intervals "
      "over "
      "rows)",
      {},
      {"first order", "total"},
      {}};
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    sum += indices.first[p].value;
    table.rows.push_back(
        {parameters[p].path,
         indices.total[p].value,
         {in_words(indices.first[p]), in_words(indices.total[p])},
         {{"first_order", in_json(indices.first[p])}, {"total", in_json(indices.total[p])}}});
  }
  table.note = "First orders sum to " + number(sum) + "; what is left to 1 is how parameters work together" +
               (results.replicates() == 1 ? " and luck, as there is one replicate." : ".");
  return table;
}

Table morris(const SweepResults& results, const std::vector<double>& outputs) {
  const auto& parameters = results.parameters();
  const auto effects = studies::morris_effects(results.cube(), outputs, resamples, results.seed());
  Table table{
      "Elementary effects (Morris 1991; mu*: Campolongo, Cariboni and Saltelli 2007; 95 % bootstrap "
      "intervals over "
      "trajectories)",
      "Effects are those of going through a parameter's whole range. A sigma as large as mu* says that it "
      "works in "
      "different ways at different places: bends, or works together with others.",
      {"mu*", "mu", "sigma"},
      {}};
  for (std::size_t p = 0; p < parameters.size(); ++p)
    table.rows.push_back(
        {parameters[p].path,
         effects.mu_star[p],
         {in_words(effects.mu_star_interval[p]), number(effects.mean[p]), number(effects.sigma[p])},
         {{"mu_star", in_json(effects.mu_star_interval[p])},
          {"mu", effects.mean[p]},
          {"sigma", effects.sigma[p]}}});
  return table;
}

Table ranking(const SweepResults& results, const std::vector<double>& outputs) {
  const auto& parameters = results.parameters();
  const auto found =
      studies::feature_ranking(results.values(), parameters.size(), outputs, resamples / 5, results.seed());
  Table table{
      "Share of variance that each explains alone (correlation ratio over classes of equal frequency: "
      "Plischke, "
      "Borgonovo and Smith 2013; less bias: Kelley 1935), and Spearman's rank correlation",
      "A share below what chance brings (95 % of shuffled outcomes) is no sign of anything.",
      {"share", "by chance", "rank correlation"},
      {}};
  for (std::size_t p = 0; p < parameters.size(); ++p)
    table.rows.push_back(
        {parameters[p].path,
         found.share[p].value,
         {in_words(found.share[p]), number(found.chance[p]), number(found.rank_correlation[p])},
         {{"share", in_json(found.share[p])},
          {"by_chance", found.chance[p]},
          {"rank_correlation", found.rank_correlation[p]}}});
  return table;
}

void print(const std::string& heading, const Table& table) {
  std::cout << heading << "\n" << table.method << "\n\n";
  std::vector<std::size_t> width{10};
  for (const auto& row : table.rows) width[0] = std::max(width[0], row.path.size());
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    width.push_back(table.columns[c].size());
    for (const auto& row : table.rows) width[c + 1] = std::max(width[c + 1], row.cells[c].size());
  }
  const auto cell = [&](const std::string& text, std::size_t column) {
    std::cout << "  " << text << std::string(width[column] - text.size(), ' ');
  };
  cell("parameter", 0);
  for (std::size_t c = 0; c < table.columns.size(); ++c) cell(table.columns[c], c + 1);
  std::cout << "\n";
  for (const auto& row : table.rows) {
    cell(row.path, 0);
    for (std::size_t c = 0; c < row.cells.size(); ++c) cell(row.cells[c], c + 1);
    std::cout << "\n";
  }
  if (!table.note.empty()) std::cout << "\n" << table.note << "\n";
  std::cout << "\n";
}

int sensitivity(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const SweepResults results(arguments[0]);
  if (wants(given, "value-of-information")) return tell_value_of_information(given, results, arguments[0]);
  if (wants(given, "less-is-better") || wants(given, "csv"))
    throw WrongUsage("--less-is-better and --csv are for --value-of-information");
  std::vector<std::string> outcomes = results.scalars();
  if (given.count("outcome")) outcomes = {results.outcome_named(given["outcome"].as<std::string>())};
  if (outcomes.empty())
    throw sim::FileTrouble(arguments[0] +
                           ": holds no outcome of one number a run; name one in the sweep's `outcomes`");
  results.refuse_incomplete();
  Json told = Json::array();
  for (const auto& outcome : outcomes)
    for (std::size_t s = 0; s < results.scenarios().size(); ++s) {
      const auto outputs = results.means(outcome, s);
      Table table;
      try {
        table = results.design() == "saltelli" ? sobol(results, outputs)
                : results.design() == "morris" ? morris(results, outputs)
                                               : ranking(results, outputs);
      } catch (const std::invalid_argument& refused) {
        throw sim::FileTrouble(arguments[0] + ": " + outcome + ", " + results.scenarios()[s] + ": " +
                               refused.what());
      }
      std::stable_sort(table.rows.begin(), table.rows.end(),
                       [](const auto& a, const auto& b) { return a.weight > b.weight; });
      if (!wants(given, "json")) {
        print(results.heading(outcome, s), table);
        continue;
      }
      Json rows = Json::array();
      for (const auto& row : table.rows) {
        Json each{{"parameter", row.path}};
        each.update(row.told);
        rows.push_back(std::move(each));
      }
      told.push_back({{"outcome", outcome},
                      {"scenario", results.scenarios()[s]},
                      {"design", results.design()},
                      {"method", table.method},
                      {"parameters", std::move(rows)}});
    }
  if (wants(given, "json")) std::cout << told.dump(2) << "\n";
  return done;
}

}  // namespace

Command sensitivity_command() {
  return {
      "sensitivity",
      "SWEEP.h5",
      "say which parameters of a sweep matter",
      "Of a saltelli design: Sobol indices, first order and total, with intervals. Of a morris design: "
      "mu*, mu and\n"
      "sigma. Of any other: how much of the variance each parameter explains alone, beside what chance "
      "brings.\n"
      "Outcomes are means over replicates, of one number a run.\n"
      "--value-of-information: what it would be worth to know each parameter before choosing between the "
      "sweep's\n"
      "scenarios, that is which unknown moves their ranking most.\n\n"
      "  knowhow sensitivity results/what_matters/sweep.h5\n"
      "  knowhow sensitivity results/what_matters/sweep.h5 --outcome \"apply it\" --json\n"
      "  knowhow sensitivity results/what_matters/sweep.h5 --value-of-information --outcome \"apply it\"\n",
      [] {
        po::options_description options("Options");
        options.add_options()("outcome", po::value<std::string>()->value_name("NAME"),
                              "this headline or variable only")(
            "value-of-information", "what it is worth to know a parameter before choosing a scenario")(
            "less-is-better", "of the outcome that is decided by")(
            "csv", "print the value of information as CSV")("json", "print it as JSON")("help,h",
                                                                                        "this text");
        return options;
      },
      sensitivity};
}

}  // namespace knowhow::app
