#pragma once
// The numbers of a results file, by variable and part of it. As with its texts, HDF5 reads them in a child
// process: a damaged file ends in an error, never in a crash. Every number lies in the file under a checksum.
#include <cstddef>
#include <string>
#include <vector>

#include "output/results_reader.h"
#include "sim/results.h"

namespace knowhow::output {

/// A variable of each run, or what its replicates are together (docs/format.md, /summary and /difference).
enum class Group { runs, summary, difference };

/// A stretch of one axis, by its name: `{"stage", 4, 1}`.
struct Stretch {
  std::string axis;
  std::size_t first = 0, count = 1;
};

/// What to read: a variable, whole along every axis that is not named.
struct Wanted {
  std::string variable;
  std::vector<Stretch> stretches = {};
  Group group = Group::runs;
};

class ResultsValues {
 public:
  /// Reads what there is, no numbers yet. Throws sim::FileTrouble where the file is damaged.
  explicit ResultsValues(ResultsReader results);

  const ResultsReader& results() const { return results_; }
  /// Axes with their coordinates and labels, variables with their units and axes, in the order of the file;
  /// the vocabularies' words of a variable are among its labels.
  const sim::Layout& layout() const { return layout_; }
  bool has(const std::string& variable) const;
  /// Throws sim::FileTrouble if the file has no such variable: its scenario may not have asked for its
  /// measure.
  const sim::Variable& variable(const std::string& name) const;
  const sim::Dimension& dimension(const std::string& name) const;

  /// Numbers in row-major order of (scenario, replicate, the variable's dimensions...); in /summary and
  /// /difference of (scenario, statistic, ...), statistics as in statistic_names. Missing is NaN. Several are
  /// read in one go, at most 1 GiB of them. Throws sim::FileTrouble; std::logic_error for what cannot be
  /// there.
  std::vector<std::vector<double>> read(const std::vector<Wanted>& wanted) const;
  std::vector<double> read(const std::string& variable, std::vector<Stretch> stretches = {},
                           Group group = Group::runs) const;

 private:
  [[noreturn]] void refuse(const std::string& what) const;
  std::size_t extent(const std::string& axis, Group group) const;

  ResultsReader results_;
  sim::Layout layout_;
};

}  // namespace knowhow::output
