// knowhow trace: how an organisation came by a practice, from a results file alone. The run is replayed.
#include <charconv>
#include <iostream>
#include <limits>

#include "app/command.h"
#include "app/interruption.h"
#include "app/results_input.h"
#include "app/trace_view.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

constexpr int usual_depth = 2;

po::options_description options() {
  po::options_description options("Options");
  options.add_options()("organisation", po::value<std::string>()->value_name("NAME"),
                        "whose way to the practice is told")(
      "practice", po::value<std::string>()->value_name("NAME"), "which practice")(
      "run", po::value<std::string>()->default_value("0")->value_name("N"),
      "in which replicate, 0 being the first")(
      "scenario", po::value<std::string>()->default_value("baseline")->value_name("NAME"),
      "in which scenario")("depth", po::value<std::string>()->value_name("N"),
                           "how many steps back from the organisation to go; 2, with --json all of them")(
      "contacts", "list every single contact from outside that taught something")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use")(
      "json", "print the tree as JSON")("help,h", "this text");
  return options;
}

std::string required(const po::variables_map& given, const char* option, const ResultsInput& input) {
  const auto& sets = input.scenario.plan.sets;
  const auto set = sets.find(option);
  const std::vector<std::string> known = set == sets.end() ? std::vector<std::string>{} : set->second;
  const std::string flag = std::string("--") + option;
  if (known.empty())
    throw WrongUsage("trace: the model '" + input.model->name + "' has no " + option + " to tell of");
  if (!given.count(option)) throw WrongUsage(flag + " is missing; " + sim::suggestion("", known));
  const auto name = given[option].as<std::string>();
  if (std::find(known.begin(), known.end(), name) == known.end())
    throw WrongUsage(flag + ": there is no " + option + " '" + name + "'; " + sim::suggestion(name, known));
  return name;
}

int chosen_depth(const po::variables_map& given) {
  if (!given.count("depth")) return wants(given, "json") ? std::numeric_limits<int>::max() : usual_depth;
  const auto text = given["depth"].as<std::string>();
  int depth = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), depth);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || depth < 1)
    throw WrongUsage("--depth: '" + text + "' is not a whole number from 1");
  return depth;
}

int trace(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int depth = chosen_depth(given);
  sim::Workers workers(chosen_threads(given));
  const auto input = load_results(arguments[0]);
  const std::size_t run = chosen_run(given, *input);
  const std::size_t scenario = chosen_scenario(given["scenario"].as<std::string>(), *input);
  const sim::TraceQuestion question{required(given, "organisation", *input),
                                    required(given, "practice", *input)};
  watch_for_interruption();
  const auto world = input->study->world(static_cast<std::uint32_t>(run), workers);
  std::optional<sim::Trace> found;
  try {
    found = world->trace(scenario, question, workers, interruption_came);
  } catch (const sim::Stopped&) {
    std::cerr << "knowhow: interrupted; the same command starts again\n";
    return interrupted;
  }
  if (!found)
    throw WrongUsage("trace: the model '" + input->model->name + "' cannot tell how something was learned");
  const auto& in_file = input->results.digest(scenario, run);
  if (found->digest != in_file) {
    std::cerr << "knowhow: the replay is not the run in " << input->results.path().string() << " (digest "
              << found->digest << ", in the file " << in_file
              << "), so what it would tell did not happen there\n";
    for (const auto& difference : differences_of_program(input->results))
      std::cerr << "  the file was made by another program: " << difference << "\n";
    return failed;
  }
  const TraceView view{
      *found, input->scenario.plan.time, question.practice, input->results.scenarios()[scenario], run,
      depth,  wants(given, "contacts")};
  if (wants(given, "json"))
    std::cout << trace_json(view).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  else
    std::cout << trace_text(view);
  return done;
}

}  // namespace

Command trace_command() {
  return {"trace",
          "RESULTS.h5",
          "tell how an organisation came by a practice: who taught it, and what stopped more",
          "The run is replayed from what the file carries, and must come out the same (exit code 1 if not). "
          "Tells the dates,\n"
          "who taught it and how they had come by it, back to the origin, and what stood in the way.\n\n"
          "  knowhow trace results.h5 --organisation powys --practice \"LED lighting\"\n"
          "  knowhow trace results.h5 --organisation powys --practice \"LED lighting\" --run 3 --scenario "
          "placebo "
          "--json\n",
          options,
          trace};
}

}  // namespace knowhow::app
