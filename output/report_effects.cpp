// What every scenario changes, with intervals: the headline measures, and money.
#include <cmath>

#include "output/comparison.h"
#include "output/report_parts.h"
#include "output/statistics.h"

namespace knowhow::output {

namespace {

std::string in_unit(const std::string& name, const std::string& unit) {
  return unit.empty() ? name : name + ", " + unit;
}

ReportTable table_of_effects(const ReportScene& scene) {
  return {"table",
          "Differences from " + scene.baseline() + ", replicate by replicate",
          {word_column("measure", "measure"), scene.scenario_column(), number_column("mean", "mean"),
           number_column("difference", "difference"), number_column("low", "95 % interval from"),
           number_column("high", "to"), number_column("higher", "futures in which it is higher"),
           number_column("lower", "in which it is lower"), number_column("pairs", "paired futures")}};
}

void add_rows(ReportTable& table, const std::string& measure, const std::vector<Effect>& effects,
              const ReportScene& scene) {
  for (std::size_t s = 0; s < effects.size(); ++s) {
    const auto& [mean, difference, higher, lower, pairs] = effects[s];
    const double half = effects[s].same() ? 0 : difference.half_width;
    table.row(measure, scene.scenarios[s], mean, difference.mean, difference.mean - half,
              difference.mean + half, static_cast<double>(higher), static_cast<double>(lower),
              static_cast<double>(pairs));
  }
}

}  // namespace

std::vector<Effect> effects_of(const std::vector<double>& values, std::size_t scenarios, double factor) {
  const std::size_t replicates = values.size() / scenarios;
  std::vector<Effect> effects(scenarios);
  std::vector<double> shown(values);
  for (double& value : shown) value *= factor;
  const auto of = [&](std::size_t s) {
    return std::span<const double>(shown).subspan(s * replicates, replicates);
  };
  for (std::size_t s = 0; s < scenarios; ++s) {
    const Paired found = paired(of(s), of(0), sim::Better::unsaid);  // better is higher then
    effects[s] = {estimate({of(s).begin(), of(s).end()}).mean, found.difference,
                  static_cast<int>(found.better), static_cast<int>(found.worse),
                  static_cast<int>(found.pairs)};
  }
  return effects;
}

std::vector<HeadlineEffects> headline_effects(const ResultsValues& file,
                                              const std::vector<sim::Headline>& headlines) {
  std::vector<HeadlineEffects> all;
  for (const auto& headline : headlines)
    if (file.has(headline.variable) && file.variable(headline.variable).dimensions.empty())
      all.push_back({headline, effects_of(file.read(headline.variable), file.results().scenarios().size(),
                                          headline.factor)});
  return all;
}

void add_effects(const std::vector<HeadlineEffects>& effects, const ReportScene& scene,
                 const std::string& primary, ReportCharts& charts) {
  if (effects.empty() || scene.scenarios.size() < 2) return;
  ReportTable table = table_of_effects(scene);
  std::string chosen;
  for (const auto& one : effects) {
    const std::string measure = in_unit(one.headline.name, one.headline.unit);
    if (one.headline.variable == primary) chosen = measure;
    add_rows(table, measure, one.scenarios, scene);
  }
  charts.push_back(
      {"effects",
       "effects.json",
       "What changes most",
       "Each scenario against " + scene.baseline() +
           ", in the same futures: the point is the mean difference, the line its 95\u00a0% interval. "
           "Where a line crosses zero, chance alone could explain the difference.",
       "Dot plot: the mean difference of each scenario from the baseline with its 95\u00a0% interval, "
       "scenarios ranked by it.",
       {table},
       {{"measure", "Measure", chosen}}});
}

void add_money(const ReportScene& scene, ReportCharts& charts) {
  if (scene.scenarios.size() < 2) return;
  constexpr double million = 1e-6;
  ReportTable table = table_of_effects(scene);
  bool any = false;
  for (const auto& variable : scene.file.layout().variables) {
    if (variable.units != "GBP") continue;
    std::size_t parts = 1;
    bool amounts = true;
    for (const auto& dimension : variable.dimensions) {
      amounts = amounts && (dimension == "year" || dimension == "ledger_group");
      parts *= scene.size(dimension);
    }
    if (!amounts) continue;
    const auto values = scene.file.read(variable.name);
    std::vector<double> sums(scene.scenarios.size() * scene.replicates);
    for (std::size_t run = 0; run < sums.size(); ++run)
      for (std::size_t part = 0; part < parts; ++part) sums[run] += values[run * parts + part];
    std::string name = variable.name;
    for (char& letter : name)
      if (letter == '_') letter = ' ';
    name[0] = static_cast<char>(name[0] - ('a' <= name[0] && name[0] <= 'z' ? 32 : 0));
    add_rows(table, name, effects_of(sums, scene.scenarios.size(), million), scene);
    any = true;
  }
  if (!any) return;
  charts.push_back(
      {"money",
       "money.json",
       "What it costs, and what it brings",
       "Millions of pounds more (right) or less (left) than " + scene.baseline() +
           " over the whole run, with 95\u00a0% intervals. Net present values are discounted to the start; "
           "the other amounts are plain sums.",
       "Small dot plots, one an amount of money: each scenario's difference from the baseline in millions of "
       "pounds with its 95\u00a0% interval.",
       {table}});
}

}  // namespace knowhow::output
