#pragma once
// A calibration file: which numbers are unknown, what was observed, and how long to search.
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/reader/yaml.h"
#include "sim/declaration.h"
#include "sim/problem.h"

namespace knowhow::scenarios {

/// A figure that somebody observed, and where a run has its counterpart.
struct Observation {
  std::string name;
  sim::Place place;
  std::string variable;  ///< of a results file
  /// Which elements along the variable's dimensions, as written; several of one dimension are summed.
  std::vector<std::pair<std::string, std::vector<std::string>>> at;
  sim::Place at_place;
  double value = 0;
  double error = 0;  ///< standard deviation of the observation, or
  int sample = 0;    ///< how many were asked, where the figure is a share of them
  std::string source;
  bool fitted = true;  ///< false: held back, to be predicted
};

/// How long to look. Numbers of the algorithm are explained where it is (studies/population_monte_carlo.h).
struct Search {
  double particles, kept, least_acceptance, most_runs;
  static constexpr auto parameters() {
    using enum sim::Unit;
    using P = sim::Parameter<Search>;
    constexpr auto start = sim::When::at_start;
    const char* source = "assumption; Lenormand, Jabot and Deffuant 2013 tried 0.1 to 0.9 and 0.01 to 0.2";
    return std::array{P{&Search::particles,
                        "particles",
                        250,
                        {10, 100'000},
                        {100, 2000},
                        count,
                        start,
                        "assumption",
                        "samples of the posterior"},
                      P{&Search::kept,
                        "kept",
                        0.5,
                        {0.01, 0.99},
                        {0.1, 0.9},
                        share,
                        start,
                        source,
                        "share of each generation that goes on"},
                      P{&Search::least_acceptance,
                        "least_acceptance",
                        0.05,
                        {0.0001, 0.9},
                        {0.01, 0.2},
                        share,
                        start,
                        source,
                        "the search has settled once no more of its new runs than this come nearer"},
                      P{&Search::most_runs,
                        "most_runs",
                        20'000,
                        {20, 10'000'000},
                        {1000, 100'000},
                        count,
                        start,
                        "assumption",
                        "the search ends before it would run more often than this"}};
  }
};

struct Calibration {
  std::string title, question;
  std::filesystem::path file;  ///< the scenario file
  std::string under;  ///< the scenario of it that was lived through when the figures were observed; none:
                      ///< the baseline
  sim::Place under_place;
  YamlNode priors;                        ///< as `uncertain` has them
  std::vector<Observation> observations;  ///< the fitted ones first
  Search search{};
  std::uint64_t seed = 1;
  std::string text;  ///< the file itself
};

/// Reads and checks everything that needs no model. Throws sim::InvalidInput with all problems (exit 3) or
/// sim::FileTrouble (exit 4).
Calibration read_calibration(const std::filesystem::path& path);

}  // namespace knowhow::scenarios
