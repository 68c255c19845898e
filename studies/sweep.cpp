#include "studies/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenarios/distributions.h"

namespace knowhow::studies {

namespace {

// Where a distribution has no ends, the ends of the unit interval stand for these shares of it.
constexpr double tail = 0.005;

}  // namespace

std::string shortest(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

double Parameter::at(double u) const {
  if (listed()) {
    const auto count = static_cast<double>(words.size());
    const auto index = static_cast<std::size_t>(std::min(std::floor(u * count), count - 1));
    return numbers.empty() ? static_cast<double>(index) : numbers[index];
  }
  using Family = sim::Distribution::Family;
  if (spread->family == Family::uniform) {
    const double least = spread->a, most = spread->b;
    if (whole) return std::min(std::floor(least + u * (most - least + 1)), most);
    return u <= 0 ? least : u >= 1 ? most : least + u * (most - least);
  }
  const double value = spread->quantile(std::clamp(u, tail, 1 - tail));
  return sim::clip(whole ? std::round(value) : value, range);
}

std::string Parameter::written(double value) const {
  if (!numeric()) return words[static_cast<std::size_t>(value)];
  return shortest(value) + (unit == sim::to_string(sim::Unit::years) && value != 0 ? " years" : "");
}

std::size_t Sweep::points() const {
  if (places) return places->points();
  return parameters.empty() ? 1 : table.size() / parameters.size();
}

double Sweep::value(std::size_t point, std::size_t parameter) const {
  if (!places) return table[point * parameters.size() + parameter];
  return parameters[parameter].at(places->at(point, parameter));
}

std::vector<double> Sweep::point(std::size_t number) const {
  std::vector<double> values(parameters.size());
  if (!places) {
    std::copy_n(table.begin() + static_cast<std::ptrdiff_t>(number * values.size()), values.size(),
                values.begin());
    return values;
  }
  places->place(number, values);
  for (std::size_t p = 0; p < values.size(); ++p) values[p] = parameters[p].at(values[p]);
  return values;
}

std::vector<std::string> Sweep::settings(std::size_t number) const {
  const auto values = point(number);
  std::vector<std::string> all;
  for (std::size_t p = 0; p < parameters.size(); ++p)
    all.push_back(parameters[p].path + "=" + parameters[p].written(values[p]));
  return all;
}

std::string sweep_schema() {
  using Json = nlohmann::ordered_json;
  const auto about = [](Json schema, const char* text) {
    schema["description"] = text;
    return schema;
  };
  const Json quantity{{"type", {"number", "string"}}}, count{{"type", "integer"}, {"minimum", 1}};
  const auto closed = [](Json properties, Json required) {
    return Json{{"type", "object"},
                {"properties", std::move(properties)},
                {"required", std::move(required)},
                {"additionalProperties", false}};
  };
  Json ways = Json::array({closed({{"least", quantity}, {"most", quantity}}, {"least", "most"}),
                           {{"type", "array"}, {"items", quantity}, {"minItems", 1}, {"uniqueItems", true}},
                           {{"const", "plausible"}}});
  for (const auto& family : scenarios::distribution_families()) {
    Json inner = Json::object();
    for (const auto& each : family.parameters) inner[each] = quantity;
    ways.push_back(closed({{std::string(family.name), closed(std::move(inner), family.parameters)}},
                          {std::string(family.name)}));
  }
  const Json parameters{{"type", "object"}, {"additionalProperties", {{"anyOf", ways}}}};
  Json levers = parameters;
  const Json names{
      {"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}, {"uniqueItems", true}};
  levers["properties"] = {
      {"scenarios", about(names, "named scenarios of the file, each run at every point")}};
  const Json levels = closed({{"levels", {{"type", "integer"}, {"minimum", 2}}}}, Json::array());
  Json plain = Json::array();
  for (const auto& name : design_names())
    if (name != "csv") plain.push_back(name);
  const Json design{{"anyOf",
                     {{{"enum", plain}},
                      closed({{"grid", levels}}, {"grid"}),
                      closed({{"morris", levels}}, {"morris"}),
                      closed({{"csv", {{"type", "string"}}}}, {"csv"})}}};
  Json schema = closed(
      {{"knowhow", {{"const", 1}, {"description", "the version of this format"}}},
       {"title", {{"type", "string"}, {"minLength", 1}}},
       {"scenario", about({{"type", "string"}}, "the scenario file that varies, relative to this file")},
       {"uncertainties",
        about(parameters, "what one does not know: a range, a list, a distribution or `plausible`, by path")},
       {"levers", about(levers, "what one decides, likewise; and `scenarios`")},
       {"outcomes",
        about(names, "what is kept of each run: headlines or variables; the headlines by default")},
       {"design", about(design, "where the points lie")},
       {"points", about(count, "points; of morris trajectories, of saltelli base rows")},
       {"replicates", about(count, "runs of each point, each with other luck; 1 by default")},
       {"seed",
        {{"type", "integer"},
         {"minimum", 0},
         {"description", "of the design and of all runs; the scenario file's by default"}}}},
      {"knowhow", "scenario", "design"});
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "A knowhow sweep";
  return schema.dump(2) + "\n";
}

}  // namespace knowhow::studies
