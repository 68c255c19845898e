#pragma once
// Next-generation matrices (Diekmann, Heesterbeek and Metz 1990): element (i, j) is how many of type i one of
// type j brings about; the dominant eigenvalue is the reproduction number R.
#include <cstddef>
#include <vector>

#include "output/summary.h"

namespace knowhow::output {

/// Spectral radius of a square matrix of non-negative numbers in row-major order, to about ten digits; also
/// of matrices that are reducible, periodic or nilpotent.
double spectral_radius(std::vector<double> matrix, std::size_t size);

/// What was counted in a set of runs: `brought[i * kinds + j]`, how many of kind i those of kind j brought
/// about, and `exposure`, for how many years they could have, in the same shape.
struct Reproduction {
  std::vector<double> brought, exposure;
  Reproduction& operator+=(const Reproduction& other);
  Reproduction& operator-=(const Reproduction& other);
};

/// The dominant eigenvalue of the rates brought / exposure, per year; 0 where there was no exposure.
double growth(const Reproduction& counted, std::size_t kinds);

/// The same with a 95 % interval from the jackknife over blocks of replicates (Student's t); not a number
/// below two blocks. Never below 0.
struct Growth {
  double rate = 0, low = 0, high = 0;
};
Growth growth(const std::vector<Reproduction>& blocks, std::size_t kinds);

}  // namespace knowhow::output
