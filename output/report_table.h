#pragma once
// Tables behind the report's charts: the page draws, shows and hands out as CSV the same numbers.
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace knowhow::output {

/// Missing numbers are NaN. Six digits are kept.
struct ReportColumn {
  enum class Kind { word, number, date };
  std::string name;   ///< by which charts know it
  std::string title;  ///< for people, with the unit
  Kind kind = Kind::number;
  std::vector<std::string> words = {};  ///< those there are, in their order; of dates, `2014-04-01`
  std::vector<int> codes = {};          ///< into words; of words and dates
  std::vector<double> numbers = {};

  void add(double number) { numbers.push_back(number); }
  void add(std::string_view word);  ///< new words go to the end
};

struct ReportTable {
  std::string name;  ///< by which charts know it
  std::string title;
  std::vector<ReportColumn> columns;

  ReportTable(std::string name_, std::string title_, std::vector<ReportColumn> columns_)
      : name(std::move(name_)), title(std::move(title_)), columns(std::move(columns_)) {}
  /// Adds a row, a value a column.
  template <class... Values>
  void row(const Values&... values) {
    std::size_t at = 0;
    (columns[at++].add(values), ...);
  }
};

inline ReportColumn word_column(std::string name, std::string title, std::vector<std::string> words = {}) {
  return {std::move(name), std::move(title), ReportColumn::Kind::word, std::move(words)};
}
inline ReportColumn number_column(std::string name, std::string title) {
  return {std::move(name), std::move(title)};
}

/// A choice the reader has: rows whose column says so are shown, and those that say `also`.
struct ReportChoice {
  std::string column;
  std::string label;
  std::string chosen;     ///< at first
  std::string also = {};  ///< always shown
};

struct ReportChart {
  std::string id;    ///< of the element
  std::string spec;  ///< the asset that draws it
  std::string title;
  std::string lead;         ///< what it shows and how to read it
  std::string description;  ///< for who cannot see it
  std::vector<ReportTable> tables;
  std::vector<ReportChoice> choices = {};
  std::string tables_of = {};  ///< another chart whose tables it draws, in place of its own
};

void to_json(nlohmann::json& json, const ReportColumn& column);
void to_json(nlohmann::json& json, const ReportTable& table);
void to_json(nlohmann::json& json, const ReportChart& chart);

/// A name of a results file as people write it: spaces for underscores.
std::string in_words(std::string name);
/// For text between tags and in attributes.
std::string escaped(std::string_view text);
/// `1,234.5`: so many digits behind the point, thousands apart, a true minus sign.
std::string figure(double value, int digits);
/// As `figure`, with its sign.
std::string change(double value, int digits);
/// Enough digits to tell apart what is as uncertain as this.
int digits_for(double half_width);

}  // namespace knowhow::output
