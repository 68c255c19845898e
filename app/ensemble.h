#pragma once
// An ensemble: every scenario of every replicate. A replicate's world is built once for all its scenarios.
#include <functional>
#include <string>
#include <vector>

#include "sim/model.h"

namespace knowhow::app {

/// Replicates fill the threads if there are enough of them, and each run is of a size that fits side by side.
sim::Spread choose_spread(const sim::Plan& plan, const sim::Size& size, int threads);

/// Which runs of an ensemble: scenarios by replicates.
struct Choice {
  std::vector<std::size_t> scenarios, replicates;
};
Choice all_runs(const sim::Plan& plan);

/// `add` is called for each run as it ends, from any thread but never twice at once; `stop` is asked at every
/// step. Returns false if it was stopped.
bool run_ensemble(const Choice& runs, const sim::Study& study, sim::Workers& workers, sim::Spread spread,
                  const std::function<void(std::size_t scenario, std::size_t replicate, sim::Rows&&)>& add,
                  const std::function<bool()>& stop, sim::Tally& tally);

/// The digest over those of all runs, each at replicate * number of scenarios + scenario.
std::string digest_of_runs(const std::vector<std::string>& digests);

/// The layout of a study with the axes of the ensemble before it: scenario and replicate.
sim::Layout ensemble_layout(const sim::Plan& plan, const sim::Layout& of_run);

}  // namespace knowhow::app
