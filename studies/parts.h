#pragma once
// The folder of a sweep: part files `part-0007-of-0064.h5`, their journals, and what is done.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "output/array_file.h"
#include "output/journal.h"
#include "studies/sweep.h"
#include "studies/unit.h"

namespace knowhow::studies {

/// Which part of how many this process makes; counts from 1.
struct Shard {
  std::size_t number = 1, of = 1;
  bool whole() const { return of == 1; }
};

std::filesystem::path part_path(const std::filesystem::path& folder, const Shard& shard);

/// The parts in a folder, by name: finished files, and journals of unfinished ones.
struct PartsFound {
  std::vector<std::filesystem::path> files, journals;
};
PartsFound parts_in(const std::filesystem::path& folder);

/// What a command must agree in to go on with a folder; `program` says which program it is.
sim::Attributes identity_of(const Sweep& sweep, const sim::Attributes& program);

/// What the journal of a part begins with.
output::Description describe(const Sweep& sweep, const sim::Layout& layout, const sim::Attributes& program);

/// The state of every unit, by number.
class Done {
 public:
  explicit Done(std::size_t units) : status_(units, missing), counts_{0, 0, units} {}
  std::int32_t operator[](std::size_t unit) const { return status_[unit]; }
  void set(std::size_t unit, std::int32_t status);
  std::size_t units() const { return status_.size(); }
  std::size_t count(Status status) const { return counts_[status]; }

 private:
  std::vector<std::int8_t> status_;
  std::size_t counts_[3];  ///< by Status
};

/// Takes over what a part file, or a journal, says is done. A file of another sweep is refused
/// (sim::FileTrouble).
void note_file(const std::filesystem::path& path, const std::string& sweep_digest, Done& done);
void note_journal(const output::JournalReader& journal, Done& done);
/// The same of a journal that another process may be writing; whether it is of this sweep.
bool note_journal(const std::filesystem::path& path, const std::string& sweep_digest, Done& done);

/// Writes the part file: what the journal holds, and what an earlier part file of this name does. Returns the
/// number of its units; none: no file.
std::size_t write_part(const Sweep& sweep, const output::JournalReader& journal,
                       const std::filesystem::path& path);

/// Joins parts to one file. All must be of one sweep, and agree where they overlap; unless `partial`, no unit
/// may be missing. Throws sim::FileTrouble with the reason. Copied, it is the same for any number of parts,
/// byte for byte. Shown, outcomes stay in the parts, which must stay where they are (HDF5 virtual datasets).
enum class Merging { copy, show };
struct Merged {
  std::size_t points = 0, replicates = 0, failed = 0, missing = 0;
  std::string digest;
  std::uintmax_t bytes = 0;
};
Merged merge_parts(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path,
                   bool partial, Merging merging = Merging::copy);

}  // namespace knowhow::studies
