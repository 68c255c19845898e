#pragma once
// A small world to put one mechanism at a time on trial. Whatever runs here is audited: the books must close
// against the columns of the state themselves, in every run of every test.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "scenarios/scenario.h"

namespace knowhow::public_services {

/// Two councils and a health board that anybody would call alike, one practice that begins at the first
/// council. `more` is YAML that goes below; `--set`-like overrides put mechanisms to rest or to work.
std::string small_scenario(const std::string& more = "");

/// Overrides that put every mechanism to rest: no talk, no reading, no forgetting, no leaving, no starting.
/// `more` goes on top.
std::vector<std::string> at_rest(const std::vector<std::string>& more = {});

/// A loaded scenario with what a run of it needs; not to be moved.
class Laboratory {
 public:
  explicit Laboratory(const std::string& yaml, std::vector<std::string> set = {},
                      std::uint32_t replicate = 0);
  /// From a scenario file that comes with the program.
  static std::unique_ptr<Laboratory> of_file(const std::string& name, std::vector<std::string> set = {},
                                             std::uint32_t replicate = 0);

  /// Runs a scenario, calls `at_end` with the finished run, audits it, and returns the rows.
  sim::Rows run(std::size_t scenario = 0, Witness* witness = nullptr,
                const std::function<void(const Run&)>& at_end = {}, int threads = 1);

  const sim::Plan& plan() const { return scenario_.plan; }
  const sim::Layout& layout() const { return measures_->layout(); }
  const WorldFacts& world() const { return *world_; }
  /// A variable of the rows, by name.
  const std::vector<double>& of(const sim::Rows& rows, const std::string& name) const;

 private:
  Laboratory(scenarios::Scenario scenario, std::uint32_t replicate);
  scenarios::Scenario scenario_;
  std::unique_ptr<Frame> frame_;
  std::unique_ptr<Measures> measures_;
  std::unique_ptr<WorldFacts> world_;
};

/// The audit of docs/model.md: closing = gained + read + done + seeded + brought - forgotten - departed for
/// each part of each practice, from the columns; and potential = gained + lost in every cell of every book.
void audit(const Run& run);

/// Whether two runs gave the same, byte by byte: what does not apply is NaN, and equals not even itself.
bool same(const sim::Rows& a, const sim::Rows& b);

}  // namespace knowhow::public_services
