#pragma once
// Reads what varies in a sweep: parameters with their ranges and lists, or a table of points.
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/interventions.h"
#include "scenarios/reader/csv.h"
#include "scenarios/written.h"
#include "studies/sweep.h"

namespace knowhow::studies {

class ParameterReader {
 public:
  /// `sweep` has its scenario and its scenarios already; `overrides` are those that it was loaded with.
  ParameterReader(Sweep& sweep, const scenarios::Overrides& overrides, std::span<const sim::Model> models,
                  sim::Problems& problems);

  /// Under `uncertainties` and `levers`.
  void read(const scenarios::Written& sweep_file);
  /// A table of points, a column a parameter; then nothing stands under those two.
  void read_points(const scenarios::Written& sweep_file, const scenarios::Written& table);
  /// Tries each parameter by itself at the ends of its range, where mistakes show.
  void try_ends();

 private:
  Parameter parameter(const scenarios::YamlMember& member);
  bool read_values(const scenarios::YamlMember& member, const scenarios::Written& value, Parameter& result);
  bool read_list(const scenarios::YamlMember& member, const scenarios::Written& value,
                 const sim::Declaration* declaration, Parameter& result);
  double read_cell(const scenarios::CsvCell& cell, Parameter& of);
  void try_settings(const std::vector<std::string>& settings, const sim::Place& place,
                    const std::string& path);

  Sweep& sweep_;
  const scenarios::Overrides& scenario_overrides_;
  std::span<const sim::Model> models_;
  sim::Problems& problems_;
  scenarios::SlotTable slots_;
};

}  // namespace knowhow::studies
