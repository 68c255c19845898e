#pragma once
// Checkpoints of the runs of one command: how often they are written, and what is told of them.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "output/checkpoint_file.h"
#include "output/description.h"
#include "sim/checkpoint.h"

namespace knowhow::app {

class RunsKept {
 public:
  /// `every`: seconds between the checkpoints of a run, 0 for none; by default 30 at least, and so many that
  /// writing them takes under 1 % of the run's time. Clears what killed processes left half written; `fresh`
  /// gives up what they kept. Throws sim::FileTrouble where that belongs to another command, or is no
  /// checkpoint.
  RunsKept(const std::filesystem::path& results, const output::Description& description,
           std::optional<double> every, bool fresh);

  /// Whether a run could go on from a checkpoint.
  bool holds(const std::pair<std::size_t, std::size_t>& run) const;
  /// Of a run that begins or goes on; they live no longer than this.
  std::unique_ptr<sim::Checkpoints> of(std::size_t scenario, std::size_t replicate);
  /// A run is finished, and its results are safe.
  void finished(std::size_t scenario, std::size_t replicate);
  /// The command has done its work: whatever is left of its checkpoints goes.
  void clear();

  /// `NAME.h5.run-*.checkpoint`
  std::string pattern() const { return results_.string() + ".run-*.checkpoint"; }
  /// Scenario and replicate of the runs that could go on from a checkpoint.
  std::set<std::pair<std::size_t, std::size_t>> runs() const;
  std::size_t written() const { return written_; }  ///< checkpoints, by this process
  double seconds() const { return 1e-9 * static_cast<double>(nanoseconds_); }  ///< that writing them took

 private:
  class OfRun;
  using Run = std::pair<std::size_t, std::size_t>;  ///< scenario, replicate
  output::CheckpointFile file(const Run& run) const;
  void write(const Run& run, const output::CheckpointFile& file,
             const std::function<void(sim::Keeper&)>& keep);

  std::filesystem::path results_;
  std::uint64_t study_;
  std::optional<double> every_;
  mutable std::mutex mutex_;
  std::set<Run> there_;
  std::atomic<bool> failed_ = false;  ///< it was told that a checkpoint could not be written
  std::atomic<std::size_t> written_ = 0;
  std::atomic<std::int64_t> nanoseconds_ = 0;
};

}  // namespace knowhow::app
