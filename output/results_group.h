#pragma once
// A group of a results file that reads as a netCDF-4 dataset by itself: its axes, and what lies along them.
#include <functional>
#include <string>
#include <vector>

#include "output/chunks.h"
#include "output/dataset.h"
#include "output/hdf5.h"
#include "output/verify.h"
#include "sim/results.h"

namespace knowhow::output {

class ResultsGroup {
 public:
  /// The group of that name in a file, or without a name the file itself, with its axes; a variable's first
  /// two dimensions are the first two of these.
  ResultsGroup(hid_t file, const std::string& name, const std::vector<sim::Dimension>& dimensions,
               Contents& contents);

  /// Writes numbers; `fill` is called for one block after the other, with where it lies and what to fill.
  using Fill = std::function<void(const Block& where, std::span<std::byte> values)>;
  void numbers(const sim::Variable& variable, ChunkCompressor& compressor, const Fill& fill);

  /// Writes texts, one for each pair of elements of the first two dimensions.
  void texts(const sim::Variable& variable, const std::vector<std::string>& texts);

  /// Writes one text that lies along nothing.
  void text(const std::string& name, const std::string& text);

  void comment(const std::string& text);
  void close();  ///< before the file is

 private:
  hid_t id() const { return own_.id() >= 0 ? own_.id() : file_; }
  Placement place_here(const sim::Variable& variable) const;
  std::size_t axis(const std::string& name) const;
  void finish(hdf5::Handle& dataset, const sim::Variable& variable);

  hid_t file_;
  hdf5::Handle own_;
  std::string path_;
  std::vector<sim::Dimension> dimensions_;
  std::vector<hdf5::Handle> scales_;
  Contents& contents_;
};

}  // namespace knowhow::output
