#include "scenarios/reader/quantity.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace knowhow::scenarios {

namespace {

constexpr double weeks_in_year = 52, months_in_year = 12, days_in_year = 364;
constexpr double first_inexact = 9007199254740992;  // 2^53: every whole number below is exact

bool digit(char c) { return '0' <= c && c <= '9'; }

/// A decimal number in its parts: digits, without the spaces between groups, times a power of ten.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// The longest number that the text begins with, which is taken off the text.
std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal decimal;
  std::size_t at = 0;
  const auto peek = [&](std::size_t ahead) { return at + ahead < text.size() ? text[at + ahead] : '\0'; };
  const auto take_digits = [&] {
    while (digit(peek(0))) decimal.digits += text[at++];
  };
  if (peek(0) == '-') {
    decimal.negative = true;
    ++at;
  }
  take_digits();
  if (decimal.digits.empty() || (decimal.digits.size() > 1 && decimal.digits[0] == '0')) return std::nullopt;
  const auto group = [&] {
    return peek(0) == ' ' && digit(peek(1)) && digit(peek(2)) && digit(peek(3)) && !digit(peek(4));
  };
  if (decimal.digits.size() <= 3 && decimal.digits[0] != '0')
    while (group()) {
      ++at;
      take_digits();
    }
  if (peek(0) == '.') {
    ++at;
    const std::size_t whole = decimal.digits.size();
    take_digits();
    decimal.exponent = static_cast<int>(whole) - static_cast<int>(decimal.digits.size());
    if (decimal.exponent == 0) return std::nullopt;
  }
  const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
  if ((peek(0) == 'e' || peek(0) == 'E') && digit(peek(1 + sign))) {
    int written = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + at + (peek(1) == '+' ? 2 : 1), end, written);
    if (read.ec != std::errc() || std::abs(written) > 1'000'000) return std::nullopt;
    decimal.exponent += written;
    at = read.ptr - text.data();
  }
  text.remove_prefix(at);
  return decimal;
}

std::optional<double> value_of(const Decimal& decimal) {
  const std::string written = decimal.digits + "e" + std::to_string(decimal.exponent);
  double value = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), value);
  if (read.ec != std::errc()) return std::nullopt;
  if (value == 0)
    return decimal.digits.find_first_not_of('0') == std::string::npos ? std::optional(0.0) : std::nullopt;
  return decimal.negative ? -value : value;
}

/// The number times top / bottom: rounded once where the parts are exact, as they are for all that people
/// write.
std::optional<double> scaled(const Decimal& decimal, double top, double bottom) {
  const auto plain = value_of(decimal);
  if (!plain || top == bottom) return plain;
  double whole = 0;
  for (const char c : decimal.digits) whole = whole * 10 + (c - '0');
  double above = whole * top, below = bottom;
  for (int i = 0; i < std::abs(decimal.exponent) && above < first_inexact && below < first_inexact; ++i)
    (decimal.exponent > 0 ? above : below) *= 10;
  double value = std::abs(*plain) * top / bottom;
  if (above < first_inexact && below < first_inexact) value = above / below;
  if (!std::isfinite(value) || (value == 0) != (*plain == 0)) return std::nullopt;
  return std::copysign(value, *plain);
}

/// Why a number is written the wrong way, where that is easily told.
std::string_view slip(std::string_view text) {
  const auto from = text.find_first_not_of("+-£ ");
  const std::string_view number = from == text.npos ? std::string_view() : text.substr(from);
  const auto after = number.find_first_not_of("0123456789");
  const std::string_view rest = after == number.npos ? std::string_view() : number.substr(after);
  if (text.starts_with('+')) return "without the '+', ";
  if (number.starts_with('.')) return "with a digit before the point, ";
  if (number.size() > 1 && number[0] == '0' && digit(number[1])) return "without zeros in front, ";
  if (number.starts_with("0x") || number.starts_with("0X") || number.starts_with("0o"))
    return "in decimal digits, ";
  if (after > 0 && rest.starts_with(',')) return "with a point for fractions and spaces between thousands, ";
  if (after > 0 && rest.starts_with('.') && (rest.size() == 1 || !digit(rest[1])))
    return "with a digit behind the point, ";
  if (after > 0 && rest.find_first_of("kKmM") < 2 && rest.find("month") == rest.npos &&
      rest.find("minute") == rest.npos)
    return "with all its zeros, ";
  return "";
}

std::string_view example(sim::Unit unit) {
  switch (unit) {
    case sim::Unit::share:
      return "write a share as `0.3` or `30 %`";
    case sim::Unit::number:
      return "write a plain number, such as `12` or `0.5`";
    case sim::Unit::count:
      return "write a whole number, such as `25` or `150 000`";
    case sim::Unit::per_year:
      return "write a rate as `12` (a year), `12 a year`, `1 a month`, `2 a week` or `1 a day`";
    case sim::Unit::years:
      return "write a duration with its unit, such as `26 weeks`, `5 years`, `3 months` or `10 days`";
    case sim::Unit::pounds:
      break;
  }
  return "write money as `400 000 GBP`, `£400 000` or `400000`";
}

/// How many years, or how many times a year; 0 for no such word.
double in_a_year(std::string_view period) {
  if (period == "week") return weeks_in_year;
  if (period == "month") return months_in_year;
  if (period == "day") return days_in_year;
  return period == "year" ? 1 : 0;
}

std::optional<double> with_unit(const Decimal& decimal, std::string_view unit, sim::Unit counted) {
  const auto number = value_of(decimal);
  switch (counted) {
    case sim::Unit::share:
      if (unit == "%" || unit == " %") return scaled(decimal, 1, 100);
      break;
    case sim::Unit::number:
      break;
    case sim::Unit::count:
      if (number && (std::trunc(*number) != *number || std::abs(*number) >= first_inexact))
        return std::nullopt;
      break;
    case sim::Unit::per_year:
      for (const std::string_view each : {" a ", " per "})
        if (unit.starts_with(each))
          if (const double times = in_a_year(unit.substr(each.size()))) return scaled(decimal, times, 1);
      break;
    case sim::Unit::years: {
      if (unit.empty()) return number == 0.0 ? number : std::nullopt;
      if (unit.ends_with('s')) unit.remove_suffix(1);
      const double parts = unit.starts_with(' ') ? in_a_year(unit.substr(1)) : 0;
      return parts > 0 ? scaled(decimal, 1, parts) : std::nullopt;
    }
    case sim::Unit::pounds:
      if (unit == " GBP") return number;
      break;
  }
  return unit.empty() ? number : std::nullopt;
}

}  // namespace

std::optional<double> read_number(std::string_view text) {
  const auto decimal = take_decimal(text);
  return decimal && text.empty() ? value_of(*decimal) : std::nullopt;
}

std::optional<double> read_quantity(std::string_view text, sim::Unit unit, std::string& cure) {
  constexpr std::string_view pound = "£";
  std::string_view rest = text;
  const std::string_view sign = rest.substr(0, rest.starts_with('-') ? 1 : 0);
  std::string without_pound;
  bool pound_before = false;
  if (unit == sim::Unit::pounds && rest.substr(sign.size()).starts_with(pound)) {
    without_pound = std::string(sign).append(rest.substr(sign.size() + pound.size()));
    rest = without_pound;
    pound_before = true;
  }
  // `£-5` and `-£-5` stay wrong: a second sign is none of a number's.
  if (!(pound_before && sign.empty() && rest.starts_with('-')))
    if (const auto decimal = take_decimal(rest); decimal && !(pound_before && !rest.empty()))
      if (const auto value = with_unit(*decimal, rest, unit)) return value;
  cure = std::string(slip(text)).append(example(unit));
  return std::nullopt;
}

std::optional<int> read_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(from, length))
      value = digit(c) && value >= 0 ? value * 10 + (c - '0') : -1;
    return value;
  };
  const int year = part(0, 4), month = part(5, 2), day = part(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count());
}

}  // namespace knowhow::scenarios
