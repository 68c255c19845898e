#pragma once
// The main model: how good practice travels between public services.
#include "sim/model.h"

namespace knowhow::public_services {

sim::Model model();

}  // namespace knowhow::public_services
