#include "app/packages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "models/catalogue.h"
#include "output/text_table.h"
#include "scenarios/packages.h"
#include "scenarios/scenario.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

std::optional<sim::Plan> plan_of(const output::ResultsReader& results) {
  const auto tables = nlohmann::json::parse(results.provenance("files"), nullptr, false);
  if (!tables.is_object()) return {};
  try {
    return scenarios::load_resolved(results.provenance("scenario_file"),
                                    tables.get<std::map<std::string, std::string>>(), {}, models::catalogue())
        .plan;
  } catch (const sim::InvalidInput&) {
    return {};
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

constexpr const char* between = " without ";

std::size_t place_of(const std::string& name, const std::vector<std::string>& names) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

std::optional<AllParts> parts_of(const std::string& scenario, const output::ResultsReader& results,
                                 const std::vector<std::string>& names) {
  const auto plan = plan_of(results);
  if (!plan) return {};
  const auto whole = std::find_if(plan->scenarios.begin(), plan->scenarios.end(),
                                  [&](const auto& one) { return one.name == scenario; });
  if (whole == plan->scenarios.end()) return {};
  const auto& interventions = whole->interventions;
  if (interventions.size() < 2 || interventions.size() > scenarios::most_in_package) return {};
  std::map<std::set<int>, std::size_t> there;
  for (const auto& one : plan->scenarios) {
    const std::size_t at = place_of(one.name, names);
    if (at < names.size()) there.emplace(std::set(one.interventions.begin(), one.interventions.end()), at);
  }
  AllParts parts;
  for (const int i : interventions)
    parts.interventions.push_back(plan->interventions[static_cast<std::size_t>(i)].name);
  for (std::size_t subset = 0; subset < std::size_t{1} << interventions.size(); ++subset) {
    std::set<int> some;
    for (std::size_t i = 0; i < interventions.size(); ++i)
      if (subset >> i & 1) some.insert(interventions[i]);
    const auto found = there.find(some);
    if (found == there.end()) return {};
    parts.subsets.push_back(found->second);
  }
  return parts;
}

std::vector<WithoutBarrier> without_barriers(const std::string& scenario,
                                             const std::vector<std::string>& names) {
  std::vector<WithoutBarrier> found;
  const std::string start = scenario + between;
  for (std::size_t s = 0; s < names.size(); ++s)
    if (names[s].starts_with(start)) found.push_back({names[s].substr(start.size()), s});
  return found;
}

bool is_added(const std::string& scenario, const std::vector<std::string>& names) {
  if (scenario.find(" + ") != std::string::npos) return true;
  const auto at = scenario.rfind(between);
  return at != std::string::npos && place_of(scenario.substr(0, at), names) < names.size();
}

std::string without_barriers_text(const output::Comparison& comparison, std::size_t headline,
                                  std::size_t scenario, const std::vector<WithoutBarrier>& all) {
  const auto& shown = comparison.headlines()[headline];
  std::vector<std::vector<std::string>> lines{{"without", shown.name, "changes by", "better in"}};
  for (const auto& [barrier, without] : all) {
    const auto paired = output::paired(comparison.values(headline, without),
                                       comparison.values(headline, scenario), shown.better);
    lines.push_back({barrier, output::fixed(comparison.mean(headline, without).mean, 2),
                     paired.exactly_nothing ? "0 exactly"
                                            : output::fixed(paired.difference.mean, 2, true) + " ± " +
                                                  output::fixed(paired.difference.half_width, 2),
                     std::to_string(paired.better) + " of " + std::to_string(paired.pairs)});
  }
  return "What the absence of each barrier changes in '" + comparison.scenarios()[scenario] + "'" +
         (shown.unit.empty() ? "" : " (" + shown.unit + ")") + "\n" + output::align(lines);
}

std::string without_barriers_json(const output::Comparison& comparison, std::size_t headline,
                                  std::size_t scenario, const std::vector<WithoutBarrier>& all) {
  const auto& shown = comparison.headlines()[headline];
  const auto number = [](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  };
  auto list = nlohmann::ordered_json::array();
  for (const auto& [barrier, without] : all) {
    const auto paired = output::paired(comparison.values(headline, without),
                                       comparison.values(headline, scenario), shown.better);
    list.push_back({{"barrier", barrier},
                    {"measure", shown.variable},
                    {"mean", number(comparison.mean(headline, without).mean)},
                    {"difference", number(paired.difference.mean)},
                    {"half_width_95", number(paired.difference.half_width)},
                    {"better", paired.better},
                    {"pairs", paired.pairs}});
  }
  return list.dump();
}

}  // namespace knowhow::app
