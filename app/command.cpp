#include "app/command.h"

#include <algorithm>
#include <iostream>

#include "knowhow_version.h"
#include "sim/parallel.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

std::string usage(const Command& command) {
  return "knowhow " + command.name + (command.argument.empty() ? "" : " " + command.argument) + " [OPTIONS]";
}

void help(std::ostream& out) {
  out << "knowhow simulates how good practice travels between public services, and why it often does not.\n\n"
         "Usage: knowhow COMMAND [OPTIONS]\n\n";
  for (const auto& command : commands()) {
    if (command.summary.empty()) continue;
    std::string left = "  " + command.name + (command.argument.empty() ? "" : " " + command.argument);
    left.resize(std::max<std::size_t>(left.size() + 2, 28), ' ');
    out << left << command.summary << "\n";
  }
  out << "\nExample: knowhow run scenarios/invest_to_save.yaml -o results.h5\n"
         "`knowhow COMMAND --help` tells more; `knowhow --version` which version this is.\n";
}

void help(const Command& command) {
  std::cout << command.summary << "\n\nUsage: " << usage(command) << "\n\n"
            << command.details << "\n"
            << command.options() << "\n";
}

}  // namespace

bool takes_several(const Command& command) { return command.argument.find("...") != std::string::npos; }

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      run_command(),         compare_command(),         report_command(),
      check_command(),       rerun_command(),           trace_command(),
      sweep_command(),       status_command(),          merge_command(),
      sensitivity_command(), discover_command(),        slurm_command(),
      calibrate_command(),   describe_command(),        schema_command(),
      completion_command(),  publish_journal_command(),
  };
  return table;
}

po::options_description scenario_options() {
  po::options_description options("Options");
  options.add_options()("set", po::value<std::vector<std::string>>()->composing()->value_name("PATH=VALUE"),
                        "change a setting, as `--set channels.portal.pages=1`; may be repeated")(
      "seed", po::value<std::string>()->value_name("N"), "master seed, instead of the scenario file's")(
      "replicates", po::value<std::string>()->value_name("N"),
      "number of replicates, instead of the scenario file's")(
      "scenario", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "run this scenario and the baseline only; may be repeated")("json", "print results as JSON")(
      "quiet", "print no progress and no table")("help,h", "this text");
  return options;
}

bool wants(const po::variables_map& options, const char* flag) { return options.count(flag) > 0; }

int chosen_threads(const po::variables_map& options) {
  const int threads = options.count("threads") ? options["threads"].as<int>() : sim::available_threads();
  if (threads < 1 || threads > 1024)
    throw WrongUsage("--threads: " + std::to_string(threads) + " is not between 1 and 1024");
  return threads;
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    help(words.empty() ? std::cerr : std::cout);
    return words.empty() ? wrong_usage : done;
  }
  if (words[0] == "--version") {
    std::cout << "knowhow " << KNOWHOW_VERSION << " (" << KNOWHOW_COMMIT << ", " << KNOWHOW_COMPILER << ", "
              << KNOWHOW_BUILD << ")\n";
    return done;
  }
  const auto& table = commands();
  const auto command =
      std::find_if(table.begin(), table.end(), [&](const Command& c) { return c.name == words[0]; });
  if (command == table.end()) {
    std::vector<std::string> names;
    for (const auto& c : table)
      if (!c.summary.empty()) names.push_back(c.name);
    throw WrongUsage("no command '" + words[0] + "'; " + sim::suggestion(words[0], names));
  }

  po::options_description visible = command->options(), all;
  all.add(visible).add_options()("argument", po::value<std::vector<std::string>>());
  po::positional_options_description positions;
  positions.add("argument", -1);
  po::variables_map options;
  try {
    // No guessing at abbreviations: a later option must not change what an old script says.
    constexpr auto style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser({words.begin() + 1, words.end()})
                  .options(all)
                  .positional(positions)
                  .style(style)
                  .run(),
              options);
    po::notify(options);
  } catch (const po::error& error) {
    throw WrongUsage(std::string(error.what()) + "; see `knowhow " + command->name + " --help`");
  }
  if (wants(options, "help")) {
    help(*command);
    return done;
  }
  std::vector<std::string> arguments;
  if (options.count("argument")) arguments = options["argument"].as<std::vector<std::string>>();
  const bool needs = !command->argument.empty() && command->argument[0] != '[';
  const std::size_t most = takes_several(*command) ? arguments.size() : command->argument.empty() ? 0 : 1;
  if ((needs && arguments.empty()) || arguments.size() > most)
    throw WrongUsage(std::string(arguments.empty() ? "something is missing" : "too many arguments") +
                     "; usage: " + usage(*command));
  return command->run(options, arguments);
}

}  // namespace knowhow::app
