#include "output/summary.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "output/text_table.h"

namespace knowhow::output {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

const sim::Dimension& axis(const sim::Layout& layout, const std::string& dimension) {
  return *std::find_if(layout.dimensions.begin(), layout.dimensions.end(),
                       [&](const auto& d) { return d.name == dimension; });
}

/// A dimension's labels of that name, or else its own names.
const std::vector<std::string>& names(const sim::Dimension& dimension, const std::string& labels) {
  for (const auto& other : dimension.labels)
    if (other.name == labels) return other.of_elements;
  return std::get<std::vector<std::string>>(dimension.coordinate);
}

/// A variable's label of that name, or else `otherwise`.
const std::string& name(const sim::Variable& variable, const std::string& labels,
                        const std::string& otherwise) {
  for (const auto& [key, word] : variable.labels)
    if (key == labels) return word;
  return otherwise;
}

std::size_t variable(const sim::Layout& layout, const std::string& name) {
  return static_cast<std::size_t>(std::find_if(layout.variables.begin(), layout.variables.end(),
                                               [&](const auto& v) { return v.name == name; }) -
                                  layout.variables.begin());
}

}  // namespace

Estimate estimate(const std::vector<double>& values) {
  std::vector<double> present;
  std::copy_if(values.begin(), values.end(), std::back_inserter(present),
               [](double v) { return !std::isnan(v); });
  if (present.empty()) return {missing, missing};
  const auto n = static_cast<double>(present.size());
  const double mean = std::accumulate(present.begin(), present.end(), 0.0) / n;
  if (present.size() < 2) return {mean, missing};
  double squares = 0;
  for (double v : present) squares += (v - mean) * (v - mean);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), .975);
  return {mean, t * std::sqrt(squares / (n - 1) / n)};
}

std::size_t Summary::Part::add_label(const std::string& label) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  const auto at = static_cast<std::size_t>(found - labels.begin());
  if (found == labels.end()) labels.push_back(label);
  return at;
}

Summary::Summary(const sim::Layout& layout, std::vector<sim::Headline> headlines,
                 std::vector<sim::Breakdown> breakdowns, const std::string& labels)
    : scenarios_(names(axis(layout, "scenario"), {})), replicates_(axis(layout, "replicate").size()) {
  for (auto& headline : headlines) {
    const std::size_t at = variable(layout, headline.variable);
    if (at == layout.variables.size()) continue;
    headline_variables_.push_back(at);
    headlines_.push_back(std::move(headline));
  }
  values_.assign(headlines_.size() * scenarios_.size() * replicates_, missing);
  for (auto& breakdown : breakdowns) {
    Part part;
    part.breakdown = breakdown;
    part.variable = part.whole = variable(layout, breakdown.variable);
    if (!breakdown.whole.empty()) part.whole = variable(layout, breakdown.whole);
    if (std::max(part.variable, part.whole) == layout.variables.size()) continue;
    const auto& broken_down = layout.variables[part.variable];
    if (breakdown.dimension.empty()) {
      part.of_elements = {part.add_label(name(broken_down, labels, breakdown.part))};
    } else {
      for (const auto& label : names(axis(layout, breakdown.dimension), labels))
        part.of_elements.push_back(part.add_label(label));
      for (auto d = broken_down.dimensions.rbegin(); *d != breakdown.dimension; ++d)
        part.after *= axis(layout, *d).size();
    }
    if (!breakdown.rest.empty()) part.labels.push_back(breakdown.rest);
    part.sums.resize(scenarios_.size() * replicates_ * (part.labels.size() + 1));
    parts_.push_back(std::move(part));
  }
}

void Summary::add(std::size_t scenario, std::size_t replicate, const sim::Rows& rows) {
  for (std::size_t h = 0; h < headlines_.size(); ++h)
    values_[(h * scenarios_.size() + scenario) * replicates_ + replicate] =
        std::get<std::vector<double>>(rows[headline_variables_[h]])[0] * headlines_[h].factor;
  for (Part& part : parts_) {
    const auto& values = std::get<std::vector<double>>(rows[part.variable]);
    double* sums = part.sums.data() + (scenario * replicates_ + replicate) * (part.labels.size() + 1);
    for (std::size_t i = 0; i < values.size(); ++i)
      sums[part.of_elements[i / part.after % part.of_elements.size()]] += values[i];
    const auto& whole = std::get<std::vector<double>>(rows[part.whole]);
    sums[part.labels.size()] = std::accumulate(whole.begin(), whole.end(), 0.0);
    if (!part.breakdown.rest.empty())
      sums[part.labels.size() - 1] =
          sums[part.labels.size()] - std::accumulate(sums, sums + part.labels.size() - 1, 0.0);
  }
}

std::vector<double> Summary::of(std::size_t headline, std::size_t scenario) const {
  const auto first =
      values_.begin() + static_cast<std::ptrdiff_t>((headline * scenarios_.size() + scenario) * replicates_);
  return {first, first + static_cast<std::ptrdiff_t>(replicates_)};
}

std::vector<double> Summary::differences(std::size_t headline, std::size_t scenario) const {
  auto own = of(headline, scenario);
  const auto base = of(headline, 0);
  for (std::size_t r = 0; r < own.size(); ++r) own[r] -= base[r];
  return own;
}

std::vector<double> Summary::shares(std::size_t breakdown, std::size_t scenario) const {
  const Part& part = parts_[breakdown];
  std::vector<double> sums(part.labels.size() + 1);
  for (std::size_t r = 0; r < replicates_; ++r)
    for (std::size_t l = 0; l < sums.size(); ++l)
      sums[l] += part.sums[(scenario * replicates_ + r) * sums.size() + l];
  const double whole = part.breakdown.whole.empty() ? static_cast<double>(replicates_) : sums.back();
  sums.pop_back();
  for (double& sum : sums) sum = whole > 0 ? sum / whole : missing;
  return sums;
}

std::string Summary::line(std::size_t breakdown) const {
  const Part& part = parts_[breakdown];
  const bool amount = part.breakdown.whole.empty();
  const auto parts = shares(breakdown, 0);
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return parts[a] > parts[b]; });
  const std::size_t rest = part.breakdown.rest.empty() ? parts.size() : parts.size() - 1;
  std::string text;
  const auto tell = [&](std::size_t i, const char* before) {
    text += (text.empty() ? "" : before) + part.labels[i] + " " +
            (amount ? fixed(parts[i], 1) : fixed(100 * parts[i], 1) + " %");
  };
  if (rest < parts.size() && !std::isnan(parts[rest])) tell(rest, "");
  for (std::size_t i : order)
    if (i != rest && (amount || parts[i] >= .0005)) tell(i, i == order[rest == order[0]] ? "; " : ", ");
  return "\n" + part.breakdown.title + " (" + scenarios_[0] + "):\n  " + (text.empty() ? "nothing" : text) +
         "\n";
}

std::string Summary::table() const {
  std::vector<std::vector<std::string>> lines(2);
  lines[0].push_back("");
  lines[1].push_back("");
  for (const auto& headline : headlines_) {
    lines[0].push_back(headline.name);
    lines[1].push_back(headline.unit);
  }
  for (std::size_t s = 0; s < scenarios_.size(); ++s) {
    auto& line = lines.emplace_back();
    line.push_back(scenarios_[s]);
    for (std::size_t h = 0; h < headlines_.size(); ++h) line.push_back(fixed(estimate(of(h, s)).mean, 1));
    if (s == 0) continue;
    auto& difference = lines.emplace_back();
    difference.push_back("  against " + scenarios_[0]);
    for (std::size_t h = 0; h < headlines_.size(); ++h) {
      const Estimate e = estimate(differences(h, s));
      difference.push_back(e.mean == 0 && e.half_width == 0
                               ? "0 exactly"
                               : fixed(e.mean, 1, true) + " ± " + fixed(e.half_width, 1));
    }
  }
  std::string text = headlines_.empty() ? "" : align(lines);
  for (std::size_t p = 0; p < parts_.size(); ++p) text += line(p);
  return text;
}

std::string Summary::json() const {
  auto list = nlohmann::ordered_json::array();
  for (std::size_t s = 0; s < scenarios_.size(); ++s) {
    nlohmann::ordered_json entry;
    entry["scenario"] = scenarios_[s];
    for (std::size_t h = 0; h < headlines_.size(); ++h) {
      const Estimate own = estimate(of(h, s)), against = estimate(differences(h, s));
      auto& item = entry["headlines"][headlines_[h].variable];
      item = {{"name", headlines_[h].name},
              {"unit", headlines_[h].unit},
              {"mean", own.mean},
              {"half_width_95", own.half_width}};
      if (s > 0) item["difference"] = {{"mean", against.mean}, {"half_width_95", against.half_width}};
    }
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      const auto parts = shares(p, s);
      for (std::size_t l = 0; l < parts.size(); ++l)
        entry["breakdowns"][parts_[p].breakdown.variable][parts_[p].labels[l]] = parts[l];
    }
    list.push_back(std::move(entry));
  }
  return list.dump(2);
}

}  // namespace knowhow::output
