#pragma once
// How results lie in HDF5: types, and the part of a dataset that is some runs.
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "output/hdf5.h"
#include "sim/results.h"

namespace knowhow::output::hdf5 {

inline hid_t memory_type(sim::Type type) {
  if (type == sim::Type::float32) return H5T_NATIVE_FLOAT;
  return type == sim::Type::float64 ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT32;
}

inline hid_t file_type(sim::Type type) {
  if (type == sim::Type::float32) return H5T_IEEE_F32LE;
  return type == sim::Type::float64 ? H5T_IEEE_F64LE : H5T_STD_I32LE;
}

/// Of a numeric coordinate.
template <class Number>
constexpr sim::Type coordinate_type = std::is_same_v<Number, double> ? sim::Type::float64 : sim::Type::int32;

/// `count` replicates from `first` on of some scenarios. The memory has the same shape: HDF5 is slow
/// otherwise.
class Selection {
 public:
  Selection(std::span<const std::size_t> extent, std::size_t first_scenario, std::size_t scenarios,
            std::size_t first, std::size_t count) {
    std::vector<hsize_t> start(extent.size(), 0), part(extent.begin(), extent.end());
    const std::vector<hsize_t> whole = part;
    start[0] = first_scenario;
    start[1] = first;
    part[0] = scenarios;
    part[1] = count;
    file_ = space(whole);
    memory_ = space(part);
    checked(H5Sselect_hyperslab(file_.id(), H5S_SELECT_SET, start.data(), nullptr, part.data(), nullptr),
            "select runs");
  }
  hid_t file() const { return file_.id(); }
  hid_t memory() const { return memory_.id(); }

 private:
  Handle file_, memory_;
};

/// `count` rows from `first` on, along the first axis.
class RowSelection {
 public:
  RowSelection(std::span<const hsize_t> extent, std::size_t first, std::size_t count) {
    std::vector<hsize_t> start(extent.size(), 0), part(extent.begin(), extent.end());
    start[0] = first;
    part[0] = count;
    file_ = space(extent);
    memory_ = space(part);
    checked(H5Sselect_hyperslab(file_.id(), H5S_SELECT_SET, start.data(), nullptr, part.data(), nullptr),
            "select rows");
  }
  hid_t file() const { return file_.id(); }
  hid_t memory() const { return memory_.id(); }

 private:
  Handle file_, memory_;
};

}  // namespace knowhow::output::hdf5
