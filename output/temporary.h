#pragma once
// A new file under its first name, beside the one that it shall have.
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <span>

namespace knowhow::output {

/// `.NAME.PID.tmp` in the folder of `path`; gone again unless it was renamed. Every function but the last
/// throws std::system_error.
class Temporary {
 public:
  explicit Temporary(const std::filesystem::path& path);
  ~Temporary();
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void write(std::span<const std::byte> bytes);
  /// Whether the file holds these, one behind the other, and nothing else.
  bool holds(std::span<const std::byte> first, std::span<const std::byte> second);
  /// Once only: after a failed fsync the kernel forgets what it could not write, and a second one would
  /// succeed.
  void sync_and_close();
  void rename(const std::filesystem::path& path);

  /// Whether a file of this name is one that a process left which was killed before it could rename it to
  /// the other.
  static bool is_left_of(const std::string& name, const std::string& of);

 private:
  bool reads(std::span<const std::byte> bytes);

  std::filesystem::path name_;
  int file_ = -1;
  ino_t inode_ = 0;
  bool renamed_ = false;
};

}  // namespace knowhow::output
