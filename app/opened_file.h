#pragma once
// A file that is only looked at, and the locks that others hold on it.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

namespace knowhow::app {

struct OpenedFile {
  int file;  ///< its descriptor; negative where it is gone or may not be read
  explicit OpenedFile(const std::filesystem::path& path) : file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  OpenedFile(const OpenedFile&) = delete;
  OpenedFile& operator=(const OpenedFile&) = delete;
  ~OpenedFile() {
    if (file >= 0) ::close(file);
  }

  /// Takes its lock, until this goes, unless some process is writing it.
  bool claim() const { return file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0; }
  /// Whether some process is writing it.
  bool in_use() const {
    if (!claim()) return true;
    ::flock(file, LOCK_UN);
    return false;
  }
};

}  // namespace knowhow::app
