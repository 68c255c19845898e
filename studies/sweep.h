#pragma once
// A sweep: a scenario file, the parameters that vary over it, the points at which it is run, and what is
// kept.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/distribution.h"
#include "sim/model.h"
#include "studies/design.h"

namespace knowhow::studies {

/// One number (or other setting) that varies, in canonical units.
struct Parameter {
  std::string path;  ///< `channels.professional ties.talks`
  std::string name;  ///< of its array in files: the path with `_` for spaces
  std::string unit, meaning;
  sim::Place place;    ///< in SWEEP.yaml, or in the table of points
  bool lever = false;  ///< what one decides; otherwise what one does not know
  int slot = -1;       ///< -1: no plain number; the scenario is then read anew for each point
  bool whole = false;  ///< counts
  sim::Range range{-HUGE_VAL, HUGE_VAL};  ///< what is refused outside; draws are clipped to it

  std::optional<sim::Distribution> spread;  ///< a range, as uniform, or another distribution; none: a list
  std::vector<std::string> words;           ///< of a list, as written
  std::vector<double> numbers;              ///< of a list of numbers

  bool listed() const { return !spread; }
  /// Whether its values are numbers, so that one can compute with them.
  bool numeric() const { return spread.has_value() || !numbers.empty(); }
  /// The value at a place in [0, 1]: a number, or the place in a list that is not of numbers.
  double at(double u) const;
  /// As `--set path=...` has it.
  std::string written(double value) const;
};

struct Design {
  DesignKind kind = DesignKind::sobol;
  std::size_t points = 0;  ///< points; of morris trajectories, of saltelli base rows
  std::size_t levels = 4;  ///< of grid and morris
  std::string file;        ///< of csv
};

struct Sweep {
  std::string title, text;  ///< `text`: SWEEP.yaml as read
  std::filesystem::path scenario_file;
  scenarios::Scenario base;  ///< with the scenarios that are run, and the baseline
  const sim::Model* model = nullptr;
  std::vector<Parameter> parameters;
  std::vector<std::size_t> scenarios;  ///< into base.plan.scenarios, those that are run
  std::vector<std::string> outcomes;   ///< variables that are kept
  Design design;
  int replicates = 1;
  std::uint64_t seed = 1;
  Places places;                     ///< where the points lie; none: they are those of the table, or only one
  std::vector<double> table;         ///< (point, parameter): values
  std::vector<std::string> remarks;  ///< what a user should know, such as a rounded number of points

  std::size_t points() const;
  std::size_t units() const { return points() * static_cast<std::size_t>(replicates); }
  /// The value of a parameter at a point, as Parameter::at gives it, and those of all.
  double value(std::size_t point, std::size_t parameter) const;
  std::vector<double> point(std::size_t number) const;
  /// `path=value` for each parameter.
  std::vector<std::string> settings(std::size_t point) const;
};

/// The shortest decimal that reads back as this number.
std::string shortest(double value);

/// What the command line says on top of the file.
struct SweepOverrides {
  std::vector<std::string> set;
  std::optional<std::string> seed, replicates, points;
};

/// Reads and checks a sweep and its scenario: every parameter's range is tried at its ends. Throws
/// sim::InvalidInput with all problems, or sim::FileTrouble.
Sweep load_sweep(const std::filesystem::path& path, const SweepOverrides& overrides,
                 std::span<const sim::Model> models);

/// The JSON Schema (draft 7) of sweep files.
std::string sweep_schema();

}  // namespace knowhow::studies
