#include "output/verify.h"

#include <algorithm>
#include <stdexcept>

#include "output/hdf5.h"
#include "output/layout.h"
#include "output/memory_file.h"
#include "output/selection.h"

namespace knowhow::output {

namespace {

[[noreturn]] void differs(const std::string& name) {
  throw std::runtime_error("the results file would not hold what was computed: '" + name +
                           "' reads back differently; nothing was written (is this machine's memory sound?)");
}

std::vector<std::string> names_in(hid_t file, const std::string& name) {
  return hdf5::read_strings(hdf5::open_dataset(file, name).id());
}

template <class Number>
std::vector<Number> numbers_in(hid_t file, const std::string& name, std::size_t count) {
  const hdf5::Handle dataset = hdf5::open_dataset(file, name);
  const hdf5::Handle extent{H5Dget_space(dataset.id()), H5Sclose, "look at dataset", name};
  if (hdf5::checked(H5Sget_simple_extent_npoints(extent.id()), "look at dataset", name) !=
      static_cast<hssize_t>(count))
    differs(name);
  std::vector<Number> numbers(count);
  hdf5::checked(H5Dread(dataset.id(), hdf5::memory_type(hdf5::coordinate_type<Number>), H5S_ALL, H5S_ALL,
                        H5P_DEFAULT, numbers.data()),
                "read dataset", name);
  return numbers;
}

struct SameCoordinate {
  hid_t file;
  const std::string& name;
  bool operator()(const std::vector<std::string>& names) const { return names_in(file, name) == names; }
  template <class Number>
  bool operator()(const std::vector<Number>& numbers) const {
    return digest(numbers) == digest(numbers_in<Number>(file, name, numbers.size()));
  }
};

void verify_texts(hid_t file, const Added& added, std::size_t number) {
  const auto& name = added.layout.variables[number].name;
  const auto texts = names_in(file, name);
  if (texts.size() != added.scenarios() * added.replicates()) differs(name);
  for (std::size_t scenario = 0; scenario < added.scenarios(); ++scenario)
    for (std::size_t replicate = 0; replicate < added.replicates(); ++replicate)
      if (digest(texts[scenario * added.replicates() + replicate]) !=
          added.digest_of(number, scenario, replicate))
        differs(name);
}

void verify_numbers(hid_t file, const Added& added, std::size_t number) {
  const auto& variable = added.layout.variables[number];
  const Placement placement = place(added.layout, variable);
  const hdf5::Handle dataset = hdf5::open_dataset(file, variable.name);
  std::vector<std::byte> values(placement.replicates_a_chunk * placement.bytes);
  for (std::size_t scenario = 0; scenario < added.scenarios(); ++scenario)
    for (std::size_t first = 0; first < added.replicates(); first += placement.replicates_a_chunk) {
      const std::size_t count = std::min(placement.replicates_a_chunk, added.replicates() - first);
      const hdf5::Selection runs(placement.extent, scenario, first, count);
      hdf5::checked(H5Dread(dataset.id(), hdf5::memory_type(variable.type), runs.memory(), runs.file(),
                            H5P_DEFAULT, values.data()),
                    "read dataset", variable.name);
      for (std::size_t i = 0; i < count; ++i)
        if (digest(values.data() + i * placement.bytes, placement.bytes) !=
            added.digest_of(number, scenario, first + i))
          differs(variable.name);
    }
}

}  // namespace

void verify(std::span<const std::byte> image, const Added& added) {
  const hdf5::Session session;
  const hdf5::OpenImage file(image);
  for (const auto& axis : added.layout.dimensions)
    if (!std::visit(SameCoordinate{file.id(), axis.name}, axis.coordinate)) differs(axis.name);
  for (const auto& axis : added.layout.dimensions)
    for (const auto& labels : axis.labels)
      if (names_in(file.id(), labels.name) != labels.of_elements) differs(labels.name);
  for (std::size_t number = 0; number < added.layout.variables.size(); ++number) {
    if (added.layout.variables[number].type == sim::Type::text)
      verify_texts(file.id(), added, number);
    else
      verify_numbers(file.id(), added, number);
  }
  for (const auto& [name, expected] : added.provenance) {
    const auto texts = names_in(file.id(), "provenance/" + name);
    if (texts.size() != 1 || digest(texts[0]) != expected) differs(name);
  }
}

}  // namespace knowhow::output
