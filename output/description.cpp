#include "output/description.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace knowhow::output {

namespace {

using nlohmann::json;

constexpr const char* type_names[] = {"float32", "float64", "int32", "text"};

sim::Type type_from(const std::string& name) {
  for (const auto type : {sim::Type::float32, sim::Type::float64, sim::Type::int32, sim::Type::text})
    if (type_names[static_cast<int>(type)] == name) return type;
  throw std::invalid_argument("unknown type " + name);
}

json to_json(const sim::Numbered& all) { return json(all.count); }
template <class Value>
json to_json(const std::vector<Value>& values) {
  return json(values);
}

json to_json(const sim::Dimension& axis) {
  json labels = json::array();
  for (const auto& each : axis.labels)
    labels.push_back({{"name", each.name}, {"long_name", each.long_name}, {"of_elements", each.of_elements}});
  return {{"name", axis.name},
          {"kind", axis.coordinate.index()},
          {"coordinate", std::visit([](const auto& values) { return to_json(values); }, axis.coordinate)},
          {"attributes", axis.attributes},
          {"labels", labels}};
}

sim::Dimension dimension_from(const json& told) {
  sim::Dimension axis{told.at("name"), {}, told.at("attributes")};
  const json& coordinate = told.at("coordinate");
  switch (told.at("kind").get<std::size_t>()) {
    case 0:
      axis.coordinate = coordinate.get<std::vector<std::string>>();
      break;
    case 1:
      axis.coordinate = coordinate.get<std::vector<std::int32_t>>();
      break;
    case 2:
      axis.coordinate = coordinate.get<std::vector<double>>();
      break;
    case 3:
      axis.coordinate = sim::Numbered{coordinate.get<std::size_t>()};
      break;
    default:
      throw std::invalid_argument("unknown kind of coordinate");
  }
  for (const auto& each : told.at("labels"))
    axis.labels.push_back({each.at("name"), each.at("long_name"), each.at("of_elements")});
  return axis;
}

json to_json(const sim::Variable& variable) {
  return {{"name", variable.name},
          {"type", type_names[static_cast<int>(variable.type)]},
          {"dimensions", variable.dimensions},
          {"long_name", variable.long_name},
          {"units", variable.units},
          {"comment", variable.comment},
          {"may_be_missing", variable.may_be_missing},
          {"labels", variable.labels}};
}

sim::Variable variable_from(const json& told) {
  return {told.at("name"),  type_from(told.at("type")), told.at("dimensions"),     told.at("long_name"),
          told.at("units"), told.at("comment"),         told.at("may_be_missing"), told.at("labels")};
}

}  // namespace

std::string to_json(const Description& description) {
  json told{{"identity", description.identity},     {"attributes", description.attributes},
            {"provenance", description.provenance}, {"dimensions", json::array()},
            {"variables", json::array()},           {"statistics", description.statistics}};
  for (const auto& axis : description.layout.dimensions) told["dimensions"].push_back(to_json(axis));
  for (const auto& variable : description.layout.variables) told["variables"].push_back(to_json(variable));
  return told.dump();
}

Description description_from(const std::string& text) try {
  const json told = json::parse(text);
  Description description{told.at("identity"), told.at("attributes"), told.at("provenance"), {}};
  for (const auto& axis : told.at("dimensions"))
    description.layout.dimensions.push_back(dimension_from(axis));
  for (const auto& variable : told.at("variables"))
    description.layout.variables.push_back(variable_from(variable));
  description.statistics = told.at("statistics");
  return description;
} catch (const json::exception& error) {
  throw std::invalid_argument(error.what());
}

}  // namespace knowhow::output
