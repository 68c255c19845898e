#pragma once
// An HDF5 file that is only ever in memory (the core driver without backing store).
#include <cstddef>
#include <memory>
#include <span>

#include "output/hdf5.h"

namespace knowhow::output::hdf5 {

/// Its buffer is ours, so that the finished file is had without a copy. (H5Fget_file_image is no way out: up
/// to HDF5 1.10.8 at least, it clears the superblock's flags but not their checksum, and nothing opens what
/// it gives.)
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  hid_t id() const { return file_.id(); }

  /// Closes the file, in which nothing may be open any more, and shows the bytes it would have on disk.
  std::span<const std::byte> finish();

 private:
  struct Buffer;
  std::unique_ptr<Buffer> buffer_;
  Handle file_;
};

/// Opens the bytes of a file to read them, without a copy. (H5LTopen_file_image would, but leaks its own
/// notes.)
class OpenImage {
 public:
  explicit OpenImage(std::span<const std::byte> bytes);
  OpenImage(const OpenImage&) = delete;
  OpenImage& operator=(const OpenImage&) = delete;
  hid_t id() const { return file_.id(); }

 private:
  std::span<const std::byte> bytes_;
  Handle file_;
};

}  // namespace knowhow::output::hdf5
