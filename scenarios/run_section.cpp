#include "scenarios/run_section.h"

#include <charconv>

namespace knowhow::scenarios {

namespace {

constexpr int most_replicates = 1'000'000;

}  // namespace

std::uint64_t read_seed(const Written& written) {
  const auto text = written.plain("a whole number");
  if (!text) return 1;
  std::uint64_t seed = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), seed);
  const bool zeros_in_front = text->size() > 1 && text->front() == '0';
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || zeros_in_front || seed >> 63 != 0)
    written.refuse("'" + *text + "' is not a seed",
                   "write a whole number from 0 to 9223372036854775807, without spaces");
  return seed;
}

void read_run(const std::optional<Written>& written, sim::Plan& plan) {
  plan.replicates = 100;
  plan.seed = 1;
  if (!written || !written->is_map()) return;
  written->allow_only({"replicates", "seed"});
  sim::Declaration replicates;
  replicates.unit = sim::Unit::count;
  replicates.range = {1, most_replicates};
  replicates.meaning = "how often each scenario is run, each time with other luck";
  if (const auto value = written->at("replicates"))
    plan.replicates = static_cast<int>(value->number(replicates).value_or(plan.replicates));
  if (const auto value = written->at("seed")) plan.seed = read_seed(*value);
}

}  // namespace knowhow::scenarios
