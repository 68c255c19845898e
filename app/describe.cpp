// knowhow describe: every model, channel, barrier, stage, measure and parameter, from the declarations
// themselves.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/command.h"
#include "models/catalogue.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

using nlohmann::ordered_json;

std::string plain(double value) {
  std::ostringstream text;
  text.precision(10);
  text << value;
  return text.str();
}

std::string_view form_of(const sim::Declaration& d) {
  using sim::Form;
  switch (d.form) {
    case Form::number:
      return "number";
    case Form::choice:
      return "choice";
    case Form::text:
      return "text";
    case Form::name:
      return "name";
    case Form::names:
      return "list of names";
    case Form::moment:
      return "date or duration";
    case Form::numbers_by:
      return "numbers by name";
    case Form::names_by:
      return "words by name";
    case Form::shares_by:
      return "shares by name";
    case Form::table:
      return "CSV table";
    case Form::section:
      return "section";
    case Form::items:
      return "items by name";
  }
  return "";
}

bool is_number(const sim::Declaration& d) {
  return d.form == sim::Form::number || d.form == sim::Form::numbers_by;
}

ordered_json facts(const sim::Declaration& d, const std::string& path) {
  ordered_json entry{{"path", path}, {"form", form_of(d)}, {"meaning", d.meaning}};
  if (is_number(d)) {
    entry["unit"] = sim::to_string(d.unit);
    entry["range"] = {d.range.least, d.range.most};
    if (!std::isnan(d.preset)) entry["default"] = d.preset;
    if (d.plausible.least < d.plausible.most) entry["plausible"] = {d.plausible.least, d.plausible.most};
    entry["when"] = d.when == sim::When::any_time ? "any time" : "at the start";
    if (d.scope != sim::Scope::scenario)
      entry["distribution"] =
          d.scope == sim::Scope::organisation ? "drawn per organisation" : "drawn per person";
  }
  if (d.form == sim::Form::section && !d.shapes.empty()) {
    for (const auto& shape : d.shapes) entry["shapes"].push_back(shape.name);
    entry["default"] = d.word;
  }
  if (d.form == sim::Form::choice) entry["choices"] = d.words, entry["default"] = d.word;
  if (!d.of.empty()) entry["names_of"] = d.of;
  if (d.required) entry["required"] = true;
  for (const auto& column : d.columns)
    entry["columns"].push_back({{"name", column.name}, {"meaning", column.meaning}});
  if (!d.source.empty()) entry["source"] = d.source;
  return entry;
}

/// Every declaration below, in order, with its path; the free names of items stand as `NAME`.
void walk(const sim::Declaration& d, const std::string& path, ordered_json& list) {
  const auto below = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
  if (!path.empty()) list.push_back(facts(d, path));
  const bool free = d.form == sim::Form::items;
  for (const auto& child : d.children)
    walk(child, free ? below("NAME." + child.name) : below(child.name), list);
  for (const auto& shape : d.shapes) {
    const std::size_t at = list.size();
    walk(shape, (free ? below("NAME") : path) + " (shape: " + shape.name + ")", list);
    list[at]["shape"] = shape.name;
  }
}

void print(const ordered_json& entry) {
  std::cout << entry["path"].get<std::string>() << "\n    " << entry["meaning"].get<std::string>() << "\n";
  std::string line;
  const auto add = [&](const std::string& text) { line += (line.empty() ? "    " : "; ") + text; };
  if (entry.contains("unit")) {
    const auto unit = entry["unit"].get<std::string>();
    add("default " +
        (entry.contains("default") ? plain(entry["default"].get<double>()) : std::string("inherited")) +
        (unit == "1" || unit == "share" || unit == "count" ? "" : " " + unit));
    add("range " + plain(entry["range"][0].get<double>()) + " to " + plain(entry["range"][1].get<double>()));
    if (entry.contains("plausible"))
      add("plausible " + plain(entry["plausible"][0].get<double>()) + " to " +
          plain(entry["plausible"][1].get<double>()));
    add(entry["when"].get<std::string>() == "any time" ? "an intervention can change it"
                                                       : "fixed at the start");
    if (entry.contains("distribution"))
      add("a number, or a distribution " + entry["distribution"].get<std::string>());
  } else if (entry.contains("choices") || entry.contains("shapes")) {
    const bool shapes = entry.contains("shapes");
    std::string words;
    for (const auto& word : entry[shapes ? "shapes" : "choices"])
      words += (words.empty() ? "" : ", ") + word.get<std::string>();
    add((shapes ? "its `shape` is one of " : "one of ") + words + "; default " +
        entry["default"].get<std::string>());
  } else if (entry["form"] != "section") {
    add(entry["form"].get<std::string>() +
        (entry.contains("names_of") ? " of the set `" + entry["names_of"].get<std::string>() + "`" : ""));
    if (entry.contains("columns")) {
      std::string columns;
      for (const auto& column : entry["columns"])
        columns += (columns.empty() ? "" : ", ") + column["name"].get<std::string>();
      add("columns " + columns);
    }
  }
  if (entry.contains("required")) add("required");
  if (!line.empty()) std::cout << line << "\n";
  if (entry.contains("source")) std::cout << "    source: " << entry["source"].get<std::string>() << "\n";
}

/// What several models say alike is told once.
void print_all(const ordered_json& chosen) {
  std::vector<ordered_json> told;
  std::vector<std::string> models;
  for (ordered_json entry : chosen) {
    const auto model = entry["model"].get<std::string>();
    entry.erase("model");
    const auto same = std::find(told.begin(), told.end(), entry);
    if (same == told.end()) {
      told.push_back(std::move(entry));
      models.push_back(model);
    } else {
      models[static_cast<std::size_t>(same - told.begin())] += ", " + model;
    }
  }
  for (std::size_t i = 0; i < told.size(); ++i) {
    print(told[i]);
    if (models[i] != models::catalogue().front().name) std::cout << "    model: " << models[i] << "\n";
  }
}

void list_parts(const std::vector<sim::Declaration>& parts) {
  for (const auto& part : parts) {
    std::string name = "  " + part.name;
    name.resize(std::max<std::size_t>(name.size() + 1, 18), ' ');
    std::cout << name << part.meaning << "\n";
  }
}

std::string told(const sim::Measure& measure) {
  return measure.meaning + (measure.usual ? "" : "; only if `measures:` names it");
}

void overview(const sim::Model& model) {
  std::cout << model.name << ": " << model.meaning << "\n  after " << model.source << "\n";
  for (const auto& part : model.declaration->children) {
    std::cout << "\n" << part.name << ": " << part.meaning << "\n";
    if (part.form != sim::Form::items) list_parts(part.children);
    list_parts(part.shapes);
  }
  if (model.measures.empty()) return;
  std::cout << "\nmeasures: what a results file holds.\n";
  for (const auto& measure : model.measures) {
    std::string name = "  " + measure.name;
    name.resize(18, ' ');
    std::cout << name << told(measure) << "\n";
  }
}

/// A name fits a path as a whole, as its end, or as any one of its words: `relationships` shows the barrier
/// and all below. A number of a shape also fits by its path in a scenario, which does not name the shape.
bool fits(const std::string& path, const std::string& name) {
  if (path == name) return true;
  if (const auto shape = path.find(" (shape: "); shape != std::string::npos)
    if (path.substr(0, shape) + path.substr(path.find(')', shape) + 1) == name) return true;
  std::string with_dots = "." + path + ".";
  for (const char* mark : {" (shape: ", ")"})
    for (auto at = with_dots.find(mark); at != std::string::npos; at = with_dots.find(mark))
      with_dots.replace(at, std::string(mark).size(), ".");
  return with_dots.find("." + name + ".") != std::string::npos;
}

/// Every word that describes something by itself, once, in the order of the alphabet.
std::vector<std::string> names() {
  std::vector<std::string> words;
  for (const auto& model : models::catalogue()) {
    auto list = ordered_json::array();
    walk(*model.declaration, "", list);
    words.push_back(model.name);
    if (!model.measures.empty()) words.emplace_back("measures");
    for (const auto& entry : list) {
      const auto path = entry["path"].get<std::string>();
      words.push_back(entry.contains("shape") ? entry["shape"].get<std::string>()
                                              : path.substr(path.rfind('.') + 1));
    }
    for (const auto& measure : model.measures) words.push_back(measure.name);
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

int describe(const po::variables_map& given, const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0].empty())
    throw WrongUsage("describe: the name is empty; leave it out for an overview");
  auto chosen = ordered_json::array();
  for (const auto& model : models::catalogue()) {
    auto list = ordered_json::array();
    walk(*model.declaration, "", list);
    const bool whole = arguments.empty() || arguments[0] == model.name;
    if (whole && !wants(given, "json")) overview(model);
    for (auto& entry : list) {
      const auto path = entry["path"].get<std::string>();
      entry["model"] = model.name;
      if (whole || fits(path, arguments[0])) chosen.push_back(std::move(entry));
    }
    for (const auto& measure : model.measures)
      if (!arguments.empty() && (measure.name == arguments[0] || arguments[0] == "measures"))
        chosen.push_back({{"path", "measures." + measure.name},
                          {"form", "section"},
                          {"meaning", told(measure)},
                          {"model", model.name}});
  }
  if (chosen.empty())
    throw WrongUsage("nothing is called '" + arguments[0] + "'; " + sim::suggestion(arguments[0], names()));
  if (wants(given, "json")) {
    std::cout << chosen.dump(2) << "\n";
  } else if (arguments.empty() || chosen[0]["model"] == arguments[0]) {
    std::cout << "\n`knowhow describe NAME` tells all about one of these: meaning, unit, range, default and "
                 "source.\n";
  } else {
    print_all(chosen);
  }
  return done;
}

}  // namespace

Command describe_command() {
  return {"describe",
          "[NAME]",
          "tell what can be set, measured and meant",
          "Every channel, barrier, stage, measure and parameter: meaning, unit, range, default, source.\n\n"
          "  knowhow describe\n  knowhow describe relationships\n  knowhow describe ties --json\n",
          [] {
            po::options_description options("Options");
            options.add_options()("json", "print as JSON")("help,h", "this text");
            return options;
          },
          describe,
          names};
}

}  // namespace knowhow::app
