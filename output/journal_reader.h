#pragma once
// A journal's finished runs. Nothing is believed before its checksum is right, and no more memory is taken
// than the file itself is long.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "output/description.h"
#include "sim/model.h"
#include "sim/results.h"

namespace knowhow::output {

class JournalReader {
 public:
  /// Reads an open file, which stays the caller's; `path` is what messages call it. Throws sim::FileTrouble
  /// if it is no journal, of another format, or damaged at its beginning.
  JournalReader(int file, const std::filesystem::path& path);

  const Description& description() const { return description_; }
  std::size_t scenarios() const { return description_.layout.dimensions[0].size(); }
  std::size_t replicates() const { return description_.layout.dimensions[1].size(); }
  std::size_t finished() const { return records_.size(); }
  std::size_t damaged() const { return damaged_; }  ///< places where a record was no longer what was written
  bool has(std::size_t scenario, std::size_t replicate) const { return record(scenario, replicate); }
  std::uint64_t begin() const { return begin_; }  ///< of the records
  /// Behind the last sound record; what follows is of no use.
  std::uint64_t end() const { return end_; }

  /// Leaves out all replicates but the first so many, as if there had never been more. `provenance` replaces
  /// texts of the description that tell of their number.
  void keep_first(std::size_t replicates, const sim::Attributes& provenance = {});

  /// One variable of a finished run, into exactly the bytes its values have. Thread-safe.
  void numbers(std::size_t scenario, std::size_t replicate, std::size_t variable,
               std::span<std::byte> values) const;
  std::string text(std::size_t scenario, std::size_t replicate, std::size_t variable) const;
  sim::Rows rows(std::size_t scenario, std::size_t replicate) const;
  const sim::Tally& tally() const { return tally_; }  ///< of all finished runs

  /// The description of a journal; none if the file ends before it does, as one that was only begun.
  static std::optional<Description> begins(int file, const std::filesystem::path& path);

 private:
  struct Record {
    std::uint64_t run, payload, length;  ///< replicate by replicate; where it lies
  };
  struct Part {
    std::uint64_t begin, length;
  };

  void scan();
  void leave_out_repetitions();
  std::uint64_t next_head(std::uint64_t from) const;
  Part part(std::size_t scenario, std::size_t replicate, std::size_t variable) const;
  std::vector<std::byte> bytes(const Part& part) const;
  /// None: it is not there.
  const Record* record(std::size_t scenario, std::size_t replicate) const;

  int file_;
  std::filesystem::path path_;
  Description description_;
  std::vector<Record> records_;  ///< of what is there, by run
  sim::Tally tally_;
  std::size_t damaged_ = 0;
  std::uint64_t size_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace knowhow::output
