#pragma once
// A file of named arrays along named dimensions: what sweeps write and read. HDF5 that is also netCDF-4,
// complete or absent, and made of nothing but its content: the same content gives the same bytes.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/results.h"

namespace knowhow::output {

using ArrayValues = std::variant<std::vector<float>, std::vector<double>, std::vector<std::int32_t>,
                                 std::vector<std::string>>;

/// Rows of the array of the same name in a part, which an array shows as its own: along the first axis here
/// and there, at one place of the second axis here, and everything along the others.
struct Piece {
  std::size_t part = 0;  ///< into ArrayFile::parts
  std::size_t row = 0, row_step = 1, rows = 1;
  std::size_t first = 0, first_step = 1, second = 0;
};

/// Another file, whose arrays are shown.
struct Part {
  std::string file;      ///< from the folder of the file that shows it
  std::size_t rows = 0;  ///< along the first axis of its arrays
  std::string seal;      ///< seal_text of what it was when it was shown first
};

struct Array {
  std::string name;
  std::vector<std::string> dimensions;  ///< by name, the slowest first; at least one
  sim::Attributes attributes;           ///< an empty text is left out
  bool may_be_missing = false;          ///< floats only: NaN is declared as _FillValue
  ArrayValues values;                   ///< in row-major order
  std::vector<Piece> pieces = {};       ///< numbers only: shown instead of kept; then `values` is empty
  /// Where many values come from as they are written: `count` rows along the first axis, from `first` on.
  /// Then `values` is empty, and says what type they are of.
  std::function<ArrayValues(std::size_t first, std::size_t count)> rows = {};
  std::size_t bytes_at_once = 4 << 20;  ///< about so many of these rows, at least a chunk

  std::size_t size() const {
    return std::visit([](const auto& all) { return all.size(); }, values);
  }
};

struct ArrayFile {
  sim::Attributes attributes;  ///< of the file
  std::vector<sim::Dimension> dimensions;
  std::vector<Array> arrays;
  sim::Attributes provenance;    ///< texts of the group /provenance
  std::vector<Part> parts = {};  ///< that arrays are shown of, as HDF5 virtual datasets

  const sim::Dimension* dimension(const std::string& name) const;
  const Array* array(const std::string& name) const;
  /// The text of that attribute, or of that name in /provenance; empty if there is none.
  std::string attribute(const std::string& name) const;
  std::string text(const std::string& name) const;
};

/// Writes the file beside its name, reads every array back, syncs and renames. Memory: the compressed file,
/// and what the arrays hold; of those that come by rows a few megabytes at a time. Throws sim::FileTrouble;
/// std::logic_error if an array is not as large as its dimensions say.
void write_arrays(const ArrayFile& file, const std::filesystem::path& path);

/// What of a file is read. Axes: the dimensions alone; arrays come without values.
enum class Reading { everything, axes };

/// Reads such a file in a process of its own. Throws sim::FileTrouble where it cannot be read, is damaged, is
/// no file of knowhow's, or shows a part that is not there or has changed.
ArrayFile read_arrays(const std::filesystem::path& path, Reading reading = Reading::everything);

/// Neighbouring rows along the first axis.
struct RowRange {
  std::size_t first = 0, count = 0;
};

/// Rows of one array of a file that read_arrays has read before, one range after the other. Throws
/// sim::FileTrouble likewise, also where there are no such rows.
ArrayValues read_rows(const std::filesystem::path& path, const std::string& array,
                      std::span<const RowRange> ranges);

}  // namespace knowhow::output
