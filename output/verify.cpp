#include "output/verify.h"

#include <stdexcept>

#include "output/hdf5.h"
#include "output/memory_file.h"
#include "output/selection.h"

namespace knowhow::output {

namespace {

[[noreturn]] void differs(const std::string& path) {
  throw std::runtime_error("the results file would not hold what was computed: '" + path +
                           "' reads back differently; nothing was written (is this machine's memory sound?)");
}

std::uint64_t digest_of(std::span<const std::string> texts) {
  std::string all;
  for (const auto& text : texts) all += text + '\0';
  return digest(all.data(), all.size());
}

std::vector<std::string> texts_in(hid_t file, const std::string& path) {
  return hdf5::read_strings(hdf5::open_dataset(file, path).id());
}

template <class Number>
std::vector<Number> numbers_in(hid_t file, const std::string& path, std::size_t count) {
  const hdf5::Handle dataset = hdf5::open_dataset(file, path);
  const hdf5::Handle extent{H5Dget_space(dataset.id()), H5Sclose, "look at dataset", path};
  if (hdf5::checked(H5Sget_simple_extent_npoints(extent.id()), "look at dataset", path) !=
      static_cast<hssize_t>(count))
    differs(path);
  std::vector<Number> numbers(count);
  hdf5::checked(H5Dread(dataset.id(), hdf5::memory_type(hdf5::coordinate_type<Number>), H5S_ALL, H5S_ALL,
                        H5P_DEFAULT, numbers.data()),
                "read dataset", path);
  return numbers;
}

struct SameCoordinate {
  hid_t file;
  const std::string& path;
  bool operator()(const std::vector<std::string>& names) const { return texts_in(file, path) == names; }
  bool operator()(const sim::Numbered& all) const { return (*this)(all.numbers()); }
  template <class Number>
  bool operator()(const std::vector<Number>& numbers) const {
    return digest(numbers) == digest(numbers_in<Number>(file, path, numbers.size()));
  }
};

void verify_numbers(hid_t file, const Contents::Numbers& numbers) {
  const hdf5::Handle dataset = hdf5::open_dataset(file, numbers.path);
  std::vector<std::byte> values;
  for (const auto& part : numbers.parts) {
    values.resize(part.scenarios * part.count * numbers.placement.bytes());
    const hdf5::Selection runs(numbers.placement.extent, part.first_scenario, part.scenarios, part.first,
                               part.count);
    hdf5::checked(H5Dread(dataset.id(), hdf5::memory_type(numbers.type), runs.memory(), runs.file(),
                          H5P_DEFAULT, values.data()),
                  "read dataset", numbers.path);
    if (digest(values.data(), values.size()) != part.digest) differs(numbers.path);
  }
}

}  // namespace

void Contents::Numbers::add(const Block& block) {
  parts.push_back({block.first_scenario, block.scenarios, block.first, block.count,
                   digest(block.values.data(), block.values.size())});
}

void Contents::add_texts(const std::string& path, std::span<const std::string> these) {
  texts.push_back({path, digest_of(these)});
}

void verify(std::span<const std::byte> image, const Contents& contents) {
  const hdf5::Session session;
  const hdf5::OpenImage file(image);
  for (const auto& [path, axis] : contents.axes)
    if (!std::visit(SameCoordinate{file.id(), path}, axis.coordinate)) differs(path);
  for (const auto& numbers : contents.numbers) verify_numbers(file.id(), numbers);
  for (const auto& [path, expected] : contents.texts)
    if (digest_of(texts_in(file.id(), path)) != expected) differs(path);
}

}  // namespace knowhow::output
