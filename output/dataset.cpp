#include "output/dataset.h"

#include <hdf5_hl.h>

#include <limits>

#include "output/selection.h"

namespace knowhow::output {

namespace {

constexpr unsigned deflate_level = 6;  // told to readers; ChunkCompressor has the last word
constexpr float missing_float = std::numeric_limits<float>::quiet_NaN();
constexpr double missing_double = std::numeric_limits<double>::quiet_NaN();

/// Shuffling bytes would hide from deflate that a number is the one of the scenario or the week before.
hdf5::Handle number_properties(std::span<const hsize_t> chunk) {
  hdf5::Handle creation = hdf5::dataset_properties();
  const hid_t id = creation.id();
  hdf5::checked(H5Pset_chunk(id, static_cast<int>(chunk.size()), chunk.data()), "set the chunks");
  hdf5::checked(H5Pset_deflate(id, deflate_level), "set the filters");
  hdf5::checked(H5Pset_fletcher32(id), "set the filters");
  return creation;
}

struct MakeCoordinate {
  hid_t group;
  const std::string& name;

  hdf5::Handle operator()(const std::vector<std::string>& names) const {
    const hsize_t extent[] = {names.size()};
    hdf5::Handle scale = hdf5::create_dataset(group, name, hdf5::text_type().id(), hdf5::space(extent).id(),
                                              hdf5::dataset_properties().id());
    hdf5::write_strings(scale.id(), names);
    return scale;
  }

  hdf5::Handle operator()(const sim::Numbered& all) const { return (*this)(all.numbers()); }

  template <class Number>
  hdf5::Handle operator()(const std::vector<Number>& numbers) const {
    constexpr sim::Type type = hdf5::coordinate_type<Number>;
    const hsize_t extent[] = {numbers.size()};
    hdf5::Handle scale = hdf5::create_dataset(group, name, hdf5::file_type(type), hdf5::space(extent).id(),
                                              number_properties(extent).id());
    hdf5::checked(
        H5Dwrite(scale.id(), hdf5::memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()),
        "write dataset", name);
    return scale;
  }
};

std::vector<hsize_t> sizes(const std::vector<std::size_t>& numbers) {
  return {numbers.begin(), numbers.end()};
}

}  // namespace

hdf5::Handle make_scale(hid_t group, const sim::Dimension& axis) {
  hdf5::Handle scale = std::visit(MakeCoordinate{group, axis.name}, axis.coordinate);
  hdf5::checked(H5DSset_scale(scale.id(), axis.name.c_str()), "make a dimension of", axis.name);
  for (const auto& [name, text] : axis.attributes) hdf5::write_attribute(scale.id(), name, text);
  return scale;
}

void make_labels(hid_t group, const sim::Dimension& axis, hid_t scale) {
  for (const auto& labels : axis.labels) {
    hdf5::Handle dataset = MakeCoordinate{group, labels.name}(labels.of_elements);
    hdf5::write_attribute(dataset.id(), "long_name", labels.long_name);
    hdf5::checked(H5DSattach_scale(dataset.id(), scale, 0), "attach the dimension of", labels.name);
    dataset.close();
  }
}

hdf5::Handle make_numbers(hid_t group, const sim::Variable& variable, const Placement& placement) {
  const hdf5::Handle whole = hdf5::space(sizes(placement.extent));
  const hdf5::Handle creation = number_properties(sizes(placement.chunk));
  const hid_t on_disk = hdf5::file_type(variable.type), in_memory = hdf5::memory_type(variable.type);
  const void* missing = nullptr;
  if (variable.may_be_missing) {
    missing =
        variable.type == sim::Type::float32 ? static_cast<const void*>(&missing_float) : &missing_double;
    hdf5::checked(H5Pset_fill_value(creation.id(), in_memory, missing), "set the fill value of",
                  variable.name);
  }
  hdf5::Handle dataset = hdf5::create_dataset(group, variable.name, on_disk, whole.id(), creation.id());
  if (missing) hdf5::write_number_attribute(dataset.id(), "_FillValue", on_disk, in_memory, missing);
  return dataset;
}

void write_block(hid_t dataset, const Placement& placement, const Block& block, ChunkCompressor& compressor) {
  const auto chunks = compressor.compress(placement, block);
  std::vector<hsize_t> offset(placement.extent.size(), 0);
  offset[0] = block.first_scenario;
  offset[1] = block.first;
  for (std::size_t number = 0; number < chunks.size(); ++number) {
    std::size_t rest = number;
    for (std::size_t axis = offset.size(); axis-- > 2;)
      if (placement.chunk[axis] == 1) {
        offset[axis] = rest % placement.extent[axis];
        rest /= placement.extent[axis];
      }
    hdf5::checked(
        H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, offset.data(), chunks[number].size(), chunks[number].data()),
        "write runs");
  }
}

hdf5::Handle make_texts(hid_t group, const sim::Variable& variable, const Placement& placement) {
  return hdf5::create_dataset(group, variable.name, hdf5::text_type().id(),
                              hdf5::space(sizes(placement.extent)).id(), hdf5::dataset_properties().id());
}

}  // namespace knowhow::output
