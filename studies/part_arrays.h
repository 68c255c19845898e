#pragma once
// What reading a part file takes, wherever it is read.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "output/array_file.h"
#include "sim/problem.h"

namespace knowhow::studies {

inline std::string text_of(const sim::Attributes& all, const std::string& name) {
  for (const auto& [key, text] : all)
    if (key == name) return text;
  return {};
}

[[noreturn]] inline void refuse(const std::filesystem::path& path, const std::string& what) {
  throw sim::FileTrouble(path.string() + ": " + what);
}

/// An array of a part; sim::FileTrouble if it is not there.
template <class Number>
const std::vector<Number>& values_of(const output::ArrayFile& file, const std::string& name,
                                     const std::filesystem::path& path) {
  const output::Array* array = file.array(name);
  const auto* values = array ? std::get_if<std::vector<Number>>(&array->values) : nullptr;
  if (!values) refuse(path, "is damaged, or no part of a sweep: '" + name + "' is missing");
  return *values;
}

/// The units whose rows a part holds.
inline const std::vector<std::int32_t>& runs_of(const output::ArrayFile& file,
                                                const std::filesystem::path& path) {
  const auto* axis = file.dimension("run");
  const auto* runs = axis ? std::get_if<std::vector<std::int32_t>>(&axis->coordinate) : nullptr;
  if (!runs || file.attribute("knowhow_kind") != "sweep part") refuse(path, "is no part of a sweep");
  return *runs;
}

/// Some rows of a part's array along its runs alone, read from the file.
template <class Value>
std::vector<Value> column_of(const std::filesystem::path& path, const std::string& name,
                             output::RowRange rows) {
  auto found = output::read_rows(path, name, {&rows, 1});
  auto* values = std::get_if<std::vector<Value>>(&found);
  if (!values || values->size() != rows.count)
    refuse(path, "is damaged: '" + name + "' holds something else");
  return std::move(*values);
}

}  // namespace knowhow::studies
