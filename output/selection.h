#pragma once
// How results lie in HDF5: types, and the part of a dataset that is some runs.
#include <algorithm>
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

/// A block of a dataset. The memory has the same shape: HDF5 is slow otherwise.
class Selection {
 public:
  /// `count` replicates from `first` on of some scenarios.
  Selection(std::span<const std::size_t> extent, std::size_t first_scenario, std::size_t scenarios,
            std::size_t first, std::size_t count) {
    const hsize_t start[] = {first_scenario, first}, part[] = {scenarios, count};
    select({extent.begin(), extent.end()}, start, part);
  }

  /// `count` rows from `first` on, along the first axis.
  Selection(std::span<const hsize_t> extent, std::size_t first, std::size_t count) {
    const hsize_t start[] = {first}, part[] = {count};
    select({extent.begin(), extent.end()}, start, part);
  }

  hid_t file() const { return file_.id(); }
  hid_t memory() const { return memory_.id(); }

 private:
  /// Along the first axes as told, along the others everything.
  void select(std::vector<hsize_t> extent, std::span<const hsize_t> first, std::span<const hsize_t> count) {
    file_ = space(extent);
    std::vector<hsize_t> start(extent.size(), 0);
    std::copy(first.begin(), first.end(), start.begin());
    std::copy(count.begin(), count.end(), extent.begin());
    memory_ = space(extent);
    checked(H5Sselect_hyperslab(file_.id(), H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr),
            "select a part");
  }

  Handle file_, memory_;
};

}  // namespace knowhow::output::hdf5
