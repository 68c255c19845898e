#pragma once
// The results file is written by a process of its own, so that a crash inside the HDF5 library ends only
// that.
#include <filesystem>

#include "output/journal.h"

namespace knowhow::app {

/// Starts this program again to write the results file of a journal in which every run of the first so many
/// replicates is finished, and waits for it. Returns its exit code; whatever went wrong has been told on
/// standard error then.
int publish_in_child(const output::Journal& journal, const std::filesystem::path& target, int threads,
                     std::size_t replicates);

}  // namespace knowhow::app
