#include "app/calibration_runs.h"

#include <algorithm>
#include <atomic>
#include <cstdio>

#include "app/interruption.h"
#include "app/opened_file.h"
#include "app/progress.h"
#include "output/journal_reader.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds between_looks{300};

fs::path runs_of(const fs::path& target, const studies::Shard& shard) {
  if (shard.whole()) return fs::path(target).concat(".runs");
  char name[64];
  std::snprintf(name, sizeof name, ".runs-%04zu-of-%04zu", shard.number, shard.of);
  return fs::path(target).concat(name);
}

fs::file_time_type time_of(const fs::path& path) {
  std::error_code none;
  const auto time = fs::last_write_time(path, none);
  return none ? fs::file_time_type{} : time;
}

}  // namespace

CalibrationRuns::CalibrationRuns(const CalibrationInput& input, const output::Description& description,
                                 const fs::path& target, const studies::Shard& shard, bool fresh)
    : input_(input),
      identity_(description.identity),
      target_(target),
      shard_(shard),
      journal_(runs_of(target, shard), description, fresh),
      published_before_(time_of(target)) {
  if (fresh)
    for (const auto& path : others()) fs::remove(path);
  take(journal_.reader());
  look();
}

/// The journals of other shares of this calibration, and of the whole.
std::vector<fs::path> CalibrationRuns::others() const {
  std::vector<fs::path> found;
  const std::string begin = target_.filename().string() + ".runs", end = ".journal";
  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > begin.size() && name.starts_with(begin) && name.ends_with(end) &&
        name != journal_.path().filename().string())
      found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

void CalibrationRuns::take(const output::JournalReader& journal) {
  for (std::size_t run = 0; run < journal.replicates(); ++run)
    if (journal.has(0, run) && !known_.contains(run))
      known_[run] = {journal.text(0, run, 0), std::get<std::vector<double>>(journal.rows(0, run)[1])};
}

/// Takes over what others have finished by now.
void CalibrationRuns::look() {
  for (const auto& path : others()) {
    const OpenedFile looked(path);
    if (looked.file < 0) continue;  // gone: its process has published the posterior
    std::error_code error;
    const auto length = fs::file_size(path, error);
    if (error || read_[path.string()] == length) continue;
    const auto begins = output::JournalReader::begins(looked.file, path);
    if (!begins) continue;  // it has only just been made
    if (begins->identity != identity_)
      throw sim::FileTrouble(
          path.string() +
          ": is the journal of another calibration, or of another version of the program; choose "
          "another file with -o, or give those runs up with --fresh");
    take(output::JournalReader(looked.file, path));
    read_[path.string()] = length;
  }
  looked_ = std::chrono::steady_clock::now();
}

void CalibrationRuns::look_now_and_then() {
  if (!shard_.whole() && std::chrono::steady_clock::now() - looked_ > between_looks) look();
}

bool CalibrationRuns::published() const { return !shard_.whole() && time_of(target_) != published_before_; }

bool CalibrationRuns::run_these(const std::vector<std::size_t>& runs, sim::Workers& workers,
                                Progress& progress) {
  std::atomic<bool> stopped = false;
  const auto stop = [&] { return stopped || (stopped = interruption_came()); };
  workers.for_ranges(runs.size(), 1, [&](std::size_t begin, std::size_t end, int) {
    sim::Workers alone(1);
    for (std::size_t n = begin; n < end && !stop(); ++n) {
      sim::Tally tally;
      try {
        {
          const std::lock_guard lock(mutex_);
          look_now_and_then();
          if (known_.contains(runs[n])) continue;
        }
        const auto world = input_.study->world(static_cast<std::uint32_t>(runs[n]), alone);
        const sim::Rows rows = world->run(input_.under, alone, stop, tally);
        const auto figures = input_.figures->of(rows);
        const auto& digest = std::get<std::string>(rows[0]);
        journal_.append(0, runs[n], {digest, figures}, tally);
        const std::lock_guard lock(mutex_);
        known_[runs[n]] = {digest, figures};
        ++ran_;
        progress.advance();
      } catch (const sim::Stopped&) {
        return;
      } catch (...) {
        stopped = true;
        throw;
      }
    }
  });
  return !stopped;
}

bool CalibrationRuns::run(std::size_t first, std::size_t count, studies::Trials& trials,
                          sim::Workers& workers, Progress& progress) {
  const auto missing = [&](bool own) {
    std::vector<std::size_t> runs;
    for (std::size_t run = first; run < first + count; ++run)
      if (!known_.contains(run) && (run % shard_.of == shard_.number - 1) == own) runs.push_back(run);
    return runs;
  };
  if (!shard_.whole()) look();
  if (!run_these(missing(true), workers, progress)) return false;
  for (;;) {
    if (!shard_.whole()) look();
    auto rest = missing(false);
    if (rest.empty()) break;
    if (published()) return false;
    // They come from the front, this process from the back.
    std::ranges::reverse(rest);
    rest.resize(
        std::min(rest.size(), std::max(rest.size() / 4, static_cast<std::size_t>(workers.threads()))));
    if (!run_these(rest, workers, progress)) return false;
  }
  for (std::size_t run = first; run < first + count; ++run) trials.tell(run, known_.at(run).figures);
  return true;
}

void CalibrationRuns::remove() {
  journal_.remove();
  for (const auto& path : others()) {
    const OpenedFile looked(path);
    if (looked.claim()) fs::remove(path);
  }
}

}  // namespace knowhow::app
