#pragma once
// One unit of a sweep: one point in one replicate, with all scenarios that the sweep runs, in one world.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/model.h"
#include "studies/sweep.h"

namespace knowhow::studies {

/// Units are numbered replicate by replicate: all points of replicate 0 first.
inline std::size_t point_of(const Sweep& sweep, std::size_t unit) { return unit % sweep.points(); }
inline std::size_t replicate_of(const Sweep& sweep, std::size_t unit) { return unit / sweep.points(); }

enum Status : std::int32_t { finished = 0, failed = 1, missing = 2 };

/// Where these stand in the rows of a unit; outcomes follow.
enum Row : std::size_t { digest_row, status_row, error_row, first_outcome };

/// What a unit hands over: dimensions point, replicate, scenario and those of outcomes; outcomes lie along
/// scenario first. Whole numbers become float64, so that those of a failed unit can be missing.
sim::Layout unit_layout(const Sweep& sweep, const sim::Layout& of_study);

/// Runs units one after the other. Not thread-safe: one a thread.
class UnitRunner {
 public:
  UnitRunner(const Sweep& sweep, const sim::Layout& layout);
  ~UnitRunner();

  /// Throws sim::Stopped if asked to; std::bad_alloc. Any other error of a run becomes its status and its
  /// text.
  sim::Rows run(std::size_t unit, sim::Workers& workers, const std::function<bool()>& stop,
                sim::Tally& tally);

  /// Seconds spent in building worlds and running, of all since the beginning.
  double simulating() const { return simulating_; }
  const sim::Size& size() const { return size_; }  ///< of the last world

 private:
  void set(std::size_t point);
  sim::Rows run_scenarios(std::size_t replicate, sim::Workers& workers, const std::function<bool()>& stop,
                          sim::Tally& tally);
  sim::Rows failure(const std::string& error) const;

  const Sweep& sweep_;
  const sim::Layout& layout_;
  bool anew_ = false;  ///< whether a point takes reading the scenario again
  scenarios::Scenario own_;
  sim::Plan plan_;
  std::unique_ptr<sim::Study> study_;
  sim::Size size_;
  double simulating_ = 0;
};

}  // namespace knowhow::studies
