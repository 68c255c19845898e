#pragma once
// A small model, as far as loading knows models, and scenario files for it in a folder of their own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace knowhow::scenarios::example {

using sim::Declaration;
using sim::Form;
using sim::Scope;
using sim::Unit;
using sim::When;

inline Declaration number(const char* name, double preset, sim::Range range, Unit unit,
                          When when = When::any_time, Scope scope = Scope::scenario) {
  return sim::number(name, preset, range, range, unit, when, "assumption", std::string("meaning of ") + name,
                     scope);
}

inline Declaration setting(Form form, const char* name, const char* of = "", const char* defines = "") {
  Declaration d;
  d.form = form;
  d.name = name;
  d.of = of;
  d.defines = defines;
  d.meaning = std::string("meaning of ") + name;
  return d;
}

inline Declaration with(Declaration d, std::vector<Declaration> children) {
  d.children = std::move(children);
  return d;
}

inline Declaration required(Declaration d) {
  d.required = true;
  return d;
}

inline Declaration table(const char* name, std::vector<sim::Column> columns) {
  Declaration d = setting(Form::table, name);
  d.columns = std::move(columns);
  return d;
}

inline Declaration strengths(const char* of) {
  Declaration d = number((std::string("by_") + of).c_str(), std::numeric_limits<double>::quiet_NaN(), {0, 1},
                         Unit::share);
  d.form = Form::numbers_by;
  d.of = of;
  return d;
}

inline Declaration root() {
  Declaration counts =
      with(setting(Form::items, "counts", "", "kind"),
           {number("number", 1, {1, 1000}, Unit::count, When::at_start),
            number("area", 100, {1, 1e6}, Unit::number, When::at_start, Scope::organisation)});
  counts.numbered = "place";
  Declaration network = setting(Form::choice, "network");
  network.words = {"named", "random"};
  network.word = "named";
  Declaration fixed = number("fixed", 3, {0, 10}, Unit::number);
  fixed.plausible = {3, 3};
  Declaration channels = setting(Form::items, "channels", "", "channel");
  channels.shapes = {with(setting(Form::section, "ties"),
                          {number("talks", 6, {0, 1000}, Unit::per_year),
                           number("degree", 4, {0, 100}, Unit::count, When::at_start), network}),
                     with(setting(Form::section, "letters"), {number("pages", 4, {.1, 1000}, Unit::number),
                                                              setting(Form::name, "about", "practice")})};
  Declaration home;
  home.name = "home";
  home.word = "ties";
  channels.built_in = {home};
  Declaration national = setting(Form::names, "national", "kind");
  national.words = {"board"};
  return with(
      setting(Form::section, ""),
      {with(setting(Form::section, "world"),
            {table("places", {{.name = "id", .meaning = "how it is named", .defines = "place", .key = true},
                              {.name = "kind", .meaning = "its kind", .defines = "kind"},
                              {.name = "size", .meaning = "its size", .number = true, .range = {1, 1e6}}}),
             counts,
             table("links", {{.name = "a", .meaning = "one", .of = "place"},
                             {.name = "b", .meaning = "other", .of = "place"}}),
             required(setting(Form::names_by, "sectors", "kind", "sector")),
             setting(Form::shares_by, "fields", "kind", "field"), national,
             with(setting(Form::section, "traits"),
                  {number("skill", .5, {0, 1}, Unit::share, When::any_time, Scope::organisation),
                   number("zeal", .4, {0, 1}, Unit::share, When::any_time, Scope::person),
                   number("leaders", 2, {0, 50}, Unit::count, When::any_time, Scope::organisation)}),
             required(
                 with(setting(Form::items, "practices", "", "practice"),
                      {number("benefit", 300000, {-1e9, 1e9}, Unit::pounds),
                       number("lead_time", 1, {.02, 50}, Unit::years),
                       required(setting(Form::name, "field", "field")), setting(Form::moment, "starts")}))}),
       channels,
       with(setting(Form::section, "barriers"),
            {with(setting(Form::section, "trust"),
                  {number("strength", .5, {0, 1}, Unit::share), strengths("kind"), strengths("sector"),
                   strengths("channel"), fixed})}),
       setting(Form::text, "notes")});
}

inline const std::vector<sim::Model>& models() {
  static const Declaration declaration = root();
  static const std::vector<sim::Model> all = [] {
    std::vector<sim::Model> made(2);
    for (auto& model : made) {
      model.declaration = &declaration;
      model.measures = {{"adoption", "who applies it"}, {"ledger", "where it stops"}};
      model.target_sets = {"kind", "place"};
      model.ledger_groups = {"sector", "kind"};
    }
    made[0].name = "toy";
    made[1].name = "march";
    return made;
  }();
  return all;
}

inline const std::string places = "id,kind,size\nconwy,council,100\nswansea,council,250\nbetsi,board,1000\n";

inline const std::string scenario = R"(knowhow: 1
title: How far does it travel?
model: toy
time: {start: 2014-04-01, step: 1 week, horizon: 2 years}
world:
  places: {file: data/places.csv}
  sectors: {council: local, board: health}
  fields:
    council: {estates: 0.75, clinical: 0.25}
    board: {clinical: 1}
  practices:
    LED lighting: {field: estates, benefit: 250 000 GBP, starts: 2014-07-01}
    agile working: {field: clinical}
channels:
  portal: {shape: letters, pages: 2}
  peers: {shape: ties, degree: 8}
interventions:
  shorter: {from: 2015-04-01, set: {channels.portal.pages: 1}, cost: {once: 50 000 GBP}}
  duty: {from: 26 weeks, until: 1 year, target: {kind: [council]}, add: {world.traits.skill: 0.3}}
scenarios:
  brief: [shorter]
  both: [shorter, duty]
)";

/// The text with its first `from` replaced.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "'" << from << "' is not in the scenario";
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// A folder that is there as long as the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "knowhow_scenario_XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
    write("data/places.csv", places);
    write("data/links.csv", "b,a\nconwy,swansea\n");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  Scenario load(const std::string& text, const Overrides& overrides = {}) const {
    return scenarios::load(write("scenario.yaml", text), overrides, models());
  }
  std::vector<sim::Problem> problems(const std::string& text, const Overrides& overrides = {}) const {
    return problems_of([&] { load(text, overrides); });
  }
  template <class Action>
  static std::vector<sim::Problem> problems_of(Action action) {
    try {
      action();
    } catch (const sim::InvalidInput& invalid) {
      return invalid.problems();
    }
    return {};
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline const sim::Slot& slot(const sim::Plan& plan, const std::string& path) {
  return plan.slots.at(static_cast<std::size_t>(plan.slot(path)));
}

using Words = std::vector<std::string>;

}  // namespace knowhow::scenarios::example
