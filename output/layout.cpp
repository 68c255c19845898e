#include "output/layout.h"

#include <xxhash.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <type_traits>

namespace knowhow::output {

namespace {

// Deflate sees 32 KiB back: far enough for the scenario before, if that has at most half of this in a chunk.
constexpr std::size_t scenario_bytes = 16 * 1024;
constexpr std::size_t chunk_bytes = 1024 * 1024;
constexpr std::size_t most_scenarios = 16;
constexpr std::size_t least_elements = 128;  // below, a run is cut no further

[[noreturn]] void refuse(const std::string& what) { throw std::logic_error("results layout: " + what); }

void check_name(const std::string& name, std::set<std::string>& taken) {
  if (name.empty() || name == "." || name.find('/') != std::string::npos)
    refuse("'" + name + "' cannot be a name");
  if (!taken.insert(name).second) refuse("the name '" + name + "' is there twice");
}

const sim::Dimension& dimension(const std::vector<sim::Dimension>& axes, const std::string& name) {
  const auto found = std::find_if(axes.begin(), axes.end(),
                                  [&](const sim::Dimension& candidate) { return candidate.name == name; });
  if (found == axes.end()) refuse("no dimension '" + name + "'");
  return *found;
}

std::size_t bytes_of(sim::Type type) {
  switch (type) {
    case sim::Type::float32:
    case sim::Type::int32:
      return 4;
    case sim::Type::float64:
      return 8;
    case sim::Type::text:
      return 0;
  }
  refuse("unknown type");
}

void check_variable(const sim::Layout& layout, const sim::Variable& variable) {
  std::set<std::string> along{layout.dimensions[0].name, layout.dimensions[1].name};
  for (const auto& name : variable.dimensions) {
    dimension(layout.dimensions, name);
    if (!along.insert(name).second) refuse("'" + variable.name + "' has the dimension '" + name + "' twice");
  }
  if (variable.type == sim::Type::text && !variable.dimensions.empty())
    refuse("the text '" + variable.name + "' has dimensions of its own");
  if (variable.may_be_missing && variable.type != sim::Type::float32 && variable.type != sim::Type::float64)
    refuse("'" + variable.name + "' may be missing, but only floats can be");
}

template <class Number>
constexpr sim::Type type_of = std::is_same_v<Number, float>    ? sim::Type::float32
                              : std::is_same_v<Number, double> ? sim::Type::float64
                                                               : sim::Type::int32;

struct Fits {
  const Placement& placement;
  sim::Type type;
  template <class Number>
  bool operator()(const std::vector<Number>& values) const {
    return type == type_of<Number> && values.size() == placement.elements;
  }
  bool operator()(const std::string& text) const {
    return type == sim::Type::text && text.find('\0') == std::string::npos;
  }
};

}  // namespace

void check(const sim::Layout& layout) {
  if (layout.dimensions.size() < 2 || layout.dimensions[1].name != "replicate" ||
      (layout.dimensions[0].name != "scenario" && layout.dimensions[0].name != "point"))
    refuse("the dimensions do not start with scenario (of a sweep: point) and replicate");
  std::set<std::string> taken{"provenance", "summary", "difference", "statistic"};
  for (const auto& axis : layout.dimensions) {
    check_name(axis.name, taken);
    check(axis.attributes);
    if (axis.size() == 0) refuse("the dimension '" + axis.name + "' has no elements");
    for (const auto& labels : axis.labels) {
      check_name(labels.name, taken);
      if (labels.of_elements.size() != axis.size())
        refuse("the labels '" + labels.name + "' are not as many as '" + axis.name + "' has elements");
    }
  }
  for (const auto& variable : layout.variables) {
    check_name(variable.name, taken);
    check_variable(layout, variable);
    check(attributes_of(layout.dimensions, variable));
  }
}

void check(const sim::Attributes& attributes) {
  std::set<std::string> taken;
  for (const auto& [name, text] : attributes)
    if (!taken.insert(name).second) refuse("the attribute '" + name + "' is there twice");
}

void check(const sim::Layout& layout, const sim::Rows& rows) {
  if (rows.size() != layout.variables.size()) refuse("a run has not as many rows as there are variables");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& variable = layout.variables[i];
    if (!std::visit(Fits{place(layout, variable), variable.type}, rows[i]))
      refuse("the row of '" + variable.name + "' has the wrong type or size");
  }
}

sim::Attributes attributes_of(const std::vector<sim::Dimension>& axes, const sim::Variable& variable) {
  sim::Attributes attributes{
      {"long_name", variable.long_name}, {"units", variable.units}, {"comment", variable.comment}};
  std::string beside;
  for (const auto& name : variable.dimensions)
    for (const auto& labels : dimension(axes, name).labels)
      beside += (beside.empty() ? "" : " ") + labels.name;
  attributes.emplace_back("coordinates", beside);
  attributes.insert(attributes.end(), variable.labels.begin(), variable.labels.end());
  return attributes;
}

Placement place(std::vector<std::size_t> extent, sim::Type type) {
  Placement placement;
  placement.element_bytes = bytes_of(type);
  for (std::size_t axis = 2; axis < extent.size(); ++axis) placement.elements *= extent[axis];
  placement.chunk = extent;
  std::size_t together = placement.elements;
  for (std::size_t axis = extent.size(); axis-- > 2 && together / extent[axis] >= least_elements;) {
    together /= extent[axis];
    placement.apart *= extent[axis];
    placement.chunk[axis] = 1;
  }
  if (placement.element_bytes > 0) {
    const std::size_t bytes = together * placement.element_bytes;
    placement.chunk[0] = std::clamp(chunk_bytes / bytes, std::size_t{1}, std::min(extent[0], most_scenarios));
    placement.chunk[1] = std::clamp(scenario_bytes / bytes, std::size_t{1}, extent[1]);
  }
  placement.extent = std::move(extent);
  return placement;
}

Placement place(const sim::Layout& layout, const sim::Variable& variable) {
  std::vector<std::size_t> extent{layout.dimensions[0].size(), layout.dimensions[1].size()};
  for (const auto& name : variable.dimensions) extent.push_back(dimension(layout.dimensions, name).size());
  return place(std::move(extent), variable.type);
}

std::uint64_t digest(const sim::Values& values) {
  return std::visit([](const auto& some) { return digest(some.data(), some.size() * sizeof(*some.data())); },
                    values);
}

std::uint64_t digest(const void* bytes, std::size_t size) { return XXH3_64bits(bytes, size); }

}  // namespace knowhow::output
