#pragma once
// What a file system refused, told with its way out.
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace knowhow::output {

inline constexpr const char* elsewhere = "choose another place with -o";

std::filesystem::path folder_of(const std::filesystem::path& path);

/// The result of a system call; below 0, std::system_error.
template <class Result>
Result checked(Result result) {
  if (result < 0) throw std::system_error(errno, std::generic_category());
  return result;
}

/// A disk, a quota, or a limit on the size of files is at its end.
bool out_of_space(int error);

/// ` (needs 41.2 MB, 3.1 MB free in results)`, as far as that is known; what is free says nothing about
/// quotas.
std::string room(const std::filesystem::path& folder, int error, std::optional<std::uintmax_t> needed);

/// Throws sim::FileTrouble: `PATH: cannot write: WHAT; CURE`.
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what, const std::string& cure);

/// Throws sim::FileTrouble, or sim::OutOfSpace, for a system call's error while writing `path`.
[[noreturn]] void explain(const std::filesystem::path& path, int error, std::optional<std::uintmax_t> needed);

/// So that a new name survives a power cut; 0, or the error.
int sync_folder(const std::filesystem::path& path);

}  // namespace knowhow::output
