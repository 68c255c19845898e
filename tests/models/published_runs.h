#pragma once
// A scenario of a published model as the program runs it, for tests.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/model.h"

namespace knowhow::published {

class PublishedRuns {
 public:
  /// `set` as --set has it: `path.to.key=value`; `files` are the tables it names. Throws InvalidInput as the
  /// program would.
  explicit PublishedRuns(const std::string& yaml, std::vector<std::string> set = {},
                         const std::map<std::string, std::string>& files = {});
  /// A scenario file that comes with the program, by its name in scenarios/published/.
  static PublishedRuns of_file(const std::string& name, std::vector<std::string> set = {});

  sim::Rows rows(std::uint32_t replicate = 0, std::size_t scenario = 0, int threads = 1);
  /// A variable of one run: its values over time, or the only one.
  const std::vector<double>& of(const sim::Rows& rows, std::string_view variable) const;
  /// Of replicates 0 to count - 1: the last value over time, or the only one.
  std::vector<double> lasts(std::string_view variable, int count, std::size_t scenario = 0);
  const sim::Plan& plan() const { return scenario_->plan; }
  const sim::Layout& layout() const { return study_->layout(); }

 private:
  explicit PublishedRuns(scenarios::Scenario scenario);
  std::unique_ptr<scenarios::Scenario> scenario_;  // its plan must not move
  std::unique_ptr<sim::Study> study_;
};

struct Mean {
  double value, error;  ///< and its standard error
};
Mean mean_of(const std::vector<double>& values);

}  // namespace knowhow::published
