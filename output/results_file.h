#pragma once
// A results file: HDF5 that is also netCDF-4, complete or absent. It is made from a journal in memory (HDF5's
// core driver), so that HDF5 never meets a full disk; its image is then written beside the final name,
// synced, and renamed. Beside the runs it holds /summary and /difference, their statistics over replicates.
#include <cstdint>
#include <filesystem>
#include <functional>

#include "output/journal_reader.h"
#include "sim/parallel.h"
#include "sim/results.h"

namespace knowhow::output {

/// Writes the file of a journal in which every run is finished (std::logic_error otherwise) under `path`.
/// `further_provenance` stands behind the journal's own. In memory at any time are the compressed file and
/// one variable of two scenarios. `stop` is asked now and then; once it says yes, sim::Stopped is thrown.
/// Throws sim::FileTrouble with the name, the reason and a way out; nothing of ours is left behind then.
/// Returns the size in bytes.
std::uintmax_t write_results(const JournalReader& journal, const sim::Attributes& further_provenance,
                             const std::filesystem::path& path, sim::Workers& workers,
                             const std::function<bool()>& stop);

}  // namespace knowhow::output
