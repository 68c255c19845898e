#pragma once
// The commands of `knowhow`. Each is one file and one line in command.cpp; help follows from the table there.
#include <boost/program_options.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace knowhow::app {

namespace po = boost::program_options;

/// Exit codes that scripts rely on.
enum ExitCode : int {
  done = 0,
  failed = 1,
  wrong_usage = 2,
  invalid_input = 3,
  file_trouble = 4,
  interrupted = 75
};

/// The command line makes no sense (exit code 2): what is wrong and the way out.
class WrongUsage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Command {
  std::string name;
  std::string argument;  ///< `SCENARIO.yaml`, `[NAME]`, `RESULTS.h5 [MORE.h5...]`, or nothing
  std::string summary;   ///< one line; empty for what only the program itself calls, and help leaves out
  std::string details;   ///< examples and what to expect
  po::options_description (*options)();
  int (*run)(const po::variables_map& options, const std::vector<std::string>& arguments);
  std::vector<std::string> (*names)() = nullptr;  ///< what the argument can be, where help does not list it
};

/// Whether a command takes several arguments.
bool takes_several(const Command& command);

const std::vector<Command>& commands();

/// Parses the words behind the program's name and runs the command; throws what the command throws.
int dispatch(const std::vector<std::string>& words);

// One function a command.
Command run_command();
Command check_command();
Command compare_command();
Command rerun_command();
Command trace_command();
Command report_command();
Command describe_command();
Command schema_command();
Command completion_command();
Command publish_journal_command();

/// What `run` and `check` have in common: which scenario, and what the command line puts on top.
po::options_description scenario_options();

/// --threads, or as many as this process may use.
int chosen_threads(const po::variables_map& options);

/// --json, --quiet.
bool wants(const po::variables_map& options, const char* flag);

}  // namespace knowhow::app
