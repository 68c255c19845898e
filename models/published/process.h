#pragma once
// What the published models share: each is a process that is stepped and watched, on ground that the
// scenarios of a replicate share. A model is one file: parameters, a Ground, a Process, and what it shows.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/checkpoint.h"
#include "sim/digest.h"
#include "sim/model.h"
#include "sim/parallel.h"
#include "sim/random.h"

namespace knowhow::published {

/// A number that a model shows at every output time, or once, at the end of a run.
struct Output {
  std::string name;
  std::string long_name;
  std::string units = "1";
  std::string comment = {};
  bool may_be_missing = false;  ///< NaN where it does not apply
};

/// One run of one scenario. Its state is columns.
class Process {
 public:
  virtual ~Process() = default;
  /// Threads that may share the work of a run, for a model that has work to share; called once, before all
  /// else. They outlive the process, and their number changes no bit of what it does.
  virtual void employ(sim::Workers&) {}
  /// The effective value of every number, by slot; called before the first step, and when any has changed.
  virtual void refresh(const std::vector<double>& values) = 0;
  /// From the beginning of `step` to its end; steps follow one another from 0. Is not called at rest.
  virtual void advance(int step) = 0;
  /// Whether nothing can change any more, unless a number does.
  virtual bool at_rest() const = 0;
  /// The outputs over time as they are now, in the model's order.
  virtual void observe(std::span<double> now) const = 0;
  /// The outputs at the end, in the model's order.
  virtual void conclude(std::span<double> at_end) const = 0;
  /// Every column of the state, by name.
  virtual void digest(sim::Digest& chain) const = 0;
  /// What changed since it was made. What is put back comes after the last `refresh` before that step.
  virtual void keep(sim::Keeper& keeper) = 0;
  /// Meetings, tries, exposures so far: whatever the model counts as a contact.
  virtual std::uint64_t contacts() const { return 0; }
};

/// Network, landscape, traits, first state: what scenarios share. Does not change while they run.
class Ground {
 public:
  virtual ~Ground() = default;
  virtual std::unique_ptr<Process> process() const = 0;
  /// agents, ties and bytes; told before anything is run.
  virtual sim::Size size() const = 0;
};

/// A published model as its file describes it.
struct Description {
  std::string name;
  std::string meaning;
  std::string source;                     ///< the paper
  const sim::Declaration* declaration;    ///< lives as long as the program
  std::vector<Output> over_time, at_end;  ///< `rested_at` is added to what is shown at the end
  std::vector<sim::Headline> headlines;
  /// Checks what only the model can check (sim::InvalidInput). Called once, before any ground is made.
  void (*check)(const sim::Plan&) = nullptr;
  /// `base` holds the base value of each slot in this replicate. The plan and the draws outlive the ground.
  std::unique_ptr<Ground> (*ground)(const sim::Plan& plan, const std::vector<double>& base,
                                    const sim::Draws& draws) = nullptr;
};

sim::Model model_of(Description description);

/// A number of each agent's own (Scope::person): its value, or a draw of its distribution by the agent, held
/// in its range.
std::vector<double> numbers_of_agents(const sim::Plan& plan, const sim::Setting& number,
                                      const std::vector<double>& base, std::uint32_t agents,
                                      const sim::Draws& draws);

}  // namespace knowhow::published
