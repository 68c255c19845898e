#include "app/sweep_question.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/command.h"

namespace knowhow::app {

namespace {

std::string with_unit(double value, const std::string& unit) {
  // Shares are told as percentages, as scenario files may write them.
  if (unit == "share") return in_percent(value);
  return three_digits(value) + (unit.empty() || unit == "1" ? "" : " " + unit);
}

std::string in_words(const SweepResults::Parameter& parameter, const studies::Limits& limits) {
  if (!parameter.words.empty()) {
    std::string any;
    for (std::size_t i = 0; i < parameter.words.size(); ++i)
      if (limits.contains(static_cast<double>(i))) any += (any.empty() ? "" : " or ") + parameter.words[i];
    return parameter.path + " is " + any;
  }
  const bool low = std::isfinite(limits.least), high = std::isfinite(limits.most);
  if (low && high)
    return parameter.path + " is between " + with_unit(limits.least, parameter.unit) + " and " +
           with_unit(limits.most, parameter.unit);
  return parameter.path + (low ? " is above " + with_unit(limits.least, parameter.unit)
                               : " is below " + with_unit(limits.most, parameter.unit));
}

/// Boxes are sought among what one does not know; what one decides is beside the question, unless nothing
/// else varies.
std::vector<std::size_t> searched(const SweepResults& results) {
  std::vector<std::size_t> all, unknown;
  for (std::size_t p = 0; p < results.parameters().size(); ++p) {
    all.push_back(p);
    if (!results.parameters()[p].lever) unknown.push_back(p);
  }
  return unknown.empty() ? all : unknown;
}

}  // namespace

std::string three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string in_percent(double share) { return three_digits(100 * share) + " %"; }

Question question_from(const std::string& text, const SweepResults& results) {
  const auto sign = text.find_first_of("<>");
  const std::string form = "--where: write an outcome, < or >, and a number, such as \"apply it < 30\"";
  if (sign == std::string::npos) throw WrongUsage(form);
  std::string name = text.substr(0, sign);
  while (!name.empty() && name.back() == ' ') name.pop_back();
  while (!name.empty() && name.front() == ' ') name.erase(0, 1);
  Question question;
  question.below = text[sign] == '<';
  const std::string rest = text.substr(sign + 1);
  std::size_t read = 0;
  try {
    question.threshold = std::stod(rest, &read);
  } catch (const std::exception&) {
    throw WrongUsage(form);
  }
  if (rest.find_first_not_of(" %", read) != std::string::npos || !std::isfinite(question.threshold))
    throw WrongUsage(form);
  question.variable = results.outcome_named(name);
  const auto shown = results.shown(question.variable);
  question.name = name;
  if (name == shown.name) {
    question.unit = shown.unit;
    question.factor = shown.factor;
  }
  return question;
}

std::string in_words(const Question& question) {
  return question.name + (question.below ? " stays under " : " goes above ") +
         three_digits(question.threshold) + (question.unit.empty() ? "" : " " + question.unit);
}

SweepBoxes boxes_where(const SweepResults& results, const std::vector<double>& outputs,
                       const std::function<bool(double)>& such) {
  SweepBoxes found{searched(results), 0, 0, {}};
  std::vector<double> values;
  std::vector<bool> interesting;
  for (std::size_t point = 0; point < outputs.size(); ++point) {
    if (std::isnan(outputs[point])) continue;
    for (const auto p : found.columns)
      values.push_back(results.values()[point * results.parameters().size() + p]);
    interesting.push_back(such(outputs[point]));
  }
  found.points = interesting.size();
  found.such = static_cast<std::size_t>(std::count(interesting.begin(), interesting.end(), true));
  if (found.such > 0 && found.such < found.points)
    found.boxes = studies::prim(values, found.columns.size(), interesting, {});
  return found;
}

std::string in_words(const SweepResults& results, const SweepBoxes& found, const studies::Box& box) {
  std::string when;
  for (std::size_t i = 0; i < found.columns.size(); ++i)
    if (box.limits[i].restricts())
      when += (when.empty() ? "" : " and ") + in_words(results.parameters()[found.columns[i]], box.limits[i]);
  return when;
}

}  // namespace knowhow::app
