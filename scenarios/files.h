#pragma once
// Files that a scenario names: found beside the file that names them.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "scenarios/written.h"

namespace knowhow::scenarios {

/// What stands for a file in the places of settings that come from the command line.
inline const std::string command_line_set = "--set ";

/// A file named at a place: relative to that file's folder, or to the working folder on the command line.
std::filesystem::path beside(const sim::Place& place, const std::string& name);

/// The text of a file that a scenario names; a complaint where it is named if there is none.
std::optional<std::string> read_named_file(const Written& named, const std::filesystem::path& path,
                                           std::size_t most_bytes);

}  // namespace knowhow::scenarios
