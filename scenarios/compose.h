#pragma once
// A scenario file as one tree: its bases underneath, the command line on top.
#include <filesystem>
#include <optional>
#include <string>

#include "scenarios/reader/yaml.h"

namespace knowhow::scenarios {

/// The file laid over its bases, key by key, without `extends`; nothing if one of them has no tree to go on
/// with. Throws sim::FileTrouble if the file itself cannot be read.
std::optional<YamlNode> compose(const std::filesystem::path& path, sim::Problems& problems);

/// Reads one document, which must be a map that names the version of the format; nothing if it is no map.
std::optional<YamlNode> parse_document(const std::string& text, const std::string& name,
                                       sim::Problems& problems);

/// `top` laid over `base`: maps are merged, anything else replaced.
void merge(YamlNode& base, YamlNode top);

/// Lays `path.to.key=value` over the tree.
void overlay(YamlNode& root, const std::string& assignment, sim::Problems& problems);

/// Complains unless the document names the version of the format.
void check_version(const YamlNode& document, sim::Problems& problems);

}  // namespace knowhow::scenarios
