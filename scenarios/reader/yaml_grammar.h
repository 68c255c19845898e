#pragma once
// What YAML 1.2 forbids, though yaml-cpp lets it through, and what scenarios do without.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sim/problem.h"

namespace knowhow::scenarios {

/// The number of nodes of the one document in a text that passed `check_characters`: scalars, keys among
/// them, lists and maps, and values left empty. 0 stands for an empty document. Anchors, aliases and tags are
/// added to `problems`; at the first violation of the grammar, that is added too, and nothing is returned.
std::optional<std::size_t> count_nodes(std::string_view text, const std::string& name,
                                       sim::Problems& problems);

}  // namespace knowhow::scenarios
