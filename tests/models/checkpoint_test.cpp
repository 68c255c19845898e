// A run that is stopped every few steps, and goes on from its checkpoint in another process's place with
// another number of threads, ends with the rows of a whole one: in every scenario that comes with the
// program.
#include "sim/checkpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "models/catalogue.h"
#include "scenarios/scenario.h"

namespace knowhow {
namespace {

class Memory : public sim::Keeper {
 public:
  explicit Memory(std::vector<std::byte>& kept, bool puts_back) : kept_(kept), puts_back_(puts_back) {
    if (!puts_back) kept.clear();
  }
  bool puts_back() const override { return puts_back_; }
  bool at_end() const { return at_ == kept_.size(); }

 private:
  void bytes(void* place, std::size_t count) override {
    if (puts_back_) {
      if (count > kept_.size() - at_) throw std::runtime_error("it ends too early");
      if (count) std::memcpy(place, kept_.data() + at_, count);
      at_ += count;
    } else {
      const auto* from = static_cast<const std::byte*>(place);
      kept_.insert(kept_.end(), from, from + count);
    }
  }
  std::vector<std::byte>& kept_;
  bool puts_back_;
  std::size_t at_ = 0;
};

/// Stops a run after so many steps, and keeps it.
class Interrupter : public sim::Checkpoints {
 public:
  bool stop() {
    constexpr int lengths[] = {1, 2, 5, 11};
    return ++steps_ > lengths[stopped_ % 4];
  }
  void resume(const std::function<void(sim::Keeper&)>& keep) override {
    steps_ = 0;
    if (kept_.empty()) return;
    Memory memory(kept_, true);
    keep(memory);
    EXPECT_TRUE(memory.at_end());
  }
  bool due(bool stopping) override { return stopping; }
  void save(const std::function<void(sim::Keeper&)>& keep) override {
    ++stopped_;
    Memory memory(kept_, false);
    keep(memory);
  }
  int stopped() const { return stopped_; }

 private:
  std::vector<std::byte> kept_;
  int steps_ = 0, stopped_ = 0;
};

/// Missing numbers are the same as missing numbers.
bool same(const sim::Values& one, const sim::Values& other) {
  if (one.index() != other.index()) return false;
  return std::visit(
      [&](const auto& values) {
        const auto& others = std::get<std::decay_t<decltype(values)>>(other);
        return values.size() == others.size() &&
               std::memcmp(values.data(), others.data(), values.size() * sizeof(values[0])) == 0;
      },
      one);
}

void expect_the_same_in_pieces(const std::filesystem::path& file) {
  SCOPED_TRACE(file.filename());
  const auto& models = models::catalogue();
  auto scenario = scenarios::load(file, {{}, "11", "1", {}}, models);
  if (scenario.plan.model == "public_services")
    scenario = scenarios::load(file, {{"world.people.staff_per_person=400"}, "11", "1", {}}, models);
  const auto model = std::ranges::find(models, scenario.plan.model, &sim::Model::name);
  const auto study = model->bind(scenario.plan);
  sim::Workers alone(1), three(3);
  const auto world = study->world(0, alone);
  const std::size_t last = scenario.plan.scenarios.size() - 1;
  sim::Tally whole, pieced;
  const sim::Rows expected = world->run(last, three, {}, whole);
  Interrupter interrupter;
  for (;;) try {
      const auto rows = world->run(
          last, interrupter.stopped() % 2 ? alone : three, [&] { return interrupter.stop(); }, pieced,
          &interrupter);
      ASSERT_EQ(rows.size(), expected.size());
      for (std::size_t v = 0; v < rows.size(); ++v)
        EXPECT_TRUE(same(rows[v], expected[v]))
            << study->layout().variables[v].name << " after " << interrupter.stopped() << " checkpoints";
      break;
    } catch (const sim::Stopped&) {
    }
  EXPECT_EQ(pieced.agent_steps, whole.agent_steps);
  EXPECT_EQ(pieced.contacts, whole.contacts);
}

class Checkpoint : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Checkpoint, InPiecesIsWhole) { expect_the_same_in_pieces(GetParam()); }

/// And no sweep, calibration or table of sources.
bool is_scenario(const std::filesystem::path& file) {
  std::ifstream text(file);
  for (std::string line; std::getline(text, line);)
    if (line.starts_with("model:") || line.starts_with("extends:")) return true;
  return false;
}

std::vector<std::filesystem::path> library() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(KNOWHOW_SOURCE) / "scenarios"))
    if (entry.path().extension() == ".yaml" && is_scenario(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Library, Checkpoint, testing::ValuesIn(library()), [](const auto& of) {
  std::string name = of.param.parent_path().filename().string() + "_" + of.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

}  // namespace
}  // namespace knowhow
