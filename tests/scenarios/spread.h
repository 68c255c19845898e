#pragma once
// A small model that counts steps, knows no measures, targets or ledger, and stands on a network with shapes.
#include "tests/scenarios/example.h"

namespace knowhow::scenarios::spread {

using example::number;
using example::replaced;
using example::setting;
using example::slot;
using example::table;
using example::with;
using example::Words;
using sim::Declaration;
using sim::Form;
using sim::Unit;
using sim::When;

inline Declaration root() {
  const Declaration degree = number("degree", 4, {1, 100}, Unit::count, When::at_start);
  const Declaration rewiring = number("rewiring", .1, {0, 1}, Unit::share, When::at_start);
  Declaration noise = with(setting(Form::section, "noise"), {});
  noise.word = "none";
  noise.shapes = {setting(Form::section, "none"),
                  with(setting(Form::section, "white"), {number("size", 1, {0, 10}, Unit::number)})};
  Declaration network =
      with(setting(Form::section, "network"), {number("agents", 100, {2, 1e6}, Unit::count, When::at_start)});
  network.word = "complete";
  network.shapes = {setting(Form::section, "complete"), with(setting(Form::section, "ring"), {degree}),
                    with(setting(Form::section, "small_world"), {degree, rewiring, noise}),
                    with(setting(Form::section, "from_files"),
                         {table("people", {{.name = "id", .meaning = "who", .defines = "person", .key = true},
                                           {.name = "level",
                                            .meaning = "what they know",
                                            .number = true,
                                            .range = {0, 10},
                                            .may_be_empty = true}}),
                          table("ties", {{.name = "a", .meaning = "one", .of = "person"},
                                         {.name = "b", .meaning = "other", .of = "person"}})})};
  return with(setting(Form::section, ""),
              {with(setting(Form::section, "rates"), {number("alone", .03, {0, 1}, Unit::share),
                                                      number("together", .38, {0, 1}, Unit::share)}),
               with(setting(Form::section, "ground"), {network}), setting(Form::moment, "shock")});
}

inline const std::vector<sim::Model>& models() {
  static const Declaration declaration = root();
  static const std::vector<sim::Model> all = [] {
    std::vector<sim::Model> both(1, example::models().front());
    sim::Model model;
    model.name = "spread";
    model.declaration = &declaration;
    model.counts_steps = true;
    both.push_back(model);
    return both;
  }();
  return all;
}

inline const std::string scenario = R"(knowhow: 1
title: It spreads
model: spread
time: {horizon: 80 steps}
shock: 10 steps
ground:
  network: {shape: small_world, agents: 50, degree: 6, rewiring: 0.2}
interventions:
  faster: {from: 20 steps, until: 40 steps, set: {rates.together: 0.5}}
scenarios:
  faster: [faster]
)";

class Folder : public example::Folder {
 public:
  Folder() {
    write("people.csv", "id,level\nann,2\nbob,\n");
    write("ties.csv", "a,b\nann,bob\n");
  }
  Scenario load(const std::string& text, const Words& set = {}) const {
    return scenarios::load(write("scenario.yaml", text), {set, {}, {}, {}}, models());
  }
  sim::Plan plan(const std::string& text, const Words& set = {}) const { return load(text, set).plan; }
  /// All that is wrong, a line each, without the places.
  std::string mistakes(const std::string& text, const Words& set = {}) const {
    std::string all;
    for (const auto& problem : problems_of([&] { load(text, set); }))
      all += sim::to_string({{}, problem.subject, problem.what, problem.cure}) + "\n";
    return all;
  }
};

inline std::string written_as(const std::string& network) {
  return replaced(scenario, "{shape: small_world, agents: 50, degree: 6, rewiring: 0.2}", network);
}

}  // namespace knowhow::scenarios::spread
