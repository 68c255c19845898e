// A run that is stopped every few steps, and goes on from its checkpoint in another process's place with
// another number of threads, ends with the rows of a whole one: in every scenario that comes with the
// program.
#include "sim/checkpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "models/catalogue.h"
#include "scenarios/scenario.h"
#include "sim/beginnings.h"

namespace knowhow {
namespace {

/// Stops a run after so many steps, and keeps it.
class Interrupter : public sim::Checkpoints {
 public:
  bool stop() {
    constexpr int lengths[] = {1, 2, 5, 11};
    return ++steps_ > lengths[stopped_ % 4];
  }
  bool resume(const std::function<void(sim::Keeper&)>& keep) override {
    steps_ = 0;
    if (kept_.empty()) return false;
    sim::MemoryKeeper memory(kept_, true);
    keep(memory);
    EXPECT_TRUE(memory.at_end());
    return true;
  }
  bool due(int, bool stopping) override { return stopping; }
  void save(const std::function<void(sim::Keeper&)>& keep) override {
    ++stopped_;
    sim::MemoryKeeper memory(kept_, false);
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

/// A scenario file of the library with few people, bound to its model.
struct Small {
  explicit Small(const std::filesystem::path& file) {
    const auto& models = models::catalogue();
    scenario = scenarios::load(file, {{}, "11", "1", {}}, models);
    const auto model = std::ranges::find(models, scenario.plan.model, &sim::Model::name);
    if (scenario.plan.model == "public_services") {
      std::string measures;
      for (const auto& measure : model->measures) measures += (measures.empty() ? "" : ", ") + measure.name;
      scenario = scenarios::load(
          file, {{"world.people.staff_per_person=400", "measures=[" + measures + "]"}, "11", "1", {}},
          models);
    }
    study = model->bind(scenario.plan);
    world = study->world(0, alone);
  }
  void expect_same(const sim::Rows& rows, const sim::Rows& expected) const {
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t v = 0; v < rows.size(); ++v)
      EXPECT_TRUE(same(rows[v], expected[v])) << study->layout().variables[v].name;
  }

  sim::Workers alone{1}, three{3};
  scenarios::Scenario scenario;
  std::unique_ptr<sim::Study> study;
  std::unique_ptr<sim::World> world;
};

class Checkpoint : public testing::TestWithParam<std::filesystem::path> {};

void expect_the_same_in_pieces(Small& small) {
  const std::size_t last = small.scenario.plan.scenarios.size() - 1;
  sim::Tally whole, pieced;
  const sim::Rows expected = small.world->run(last, small.three, {}, whole);
  Interrupter interrupter;
  for (;;) try {
      const auto rows = small.world->run(
          last, interrupter.stopped() % 2 ? small.alone : small.three, [&] { return interrupter.stop(); },
          pieced, &interrupter);
      small.expect_same(rows, expected);
      break;
    } catch (const sim::Stopped&) {
    }
  EXPECT_EQ(pieced.agent_steps, whole.agent_steps);
  EXPECT_EQ(pieced.contacts, whole.contacts);
}

TEST_P(Checkpoint, InPiecesIsWhole) {
  Small small(GetParam());
  expect_the_same_in_pieces(small);
}

/// Enough agents for threads to share them: one thread keeps no parts, three do.
TEST(CheckpointOfSharedAgents, InPiecesIsWhole) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "many.yaml";
  std::ofstream(file) << "knowhow: 1\ntitle: Many\nmodel: independent_cascade\ntime: {horizon: 60 steps}\n"
                         "network: {shape: random, mean_degree: 6, agents: 70001}\n"
                         "process: {shape: sir, infection: 0.05, recovery: 0.1}\n"
                         "seeds: {shape: share, share: 0.002}\n"
                         "interventions: {warning: {from: 20 steps, scale: {process.infection: 0.5}}}\n"
                         "scenarios: {warned: [warning]}\n";
  Small small(file);
  expect_the_same_in_pieces(small);
}

/// Counts the runs that did not begin at their beginning.
class Counting : public sim::Checkpoints {
 public:
  Counting(sim::Checkpoints& counted, int& resumed) : counted_(counted), resumed_(resumed) {}
  bool resume(const std::function<void(sim::Keeper&)>& keep) override {
    const bool found = counted_.resume(keep);
    resumed_ += found;
    return found;
  }
  bool due(int step, bool stopping) override { return counted_.due(step, stopping); }
  void save(const std::function<void(sim::Keeper&)>& keep) override { counted_.save(keep); }

 private:
  sim::Checkpoints& counted_;
  int& resumed_;
};

TEST_P(Checkpoint, ScenariosGoOnFromWhatTheyBeginAlikeWith) {
  Small small(GetParam());
  const sim::Plan& plan = small.scenario.plan;
  const std::size_t count = plan.scenarios.size();
  std::vector<std::size_t> scenarios{0};  // and three others at the most, for the time it takes
  for (std::size_t s = 1; s < count; s += 1 + (count - 2) / 3) scenarios.push_back(s);
  sim::Beginnings beginnings(plan, scenarios);
  int resumed = 0, late = 0;
  for (const std::size_t s : scenarios) {
    sim::Tally tally, own_tally;
    const auto begun = beginnings.of(s);
    Counting counting(*begun, resumed);
    const auto rows = small.world->run(s, small.three, {}, tally, &counting);
    small.expect_same(rows, small.world->run(s, small.alone, {}, own_tally));
    EXPECT_EQ(tally.contacts, own_tally.contacts) << s;
    late += s > 0 && sim::first_change(plan, s) > 0;
  }
  // The others may be at rest by then.
  if (plan.model == "public_services") {
    EXPECT_EQ(resumed, late);
  }
}

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
