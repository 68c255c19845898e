#include "app/ensemble.h"

#include <atomic>
#include <mutex>
#include <numeric>
#include <span>

#include "sim/digest.h"

namespace knowhow::app {

sim::Spread choose_spread(const sim::Plan& plan, const sim::Size& size, int threads) {
  constexpr std::uint64_t large = std::uint64_t{1} << 30;  // side by side, such runs would crowd the memory
  return plan.replicates >= threads && size.bytes < large ? sim::Spread::replicates : sim::Spread::agents;
}

Choice all_runs(const sim::Plan& plan) {
  Choice all{std::vector<std::size_t>(plan.scenarios.size()),
             std::vector<std::size_t>(static_cast<std::size_t>(plan.replicates))};
  std::iota(all.scenarios.begin(), all.scenarios.end(), std::size_t{0});
  std::iota(all.replicates.begin(), all.replicates.end(), std::size_t{0});
  return all;
}

bool run_ensemble(const Choice& runs, const sim::Study& study, sim::Workers& workers, sim::Spread spread,
                  const std::function<void(std::size_t, std::size_t, sim::Rows&&)>& add,
                  const std::function<bool()>& stop, sim::Tally& tally) {
  std::mutex adding;
  std::atomic<bool> stopped = false;
  const auto asked_to_stop = [&] { return stopped || (stopped = stop()); };
  const auto replicate = [&](std::size_t r, sim::Workers& hands) {
    if (asked_to_stop()) return;
    const auto world = study.world(static_cast<std::uint32_t>(r), hands);
    for (const std::size_t s : runs.scenarios) {
      sim::Tally own;
      sim::Rows rows;
      try {
        rows = world->run(s, hands, asked_to_stop, own);
      } catch (const sim::Stopped&) {
        return;
      }
      const std::lock_guard lock(adding);
      tally.agent_steps += own.agent_steps;
      tally.contacts += own.contacts;
      add(s, r, std::move(rows));
    }
  };
  if (spread == sim::Spread::agents) {
    for (const std::size_t r : runs.replicates) replicate(r, workers);
  } else {
    workers.for_ranges(runs.replicates.size(), 1, [&](std::size_t from, std::size_t to, int) {
      sim::Workers alone(1);
      for (std::size_t at = from; at < to; ++at) replicate(runs.replicates[at], alone);
    });
  }
  return !stopped;
}

std::string digest_of_runs(const std::vector<std::string>& digests) {
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
