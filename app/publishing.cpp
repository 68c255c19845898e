#include "app/publishing.h"

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "app/answer.h"
#include "app/command.h"
#include "app/ensemble.h"
#include "app/interruption.h"
#include "models/catalogue.h"
#include "output/publish.h"
#include "output/results_file.h"
#include "scenarios/scenario.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

constexpr const char* command_name = "publish-journal";

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("threads", po::value<int>()->default_value(1), "threads")(
      "replicates", po::value<std::size_t>(), "leave out all but the first so many")("help,h", "this text");
  return all;
}

std::string digest_of(const output::JournalReader& journal) {
  std::vector<std::string> digests;
  for (std::size_t r = 0; r < journal.replicates(); ++r)
    for (std::size_t s = 0; s < journal.scenarios(); ++s) digests.push_back(journal.text(s, r, 0));
  return digest_of_runs(digests);
}

const std::string& text_in(const sim::Attributes& texts, const char* wanted) {
  for (const auto& [name, text] : texts)
    if (name == wanted) return text;
  throw std::logic_error(std::string("journal: no text '") + wanted + "'");
}

/// As if that number of replicates had been asked for: in the scenario that the results file carries, too.
void keep_first(output::JournalReader& journal, std::size_t replicates) {
  if (replicates == journal.replicates()) return;
  const auto& provenance = journal.description().provenance;
  scenarios::Overrides fewer;
  fewer.replicates = std::to_string(replicates);
  const auto tables = nlohmann::json::parse(text_in(provenance, "files"));
  const auto scenario =
      scenarios::load_resolved(text_in(provenance, "scenario_file"),
                               tables.get<std::map<std::string, std::string>>(), fewer, models::catalogue());
  journal.keep_first(replicates, {{"scenario_file", scenario.resolved}});
}

int publish_from_entry(const po::variables_map& given, const std::vector<std::string>& arguments) {
  // If the parent dies, the user takes the command for ended, and may start it again.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  watch_for_interruption();
  const std::filesystem::path target = arguments[0];
  output::JournalReader journal(STDIN_FILENO, target.string() + ".journal");
  if (given.count("replicates")) keep_first(journal, given["replicates"].as<std::size_t>());
  if (journal.finished() != journal.scenarios() * journal.replicates())
    throw WrongUsage("only `knowhow run` starts " + std::string(command_name) +
                     ", once every run is finished");
  sim::Workers workers(given["threads"].as<int>());
  output::clear_leftovers(target);
  try {
    output::write_results(journal, {{"digest", digest_of(journal)}}, target, workers, interruption_came);
  } catch (const sim::Stopped&) {
    return interrupted;
  }
  return done;
}

/// The child's side: the journal is its standard input, which keeps the parent's lock on it alive.
int publish(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int code = answer([&] { return publish_from_entry(given, arguments); });
  // HDF5, once something went wrong in it, may complain or crash as the process tidies up.
  if (code != done) std::_Exit(code);
  return code;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for a process");
  return status;
}

}  // namespace

int publish_in_child(const output::Journal& journal, const std::filesystem::path& target, int threads,
                     std::size_t replicates) {
  std::string words[] = {"knowhow",      command_name,
                         "--threads",    std::to_string(threads),
                         "--replicates", std::to_string(replicates),
                         "--",           target.string()};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, journal.file(), STDIN_FILENO);
  pid_t child = 0;
  // The program by the file that is running, even if another has its name by now.
  const int error = ::posix_spawn(&child, "/proc/self/exe", &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  const std::string safe =
      (journal.finished() == 1 ? "the run is safe in "
                               : "all " + std::to_string(journal.finished()) + " runs are safe in ") +
      journal.path().string() + "; the same command writes the results file";
  if (error) {
    std::cerr << "knowhow: could not start the process that writes the results file ("
              << std::generic_category().message(error) << "); " << safe << "\n";
    return failed;
  }
  const int status = wait_for(child);
  // A signal to the whole group may end the child before it has begun to heed signals.
  const bool hit = WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM);
  const bool stopped_early = hit && interruption_came();
  if (WIFSIGNALED(status) && !stopped_early) {
    std::cerr << "knowhow: the process that writes the results file was ended by signal " << WTERMSIG(status)
              << " (" << ::strsignal(WTERMSIG(status)) << "); " << safe
              << " without running anything again. If it ends like this again, please report it.\n";
    return failed;
  }
  const int code = stopped_early ? static_cast<int>(interrupted) : WEXITSTATUS(status);
  const ExitCode own[] = {done, failed, wrong_usage, invalid_input, file_trouble, interrupted};
  if (std::ranges::find(own, code) == std::end(own)) {
    std::cerr << "knowhow: the process that writes the results file was ended by a library (code " << code
              << "); " << safe
              << " without running anything again. If it ends like this again, please report it.\n";
    return failed;
  }
  if (code == interrupted && interruption_came())
    std::cerr << "knowhow: interrupted; " << safe << " without running anything again\n";
  else if (code != done)
    std::cerr << "knowhow: " << safe << " without running anything again\n";
  return code;
}

Command publish_journal_command() {
  return {command_name, "RESULTS.h5", "", "Writes a results file from the journal on standard input.",
          options,      publish};
}

}  // namespace knowhow::app
