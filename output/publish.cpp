#include "output/publish.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "output/file_trouble.h"
#include "output/seal.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

/// The new file under its first name; gone again unless it was renamed.
class Temporary {
 public:
  explicit Temporary(const fs::path& path)
      : name_(folder_of(path) /
              ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".tmp")) {
    // What a killed process of our number left behind.
    if (::unlink(name_.c_str()) != 0 && errno != ENOENT)
      throw std::system_error(errno, std::generic_category());
    file_ = checked(::open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  }
  ~Temporary() {
    if (file_ >= 0) ::close(file_);
    if (!renamed_) ::unlink(name_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(file_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      bytes = bytes.subspan(static_cast<std::size_t>(checked(count)));
    }
  }

  /// Whether the file holds these, one behind the other, and nothing else.
  bool holds(std::span<const std::byte> first, std::span<const std::byte> second) {
    if (checked(::lseek(file_, 0, SEEK_END)) != static_cast<off_t>(first.size() + second.size()))
      return false;
    checked(::lseek(file_, 0, SEEK_SET));
    return reads(first) && reads(second);
  }

  bool reads(std::span<const std::byte> bytes) {
    std::vector<std::byte> part(std::min<std::size_t>(bytes.size(), 1 << 20));
    while (!bytes.empty()) {
      const ssize_t count = ::read(file_, part.data(), std::min(part.size(), bytes.size()));
      if (count < 0 && errno == EINTR) continue;
      const auto length = static_cast<std::size_t>(checked(count));
      if (length == 0 || std::memcmp(part.data(), bytes.data(), length) != 0) return false;
      bytes = bytes.subspan(length);
    }
    return true;
  }

  /// Once only: after a failed fsync the kernel forgets what it could not write, and a second one would
  /// succeed.
  void sync_and_close() {
    struct stat ours;
    checked(::fstat(file_, &ours));
    inode_ = ours.st_ino;
    checked(::fsync(file_));
    checked(::close(std::exchange(file_, -1)));
  }

  void rename(const fs::path& path) {
    // A process of our number in another container or on another machine may have taken the name over.
    struct stat there;
    checked(::lstat(name_.c_str(), &there));
    if (there.st_ino != inode_) throw std::system_error(EEXIST, std::generic_category());
    checked(::rename(name_.c_str(), path.c_str()));
    renamed_ = true;
  }

 private:
  fs::path name_;
  int file_ = -1;
  ino_t inode_ = 0;
  bool renamed_ = false;
};

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
  const std::string before = "." + path.filename().string() + ".", behind = ".tmp";
  std::error_code ignored;  // what stays is only in the way of tidiness
  for (const auto& entry : fs::directory_iterator(folder_of(path), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > before.size() + behind.size() && name.starts_with(before) && name.ends_with(behind) &&
        name.find_first_not_of("0123456789", before.size()) == name.size() - behind.size())
      fs::remove(entry.path(), ignored);
  }
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
