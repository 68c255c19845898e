#pragma once
// A file that is complete or absent: written beside its name, then renamed.
#include <cstddef>
#include <filesystem>
#include <span>

namespace knowhow::output {

/// Writes `bytes`, and `behind` them what else belongs to the file, to a new file in the folder of `path`,
/// reads them back, syncs, renames, and syncs the folder. Throws sim::FileTrouble; except where only the last
/// step failed, nothing has changed then.
void publish_file(std::span<const std::byte> bytes, const std::filesystem::path& path,
                  std::span<const std::byte> behind = {});

/// The same with a seal behind the bytes (output/seal.h).
void publish_sealed(std::span<const std::byte> bytes, const std::filesystem::path& path);

/// Removes what killed processes left of files they would have published under `path`. Only for who alone may
/// publish there.
void clear_leftovers(const std::filesystem::path& path);

/// Would `publish_file` to this path be able to start? Throws sim::FileTrouble with the way out if the folder
/// does not exist, is not writable, or the path names a folder or a file that is no results file. Called
/// before a long run, so that a mistyped -o costs nothing.
void check_destination(const std::filesystem::path& path);

}  // namespace knowhow::output
