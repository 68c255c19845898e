#include "output/checkpoint_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "sim/beginnings.h"
#include "sim/problem.h"
#include "tests/output/small_study.h"

namespace knowhow::output {
namespace {

using testing::Folder;

/// Every kind of value that a keeper takes.
struct State {
  struct Part {
    std::vector<float> values;
    void keep(sim::Keeper& keeper) { keeper(values); }
    bool operator==(const Part&) const = default;
  };
  int step = 0;
  std::vector<double> levels;
  std::vector<bool> flags;
  std::vector<std::vector<std::uint32_t>> rows;
  std::vector<Part> parts;
  std::uint8_t several[3] = {};
  bool operator==(const State&) const = default;

  void keep(sim::Keeper& keeper) {
    keeper(step, levels, flags, rows, parts);
    keeper.several(several, 3);
  }
};

State some_state() {
  State state{41,       std::vector<double>(300'000), {true, false, true}, {{1, 2}, {}, {3}}, {{{.5f}}, {}},
              {7, 8, 9}};
  for (std::size_t i = 0; i < state.levels.size(); ++i) state.levels[i] = 1.0 / static_cast<double>(i + 1);
  return state;
}

std::function<void(sim::Keeper&)> of(State& state) {
  return [&state](sim::Keeper& keeper) { state.keep(keeper); };
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(CheckpointFile, WhatIsPutBackIsWhatWasKept) {
  Folder folder;
  const CheckpointFile file(folder.path / "x.h5", 9, 2, 17);
  EXPECT_EQ(file.path(), folder.path / "x.h5.run-2-17.checkpoint");
  State state = some_state(), back;
  EXPECT_EQ(file.read(of(back)), Found::nothing);
  file.write(of(state));
  EXPECT_EQ(std::filesystem::file_size(file.path()), 32 + sim::bytes_of(of(state)) + 32);
  EXPECT_EQ(file.read(of(back)), Found::put_back);
  EXPECT_EQ(back, state);
  state.step = 42;
  state.levels.resize(10);
  file.write(of(state));  // takes the place of the older one
  EXPECT_EQ(file.read(of(back)), Found::put_back);
  EXPECT_EQ(back, state);
  file.remove();
  EXPECT_EQ(file.read(of(back)), Found::nothing);
}

TEST(CheckpointFile, DamageIsFoundBeforeAnythingIsPutBack) {
  Folder folder;
  const CheckpointFile file(folder.path / "x.h5", 9, 0, 0);
  State state = some_state();
  state.levels.resize(50);
  file.write(of(state));
  const std::string sound = content(file.path());
  const State untouched;
  for (std::size_t at = 0; at < sound.size(); at += 7) {
    std::string flipped = sound;
    flipped[at] = static_cast<char>(flipped[at] ^ 1 << at % 8);
    for (const std::string& bad : {flipped, sound.substr(0, at), sound + std::string(at + 1, '\0')}) {
      write(file.path(), bad);
      State back;
      ASSERT_EQ(file.read(of(back)), Found::damaged) << at;
      ASSERT_EQ(back, untouched);
    }
  }
}

TEST(CheckpointFile, BelongsToOneRunOfOneStudy) {
  Folder folder;
  State state = some_state();
  const CheckpointFile file(folder.path / "x.h5", 9, 1, 2);
  file.write(of(state));
  for (const CheckpointFile& other :
       {CheckpointFile(folder.path / "x.h5", 8, 1, 2), CheckpointFile(folder.path / "x.h5", 9, 2, 2),
        CheckpointFile(folder.path / "x.h5", 9, 1, 3)}) {
    if (other.path() != file.path()) std::filesystem::copy_file(file.path(), other.path());
    State back;
    EXPECT_EQ(other.read(of(back)), Found::damaged);
  }
}

TEST(CheckpointFile, AStateOfAnotherShapeIsRefused) {
  Folder folder;
  const CheckpointFile file(folder.path / "x.h5", 9, 0, 0);
  State state = some_state();
  file.write(of(state));
  std::uint64_t more = 0;
  const auto longer = [&](sim::Keeper& keeper) { keeper(state, more); };
  const auto shorter = [&](sim::Keeper& keeper) { keeper(state.step); };
  std::vector<std::uint32_t> shifted;  // its size is read where another value stands
  const auto other = [&](sim::Keeper& keeper) { keeper(shifted, more); };
  EXPECT_THROW(file.read(longer), sim::FileTrouble);
  EXPECT_THROW(file.read(shorter), sim::FileTrouble);
  EXPECT_THROW(file.read(other), sim::FileTrouble);
}

TEST(CheckpointFile, StudiesAreToldApart) {
  const Description one = testing::description();
  Description seed = one, attributes = one, layout = one;
  seed.identity[0].second = "6";
  attributes.attributes[0].second = "Another";
  layout.layout.variables.pop_back();
  EXPECT_NE(study_of(one), 0u);
  EXPECT_NE(study_of(one), study_of(seed));
  EXPECT_NE(study_of(one), study_of(layout));
  EXPECT_EQ(study_of(one), study_of(attributes));
}

TEST(CheckpointFile, ThoseOfAResultsFileAreFound) {
  Folder folder;
  State state = some_state();
  CheckpointFile(folder.path / "x.h5", 9, 1, 2).write(of(state));
  CheckpointFile(folder.path / "other.h5", 9, 1, 2).write(of(state));
  write(folder.path / "x.h5.run-0-0.checkpoint", "my diary");
  write(folder.path / ".x.h5.run-0-0.checkpoint.123.tmp", "half");
  write(folder.path / ".x.h5.run-0-0.checkpoint.mine.tmp", "no number");
  write(folder.path / "x.h5.run-0-0.checkpoint.old", "another name");
  auto there = checkpoints_of(folder.path / "x.h5");
  std::sort(there.complete.begin(), there.complete.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  ASSERT_EQ(there.complete.size(), 2u);
  EXPECT_FALSE(there.complete[0].is_ours);
  EXPECT_TRUE(there.complete[1].is_ours);
  EXPECT_EQ(there.complete[1].path, folder.path / "x.h5.run-1-2.checkpoint");
  EXPECT_EQ(there.complete[1].study, 9u);
  EXPECT_EQ(there.complete[1].scenario, 1u);
  EXPECT_EQ(there.complete[1].replicate, 2u);
  ASSERT_EQ(there.leftovers.size(), 1u);
  EXPECT_EQ(there.leftovers[0], folder.path / ".x.h5.run-0-0.checkpoint.123.tmp");
}

TEST(CheckpointFile, AFolderThatIsGoneIsTold) {
  Folder folder;
  State state = some_state();
  EXPECT_THROW(CheckpointFile(folder.path / "gone" / "x.h5", 9, 0, 0).write(of(state)), sim::FileTrouble);
}

}  // namespace
}  // namespace knowhow::output
