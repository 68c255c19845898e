#include "output/results_file.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "output/hdf5.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::add_all;
using testing::Folder;
using testing::replicates;
using testing::run;
using testing::scenarios;
using testing::small_study;

/// A changed layout must be refused as our mistake.
template <class Change>
void expect_refused(Change change) {
  sim::Layout layout = small_study();
  change(layout);
  EXPECT_THROW(ResultsFile(layout, {}), std::logic_error);
}

TEST(ResultsLayout, StartsWithScenarioAndReplicate) {
  EXPECT_NO_THROW(ResultsFile(small_study(), {}));
  EXPECT_THROW(ResultsFile({}, {}), std::logic_error);
  expect_refused([](sim::Layout& layout) { std::swap(layout.dimensions[0], layout.dimensions[1]); });
  expect_refused([](sim::Layout& layout) { layout.dimensions.erase(layout.dimensions.begin() + 1); });
}

TEST(ResultsLayout, HasOnlyKnownDimensions) {
  expect_refused([](sim::Layout& layout) { layout.variables[0].dimensions[1] = "region"; });
  expect_refused([](sim::Layout& layout) { layout.variables[0].dimensions[1] = "replicate"; });
  expect_refused([](sim::Layout& layout) { layout.variables[0].dimensions[1] = "time"; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].coordinate = std::vector<std::string>{}; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].labels[0].of_elements.pop_back(); });
}

TEST(ResultsLayout, HasEachNameOnce) {
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].name = "time"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = "wide"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = "group"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = "provenance"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = "a/b"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = ""; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[2].attributes.emplace_back("units", "1"); });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].labels[0].name = "group"; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].labels[0].name = "wide"; });
  expect_refused([](sim::Layout& layout) { layout.variables[2].labels = {{"units", "GBP"}}; });
  EXPECT_THROW(ResultsFile(small_study(), {{"title", "a"}, {"title", "b"}}), std::logic_error);
}

TEST(ResultsLayout, RefusesWhatCannotBe) {
  expect_refused([](sim::Layout& layout) { layout.variables[2].may_be_missing = true; });
  expect_refused([](sim::Layout& layout) { layout.variables[3].may_be_missing = true; });
  expect_refused([](sim::Layout& layout) { layout.variables[3].dimensions = {"group"}; });
  expect_refused([](sim::Layout& layout) { layout.variables[0].comment = std::string("a\0b", 3); });
}

TEST(ResultsFile, RefusesARunThatDoesNotFit) {
  ResultsFile file(small_study(), {});
  EXPECT_THROW(file.add(scenarios, 0, run(0, 0)), std::logic_error);
  EXPECT_THROW(file.add(0, replicates, run(0, 0)), std::logic_error);
  const auto refused = [&](auto change) {
    sim::Rows rows = run(0, 0);
    change(rows);
    EXPECT_THROW(file.add(0, 0, rows), std::logic_error);
  };
  refused([](sim::Rows& rows) { rows.pop_back(); });
  refused([](sim::Rows& rows) { std::get<std::vector<float>>(rows[0]).pop_back(); });
  refused([](sim::Rows& rows) { std::get<std::vector<std::int32_t>>(rows[2]).push_back(1); });
  refused([](sim::Rows& rows) { rows[1] = std::vector<float>(450); });
  refused([](sim::Rows& rows) { rows[2] = "1"; });
  refused([](sim::Rows& rows) { rows[3] = std::vector<float>{1}; });
  refused([](sim::Rows& rows) { rows[3] = std::string("a\0b", 3); });
  EXPECT_NO_THROW(file.add(0, 0, run(0, 0)));
  EXPECT_THROW(file.add(0, 0, run(0, 0)), std::logic_error);
}

TEST(ResultsFile, IsPublishedOnceAndOnlyComplete) {
  const Folder folder;
  ResultsFile file(small_study(), {});
  for (std::size_t i = 1; i < scenarios * replicates; ++i)
    file.add(i / replicates, i % replicates, run(0, i));
  EXPECT_THROW(file.publish(folder.path / "x.h5"), std::logic_error);
  EXPECT_TRUE(folder.names().empty());
  file.add(0, 0, run(0, 0));
  file.publish(folder.path / "x.h5");
  EXPECT_THROW(file.publish(folder.path / "y.h5"), std::logic_error);
  EXPECT_THROW(file.add(0, 0, run(0, 0)), std::logic_error);
  EXPECT_THROW(file.provenance("scenario.yaml", ""), std::logic_error);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(ResultsFile, TakesEachProvenanceOnce) {
  ResultsFile file(small_study(), {});
  file.provenance("scenario.yaml", "knowhow: 1\n");
  EXPECT_THROW(file.provenance("scenario.yaml", "again"), std::logic_error);
  EXPECT_THROW(file.provenance("scenario", "named as a dimension"), std::logic_error);
  EXPECT_THROW(file.provenance("", "nameless"), std::logic_error);
  EXPECT_THROW(file.provenance("/elsewhere", "in the root"), std::logic_error);
  EXPECT_THROW(file.provenance("nul", std::string("a\0b", 3)), std::logic_error);
}

TEST(ResultsFile, SaysWhatHdf5SaidAndPrintsNothing) {
  sim::Layout layout = small_study();
  layout.dimensions[2].attributes = {{"CLASS", "an attribute that dimension scales have already"}};
  ::testing::internal::CaptureStderr();
  std::string message;
  try {
    ResultsFile file(layout, {});
  } catch (const std::logic_error&) {
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(message.find("HDF5 could not create attribute 'CLASS': "), std::string::npos) << message;
  EXPECT_NE(message.find("attribute already exists"), std::string::npos) << message;
}

/// The numbers of a dataset, as HDF5's own light interface reads them.
template <class Number>
std::vector<Number> read(const std::filesystem::path& path, const char* name, hid_t type, std::size_t count) {
  const hdf5::Session session;
  const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open"};
  std::vector<Number> numbers(count);
  hdf5::checked(H5LTread_dataset(file.id(), name, type, numbers.data()), "read", name);
  return numbers;
}

template <class Number>
void expect_all(const std::filesystem::path& path, const char* name, std::size_t row, hid_t type) {
  std::vector<Number> expected;
  for (std::size_t scenario = 0; scenario < scenarios; ++scenario)
    for (std::size_t replicate = 0; replicate < replicates; ++replicate) {
      const auto values = std::get<std::vector<Number>>(run(scenario, replicate)[row]);
      expected.insert(expected.end(), values.begin(), values.end());
    }
  const auto found = read<Number>(path, name, type, expected.size());
  EXPECT_EQ(std::memcmp(found.data(), expected.data(), expected.size() * sizeof(Number)), 0) << name;
}

void expect_study(const std::filesystem::path& path) {
  expect_all<float>(path, "/wide", 0, H5T_NATIVE_FLOAT);
  expect_all<double>(path, "/narrow", 1, H5T_NATIVE_DOUBLE);
  expect_all<std::int32_t>(path, "/single", 2, H5T_NATIVE_INT32);
  const hdf5::Session session;
  const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open"};
  const auto texts = hdf5::read_strings(hdf5::open_dataset(file.id(), "digest").id());
  for (std::size_t i = 0; i < scenarios * replicates; ++i)
    EXPECT_EQ(texts.at(i), std::get<std::string>(run(i / replicates, i % replicates)[3]));
}

TEST(ResultsFile, DoesNotDependOnTheOrderOfRuns) {
  const Folder folder;
  std::vector<std::size_t> order(scenarios * replicates);
  std::iota(order.begin(), order.end(), 0);
  for (int trial = 0; trial < 3; ++trial) {
    ResultsFile file(small_study(), {});
    for (const auto i : order) file.add(i / replicates, i % replicates, run(i / replicates, i % replicates));
    const auto size = file.publish(folder.path / "x.h5");
    EXPECT_EQ(size, std::filesystem::file_size(folder.path / "x.h5"));
    expect_study(folder.path / "x.h5");
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
  }
}

TEST(ResultsFile, IsTheSameBytesAtAnotherTime) {
  const Folder folder;
  std::string earlier;
  for (int trial = 0; trial < 2; ++trial) {
    ResultsFile file(small_study(), {{"title", "the same"}});
    file.provenance("scenario.yaml", "knowhow: 1\n");
    add_all(file);
    file.publish(folder.path / "x.h5");
    std::ifstream stream(folder.path / "x.h5", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_TRUE(trial == 0 || bytes == earlier);
    earlier = bytes;
    // HDF5 counts time in seconds.
    if (trial == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  }
}

TEST(ResultsFile, TakesRunsFromManyThreads) {
  const Folder folder;
  ResultsFile file(small_study(), {});
  std::vector<std::thread> threads;
  for (std::size_t first = 0; first < 4; ++first)
    threads.emplace_back([&file, first] {
      for (std::size_t i = first; i < scenarios * replicates; i += 4)
        file.add(i / replicates, i % replicates, run(i / replicates, i % replicates));
    });
  for (auto& thread : threads) thread.join();
  file.publish(folder.path / "x.h5");
  expect_study(folder.path / "x.h5");
}

TEST(ResultsFile, TwoAtOnceKeepApart) {
  const Folder folder;
  std::vector<std::thread> threads;
  for (const char* name : {"x.h5", "y.h5"})
    threads.emplace_back([&folder, name] {
      ResultsFile file(small_study(), {});
      add_all(file);
      file.publish(folder.path / name);
    });
  for (auto& thread : threads) thread.join();
  expect_study(folder.path / "x.h5");
  expect_study(folder.path / "y.h5");
}

std::size_t pages_in_use() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages;
}

/// Adds incompressible runs until memory ends: 0 if that was an exception like any other.
int exit_code_without_memory() {
  constexpr std::size_t elements = 1 << 16, spare = 12 << 20;
  std::vector<std::int32_t> axis(elements), many(1000);
  std::vector<float> values(elements);
  std::mt19937 engine(1);
  for (auto& value : values) value = static_cast<float>(engine());
  const sim::Rows rows{values};
  const sim::Layout layout{
      {{"scenario", std::vector<std::string>{"baseline"}, {}}, {"replicate", many, {}}, {"i", axis, {}}},
      {{"x", sim::Type::float32, {"i"}, "", "", "", false}}};
  const rlim_t limit = pages_in_use() * static_cast<std::size_t>(::getpagesize()) + spare;
  const rlimit memory{limit, limit};
  if (::setrlimit(RLIMIT_AS, &memory) != 0) return 3;
  try {
    ResultsFile file(layout, {});
    for (std::size_t i = 0; i < many.size(); ++i) file.add(0, i, rows);
  } catch (const std::logic_error&) {
    return 1;
  } catch (const std::runtime_error& error) {
    return std::strstr(error.what(), "HDF5 could not") ? 0 : 1;
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return 2;
}

TEST(ResultsFile, SurvivesTheEndOfMemory) {
  for (const char* sanitizer : {"__asan_init", "__tsan_init"})
    if (::dlsym(RTLD_DEFAULT, sanitizer)) GTEST_SKIP() << "sanitizers end the program where memory ends";
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(std::exit(exit_code_without_memory()), ::testing::ExitedWithCode(0), "");
}

}  // namespace

}  // namespace knowhow::output
