// knowhow check: validates a scenario file, and says what would run.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/ensemble.h"
#include "app/progress.h"
#include "app/scenario_input.h"

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

int check(const po::variables_map& given, const std::vector<std::string>& arguments) {
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

}  // namespace

Command check_command() {
  return {"check",
          "SCENARIO.yaml",
          "validate a scenario file, and say what would run",
          "Every mistake is told at once, with its file, line and column, and its cure. Nothing is run or "
          "written.\n\n"
          "  knowhow check scenarios/invest_to_save.yaml\n",
          scenario_options,
          check};
}

}  // namespace knowhow::app
