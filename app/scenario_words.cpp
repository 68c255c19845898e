#include "app/scenario_words.h"

#include <cmath>
#include <cstdio>
#include <set>

#include "output/report_time.h"

namespace knowhow::app {

namespace {

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string pounds(double value) {
  const double whole = std::round(value);
  std::string text = number_text(whole);
  for (std::size_t at = text.size(); at > 3 + (text[0] == '-'); at -= 3) {
    if (at - 3 == 0) break;
    text.insert(at - 3, ",");
  }
  return "\u00a3" + text;
}

std::string in_words(const sim::Distribution& drawn) {
  const std::string a = number_text(drawn.a), b = number_text(drawn.b), c = number_text(drawn.c);
  switch (drawn.family) {
    case sim::Distribution::Family::uniform:
      return "uniform between " + a + " and " + b;
    case sim::Distribution::Family::normal:
      return "normal, mean " + a + ", standard deviation " + b;
    case sim::Distribution::Family::triangular:
      return "triangular between " + a + " and " + c + ", most often " + b;
    case sim::Distribution::Family::lognormal:
      return "lognormal, mean " + a + ", standard deviation " + b;
    case sim::Distribution::Family::exponential:
      return "exponential, mean " + a;
  }
  return "";
}

std::string in_words(const sim::Number& number) {
  return number.spread ? in_words(*number.spread) : number_text(number.value);
}

std::string when(const sim::Intervention& intervention, const sim::Time& time) {
  const auto at = [&](int step) {
    if (!time.calendar) return "step " + std::to_string(step);
    return output::date_after(time.start, time.days(step));
  };
  std::string text = "from " + at(intervention.from);
  if (intervention.until < time.steps) text += " until " + at(intervention.until);
  return text;
}

std::string change_in_words(const sim::Change& change, const sim::Plan& plan) {
  const auto& path = plan.slots[static_cast<std::size_t>(change.slot)].path;
  const std::string value = in_words(change.number);
  switch (change.operation) {
    case sim::Operation::set:
      return path + " set to " + value;
    case sim::Operation::add:
      return path + " raised by " + value;
    case sim::Operation::scale:
      return path + " times " + value;
  }
  return path;
}

std::string in_words(const sim::Intervention& intervention, const sim::Plan& plan) {
  constexpr std::size_t most_told = 6;
  std::string text = when(intervention, plan.time) + ": ";
  for (std::size_t i = 0; i < intervention.changes.size() && i < most_told; ++i)
    text += (i ? "; " : "") + change_in_words(intervention.changes[i], plan);
  if (intervention.changes.size() > most_told)
    text += "; and " + std::to_string(intervention.changes.size() - most_told) + " more";
  for (const auto& [set, names] : intervention.target) {
    text += "; for " + set + " ";
    for (std::size_t i = 0; i < names.size(); ++i) text += (i ? ", " : "") + names[i];
  }
  if (intervention.cost_once != 0) text += "; " + pounds(intervention.cost_once) + " once";
  if (intervention.cost_a_year != 0) text += "; " + pounds(intervention.cost_a_year) + " a year";
  return text;
}

}  // namespace

std::vector<output::ReportNote> notes_of(const sim::Plan& plan) {
  std::vector<output::ReportNote> notes;
  output::ReportNote changes{"What each scenario changes", "Everything else is as in the baseline.", {}};
  std::set<int> told;
  for (const auto& scenario : plan.scenarios) {
    std::string package;
    for (const int i : scenario.interventions) {
      const auto& intervention = plan.interventions[static_cast<std::size_t>(i)];
      package += (package.empty() ? "" : ", ") + intervention.name;
      if (told.insert(i).second) changes.rows.emplace_back(intervention.name, in_words(intervention, plan));
    }
    if (package != scenario.name && !package.empty())
      changes.rows.emplace_back(scenario.name, "this is " + package);
  }
  if (!changes.rows.empty()) notes.push_back(std::move(changes));

  output::ReportNote drawn{"What differs from future to future",
                           "Chance in every contact and decision, and these numbers, drawn once a future:",
                           {}};
  for (const auto& number : plan.uncertain)
    drawn.rows.emplace_back(plan.slots[static_cast<std::size_t>(number.slot)].path,
                            in_words(number.distribution));
  if (drawn.rows.empty())
    drawn.lead = "Chance in every contact and decision; no parameter is uncertain in this scenario file.";
  notes.push_back(std::move(drawn));

  output::ReportNote assumed{"What rests on assumption", "", {}};
  std::size_t sourced = 0;
  for (const auto& slot : plan.slots) {
    if (!slot.declaration || std::isnan(slot.base.value)) continue;
    if (slot.declaration->source != "assumption") {
      ++sourced;
      continue;
    }
    assumed.rows.emplace_back(slot.path, in_words(slot.base) + " \u2013 " + slot.declaration->meaning);
  }
  assumed.lead =
      std::to_string(assumed.rows.size()) + " of " + std::to_string(assumed.rows.size() + sourced) +
      " numbers of the model have no source but judgement. How results depend on them is not part of "
      "this page; \u201cuncertain\u201d in the scenario file draws them.";
  notes.push_back(std::move(assumed));
  return notes;
}

}  // namespace knowhow::app
