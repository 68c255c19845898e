#pragma once
// A small study for tests of the results file: its layout, and runs that differ from one another.
#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "output/journal.h"
#include "output/results_file.h"

namespace knowhow::output::testing {

constexpr std::size_t scenarios = 2, replicates = 37;

/// `wide` has a chunk a run; `narrow` and `single` have several runs a chunk, the last chunk not whole.
inline sim::Layout small_study() {
  std::vector<std::int32_t> numbers(replicates);
  for (std::size_t i = 0; i < replicates; ++i) numbers[i] = static_cast<std::int32_t>(i);
  std::vector<double> times(150);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = 7.0 * static_cast<double>(i);
  return {{{"scenario", std::vector<std::string>{"baseline", "peer mentoring"}, {}},
           {"replicate", numbers, {}},
           {"time", times, {{"units", "days since 2014-04-01"}}},
           {"group",
            std::vector<std::string>{"all", "sector:health", "sector:education"},
            {},
            {{"breadth", "how many", {"several", "one", "one"}}}},
           {"practice", std::vector<std::int32_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {}}},
          {{"wide", sim::Type::float32, {"time", "group", "practice"}, "wide", "1", "", true},
           {"narrow", sim::Type::float64, {"group", "time"}, "narrow", "1", "", false},
           {"single", sim::Type::int32, {}, "single", "1", "", false},
           {"digest", sim::Type::text, {}, "digest", "", "", false}}};
}

inline sim::Rows run(std::size_t scenario, std::size_t replicate) {
  const auto number = static_cast<float>(100 * scenario + replicate);
  std::vector<float> wide(150 * 3 * 10);
  for (std::size_t i = 0; i < wide.size(); ++i)
    wide[i] =
        i % 11 == 0 ? std::numeric_limits<float>::quiet_NaN() : number + static_cast<float>(i % 500) / 512;
  wide[1] = -0.0f;
  wide[2] = std::numeric_limits<float>::infinity();
  wide[3] = std::numeric_limits<float>::denorm_min();
  std::vector<double> narrow(3 * 150);
  for (std::size_t i = 0; i < narrow.size(); ++i)
    narrow[i] = static_cast<double>(number) / 3 + static_cast<double>(i);
  return {wide, narrow, std::vector<std::int32_t>{static_cast<std::int32_t>(number) - 50},
          "ŷ" + std::to_string(scenario) + "/" + std::to_string(replicate)};
}

inline Description description(sim::Layout layout = small_study()) {
  return {{{"seed", "5"}, {"scenario file", "knowhow: 1\n"}},
          {{"title", "A few"}},
          {{"scenario_file", "knowhow: 1\n"}},
          std::move(layout)};
}

inline void add(Journal& journal, std::size_t number) {
  journal.append(number / replicates, number % replicates, run(number / replicates, number % replicates),
                 {1, number});
}

inline void add_all(Journal& journal) {
  for (std::size_t number = 0; number < scenarios * replicates; ++number) add(journal, number);
}

inline std::uintmax_t publish(const Journal& journal, const std::filesystem::path& path) {
  sim::Workers workers(2);
  return write_results(journal.reader(), {{"digest", "0"}}, path, workers, [] { return false; });
}

/// All runs of the small study, as a results file of that name.
inline std::uintmax_t write_study(const std::filesystem::path& path) {
  Journal journal(path, description(), false);
  add_all(journal);
  const auto size = publish(journal, path);
  journal.remove();
  return size;
}

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "knowhow-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      found.push_back(entry.path().filename());
    return found;
  }

  std::filesystem::path path;
};

}  // namespace knowhow::output::testing
