#pragma once
// Replays a run with a witness, and tells how one organisation came by one practice. Nothing is stored for
// it: a run is a function of its plan.
#include <functional>

#include "models/public_services/world.h"
#include "sim/parallel.h"
#include "sim/trace.h"

namespace knowhow::public_services {

class Measures;

/// Throws sim::InvalidInput if there is no such organisation or practice, and sim::Stopped if `stop` says so.
sim::Trace trace(const WorldFacts& world, const Measures& measures, std::size_t scenario,
                 const sim::TraceQuestion& question, sim::Workers& workers,
                 const std::function<bool()>& stop);

}  // namespace knowhow::public_services
