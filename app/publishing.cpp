#include "app/publishing.h"

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <system_error>

#include "app/command.h"
#include "app/ensemble.h"
#include "app/interruption.h"
#include "output/publish.h"
#include "output/results_file.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

constexpr const char* command_name = "publish-journal";

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("threads", po::value<int>()->default_value(1), "threads")("help,h", "this text");
  return all;
}

std::string digest_of(const output::JournalReader& journal) {
  std::vector<std::string> digests;
  for (std::size_t r = 0; r < journal.replicates(); ++r)
    for (std::size_t s = 0; s < journal.scenarios(); ++s) digests.push_back(journal.text(s, r, 0));
  return digest_of_runs(digests);
}

/// The child's side: the journal is its standard input, which keeps the parent's lock on it alive.
int publish(const po::variables_map& given, const std::vector<std::string>& arguments) {
  // If the parent dies, the user takes the command for ended, and may start it again.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  watch_for_interruption();
  const std::filesystem::path target = arguments[0];
  const output::JournalReader journal(STDIN_FILENO, target.string() + ".journal");
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

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for a process");
  return status;
}

}  // namespace

int publish_in_child(const output::Journal& journal, const std::filesystem::path& target, int threads) {
  std::string words[] = {"knowhow", command_name,   "--threads", std::to_string(threads),
                         "--",      target.string()};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                       words[4].data(), words[5].data(), nullptr};
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, journal.file(), STDIN_FILENO);
  pid_t child = 0;
  // The program by the file that is running, even if another has its name by now.
  const int error = ::posix_spawn(&child, "/proc/self/exe", &files, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&files);
  const std::string safe = "all " + std::to_string(journal.runs()) + " runs are safe in " +
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
