#pragma once
// An ensemble: every scenario of every replicate. A replicate's world is built once for all its scenarios,
// and what they begin alike with is run once (sim/beginnings.h).
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "sim/checkpoint.h"
#include "sim/model.h"

namespace knowhow::app {

/// Replicates fill the threads if there are enough of them, and each run is of a size that fits side by side.
sim::Spread choose_spread(const sim::Plan& plan, const sim::Size& size, int threads);

/// Runs all but what `skip` says. `add` is called for each run as it ends, from any thread and by several at
/// once; `stop` is asked at every step. Returns false if it was stopped. What `add` throws ends the other
/// runs too. `first` is the world of the first replicate, if somebody has made it already. `checkpoints`:
/// where a run is kept while it goes on.
bool run_ensemble(
    const sim::Plan& plan, const sim::Study& study, sim::Workers& workers, sim::Spread spread,
    const std::function<bool(std::size_t scenario, std::size_t replicate)>& skip,
    const std::function<void(std::size_t scenario, std::size_t replicate, const sim::Rows&,
                             const sim::Tally&)>& add,
    const std::function<bool()>& stop, std::unique_ptr<sim::World> first = nullptr,
    const std::function<std::unique_ptr<sim::Checkpoints>(std::size_t scenario, std::size_t replicate)>&
        checkpoints = {});

/// The digest over those of all runs, each at replicate * number of scenarios + scenario.
std::string digest_of_runs(std::span<const std::string> digests);

/// The layout of a study with the axes of the ensemble before it: scenario and replicate.
sim::Layout ensemble_layout(const sim::Plan& plan, const sim::Layout& of_run);

}  // namespace knowhow::app
