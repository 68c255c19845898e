#include "models/published/fingerprint.h"

#include <cstddef>

namespace knowhow::published {

namespace {

[[gnu::always_inline]] inline std::uint64_t sum_at(const std::uint32_t* agents, std::size_t count,
                                                   double moment) {
  const std::uint64_t base = Fingerprint::finish(std::bit_cast<std::uint64_t>(moment)) + 1;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += Fingerprint::finish(base + agents[i]);
  return sum;
}

[[gnu::always_inline]] inline std::uint64_t sum_in_turn(const std::uint32_t* agents, std::size_t count,
                                                        std::uint32_t first) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto moment = static_cast<double>(first + static_cast<std::uint32_t>(i));
    sum += Fingerprint::finish(Fingerprint::finish(std::bit_cast<std::uint64_t>(moment)) + agents[i] + 1);
  }
  return sum;
}

// The same where the processor multiplies eight whole numbers at once: sums of whole numbers have no order.
#ifdef __x86_64__
[[gnu::target("avx512f,avx512dq,avx512vl")]] std::uint64_t wide_sum_at(const std::uint32_t* agents,
                                                                       std::size_t count, double moment) {
  return sum_at(agents, count, moment);
}
[[gnu::target("avx512f,avx512dq,avx512vl")]] std::uint64_t wide_sum_in_turn(const std::uint32_t* agents,
                                                                            std::size_t count,
                                                                            std::uint32_t first) {
  return sum_in_turn(agents, count, first);
}
bool is_wide() { return __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"); }
#endif

}  // namespace

void Fingerprint::put(std::span<const std::uint32_t> agents, double moment) {
#ifdef __x86_64__
  if (is_wide()) {
    sum_ += wide_sum_at(agents.data(), agents.size(), moment);
    return;
  }
#endif
  sum_ += sum_at(agents.data(), agents.size(), moment);
}

void Fingerprint::put_in_turn(std::span<const std::uint32_t> agents, std::uint32_t first) {
#ifdef __x86_64__
  if (is_wide()) {
    sum_ += wide_sum_in_turn(agents.data(), agents.size(), first);
    return;
  }
#endif
  sum_ += sum_in_turn(agents.data(), agents.size(), first);
}

}  // namespace knowhow::published
