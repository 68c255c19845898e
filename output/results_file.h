#pragma once
// A results file: HDF5 that is also netCDF-4, complete or absent. It is built in memory (HDF5's core driver),
// so that HDF5 never meets a full disk; its image is then written beside the final name, synced, and renamed.
#include <filesystem>
#include <memory>
#include <string>

#include "sim/results.h"

namespace knowhow::output {

/// Collects the rows of runs, in any order, from any thread, and publishes them as one file.
class ResultsFile {
 public:
  /// layout.dimensions starts with `scenario` and `replicate`. Throws std::logic_error for a layout that
  /// names an unknown dimension or repeats a name: that is our mistake, not the user's.
  ResultsFile(const sim::Layout& layout, const sim::Attributes& global_attributes);
  ~ResultsFile();
  ResultsFile(const ResultsFile&) = delete;
  ResultsFile& operator=(const ResultsFile&) = delete;

  /// Adds one run; `rows` in the order of layout.variables, each of exactly the size its dimensions give
  /// (std::logic_error otherwise). Thread-safe. Numeric data is compressed as it arrives.
  void add(std::size_t scenario, std::size_t replicate, const sim::Rows& rows);

  /// A text stored as a scalar dataset in the group /provenance (the scenario, its data files, ...).
  void provenance(const std::string& name, const std::string& text);

  /// Writes the file under `path`: beside its name, read back and compared, synced, renamed, folder synced.
  /// Replaces an existing file of that name only at the rename. Throws sim::FileTrouble with the name, the
  /// reason and a way out (no such folder, no permission, disk full with how much was needed); nothing of
  /// ours is left behind then. Returns the size in bytes. May be called once.
  std::uintmax_t publish(const std::filesystem::path& path);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Would `publish` to this path be able to start? Throws sim::FileTrouble with the way out if the folder does
/// not exist, is not writable, or the path names a folder. Called before a long run, so that a mistyped -o
/// costs nothing.
void check_destination(const std::filesystem::path& path);

}  // namespace knowhow::output
