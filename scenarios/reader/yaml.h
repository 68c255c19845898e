#pragma once
// YAML as plain data, strictly: what yaml-cpp lets through, this refuses. Every node knows its place.
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

/// Reads one document. Whatever is not allowed is added to `problems`; the result then is what could be read.
/// `name` stands in the places of nodes and problems.
YamlNode parse_yaml(std::string_view text, const std::string& name, sim::Problems& problems);

/// The text of a regular file of at most `most_bytes`, valid UTF-8 without NUL. Throws sim::FileTrouble when
/// it cannot be read; what is wrong with its content is added to `problems` (and the empty text returned).
std::string read_text(const std::filesystem::path& path, std::size_t most_bytes, sim::Problems& problems);

/// The tree as YAML text that parse_yaml reads back to the same tree (places aside).
std::string to_yaml(const YamlNode& node);

}  // namespace knowhow::scenarios
