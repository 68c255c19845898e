#pragma once
// What the commands about sweeps have in common.
#include <filesystem>
#include <string>

#include "app/command.h"
#include "studies/parts.h"
#include "studies/sweep.h"

namespace knowhow::app {

/// Which program this is, as files of sweeps carry it.
sim::Attributes program();

/// The options by which a command line changes a sweep.
void add_sweep_options(po::options_description& options);
/// `speaks`: whether what a user should know is told.
studies::Sweep sweep_from(const po::variables_map& given, const std::string& file, bool speaks = true);

/// `--shard 7/64`, or `auto` from Slurm's variables; without it, the whole.
studies::Shard shard_from(const po::variables_map& given);

/// A thread each, unless a unit is so large that all threads had better share it.
sim::Spread choose_spread(const studies::Sweep& sweep, const sim::Size& size, std::size_t units, int threads);

/// `62 ms` for what takes less than a tenth of a second, otherwise as `duration` has it.
std::string time_of_run(double seconds);

}  // namespace knowhow::app
