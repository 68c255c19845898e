#include "output/publish.h"

#include <fstream>
#include <optional>

#include "output/file_trouble.h"
#include "output/seal.h"
#include "output/temporary.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

void refuse_what_is_no_file(const fs::path& path) {
  std::error_code ignored;  // what cannot be looked at shows when the new file is created
  const fs::file_status status = fs::status(path, ignored);
  if (!path.has_filename() || fs::is_directory(status))
    refuse(path, "this is a folder", "name a file in it, such as " + (path / "results.h5").string());
  if (fs::exists(status) && !fs::is_regular_file(status))
    refuse(path, "this is not an ordinary file", elsewhere);
}

/// A results file may take the place of an older one; that of a scenario, or of anything else, it never does.
void refuse_what_is_no_results_file(const fs::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::ifstream old(path, std::ios::binary);
  if (!old || old.peek() == std::ifstream::traits_type::eof()) return;
  std::string head(signature.size(), '\0');
  if (!old.read(head.data(), static_cast<std::streamsize>(head.size())) || head != signature)
    refuse(path, "there is a file of this name that is no results file", elsewhere);
}

}  // namespace

void publish_file(std::span<const std::byte> bytes, const fs::path& path, std::span<const std::byte> behind) {
  refuse_what_is_no_file(path);
  try {
    Temporary temporary(path);
    temporary.write(bytes);
    temporary.write(behind);
    if (!temporary.holds(bytes, behind))
      refuse(path, "what was written reads back differently (is the disk sound?)", elsewhere);
    temporary.sync_and_close();
    temporary.rename(path);
  } catch (const std::system_error& trouble) {
    explain(path, trouble.code().value(), bytes.size() + behind.size());
  }
  if (const int error = sync_folder(path))
    throw sim::FileTrouble(path.string() +
                           ": complete, but may not survive a power cut: syncing the folder " +
                           folder_of(path).string() + " failed (" + std::generic_category().message(error) +
                           "); copy it to another place to be sure");
}

void publish_sealed(std::span<const std::byte> bytes, const fs::path& path) {
  publish_file(bytes, path, seal_of(bytes));
}

void clear_leftovers(const fs::path& path) {
  std::error_code ignored;  // what stays is only in the way of tidiness
  for (const auto& entry : fs::directory_iterator(folder_of(path), ignored))
    if (Temporary::is_left_of(entry.path().filename().string(), path.filename().string()))
      fs::remove(entry.path(), ignored);
}

void check_destination(const fs::path& path) {
  refuse_what_is_no_file(path);
  refuse_what_is_no_results_file(path);
  try {
    const Temporary temporary(path);
  } catch (const std::system_error& trouble) {
    explain(path, trouble.code().value(), std::nullopt);
  }
}

}  // namespace knowhow::output
