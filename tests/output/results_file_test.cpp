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
#include "output/layout.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::add;
using testing::add_all;
using testing::description;
using testing::Folder;
using testing::publish;
using testing::replicates;
using testing::run;
using testing::scenarios;
using testing::small_study;

/// A changed layout must be refused as our mistake.
template <class Change>
void expect_refused(Change change) {
  sim::Layout layout = small_study();
  change(layout);
  EXPECT_THROW(check(layout), std::logic_error);
}

TEST(ResultsLayout, StartsWithScenarioAndReplicate) {
  EXPECT_NO_THROW(check(small_study()));
  EXPECT_THROW(check(sim::Layout{}), std::logic_error);
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
  for (const char* group : {"provenance", "summary", "difference"})
    expect_refused([&](sim::Layout& layout) { layout.variables[1].name = group; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[2].name = "statistic"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = "a/b"; });
  expect_refused([](sim::Layout& layout) { layout.variables[1].name = ""; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[2].attributes.emplace_back("units", "1"); });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].labels[0].name = "group"; });
  expect_refused([](sim::Layout& layout) { layout.dimensions[3].labels[0].name = "wide"; });
  expect_refused([](sim::Layout& layout) { layout.variables[2].labels = {{"units", "GBP"}}; });
  EXPECT_THROW(check(sim::Attributes{{"title", "a"}, {"title", "b"}}), std::logic_error);
}

TEST(ResultsLayout, RefusesWhatCannotBe) {
  expect_refused([](sim::Layout& layout) { layout.variables[2].may_be_missing = true; });
  expect_refused([](sim::Layout& layout) { layout.variables[3].may_be_missing = true; });
  expect_refused([](sim::Layout& layout) { layout.variables[3].dimensions = {"group"}; });
}

TEST(ResultsFile, RefusesARunThatDoesNotFit) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", description(), false);
  const auto refused = [&](auto change) {
    sim::Rows rows = run(0, 0);
    change(rows);
    EXPECT_THROW(journal.append(0, 0, rows, {}), std::logic_error);
  };
  refused([](sim::Rows& rows) { rows.pop_back(); });
  refused([](sim::Rows& rows) { std::get<std::vector<float>>(rows[0]).pop_back(); });
  refused([](sim::Rows& rows) { std::get<std::vector<std::int32_t>>(rows[2]).push_back(1); });
  refused([](sim::Rows& rows) { rows[1] = std::vector<float>(450); });
  refused([](sim::Rows& rows) { rows[2] = "1"; });
  refused([](sim::Rows& rows) { rows[3] = std::vector<float>{1}; });
  refused([](sim::Rows& rows) { rows[3] = std::string("a\0b", 3); });
  EXPECT_EQ(journal.finished(), 0u);
  EXPECT_NO_THROW(add(journal, 0));
}

TEST(ResultsFile, IsPublishedOnlyComplete) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", description(), false);
  for (std::size_t number = 1; number < scenarios * replicates; ++number) add(journal, number);
  EXPECT_THROW(publish(journal, folder.path / "x.h5"), std::logic_error);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5.journal"});
  add(journal, 0);
  publish(journal, folder.path / "x.h5");
  journal.remove();
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(ResultsFile, StopsWhenItIsToldTo) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", description(), false);
  add_all(journal);
  sim::Workers workers(2);
  for (const int patience : {0, 3, 20}) {
    int asked = 0;
    EXPECT_THROW(write_results(journal.reader(), {}, folder.path / "x.h5", workers,
                               [&] { return asked++ >= patience; }),
                 sim::Stopped);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5.journal"});
  }
}

TEST(ResultsFile, TakesEachProvenanceOnce) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", description(), false);
  add_all(journal);
  sim::Workers workers(1);
  for (const char* name : {"scenario_file", "scenario", "", "/elsewhere"})
    EXPECT_THROW(write_results(journal.reader(), {{name, "text"}}, folder.path / "x.h5", workers,
                               [] { return false; }),
                 std::logic_error)
        << name;
  EXPECT_THROW(write_results(journal.reader(), {{"nul", std::string("a\0b", 3)}}, folder.path / "x.h5",
                             workers, [] { return false; }),
               std::logic_error);
}

TEST(ResultsFile, SaysWhatHdf5SaidAndPrintsNothing) {
  const Folder folder;
  sim::Layout layout = small_study();
  layout.dimensions[2].attributes = {{"CLASS", "an attribute that dimension scales have already"}};
  Journal journal(folder.path / "x.h5", description(layout), false);
  add_all(journal);
  ::testing::internal::CaptureStderr();
  std::string message;
  try {
    publish(journal, folder.path / "x.h5");
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

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ResultsFile, DoesNotDependOnTheOrderOfRunsNorOnTheTime) {
  const Folder folder;
  std::vector<std::size_t> order(scenarios * replicates);
  std::iota(order.begin(), order.end(), 0);
  std::string earlier;
  for (int trial = 0; trial < 3; ++trial) {
    Journal journal(folder.path / "x.h5", description(), false);
    for (const auto number : order) add(journal, number);
    const auto size = publish(journal, folder.path / "x.h5");
    EXPECT_EQ(size, std::filesystem::file_size(folder.path / "x.h5"));
    journal.remove();
    expect_study(folder.path / "x.h5");
    const std::string bytes = content(folder.path / "x.h5");
    EXPECT_TRUE(trial == 0 || bytes == earlier);
    earlier = bytes;
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
    // HDF5 counts time in seconds.
    if (trial == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  }
}

TEST(ResultsFile, TakesRunsFromManyThreads) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", description(), false);
  std::vector<std::thread> threads;
  for (std::size_t first = 0; first < 4; ++first)
    threads.emplace_back([&journal, first] {
      for (std::size_t i = first; i < scenarios * replicates; i += 4) add(journal, i);
    });
  for (auto& thread : threads) thread.join();
  publish(journal, folder.path / "x.h5");
  expect_study(folder.path / "x.h5");
}

TEST(ResultsFile, TwoAtOnceKeepApart) {
  const Folder folder;
  std::vector<std::thread> threads;
  for (const char* name : {"x.h5", "y.h5"})
    threads.emplace_back([&folder, name] { testing::write_study(folder.path / name); });
  for (auto& thread : threads) thread.join();
  expect_study(folder.path / "x.h5");
  expect_study(folder.path / "y.h5");
}

std::size_t pages_in_use() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages;
}

/// Publishes more than there is memory for: 0 if that was an exception like any other.
int exit_code_without_memory(const Journal& journal, const std::filesystem::path& path) {
  constexpr std::size_t spare = 16 << 20;
  sim::Workers workers(1);
  const JournalReader reader = journal.reader();
  const rlim_t limit = pages_in_use() * static_cast<std::size_t>(::getpagesize()) + spare;
  const rlimit memory{limit, limit};
  if (::setrlimit(RLIMIT_AS, &memory) != 0) return 3;
  try {
    write_results(reader, {}, path, workers, [] { return false; });
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
  const Folder folder;
  constexpr std::size_t elements = 1 << 16, many = 200;
  std::vector<std::int32_t> axis(elements), numbers(many);
  std::vector<float> values(elements);
  std::mt19937 engine(1);
  for (auto& value : values) value = static_cast<float>(engine());
  const sim::Layout layout{
      {{"scenario", std::vector<std::string>{"baseline"}, {}}, {"replicate", numbers, {}}, {"i", axis, {}}},
      {{"x", sim::Type::float32, {"i"}, "", "", "", false}}};
  Journal journal(folder.path / "x.h5", description(layout), false);
  for (std::size_t i = 0; i < many; ++i) journal.append(0, i, {values}, {});
  EXPECT_EXIT(std::exit(exit_code_without_memory(journal, folder.path / "x.h5")),
              ::testing::ExitedWithCode(0), "");
}

}  // namespace

}  // namespace knowhow::output
