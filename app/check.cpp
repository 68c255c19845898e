// knowhow check: validates a scenario file, and says what would run.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/ensemble.h"
#include "app/progress.h"
#include "app/scenario_input.h"
#include "scenarios/reader/yaml.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

std::uint64_t values_a_run(const sim::Layout& layout) {
  std::uint64_t total = 0;
  for (const auto& variable : layout.variables) {
    std::uint64_t values = variable.type == sim::Type::text ? 4 : 1;
    for (const auto& name : variable.dimensions)
      for (const auto& dimension : layout.dimensions)
        if (dimension.name == name) values *= dimension.size();
    total += values * (variable.type == sim::Type::float32 || variable.type == sim::Type::int32 ? 4 : 8);
  }
  return total;
}

/// The YAML reader alone, on each file.
int check_syntax(const po::variables_map& given, const std::vector<std::string>& files) {
  for (const char* other : {"set", "seed", "replicates", "scenario"})
    if (given.count(other))
      throw WrongUsage(std::string("--") + other +
                       ": has nothing to change where only the syntax is checked; leave out one of the two");
  sim::Problems problems;
  for (const auto& file : files) {
    const std::string text = scenarios::read_text(file, scenarios::longest_file, problems);
    scenarios::parse_yaml(text, file, problems, scenarios::YamlUse::any);
  }
  problems.raise_if_any();
  if (wants(given, "json")) {
    std::cout << nlohmann::ordered_json{{"valid", true}, {"files", files}}.dump(2) << "\n";
  } else if (!wants(given, "quiet")) {
    for (const auto& file : files) std::cout << file << ": YAML that can be read.\n";
  }
  return done;
}

int check(const po::variables_map& given, const std::vector<std::string>& arguments) {
  if (given.count("syntax")) return check_syntax(given, arguments);
  if (arguments.size() > 1)
    throw WrongUsage("too many arguments; check one scenario at a time, or with --syntax several");
  const auto input = load_input(given, arguments[0]);
  const sim::Plan& plan = input->scenario.plan;
  const sim::Size& size = input->size;
  const std::uint64_t runs = plan.scenarios.size() * static_cast<std::uint64_t>(plan.replicates);
  const std::uint64_t file = runs * values_a_run(input->study->layout());

  if (wants(given, "json")) {
    nlohmann::ordered_json result{{"valid", true},
                                  {"title", plan.title},
                                  {"model", plan.model},
                                  {"agents", size.agents},
                                  {"ties", size.ties}};
    for (const auto& [name, count] : size.parts) result[name] = count;
    for (const auto& scenario : plan.scenarios) result["scenarios"].push_back(scenario.name);
    result.update({{"steps", plan.time.steps},
                   {"replicates", plan.replicates},
                   {"runs", runs},
                   {"bytes_a_run", size.bytes},
                   {"bytes_of_results_uncompressed", file}});
    for (const auto& [name, text] : input->scenario.files) result["files"].push_back(name);
    std::cout << result.dump(2) << "\n";
    return done;
  }
  if (wants(given, "quiet")) return done;
  std::cout << arguments[0] << " is valid.\n"
            << plan.title << "\n  model       " << plan.model << ": " << size.agents << " agents, "
            << size.ties << " ties";
  for (const auto& [name, count] : size.parts) std::cout << ", " << count << " " << name;
  std::cout << "\n  time        " << plan.time.in_words() << "\n  scenarios   ";
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s)
    std::cout << (s ? ", " : "") << plan.scenarios[s].name;
  std::cout << "\n  runs        " << plan.scenarios.size()
            << (plan.scenarios.size() == 1 ? " scenario x " : " scenarios x ") << plan.replicates
            << " replicates = " << runs << ", seed " << plan.seed << "\n  unknown     "
            << plan.uncertain.size() << (plan.uncertain.size() == 1 ? " number" : " numbers")
            << " drawn per replicate (`uncertain`)"
            << "\n  memory      about " << bytes(static_cast<double>(size.bytes))
            << " a run\n  results     at most " << bytes(static_cast<double>(file))
            << ", before compression\n  tables      ";
  if (input->scenario.files.empty()) std::cout << "none";
  bool first = true;
  for (const auto& [name, text] : input->scenario.files) {
    std::cout << (first ? "" : ", ") << name;
    first = false;
  }
  std::cout << "\n";
  return done;
}

po::options_description options() {
  po::options_description all = scenario_options();
  all.add_options()("syntax", "only whether the files are YAML that can be read, scenarios or not");
  return all;
}

}  // namespace

Command check_command() {
  return {
      "check",
      "SCENARIO.yaml [MORE.yaml...]",
      "validate a scenario file, and say what would run",
      "Every mistake is told at once, with its file, line and column, and its cure. Nothing is run or "
      "written.\n\n"
      "  knowhow check scenarios/invest_to_save.yaml\n"
      "  knowhow check --syntax draft.yaml other.yaml     the YAML reader alone, before any key is judged\n",
      options,
      check};
}

}  // namespace knowhow::app
