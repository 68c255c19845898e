#pragma once
// What every problem told to a user must have.
#include <cstdlib>
#include <iostream>

#include "sim/problem.h"

namespace knowhow::fuzz {

/// Every problem has a place in the text, or none at all (the command line), and a cure.
inline void check(const sim::InvalidInput& invalid) {
  for (const auto& problem : invalid.problems())
    if (problem.cure.empty() || (problem.place.line >= 1 && problem.place.file.empty())) {
      std::cerr << to_string(problem) << "\n";
      std::abort();
    }
}

inline void check(sim::Problems& problems) {
  try {
    problems.raise_if_any();
  } catch (const sim::InvalidInput& invalid) {
    check(invalid);
  }
}

}  // namespace knowhow::fuzz
