#include "output/verify.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "output/hdf5.h"
#include "output/layout.h"
#include "output/memory_file.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::add_all;
using testing::Folder;
using testing::replicates;
using testing::run;
using testing::scenarios;
using testing::small_study;

class Verify : public ::testing::Test {
 protected:
  Verify() : added{small_study(), std::vector<std::uint64_t>(4 * scenarios * replicates), {}} {
    ResultsFile results(added.layout, {});
    add_all(results);
    results.provenance("scenario.yaml", "knowhow: 1\n");
    added.provenance = {{"scenario.yaml", digest(sim::Values{"knowhow: 1\n"})}};
    for (std::size_t scenario = 0; scenario < scenarios; ++scenario)
      for (std::size_t replicate = 0; replicate < replicates; ++replicate)
        for (std::size_t row = 0; row < 4; ++row)
          added.digest_of(row, scenario, replicate) = digest(run(scenario, replicate)[row]);
    const Folder folder;
    results.publish(folder.path / "x.h5");
    std::ifstream file(folder.path / "x.h5", std::ios::binary);
    for (std::istreambuf_iterator<char> c(file), end; c != end; ++c)
      bytes.push_back(static_cast<std::byte>(*c));
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

  void expect_refused() const { EXPECT_THROW(verify(bytes, added), std::runtime_error); }

  Added added;
  std::vector<std::byte> bytes;
};

TEST_F(Verify, AcceptsWhatWasAdded) { EXPECT_NO_THROW(verify(bytes, added)); }

TEST_F(Verify, NoticesEveryRunThatDiffers) {
  for (std::size_t row = 0; row < 4; ++row)
    for (const std::size_t replicate : {std::size_t{0}, replicates - 1}) {
      added.digest_of(row, 1, replicate) ^= 1;
      expect_refused();
      added.digest_of(row, 1, replicate) ^= 1;
    }
  EXPECT_NO_THROW(verify(bytes, added));
}

TEST_F(Verify, NoticesCoordinatesThatDiffer) {
  for (auto& axis : added.layout.dimensions) {
    const auto right = axis.coordinate;
    std::visit([](auto& values) { std::swap(values[0], values[1]); }, axis.coordinate);
    expect_refused();
    axis.coordinate = right;
  }
  EXPECT_NO_THROW(verify(bytes, added));
}

TEST_F(Verify, NoticesLabelsThatDiffer) {
  added.layout.dimensions[3].labels[0].of_elements[2] = "several";
  expect_refused();
}

TEST_F(Verify, NoticesProvenanceThatDiffers) {
  added.provenance = {{"scenario.yaml", digest(sim::Values{"knowhow: 2\n"})}};
  expect_refused();
  added.provenance = {{"another", digest(sim::Values{"knowhow: 1\n"})}};
  expect_refused();
}

TEST_F(Verify, NoticesAFlippedBitInAChunk) {
  for (const char* name : {"time", "wide", "narrow", "single"}) {
    auto& byte = bytes[first_chunk(name) + 5];
    byte ^= std::byte{4};
    expect_refused();
    byte ^= std::byte{4};
  }
  EXPECT_NO_THROW(verify(bytes, added));
}

TEST_F(Verify, NoticesAFileThatEndsEarly) {
  bytes.pop_back();
  expect_refused();
  bytes.clear();
  expect_refused();
}

}  // namespace

}  // namespace knowhow::output
