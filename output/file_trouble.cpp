#include "output/file_trouble.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdio>

#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

std::string readable(std::uintmax_t bytes) {
  const char* unit = "kB";
  double amount = static_cast<double>(bytes) / 1e3;
  if (bytes >= 1'000'000'000) {
    unit = "GB";
    amount /= 1e6;
  } else if (bytes >= 1'000'000) {
    unit = "MB";
    amount /= 1e3;
  }
  char text[64];
  std::snprintf(text, sizeof text, "%.1f %s", amount, unit);
  return text;
}

}  // namespace

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

bool out_of_space(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

std::string room(const fs::path& folder, int error, std::optional<std::uintmax_t> needed) {
  if (!needed) return {};
  std::string text = " (needs " + readable(*needed);
  struct statvfs space;
  if (error == ENOSPC && ::statvfs(folder.c_str(), &space) == 0)
    text += ", " + readable(std::uintmax_t{space.f_bavail} * space.f_frsize) + " free in " + folder.string();
  return text + ")";
}

void refuse(const fs::path& path, const std::string& what, const std::string& cure) {
  throw sim::FileTrouble(path.string() + ": cannot write: " + what + "; " + cure);
}

void explain(const fs::path& path, int error, std::optional<std::uintmax_t> needed) {
  const fs::path folder = folder_of(path);
  const std::string what = std::generic_category().message(error);
  const std::string cure = std::string("or ") + elsewhere;
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      throw sim::OutOfSpace(path.string() + ": cannot write: " + what + room(folder, error, needed) + "; " +
                            (error == EFBIG ? "raise the limit (ulimit -f) " : "free space ") + cure);
    case ENAMETOOLONG:
      refuse(path, what, "choose a shorter name with -o");
    case ENOTDIR:
      refuse(path, folder.string() + " is not a folder", elsewhere);
    case ENOENT:
      if (std::error_code ignored; !fs::exists(folder, ignored))
        refuse(path, "there is no folder " + folder.string(), "create it " + cure);
      [[fallthrough]];
    default:
      refuse(path, what + " (in folder " + folder.string() + ")", elsewhere);
  }
}

int sync_folder(const fs::path& path) {
  const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno;
  // EINVAL: this file system has no such thing as syncing a folder.
  const int error = ::fsync(folder) == 0 || errno == EINVAL ? 0 : errno;
  ::close(folder);
  return error;
}

}  // namespace knowhow::output
