#include "scenarios/files.h"

#include <algorithm>
#include <system_error>

namespace knowhow::scenarios {

namespace fs = std::filesystem;

namespace {

/// Files in a folder whose names end alike.
std::vector<std::string> similar_files(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code trouble;
  for (fs::directory_iterator entry(folder, trouble), end; !trouble && entry != end; entry.increment(trouble))
    if (entry->path().extension() == path.extension()) names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

fs::path beside(const sim::Place& place, const std::string& name) {
  if (place.file.starts_with(command_line_set)) return fs::path(name).lexically_normal();
  return (fs::path(place.file).parent_path() / name).lexically_normal();
}

std::optional<std::string> read_named_file(const Written& named, const fs::path& path,
                                           std::size_t most_bytes) {
  std::error_code trouble;
  if (!fs::exists(path, trouble)) {
    const auto similar = similar_files(path);
    named.refuse("there is no file " + path.string(),
                 similar.empty() ? "check the name and the folder"
                                 : sim::suggestion(path.filename().string(), similar));
    return {};
  }
  const std::size_t before = named.problems().size();
  try {
    std::string text = read_text(path, most_bytes, named.problems());
    if (named.problems().size() == before) return text;
  } catch (const sim::FileTrouble& error) {
    // PATH: what is wrong; the way out
    const std::string text = error.what();
    const auto end = std::min(text.find("; ", path.string().size()), text.size());
    named.refuse(text.substr(0, end), text.substr(std::min(end + 2, text.size())));
  }
  return {};
}

}  // namespace knowhow::scenarios
