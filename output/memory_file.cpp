#include "output/memory_file.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace knowhow::output::hdf5 {

namespace {

constexpr std::size_t growth = 1 << 20;

// HDF5 takes two files in memory for one if they have the same name.
std::string new_name() {
  static std::atomic<std::uint64_t> made = 0;
  return "results in memory " + std::to_string(++made);
}

// HDF5 asks for these to share what the other callbacks know; there is nothing to copy or to let go.
void* same(void* known) { return known; }
herr_t keep(void*) { return 0; }

Handle access_in_memory(const H5FD_file_image_callbacks_t& callbacks) {
  Handle access = properties(H5P_FILE_ACCESS);
  checked(H5Pset_fapl_core(access.id(), growth, false), "choose the core driver");
  H5FD_file_image_callbacks_t with_notes = callbacks;
  with_notes.udata_copy = same;
  with_notes.udata_free = keep;
  checked(H5Pset_file_image_callbacks(access.id(), &with_notes), "choose the file's memory");
  return access;
}

// For a file that is only read, the buffer that HDF5 would allocate and copy to is the one it copies from.
void* lend(size_t, H5FD_file_image_op_t, void* bytes) {
  return const_cast<std::byte*>(static_cast<std::span<const std::byte>*>(bytes)->data());
}
void* already_there(void* target, const void*, size_t, H5FD_file_image_op_t, void*) { return target; }
herr_t take_back(void*, H5FD_file_image_op_t, void*) { return 0; }

}  // namespace

struct MemoryFile::Buffer {
  void* bytes = nullptr;
  std::size_t size = 0;
  bool handed_over = false;
  ~Buffer() { std::free(bytes); }

  static void* resize(void* old, size_t wanted, H5FD_file_image_op_t, void* self) {
    void* resized = std::realloc(old, wanted);
    if (resized) {
      static_cast<Buffer*>(self)->bytes = resized;
      static_cast<Buffer*>(self)->size = wanted;
    }
    return resized;
  }
  static herr_t hand_over(void*, H5FD_file_image_op_t, void* self) {
    static_cast<Buffer*>(self)->handed_over = true;
    return 0;
  }
};

MemoryFile::MemoryFile() : buffer_(std::make_unique<Buffer>()) {
  H5FD_file_image_callbacks_t callbacks{};
  callbacks.image_realloc = Buffer::resize;
  callbacks.image_free = Buffer::hand_over;
  callbacks.udata = buffer_.get();
  const Handle access = access_in_memory(callbacks);
  // The newest format of 1.10: its metadata carries checksums.
  checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110), "choose the file format");
  checked(H5Pset_fclose_degree(access.id(), H5F_CLOSE_SEMI), "choose how files close");

  const Handle creation = group_properties(H5P_FILE_CREATE);
  file_ = {H5Fcreate(new_name().c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
           "create a file"};
}

MemoryFile::~MemoryFile() {
  file_ = {};
  // A file that would not close is still HDF5's, which comes back to it at exit.
  if (!buffer_->handed_over) static_cast<void>(buffer_.release());
}

std::span<const std::byte> MemoryFile::finish() {
  checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush the file");
  file_.close();
  // The buffer grows in steps; only the file itself knows where it ends.
  const std::span whole{static_cast<const std::byte*>(buffer_->bytes), buffer_->size};
  const auto end = checked(H5Fget_file_image(OpenImage(whole).id(), nullptr, 0), "measure the file");
  return whole.first(static_cast<std::size_t>(end));
}

OpenImage::OpenImage(std::span<const std::byte> bytes) : bytes_(bytes) {
  H5FD_file_image_callbacks_t callbacks{};
  callbacks.image_malloc = lend;
  callbacks.image_memcpy = already_there;
  callbacks.image_free = take_back;
  callbacks.udata = &bytes_;
  const Handle access = access_in_memory(callbacks);
  // HDF5 only reads the bytes, but asks for a pointer that it could write through.
  checked(H5Pset_file_image(access.id(), const_cast<std::byte*>(bytes.data()), bytes.size()),
          "take the file's bytes");
  file_ = {H5Fopen(new_name().c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "open the finished file"};
}

}  // namespace knowhow::output::hdf5
