#include "output/report_time.h"

#include <chrono>
#include <cstdio>

namespace knowhow::output {

namespace {

constexpr std::size_t most_points = 66;

}  // namespace

std::string date_after(const std::string& start, int days) {
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(start.c_str(), "%d-%u-%u", &year, &month, &day) != 3) return {};
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} +
      std::chrono::days{days}};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

Times::Times(const sim::Dimension& time) {
  const std::size_t size = time.size(), stride = (size + most_points - 1) / most_points;
  for (std::size_t t = 0; t < size; ++t)
    if ((size - 1 - t) % stride == 0) kept.push_back(t);
  const std::string since = "days since ";
  std::string start;
  for (const auto& [name, text] : time.attributes)
    if (name == "units" && text.starts_with(since)) start = text.substr(since.size(), 10);
  for (const std::size_t t : kept) {
    const double at = std::visit(
        [t](const auto& values) {
          if constexpr (requires { static_cast<double>(values[t]); })
            return static_cast<double>(values[t]);
          else
            return static_cast<double>(t);
        },
        time.coordinate);
    steps.push_back(at);
    if (!start.empty()) dates.push_back(date_after(start, static_cast<int>(at)));
  }
}

ReportColumn Times::column() const {
  if (dates.empty()) return number_column("time", "step");
  return {"time", "date", ReportColumn::Kind::date, dates};
}

}  // namespace knowhow::output
