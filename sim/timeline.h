#pragma once
// Interventions over time: the effective value of every number at every step.
#include <vector>

#include "sim/plan.h"

namespace knowhow::sim {

/// One intervention's hold on one number.
struct Hold {
  const Intervention* intervention;
  const Change* change;
};

/// The numbers of one scenario in one replicate. Effective = the one active `set` (or the base), times every
/// active `scale`, plus every active `add`, held in the declared range.
class Timeline {
 public:
  Timeline(const Plan& plan, std::size_t scenario, std::vector<double> base);

  /// Moves on to a step (0, 1, 2, ...): true if any number's effective value may have changed, and at step 0.
  bool advance(int step);

  /// The first step after `step` at which advance may find a change; none: the end of the run or later.
  int next_change(int step) const;

  /// Effective values by slot. For numbers with targets or per-agent distributions see `holds`.
  const std::vector<double>& values() const { return values_; }
  const std::vector<double>& base() const { return base_; }
  /// What is active on a slot now, in the order of the scenario's interventions.
  std::vector<Hold> holds(int slot) const;
  /// Slots that changed at the last advance; all of them at step 0.
  const std::vector<int>& changed() const { return changed_; }
  /// GBP that the scenario's interventions cost in the step last advanced to.
  double cost(double dt) const { return cost_once_ + cost_a_year_ * dt; }

  /// base (or set) x scale + add over the holds that `concerns` lets through, held in the range.
  /// `draw` turns a Number into a value (a set number may be a distribution).
  template <class Concerns, class Draw>
  double effective(int slot, double base, Concerns&& concerns, Draw&& draw) const {
    double value = base, factor = 1, extra = 0;
    for (const Hold& hold : holds(slot)) {
      if (!concerns(*hold.intervention)) continue;
      const double number = draw(hold.change->number);
      switch (hold.change->operation) {
        case Operation::set:
          value = number;
          break;
        case Operation::scale:
          factor *= number;
          break;
        case Operation::add:
          extra += number;
          break;
      }
    }
    return clip(value * factor + extra, plan_.slots[static_cast<std::size_t>(slot)].declaration->range);
  }

 private:
  const Plan& plan_;
  std::vector<const Intervention*> interventions_;
  std::vector<double> base_, values_;
  std::vector<int> changed_;
  int step_ = -1;
  double cost_once_ = 0, cost_a_year_ = 0;
};

}  // namespace knowhow::sim
