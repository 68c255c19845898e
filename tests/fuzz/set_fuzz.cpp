// libFuzzer: whatever stands behind --set, laying it over a scenario ends; what it complains of has a place
// and a cure; and a scenario that is accepted with it is told as a document that loads again to the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "scenarios/compose.h"
#include "tests/fuzz/problems.h"
#include "tests/scenarios/example.h"

namespace scenarios = knowhow::scenarios;
namespace example = scenarios::example;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string assignment(reinterpret_cast<const char*>(data), size);
  static const scenarios::YamlNode plain = [] {
    knowhow::sim::Problems problems;
    return scenarios::parse_document(example::scenario, "example.yaml", problems).value();
  }();
  knowhow::sim::Problems problems;
  scenarios::YamlNode tree = plain;
  try {
    scenarios::overlay(tree, assignment, problems);
  } catch (const knowhow::sim::InvalidInput& thousand) {
    knowhow::fuzz::check(thousand);
    return 0;
  }
  if (!problems.empty()) {
    knowhow::fuzz::check(problems);
    return 0;
  }
  const std::map<std::string, std::string> files{{"data/places.csv", example::places}};
  scenarios::Scenario loaded;
  try {
    loaded =
        scenarios::load_resolved(example::scenario, files, {{assignment}, {}, {}, {}}, example::models());
  } catch (const knowhow::sim::InvalidInput& invalid) {
    knowhow::fuzz::check(invalid);
    return 0;
  }
  try {
    const auto again = scenarios::load_resolved(loaded.resolved, loaded.files, {}, example::models());
    if (again.resolved == loaded.resolved && again.plan.slots.size() == loaded.plan.slots.size()) return 0;
    std::cerr << "loads again to another document:\n" << again.resolved;
  } catch (const knowhow::sim::InvalidInput& invalid) {
    std::cerr << "does not load again: " << invalid.what() << "\n";
  }
  std::cerr << "from:\n" << loaded.resolved;
  std::abort();
}
