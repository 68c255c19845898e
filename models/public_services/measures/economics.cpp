// Economics: what adopting cost and saved, and what the interventions cost, in pounds.
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

void Measures::declare_economics() {
  using sim::Type;
  const std::vector<std::string> cell{"year", "ledger_group"};
  for (const auto& variable : std::vector<sim::Variable>{
           {"spent", Type::float64, cell, "spent on trying and adopting practices", "GBP", "", false},
           {"saved", Type::float64, cell, "saved by applying them, origins included", "GBP",
            "negative where a practice does harm", false},
           {"programme_cost",
            Type::float64,
            {"year"},
            "cost of the scenario's interventions, meetings, pairs and levers, less loans paid back",
            "GBP",
            "",
            false},
           {"staff_time", Type::float64, cell, "staff time that contacts took", "GBP",
            "hours of each channel times stages.economics.staff_hour; in no net present value but that after "
            "staff "
            "time",
            false},
           {"net_present_value",
            Type::float64,
            {},
            "saved less spent less programme cost, discounted to the start",
            "GBP",
            "loans and grants move money from the programme to organisations and back",
            false},
           {"net_present_value_with_running_benefits",
            Type::float64,
            {},
            "the same with the benefits that run at the end counted on",
            "GBP",
            "for stages.economics.running_years",
            false},
           {"net_present_value_after_staff_time",
            Type::float64,
            {},
            "net_present_value_with_running_benefits less the staff time that contacts took, discounted",
            "GBP",
            "",
            false}})
    layout_.variables.push_back(variable);
}

void Measures::economics_rows(const Run& run, sim::Rows& rows) const {
  const std::size_t years = run.programme_cost.size();
  const auto& groups = std::find_if(layout_.dimensions.begin(), layout_.dimensions.end(),
                                    [](const auto& d) { return d.name == "ledger_group"; });
  std::vector<double> spent(years * groups->size()), saved(spent.size());
  double value = run.programme_present_value, running = 0;
  for (std::uint32_t o = 0; o < run.money.size(); ++o) {
    for (std::size_t year = 0; year < years; ++year) {
      spent[year * groups->size() + run.ledger_group[o]] += run.money[o].spent[year];
      saved[year * groups->size() + run.ledger_group[o]] += run.money[o].saved[year];
    }
    value += run.money[o].present_value;
    for (std::size_t k = 0; k < frame_.practices.size(); ++k)
      running += run.state.improvement[run.cell(o, k)];
  }
  // A level stream for n years from the end, discounted continuously at the force of interest log(1 + rate).
  const auto& p = run.stages.economics;
  const double force = sim::log(1 + p.discount), horizon = frame_.plan.time.steps * run.dt;
  const double annuity = force > 0 ? sim::chance(force * p.running_years) / force : p.running_years;
  rows.emplace_back(std::move(spent));
  rows.emplace_back(std::move(saved));
  rows.emplace_back(run.programme_cost);
  std::vector<double> staff_time;
  for (const auto& of_year : run.staff_time)
    staff_time.insert(staff_time.end(), of_year.begin(), of_year.end());
  rows.emplace_back(std::move(staff_time));
  rows.emplace_back(std::vector<double>{value});
  value += running * annuity * sim::exp(-force * horizon);
  rows.emplace_back(std::vector<double>{value});
  rows.emplace_back(std::vector<double>{value + run.staff_time_present_value});
}

}  // namespace knowhow::public_services
