#include "output/array_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "sim/problem.h"

namespace knowhow::output {
namespace {

namespace fs = std::filesystem;

class ArrayFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("knowhow_array_file_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static ArrayFile sample() {
    ArrayFile file;
    file.attributes = {{"knowhow_format", "1"}, {"title", "Ŵyl"}};
    file.dimensions = {{"point", std::vector<std::int32_t>{0, 1, 2}, {{"units", "1"}}},
                       {"scenario", std::vector<std::string>{"baseline", "a b"}, {}}};
    file.arrays = {
        {"share", {"point"}, {{"path", "a.b c"}}, false, std::vector<double>{0.1, 0.2, 1e-300}},
        {"applied",
         {"point", "scenario"},
         {{"units", "1"}},
         true,
         std::vector<float>{1, 2, 3, std::numeric_limits<float>::quiet_NaN(), 5, 6}},
        {"status", {"point"}, {}, false, std::vector<std::int32_t>{0, 1, -2}},
        {"error", {"point"}, {}, false, std::vector<std::string>{"", "no ŷ", std::string(9000, 'x')}}};
    file.provenance = {{"text", "one\ntwo"}};
    return file;
  }

  fs::path path() const { return folder_ / "file.h5"; }
  fs::path folder_;
};

TEST_F(ArrayFileTest, WhatIsWrittenReadsBack) {
  const ArrayFile written = sample();
  write_arrays(written, path());
  const ArrayFile read = read_arrays(path());
  EXPECT_EQ(read.attribute("title"), "Ŵyl");
  EXPECT_EQ(read.text("text"), "one\ntwo");
  ASSERT_EQ(read.dimensions.size(), 2u);
  EXPECT_EQ(read.dimension("point")->coordinate, written.dimension("point")->coordinate);
  EXPECT_EQ(read.dimension("scenario")->coordinate, written.dimension("scenario")->coordinate);
  ASSERT_EQ(read.arrays.size(), written.arrays.size());
  for (const auto& array : written.arrays) {
    const Array* found = read.array(array.name);
    ASSERT_TRUE(found) << array.name;
    EXPECT_EQ(found->dimensions, array.dimensions);
    if (array.name == "applied") continue;  // its NaN is equal to nothing
    EXPECT_EQ(found->values, array.values) << array.name;
  }
  const auto& applied = std::get<std::vector<float>>(read.array("applied")->values);
  EXPECT_TRUE(std::isnan(applied[3]));
  EXPECT_EQ(applied[4], 5);
}

TEST_F(ArrayFileTest, TheSameContentIsTheSameBytes) {
  const auto bytes = [&] {
    std::ifstream file(path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  write_arrays(sample(), path());
  const std::string first = bytes();
  write_arrays(sample(), path());
  EXPECT_EQ(bytes(), first);
}

TEST_F(ArrayFileTest, AnArrayOfAnotherSizeThanItsDimensionsIsAMistake) {
  ArrayFile file = sample();
  file.arrays[0].values = std::vector<double>{1, 2};
  EXPECT_THROW(write_arrays(file, path()), std::logic_error);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(ArrayFileTest, DamageAndStrangersAreRefused) {
  EXPECT_THROW(read_arrays(path()), sim::FileTrouble);
  std::ofstream(path()) << "no HDF5 at all";
  EXPECT_THROW(read_arrays(path()), sim::FileTrouble);
  write_arrays(sample(), path());
  fs::resize_file(path(), fs::file_size(path()) / 2);
  EXPECT_THROW(read_arrays(path()), sim::FileTrouble);
}

}  // namespace
}  // namespace knowhow::output
