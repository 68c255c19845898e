// What a model's floor is made of: bytes read in order, rows of 64 bytes read anywhere, and draws.
#include <algorithm>
#include <array>
#include <vector>

#include "bench/ceiling/ceiling.h"

namespace knowhow::ceiling {
namespace {

constexpr std::size_t megabytes = 512;
using Line = std::array<std::uint64_t, 8>;

double per_second(double count, const Clock& clock) {
  Told told;
  clock.stop(told);
  return count / told.processor;
}

}  // namespace

/// 512 MB, as somebody's state may be; `steps` passes.
Told memory(const Work& work) {
  constexpr std::size_t lines = (megabytes << 20) / sizeof(Line);
  Buffer<Line> buffer(lines);
  for (std::size_t i = 0; i < lines; ++i) buffer[i].fill(i);
  std::vector<std::uint32_t> anywhere(1 << 22);
  const sim::Draws draws(work.seed, 0);
  for (std::uint32_t i = 0; i < anywhere.size(); ++i)
    anywhere[i] = sim::index_of(draws.word(sim::purpose("ceiling anywhere"), 0, i), lines);

  Told told;
  const Clock all;
  Line sum{};
  const Clock in_order;
  for (int pass = 0; pass < work.steps; ++pass)
    for (std::size_t i = 0; i < lines; ++i)
      for (std::size_t k = 0; k < 8; ++k) sum[k] += buffer[i][k];
  told.results["gigabytes_a_second_in_order"] =
      per_second(1e-9 * static_cast<double>(lines * sizeof(Line)) * work.steps, in_order);

  constexpr std::size_t ahead = 32;
  const Clock gather;
  for (int pass = 0; pass < work.steps; ++pass)
    for (std::size_t i = 0; i + ahead < anywhere.size(); ++i) {
      __builtin_prefetch(&buffer[anywhere[i + ahead]]);
      for (std::size_t k = 0; k < 8; ++k) sum[k] += buffer[anywhere[i]][k];
    }
  told.results["million_lines_a_second_anywhere"] =
      per_second(1e-6 * static_cast<double>(anywhere.size()) * work.steps, gather);

  constexpr std::uint32_t calls = 1 << 20;
  const Clock drawing;
  std::uint32_t words = 0;
  for (std::uint32_t i = 0; i < calls; ++i)
    for (const auto& word : draws.blocks(sim::purpose("ceiling draws"), 0, i * sim::Draws::lanes))
      for (const std::uint32_t lane : word) words ^= lane;
  told.results["nanoseconds_a_draw"] = 1e9 / per_second(4. * sim::Draws::lanes * calls, drawing);
  all.stop(told);
  told.results["check"] = static_cast<double>((std::max(sum[0], sum[7]) ^ words) % 1000);
  return told;
}

}  // namespace knowhow::ceiling
