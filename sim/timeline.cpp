#include "sim/timeline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace knowhow::sim {

Timeline::Timeline(const Plan& plan, std::size_t scenario, std::vector<double> base)
    : plan_(plan), base_(std::move(base)), values_(base_) {
  for (int index : plan.scenarios[scenario].interventions)
    interventions_.push_back(&plan.interventions[static_cast<std::size_t>(index)]);
}

std::vector<Hold> Timeline::holds(int slot) const {
  std::vector<Hold> found;
  for (const Intervention* intervention : interventions_) {
    if (step_ < intervention->from || step_ >= intervention->until) continue;
    for (const Change& change : intervention->changes)
      if (change.slot == slot) found.push_back({intervention, &change});
  }
  return found;
}

bool Timeline::advance(int step) {
  step_ = step;
  changed_.clear();
  cost_once_ = cost_a_year_ = 0;
  for (const Intervention* intervention : interventions_) {
    if (step == intervention->from) cost_once_ += intervention->cost_once;
    if (step >= intervention->from && step < intervention->until) cost_a_year_ += intervention->cost_a_year;
    if (step == intervention->from || step == intervention->until)
      for (const Change& change : intervention->changes) changed_.push_back(change.slot);
  }
  if (step == 0) {
    changed_.resize(values_.size());
    std::iota(changed_.begin(), changed_.end(), 0);
  }
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  for (int slot : changed_) {
    const auto index = static_cast<std::size_t>(slot);
    if (std::isnan(base_[index])) continue;  // inherits: whoever resolves it applies the holds
    values_[index] = effective(
        slot, base_[index], [](const Intervention& i) { return i.target.empty(); },
        [](const Number& n) { return n.spread ? n.spread->mean() : n.value; });
  }
  return !changed_.empty();
}

int Timeline::next_change(int step) const {
  int next = plan_.time.steps;
  for (const Intervention* intervention : interventions_)
    for (int at : {intervention->from, intervention->until})
      if (at > step) next = std::min(next, at);
  return next;
}

}  // namespace knowhow::sim
