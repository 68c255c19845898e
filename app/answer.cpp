#include "app/answer.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <thread>

#include "app/command.h"
#include "sim/problem.h"
#include "studies/mpi.h"

namespace knowhow::app {

namespace {

constexpr char out_of_memory[] =
    "knowhow: out of memory; fewer agents (people, organisations, nodes) or fewer --threads need less\n";

/// At once, so that nothing of another process comes in between.
void tell(const std::string& text) { std::cerr << text << std::flush; }

}  // namespace

void end_at_once() {
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    if (::write(STDERR_FILENO, out_of_memory, sizeof out_of_memory - 1) < 0) std::abort();
    std::_Exit(failed);
  } catch (...) {
  }
  __gnu_cxx::__verbose_terminate_handler();
  std::abort();
}

int answer(const std::function<int()>& command) {
  try {
    return command();
  } catch (const WrongUsage& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return wrong_usage;
  } catch (const sim::InvalidInput& error) {
    const auto count = error.problems().size();
    tell(error.what() + ("\n" + std::to_string(count)) + (count == 1 ? " problem" : " problems") +
         "; nothing was written. `knowhow describe` tells what can be set.\n");
    return invalid_input;
  } catch (const sim::OutOfSpace& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return interrupted;
  } catch (const sim::FileTrouble& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return file_trouble;
  } catch (const std::bad_alloc&) {
    tell(out_of_memory);
    return failed;
  } catch (const std::exception& error) {
    tell(std::string("knowhow: internal error: ") + error.what() +
         "\nThis is a fault of the program; please report it with the scenario file.\n");
    return failed;
  }
}

int answer_among_ranks(const po::variables_map& given, const std::string& does,
                       const std::vector<std::string>& not_there,
                       const std::function<int(studies::Mpi*)>& command) {
  if (!studies::Mpi::several_processes()) return command(nullptr);
  if (!studies::Mpi::built_in())
    throw WrongUsage("this program was built without MPI, and would " + does +
                     " once in every process; build it where libboost-mpi-dev is installed, or use --shard");
  for (const auto& option : not_there)
    if (given.count(option))
      throw WrongUsage("--" + option + " is not for mpirun, which shares out the runs itself");
  studies::Mpi ranks;
  bool thrown = false;
  const int code = answer([&] {
    try {
      return command(&ranks);
    } catch (...) {
      thrown = true;
      // What troubles all ranks is told by the first, whose end is that of all.
      if (ranks.shard().number > 1) std::this_thread::sleep_for(std::chrono::seconds(1));
      throw;
    }
  });
  if (thrown) ranks.give_up(code);
  return code;
}

}  // namespace knowhow::app
