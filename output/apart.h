#pragma once
// Work that may crash, done in a process of its own.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace knowhow::output {

using Texts = std::vector<std::string>;

/// What the work may take: processor time, and memory beside what this process has already.
struct Allowed {
  unsigned seconds;
  std::uint64_t bytes;
};

/// For reading a file of so many bytes, from which so many bytes are asked for. A byte of a compressed file
/// can stand for a thousand.
Allowed allowed_for(std::uint64_t file_bytes, std::uint64_t wanted_bytes = 0);

/// Calls `work` in a child process and hands over what it returned; nothing if the child crashed, took more
/// than is allowed, or handed over something else. An exception of `work` is rethrown here as
/// std::runtime_error with its text.
std::optional<Texts> apart(const std::function<Texts()>& work, Allowed allowed);

}  // namespace knowhow::output
