// What levers did: who applied and who won, and the money.
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

struct Count {
  const char *name, *meaning;
  int LeverYear::*member;
};
constexpr Count lever_counts[] = {
    {"lever_applications", "applications to a fund or for an award", &LeverYear::applications},
    {"lever_successes", "projects that a fund pays for; awards", &LeverYear::successes},
    {"lever_evaluations", "independent evaluations that it brought about", &LeverYear::evaluations},
    {"lever_introductions", "organisations that it put in touch with another", &LeverYear::introductions}};

struct Sum {
  const char *name, *meaning;
  double LeverYear::*member;
};
constexpr Sum sums[] = {{"lever_paid", "paid out: to projects, for awards, or to staff", &LeverYear::paid},
                        {"lever_repaid", "loans paid back", &LeverYear::repaid}};

/// Means over the applications or the successes of a whole run; missing where there were none.
struct Mean {
  const char *name, *meaning, *units;
  double LeverYear::*sum;
  int LeverYear::*number;
};
constexpr Mean means[] = {{"lever_applicants_skill", "mean application skill of those who applied", "1",
                           &LeverYear::applicants_skill, &LeverYear::applications},
                          {"lever_successes_skill", "mean application skill of those who won", "1",
                           &LeverYear::successes_skill, &LeverYear::successes},
                          {"lever_applicants_worth", "mean true benefit of the practices applied with",
                           "GBP year-1", &LeverYear::applicants_worth, &LeverYear::applications},
                          {"lever_successes_worth", "mean true benefit of the practices that won",
                           "GBP year-1", &LeverYear::successes_worth, &LeverYear::successes}};

}  // namespace

void Measures::declare_levers() {
  if (frame_.levers.empty()) return;
  std::vector<std::string> names;
  for (const auto& lever : frame_.levers) names.push_back(lever.name);
  layout_.dimensions.push_back({"lever", names, {{"long_name", "fund, award or resource"}}});
  const auto declare = [&](const char* name, sim::Type type, std::vector<std::string> dimensions,
                           const char* meaning, const char* units, bool may_miss) {
    layout_.variables.push_back({name, type, std::move(dimensions), meaning, units, "", may_miss});
  };
  for (const auto& count : lever_counts)
    declare(count.name, sim::Type::int32, {"year", "lever"}, count.meaning, "1", false);
  for (const auto& sum : sums)
    declare(sum.name, sim::Type::float64, {"year", "lever"}, sum.meaning, "GBP", false);
  for (const auto& mean : means)
    declare(mean.name, sim::Type::float64, {"lever"}, mean.meaning, mean.units, true);
}

void Measures::lever_rows(const Run& run, sim::Rows& rows) const {
  if (frame_.levers.empty()) return;
  const auto by_year = [&]<class Value>(Value LeverYear::*member) {
    std::vector<Value> values;
    for (std::size_t year = 0; year < run.programme_cost.size(); ++year)
      for (const auto& lever : run.levers) values.push_back(lever->years()[year].*member);
    rows.emplace_back(std::move(values));
  };
  for (const auto& count : lever_counts) by_year(count.member);
  for (const auto& sum : sums) by_year(sum.member);
  for (const auto& mean : means) {
    std::vector<double> values;
    for (const auto& lever : run.levers) {
      double total = 0;
      int number = 0;
      for (const LeverYear& year : lever->years()) total += year.*mean.sum, number += year.*mean.number;
      values.push_back(number ? total / number : missing);
    }
    rows.emplace_back(std::move(values));
  }
}

}  // namespace knowhow::public_services
