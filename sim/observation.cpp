#include "sim/observation.h"

namespace knowhow::sim {

std::vector<int> output_steps(const Plan& plan) {
  std::vector<int> steps;
  for (int step = 0; step < plan.time.steps; step += plan.output_every) steps.push_back(step);
  steps.push_back(plan.time.steps);
  return steps;
}

Dimension time_axis(const Plan& plan) {
  std::vector<std::int32_t> when;
  for (int step : output_steps(plan)) when.push_back(plan.time.calendar ? plan.time.days(step) : step);
  if (!plan.time.calendar) return {"time", when, {{"long_name", "steps since the start"}, {"units", "1"}}};
  return {"time",
          when,
          {{"standard_name", "time"},
           {"long_name", "beginning of the step"},
           {"units", "days since " + plan.time.start},
           {"calendar", "standard"}}};
}

Variable state_digest() {
  return {"state_digest",
          Type::text,
          {},
          "digest of the whole state at every output time",
          "",
          "128 bits, XXH3; the same for the same scenario, seed and version",
          false};
}

}  // namespace knowhow::sim
