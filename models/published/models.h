#pragma once
// The published models, one file each.
#include "sim/model.h"

namespace knowhow::published {

sim::Model bass();
sim::Model independent_cascade();
sim::Model threshold();
sim::Model march();
sim::Model lazer_friedman();
sim::Model cowan_jonard();
sim::Model gap_closing();

}  // namespace knowhow::published
