#include "output/shapley.h"

#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "output/text_table.h"

namespace knowhow::output {

namespace {

std::vector<double> less(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> differences(a.size());
  for (std::size_t r = 0; r < a.size(); ++r) differences[r] = a[r] - b[r];
  return differences;
}

nlohmann::ordered_json json_of(const Estimate& estimate) {
  const auto number = [](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  };
  return {{"mean", number(estimate.mean)}, {"half_width_95", number(estimate.half_width)}};
}

std::string text_of(const Estimate& estimate) {
  return fixed(estimate.mean, 2, true) + " ± " + fixed(estimate.half_width, 2);
}

}  // namespace

std::vector<std::vector<double>> shapley_values(std::span<const std::vector<double>> of_subsets) {
  const auto count = static_cast<std::size_t>(std::bit_width(of_subsets.size())) - 1;
  if (of_subsets.empty() || of_subsets.size() != std::size_t{1} << count)
    throw std::logic_error("Shapley values: the value of every subset is needed");
  const std::size_t replicates = of_subsets[0].size();
  // Orders in which exactly a given subset of that size comes before a given member, as a share of all
  // orders.
  std::vector<double> weight(count);
  for (std::size_t before = 0; before < count; ++before) {
    double ways = static_cast<double>(count);
    for (std::size_t i = 0; i < before; ++i)
      ways *= static_cast<double>(count - 1 - i) / static_cast<double>(i + 1);
    weight[before] = 1 / ways;
  }
  std::vector<std::vector<double>> values(count, std::vector<double>(replicates));
  for (std::size_t subset = 0; subset < of_subsets.size(); ++subset) {
    for (std::size_t member = 0; member < count; ++member) {
      if (subset >> member & 1) continue;
      const auto& with = of_subsets[subset | std::size_t{1} << member];
      if (with.size() != replicates) throw std::logic_error("Shapley values: subsets of other lengths");
      const double share = weight[static_cast<std::size_t>(std::popcount(subset))];
      for (std::size_t r = 0; r < replicates; ++r)
        values[member][r] += share * (with[r] - of_subsets[subset][r]);
    }
  }
  return values;
}

Package package_of(const Comparison& comparison, std::size_t headline,
                   const std::vector<std::string>& members, const std::vector<std::size_t>& subsets) {
  std::vector<std::vector<double>> values;
  for (const std::size_t scenario : subsets) {
    const auto own = comparison.values(headline, scenario);
    values.emplace_back(own.begin(), own.end());
  }
  const auto shapley = shapley_values(values);
  const std::size_t all = values.size() - 1;
  Package package;
  package.whole = estimate(less(values[all], values[0]));
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t bit = std::size_t{1} << i;
    package.members.push_back({members[i], estimate(shapley[i]), estimate(less(values[bit], values[0])),
                               estimate(less(values[all], values[all ^ bit]))});
  }
  return package;
}

std::string package_text(const Package& package, const std::string& name, const sim::Headline& headline) {
  std::vector<std::vector<std::string>> lines{{"", "Shapley value", "alone", "as the last one"}};
  for (const auto& one : package.members)
    lines.push_back({one.member, text_of(one.shapley), text_of(one.alone), text_of(one.last)});
  lines.push_back({"the whole", text_of(package.whole)});
  return "What each intervention of '" + name + "' adds to `" + headline.name + "`" +
         (headline.unit.empty() ? "" : " (" + headline.unit + ")") +
         "; Shapley values are means over all orders, and sum to the whole\n" + align(lines);
}

std::string package_json(const Package& package, const sim::Headline& headline) {
  nlohmann::ordered_json all{{"measure", headline.variable}, {"unit", headline.unit}};
  for (const auto& one : package.members)
    all["interventions"].push_back({{"intervention", one.member},
                                    {"shapley", json_of(one.shapley)},
                                    {"alone", json_of(one.alone)},
                                    {"last", json_of(one.last)}});
  all["whole"] = json_of(package.whole);
  return all.dump();
}

}  // namespace knowhow::output
