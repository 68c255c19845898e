#pragma once
// Every model there is. A new model is its folder or file, and one line in catalogue.cpp.
#include <vector>

#include "sim/model.h"

namespace knowhow::models {

const std::vector<sim::Model>& catalogue();

}  // namespace knowhow::models
