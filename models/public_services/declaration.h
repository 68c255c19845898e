#pragma once
// All that a scenario file may say to the model, in one tree.
#include "sim/declaration.h"

namespace knowhow::public_services {

const sim::Declaration& declaration();

constexpr std::size_t most_practices = 64;  ///< a person's awareness of practices is a mask of 64 bits

}  // namespace knowhow::public_services
