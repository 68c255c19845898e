#pragma once
// HDF5's C interface with every return value checked and every identifier owned.
#include <hdf5.h>

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knowhow::output::hdf5 {

/// HDF5 for one thread at a time, in silence: its own printing of errors is a setting of each thread.
/// Whoever calls HDF5, even to close an identifier, holds one; a thread that does may hold another.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  std::lock_guard<std::recursive_mutex> lock_;
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// Holds something with identifiers of its own, and lets go of it in a session, whatever ends its life.
template <class Owner>
struct InSession {
  std::unique_ptr<Owner> owner;
  ~InSession() {
    const Session session;
    owner.reset();
  }
};

/// Throws std::runtime_error with what was tried and HDF5's own words for why not; std::bad_alloc if it was
/// for want of memory.
[[noreturn]] void fail(std::string_view action, std::string_view name);

template <class Result>
Result checked(Result result, std::string_view action, std::string_view name = {}) {
  if (result < 0) fail(action, name);
  return result;
}

/// Owns an identifier.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*closer)(hid_t), std::string_view action, std::string_view name = {})
      : id_(checked(id, action, name)), closer_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) closer_(id_);
  }

  hid_t id() const { return id_; }
  /// Where closing may still write; the destructor is for what is only let go.
  void close() { checked(closer_(std::exchange(id_, H5I_INVALID_HID)), "close"); }

 private:
  hid_t id_ = H5I_INVALID_HID;
  herr_t (*closer_)(hid_t) = nullptr;
};

Handle properties(hid_t property_class);
Handle space(std::span<const hsize_t> extent);
Handle text_type();  ///< variable-length UTF-8, the only kind of text dataset that every reader survives

/// Creation properties with the creation order tracked: netCDF-4 appends to no other file.
Handle dataset_properties();
Handle group_properties(hid_t property_class);  ///< of a group, or of a file for its root

Handle create_dataset(hid_t parent, const std::string& name, hid_t type, hid_t extent, hid_t creation,
                      hid_t access = H5P_DEFAULT);
Handle open_dataset(hid_t parent, const std::string& name);

/// Short texts as CF tools expect them, fixed-length and null-terminated; long ones variable-length. Empty:
/// none.
void write_attribute(hid_t object, const std::string& name, const std::string& text);
/// One number as netCDF has it, an array of length one.
void write_number_attribute(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type,
                            const void* value);

/// All strings of a dataset, in row-major order; or those of a selection in the file, in memory of its shape.
void write_strings(hid_t dataset, std::span<const std::string> strings, hid_t memory = H5S_ALL,
                   hid_t file = H5S_ALL);
std::vector<std::string> read_strings(hid_t dataset);
std::vector<std::string> read_strings(hid_t dataset, hid_t memory, hid_t file);

/// The attributes of an object that are one text, by name, in the order of the index. What the library itself
/// keeps there for dimension scales is left out.
std::vector<std::pair<std::string, std::string>> text_attributes(hid_t object,
                                                                 H5_index_t order = H5_INDEX_NAME);

/// HDF5 would silently cut a text at a NUL: std::logic_error instead.
const char* c_text(const std::string& text);

}  // namespace knowhow::output::hdf5
