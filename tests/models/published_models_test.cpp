// What every published model keeps, whichever it is: each is walked with every shape that it has.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "models/catalogue.h"
#include "tests/models/published_runs.h"

namespace knowhow::published {
namespace {

struct Case {
  std::string name, yaml;
};

/// Small, lively worlds. All models and all shapes of their sections stand here: `EveryShapeIsTried` sees to
/// it.
std::vector<Case> cases() {
  const auto scenario = [](const std::string& model, const std::string& rest) {
    return "model: " + model + "\ntime: {horizon: 12 steps}\n" + rest;
  };
  std::vector<Case> all;
  const std::vector<std::pair<std::string, std::string>> networks{
      {"complete", "{shape: complete, agents: 40}"},
      {"line", "{shape: line, agents: 40}"},
      {"ring lattice", "{shape: ring_lattice, agents: 40, degree: 4, swapped: 0.2}"},
      {"moore lattice", "{shape: moore_lattice, rows: 6, columns: 7, swapped: 0.2}"},
      {"small world", "{shape: small_world, agents: 40, degree: 4, rewired: 0.2}"},
      {"random", "{shape: random, agents: 60, mean_degree: 4}"},
      {"preferential", "{shape: preferential, agents: 40, each: 2}"}};
  for (const auto& [name, network] : networks)
    all.push_back({"bass on " + name, scenario("bass", "network: " + network + "\ntiming: continuous\n")});
  all.push_back({"bass in steps", scenario("bass", "network: {shape: random, agents: 60}\n")});
  for (const char* rule : {"{shape: fractional, share: 0.3}", "{shape: absolute, number: 2}"})
    for (const char* seeds :
         {"{shape: random, number: 3}", "{shape: neighbourhood, number: 2}", "{shape: share, share: 0.1}"})
      all.push_back(
          {std::string("threshold ") + rule + seeds,
           scenario("threshold",
                    std::string("network: {shape: small_world, agents: 80, degree: 6}\nnoise: 0.05\nrule: ") +
                        rule + "\nseeds: " + seeds + "\n")});
  for (const char* process :
       {"{shape: one_shot, probability: 0.3}", "{shape: one_shot_continuous, probability: 0.3}",
        "{shape: sir, infection: 0.1, recovery: 0.2}",
        "{shape: sir_continuous, infection: 0.1, recovery: 0.2}"})
    all.push_back(
        {std::string("cascade ") + process,
         scenario("independent_cascade", std::string("network: {shape: random, agents: 200, mean_degree: 6}\n"
                                                     "seeds: {shape: random, number: 4}\nprocess: ") +
                                             process + "\n")});
  for (const char* variant : {"acting", "literal"})
    all.push_back({std::string("march ") + variant,
                   scenario("march", std::string("variant: ") + variant +
                                         "\nreality: {turbulence: 0.02}\npeople: {number: 30, second_share: "
                                         "0.4, turnover: 0.02}\n")});
  all.push_back(
      {"lazer_friedman", scenario("lazer_friedman",
                                  "problem: {n: 12, k: 4}\nnetwork: {shape: ring_lattice, agents: 30}\n"
                                  "search: {copying_error: 0.01, looks: 0.8}\n")});
  for (const char* meetings : {"edges", "agents"})
    all.push_back(
        {std::string("cowan_jonard by ") + meetings,
         scenario("cowan_jonard", std::string("network: {shape: small_world, agents: 40, degree: 4}\n"
                                              "experts: {number: 6, shape: ") +
                                      (std::string(meetings) == "edges" ? "anybody" : "distinct") +
                                      "}\nmeetings: " + meetings + "\n")});
  for (const char* knowledge :
       {"{shape: uniform, categories: 3}",
        "{shape: drawn, level: {triangular: {least: 0, mode: 0.2, most: 1}}, categories: 5}"})
    all.push_back(
        {std::string("gap_closing ") + knowledge,
         scenario("gap_closing", std::string("network: {shape: small_world, agents: 40, degree: 4}\n"
                                             "closing: {rate: 0.05, open: 0.7}\nknowledge: ") +
                                     knowledge + "\n")});
  return all;
}

std::string digest(PublishedRuns& runs, std::uint32_t replicate = 0, std::size_t scenario = 0,
                   int threads = 1) {
  return std::get<std::string>(runs.rows(replicate, scenario, threads)[0]);
}

TEST(PublishedModels, EveryModelAndShapeIsTried) {
  std::set<std::string> models, shapes;
  const auto note = [&](const auto& self, const sim::Setting& setting) -> void {
    if (!setting.declaration->shapes.empty()) shapes.insert(setting.declaration->name + " " + setting.word);
    for (const auto& child : setting.children) self(self, child);
  };
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns runs(yaml);
    models.insert(runs.plan().model);
    note(note, runs.plan().root);
  }
  for (const auto& model : models::catalogue()) {
    if (!model.counts_steps) continue;
    EXPECT_TRUE(models.contains(model.name)) << model.name;
    for (const auto& section : model.declaration->children)
      for (const auto& shape : section.shapes)
        if (shape.name != "from_files" && shape.name != "earliest") {  // those have files of their own, below
          EXPECT_TRUE(shapes.contains(section.name + " " + shape.name)) << model.name << ": " << shape.name;
        }
  }
}

TEST(PublishedModels, LuckAloneTellsReplicatesApart) {
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns runs(yaml), again(yaml);
    EXPECT_EQ(digest(runs), digest(again)) << name;
    EXPECT_EQ(digest(runs), digest(runs, 0, 0, 3)) << name;
    EXPECT_NE(digest(runs), digest(runs, 1)) << name;
  }
}

/// Doing nothing is nothing; and what is done from some step on has changed nothing before.
TEST(PublishedModels, InterventionsThatChangeNothingChangeNothing) {
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns plain(yaml);
    std::string scale;
    for (const auto& slot : plain.plan().slots)
      if (slot.declaration->when == sim::When::any_time)
        scale += (scale.empty() ? "" : ", ") + slot.path + ": 1";
    ASSERT_FALSE(scale.empty()) << name;
    PublishedRuns placebo(yaml + "interventions: {nothing: {from: 3 steps, until: 7 steps, scale: {" + scale +
                          "}}}\nscenarios: {placebo: [nothing]}\n");
    EXPECT_EQ(digest(placebo, 0, 0), digest(placebo, 0, 1)) << name;
  }
}

/// No number is read and forgotten: some other value of each gives another run.
TEST(PublishedModels, EveryNumberMatters) {
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns runs(yaml);
    for (const auto& slot : runs.plan().slots) {
      const auto& range = slot.declaration->range;
      const double value = slot.base.value;
      bool matters = false;
      for (double other : {value * 2, value / 2, value + 2, value - 2, value + .3, value - .3}) {
        if (matters || other == value || !range.contains(other)) continue;
        if (slot.declaration->unit == sim::Unit::count && other != static_cast<int>(other)) continue;
        try {
          PublishedRuns changed(yaml, {slot.path + "=" + std::to_string(other)});
          for (std::uint32_t r = 0; r < 3 && !matters; ++r) matters = changed.rows(r) != runs.rows(r);
        } catch (const sim::InvalidInput&) {  // an odd degree, say
        }
      }
      EXPECT_TRUE(matters) << name << ": " << slot.path;
    }
  }
}

/// A number that changes while it runs ends like a run that had it from the start, from where both are alike.
TEST(PublishedModels, ANumberSetFromTheStartIsTheNumber) {
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns plain(yaml);
    for (const auto& slot : plain.plan().slots) {
      if (slot.declaration->when != sim::When::any_time) continue;
      const double other = std::min(slot.declaration->range.most, slot.base.value * 1.5 + .05);
      const std::string value = std::to_string(other);
      PublishedRuns written(yaml, {slot.path + "=" + value});
      PublishedRuns set(yaml + "interventions: {other: {set: {" + slot.path + ": " + value +
                        "}}}\nscenarios: {other: [other]}\n");
      EXPECT_EQ(digest(written), digest(set, 0, 1)) << name << ": " << slot.path;
    }
  }
}

/// The beginning of a longer run is the shorter run.
TEST(PublishedModels, LongerRunsBeginAlike) {
  for (const auto& [name, yaml] : cases()) {
    PublishedRuns shorter(yaml, {"output.every=1 steps"}),
        longer(yaml, {"output.every=1 steps", "time.horizon=20 steps"});
    const auto a = shorter.rows(), b = longer.rows();
    int compared = 0;
    for (const auto& variable : shorter.layout().variables) {
      if (variable.dimensions != std::vector<std::string>{"time"} || variable.type != sim::Type::float64)
        continue;
      const auto &few = shorter.of(a, variable.name), &more = longer.of(b, variable.name);
      ASSERT_GT(more.size(), few.size()) << name;
      EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin(),
                             [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }))
          << name << ": " << variable.name;
      ++compared;
    }
    EXPECT_GT(compared, 0) << name;
  }
}

/// However long a run has rested, what changes nothing leaves its digest as it was.
TEST(PublishedModels, RestIsRest) {
  const std::string yaml =
      "model: threshold\ntime: {horizon: 100 steps}\nnetwork: {shape: ring_lattice, agents: 40}\n"
      "rule: {shape: absolute, number: 1}\ninterventions: {nothing: {from: 50 steps, until: 60 steps, scale: "
      "{rule.number: 1}}}\n"
      "scenarios: {placebo: [nothing]}\n";
  PublishedRuns runs(yaml);
  EXPECT_LT(runs.of(runs.rows(), "rested_at")[0], 50);
  EXPECT_EQ(runs.rows(0, 0), runs.rows(0, 1));
  PublishedRuns endless(
      "model: independent_cascade\ntime: {horizon: 100 steps}\nnetwork: {shape: complete, agents: 50}\n"
      "process: {shape: sir, infection: 1, recovery: 0}\n");
  EXPECT_EQ(endless.of(endless.rows(), "rested_at")[0], 1);
}

TEST(PublishedModels, DistributionsOfTheirOwnCannotBeSetWhileItRuns) {
  EXPECT_THROW(
      PublishedRuns(
          "model: threshold\ntime: {horizon: 9 steps}\ninterventions: {x: {set: {rule.share: {uniform: "
          "{least: 0, most: 0.5}}}}}\nscenarios: {x: [x]}\n"),
      sim::InvalidInput);
}

TEST(PublishedModels, TooLargeOrTooDenseNetworksAreRefused) {
  for (const char* network : {"{shape: moore_lattice, rows: 100000, columns: 100000}",
                              "{shape: small_world, agents: 1000, degree: 998, rewired: 1}",
                              "{shape: ring_lattice, agents: 200, degree: 198, swapped: 1}",
                              "{shape: preferential, agents: 1, each: 1}"}) {
    PublishedRuns runs(std::string("model: bass\ntime: {horizon: 9 steps}\nnetwork: ") + network + "\n");
    EXPECT_THROW(runs.rows(), sim::InvalidInput) << network;
  }
}

TEST(PublishedModels, RealNetworksRunFromTheirFiles) {
  for (const char* file : {"medical_innovation.yaml", "brazilian_farmers.yaml"}) {
    std::set<std::string> digests;
    for (const char* reach : {"named", "both", "community"}) {
      PublishedRuns runs = PublishedRuns::of_file(file, {std::string("network.reach=") + reach});
      const sim::Rows rows = runs.rows();
      digests.insert(std::get<std::string>(rows[0]));
      const auto& observed = runs.of(rows, "observed_adopted");
      EXPECT_TRUE(std::is_sorted(observed.begin(), observed.end()));
      EXPECT_NEAR(observed.back(), std::string(file).starts_with("medical") ? 109.0 / 125 : 540.0 / 692,
                  1e-12);
    }
    EXPECT_EQ(digests.size(), 3u) << file;
  }
}

}  // namespace
}  // namespace knowhow::published
