// libFuzzer: whatever the bytes, the reader of YAML ends, and what it accepts is written and read back the
// same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "scenarios/reader/yaml.h"
#include "tests/fuzz/problems.h"

namespace {

using knowhow::scenarios::YamlNode;

bool same(const YamlNode& a, const YamlNode& b) {
  if (a.kind != b.kind || a.text != b.text || a.quoted != b.quoted || a.items.size() != b.items.size() ||
      a.members.size() != b.members.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.members.size(); ++i)
    if (a.members[i].key != b.members[i].key || !same(a.members[i].value, b.members[i].value)) return false;
  return true;
}

/// Whether every problem has a place in the text, and a cure.
void check_places(knowhow::sim::Problems& problems) {
  try {
    problems.raise_if_any();
  } catch (const knowhow::sim::InvalidInput& invalid) {
    knowhow::fuzz::check(invalid);
    for (const auto& problem : invalid.problems())
      if (problem.place.line < 1 && !problem.place.file.empty()) {
        std::cerr << to_string(problem) << "\n";
        std::abort();
      }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace scenarios = knowhow::scenarios;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto use : {scenarios::YamlUse::any, scenarios::YamlUse::scenario}) {
    knowhow::sim::Problems problems, again;
    try {
      const YamlNode tree = scenarios::parse_yaml(text, "fuzz.yaml", problems, use);
      if (use == scenarios::YamlUse::scenario && problems.empty()) {
        const std::string written = scenarios::to_yaml(tree);
        if (!same(tree, scenarios::parse_yaml(written, "written.yaml", again)) || !again.empty()) {
          std::cerr << "read back differently:\n" << written;
          std::abort();
        }
      }
    } catch (const knowhow::sim::InvalidInput&) {  // the thousandth problem
    }
    check_places(problems);
  }
  return 0;
}
