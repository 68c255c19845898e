// The JSON Schema of scenario files, for completion and checks in an editor. The loader checks more: names,
// sums, dates, and what must be there once bases are merged.
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenarios/distributions.h"
#include "scenarios/interventions.h"
#include "scenarios/scenario.h"

namespace knowhow::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using sim::Declaration;
using sim::Form;
using sim::Unit;

const std::string decimal = "-?[0-9]+( [0-9]{3})*(\\.[0-9]+)?([eE][-+]?[0-9]+)?";
const std::string date_pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

Json reference(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

Json text(const std::string& meaning) {
  return {{"type", "string"}, {"minLength", 1}, {"description", meaning}};
}

Json closed_map(const std::string& meaning, Json properties) {
  Json schema{{"type", "object"}};
  if (!meaning.empty()) schema["description"] = meaning;
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  return schema;
}

Json open_map(const std::string& meaning, Json values) {
  return {{"type", "object"}, {"description", meaning}, {"additionalProperties", std::move(values)}};
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}, {"uniqueItems", true}}; }

/// As a scenario would write it.
Json preset_of(const Declaration& declaration) {
  if (declaration.unit == Unit::years) return in_words(declaration.preset, Unit::years);
  if (declaration.preset == std::floor(declaration.preset) && std::fabs(declaration.preset) < 1e15)
    return static_cast<long long>(declaration.preset);
  return declaration.preset;
}

std::string about_number(const Declaration& declaration) {
  std::string about = declaration.meaning;
  if (std::isfinite(declaration.preset))
    about += "; default " + in_words(declaration.preset, declaration.unit);
  about += "; from " + in_words(declaration.range.least, declaration.unit) + " to " +
           in_words(declaration.range.most, declaration.unit);
  if (!declaration.source.empty()) about += "; source: " + declaration.source;
  return about;
}

const char* definition_of(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "share";
    case Unit::number:
      return "number";
    case Unit::count:
      return "count";
    case Unit::per_year:
      return "rate";
    case Unit::years:
      return "duration";
    case Unit::pounds:
      return "money";
  }
  return "";
}

/// A number is held to its range where it is written without a unit.
Json number_schema(const Declaration& declaration) {
  Json ways = Json::array();
  if (declaration.unit != Unit::years)
    ways.push_back({{"type", declaration.unit == Unit::count ? "integer" : "number"},
                    {"minimum", declaration.range.least},
                    {"maximum", declaration.range.most}});
  ways.push_back(reference(definition_of(declaration.unit)));
  if (declaration.scope != sim::Scope::scenario) ways.push_back(reference("distribution"));
  Json schema{{"description", about_number(declaration)}};
  if (std::isfinite(declaration.preset)) schema["default"] = preset_of(declaration);
  schema["anyOf"] = std::move(ways);
  return schema;
}

Json schema_of(const Declaration& declaration);

Json properties_of(const std::vector<Declaration>& children) {
  Json properties = Json::object();
  for (const auto& child : children) properties[child.name] = schema_of(child);
  return properties;
}

/// The section of one item; with a shape, its name is the constant that tells it from the others.
Json item_schema(const Declaration& items, const Declaration* shape) {
  Json properties = properties_of(items.children);
  if (!shape) return closed_map("", std::move(properties));
  properties["shape"] = {{"const", shape->name}, {"description", shape->meaning}};
  for (const auto& child : shape->children) properties[child.name] = schema_of(child);
  return closed_map(shape->meaning, std::move(properties));
}

/// A scenario that extends another may change a section, or an item, without saying its shape again, so none
/// is required.
Json section_schema(const Declaration& section) {
  if (section.shapes.empty()) return closed_map(section.meaning, properties_of(section.children));
  Json any = Json::array();
  for (const auto& shape : section.shapes) any.push_back(item_schema(section, &shape));
  return {{"type", "object"},
          {"description", section.meaning + "; default shape " + section.word},
          {"anyOf", std::move(any)}};
}

Json items_schema(const Declaration& items) {
  Json any = Json::array();
  for (const auto& shape : items.shapes) any.push_back(item_schema(items, &shape));
  Json schema{{"type", "object"}, {"description", items.meaning}};
  schema["propertyNames"] = {{"pattern", "^[^.]{1,80}$"}};
  schema["properties"] = Json::object();
  for (const auto& built_in : items.built_in) {
    const Declaration* shape = nullptr;
    for (const auto& candidate : items.shapes)
      if (candidate.name == built_in.word) shape = &candidate;
    schema["properties"][built_in.name] = item_schema(items, shape);
  }
  schema["additionalProperties"] =
      items.shapes.empty() ? item_schema(items, nullptr) : Json{{"anyOf", std::move(any)}};
  return schema;
}

Json table_schema(const Declaration& table) {
  std::string about = table.meaning + " A CSV table with the columns";
  for (const auto& column : table.columns)
    about += (&column == &table.columns.front() ? " " : ", ") + column.name;
  Json schema = closed_map(about, {{"file", text("its name, relative to this file")}});
  schema["required"] = {"file"};
  return schema;
}

Json with_meaning(Json schema, const Declaration& declaration) {
  std::string about = declaration.meaning;
  if (!declaration.word.empty()) about += "; default " + declaration.word;
  if (!declaration.of.empty()) about += "; names of the set " + declaration.of;
  if (!declaration.source.empty()) about += "; source: " + declaration.source;
  schema["description"] = about;
  return schema;
}

Json schema_of(const Declaration& declaration) {
  switch (declaration.form) {
    case Form::number:
      return number_schema(declaration);
    case Form::choice: {
      Json schema = with_meaning({{"enum", declaration.words}}, declaration);
      schema["default"] = declaration.word;
      return schema;
    }
    case Form::text:
    case Form::name:
      return with_meaning(reference("word"), declaration);
    case Form::names:
      return with_meaning(list_of(reference("word")), declaration);
    case Form::moment:
      return with_meaning(reference("moment"), declaration);
    case Form::numbers_by:
      return open_map(about_number(declaration), number_schema(declaration));
    case Form::names_by:
      return open_map(declaration.meaning, reference("word"));
    case Form::shares_by: {
      Json share{{"anyOf", {{{"type", "number"}, {"minimum", 0}, {"maximum", 1}}, reference("share")}}};
      return open_map(declaration.meaning, open_map("shares that sum to 1", std::move(share)));
    }
    case Form::table:
      return table_schema(declaration);
    case Form::section:
      return section_schema(declaration);
    case Form::items:
      return items_schema(declaration);
  }
  return {};
}

Json pattern(const std::string& expression) { return {{"type", "string"}, {"pattern", expression}}; }

Json definitions() {
  const std::string often = "( (a|per) (year|month|week|day))?";
  const std::string duration = "^(0|" + decimal + " (year|month|week|day)s?)$";
  Json families = Json::array();
  for (const auto& family : distribution_families()) {
    Json parameters = Json::object();
    for (const auto& parameter : family.parameters) parameters[parameter] = reference("quantity");
    Json inner = closed_map("", std::move(parameters));
    inner["required"] = family.parameters;
    Json outer = closed_map("", {{std::string(family.name), std::move(inner)}});
    outer["required"] = {family.name};
    families.push_back(std::move(outer));
  }
  Json all = Json::object();
  all["word"] = {{"type", {"string", "number"}},
                 {"description", "a word; one that looks like a number is a word still"}};
  all["number"] = pattern("^" + decimal + "$");
  all["count"] = pattern("^-?[0-9]{1,3}( [0-9]{3})*$");
  all["share"] = pattern("^" + decimal + "( ?%)?$");
  all["rate"] = pattern("^" + decimal + often + "$");
  all["duration"] = {{"anyOf", {{{"const", 0}}, pattern(duration)}}};
  all["money"] = pattern("^((-?£)?" + decimal + "|" + decimal + " GBP)$");
  all["steps"] = pattern("^[0-9]+( [0-9]{3})* steps?$");
  all["moment"] = {{"anyOf", {pattern(date_pattern), reference("duration"), reference("steps")}}};
  all["quantity"] = {{"anyOf",
                      {{{"type", "number"}},
                       reference("share"),
                       reference("rate"),
                       reference("duration"),
                       reference("money")}}};
  all["distribution"] = {{"anyOf", std::move(families)}};
  all["number or distribution"] = {{"anyOf", {reference("quantity"), reference("distribution")}}};
  return all;
}

Json interventions_schema(const sim::Model& model) {
  Json target = Json::object();
  for (const auto& set : model.target_sets) target[set] = list_of(reference("word"));
  Json money{{"anyOf", {{{"type", "number"}, {"minimum", 0}}, reference("money")}}};
  Json all{{"from", {{"$ref", "#/definitions/moment"}}},
           {"until", {{"$ref", "#/definitions/moment"}}},
           {"set", open_map("new values, by path", reference("number or distribution"))},
           {"add", open_map("what is added, by path", reference("quantity"))},
           {"scale", open_map("factors, by path",
                              {{"anyOf", {{{"type", "number"}, {"minimum", 0}}, reference("number")}}})},
           {"target", closed_map("who it is for; everybody by default", std::move(target))},
           {"cost", closed_map("what it costs, in GBP", {{"once", money}, {"a_year", money}})}};
  Json properties = Json::object();
  for (const auto& key : intervention_keys(model)) properties[key] = all[key];
  return open_map("what is done, by name", closed_map("", std::move(properties)));
}

/// How long something lasts in model time.
Json span_schema(const sim::Model& model) {
  if (!model.counts_steps) return reference("duration");
  return {{"anyOf", {reference("steps"), reference("duration")}}};
}

Json time_schema(const sim::Model& model) {
  std::string about = "when a run starts, and how long it and its steps last (a step is 1 week by default)";
  if (model.counts_steps) about += "; or only a horizon in steps, such as `80 steps`";
  Json step{{"$ref", "#/definitions/duration"}};
  return closed_map(about,
                    {{"start", pattern(date_pattern)}, {"step", step}, {"horizon", span_schema(model)}});
}

Json output_schema(const sim::Model& model) {
  Json properties{{"every", span_schema(model)}};
  if (!model.ledger_groups.empty()) {
    const Json group{{"enum", model.ledger_groups}};
    const Json one_group{{"type", "array"}, {"items", group}, {"minItems", 1}, {"maxItems", 1}};
    properties["ledger"] =
        closed_map("", {{"by", {{"anyOf", {group, one_group}}}}, {"every", {{"const", "1 year"}}}});
  }
  return closed_map("what the results hold", std::move(properties));
}

Json model_schema(const sim::Model& model) {
  std::vector<std::string> measures;
  for (const auto& measure : model.measures) measures.push_back(measure.name);
  Json properties = Json::object();
  properties["knowhow"] = {{"const", 1}, {"description", "the version of this format"}};
  properties["title"] = text("what this is about, in a few words");
  properties["question"] = text("what it is to answer");
  properties["model"] = {{"const", model.name}, {"description", model.meaning}};
  properties["extends"] = text("a scenario file underneath, merged key by key; this file wins");
  properties["time"] = time_schema(model);
  for (const auto& child : model.declaration->children) properties[child.name] = schema_of(child);
  Json uncertain = open_map("numbers drawn once a replicate, by path",
                            {{"anyOf", {{{"const", "plausible"}}, reference("distribution")}}});
  uncertain["properties"][posterior_key] =
      closed_map("numbers drawn together, one sample a replicate",
                 {{"file", text("the table that `knowhow calibrate` wrote, beside this file")}});
  uncertain["properties"][posterior_key]["required"] = {"file"};
  properties["uncertain"] = std::move(uncertain);
  properties["interventions"] = interventions_schema(model);
  properties["scenarios"] =
      open_map("what is compared: lists of interventions, by name", list_of(reference("word")));
  if (!measures.empty()) properties["measures"] = list_of({{"enum", measures}});
  properties["output"] = output_schema(model);
  properties["run"] = closed_map(
      "how often, and with what luck",
      {{"replicates", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1'000'000}, {"default", 100}}},
       {"seed", {{"type", "integer"}, {"minimum", 0}, {"default", 1}}}});
  Json schema = closed_map(model.meaning, std::move(properties));
  return schema;
}

}  // namespace

std::string json_schema(std::span<const sim::Model> models) {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "A knowhow scenario"}};
  Json names = Json::array(), choices = Json::array();
  for (const auto& model : models) {
    // One model's mistakes are told, not every model's. A file that extends another and leaves `model` out is
    // taken for one of the first.
    Json chosen{{"properties", {{"model", {{"const", model.name}}}}}};
    if (!names.empty()) chosen["required"] = {"model"};
    choices.push_back({{"if", std::move(chosen)}, {"then", model_schema(model)}});
    names.push_back(model.name);
  }
  schema["type"] = "object";
  schema["properties"] = {{"model", {{"enum", std::move(names)}}}};
  schema["required"] = {"knowhow"};
  schema["anyOf"] = {{{"required", {"extends"}}}, {{"required", {"title", "model", "time"}}}};
  schema["allOf"] = std::move(choices);
  schema["definitions"] = definitions();
  return schema.dump(2) + "\n";
}

}  // namespace knowhow::scenarios
