#pragma once
// What a sweep will take, from a short trial of it.
#include "app/command.h"
#include "studies/parts.h"
#include "studies/sweep.h"

namespace knowhow::app {

/// Runs a few units spread over the design for a few seconds, and tells runs, time, disk and memory.
int forecast(const po::variables_map& given, const studies::Sweep& sweep, const studies::Shard& shard);

}  // namespace knowhow::app
