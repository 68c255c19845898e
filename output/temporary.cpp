#include "output/temporary.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "output/file_trouble.h"

namespace knowhow::output {

namespace fs = std::filesystem;

Temporary::Temporary(const fs::path& path)
    : name_(folder_of(path) / ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".tmp")) {
  // What a killed process of our number left behind.
  if (::unlink(name_.c_str()) != 0 && errno != ENOENT)
    throw std::system_error(errno, std::generic_category());
  file_ = checked(::open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
}

Temporary::~Temporary() {
  if (file_ >= 0) ::close(file_);
  if (!renamed_) ::unlink(name_.c_str());
}

void Temporary::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    bytes = bytes.subspan(static_cast<std::size_t>(checked(count)));
  }
}

bool Temporary::holds(std::span<const std::byte> first, std::span<const std::byte> second) {
  if (checked(::lseek(file_, 0, SEEK_END)) != static_cast<off_t>(first.size() + second.size())) return false;
  checked(::lseek(file_, 0, SEEK_SET));
  return reads(first) && reads(second);
}

bool Temporary::reads(std::span<const std::byte> bytes) {
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

void Temporary::sync_and_close() {
  struct stat ours;
  checked(::fstat(file_, &ours));
  inode_ = ours.st_ino;
  checked(::fsync(file_));
  checked(::close(std::exchange(file_, -1)));
}

void Temporary::rename(const fs::path& path) {
  // A process of our number in another container or on another machine may have taken the name over.
  struct stat there;
  checked(::lstat(name_.c_str(), &there));
  if (there.st_ino != inode_) throw std::system_error(EEXIST, std::generic_category());
  checked(::rename(name_.c_str(), path.c_str()));
  renamed_ = true;
}

bool Temporary::is_left_of(const std::string& name, const std::string& of) {
  const std::string before = "." + of + ".", behind = ".tmp";
  return name.size() > before.size() + behind.size() && name.starts_with(before) && name.ends_with(behind) &&
         name.find_first_not_of("0123456789", before.size()) == name.size() - behind.size();
}

}  // namespace knowhow::output
