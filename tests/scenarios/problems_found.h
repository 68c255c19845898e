#pragma once
#include <string>
#include <vector>

#include "sim/problem.h"

namespace knowhow::scenarios {

/// A text that is refused: where, and a piece of the reason.
struct Refused {
  std::string text;
  int line, column;
  std::string piece;
};

/// Everything gathered, in the order in which users see it.
inline std::vector<sim::Problem> found(sim::Problems& problems) {
  try {
    problems.raise_if_any();
    return {};
  } catch (const sim::InvalidInput& invalid) {
    return invalid.problems();
  }
}

}  // namespace knowhow::scenarios
