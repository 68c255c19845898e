#pragma once
// State is columns: flat arrays with a name, a unit and a sentence.
#include <string_view>
#include <vector>

namespace knowhow::sim {

template <class T>
struct StateColumn {
  std::string_view name, unit, meaning;
  std::vector<T> values = {};

  T& operator[](std::size_t i) { return values[i]; }
  const T& operator[](std::size_t i) const { return values[i]; }
  void fill(std::size_t size, T value = T{}) { values.assign(size, value); }
  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(values);
  }
};

}  // namespace knowhow::sim
