#pragma once
// The state of a run that is going on, in a file of its own beside the journal: `NAME.h5.run-S-R.checkpoint`
// for scenario S of replicate R. Like a results file it is complete or absent, and sealed (output/seal.h). It
// belongs to the program that wrote it and to the machine's order of bytes: nobody else reads it.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "output/description.h"
#include "sim/checkpoint.h"

namespace knowhow::output {

enum class Found { nothing, damaged, put_back };

class CheckpointFile {
 public:
  /// `study` tells the studies apart that could use the same name: see study_of.
  CheckpointFile(const std::filesystem::path& results, std::uint64_t study, std::uint32_t scenario,
                 std::uint32_t replicate);

  const std::filesystem::path& path() const { return path_; }
  /// Writes a new file, syncs it and renames it. Throws sim::OutOfSpace or sim::FileTrouble; an older one
  /// stays then.
  void write(const std::function<void(sim::Keeper&)>& keep) const;
  /// Puts back what is in the file, unless it is not there or damaged; then nothing is touched. Throws
  /// sim::FileTrouble where it is whole and does not fit.
  Found read(const std::function<void(sim::Keeper&)>& keep) const;
  void remove() const;

 private:
  std::filesystem::path path_;
  std::uint64_t study_;
  std::uint32_t scenario_, replicate_;
};

/// What a command must agree in to go on with a checkpoint, as for a journal.
std::uint64_t study_of(const Description& description);

/// The checkpoints of a results file, wherever they come from, and what was left of such as were not
/// finished.
struct CheckpointsThere {
  struct One {
    std::filesystem::path path;
    bool is_ours;         ///< it begins as one, or is empty, as a disk may leave it
    std::uint64_t study;  ///< 0 where its beginning is not that of this version
    std::uint32_t scenario, replicate;
  };
  std::vector<One> complete;
  std::vector<std::filesystem::path> leftovers;
};
CheckpointsThere checkpoints_of(const std::filesystem::path& results);

}  // namespace knowhow::output
