#include "sim/plan.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "sim/random.h"

namespace knowhow::sim {

const Setting* Setting::find(std::string_view key) const {
  for (const auto& setting : children)
    if (setting.name == key) return &setting;
  return nullptr;
}

const Setting& Setting::operator[](std::string_view key) const {
  if (const Setting* setting = find(key)) return *setting;
  throw std::out_of_range("no setting '" + std::string(key) + "' in '" + name + "'");
}

bool Setting::covers(std::string_view one) const {
  return words.empty() || std::find(words.begin(), words.end(), one) != words.end();
}

int Time::days(int step_number) const {
  // Weeks and days have a fixed length; months and years follow the calendar.
  if (12 % steps_per_year != 0) return step_number * (364 / steps_per_year);
  using namespace std::chrono;
  const year_month_day first{sys_days{std::chrono::days{start_day}}};
  const auto moved = first + months{step_number * (12 / steps_per_year)};
  const sys_days day = moved.ok() ? sys_days{moved} : sys_days{moved.year() / moved.month() / last};
  return static_cast<int>(day.time_since_epoch().count()) - start_day;
}

std::string Time::in_words() const {
  const std::string counted = std::to_string(steps) + (steps == 1 ? " step" : " steps");
  return calendar ? counted + " of " + step + " from " + start : counted;
}

int Plan::slot(std::string_view path) const {
  const auto found = std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.path == path; });
  return found == slots.end() ? -1 : static_cast<int>(found - slots.begin());
}

double clip(double value, const Range& range) { return std::min(std::max(value, range.least), range.most); }

std::span<const double> Samples::of(const Draws& draws) const {
  std::size_t sample = draws.replicate();
  if (!up_to.empty()) {
    const double u = unit(draws.block(purpose("uncertain posterior"), 0, 0)[0]);
    sample = static_cast<std::size_t>(std::lower_bound(up_to.begin(), up_to.end() - 1, u) - up_to.begin());
  }
  return std::span(values).subspan(sample * slots.size(), slots.size());
}

std::vector<double> base_values(const Plan& plan, const Draws& draws) {
  std::vector<double> values;
  values.reserve(plan.slots.size());
  for (const auto& slot : plan.slots)
    values.push_back(slot.base.spread ? slot.base.spread->mean() : slot.base.value);
  for (const auto& unknown : plan.uncertain) {
    const Slot& slot = plan.slots[static_cast<std::size_t>(unknown.slot)];
    const double u = unit(draws.block(purpose("uncertain " + slot.path), 0, 0)[0]);
    values[static_cast<std::size_t>(unknown.slot)] =
        clip(unknown.distribution.quantile(u), slot.declaration->range);
  }
  if (plan.samples.slots.empty()) return values;
  const auto sample = plan.samples.of(draws);
  for (std::size_t n = 0; n < sample.size(); ++n)
    values[static_cast<std::size_t>(plan.samples.slots[n])] = sample[n];
  return values;
}

}  // namespace knowhow::sim
