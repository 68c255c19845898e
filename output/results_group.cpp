#include "output/results_group.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <stdexcept>

namespace knowhow::output {

ResultsGroup::ResultsGroup(hid_t file, const std::string& name, const std::vector<sim::Dimension>& dimensions,
                           Contents& contents)
    : file_(file), dimensions_(dimensions), contents_(contents) {
  if (!name.empty()) {
    path_ = name + "/";
    own_ = {H5Gcreate2(file, name.c_str(), H5P_DEFAULT, hdf5::group_properties(H5P_GROUP_CREATE).id(),
                       H5P_DEFAULT),
            H5Gclose, "create group", name};
  }
  for (const auto& dimension : dimensions_) {
    scales_.push_back(make_scale(id(), dimension));
    contents_.axes.emplace_back(path_ + dimension.name, dimension);
  }
  for (std::size_t i = 0; i < scales_.size(); ++i) {
    make_labels(id(), dimensions_[i], scales_[i].id());
    for (const auto& labels : dimensions_[i].labels)
      contents_.add_texts(path_ + labels.name, labels.of_elements);
  }
}

std::size_t ResultsGroup::axis(const std::string& name) const {
  const auto found = std::find_if(dimensions_.begin(), dimensions_.end(),
                                  [&](const sim::Dimension& candidate) { return candidate.name == name; });
  if (found == dimensions_.end()) throw std::logic_error("results: no dimension '" + name + "'");
  return static_cast<std::size_t>(found - dimensions_.begin());
}

Placement ResultsGroup::place_here(const sim::Variable& variable) const {
  std::vector<std::size_t> extent{dimensions_[0].size(), dimensions_[1].size()};
  for (const auto& name : variable.dimensions) extent.push_back(dimensions_[axis(name)].size());
  return place(std::move(extent), variable.type);
}

void ResultsGroup::finish(hdf5::Handle& dataset, const sim::Variable& variable) {
  for (const auto& [name, text] : attributes_of(dimensions_, variable))
    hdf5::write_attribute(dataset.id(), name, text);
  const auto attach = [&](std::size_t scale, unsigned along) {
    hdf5::checked(H5DSattach_scale(dataset.id(), scales_[scale].id(), along), "attach the dimensions of",
                  variable.name);
  };
  attach(0, 0);
  attach(1, 1);
  for (unsigned i = 0; i < variable.dimensions.size(); ++i) attach(axis(variable.dimensions[i]), i + 2);
  dataset.close();
}

void ResultsGroup::numbers(const sim::Variable& variable, ChunkCompressor& compressor, const Fill& fill) {
  const Placement placement = place_here(variable);
  hdf5::Handle dataset = make_numbers(id(), variable, placement);
  Contents::Numbers written{path_ + variable.name, variable.type, placement, {}};
  std::vector<std::byte> values;
  for (std::size_t s = 0; s < placement.extent[0]; s += placement.chunk[0])
    for (std::size_t r = 0; r < placement.extent[1]; r += placement.chunk[1]) {
      Block block{s,
                  std::min(placement.chunk[0], placement.extent[0] - s),
                  r,
                  std::min(placement.chunk[1], placement.extent[1] - r),
                  {}};
      values.resize(block.scenarios * block.count * placement.bytes());
      fill(block, values);
      block.values = values;
      write_block(dataset.id(), placement, block, compressor);
      written.add(block);
    }
  finish(dataset, variable);
  contents_.numbers.push_back(std::move(written));
}

void ResultsGroup::texts(const sim::Variable& variable, const std::vector<std::string>& texts) {
  hdf5::Handle dataset = make_texts(id(), variable, place_here(variable));
  hdf5::write_strings(dataset.id(), texts);
  finish(dataset, variable);
  contents_.add_texts(path_ + variable.name, texts);
}

void ResultsGroup::text(const std::string& name, const std::string& text) {
  const hdf5::Handle scalar{H5Screate(H5S_SCALAR), H5Sclose, "create a scalar"};
  hdf5::Handle dataset =
      hdf5::create_dataset(id(), name, hdf5::text_type().id(), scalar.id(), hdf5::dataset_properties().id());
  hdf5::write_strings(dataset.id(), {&text, 1});
  dataset.close();
  contents_.add_texts(path_ + name, {&text, 1});
}

void ResultsGroup::comment(const std::string& text) { hdf5::write_attribute(id(), "comment", text); }

void ResultsGroup::close() {
  for (auto& scale : scales_) scale.close();
  if (own_.id() >= 0) own_.close();
}

}  // namespace knowhow::output
