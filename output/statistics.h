#pragma once
// What replicates say together, element by element: mean, standard deviation and quantiles.
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "sim/parallel.h"

namespace knowhow::output {

inline constexpr std::array<const char*, 7> statistic_names{"mean", "sd", "q05", "q25", "q50", "q75", "q95"};
using Statistics = std::array<double, statistic_names.size()>;

/// Missing (NaN) values are left out; what the others are too few for is NaN. The standard deviation is that
/// of a sample (n - 1); quantiles lie linearly between the two values next to them, as numpy's do. `values`
/// may be reordered. The mean is summed in the order given.
Statistics statistics(std::span<double> values);

/// Statistics over replicates of values in the shape (replicate, element), or of their differences from
/// `baseline` if that is given; written in the shape (statistic, element).
template <class Number, class Result>
void summarise(std::span<const Number> values, std::span<const Number> baseline, std::size_t elements,
               std::span<Result> results, sim::Workers& workers) {
  constexpr std::size_t tile = 16;  // a cache line of floats: each is then read once
  const std::size_t replicates = values.size() / elements;
  workers.for_ranges((elements + tile - 1) / tile, 16, [&](std::size_t begin, std::size_t end, int) {
    std::vector<double> columns(tile * replicates);
    for (std::size_t number = begin; number < end; ++number) {
      const std::size_t first = number * tile, width = std::min(tile, elements - first);
      for (std::size_t r = 0; r < replicates; ++r)
        for (std::size_t i = 0; i < width; ++i) {
          const std::size_t at = r * elements + first + i;
          const auto value = static_cast<double>(values[at]);
          columns[i * replicates + r] = baseline.empty() ? value : value - static_cast<double>(baseline[at]);
        }
      for (std::size_t i = 0; i < width; ++i) {
        const Statistics found = statistics({columns.data() + i * replicates, replicates});
        for (std::size_t s = 0; s < found.size(); ++s)
          results[s * elements + first + i] = static_cast<Result>(found[s]);
      }
    }
  });
}

}  // namespace knowhow::output
