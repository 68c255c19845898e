#pragma once
// A results file or an array file that somebody changed with another program, under a seal that fits again.
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "output/hdf5.h"
#include "output/seal.h"

namespace knowhow::output::testing {

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_sealed(const std::filesystem::path& path, std::string bytes) {
  const Seal seal = seal_of(std::as_bytes(std::span(bytes)));
  bytes.append(reinterpret_cast<const char*>(seal.data()), seal.size());
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline void change_file(const std::filesystem::path& path, const std::function<void(hid_t file)>& change) {
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - sizeof(Seal));
  {
    const hdf5::Session session;
    const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open the file"};
    change(file.id());
  }
  write_sealed(path, bytes_of(path));
}

inline void remove_from(hid_t file, const char* name) {
  hdf5::checked(H5Ldelete(file, name, H5P_DEFAULT), "remove", name);
}

inline void add_dataset(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& extent) {
  hdf5::create_dataset(file, name, type, hdf5::space(extent).id(), hdf5::dataset_properties().id());
}

}  // namespace knowhow::output::testing
