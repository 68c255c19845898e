#pragma once
// YAML 1.2 as plain data, strictly. Every node knows its place.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/problem.h"

namespace knowhow::scenarios {

struct YamlMember;

struct YamlNode {
  enum class Kind { nothing, scalar, list, map };
  Kind kind = Kind::nothing;
  sim::Place place;     ///< of a value left empty: that of its key or dash
  std::string text;     ///< of a scalar
  bool quoted = false;  ///< a quoted scalar is text, never a number
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;  ///< of a map, in the order written; keys are distinct

  const YamlMember* find(std::string_view key) const;
};

struct YamlMember {
  std::string key;
  sim::Place key_place;
  YamlNode value;
  bool for_former_shape = false;  ///< written underneath a file or option that chose another shape
};

enum class YamlUse {
  scenario,  ///< every key is a text, no text holds a NUL, and `a:1` is taken for a key without its space
  any        ///< whatever YAML 1.2 allows; members whose keys are no texts are read and left out
};

/// Reads one document of YAML 1.2. What YAML calls an error and what this project does without (anchors,
/// aliases, tags, merge keys, repeated keys, a second document, nesting beyond 32 levels, more than 100,000
/// values) is added to `problems`; the result then is what could be read. `name` stands in the places of
/// nodes and problems.
YamlNode parse_yaml(std::string_view text, const std::string& name, sim::Problems& problems,
                    YamlUse use = YamlUse::scenario);

/// Of a scenario, sweep or calibration, in bytes.
constexpr std::size_t longest_file = std::size_t{1} << 20;

/// The text of a regular file of at most `most_bytes`, valid UTF-8 without NUL. Throws sim::FileTrouble when
/// it cannot be read; what is wrong with its content is added to `problems` (and the empty text returned).
std::string read_text(const std::filesystem::path& path, std::size_t most_bytes, sim::Problems& problems);

/// The tree as YAML text that parse_yaml reads back to the same tree (places aside).
std::string to_yaml(const YamlNode& node);

}  // namespace knowhow::scenarios
