#pragma once
// The journal of a run: `NAME.h5.journal`, to which each finished run is appended, so that nothing finished
// is lost and memory does not grow with the number of replicates. One process at a time has it (flock).
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "output/description.h"
#include "output/journal_reader.h"
#include "sim/model.h"
#include "sim/results.h"

namespace knowhow::output {

class Journal {
 public:
  /// Opens the journal beside a results file, or begins it; what follows its last sound record is cut off.
  /// Throws sim::FileTrouble with the way out: it is in use, may not be written, is no journal (`fresh` or
  /// not), or, unless `fresh` starts over, belongs to another command or is damaged at its beginning.
  Journal(const std::filesystem::path& results, const Description& description, bool fresh);
  /// A journal without a finished run goes away.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int file() const { return file_; }
  std::size_t finished() const { return finished_; }
  std::size_t runs() const { return runs_; }

  /// What is in it, to go on from.
  JournalReader reader() const { return {file_, path_}; }

  /// Adds a finished run. Thread-safe. Throws sim::OutOfSpace or sim::FileTrouble; what was added before
  /// stays.
  void append(std::size_t scenario, std::size_t replicate, const sim::Rows& rows, const sim::Tally& tally);

  /// Everything is on disk when this returns.
  void sync();

  /// The results file is there: the journal has done its work.
  void remove();

 private:
  void open();
  void begin(const Description& description);
  void sync_now_and_then(std::stop_token stop);
  [[noreturn]] void fail(int error, std::uint64_t record) const;

  std::filesystem::path path_;
  sim::Layout layout_;
  int file_ = -1;
  std::size_t runs_ = 0, finished_ = 0;
  std::uint64_t first_ = 0, end_ = 0;  ///< of the records
  bool unsynced_ = false, removed_ = false;
  int sync_error_ = 0;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread syncer_;
};

}  // namespace knowhow::output
