#pragma once
// One process's share of a sweep, from what is there to its part file.
#include <filesystem>
#include <string>

#include "app/command.h"
#include "studies/mpi.h"
#include "studies/parts.h"
#include "studies/sweep.h"

namespace knowhow::app {

/// Runs what is missing of a share in `folder` and tells what was done; `ranks`: none outside mpirun. The
/// exit code. Throws sim::FileTrouble, sim::OutOfSpace.
int run_share(const po::variables_map& given, const studies::Sweep& sweep, const std::string& file,
              const std::filesystem::path& folder, const studies::Shard& shard, studies::Mpi* ranks);

}  // namespace knowhow::app
