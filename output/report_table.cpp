#include "output/report_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace knowhow::output {

namespace {

double six_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return std::strtod(text, nullptr);
}

}  // namespace

void ReportColumn::add(std::string_view word) {
  auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) found = words.insert(words.end(), std::string(word));
  codes.push_back(static_cast<int>(found - words.begin()));
}

void to_json(nlohmann::json& json, const ReportColumn& column) {
  constexpr const char* kinds[] = {"word", "number", "date"};
  json = {{"name", column.name}, {"title", column.title}, {"kind", kinds[static_cast<int>(column.kind)]}};
  if (column.kind != ReportColumn::Kind::number) {
    json["words"] = column.words;
    json["data"] = column.codes;
    return;
  }
  auto& data = json["data"] = nlohmann::json::array();
  for (const double number : column.numbers)
    data.push_back(std::isfinite(number) ? nlohmann::json(six_digits(number)) : nlohmann::json());
}

void to_json(nlohmann::json& json, const ReportTable& table) {
  json = {{"name", table.name}, {"title", table.title}, {"columns", table.columns}};
}

void to_json(nlohmann::json& json, const ReportChart& chart) {
  json = {{"id", chart.id},         {"title", chart.title},         {"description", chart.description},
          {"tables", chart.tables}, {"tables_of", chart.tables_of}, {"choices", nlohmann::json::array()}};
  for (const auto& choice : chart.choices)
    json["choices"].push_back({{"column", choice.column},
                               {"label", choice.label},
                               {"chosen", choice.chosen},
                               {"also", choice.also}});
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string figure(double value, int digits) {
  if (!std::isfinite(value)) return "not known";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, std::abs(value));
  std::string plain = text;
  auto point = plain.find('.');
  if (point == std::string::npos) point = plain.size();
  for (std::size_t at = point; at > 3; at -= 3) plain.insert(at - 3, ",");
  const bool nil = plain.find_first_of("123456789") == std::string::npos;
  return (value < 0 && !nil ? "\u2212" : "") + plain;
}

std::string change(double value, int digits) {
  const std::string text = figure(value, digits);
  const bool nil = text.find_first_of("123456789") == std::string::npos;
  return value > 0 && !nil ? "+" + text : text;
}

int digits_for(double half_width) {
  if (!(half_width > 0) || !std::isfinite(half_width)) return 1;
  if (half_width >= 10) return 0;
  return std::clamp(-static_cast<int>(std::floor(std::log10(half_width))), 1, 4);
}

}  // namespace knowhow::output
