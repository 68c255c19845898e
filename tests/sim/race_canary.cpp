// Sums over threads, with a race (`race`) or without (`sound`): what ThreadSanitizer must report, and must
// not. It shows that the lane sees into sim::Workers.
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "sim/parallel.h"

int main(int count, char** arguments) {
  if (count != 2) return EXIT_FAILURE;
  const bool race = std::string_view(arguments[1]) == "race";
  knowhow::sim::Workers workers(2);
  std::vector<long> columns(1000);
  long total = 0;
  // A row of one's own, and the step's start of the others: no race. A total of all: one.
  for (int step = 0; step < 10; ++step) {
    const std::vector<long> start = columns;
    workers.for_ranges(columns.size(), 10, [&](std::size_t begin, std::size_t end, int) {
      for (std::size_t i = begin; i < end; ++i) {
        columns[i] = start[(i + 11) % start.size()] + 1;
        if (race)
          total += 1;
        else
          __atomic_fetch_add(&total, 1, __ATOMIC_RELAXED);
      }
    });
  }
  std::printf("%ld\n", total + columns[0]);
  return EXIT_SUCCESS;
}
