#include "output/verify.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "output/hdf5.h"
#include "output/layout.h"
#include "output/memory_file.h"
#include "output/seal.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::Folder;
using testing::replicates;
using testing::run;
using testing::scenarios;
using testing::small_study;

class Verify : public ::testing::Test {
 protected:
  Verify() {
    const sim::Layout layout = small_study();
    for (const auto& axis : layout.dimensions) contents.axes.emplace_back(axis.name, axis);
    for (std::size_t row = 0; row < 3; ++row) {
      const auto& variable = layout.variables[row];
      contents.numbers.push_back({variable.name, variable.type, place(layout, variable), {}});
      for (std::size_t scenario = 0; scenario < scenarios; ++scenario)
        for (std::size_t replicate = 0; replicate < replicates; ++replicate)
          contents.numbers[row].parts.push_back(
              {scenario, 1, replicate, 1, digest(run(scenario, replicate)[row])});
    }
    std::vector<std::string> digests;
    for (std::size_t number = 0; number < scenarios * replicates; ++number)
      digests.push_back(std::get<std::string>(run(number / replicates, number % replicates)[3]));
    contents.add_texts("digest", digests);
    contents.add_texts("provenance/scenario_file", std::vector<std::string>{"knowhow: 1\n"});
    const auto& labels = layout.dimensions[3].labels[0];
    for (const char* group : {"", "summary/", "difference/"})
      contents.add_texts(group + labels.name, labels.of_elements);
    const Folder folder;
    testing::write_study(folder.path / "x.h5");
    std::ifstream file(folder.path / "x.h5", std::ios::binary);
    for (std::istreambuf_iterator<char> c(file), end; c != end; ++c)
      bytes.push_back(static_cast<std::byte>(*c));
    bytes.resize(bytes.size() - sizeof(Seal));
  }

  /// Where the first chunk of a dataset lies in the file.
  std::size_t first_chunk(const std::string& name) const {
    const hdf5::Session session;
    const hdf5::OpenImage file(bytes);
    const hdf5::Handle dataset = hdf5::open_dataset(file.id(), name);
    const hdf5::Handle extent{H5Dget_space(dataset.id()), H5Sclose, "look"};
    haddr_t place = 0;
    hdf5::checked(H5Dget_chunk_info(dataset.id(), extent.id(), 0, nullptr, nullptr, &place, nullptr), "look");
    return place;
  }

  void expect_refused() const { EXPECT_THROW(verify(bytes, contents), std::runtime_error); }
  void expect_accepted() const { EXPECT_NO_THROW(verify(bytes, contents)); }

  Contents contents;
  std::vector<std::byte> bytes;
};

TEST_F(Verify, AcceptsWhatWasWritten) { expect_accepted(); }

TEST_F(Verify, NoticesEveryRunThatDiffers) {
  for (auto& numbers : contents.numbers)
    for (const std::size_t part : {std::size_t{0}, replicates, scenarios * replicates - 1}) {
      numbers.parts[part].digest ^= 1;
      expect_refused();
      numbers.parts[part].digest ^= 1;
    }
  expect_accepted();
}

TEST_F(Verify, NoticesCoordinatesThatDiffer) {
  for (auto& [path, axis] : contents.axes) {
    const auto right = axis.coordinate;
    std::visit(
        []<class Coordinate>(Coordinate& values) {
          if constexpr (std::is_same_v<Coordinate, sim::Numbered>)
            --values.count;
          else
            std::swap(values[0], values[1]);
        },
        axis.coordinate);
    expect_refused();
    axis.coordinate = right;
  }
  expect_accepted();
}

TEST_F(Verify, NoticesTextsThatDiffer) {
  for (auto& texts : contents.texts) {
    texts.digest ^= 1;
    expect_refused();
    texts.digest ^= 1;
  }
  contents.texts[1].path = "provenance/another";
  expect_refused();
}

TEST_F(Verify, NoticesAFlippedBitInAChunk) {
  for (const char* name : {"time", "wide", "narrow", "single"}) {
    auto& byte = bytes[first_chunk(name) + 5];
    byte ^= std::byte{4};
    expect_refused();
    byte ^= std::byte{4};
  }
  expect_accepted();
}

TEST_F(Verify, NoticesAFileThatEndsEarly) {
  bytes.pop_back();
  expect_refused();
  bytes.clear();
  expect_refused();
}

}  // namespace

}  // namespace knowhow::output
