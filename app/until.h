#pragma once
// --until-ci: as many replicates as it takes to know a measure as closely as asked.
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/command.h"
#include "output/precision.h"
#include "output/summary.h"

namespace knowhow::app {

/// What --until-ci asks for.
struct Wish {
  sim::Headline headline;
  std::size_t number = 0;  ///< of the headline, among those that there are
  double half_width = 0;   ///< in the units shown
};

/// `0.02@applied`, in the units of the results file, or `2%@applied`, in those shown. WrongUsage for what is
/// neither, or where there is nothing to compare.
std::optional<Wish> wish_from(const po::variables_map& given, const output::Summary& summary);

struct Reached {
  bool finished = true;  ///< not interrupted
  bool met = false;
  std::size_t replicates = 0, most = 0;
  std::vector<output::Known> known;
};

/// Runs by `run_first`, which runs what is missing of the first so many replicates and returns false when
/// interrupted, until the wish is met or `most` are there. When it looks depends on the values alone.
Reached run_until(const Wish& wish, const output::Summary& summary, std::size_t most,
                  const std::function<bool(std::size_t)>& run_first);

std::string told(const Wish& wish, const Reached& reached, const output::Summary& summary);
nlohmann::ordered_json json_of(const Wish& wish, const Reached& reached, const output::Summary& summary);

}  // namespace knowhow::app
