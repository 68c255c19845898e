#include "scenarios/calendar.h"

#include <algorithm>
#include <cmath>

#include "scenarios/reader/quantity.h"

namespace knowhow::scenarios {

namespace {

constexpr int most_steps = 100'000;
constexpr int most_counted_steps = 10'000'000;  // meetings one by one
constexpr int most_years = 5000;                // dates stay within the years that calendars know
constexpr double rounding = 1e-9;

/// The whole number nearby, if there is one.
std::optional<double> whole(double value) {
  const double nearest = std::round(value);
  if (std::fabs(value - nearest) > rounding * std::max(1.0, nearest)) return {};
  return nearest;
}

/// Steps follow a calendar whose years have 12 months or 364 days.
std::optional<int> read_steps_per_year(const Written& written) {
  const auto years = written.quantity(sim::Unit::years);
  if (!years) return {};
  const auto steps = *years > 0 ? whole(1 / *years) : std::nullopt;
  if (steps && 1 <= *steps && *steps <= 364) {
    const int number = static_cast<int>(*steps);
    if (364 % number == 0 || 12 % number == 0) return number;
  }
  written.refuse("a year must have a whole number of steps, each of whole days or months",
                 "write 1 day, 1 week, 2 weeks, 4 weeks, 1 month, 3 months, 6 months or 1 year");
  return {};
}

std::optional<int> read_start(const Written& written) {
  const auto text = written.plain("a date");
  if (!text) return {};
  const auto day = read_date(*text);
  if (!day) written.refuse("'" + *text + "' is not a date", "write year, month and day, as in 2014-04-01");
  return day;
}

/// The step that contains a day; at most the number of steps, which is the end of the run.
int step_on(const sim::Time& time, int day) {
  int step = 0, after = time.steps + 1;
  while (after - step > 1) {
    const int middle = step + (after - step) / 2;
    (time.start_day + time.days(middle) <= day ? step : after) = middle;
  }
  return step;
}

/// `20 steps`; nothing for what is written otherwise.
std::optional<double> counted(std::string_view text) {
  for (const std::string_view unit : {" steps", " step"})
    if (text.ends_with(unit)) return read_number(text.substr(0, text.size() - unit.size()));
  return {};
}

bool is_counted(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && !node.quoted && counted(node.text);
}

const char* const counting = "steps are counted, without a calendar: write, for instance, `20 steps`";

/// A number of steps, whole or not.
std::optional<double> read_counted(const Written& written) {
  const auto text = written.plain("a number of steps");
  if (!text) return {};
  const auto steps = counted(*text);
  if (!steps) written.refuse("'" + *text + "' is not a number of steps", counting);
  return steps;
}

std::optional<sim::Time> read_counted_time(const Written& written) {
  const std::size_t before = written.problems().size();
  for (const char* key : {"start", "step"})
    if (const auto value = written.at(key))
      value->refuse("belongs to a calendar, and `horizon` counts steps",
                    "leave it out, or write `horizon` as a duration such as `5 years`");
  sim::Time time;
  time.calendar = false;
  time.step = "1 step";
  time.steps_per_year = 1;
  time.steps = 0;
  if (const auto horizon =
          written.require("horizon", "write how long a run lasts, as in `horizon: 80 steps`"))
    time.steps = read_steps(*horizon, time, most_counted_steps).value_or(0);
  if (written.problems().size() > before) return {};
  return time;
}

/// A moment where steps are counted.
std::optional<double> read_counted_moment(const Written& written, const sim::Time& time, int end) {
  const bool at_once = written.node().kind == YamlNode::Kind::scalar && written.node().text == "0";
  const auto steps = at_once ? 0 : read_counted(written);
  if (!steps) return {};
  if (!whole(*steps))
    written.refuse("must be a whole number of steps", "write a whole number, or a duration as `4 weeks`");
  else if (*steps < 0)
    written.refuse("is before the start of the run", "choose a later date, or begin earlier (`time.start`)");
  else if (*steps > end)
    written.refuse("is after the end of the run", "which has " + time.in_words());
  else
    return *whole(*steps);
  return {};
}

}  // namespace

std::optional<int> read_steps(const Written& written, const sim::Time& time, int most) {
  const auto years = time.calendar ? written.quantity(sim::Unit::years) : read_counted(written);
  if (!years) return {};
  const auto steps = whole(*years * time.steps_per_year);
  if (!steps || *steps < 1)
    written.refuse("must be a whole number of steps",
                   time.calendar ? "a year has " + std::to_string(time.steps_per_year) + " of them"
                                 : "at least `1 step`");
  else if (*steps > most)
    written.refuse("must be at most " + std::to_string(most) + " steps",
                   "write less, or a longer `time.step`");
  else
    return static_cast<int>(*steps);
  return {};
}

std::optional<sim::Time> read_time(const Written& written, bool may_count) {
  if (!written.is_map()) return {};
  written.allow_only({"start", "step", "horizon"});
  const auto horizon = written.at("horizon");
  const bool counts = horizon && is_counted(horizon->node());
  if (may_count && (counts || (!written.at("start") && !written.at("step"))))
    return read_counted_time(written);
  sim::Time time;
  time.step = "1 week";
  const std::size_t before = written.problems().size();
  if (const auto start =
          written.require("start", "write the date on which the run starts, as in `start: 2014-04-01`")) {
    time.start = start->node().text;
    time.start_day = read_start(*start).value_or(0);
  }
  if (const auto step = written.at("step")) {
    time.step = step->node().text;
    time.steps_per_year = read_steps_per_year(*step).value_or(0);
  }
  written.require("horizon", "write how long a run lasts, as in `horizon: 5 years`");
  if (counts)
    horizon->refuse("counts steps, and this model needs a calendar",
                    "write a `start`, and how long a run lasts, as in `horizon: 5 years`");
  else if (horizon && time.steps_per_year > 0)
    time.steps = read_steps(*horizon, time, most_steps).value_or(0);
  if (horizon && time.steps_per_year > 0 && time.steps / time.steps_per_year > most_years)
    horizon->refuse("is more than " + std::to_string(most_years) + " years", "shorten it");
  if (written.problems().size() > before) return {};
  return time;
}

std::optional<double> read_moment(const Written& written, const std::optional<sim::Time>& time,
                                  Until latest) {
  const int end = time ? time->steps - (latest == Until::end ? 0 : 1) : 0;
  if (time && !time->calendar) return read_counted_moment(written, *time, end);
  if (!time && is_counted(written.node())) return {};
  const auto text = written.plain("a date or a duration");
  if (!text) return {};
  const auto day = read_date(*text);
  std::string cure;
  const auto years = day ? std::nullopt : read_quantity(*text, sim::Unit::years, cure);
  if (!day && !years) {
    written.refuse("'" + *text + "' is neither a date nor a duration",
                   "write a date such as 2015-04-01, or a duration from the start such as `26 weeks`");
    return {};
  }
  if (!time) return {};
  const bool early = day ? *day < time->start_day : *years < 0;
  if (early) {
    written.refuse("is before the start of the run", "which is " + time->start);
    return {};
  }
  const bool late = day ? *day > time->start_day + time->days(time->steps) || step_on(*time, *day) > end
                        : *years * time->steps_per_year >= end + 0.5;
  if (late) {
    written.refuse("is after the end of the run", "which has " + time->in_words());
    return {};
  }
  return day ? step_on(*time, *day) * time->dt() : *years;
}

}  // namespace knowhow::scenarios
