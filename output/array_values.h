#pragma once
// The values of one array of an array file, and the types they may have.
#include <string>
#include <type_traits>

#include "output/array_file.h"
#include "output/hdf5.h"

namespace knowhow::output {

template <class Number>
constexpr bool is_text_array = std::is_same_v<Number, std::string>;

template <class Number>
constexpr sim::Type array_type = std::is_same_v<Number, float>    ? sim::Type::float32
                                 : std::is_same_v<Number, double> ? sim::Type::float64
                                                                  : sim::Type::int32;

/// All values of a dataset. Throws std::runtime_error where they are neither numbers nor texts.
ArrayValues read_values(hid_t dataset, const std::string& name);

/// Those of some rows along its first axis, appended to values of its type.
void append_rows(hid_t dataset, const std::string& name, RowRange rows, ArrayValues& values);

}  // namespace knowhow::output
