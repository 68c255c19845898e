#pragma once
// A model as the program runs it: a scenario in YAML, bound, with the world of one replicate.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/model.h"

namespace knowhow::bench {

class BoundModel {
 public:
  /// `set` as --set has it: `path.to.key=value`.
  explicit BoundModel(const std::string& yaml, std::vector<std::string> set = {});
  /// A scenario file that comes with the program, by its name in scenarios/.
  static BoundModel of_file(const std::string& name, std::vector<std::string> set = {});

  /// The world of another replicate; the first is there from the start.
  void renew(std::uint32_t replicate);
  /// World::run on one thread.
  sim::Rows run(std::size_t scenario = 0);
  /// A number of the rows: the last value of a variable over time, or the only one.
  double last(const sim::Rows& rows, std::string_view variable) const;
  /// What has been run since the beginning.
  const sim::Tally& tally() const { return tally_; }
  const sim::Plan& plan() const { return scenario_->plan; }

 private:
  explicit BoundModel(scenarios::Scenario scenario);
  std::unique_ptr<scenarios::Scenario> scenario_;  // its plan must not move
  std::unique_ptr<sim::Study> study_;
  std::unique_ptr<sim::Workers> workers_;
  std::unique_ptr<sim::World> world_;
  sim::Tally tally_;
};

}  // namespace knowhow::bench
