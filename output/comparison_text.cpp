#include "output/comparison_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/text_table.h"

namespace knowhow::output {

namespace {

using Cells = std::vector<std::vector<std::string>>;

std::vector<std::size_t> leading_first(const Comparison& comparison, std::size_t by) {
  std::vector<std::size_t> order{by};
  for (std::size_t h = 0; h < comparison.headlines().size(); ++h)
    if (h != by) order.push_back(h);
  return order;
}

/// As many decimals as the intervals give reason for: two digits of the middle one, but from one to four.
int decimals_for(const Comparison& comparison, std::size_t headline) {
  std::vector<double> half_widths;
  for (std::size_t s = 0; s < comparison.scenarios().size(); ++s) {
    const Paired paired = comparison.against_reference(headline, s);
    if (paired.difference.half_width > 0) half_widths.push_back(paired.difference.half_width);
  }
  if (half_widths.empty()) return 1;
  const auto middle = half_widths.begin() + static_cast<std::ptrdiff_t>(half_widths.size() / 2);
  std::nth_element(half_widths.begin(), middle, half_widths.end());
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(*middle))), 1, 4);
}

std::string difference(const Paired& paired, int decimals) {
  if (paired.exactly_nothing) return "0 exactly";
  if (paired.pairs == 0) return "-";
  return fixed(paired.difference.mean, decimals, true) + " ± " +
         fixed(paired.difference.half_width, decimals);
}

std::string gain(const Paired& paired) {
  if (std::isnan(paired.gain)) return "-";
  if (std::isinf(paired.gain)) return "any";
  return fixed(paired.gain, paired.gain < 10 ? 1 : 0) + " x";
}

std::string better_in(sim::Better better) {
  return better == sim::Better::unsaid ? "higher in" : "better in";
}

/// The table of one headline, its header first.
Cells table(const Comparison& comparison, std::size_t headline, std::size_t by) {
  const auto& shown = comparison.headlines()[headline];
  const int decimals = decimals_for(comparison, headline);
  const std::string& reference = comparison.scenarios()[comparison.reference()];
  Cells lines{{shown.name + (shown.unit.empty() ? "" : " (" + shown.unit + ")"), "mean",
               "against " + reference, better_in(shown.better), "pairing saves"}};
  for (const std::size_t s : comparison.ranking(by)) {
    auto& line = lines.emplace_back();
    line.push_back(comparison.scenarios()[s]);
    line.push_back(fixed(comparison.mean(headline, s).mean, decimals));
    if (s == comparison.reference()) continue;
    const Paired paired = comparison.against_reference(headline, s);
    line.push_back(difference(paired, decimals));
    line.push_back(std::to_string(paired.better) + " of " + std::to_string(paired.pairs));
    line.push_back(gain(paired));
  }
  return lines;
}

const char* legend =
    "± is the 95 % interval of the paired difference. `pairing saves`: how many times as many replicates a\n"
    "comparison without common random numbers would need for the same interval.\n";

std::string escaped(const std::string& text) {
  std::string all;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '<' || c == '`') all += '\\';
    all += c == '\n' ? ' ' : c;
  }
  return all;
}

std::string in_full(double value) {
  if (!std::isfinite(value)) return "";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value == 0 ? 0.0 : value).ptr;
  return {text, end};
}

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value == 0 ? 0.0 : value) : nlohmann::ordered_json();
}

const char* word_for(sim::Better better) {
  return better == sim::Better::higher ? "higher" : better == sim::Better::lower ? "lower" : "";
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string all = "\"";
  for (const char c : text) all += c == '"' ? std::string("\"\"") : std::string(1, c);
  return all + "\"";
}

std::string comparison_text(const Comparison& comparison, std::size_t by) {
  std::string text;
  for (const std::size_t h : leading_first(comparison, by)) text += align(table(comparison, h, by)) + "\n";
  return text + legend;
}

std::string comparison_markdown(const Comparison& comparison, std::size_t by) {
  std::string text;
  for (const std::size_t h : leading_first(comparison, by)) {
    auto lines = table(comparison, h, by);
    text += "## " + escaped(lines[0][0]) + "\n\n";
    lines[0][0] = "scenario";
    for (std::size_t l = 0; l < lines.size(); ++l) {
      lines[l].resize(lines[0].size());
      for (const auto& cell : lines[l]) text += "| " + escaped(cell) + (cell.empty() ? "" : " ");
      text += "|\n";
      if (l == 0) text += "|---|---:|---:|---:|---:|\n";
    }
    text += "\n";
  }
  std::string last = legend;
  return text + last;
}

std::string comparison_csv(const Comparison& comparison, std::size_t by) {
  std::string text =
      "measure,variable,unit,rank,scenario,mean,mean_half_width_95,reference,difference,difference_half_"
      "width_95,"
      "better_is,better,worse,pairs,gain_of_pairing\n";
  for (const std::size_t h : leading_first(comparison, by)) {
    const auto& headline = comparison.headlines()[h];
    std::size_t rank = 0;
    for (const std::size_t s : comparison.ranking(h)) {
      const Estimate mean = comparison.mean(h, s);
      const Paired paired = comparison.against_reference(h, s);
      const std::string cells[] = {headline.name,
                                   headline.variable,
                                   headline.unit,
                                   std::to_string(++rank),
                                   comparison.scenarios()[s],
                                   in_full(mean.mean),
                                   in_full(mean.half_width),
                                   comparison.scenarios()[comparison.reference()],
                                   in_full(paired.difference.mean),
                                   in_full(paired.difference.half_width),
                                   word_for(headline.better),
                                   std::to_string(paired.better),
                                   std::to_string(paired.worse),
                                   std::to_string(paired.pairs),
                                   in_full(paired.gain)};
      std::string line;
      for (const auto& cell : cells) line += (&cell == cells ? "" : ",") + csv_field(cell);
      text += line + "\n";
    }
  }
  return text;
}

std::string comparison_json(const Comparison& comparison, std::size_t by) {
  auto list = nlohmann::ordered_json::array();
  for (const std::size_t s : comparison.ranking(by)) {
    nlohmann::ordered_json entry{{"scenario", comparison.scenarios()[s]}, {"rank", list.size() + 1}};
    for (std::size_t h = 0; h < comparison.headlines().size(); ++h) {
      const auto& headline = comparison.headlines()[h];
      const Estimate mean = comparison.mean(h, s);
      const Paired paired = comparison.against_reference(h, s);
      auto& item = entry["measures"][headline.variable];
      item = {{"name", headline.name},
              {"unit", headline.unit},
              {"mean", number(mean.mean)},
              {"half_width_95", number(mean.half_width)}};
      if (s == comparison.reference()) continue;
      item["difference"] = {{"mean", number(paired.difference.mean)},
                            {"half_width_95", number(paired.difference.half_width)},
                            {"exactly_nothing", paired.exactly_nothing},
                            {"pairs", paired.pairs},
                            {"better", paired.better},
                            {"worse", paired.worse},
                            {"better_is", headline.better == sim::Better::unsaid
                                              ? nlohmann::ordered_json()
                                              : nlohmann::ordered_json(word_for(headline.better))},
                            {"gain_of_pairing", number(paired.gain)}};
    }
    list.push_back(std::move(entry));
  }
  return list.dump(2);
}

}  // namespace knowhow::output
