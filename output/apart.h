#pragma once
// Work that may crash, done in a process of its own.
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace knowhow::output {

using Texts = std::vector<std::string>;

/// Calls `work` in a child process and hands over what it returned; nothing if the child crashed, computed
/// for more than so many seconds, or handed over something else. An exception of `work` is rethrown here as
/// std::runtime_error with its text.
std::optional<Texts> apart(const std::function<Texts()>& work, unsigned seconds);

}  // namespace knowhow::output
