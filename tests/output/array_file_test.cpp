#include "output/array_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "output/seal.h"
#include "sim/problem.h"
#include "tests/output/changed_file.h"

namespace knowhow::output {
namespace {

namespace fs = std::filesystem;
using testing::add_dataset, testing::change_file, testing::remove_from;
using ::testing::HasSubstr;

class ArrayFileTest : public ::testing::Test {
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

  std::string refusal(Reading reading = Reading::everything) const {
    try {
      read_arrays(path(), reading);
    } catch (const sim::FileTrouble& trouble) {
      return trouble.what();
    }
    return "";
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

TEST_F(ArrayFileTest, WhatComesByRowsIsWhatIsHeld) {
  constexpr std::size_t points = 200'000;  // more than are written at once
  ArrayFile file;
  file.attributes = {{"knowhow_format", "1"}};
  file.dimensions = {{"point", sim::Numbered{points}, {}},
                     {"side", std::vector<std::string>{"a", "b", "c"}, {}}};
  file.arrays = {{"number", {"point", "side"}, {}, false, std::vector<double>()},
                 {"text", {"point"}, {}, false, std::vector<std::string>()}};
  std::size_t most = 0;
  file.arrays[0].rows = [&](std::size_t first, std::size_t count) {
    most = std::max(most, count);
    std::vector<double> some(3 * count);
    for (std::size_t i = 0; i < some.size(); ++i) some[i] = static_cast<double>(3 * first + i);
    return ArrayValues(some);
  };
  file.arrays[1].rows = [&](std::size_t first, std::size_t count) {
    std::vector<std::string> some(count);
    for (std::size_t i = 0; i < count; ++i)
      some[i] = first + i == 150'000 ? std::string(5000, 'x') : std::to_string(first + i);
    return ArrayValues(some);
  };
  write_arrays(file, path());
  EXPECT_LE(most * 3 * sizeof(double), std::size_t{5} << 20);
  const ArrayFile whole = read_arrays(path());
  ASSERT_EQ(std::get<std::vector<double>>(whole.array("number")->values).size(), 3 * points);
  EXPECT_EQ(std::get<std::vector<double>>(whole.array("number")->values)[3 * 123'456 + 2], 3 * 123'456 + 2);
  EXPECT_EQ(std::get<std::vector<std::string>>(whole.array("text")->values)[199'999], "199999");
  EXPECT_EQ(std::get<std::vector<std::string>>(whole.array("text")->values)[150'000].size(), 5000u);
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(whole.dimension("point")->coordinate)[points - 1], 199'999);

  const ArrayFile axes = read_arrays(path(), Reading::axes);
  EXPECT_EQ(axes.dimension("point")->size(), points);
  EXPECT_EQ(axes.array("text")->size(), 0u);
  const RowRange ranges[] = {{7, 1}, {199'998, 2}};
  EXPECT_EQ(std::get<std::vector<std::string>>(read_rows(path(), "text", ranges)),
            (std::vector<std::string>{"7", "199998", "199999"}));
  EXPECT_EQ(std::get<std::vector<double>>(read_rows(path(), "number", std::span(ranges, 1))),
            (std::vector<double>{21, 22, 23}));
  const RowRange beyond{199'999, 2};
  EXPECT_THROW(read_rows(path(), "text", {&beyond, 1}), sim::FileTrouble);
  EXPECT_THROW(read_rows(path(), "nothing", ranges), sim::FileTrouble);

  file.arrays[0].rows = [](std::size_t, std::size_t count) {
    return ArrayValues(std::vector<double>(count));
  };
  EXPECT_THROW(write_arrays(file, path()), std::logic_error);
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

TEST_F(ArrayFileTest, WhatOnlyAnotherProgramWritesIsRefusedByName) {
  const struct {
    hid_t type;
    std::vector<hsize_t> extent;
    const char* told;
  } strangers[] = {{H5T_STD_REF_OBJ, {3}, "'odd' holds neither numbers nor texts"},
                   {H5T_NATIVE_INT32, {}, "'odd' is no list"}};
  for (const auto& stranger : strangers) {
    write_arrays(sample(), path());
    change_file(path(), [&](hid_t file) { add_dataset(file, "odd", stranger.type, stranger.extent); });
    EXPECT_THAT(refusal(), HasSubstr("file.h5: is damaged, or no file of a sweep: "));
    EXPECT_THAT(refusal(), HasSubstr(stranger.told));
  }
  write_arrays(sample(), path());
  change_file(path(), [&](hid_t file) { add_dataset(file, "odd", H5T_STD_REF_OBJ, {3}); });
  const RowRange first{0, 1};
  EXPECT_THROW(read_rows(path(), "odd", {&first, 1}), sim::FileTrouble);
  EXPECT_THROW(read_rows(folder_ / "absent.h5", "share", {&first, 1}), sim::FileTrouble);

  ArrayFile newer = sample();
  newer.attributes[0].second = "2";
  write_arrays(newer, path());
  EXPECT_THAT(refusal(), HasSubstr("is no file that this version of knowhow reads"));
}

/// A file that shows what two others hold, one for each scenario; one of them has a name that HDF5 would take
/// for a pattern.
class ShowingTest : public ArrayFileTest {
 protected:
  void SetUp() override {
    ArrayFileTest::SetUp();
    ArrayFile whole;
    whole.attributes = {{"knowhow_format", "1"}};
    whole.dimensions = {{"point", sim::Numbered{2}, {}},
                        {"scenario", std::vector<std::string>{"baseline", "more"}, {}}};
    whole.arrays = {{"applied", {"point", "scenario"}, {}, true, std::vector<float>()}};
    for (std::size_t s = 0; s < 2; ++s) {
      const auto value = static_cast<float>(10 * s);
      write_part(names_[s], {value, value + 1});
      whole.parts.push_back({names_[s], 2, seal_text(folder_ / names_[s])});
      whole.arrays[0].pieces.push_back({.part = s, .rows = 2, .second = s});
    }
    write_arrays(whole, path());
  }

  void write_part(const std::string& name, std::vector<float> values) const {
    ArrayFile part;
    part.attributes = {{"knowhow_format", "1"}};
    part.dimensions = {{"run", sim::Numbered{2}, {}}};
    part.arrays = {{"applied", {"run"}, {}, true, std::move(values)}};
    write_arrays(part, folder_ / name);
  }

  void tell_parts(const std::string& text) const {
    change_file(path(), [&](hid_t file) {
      remove_from(file, "provenance/parts");
      const hdf5::Handle dataset =
          hdf5::create_dataset(file, "provenance/parts", hdf5::text_type().id(), hdf5::space({}).id(),
                               hdf5::dataset_properties().id());
      hdf5::write_strings(dataset.id(), {&text, 1});
    });
  }

  const std::string names_[2] = {"half.h5", "50%done.h5"};
};

TEST_F(ShowingTest, WhatPartsHoldIsRead) {
  EXPECT_EQ(std::get<std::vector<float>>(read_arrays(path()).array("applied")->values),
            (std::vector<float>{0, 10, 1, 11}));
}

TEST_F(ShowingTest, WithoutAPartOrWithAnotherNothingIsShown) {
  write_part(names_[1], {5, 6});
  EXPECT_THAT(refusal(), HasSubstr("50%done.h5 holds, which has changed since"));
  fs::remove(folder_ / names_[1]);
  EXPECT_THAT(refusal(), HasSubstr("50%done.h5 holds, which is not there; put it back"));
}

TEST_F(ShowingTest, OnlyItsOwnPartsAreShown) {
  tell_parts(R"([{"file": "half.h5", "rows": 2, "seal": ")" + seal_text(folder_ / "half.h5") + R"("}])");
  EXPECT_THAT(refusal(), HasSubstr("'applied' is shown of a file that is no part of it"));
  tell_parts("half.h5");
  EXPECT_THAT(refusal(), HasSubstr("is damaged: it does not say which parts it shows"));
}

TEST_F(ArrayFileTest, WhatHasNoSecondAxisCannotBeShown) {
  ArrayFile file = sample();
  file.parts = {{"half.h5", 3, ""}};
  file.arrays[0].values = std::vector<double>();
  file.arrays[0].pieces = {{.rows = 3}};
  EXPECT_THROW(write_arrays(file, path()), std::logic_error);
}

}  // namespace
}  // namespace knowhow::output
