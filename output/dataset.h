#pragma once
// The datasets of a results file: the coordinate of an axis, and a variable that is filled run by run.
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "output/hdf5.h"
#include "output/layout.h"
#include "sim/results.h"

namespace knowhow::output {

/// Writes the coordinate as a dimension scale.
hdf5::Handle make_scale(hid_t file, const sim::Dimension& axis);

/// Writes the labels of an axis along its scale.
void make_labels(hid_t file, const sim::Dimension& axis, hid_t scale);

/// One variable. The caller sees to it that every run comes once, in any order, and holds an hdf5::Session.
class Column {
 public:
  Column(hid_t file, const sim::Layout& layout, const sim::Variable& variable);

  hid_t id() const { return dataset_.id(); }
  std::size_t rank() const { return placement_.extent.size(); }
  void add(std::size_t scenario, std::size_t replicate, const sim::Values& values);
  void finish();  ///< after the last run

 private:
  /// Runs that wait until their chunk is whole, so that no chunk is compressed twice.
  struct Block {
    std::vector<std::byte> values;
    std::size_t awaited;
  };

  void add_to_block(std::size_t scenario, std::size_t replicate, const void* values);
  void write(std::size_t scenario, std::size_t first, std::size_t count, const void* values);

  Placement placement_;
  sim::Type type_;
  hdf5::Handle dataset_;
  std::map<std::pair<std::size_t, std::size_t>, Block> blocks_;  ///< by scenario and number of the chunk
  std::vector<std::string> texts_;                               ///< of all runs
};

}  // namespace knowhow::output
