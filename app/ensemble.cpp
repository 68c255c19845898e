#include "app/ensemble.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "sim/beginnings.h"
#include "sim/digest.h"

namespace knowhow::app {

sim::Spread choose_spread(const sim::Plan& plan, const sim::Size& size, int threads) {
  constexpr std::uint64_t large = std::uint64_t{1} << 30;  // side by side, such runs would crowd the memory
  return plan.replicates >= threads && size.bytes < large ? sim::Spread::replicates : sim::Spread::agents;
}

bool run_ensemble(
    const sim::Plan& plan, const sim::Study& study, sim::Workers& workers, sim::Spread spread,
    const std::function<bool(std::size_t, std::size_t)>& skip,
    const std::function<void(std::size_t, std::size_t, const sim::Rows&, const sim::Tally&)>& add,
    const std::function<bool()>& stop, std::unique_ptr<sim::World> first,
    const std::function<std::unique_ptr<sim::Checkpoints>(std::size_t, std::size_t)>& checkpoints) {
  std::atomic<bool> stopped = false;
  const auto asked_to_stop = [&] { return stopped || (stopped = stop()); };
  const auto replicate = [&](std::size_t r, sim::Workers& hands) {
    std::unique_ptr<sim::World> world = r == 0 ? std::move(first) : nullptr;
    std::vector<std::size_t> missing;
    for (std::size_t s = 0; s < plan.scenarios.size(); ++s)
      if (!skip(s, r)) missing.push_back(s);
    sim::Beginnings beginnings(plan, missing);
    for (const std::size_t s : missing) {
      if (asked_to_stop()) return;
      try {
        if (!world) world = study.world(static_cast<std::uint32_t>(r), hands);
        sim::Tally tally;
        const auto kept = checkpoints ? checkpoints(s, r) : nullptr;
        const auto begun = beginnings.of(s, kept.get());
        const sim::Rows rows = world->run(s, hands, asked_to_stop, tally, begun.get());
        add(s, r, rows, tally);
      } catch (const sim::Stopped&) {
        return;
      } catch (...) {
        stopped = true;
        throw;
      }
    }
  };
  const auto count = static_cast<std::size_t>(plan.replicates);
  if (spread == sim::Spread::agents) {
    for (std::size_t r = 0; r < count; ++r) replicate(r, workers);
  } else {
    workers.for_ranges(count, 1, [&](std::size_t from, std::size_t to, int) {
      sim::Workers alone(1);
      for (std::size_t r = from; r < to; ++r) replicate(r, alone);
    });
  }
  return !stopped;
}

std::string digest_of_runs(std::span<const std::string> digests) {
  sim::Digest all;
  for (const auto& digest : digests) all.add("state_digest", std::as_bytes(std::span(digest)), 1);
  return all.hex();
}

sim::Layout ensemble_layout(const sim::Plan& plan, const sim::Layout& of_run) {
  sim::Layout layout;
  std::vector<std::string> scenarios;
  for (const auto& scenario : plan.scenarios) scenarios.push_back(scenario.name);
  std::vector<std::int32_t> replicates(static_cast<std::size_t>(plan.replicates));
  std::iota(replicates.begin(), replicates.end(), 0);
  layout.dimensions = {
      {"scenario", scenarios, {{"long_name", "named set of interventions; the first is the baseline"}}},
      {"replicate",
       replicates,
       {{"long_name", "replicate; scenarios of one share their random numbers"},
        {"standard_name", "realization"},
        {"units", "1"}}}};
  layout.dimensions.insert(layout.dimensions.end(), of_run.dimensions.begin(), of_run.dimensions.end());
  layout.variables = of_run.variables;
  return layout;
}

}  // namespace knowhow::app
