#pragma once
// A file that is complete or absent: written beside its name, then renamed.
#include <cstddef>
#include <filesystem>
#include <span>

namespace knowhow::output {

/// Writes `bytes` to a new file in the folder of `path`, reads them back, syncs, renames, and syncs the
/// folder. Throws sim::FileTrouble; except where only the last step failed, nothing has changed then.
void publish_file(std::span<const std::byte> bytes, const std::filesystem::path& path);

}  // namespace knowhow::output
