// Writes a sample results file to the path given, and on standard output, as JSON, what a reader must find in
// it.
#include <iostream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "output/journal.h"
#include "output/results_file.h"

using namespace knowhow;
using nlohmann::json;

namespace {

constexpr std::size_t scenarios = 3, replicates = 5;

template <class Number>
std::vector<Number> sequence(std::size_t count, Number first, Number step) {
  std::vector<Number> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = first + static_cast<Number>(i) * step;
  return values;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "Line " + std::to_string(i) + " of what is said about it: café, tŷ.\n";
  return text;
}

sim::Layout layout() {
  sim::Layout all;
  all.dimensions = {
      {"scenario",
       std::vector<std::string>{"baseline", "tŷ agored", "peer mentoring, 2015"},
       {{"long_name", "scenario"}}},
      {"replicate", sequence<std::int32_t>(replicates, 0, 1), {{"standard_name", "realization"}}},
      {"time",
       sequence<double>(30, 0, 28),
       {{"long_name", "end of the step"},
        {"units", "days since 2014-04-01"},
        {"calendar", "standard"},
        {"standard_name", "time"},
        {"axis", "T"},
        {"comment", long_text()},
        {"note_1", "ŵ"},
        {"note_2", "b"},
        {"note_3", "c"}}},
      {"year",
       sequence<std::int32_t>(5, 365, 365),
       {{"units", "days since 2014-04-01"}, {"calendar", "standard"}}},
      {"group", std::vector<std::string>{"all", "sector:health", "sector:education", "region:Ynys Môn"}, {}},
      {"practice", sequence<std::int32_t>(12, 1, 1), {{"units", "1"}}},
      {"stage",
       std::vector<std::string>{"unaware", "aware", "acquired", "applied", "improved"},
       {},
       {{"effort", "what it takes, à peu près", {"none", "little", "little", "møre", "møre"}},
        {"visible", "whether others see it", {"no", "no", "no", "yes", "yes"}}}}};
  all.variables = {{"organisations_at_stage",
                    sim::Type::float32,
                    {"time", "group", "practice", "stage"},
                    "share of organisations at a stage",
                    "1",
                    "NaN where a group has none",
                    true},
                   {"ledger_lost",
                    sim::Type::float64,
                    {"year", "group", "practice"},
                    "knowledge lost",
                    "1",
                    long_text(),
                    false},
                   {"improvement",
                    sim::Type::float64,
                    {"time", "group", "practice"},
                    "improvement where there is any",
                    "year-1",
                    "",
                    true},
                   {"contacts", sim::Type::int32, {"year", "stage"}, "contacts", "1", "", false},
                   {"net_present_value", sim::Type::float64, {}, "net present value", "GBP", "", true},
                   {"never_met",
                    sim::Type::int32,
                    {},
                    "never met",
                    "1",
                    "",
                    false,
                    {{"effort", "møre"}, {"visible", "no"}}},
                   {"state_digest", sim::Type::text, {}, "digest of the final state", "", "", false}};
  return all;
}

template <class Number>
std::vector<Number> numbers(const sim::Layout& all, const sim::Variable& variable, std::size_t scenario,
                            std::size_t replicate) {
  std::size_t count = 1;
  for (const auto& name : variable.dimensions)
    for (const auto& axis : all.dimensions)
      if (axis.name == name) count *= axis.size();
  std::vector<Number> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<Number>(1000 * scenario + 100 * replicate) + static_cast<Number>(i % 777) / 8;
    if constexpr (std::is_floating_point_v<Number>)
      if (variable.may_be_missing && (i + replicate) % 7 == 0)
        values[i] = std::numeric_limits<Number>::quiet_NaN();
  }
  return values;
}

sim::Values values(const sim::Layout& all, const sim::Variable& variable, std::size_t scenario,
                   std::size_t replicate) {
  switch (variable.type) {
    case sim::Type::float32:
      return numbers<float>(all, variable, scenario, replicate);
    case sim::Type::float64:
      return numbers<double>(all, variable, scenario, replicate);
    case sim::Type::int32:
      return numbers<std::int32_t>(all, variable, scenario, replicate);
    case sim::Type::text:
      break;
  }
  return replicate == 4 ? std::string() : "ŷ" + std::to_string(scenario) + "-" + std::to_string(replicate);
}

json names_of(const sim::Attributes& attributes) {
  json object = json::object();
  for (const auto& [name, text] : attributes) object[name] = text;
  return object;
}

/// JSON knows no NaN: nlohmann writes null.
json flat(const sim::Values& some) {
  return std::visit([](const auto& each) { return json(each); }, some);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const sim::Layout all = layout();
  const sim::Attributes global{{"Conventions", "CF-1.10"},
                               {"title", "Sampl o ganlyniadau: tŷ"},
                               {"source", "knowhow"},
                               {"history", long_text()},
                               {"master_seed", "18446744073709551615"},
                               {"a", "1"},
                               {"b", "2"},
                               {"c", "3"},
                               {"d", "4"},
                               {"e", "5"}};
  json expected;
  expected["attributes"] = names_of(global);
  for (const auto& [name, text] : global) expected["attributes_in_order"].push_back(name);
  expected["dimensions"] = json::array();
  for (const auto& axis : all.dimensions)
    expected["dimensions"].push_back(
        {{"name", axis.name},
         {"attributes", names_of(axis.attributes)},
         {"coordinate", std::visit(
                            []<class Coordinate>(const Coordinate& each) {
                              if constexpr (std::is_same_v<Coordinate, sim::Numbered>)
                                return json(each.numbers());
                              else
                                return json(each);
                            },
                            axis.coordinate)}});
  expected["labels"] = json::array();
  for (const auto& axis : all.dimensions)
    for (const auto& labels : axis.labels)
      expected["labels"].push_back({{"name", labels.name},
                                    {"dimension", axis.name},
                                    {"long_name", labels.long_name},
                                    {"words", labels.of_elements}});
  for (const auto& variable : all.variables) {
    static const std::map<sim::Type, std::string> types{{sim::Type::float32, "float32"},
                                                        {sim::Type::float64, "float64"},
                                                        {sim::Type::int32, "int32"},
                                                        {sim::Type::text, "text"}};
    json told{{"name", variable.name},
              {"type", types.at(variable.type)},
              {"missing", variable.may_be_missing},
              {"runs", json::array()}};
    told["dimensions"] = {"scenario", "replicate"};
    for (const auto& name : variable.dimensions) told["dimensions"].push_back(name);
    sim::Attributes attributes;
    for (const auto& [name, text] : sim::Attributes{
             {"long_name", variable.long_name}, {"units", variable.units}, {"comment", variable.comment}})
      if (!text.empty()) attributes.emplace_back(name, text);
    for (const auto& name : variable.dimensions)
      if (name == "stage") attributes.emplace_back("coordinates", "effort visible");
    if (variable.name == "never_met")
      attributes.insert(attributes.end(), {{"effort", "møre"}, {"visible", "no"}});
    told["attributes"] = names_of(attributes);
    for (std::size_t scenario = 0; scenario < scenarios; ++scenario)
      for (std::size_t replicate = 0; replicate < replicates; ++replicate)
        told["runs"].push_back(flat(values(all, variable, scenario, replicate)));
    expected["variables"].push_back(told);
  }
  expected["provenance"] = {
      {"scenario.yaml", long_text()}, {"tablau.csv", "enw,gwerth\ntŷ,1\n"}, {"empty", ""}};

  output::Description description{{}, global, {}, all};
  for (const auto& [name, text] : expected["provenance"].items())
    description.provenance.emplace_back(name, text);
  output::Journal journal(argv[1], description, true);
  for (std::size_t run = scenarios * replicates; run-- > 0;) {
    sim::Rows rows;
    for (const auto& variable : all.variables)
      rows.push_back(values(all, variable, run % scenarios, run / scenarios));
    journal.append(run % scenarios, run / scenarios, rows, {});
  }
  sim::Workers workers(2);
  output::write_results(journal.reader(), {}, argv[1], workers, [] { return false; });
  journal.remove();
  std::cout << expected;
}
