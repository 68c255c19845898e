#include "output/results_values.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "output/apart.h"
#include "output/description.h"
#include "output/hdf5.h"
#include "output/layout.h"
#include "output/selection.h"
#include "output/statistics.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_numbers = std::size_t{1} << 27;
constexpr hssize_t longest_axis = 10'000'000;

/// A part of a dataset, as the parent asks the child for it.
struct Part {
  std::string path;
  std::vector<hsize_t> extent, first, count;
  std::size_t numbers = 1;
};

// From here on: what the child does.

std::string name_of(hid_t object) {
  char name[256] = "";
  hdf5::checked(H5Iget_name(object, name, sizeof name), "ask for a name");
  const char* last = std::strrchr(name, '/');
  return last ? last + 1 : name;
}

std::string take(sim::Attributes& attributes, const std::string& name) {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& attribute) { return attribute.first == name; });
  if (found == attributes.end()) return "";
  const std::string text = found->second;
  attributes.erase(found);
  return text;
}

sim::Type type_of_dataset(hid_t dataset) {
  const hdf5::Handle type{H5Dget_type(dataset), H5Tclose, "look at a dataset"};
  switch (H5Tget_class(type.id())) {
    case H5T_STRING:
      return sim::Type::text;
    case H5T_FLOAT:
      return H5Tget_size(type.id()) == 4 ? sim::Type::float32 : sim::Type::float64;
    case H5T_INTEGER:
      return sim::Type::int32;
    default:
      throw std::runtime_error("'" + name_of(dataset) + "' holds neither numbers nor texts");
  }
}

std::vector<hsize_t> extent_of_dataset(hid_t dataset) {
  const hdf5::Handle space{H5Dget_space(dataset), H5Sclose, "look at a dataset"};
  std::vector<hsize_t> extent(
      static_cast<std::size_t>(hdf5::checked(H5Sget_simple_extent_ndims(space.id()), "look at a dataset")));
  hdf5::checked(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), "look at a dataset");
  return extent;
}

template <class Number>
std::vector<Number> all_numbers(hid_t dataset) {
  const hdf5::Handle space{H5Dget_space(dataset), H5Sclose, "look at a dataset"};
  const auto count = hdf5::checked(H5Sget_simple_extent_npoints(space.id()), "look at a dataset");
  if (count > longest_axis) throw std::runtime_error("'" + name_of(dataset) + "' is too long for an axis");
  std::vector<Number> numbers(static_cast<std::size_t>(count));
  hdf5::checked(H5Dread(dataset, hdf5::memory_type(hdf5::coordinate_type<Number>), H5S_ALL, H5S_ALL,
                        H5P_DEFAULT, numbers.data()),
                "read an axis");
  return numbers;
}

sim::Dimension axis_in(hid_t dataset, const std::string& name) {
  sim::Dimension axis{name, {}, hdf5::text_attributes(dataset, H5_INDEX_CRT_ORDER)};
  for (const char* own : {"CLASS", "NAME"}) take(axis.attributes, own);
  const auto type = type_of_dataset(dataset);
  if (type == sim::Type::text)
    axis.coordinate = hdf5::read_strings(dataset);
  else if (type == sim::Type::int32)
    axis.coordinate = all_numbers<std::int32_t>(dataset);
  else
    axis.coordinate = all_numbers<double>(dataset);
  return axis;
}

extern "C" herr_t note_axis(hid_t, unsigned, hid_t scale, void* data) {
  char name[256] = "";
  if (H5Iget_name(scale, name, sizeof name) < 0) return -1;
  std::memcpy(data, name, sizeof name);
  return 1;
}

std::vector<std::string> axes_of(hid_t dataset, std::size_t rank) {
  std::vector<std::string> axes;
  for (unsigned along = 0; along < rank; ++along) {
    char name[256] = "";
    hdf5::checked(H5DSiterate_scales(dataset, along, nullptr, note_axis, name), "ask for an axis");
    const char* last = std::strrchr(name, '/');
    axes.emplace_back(last ? last + 1 : name);
  }
  return axes;
}

/// Datasets of the root that are neither axes nor labels of an axis are variables.
sim::Layout layout_in(hid_t file) {
  sim::Layout layout;
  H5G_info_t info;
  hdf5::checked(H5Gget_info(file, &info), "look at the file");
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[256] = "";
    hdf5::checked(
        H5Lget_name_by_idx(file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT),
        "look at the file");
    H5O_info_t object;
    hdf5::checked(H5Oget_info_by_name2(file, name, &object, H5O_INFO_BASIC, H5P_DEFAULT), "look at", name);
    if (object.type != H5O_TYPE_DATASET) continue;
    const hdf5::Handle dataset = hdf5::open_dataset(file, name);
    if (H5DSis_scale(dataset.id()) > 0) {
      layout.dimensions.push_back(axis_in(dataset.id(), name));
      continue;
    }
    const auto axes = axes_of(dataset.id(), extent_of_dataset(dataset.id()).size());
    sim::Attributes beside = hdf5::text_attributes(dataset.id(), H5_INDEX_CRT_ORDER);
    const std::string long_name = take(beside, "long_name");
    if (axes.size() == 1) {
      const auto axis = std::find_if(layout.dimensions.begin(), layout.dimensions.end(),
                                     [&](const sim::Dimension& d) { return d.name == axes[0]; });
      if (axis == layout.dimensions.end())
        throw std::runtime_error("'" + std::string(name) + "' has no axis");
      axis->labels.push_back({name, long_name, hdf5::read_strings(dataset.id())});
      continue;
    }
    sim::Variable variable;
    variable.name = name;
    variable.type = type_of_dataset(dataset.id());
    if (axes.size() < 2) throw std::runtime_error("'" + variable.name + "' has too few axes");
    variable.dimensions.assign(axes.begin() + 2, axes.end());
    variable.long_name = long_name;
    variable.units = take(beside, "units");
    variable.comment = take(beside, "comment");
    variable.may_be_missing = H5Aexists(dataset.id(), "_FillValue") > 0;
    take(beside, "coordinates");
    variable.labels = std::move(beside);
    layout.variables.push_back(std::move(variable));
  }
  return layout;
}

std::string numbers_of(hid_t file, const Part& part) {
  const hdf5::Handle dataset = hdf5::open_dataset(file, part.path);
  if (extent_of_dataset(dataset.id()) != part.extent || type_of_dataset(dataset.id()) == sim::Type::text)
    throw std::runtime_error("'" + part.path + "' has not the shape of its axes");
  const hdf5::Handle whole = hdf5::space(part.extent), memory = hdf5::space(part.count);
  hdf5::checked(
      H5Sselect_hyperslab(whole.id(), H5S_SELECT_SET, part.first.data(), nullptr, part.count.data(), nullptr),
      "select a part of", part.path);
  std::string bytes(part.numbers * sizeof(double), '\0');
  hdf5::checked(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, memory.id(), whole.id(), H5P_DEFAULT, bytes.data()),
                "read dataset", part.path);
  return bytes;
}

hdf5::Handle opened(const fs::path& path) {
  hdf5::checked(H5PLset_loading_state(0), "do without plugins");  // a file must not choose what code is run
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"};
}

const char* folder_of(Group group) {
  return group == Group::runs ? "" : group == Group::summary ? "summary/" : "difference/";
}

}  // namespace

ResultsValues::ResultsValues(ResultsReader results) : results_(std::move(results)) {
  const auto& path = results_.path();
  std::optional<Texts> found;
  try {
    const hdf5::Session session;
    found = apart(
        [&path]() -> Texts {
          return {to_json({{}, {}, {}, layout_in(opened(path).id())})};
        },
        allowed_for(std::filesystem::file_size(path)));
    if (!found || found->size() != 1) refuse("is damaged: HDF5 crashes on it, or comes to no end");
    layout_ = description_from(found->front()).layout;
    check(layout_);
  } catch (const sim::FileTrouble&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const std::exception& error) {
    refuse(std::string("is damaged, or no file of knowhow's: ") + error.what());
  }
  const auto* scenarios = std::get_if<std::vector<std::string>>(&layout_.dimensions[0].coordinate);
  if (!scenarios || *scenarios != results_.scenarios() ||
      layout_.dimensions[1].size() != results_.replicates())
    refuse("is damaged: its axes are not those of its runs");
}

bool ResultsValues::has(const std::string& name) const {
  return std::any_of(layout_.variables.begin(), layout_.variables.end(),
                     [&](const sim::Variable& v) { return v.name == name; });
}

const sim::Variable& ResultsValues::variable(const std::string& name) const {
  for (const auto& candidate : layout_.variables)
    if (candidate.name == name) return candidate;
  refuse("has no variable '" + name + "'; its measure may not be among `measures:` of the scenario");
}

const sim::Dimension& ResultsValues::dimension(const std::string& name) const {
  for (const auto& candidate : layout_.dimensions)
    if (candidate.name == name) return candidate;
  refuse("has no dimension '" + name + "'");
}

std::size_t ResultsValues::extent(const std::string& axis, Group group) const {
  if (axis == "replicate" && group != Group::runs) throw std::logic_error("statistics have no replicates");
  return axis == "statistic" ? statistic_names.size() : dimension(axis).size();
}

std::vector<std::vector<double>> ResultsValues::read(const std::vector<Wanted>& wanted) const {
  std::vector<Part> parts;
  std::size_t numbers = 0;
  for (const auto& each : wanted) {
    const auto& asked = variable(each.variable);
    if (asked.type == sim::Type::text) throw std::logic_error("'" + asked.name + "' holds texts");
    std::vector<std::string> axes{"scenario", each.group == Group::runs ? "replicate" : "statistic"};
    axes.insert(axes.end(), asked.dimensions.begin(), asked.dimensions.end());
    Part part{folder_of(each.group) + each.variable, {}, {}, {}, 1};
    for (const auto& axis : axes) part.extent.push_back(extent(axis, each.group));
    part.first.resize(axes.size(), 0);
    part.count = part.extent;
    for (const auto& stretch : each.stretches) {
      const auto at =
          static_cast<std::size_t>(std::find(axes.begin(), axes.end(), stretch.axis) - axes.begin());
      if (at == axes.size() || stretch.count == 0 || stretch.first >= part.extent[at] ||
          stretch.count > part.extent[at] - stretch.first)
        throw std::logic_error("'" + each.variable + "' has no such stretch of '" + stretch.axis + "'");
      part.first[at] = stretch.first;
      part.count[at] = stretch.count;
    }
    for (const auto count : part.count) {
      if (part.numbers > most_numbers / count) throw std::logic_error("too many numbers in one go");
      part.numbers *= count;
    }
    numbers += part.numbers;
    parts.push_back(std::move(part));
  }
  if (numbers > most_numbers) throw std::logic_error("too many numbers in one go");

  const auto& path = results_.path();
  std::optional<Texts> found;
  try {
    const hdf5::Session session;
    found = apart(
        [&]() -> Texts {
          const hdf5::Handle file = opened(path);
          Texts all;
          for (const auto& part : parts) all.push_back(numbers_of(file.id(), part));
          return all;
        },
        allowed_for(std::filesystem::file_size(path), numbers * sizeof(double)));
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse(std::string("is damaged: ") + error.what());
  }
  if (!found || found->size() != parts.size()) refuse("is damaged: HDF5 crashes on it, or comes to no end");
  std::vector<std::vector<double>> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if ((*found)[i].size() != parts[i].numbers * sizeof(double)) refuse("is damaged: numbers are missing");
    std::memcpy(values.emplace_back(parts[i].numbers).data(), (*found)[i].data(), (*found)[i].size());
    (*found)[i] = {};
  }
  return values;
}

std::vector<double> ResultsValues::read(const std::string& name, std::vector<Stretch> stretches,
                                        Group group) const {
  return read({Wanted{name, std::move(stretches), group}}).front();
}

void ResultsValues::refuse(const std::string& what) const {
  throw sim::FileTrouble(results_.path().string() + ": " + what);
}

}  // namespace knowhow::output
