#include "output/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

namespace knowhow::output {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double variance(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return squares / (n - 1);
}

/// What may differ between files that are compared: everything else is the study.
bool may_differ(const std::string& key) {
  for (const char* free : {"title", "question", "scenarios", "interventions", "measures"})
    if (key == free) return true;
  return false;
}

/// A setting of a resolved scenario file as its path and its text; lists count their items.
std::vector<std::pair<std::string, std::string>> settings_of(const std::string& resolved) {
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::pair<std::size_t, std::string>> path;  // by indentation
  std::istringstream lines(resolved);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos) continue;
    while (!path.empty() && path.back().first >= indent) path.pop_back();
    const std::size_t colon = line[indent] == '"' ? line.find("\":", indent) + 1 : line.find(':', indent);
    std::string key = line.substr(indent, colon - indent), text;
    if (colon < line.size()) text = line.substr(std::min(colon + 2, line.size()));
    if (path.empty() ? may_differ(key) : may_differ(path.front().second)) {
      if (path.empty()) path.emplace_back(indent, key);
      continue;
    }
    std::string whole;
    for (const auto& [_, part] : path) whole += part + ".";
    settings.emplace_back(whole + key, text);
    path.emplace_back(indent, key);
  }
  return settings;
}

/// In words, where two studies differ; empty if they do not.
std::string first_difference(const ResultsReader& a, const ResultsReader& b) {
  const auto said = [](const std::string& what, const std::string& one, const std::string& other) {
    return what + " is " + one + " in one and " + other + " in the other";
  };
  if (a.attribute("model") != b.attribute("model"))
    return said("the model", a.attribute("model"), b.attribute("model"));
  if (a.attribute("seed") != b.attribute("seed"))
    return said("the seed", a.attribute("seed"), b.attribute("seed"));
  if (a.replicates() != b.replicates())
    return said("the number of replicates", std::to_string(a.replicates()), std::to_string(b.replicates()));
  const auto left = settings_of(a.provenance("scenario_file")),
             right = settings_of(b.provenance("scenario_file"));
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i >= left.size()) return "the setting '" + right[i].first + "' is in the second only";
    if (i >= right.size()) return "the setting '" + left[i].first + "' is in the first only";
    if (left[i].first != right[i].first)
      return "the settings '" + left[i].first + "' and '" + right[i].first + "' stand in the same place";
    if (left[i].second != right[i].second)
      return said("'" + left[i].first + "'", "'" + left[i].second + "'", "'" + right[i].second + "'");
  }
  if (a.provenance("files") != b.provenance("files")) return "their tables (CSV files) differ";
  return "";
}

std::string and_program(const ResultsReader& a, const ResultsReader& b) {
  for (const char* what : {"version", "commit"})
    if (a.provenance(what) != b.provenance(what))
      return "; they were made by different programs (" + std::string(what) + " " + a.provenance(what) +
             " and " + b.provenance(what) + ")";
  return "";
}

/// Headlines of a file in the shape (headline, scenario, replicate), in the units shown.
std::vector<double> headline_values(const ResultsValues& file, const std::vector<sim::Headline>& headlines) {
  std::vector<Wanted> wanted;
  for (const auto& headline : headlines) wanted.push_back({headline.variable});
  std::vector<double> all;
  const auto read = file.read(wanted);
  for (std::size_t h = 0; h < headlines.size(); ++h)
    for (const double value : read[h]) all.push_back(value * headlines[h].factor);
  return all;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// One file's runs of one scenario, and another's: bit for bit the same?
bool same_runs(const ResultsReader& a, std::size_t in_a, const ResultsReader& b, std::size_t in_b) {
  for (std::size_t r = 0; r < a.replicates(); ++r)
    if (a.digest(in_a, r) != b.digest(in_b, r)) return false;
  return true;
}

[[noreturn]] void refuse(const ResultsReader& a, const ResultsReader& b, const std::string& why) {
  throw NotComparable(a.path().string() + " and " + b.path().string() + " cannot be compared: " + why);
}

}  // namespace

Paired paired(std::span<const double> own, std::span<const double> reference, sim::Better better) {
  if (own.size() != reference.size()) throw std::logic_error("paired: not the same replicates");
  std::vector<double> a, b, differences;
  Paired found;
  for (std::size_t r = 0; r < own.size(); ++r) {
    if (std::isnan(own[r]) || std::isnan(reference[r])) continue;
    a.push_back(own[r]);
    b.push_back(reference[r]);
    differences.push_back(own[r] - reference[r]);
    const bool higher = own[r] > reference[r], lower = own[r] < reference[r];
    found.better += better == sim::Better::lower ? lower : higher;
    found.worse += better == sim::Better::lower ? higher : lower;
  }
  found.pairs = differences.size();
  found.exactly_nothing = found.pairs > 0 && found.better + found.worse == 0;
  found.difference = estimate(differences);
  found.gain = missing;
  if (found.pairs >= 2) {
    const double apart = variance(a) + variance(b), together = variance(differences);
    if (apart > 0 || together > 0) found.gain = apart / together;
  }
  return found;
}

Comparison::Comparison(std::vector<std::string> scenarios, std::vector<sim::Headline> headlines,
                       std::vector<double> values, std::size_t reference)
    : scenarios_(std::move(scenarios)),
      headlines_(std::move(headlines)),
      values_(std::move(values)),
      replicates_(headlines_.empty() ? 0 : values_.size() / headlines_.size() / scenarios_.size()),
      reference_(reference) {
  if (reference_ >= scenarios_.size() ||
      values_.size() != headlines_.size() * scenarios_.size() * replicates_)
    throw std::logic_error("comparison: values of another shape");
}

std::span<const double> Comparison::values(std::size_t headline, std::size_t scenario) const {
  return std::span(values_).subspan((headline * scenarios_.size() + scenario) * replicates_, replicates_);
}

Estimate Comparison::mean(std::size_t headline, std::size_t scenario) const {
  const auto own = values(headline, scenario);
  return estimate({own.begin(), own.end()});
}

Paired Comparison::against_reference(std::size_t headline, std::size_t scenario) const {
  return paired(values(headline, scenario), values(headline, reference_), headlines_[headline].better);
}

std::vector<std::size_t> Comparison::ranking(std::size_t headline) const {
  std::vector<double> worth;
  for (std::size_t s = 0; s < scenarios_.size(); ++s) {
    const double difference = against_reference(headline, s).difference.mean;
    worth.push_back(std::isnan(difference) ? -std::numeric_limits<double>::infinity()
                    : headlines_[headline].better == sim::Better::lower ? -difference
                                                                        : difference);
  }
  std::vector<std::size_t> order(scenarios_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return worth[a] > worth[b]; });
  return order;
}

Comparison compared(std::span<const ResultsValues> files, const std::vector<sim::Headline>& headlines) {
  std::vector<sim::Headline> common;
  for (const auto& headline : headlines)
    if (std::all_of(files.begin(), files.end(),
                    [&](const auto& file) { return file.has(headline.variable); }))
      common.push_back(headline);
  if (common.empty())
    throw NotComparable(files[0].results().path().string() +
                        ": holds none of its model's headline measures; add `adoption` or `economics` to "
                        "`measures:` of the scenario, or leave `measures:` out, and run it again");

  const ResultsReader& first = files[0].results();
  const std::size_t replicates = first.replicates();
  std::vector<std::string> scenarios;
  std::vector<std::pair<std::size_t, std::size_t>> from;  // file, and scenario in it
  std::vector<std::vector<double>> values;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const ResultsReader& file = files[f].results();
    if (f > 0) {
      const std::string difference = first_difference(first, file);
      if (!difference.empty())
        refuse(first, file, difference + "; run both with the same, and only other scenarios");
    }
    values.push_back(headline_values(files[f], common));
    const auto value = [&](std::size_t which, std::size_t h, std::size_t s, std::size_t r) {
      return values[which][(h * files[which].results().scenarios().size() + s) * replicates + r];
    };
    for (std::size_t s = 0; s < file.scenarios().size(); ++s) {
      const auto known = std::find(scenarios.begin(), scenarios.end(), file.scenarios()[s]);
      if (known == scenarios.end()) {
        scenarios.push_back(file.scenarios()[s]);
        from.emplace_back(f, s);
        continue;
      }
      const auto [other, at] = from[static_cast<std::size_t>(known - scenarios.begin())];
      bool equal = same_runs(files[other].results(), at, file, s);
      for (std::size_t h = 0; equal && h < common.size(); ++h)
        for (std::size_t r = 0; equal && r < replicates; ++r)
          equal = same(value(other, h, at, r), value(f, h, s, r));
      if (!equal)
        refuse(files[other].results(), file,
               "'" + *known + "' is in both, and not the same" + and_program(files[other].results(), file) +
                   "; run both with one program, or give one of them another name");
    }
  }
  std::vector<double> joined;
  for (std::size_t h = 0; h < common.size(); ++h)
    for (const auto& [f, s] : from) {
      const auto begin =
          values[f].begin() +
          static_cast<std::ptrdiff_t>((h * files[f].results().scenarios().size() + s) * replicates);
      joined.insert(joined.end(), begin, begin + static_cast<std::ptrdiff_t>(replicates));
    }
  return {std::move(scenarios), std::move(common), std::move(joined)};
}

std::string short_name(const sim::Headline& headline) {
  if (!headline.short_name.empty()) return headline.short_name;
  return headline.variable.starts_with("final_") ? headline.variable.substr(6) : headline.variable;
}

std::size_t find_headline(const std::vector<sim::Headline>& headlines, const std::string& name) {
  const auto by = [&](auto&& matches) {
    std::size_t found = headlines.size(), count = 0;
    for (std::size_t h = 0; h < headlines.size(); ++h)
      if (matches(headlines[h])) found = h, ++count;
    return count == 1 ? found : headlines.size();
  };
  std::size_t found = by([&](const sim::Headline& h) { return h.variable == name; });
  if (found == headlines.size()) found = by([&](const sim::Headline& h) { return short_name(h) == name; });
  return found < headlines.size() ? found : by([&](const sim::Headline& h) { return h.name == name; });
}

}  // namespace knowhow::output
