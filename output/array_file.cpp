#include "output/array_file.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "output/array_values.h"
#include "output/dataset.h"
#include "output/hdf5.h"
#include "output/layout.h"
#include "output/memory_file.h"
#include "output/publish.h"
#include "output/selection.h"
#include "sim/digest.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

constexpr unsigned level = 4;
constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr std::size_t text_bytes = 128;  // that a short text takes in memory and on its way

std::vector<hsize_t> extent_of(const ArrayFile& file, const Array& array) {
  std::vector<hsize_t> extent;
  hsize_t size = 1;
  for (const auto& name : array.dimensions) {
    const sim::Dimension* axis = file.dimension(name);
    if (!axis) throw std::logic_error("array '" + array.name + "': no dimension '" + name + "'");
    extent.push_back(axis->size());
    size *= axis->size();
  }
  if (extent.empty() || (array.pieces.empty() && !array.rows && size != array.size()))
    throw std::logic_error("array '" + array.name + "' is not as large as its dimensions");
  return extent;
}

/// Whole slices along the first axis, as many as fit.
std::vector<hsize_t> chunk_of(std::vector<hsize_t> extent, std::size_t element_bytes) {
  std::size_t slice = element_bytes;
  for (std::size_t i = 1; i < extent.size(); ++i) slice *= extent[i];
  extent[0] = std::clamp<hsize_t>(chunk_bytes / slice, 1, extent[0]);
  return extent;
}

/// Of an array that comes by rows, so many at a time: whole chunks.
template <class Number>
std::size_t rows_at_once(const std::vector<hsize_t>& extent, std::size_t most_bytes) {
  const std::size_t element = is_text_array<Number> ? text_bytes : sizeof(Number);
  const auto chunk = chunk_of(extent, element);
  std::size_t bytes = element;
  for (const auto size : chunk) bytes *= size;
  return chunk[0] * std::max<std::size_t>(1, most_bytes / bytes);
}

template <class Number>
hdf5::Handle number_properties(const std::vector<hsize_t>& extent, bool may_be_missing) {
  hdf5::Handle creation = hdf5::dataset_properties();
  const auto chunk = chunk_of(extent, sizeof(Number));
  hdf5::checked(H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data()), "set the chunks");
  hdf5::checked(H5Pset_shuffle(creation.id()), "set the filters");
  hdf5::checked(H5Pset_deflate(creation.id(), level), "set the filters");
  hdf5::checked(H5Pset_fletcher32(creation.id()), "set the filters");
  if constexpr (std::is_floating_point_v<Number>)
    if (may_be_missing) {
      const Number missing = std::numeric_limits<Number>::quiet_NaN();
      hdf5::checked(H5Pset_fill_value(creation.id(), hdf5::memory_type(array_type<Number>), &missing),
                    "set the fill value");
    }
  return creation;
}

/// Where HDF5 would see a pattern, it is meant as it stands.
std::string without_pattern(const std::string& name) {
  std::string plain;
  for (const char letter : name) plain += letter == '%' ? "%%" : std::string(1, letter);
  return plain;
}

/// Creation properties of a dataset that shows pieces of others.
template <class Number>
hdf5::Handle shown_properties(const ArrayFile& file, const Array& array, const std::vector<hsize_t>& extent) {
  hdf5::Handle creation = hdf5::dataset_properties();
  if (extent.size() < 2) throw std::logic_error("array '" + array.name + "' has no second axis to show");
  for (const auto& piece : array.pieces) {
    std::vector<hsize_t> start(extent.size(), 0), step(extent.size(), 1), count = extent;
    start[0] = piece.first, step[0] = piece.first_step, count[0] = piece.rows;
    start[1] = piece.second, count[1] = 1;
    const hdf5::Handle here = hdf5::space(extent);
    hdf5::checked(
        H5Sselect_hyperslab(here.id(), H5S_SELECT_SET, start.data(), step.data(), count.data(), nullptr),
        "show a part in", array.name);
    const Part& part = file.parts.at(piece.part);
    std::vector<hsize_t> whole(extent.begin() + 1, extent.end());
    whole[0] = part.rows;
    start.erase(start.begin() + 1), step.erase(step.begin() + 1), count.erase(count.begin() + 1);
    start[0] = piece.row, step[0] = piece.row_step;
    const hdf5::Handle there = hdf5::space(whole);
    hdf5::checked(
        H5Sselect_hyperslab(there.id(), H5S_SELECT_SET, start.data(), step.data(), count.data(), nullptr),
        "show a part in", array.name);
    hdf5::checked(H5Pset_virtual(creation.id(), here.id(), without_pattern(part.file).c_str(),
                                 without_pattern("/" + array.name).c_str(), there.id()),
                  "show a part in", array.name);
  }
  if constexpr (std::is_floating_point_v<Number>) {
    const Number missing = std::numeric_limits<Number>::quiet_NaN();
    hdf5::checked(H5Pset_fill_value(creation.id(), hdf5::memory_type(array_type<Number>), &missing),
                  "set the fill value");
  }
  return creation;
}

/// What a file says of its parts.
std::string told(const std::vector<Part>& parts) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& part : parts)
    all.push_back({{"file", part.file}, {"rows", part.rows}, {"seal", part.seal}});
  return all.dump();
}

std::string digest_of(const ArrayValues& values) {
  sim::Digest digest;
  std::visit(
      [&]<class Number>(const std::vector<Number>& all) {
        if constexpr (is_text_array<Number>)
          for (const auto& text : all) digest.add({}, std::as_bytes(std::span(text)), 1);
        else
          digest.add_column<Number>({}, all);
      },
      values);
  return digest.hex();
}

/// What was written of arrays that came by rows.
struct Block {
  RowRange rows;
  std::string digest;
};
using Blocks = std::map<std::string, std::vector<Block>>;

class Writer {
 public:
  explicit Writer(const ArrayFile& file) : file_(file) {}

  const Blocks& blocks() const { return blocks_; }

  std::span<const std::byte> write() {
    for (const auto& [name, text] : file_.attributes) hdf5::write_attribute(image_.id(), name, text);
    std::vector<hdf5::Handle> scales;
    for (const auto& axis : file_.dimensions) {
      scales.push_back(make_scale(image_.id(), axis));
      make_labels(image_.id(), axis, scales.back().id());
    }
    for (const auto& array : file_.arrays) {
      hdf5::Handle dataset =
          std::visit([&](const auto& values) { return numbers(array, values); }, array.values);
      for (const auto& [name, text] : array.attributes) hdf5::write_attribute(dataset.id(), name, text);
      for (unsigned i = 0; i < array.dimensions.size(); ++i) {
        const auto scale =
            static_cast<std::size_t>(file_.dimension(array.dimensions[i]) - file_.dimensions.data());
        hdf5::checked(H5DSattach_scale(dataset.id(), scales[scale].id(), i), "attach the dimensions of",
                      array.name);
      }
      dataset.close();
    }
    for (auto& scale : scales) scale.close();
    hdf5::Handle group{H5Gcreate2(image_.id(), "provenance", H5P_DEFAULT,
                                  hdf5::group_properties(H5P_GROUP_CREATE).id(), H5P_DEFAULT),
                       H5Gclose, "create group", "provenance"};
    const hdf5::Handle scalar{H5Screate(H5S_SCALAR), H5Sclose, "create a scalar"};
    auto provenance = file_.provenance;
    if (!file_.parts.empty()) provenance.emplace_back("parts", told(file_.parts));
    for (const auto& [name, text] : provenance) {
      hdf5::Handle dataset = hdf5::create_dataset(group.id(), name, hdf5::text_type().id(), scalar.id(),
                                                  hdf5::dataset_properties().id());
      hdf5::write_strings(dataset.id(), {&text, 1});
      dataset.close();
    }
    group.close();
    return image_.finish();
  }

 private:
  template <class Number>
  hdf5::Handle numbers(const Array& array, const std::vector<Number>& values) {
    const auto extent = extent_of(file_, array);
    if constexpr (is_text_array<Number>) {
      hdf5::Handle dataset = hdf5::create_dataset(image_.id(), array.name, hdf5::text_type().id(),
                                                  hdf5::space(extent).id(), hdf5::dataset_properties().id());
      if (array.rows)
        by_rows<Number>(array, dataset.id(), extent);
      else
        hdf5::write_strings(dataset.id(), values);
      return dataset;
    } else {
      const hid_t on_disk = hdf5::file_type(array_type<Number>),
                  in_memory = hdf5::memory_type(array_type<Number>);
      const bool shown = !array.pieces.empty();
      hdf5::Handle dataset =
          hdf5::create_dataset(image_.id(), array.name, on_disk, hdf5::space(extent).id(),
                               (shown ? shown_properties<Number>(file_, array, extent)
                                      : number_properties<Number>(extent, array.may_be_missing))
                                   .id());
      if (array.rows)
        by_rows<Number>(array, dataset.id(), extent);
      else if (!shown)
        hdf5::checked(H5Dwrite(dataset.id(), in_memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                      "write dataset", array.name);
      if constexpr (std::is_floating_point_v<Number>)
        if (array.may_be_missing) {
          const Number missing = std::numeric_limits<Number>::quiet_NaN();
          hdf5::write_number_attribute(dataset.id(), "_FillValue", on_disk, in_memory, &missing);
        }
      return dataset;
    }
  }

  template <class Number>
  void by_rows(const Array& array, hid_t dataset, const std::vector<hsize_t>& extent) {
    auto& blocks = blocks_[array.name];
    const std::size_t most = rows_at_once<Number>(extent, array.bytes_at_once);
    for (std::size_t first = 0; first < extent[0]; first += most) {
      const RowRange block{first, std::min<std::size_t>(most, extent[0] - first)};
      const hdf5::Selection selected(extent, block.first, block.count);
      const ArrayValues found = array.rows(block.first, block.count);
      const auto* values = std::get_if<std::vector<Number>>(&found);
      if (!values || static_cast<hssize_t>(values->size()) != H5Sget_simple_extent_npoints(selected.memory()))
        throw std::logic_error("array '" + array.name + "': its rows are not as large as its dimensions");
      if constexpr (is_text_array<Number>)
        hdf5::write_strings(dataset, *values, selected.memory(), selected.file());
      else
        hdf5::checked(H5Dwrite(dataset, hdf5::memory_type(array_type<Number>), selected.memory(),
                               selected.file(), H5P_DEFAULT, values->data()),
                      "write dataset", array.name);
      blocks.push_back({block, digest_of(found)});
    }
  }

  const ArrayFile& file_;
  Blocks blocks_;
  hdf5::MemoryFile image_;
};

bool same(const ArrayValues& a, const ArrayValues& b) {
  return std::visit(
      [&]<class Number>(const std::vector<Number>& values) {
        const auto* others = std::get_if<std::vector<Number>>(&b);
        if (!others || others->size() != values.size()) return false;
        if constexpr (is_text_array<Number>)
          return *others == values;
        else
          return values.empty() ||
                 std::memcmp(values.data(), others->data(), values.size() * sizeof(Number)) == 0;
      },
      a);
}

bool same(const Array& array, hid_t dataset, const Blocks& blocks) {
  if (!array.rows) return same(array.values, read_values(dataset, array.name));
  const auto written = blocks.find(array.name);
  return written == blocks.end() || std::ranges::all_of(written->second, [&](const Block& block) {
           ArrayValues values = array.values;
           append_rows(dataset, array.name, block.rows, values);
           return digest_of(values) == block.digest;
         });
}

void verify(std::span<const std::byte> image, const ArrayFile& file, const Blocks& blocks) {
  const hdf5::OpenImage found(image);
  for (const auto& array : file.arrays)
    if (array.pieces.empty() && !same(array, hdf5::open_dataset(found.id(), array.name).id(), blocks))
      throw std::runtime_error(
          "the file would not hold what was computed: '" + array.name +
          "' reads back differently; nothing was written (is this machine's memory sound?)");
}

template <class Pairs>
std::string text_in(const Pairs& pairs, const std::string& name) {
  for (const auto& [key, text] : pairs)
    if (key == name) return text;
  return {};
}

}  // namespace

const sim::Dimension* ArrayFile::dimension(const std::string& name) const {
  const auto found =
      std::find_if(dimensions.begin(), dimensions.end(), [&](const auto& d) { return d.name == name; });
  return found == dimensions.end() ? nullptr : &*found;
}

const Array* ArrayFile::array(const std::string& name) const {
  const auto found =
      std::find_if(arrays.begin(), arrays.end(), [&](const auto& a) { return a.name == name; });
  return found == arrays.end() ? nullptr : &*found;
}

std::string ArrayFile::attribute(const std::string& name) const { return text_in(attributes, name); }
std::string ArrayFile::text(const std::string& name) const { return text_in(provenance, name); }

void write_arrays(const ArrayFile& file, const fs::path& path) {
  hdf5::InSession<Writer> writer;
  std::span<const std::byte> image;
  {
    const hdf5::Session session;
    writer.owner = std::make_unique<Writer>(file);
    image = writer.owner->write();
    verify(image, file, writer.owner->blocks());
  }
  publish_sealed(image, path);
}

}  // namespace knowhow::output
