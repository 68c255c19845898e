#include "output/hdf5.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <stdexcept>

namespace knowhow::output::hdf5 {

namespace {

constexpr std::size_t longest_fixed_text = 255;

std::recursive_mutex& one_at_a_time() {
  static std::recursive_mutex mutex;
  return mutex;
}

struct Reasons {
  const char* outermost = nullptr;
  const char* innermost = nullptr;
  bool memory = false;  ///< whether there was too little
};

// Called by C code: it must not throw, so it only notes where the texts are.
extern "C" herr_t note_reason(unsigned, const H5E_error2_t* error, void* data) {
  auto& reasons = *static_cast<Reasons*>(data);
  if (!reasons.outermost) reasons.outermost = error->desc;
  reasons.innermost = error->desc;
  reasons.memory = reasons.memory || error->min_num == H5E_NOSPACE || error->min_num == H5E_CANTALLOC;
  return 0;
}

Handle utf8_names(hid_t property_class) {
  Handle names = properties(property_class);
  checked(H5Pset_char_encoding(names.id(), H5T_CSET_UTF8), "set the encoding of names");
  return names;
}

Handle utf8(std::size_t size) {
  Handle type{H5Tcopy(H5T_C_S1), H5Tclose, "create a text type"};
  checked(H5Tset_size(type.id(), size), "create a text type");
  checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "create a text type");
  return type;
}

/// The order of attributes is kept, the time of day is not: the same study gives the same bytes.
Handle tracking(hid_t property_class) {
  Handle creation = properties(property_class);
  checked(H5Pset_attr_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "track the order of attributes");
  checked(H5Pset_obj_track_times(creation.id(), false), "leave out the time");
  return creation;
}

Handle scalar() { return {H5Screate(H5S_SCALAR), H5Sclose, "create a scalar"}; }

void write_attribute(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type, hid_t extent,
                     const void* value) {
  const Handle names = utf8_names(H5P_ATTRIBUTE_CREATE);
  Handle attribute{H5Acreate2(object, c_text(name), file_type, extent, names.id(), H5P_DEFAULT), H5Aclose,
                   "create attribute", name};
  checked(H5Awrite(attribute.id(), memory_type, value), "write attribute", name);
  attribute.close();
}

}  // namespace

Session::Session() : lock_(one_at_a_time()) {
  errno = 0;  // by which `fail` tells want of memory
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() { H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_); }

void fail(std::string_view action, std::string_view name) {
  Reasons reasons;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, note_reason, &reasons);
  // What HDF5 says of an allocation that failed within another library, or after another, leads astray.
  if (reasons.memory || errno == ENOMEM) throw std::bad_alloc();
  std::string message = "HDF5 could not " + std::string(action);
  if (!name.empty()) message += " '" + std::string(name) + "'";
  if (reasons.outermost) message += ": " + std::string(reasons.outermost);
  if (reasons.innermost != reasons.outermost) message += ": " + std::string(reasons.innermost);
  throw std::runtime_error(message);
}

Handle properties(hid_t property_class) { return {H5Pcreate(property_class), H5Pclose, "create properties"}; }

Handle space(std::span<const hsize_t> extent) {
  return {H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose,
          "create a space"};
}

Handle text_type() { return utf8(H5T_VARIABLE); }

Handle dataset_properties() { return tracking(H5P_DATASET_CREATE); }

Handle group_properties(hid_t property_class) {
  Handle creation = tracking(property_class);
  checked(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "track the order of datasets");
  return creation;
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type, hid_t extent, hid_t creation,
                      hid_t access) {
  const Handle names = utf8_names(H5P_LINK_CREATE);
  return {H5Dcreate2(parent, c_text(name), type, extent, names.id(), creation, access), H5Dclose,
          "create dataset", name};
}

Handle open_dataset(hid_t parent, const std::string& name) {
  return {H5Dopen2(parent, c_text(name), H5P_DEFAULT), H5Dclose, "open dataset", name};
}

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
  if (text.empty()) return;
  const char* characters = c_text(text);
  const bool fixed = text.size() <= longest_fixed_text;
  const Handle type = fixed ? utf8(text.size() + 1) : text_type();
  write_attribute(object, name, type.id(), type.id(), scalar().id(),
                  fixed ? static_cast<const void*>(characters) : &characters);
}

void write_number_attribute(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type,
                            const void* value) {
  const hsize_t one[] = {1};
  write_attribute(object, name, file_type, memory_type, space(one).id(), value);
}

void write_strings(hid_t dataset, std::span<const std::string> strings, hid_t memory, hid_t file) {
  std::vector<const char*> pointers(strings.size());
  std::transform(strings.begin(), strings.end(), pointers.begin(), c_text);
  // HDF5 would clear a megabyte to convert each handful of texts: a third of the time of a small command.
  const Handle transfer = properties(H5P_DATASET_XFER);
  const std::size_t converted = std::clamp<std::size_t>(strings.size() * sizeof(hvl_t), 256, 1 << 20);
  checked(H5Pset_buffer(transfer.id(), converted, nullptr, nullptr), "bound a buffer");
  checked(H5Dwrite(dataset, text_type().id(), memory, file, transfer.id(), pointers.data()), "write texts");
}

std::vector<std::string> read_strings(hid_t dataset) {
  const Handle extent{H5Dget_space(dataset), H5Sclose, "look at a dataset"};
  return read_strings(dataset, extent.id(), extent.id());
}

std::vector<std::string> read_strings(hid_t dataset, hid_t memory, hid_t file) {
  const auto count = checked(H5Sget_simple_extent_npoints(memory), "look at a dataset");
  const Handle type = text_type();
  std::vector<char*> pointers(static_cast<std::size_t>(count));
  checked(H5Dread(dataset, type.id(), memory, file, H5P_DEFAULT, pointers.data()), "read texts");
  std::vector<std::string> strings(pointers.size());
  for (std::size_t i = 0; i < pointers.size(); ++i)
    if (pointers[i]) strings[i] = pointers[i];
  checked(H5Dvlen_reclaim(type.id(), memory, H5P_DEFAULT, pointers.data()), "let go of texts");
  return strings;
}

namespace {

std::string text_in(hid_t attribute, hid_t type, hid_t extent) {
  if (H5Tis_variable_str(type) > 0) {
    char* text = nullptr;
    checked(H5Aread(attribute, text_type().id(), &text), "read an attribute");
    std::string found = text ? text : "";
    checked(H5Dvlen_reclaim(text_type().id(), extent, H5P_DEFAULT, &text), "let go of texts");
    return found;
  }
  std::vector<char> text(H5Tget_size(type) + 1);
  checked(H5Aread(attribute, type, text.data()), "read an attribute");
  return text.data();
}

bool is_of_the_library(std::string_view name) {
  return name == "CLASS" || name == "NAME" || name == "DIMENSION_LIST" || name == "REFERENCE_LIST";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> text_attributes(hid_t object, H5_index_t order) {
  H5O_info_t info;
  checked(H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS), "look at attributes");
  std::vector<std::pair<std::string, std::string>> found;
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    const Handle attribute{H5Aopen_by_idx(object, ".", order, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, "open an attribute"};
    const Handle type{H5Aget_type(attribute.id()), H5Tclose, "look at an attribute"};
    const Handle extent{H5Aget_space(attribute.id()), H5Sclose, "look at an attribute"};
    if (H5Tget_class(type.id()) != H5T_STRING || H5Sget_simple_extent_npoints(extent.id()) != 1) continue;
    char name[256] = "";
    checked(H5Aget_name(attribute.id(), sizeof name, name), "look at an attribute");
    if (!is_of_the_library(name)) found.emplace_back(name, text_in(attribute.id(), type.id(), extent.id()));
  }
  return found;
}

const char* c_text(const std::string& text) {
  if (text.find('\0') != std::string::npos)
    throw std::logic_error("a text for the results file contains a NUL");
  return text.c_str();
}

}  // namespace knowhow::output::hdf5
