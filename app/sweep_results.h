#pragma once
// A merged sweep, for the commands that compute with it.
#include <cstdint>
#include <string>
#include <vector>

#include "output/array_file.h"
#include "studies/design.h"

namespace knowhow::app {

class SweepResults {
 public:
  /// Throws sim::FileTrouble where it is no sweep, or damaged.
  explicit SweepResults(const std::string& path);

  struct Parameter {
    std::string path, name, unit, meaning;
    bool lever = false;
    std::vector<std::string> words;  ///< of a list that is not of numbers; its values are places in it
  };
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<std::string>& scenarios() const { return scenarios_; }
  const std::string& design() const { return design_; }
  std::size_t points() const { return points_; }
  std::size_t replicates() const { return replicates_; }
  std::uint64_t seed() const { return seed_; }

  /// (point, parameter).
  const std::vector<double>& values() const { return values_; }
  /// Of a morris design: its places in the unit cube, made again.
  studies::Points cube() const;

  /// Outcomes of one number a run, by variable.
  std::vector<std::string> scalars() const;
  /// The variable of that name, or of that headline; WrongUsage with what there is.
  std::string outcome_named(const std::string& name) const;
  /// Of each point, the mean over its finished replicates; NaN if none is.
  std::vector<double> means(const std::string& variable, std::size_t scenario) const;
  /// As the headline shows it: `apply it, %`; factor 1 and the variable's own name if there is none.
  struct Shown {
    std::string name, unit;
    double factor = 1;
  };
  Shown shown(const std::string& variable) const;
  std::string heading(const std::string& variable, std::size_t scenario) const;

  /// A text of the file or of its /provenance; empty if there is none.
  std::string text_of(const std::string& name) const {
    const std::string own = file_.attribute(name);
    return own.empty() ? file_.text(name) : own;
  }
  /// Throws sim::FileTrouble if a run failed or is missing: no index is sound then.
  void refuse_incomplete() const;
  std::size_t failed() const { return failed_; }
  std::size_t missing() const { return missing_; }

 private:
  [[noreturn]] void refuse(const std::string& what) const;

  std::string path_, design_;
  output::ArrayFile file_;
  std::vector<Parameter> parameters_;
  std::vector<std::string> scenarios_;
  std::vector<double> values_;
  std::size_t points_ = 0, replicates_ = 0, failed_ = 0, missing_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace knowhow::app
