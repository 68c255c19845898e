#include "output/dataset.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "output/selection.h"

namespace knowhow::output {

namespace {

constexpr unsigned deflate_level = 2;
constexpr float missing_float = std::numeric_limits<float>::quiet_NaN();
constexpr double missing_double = std::numeric_limits<double>::quiet_NaN();

/// Chunked, compressed and with a checksum.
hdf5::Handle number_properties(std::span<const hsize_t> chunk) {
  hdf5::Handle creation = hdf5::dataset_properties();
  const hid_t id = creation.id();
  hdf5::checked(H5Pset_chunk(id, static_cast<int>(chunk.size()), chunk.data()), "set the chunks");
  hdf5::checked(H5Pset_shuffle(id), "set the filters");
  hdf5::checked(H5Pset_deflate(id, deflate_level), "set the filters");
  hdf5::checked(H5Pset_fletcher32(id), "set the filters");
  return creation;
}

struct MakeCoordinate {
  hid_t file;
  const std::string& name;

  hdf5::Handle operator()(const std::vector<std::string>& names) const {
    const hsize_t extent[] = {names.size()};
    hdf5::Handle scale = hdf5::create_dataset(file, name, hdf5::text_type().id(), hdf5::space(extent).id(),
                                              hdf5::dataset_properties().id());
    hdf5::write_strings(scale.id(), names);
    return scale;
  }

  template <class Number>
  hdf5::Handle operator()(const std::vector<Number>& numbers) const {
    constexpr sim::Type type = hdf5::coordinate_type<Number>;
    const hsize_t extent[] = {numbers.size()};
    hdf5::Handle scale = hdf5::create_dataset(file, name, hdf5::file_type(type), hdf5::space(extent).id(),
                                              number_properties(extent).id());
    hdf5::checked(
        H5Dwrite(scale.id(), hdf5::memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()),
        "write dataset", name);
    return scale;
  }
};

hdf5::Handle make_dataset(hid_t file, const sim::Variable& variable, const Placement& placement) {
  const std::vector<hsize_t> extent(placement.extent.begin(), placement.extent.end());
  const hdf5::Handle whole = hdf5::space(extent);
  if (variable.type == sim::Type::text)
    return hdf5::create_dataset(file, variable.name, hdf5::text_type().id(), whole.id(),
                                hdf5::dataset_properties().id());

  std::vector<hsize_t> chunk = extent;
  chunk[0] = 1;
  chunk[1] = placement.replicates_a_chunk;
  const hdf5::Handle creation = number_properties(chunk);
  // Chunks are written whole: a cache would only put off compressing them.
  const hdf5::Handle access = hdf5::properties(H5P_DATASET_ACCESS);
  hdf5::checked(H5Pset_chunk_cache(access.id(), 0, 0, 1), "set the cache");

  const hid_t on_disk = hdf5::file_type(variable.type), in_memory = hdf5::memory_type(variable.type);
  const void* missing = nullptr;
  if (variable.may_be_missing) {
    missing =
        variable.type == sim::Type::float32 ? static_cast<const void*>(&missing_float) : &missing_double;
    hdf5::checked(H5Pset_fill_value(creation.id(), in_memory, missing), "set the fill value of",
                  variable.name);
  }
  hdf5::Handle dataset =
      hdf5::create_dataset(file, variable.name, on_disk, whole.id(), creation.id(), access.id());
  if (missing) hdf5::write_number_attribute(dataset.id(), "_FillValue", on_disk, in_memory, missing);
  return dataset;
}

}  // namespace

hdf5::Handle make_scale(hid_t file, const sim::Dimension& axis) {
  hdf5::Handle scale = std::visit(MakeCoordinate{file, axis.name}, axis.coordinate);
  hdf5::checked(H5DSset_scale(scale.id(), axis.name.c_str()), "make a dimension of", axis.name);
  for (const auto& [name, text] : axis.attributes) hdf5::write_attribute(scale.id(), name, text);
  return scale;
}

void make_labels(hid_t file, const sim::Dimension& axis, hid_t scale) {
  for (const auto& labels : axis.labels) {
    hdf5::Handle dataset = MakeCoordinate{file, labels.name}(labels.of_elements);
    hdf5::write_attribute(dataset.id(), "long_name", labels.long_name);
    hdf5::checked(H5DSattach_scale(dataset.id(), scale, 0), "attach the dimension of", labels.name);
    dataset.close();
  }
}

Column::Column(hid_t file, const sim::Layout& layout, const sim::Variable& variable)
    : placement_(place(layout, variable)),
      type_(variable.type),
      dataset_(make_dataset(file, variable, placement_)) {
  if (type_ == sim::Type::text) texts_.resize(placement_.extent[0] * placement_.extent[1]);
  for (const auto& [name, text] : attributes_of(layout, variable)) hdf5::write_attribute(id(), name, text);
}

void Column::add(std::size_t scenario, std::size_t replicate, const sim::Values& values) {
  if (const auto* text = std::get_if<std::string>(&values)) {
    texts_[scenario * placement_.extent[1] + replicate] = *text;
    return;
  }
  const void* numbers =
      std::visit([](const auto& some) { return static_cast<const void*>(some.data()); }, values);
  if (placement_.replicates_a_chunk == 1)
    write(scenario, replicate, 1, numbers);
  else
    add_to_block(scenario, replicate, numbers);
}

void Column::add_to_block(std::size_t scenario, std::size_t replicate, const void* values) {
  const std::size_t number = replicate / placement_.replicates_a_chunk;
  const std::size_t first = number * placement_.replicates_a_chunk;
  const std::size_t count = std::min(placement_.replicates_a_chunk, placement_.extent[1] - first);
  const auto found = blocks_.try_emplace({scenario, number}).first;
  Block& block = found->second;
  if (block.values.empty()) {
    block.values.resize(count * placement_.bytes);
    block.awaited = count;
  }
  std::memcpy(block.values.data() + (replicate - first) * placement_.bytes, values, placement_.bytes);
  if (--block.awaited > 0) return;
  write(scenario, first, count, block.values.data());
  blocks_.erase(found);
}

void Column::write(std::size_t scenario, std::size_t first, std::size_t count, const void* values) {
  const hdf5::Selection runs(placement_.extent, scenario, first, count);
  hdf5::checked(H5Dwrite(id(), hdf5::memory_type(type_), runs.memory(), runs.file(), H5P_DEFAULT, values),
                "write a run");
}

void Column::finish() {
  if (type_ == sim::Type::text) hdf5::write_strings(id(), texts_);
  dataset_.close();
}

}  // namespace knowhow::output
