#pragma once
// What `run --attribute` and `run --what-if` have added to a results file, found again.
#include <optional>
#include <string>
#include <vector>

#include "output/comparison.h"
#include "output/results_reader.h"

namespace knowhow::app {

/// A scenario of which every part was run: its interventions, and the scenario of each subset of them, by
/// place in a list of names; bit i of a subset's number stands for intervention i.
struct AllParts {
  std::vector<std::string> interventions;
  std::vector<std::size_t> subsets;
};

/// The parts of a scenario, if the study that the file carries has them all among `names`; nothing if it has
/// not, or if this program does not understand that study any more.
std::optional<AllParts> parts_of(const std::string& scenario, const output::ResultsReader& results,
                                 const std::vector<std::string>& names);

/// A barrier, and the scenario without it.
struct WithoutBarrier {
  std::string barrier;
  std::size_t scenario = 0;
};
std::vector<WithoutBarrier> without_barriers(const std::string& scenario,
                                             const std::vector<std::string>& names);

/// Whether a scenario is there only as part of a package or as another without a barrier.
bool is_added(const std::string& scenario, const std::vector<std::string>& names);

/// What the absence of each barrier changes in a measure of a scenario, as text and as JSON.
std::string without_barriers_text(const output::Comparison& comparison, std::size_t headline,
                                  std::size_t scenario, const std::vector<WithoutBarrier>& all);
std::string without_barriers_json(const output::Comparison& comparison, std::size_t headline,
                                  std::size_t scenario, const std::vector<WithoutBarrier>& all);

}  // namespace knowhow::app
