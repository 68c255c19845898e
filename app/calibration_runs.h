#pragma once
// The finished runs of a calibration, which one process or several on one folder make together. Each writes a
// journal of its own and reads those of the others; none waits for another, so that whatever becomes of them,
// the rest finish the search.
#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/calibration_run.h"
#include "output/journal.h"
#include "studies/parts.h"

namespace knowhow::app {

class Progress;

class CalibrationRuns {
 public:
  /// Opens `TARGET.runs.journal`, or that of a share, `TARGET.runs-0002-of-0004.journal`. Throws as
  /// output::Journal does, and sim::FileTrouble where another journal is of another calibration.
  CalibrationRuns(const CalibrationInput& input, const output::Description& description,
                  const std::filesystem::path& target, const studies::Shard& shard, bool fresh);

  /// Runs what is missing of these, of the own share first, then of others'; tells all of them to `trials`.
  /// False if it was interrupted, or another process has published the posterior meanwhile (`published`).
  bool run(std::size_t first, std::size_t count, studies::Trials& trials, sim::Workers& workers,
           Progress& progress);

  std::size_t finished() const { return known_.size(); }  ///< by all processes, as far as they are read
  std::size_t ran() const { return ran_; }                ///< by this one
  bool published() const;
  const std::string& digest(std::size_t run) const { return known_.at(run).digest; }
  const std::filesystem::path& path() const { return journal_.path(); }
  void sync() { journal_.sync(); }
  /// The journals have done their work: the own one goes, and those of processes that are no more.
  void remove();

 private:
  struct Known {
    std::string digest;
    std::vector<double> figures;
  };
  void look();
  void look_now_and_then();
  void take(const output::JournalReader& journal);
  std::vector<std::filesystem::path> others() const;
  bool run_these(const std::vector<std::size_t>& runs, sim::Workers& workers, Progress& progress);

  const CalibrationInput& input_;
  sim::Attributes identity_;
  std::filesystem::path target_;
  studies::Shard shard_;
  output::Journal journal_;
  std::filesystem::file_time_type published_before_{};
  std::unordered_map<std::size_t, Known> known_;
  std::unordered_map<std::string, std::uintmax_t> read_;  ///< how long another journal was when it was read
  std::chrono::steady_clock::time_point looked_{};
  std::mutex mutex_;
  std::size_t ran_ = 0;
};

}  // namespace knowhow::app
